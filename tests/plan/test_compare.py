"""Compare and three-way: what two people did to one plan comes together, and nothing is lost without being told."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.compare import Conflict, compare, three_way
from dxdesk.plan.edits import delete
from dxdesk.plan.fields import specs
from dxdesk.plan.model import RESULT, TABLES, Entry, Figure, Pillar, Row, Section, table_of
from dxdesk.plan.outline import Outline
from dxdesk.plan.quantity import Quantity
from dxdesk.plan.rows import Rows
from tests.plan.plans import Step, dangling, has_circle, small_plan, steps, worked

BASE = small_plan()
BASES = steps().map(lambda work: worked(BASE, work, "basis"))
WORK = steps()

Cells = set[tuple[str, str, str]]


def cells(conflicts: tuple[Conflict, ...]) -> Cells:
    return {(c.table, c.id, c.field) for c in conflicts}


def holds(held: Cells, change: Change) -> bool:
    return bool({(change.table, change.id, change.field), (change.table, change.id, WHOLE)} & held)


def same(row_type: type[Row], field: str, one: object, other: object) -> bool:
    kind = specs(row_type)[field].kind
    if kind == "quantity":
        return Quantity(str(one)).key == Quantity(str(other)).key
    return kind == "rank" or one == other


def alike(one: Rows, other: Rows) -> bool:
    """Equal but for ranks and for equal values written differently."""
    return all(
        one.tables[table].keys() == other.tables[table].keys()
        and all(
            same(row_type, field, getattr(row, field), getattr(other.tables[table][row_id], field))
            for row_id, row in one.tables[table].items()
            for field in specs(row_type)
        )
        for table, row_type in TABLES.items()
    )


# -- compare


@given(BASES, WORK)
def test_applying_what_changed_gives_the_state_after(before: Rows, work: list[Step]) -> None:
    after = worked(before, work, "x")
    assert before.apply(compare(before, after)) == after
    assert after.apply(compare(after, before)) == before
    assert not compare(before, before)


@given(BASES, WORK)
def test_no_step_of_a_comparison_lets_a_row_refer_to_nothing(before: Rows, work: list[Step]) -> None:
    now = before
    for change in compare(before, worked(before, work, "x")):
        now = now.apply([change])
        # A successor may name a department that names it back: these two can only arrive one after the other.
        assert [cell for cell in dangling(now) if cell[2] != "successor"] == []


def test_births_come_parents_first_then_edits_then_deaths_children_first() -> None:
    pillar = Pillar(id="A", plan="plan", title="上")
    below = Pillar(id="B", plan="plan", title="下", parent="A")
    before = BASE
    after = BASE.apply(delete(Outline(BASE), BASE.tables["measure"]["m0"])).put([below, pillar])
    after = after.put([after.tables["department"]["d0"].but(name="新課")])
    changes = compare(before, after)
    assert [c.id for c in changes[:2]] == ["A", "B"]
    assert (changes[2].table, changes[2].field) == ("department", "name")
    assert {c.after for c in changes[3:]} == {None}
    assert changes[-1].id == "m0"
    parents = [c.id for c in changes if c.table == "indicator"]
    assert parents == ["i01", "i00"]


# -- three-way: one side idle


@given(BASES, WORK)
def test_where_one_side_did_nothing_the_other_is_taken(base: Rows, work: list[Step]) -> None:
    worked_on = worked(base, work, "x")
    changes, conflicts = three_way(base, worked_on, base)
    assert base.apply(changes) == worked_on
    assert not conflicts
    assert three_way(base, base, worked_on) == ((), ())


@given(BASES, WORK)
def test_two_who_did_the_same_agree(base: Rows, work: list[Step]) -> None:
    same_work = worked(base, work, "x")
    assert three_way(base, same_work, same_work) == ((), ())


# -- three-way: both worked


@given(BASES, WORK, WORK)
def test_both_directions_hold_the_same_cells_with_the_sides_exchanged(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    there, back = three_way(base, theirs, ours)[1], three_way(base, ours, theirs)[1]
    assert {(c.table, c.id, c.field, c.base, c.theirs, c.ours) for c in there} == {
        (c.table, c.id, c.field, c.base, c.ours, c.theirs) for c in back
    }


@given(BASES, WORK, WORK)
def test_the_result_never_refers_to_nothing_nor_stands_under_itself(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    merged = ours.apply(three_way(base, theirs, ours)[0])
    assert dangling(merged) == []
    if not has_circle(base):
        assert not has_circle(merged)


@given(BASES, WORK, WORK)
def test_nothing_of_either_side_is_lost_without_being_told(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    changes, conflicts = three_way(base, theirs, ours)
    merged, held = ours.apply(changes), cells(conflicts)
    for side in (theirs, ours):
        for change in compare(base, side):
            now = merged.get(change.table, change.id)
            if holds(held, change) or (change.field != WHOLE and specs(TABLES[change.table])[change.field].kind == "rank"):
                continue
            if isinstance(change.after, Row):
                assert now is not None
                for field in specs(type(now)):
                    told = getattr(change.after, field)
                    kept = same(type(now), field, told, getattr(now, field))
                    later = compare(Rows.of([change.after]), Rows.of([now]))
                    assert kept or told in ("", None) or any(holds(held, c) for c in later if c.field == field)
            elif change.after is None and change.field == WHOLE:
                assert now is None
            else:
                assert now is not None
                assert same(type(now), change.field, change.after, getattr(now, change.field))


@given(BASES, WORK, WORK)
def test_held_cells_stay_as_they_are_and_say_what_each_side_has(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    changes, conflicts = three_way(base, theirs, ours)
    assert len(cells(conflicts)) == len(conflicts)
    for conflict in conflicts:
        assert not any(holds({(c.table, c.id, c.field)}, c) for c in changes if (c.table, c.id, c.field) in cells((conflict,)))
        for state, told in ((base, conflict.base), (theirs, conflict.theirs), (ours, conflict.ours)):
            row = state.get(conflict.table, conflict.id)
            assert told == (row if row is None or conflict.field == WHOLE else getattr(row, conflict.field))


@given(BASES, WORK, WORK)
def test_what_is_applied_names_what_stands_in_ours(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    for change in three_way(base, theirs, ours)[0]:
        row = ours.get(change.table, change.id)
        assert change.before == (row if row is None or change.field == WHOLE else getattr(row, change.field))


@given(BASES, WORK, WORK)
def test_without_conflicts_either_order_gives_the_same_plan(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    changes, conflicts = three_way(base, theirs, ours)
    if not conflicts:
        back, _ = three_way(base, ours, theirs)
        assert alike(ours.apply(changes), theirs.apply(back))
