"""What was deleted can be seen and comes back whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dxdesk.jobs.creating import from_seeds
from dxdesk.jobs.recycle_bin import deletions, restore_rows
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Entry, Measure, Pillar
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store


def delete_stored(store: Store, row: Row) -> None:
    assert not store.apply(Batch(delete_row(Outline(store.load()), row), "係長", "削除")).refused


def measure_named(store: Store, number: str) -> Measure:
    return next(m for m in store.load().all(Measure).values() if m.number == number)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with from_seeds(tmp_path / "計画.dxdb", ["ito"], author="係長") as opened:
        yield opened


def test_a_deleted_measure_comes_back_with_all_its_figures_and_lines(store: Store) -> None:
    before = store.load()
    assert deletions(store, before) == []
    delete_stored(store, measure_named(store, "1-(3)"))
    (deletion,) = deletions(store, store.load())
    assert isinstance(deletion.rows[0], Measure)
    assert (deletion.author, deletion.described.what) == ("係長", "施策「マイナンバーカードの普及・利用」の削除")
    assert restore_rows(store, deletion, author="係長") == len(deletion.rows)
    assert store.load() == before
    assert deletions(store, store.load()) == []
    assert restore_rows(store, deletion, author="係長") == 0


def test_what_was_deleted_before_its_measure_comes_back_after_it(store: Store) -> None:
    before = store.load()
    measure = measure_named(store, "1-(3)")
    line = next(e for e in before.all(Entry).values() if e.measure == measure.id)
    delete_stored(store, line)
    delete_stored(store, measure)
    whole, single = deletions(store, store.load())
    with pytest.raises(Refused, match="先にそちらを戻して"):
        restore_rows(store, single, author="係長")
    restore_rows(store, whole, author="係長")
    restore_rows(store, single, author="係長")
    assert store.load() == before


def test_a_pillar_takes_and_brings_its_measures(store: Store) -> None:
    before = store.load()
    pillar = next(p for p in before.all(Pillar).values() if p.number == "6")
    delete_stored(store, pillar)
    (deletion,) = deletions(store, store.load())
    assert sum(isinstance(row, Measure) for row in deletion.rows) == 3
    restore_rows(store, deletion, author="係長")
    assert store.load() == before


def test_what_undo_brought_back_is_not_deleted(store: Store) -> None:
    delete_stored(store, measure_named(store, "1-(3)"))
    assert store.undo("係長") is not None
    assert deletions(store, store.load()) == []


def test_an_empty_line_is_no_loss(store: Store) -> None:
    line = next(iter(store.load().all(Entry).values()))
    fresh = line.replace(id="00000000-0000-4000-8000-000000000001", text="")
    store.apply(Batch(insertions([("entry", fresh)]), "係長"))
    delete_stored(store, fresh)
    assert deletions(store, store.load()) == []
