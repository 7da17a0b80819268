"""Applying a batch: changes that are not stale are written and recorded, stale ones are refused cell by cell."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dxdesk.plan.rows.change import WHOLE, Batch, Change, insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES, Department, Entry, Figure, Measure, Pillar
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import StaleCell, Store
from dxdesk.store.version import NEWEST
from tests.store.plans import (
    ANNA,
    BEN,
    DEPARTMENT,
    ENTRY,
    FIGURE,
    INDICATOR,
    MEASURE,
    PILLAR,
    PLAN,
    ROWS,
    an_entry,
    birth,
    edit,
    text,
)


def test_a_new_plan_holds_the_rows_it_was_created_with(store: Store) -> None:
    assert store.load() == ROWS
    assert (store.role, store.schema, store.read_only) == ("master", NEWEST, False)


def test_an_edit_remains_after_closing_and_opening(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA) as store:
        applied = store.apply(edit(text(FIGURE, "61業務", "137業務")))
    assert applied.refused == ()
    with Store.open(location) as again:
        assert again.load() == ROWS.put([FIGURE.replace(text="137業務")])
        assert again.role == "master"


def test_every_kind_of_value_comes_back_as_it_was(store: Store) -> None:
    changes = (
        Change("measure", MEASURE.id, "kpi_published", True, False),
        Change("measure", MEASURE.id, "first_year", None, 2023),
        Change("plan", PLAN.id, "planned_from", 2025, None),
        Change("entry", ENTRY.id, "text", ENTRY.text, '一行目\n\t二行目 ’ " \\ %s :x 𠮷 🏯\r\n'),
        Change("entry", ENTRY.id, "department", DEPARTMENT.id, None),
    )
    store.apply(edit(*changes))
    assert store.load() == ROWS.apply(changes)
    assert [recorded.change for recorded in store.history(limit=5)] == list(reversed(changes))


def test_a_stale_cell_is_refused_and_the_rest_is_written(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "70業務"), author=BEN))
    stale, fresh = text(FIGURE, "61業務", "80業務"), text(ENTRY, ENTRY.text, "新しい文")
    applied = store.apply(edit(stale, fresh))
    assert applied.refused == (StaleCell(stale, "70業務"),)
    assert applied.batch.changes == (fresh,)
    assert store.load() == ROWS.put([FIGURE.replace(text="70業務"), ENTRY.replace(text="新しい文")])
    assert [r.change for r in store.history() if r.author == ANNA and r.kind == "edit"] == [fresh]


def test_where_nothing_applies_nothing_is_recorded(store: Store) -> None:
    before = store.history()
    applied = store.apply(edit(text(FIGURE, "0", "1"), text(ENTRY, ENTRY.text, ENTRY.text)))
    assert not applied.batch
    assert store.history() == before


def test_the_same_birth_twice_is_refused_the_second_time(store: Store) -> None:
    mine = Figure.new(indicator=INDICATOR.id, year=2025, text="9")
    theirs = mine.replace(text="8")
    store.apply(birth(("figure", theirs)))
    applied = store.apply(birth(("figure", mine)))
    assert [(cell.change.after, cell.now) for cell in applied.refused] == [(mine, theirs)]
    assert store.load().get("figure", mine.id) == theirs


def test_the_death_of_a_row_that_changed_is_refused(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "62業務")))
    applied = store.apply(edit(Change("figure", FIGURE.id, WHOLE, FIGURE, None)))
    assert [cell.now for cell in applied.refused] == [FIGURE.replace(text="62業務")]


def test_an_edit_of_a_row_that_is_gone_is_refused(store: Store) -> None:
    store.apply(edit(Change("figure", FIGURE.id, WHOLE, FIGURE, None)))
    applied = store.apply(edit(text(FIGURE, "61業務", "1")))
    assert [cell.now for cell in applied.refused] == [None]


def test_changes_of_one_batch_build_on_each_other(store: Store) -> None:
    fresh = an_entry("あ")
    changes = (*insertions([("entry", fresh)]), text(fresh, "あ", "い"), text(fresh, "い", "う"))
    assert store.apply(edit(*changes)).refused == ()
    assert store.load().get("entry", fresh.id) == fresh.replace(text="う")


def test_rows_may_come_and_go_in_any_order_in_one_batch(store: Store) -> None:
    pillar = Pillar.new(plan=PLAN.id, title="柱")
    measure = Measure.new(plan=PLAN.id, pillar=pillar.id, title="施策")
    store.apply(birth(("measure", measure), ("pillar", pillar)))
    assert store.load() == ROWS.put([pillar, measure])
    everything = store.load()
    gone = tuple(Change(name, row.id, WHOLE, row, None) for name in TABLES for row in everything.tables[name].values())
    store.apply(edit(*gone))
    assert store.load() == Rows()


@pytest.mark.parametrize(
    "change",
    [
        Change("measure", MEASURE.id, WHOLE, MEASURE, None),
        Change("entry", ENTRY.id, "department", DEPARTMENT.id, "no-such-department"),
        Change("pillar", PILLAR.id, "parent", None, "no-such-pillar"),
    ],
)
def test_what_would_leave_a_row_without_its_parent_is_refused_whole(store: Store, change: Change) -> None:
    before = store.history()
    with pytest.raises(Refused, match="保存しませんでした"):
        store.apply(edit(text(FIGURE, "61業務", "1"), change))
    assert store.load() == ROWS
    assert store.history() == before
    store.apply(edit(text(FIGURE, "61業務", "2")))


@pytest.mark.parametrize(
    "change",
    [
        Change("figure", FIGURE.id, "text", "61業務", 61),
        Change("figure", FIGURE.id, "text", "61業務", None),
        Change("measure", MEASURE.id, "first_year", None, True),
        Change("measure", MEASURE.id, "kpi_published", True, 0),
        Change("measure", MEASURE.id, "colour", "", "red"),
        Change("measure", MEASURE.id, "id", MEASURE.id, "other"),
        Change("nonsense", MEASURE.id, "title", "", ""),
        Change("figure", FIGURE.id, WHOLE, None, ENTRY),
        Change("figure", "other", WHOLE, None, FIGURE),
        Change("figure", FIGURE.id, WHOLE, None, None),
    ],
)
def test_a_change_that_cannot_be_is_a_bug(store: Store, change: Change) -> None:
    with pytest.raises(TypeError):
        store.apply(edit(change))
    assert store.load() == ROWS


@pytest.mark.parametrize(("field", "value"), [("text", "a\0b"), ("text", "\ud83d"), ("publication", "あ\udc00")])
def test_text_that_no_database_keeps_is_refused(store: Store, field: str, value: str) -> None:
    with pytest.raises(Refused, match="保存できない文字"):
        store.apply(edit(Change("entry", ENTRY.id, field, getattr(ENTRY, field), value)))
    assert store.load() == ROWS


def test_a_number_too_large_for_a_column_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="大きすぎ"):
        store.apply(edit(Change("indicator", INDICATOR.id, "decimals", None, 2**31)))


def test_large_batches_are_written_whole(store: Store) -> None:
    rows = [an_entry(f"{n} 行目") for n in range(10_000)]
    assert store.apply(birth(*(("entry", row) for row in rows))).refused == ()
    assert store.load() == ROWS.put(rows)
    assert len(store.history([("entry", row.id) for row in rows])) == 10_000


def test_the_history_names_author_time_and_reason(store: Store) -> None:
    batch = Batch((text(FIGURE, "61業務", "1"),), BEN, "誤記", "import", "g1", "2024-04-01T00:00:00.000+00:00")
    store.apply(batch)
    (newest,) = store.history(limit=1)
    assert (newest.author, newest.reason, newest.kind, newest.group, newest.at) == (
        BEN,
        "誤記",
        "import",
        "g1",
        "2024-04-01T00:00:00.000+00:00",
    )


def test_history_of_single_rows(store: Store) -> None:
    store.apply(edit(text(FIGURE, "61業務", "1")))
    store.apply(edit(text(ENTRY, ENTRY.text, "x")))
    store.apply(edit(text(FIGURE, "1", "2")))
    of_figure = store.history([("figure", FIGURE.id)])
    assert [r.change.after for r in of_figure] == ["2", "1", FIGURE]
    assert [r.change.after for r in store.history([("figure", FIGURE.id)], limit=1)] == ["2"]
    assert [r.change.after for r in store.history([("figure", FIGURE.id), ("entry", ENTRY.id)], limit=2)] == ["2", "x"]
    assert store.history([("entry", FIGURE.id)]) == []
    assert store.history([]) == []
    assert len(store.history()) == len(ROWS) + 3


def test_two_threads_may_share_a_store(store: Store) -> None:
    entries = [an_entry(str(number)) for number in range(40)]

    def add(entry: Entry) -> None:
        assert store.apply(birth(("entry", entry))).refused == ()
        assert not store.changed_outside()
        assert store.load().get("entry", entry.id) == entry

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, entries))
    assert store.load() == ROWS.put(entries)


def test_words_of_sql_are_just_words(store: Store) -> None:
    name = "'; DROP TABLE plan; --"
    department = Department.new(plan=PLAN.id, name=name)
    store.apply(birth(("department", department), author=name))
    assert store.load() == ROWS.put([department])
    assert store.history(limit=1)[0].author == name
