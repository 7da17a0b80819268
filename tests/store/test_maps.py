"""The maps of imported sheets are kept in the plan, in the same transaction as the rows."""

import pytest

from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.store import Extras, Store
from dxdesk.store.file.backup import back_up, restore
from tests.store.plans import ANNA, ROWS


@pytest.fixture
def place(location: str) -> str:
    """A plan with one map."""
    Store.create(location, ROWS, author=ANNA, extras=Extras(maps={"一覧": "a = 1"})).close()
    return location


def test_maps_are_kept_by_name(place: str) -> None:
    with Store.open(place, author=ANNA) as store:
        assert store.maps() == {"一覧": "a = 1"}
        history = len(store.history())
        assert not store.apply(Batch((), ANNA), {"一覧": "a = 2", "予算%_": "b = 1"}).batch
        assert len(store.history()) == history  # a map is no change of the plan
    with Store.open(place, read_only=True) as store:
        assert store.maps() == {"一覧": "a = 2", "予算%_": "b = 1"}
        assert (store.role, bool(store.file_id)) == ("master", True)


def test_a_map_is_written_with_its_import_or_not_at_all(place: str) -> None:
    with Store.open(place, author=ANNA) as store:
        (plan,) = store.load().all(Plan).values()
        orphaning = Change("plan", plan.id, WHOLE, plan, None)
        with pytest.raises(Refused):
            store.apply(Batch((orphaning,), ANNA), {"一覧": "a = 3"})
        assert store.maps() == {"一覧": "a = 1"}
        renamed = Change("plan", plan.id, "title", plan.title, "別の名前")
        assert store.apply(Batch((renamed,), ANNA), {"一覧": "a = 3"}).batch
        assert store.maps() == {"一覧": "a = 3"}


def test_a_map_cannot_be_written_where_the_plan_is_only_read(place: str) -> None:
    with Store.open(place, read_only=True) as store, pytest.raises(Refused, match="読み取り専用"):
        store.apply(Batch((), ANNA), {"一覧": "a = 3"})


@pytest.mark.parametrize("location", ["file"], indirect=True)
def test_a_backup_brings_the_maps_back(place: str) -> None:
    backup = back_up(place)
    with Store.open(place, author=ANNA) as store:
        store.apply(Batch((), ANNA), {"一覧": "a = 9"})
    restore(place, str(backup))
    with Store.open(place, read_only=True) as store:
        assert store.maps() == {"一覧": "a = 1"}
