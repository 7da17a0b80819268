"""Compare and three-way: two people's work on one plan is merged, and nothing is lost unnoticed."""

from hypothesis import given

from dxdesk.plan.changes.compare import Conflict, compare, three_way
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import RESULT, TABLES, Entry, Figure, Pillar, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
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
    after = BASE.apply(delete_row(Outline(BASE), BASE.tables["measure"]["m0"])).put([below, pillar])
    after = after.put([after.tables["department"]["d0"].replace(name="新課")])
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
def test_both_directions_hold_the_same_cells_with_the_sides_exchanged(
    base: Rows, one: list[Step], other: list[Step]
) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    there, back = three_way(base, theirs, ours)[1], three_way(base, ours, theirs)[1]
    assert {(c.table, c.id, c.field, c.base, c.theirs, c.ours) for c in there} == {
        (c.table, c.id, c.field, c.base, c.ours, c.theirs) for c in back
    }


@given(BASES, WORK, WORK)
def test_the_result_never_refers_to_nothing_nor_is_inside_itself(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    merged = ours.apply(three_way(base, theirs, ours)[0])
    assert dangling(merged) == []
    if not has_circle(base):
        assert not has_circle(merged)


@given(BASES, WORK, WORK)
def test_nothing_of_either_side_is_lost_unnoticed(base: Rows, one: list[Step], other: list[Step]) -> None:
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
                    stated = getattr(change.after, field)
                    kept = same(type(now), field, stated, getattr(now, field))
                    later = compare(Rows.of([change.after]), Rows.of([now]))
                    assert kept or stated in ("", None) or any(holds(held, c) for c in later if c.field == field)
            elif change.after is None and change.field == WHOLE:
                assert now is None
            else:
                assert now is not None
                assert same(type(now), change.field, change.after, getattr(now, change.field))


@given(BASES, WORK, WORK)
def test_held_cells_stay_as_they_are_and_carry_what_each_side_has(base: Rows, one: list[Step], other: list[Step]) -> None:
    theirs, ours = worked(base, one, "t"), worked(base, other, "o")
    changes, conflicts = three_way(base, theirs, ours)
    assert len(cells(conflicts)) == len(conflicts)
    for conflict in conflicts:
        assert not any(
            holds({(c.table, c.id, c.field)}, c) for c in changes if (c.table, c.id, c.field) in cells((conflict,))
        )
        for state, stated in ((base, conflict.base), (theirs, conflict.theirs), (ours, conflict.ours)):
            row = state.get(conflict.table, conflict.id)
            assert stated == (row if row is None or conflict.field == WHOLE else getattr(row, conflict.field))


@given(BASES, WORK, WORK)
def test_what_is_applied_starts_from_ours(base: Rows, one: list[Step], other: list[Step]) -> None:
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


# -- what a coordinator meets


def put(table: str, row_id: str, **values: object) -> Rows:
    return BASE.put([BASE.tables[table][row_id].replace(**values)])


def gone(table: str, row_id: str, rows: Rows = BASE) -> Rows:
    return rows.apply(delete_row(Outline(rows), rows.tables[table][row_id]))


def rows_held(base: Rows, theirs: Rows, ours: Rows) -> set[str]:
    """The ids held, which are the same both ways; nothing of them is applied either way."""
    held = []
    for one, other in ((theirs, ours), (ours, theirs)):
        changes, conflicts = three_way(base, one, other)
        held.append({c.id for c in conflicts})
        assert not held[-1] & {c.id for c in changes}
        assert dangling(other.apply(changes)) == []
    assert held[0] == held[1]
    return held[0]


def test_different_fields_of_one_row_come_together() -> None:
    changes, conflicts = three_way(BASE, put("entry", "e00", text="甲"), put("entry", "e00", written="課"))
    assert [(c.field, c.after) for c in changes] == [("text", "甲")]
    assert not conflicts


def test_two_texts_for_one_cell_are_a_conflict_with_all_three_values() -> None:
    changes, conflicts = three_way(BASE, put("entry", "e00", text="甲"), put("entry", "e00", text="乙"))
    assert not changes
    assert conflicts == (Conflict("entry", "e00", "text", "文", "甲", "乙"),)


def test_equal_values_written_differently_converge_and_ours_stays() -> None:
    figure = Figure.new(indicator="i00", year=2024, role=RESULT)
    theirs, ours = (BASE.put([figure.replace(text=text)]) for text in ("1211", "1,211"))
    assert three_way(BASE, theirs, ours) == ((), ())
    base = BASE.put([figure])
    assert three_way(base, theirs, ours) == ((), ())
    assert three_way(base, theirs, base.put([figure.replace(text="1212")]))[1] != ()


def test_two_who_fill_the_same_empty_cell_meet_in_one_row() -> None:
    figure = Figure.new(indicator="i00", year=2024, role=RESULT)
    theirs, ours = BASE.put([figure.replace(text="5件", written="名称")]), BASE.put([figure.replace(text="6件")])
    changes, conflicts = three_way(BASE, theirs, ours)
    assert [(c.field, c.before, c.after) for c in changes] == [("written", "", "名称")]
    assert conflicts == (Conflict("figure", figure.id, "text", None, "5件", "6件"),)
    assert three_way(BASE, ours, theirs) == ((), (Conflict("figure", figure.id, "text", None, "6件", "5件"),))


def test_ranks_never_reach_a_person() -> None:
    assert three_way(BASE, put("entry", "e00", rank="A"), put("entry", "e00", rank="B")) == ((), ())
    moved, deleted = put("entry", "e00", rank="A"), gone("entry", "e00")
    assert three_way(BASE, moved, deleted) == ((), ())
    changes, conflicts = three_way(BASE, deleted, moved)
    assert (changes, conflicts) == ((Change("entry", "e00", WHOLE, moved.tables["entry"]["e00"], None),), ())


def test_deleting_a_line_that_was_edited_is_a_conflict_both_ways() -> None:
    assert rows_held(BASE, gone("entry", "e00"), put("entry", "e00", text="甲")) == {"e00"}


def test_deleting_a_measure_in_which_a_line_was_edited_holds_the_measure_whole() -> None:
    everything = {row.id for row in BASE.subtree("measure", "m0")}
    assert len(everything) == 12
    assert rows_held(BASE, gone("measure", "m0"), put("entry", "e00", text="甲")) == everything


def test_deleting_two_measures_one_of_which_was_edited_deletes_the_other() -> None:
    theirs, ours = gone("measure", "m1", gone("measure", "m0")), put("entry", "e00", text="甲")
    assert rows_held(BASE, theirs, ours) == {row.id for row in BASE.subtree("measure", "m0")}
    merged = ours.apply(three_way(BASE, theirs, ours)[0])
    assert "m0" in merged.tables["measure"]
    assert "m1" not in merged.tables["measure"]


def test_what_was_added_below_a_deleted_row_is_held_with_it() -> None:
    section = Section(id="new section", measure="m0")
    indicator = BASE.tables["indicator"]["i00"].replace(id="new indicator", section=section.id)
    figure = Figure.new(indicator=indicator.id, year=2023, text="5件")
    added = {section.id, indicator.id, figure.id}
    below = {row.id for row in BASE.subtree("measure", "m0")}
    assert rows_held(BASE, gone("measure", "m0"), BASE.put([section, indicator, figure])) == added | below


def test_a_deleted_department_that_someone_named_meanwhile_is_held_with_the_line() -> None:
    entry = Entry(id="new", measure="m2", section="s20", year=2024, department="d2")
    share = next(r.id for r in BASE.tables["measure_department"].values() if getattr(r, "department", "") == "d2")
    assert rows_held(BASE, gone("department", "d2"), BASE.put([entry])) == {"d2", share, "new"}


def test_a_line_moved_into_a_section_that_was_deleted_keeps_both_sections() -> None:
    theirs = gone("section", "s20", put("entry", "e20", section="s21"))
    held = rows_held(BASE, theirs, gone("section", "s21"))
    assert {"e20", "s20", "s21"} <= held


def test_two_moves_that_would_put_a_pillar_below_itself_are_held() -> None:
    theirs, ours = put("pillar", "p0", parent="p1"), put("pillar", "p1", parent="p0")
    assert rows_held(BASE, theirs, ours) == {"p0", "p1"}
    assert [c.field for c in three_way(BASE, theirs, ours)[1]] == ["parent", "parent"]


def test_both_deleting_is_no_conflict() -> None:
    assert three_way(BASE, gone("measure", "m0"), gone("measure", "m0")) == ((), ())
    merged = gone("entry", "e00").apply(three_way(BASE, gone("measure", "m0"), gone("entry", "e00"))[0])
    assert merged == gone("measure", "m0")
