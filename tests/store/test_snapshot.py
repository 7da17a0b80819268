"""A snapshot is read while others write to the plan: neither waits for the other."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.store import Store
from tests.store.plans import ANNA, ROWS


def renamed(store: Store, title: str) -> None:
    plan = next(iter(store.load().all(Plan).values()))
    applied = store.apply(Batch((Change("plan", plan.id, "title", plan.title, title),), ANNA))
    assert not applied.refused


def title(store: Store) -> str:
    return next(iter(store.load().all(Plan).values())).title


def test_writing_does_not_wait_for_the_reader_of_a_snapshot(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA) as store, store.snapshot() as still:
        with still._database.reading() as reading:
            assert [tuple(line) for line in reading.exec_driver_sql("SELECT count(*) FROM plan")] == [(1,)]
            renamed(store, "改めた計画")
        assert title(store) == "改めた計画"


def test_a_snapshot_is_the_file_as_it_was(path: Path) -> None:
    with Store.create(path, ROWS, author=ANNA) as store:
        renamed(store, "改めた計画")
        with store.snapshot() as still:
            renamed(store, "もう一度改めた計画")
            assert title(still) == "改めた計画"
            assert still.history() == store.history()[1:]
            assert not still.changed_outside()
            assert (still.role, still.file_id, still.location) == (store.role, store.file_id, store.location)
        assert title(store) == "もう一度改めた計画"


def test_a_snapshot_is_read_only(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA) as store, store.snapshot() as still:
        with pytest.raises(Refused, match="読み取り専用"):
            renamed(still, "改めた計画")
        assert title(store) == title(still)
