"""Batches: squashed they do the same with each cell named once; inverted they take it back."""

from hypothesis import given

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import WHOLE, Batch, Change, insertions, ordered, squashed
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from tests.plan.plans import Step, small_plan, steps, worked

BASE = small_plan()


def batch(work: list[Step]) -> list[Change]:
    """The changes of every step one after the other, as a person's visit records them."""
    changes: list[Change] = []
    now = BASE
    for count, step in enumerate(work):
        after = worked(now, [step], f"step{count}-")
        changes += compare(now, after)
        now = after
    return changes


@given(steps(12))
def test_squashed_changes_do_the_same_and_name_each_cell_once(work: list[Step]) -> None:
    changes = batch(work)
    short = squashed(changes)
    assert BASE.apply(short) == BASE.apply(changes)
    assert len({(c.table, c.id, c.field) for c in short}) == len(short)
    assert all(c.before != c.after for c in short)
    assert set(short) == set(compare(BASE, BASE.apply(changes)))


@given(steps(12))
def test_inverted_changes_take_the_batch_back_and_twice_give_it_again(work: list[Step]) -> None:
    changes = batch(work)
    back = [change.inverted() for change in reversed(changes)]
    assert BASE.apply(changes).apply(back) == BASE
    assert BASE.apply(changes).apply(ordered(c.inverted() for c in squashed(changes))) == BASE
    assert [change.inverted() for change in reversed(back)] == changes


def entry(text: str) -> Entry:
    return Entry(id="e00", measure="m0", section="s00", year=2023, text=text)


def edit(before: str, after: str) -> Change:
    return Change("entry", "e00", "text", before, after)


def test_edits_of_one_cell_become_one_and_nothing_where_it_is_back() -> None:
    assert squashed([edit("a", "b"), edit("b", "c")]) == (edit("a", "c"),)
    assert squashed([edit("a", "b"), edit("b", "a")]) == ()


def test_edits_after_a_birth_belong_to_it_and_a_death_undoes_it() -> None:
    birth = Change("entry", "e00", WHOLE, None, entry("a"))
    assert squashed([birth, edit("a", "b")]) == (Change("entry", "e00", WHOLE, None, entry("b")),)
    assert squashed([birth, edit("a", "b"), Change("entry", "e00", WHOLE, entry("b"), None)]) == ()


def test_edits_before_a_death_are_folded_into_what_died() -> None:
    death = Change("entry", "e00", WHOLE, entry("b"), None)
    assert squashed([edit("a", "b"), death]) == (Change("entry", "e00", WHOLE, entry("a"), None),)


def test_a_row_that_died_and_was_born_again_was_only_edited() -> None:
    death = Change("entry", "e00", WHOLE, entry("a"), None)
    birth = Change("entry", "e00", WHOLE, None, entry("b"))
    assert squashed([death, birth]) == (edit("a", "b"),)


def test_insertions_are_sorted_parents_first() -> None:
    rows: list[tuple[str, Row]] = [(name, row) for name, table in BASE.tables.items() for row in table.values()]
    arrived: set[str] = set()
    for change in ordered(insertions(reversed(rows))):
        assert isinstance(change.after, Row)
        named = {getattr(change.after, field) for field in ("plan", "parent", "section") if hasattr(change.after, field)}
        assert named - {None} <= arrived
        arrived.add(change.id)


def test_an_empty_batch_is_no_batch() -> None:
    assert not Batch((), "課")
    assert Batch((edit("a", "b"),), "課")
    assert Batch((), "課").group != Batch((), "課").group


def test_rows_apply_nothing_to_themselves() -> None:
    rows = Rows.of([entry("a")])
    assert rows.apply([edit("a", "b")]) == Rows.of([entry("b")])
    assert rows == Rows.of([entry("a")])
