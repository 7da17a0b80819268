"""Gestures: each becomes the changes a person means, and no others."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.changes.edits import (
    NewEntry,
    add_entry,
    assign_entry,
    delete_row,
    move_entry,
    set_field,
    write_figure,
    write_text,
)
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import PLANNED, TARGET, Department, Entry, Figure, MeasureDepartment, Section
from dxdesk.plan.rows.outline import Outline
from tests.plan.city import CITIZENS, DIGITAL, MEASURE, PILLAR, SECTION, city, entry, figures, indicator
from tests.plan.plans import dangling, small_plan

K = indicator("K")


def after(outline: Outline, changes: tuple[Change, ...]) -> Outline:
    return Outline(outline.rows.apply(changes))


def ids(outline: Outline, section: Section = SECTION, year: int = 2024) -> list[str]:
    return [e.id for e in outline.entries(section, year)]


def test_setting_the_same_value_is_no_change() -> None:
    assert set_field(MEASURE, "title", "オンライン化") == ()
    assert set_field(MEASURE, "title", "新") == (Change("measure", "measure", "title", "オンライン化", "新"),)


def test_a_figure_is_born_once_written_and_edited_afterwards() -> None:
    outline = city(K)
    assert write_figure(outline, K, 2023, "") == ()
    (birth,) = write_figure(outline, K, 2023, "5件")
    assert (birth.field, birth.before) == (WHOLE, None)
    written = after(outline, (birth,))
    assert birth.id == Figure.new(indicator="K", year=2023).id
    assert write_figure(written, K, 2023, "5件") == ()
    assert [(c.field, c.after) for c in write_figure(written, K, 2023, "")] == [("text", "")]
    (target,) = write_figure(written, K, 2023, "9件", TARGET)
    assert target.field == WHOLE


def test_writing_a_figure_lets_go_of_the_printed_changes_it_decides() -> None:
    kept = [f.replace(printed_change="3") for f in figures("K", "5件", "7件", "9件") if isinstance(f, Figure)]
    outline = city(K, *kept)
    changed = after(outline, write_figure(outline, K, 2022, "6件"))
    assert [f.printed_change for f in changed.figures(K)] == ["", "", "3"]
    assert write_figure(outline, K, 2022, "5件") == ()
    changed = after(outline, write_figure(outline, K, 2022, "6件", TARGET))
    assert [f.printed_change for f in changed.figures(K) if f.role != TARGET] == ["3", "3", "3"]
    born = city(K, kept[1])
    assert after(born, write_figure(born, K, 2022, "6件")).figures(K)[1].printed_change == ""


def test_a_text_is_written_into_its_row_or_brings_it_into_being() -> None:
    outline = city(K, *figures("K", "5件"))
    (figure,) = outline.figures(K)
    assert write_text(outline, figure, "text", "7件") == write_figure(outline, K, figure.year, "7件")
    assert write_text(outline, figure, "written", "別の名") == set_field(figure, "written", "別の名")
    fresh = Figure.new(indicator="K", year=2030)
    assert write_text(outline, fresh, "text", "1件") == write_figure(outline, K, 2030, "1件")
    (birth,) = write_text(outline, Figure.new(indicator="gone", year=2030), "text", "1件")
    assert birth.field == WHOLE
    (birth,) = write_text(outline, entry("new"), "text", "文")
    assert isinstance(birth.after, Entry)
    assert (birth.field, birth.before, birth.after.text) == (WHOLE, None, "文")


def test_a_line_is_added_at_the_end_with_its_department() -> None:
    outline = city(entry("a"), entry("b", bullet=""))
    (birth,) = add_entry(outline, NewEntry(MEASURE, 2024, text="文", department=CITIZENS))
    assert isinstance(birth.after, Entry)
    assert (birth.after.written, birth.after.bullet, birth.after.section) == ("市民課", "", "section")
    assert ids(after(outline, (birth,))) == ["a", "b", birth.id]
    (planned,) = add_entry(outline, NewEntry(MEASURE, 2025, PLANNED))
    assert isinstance(planned.after, Entry)
    assert (planned.after.department, planned.after.bullet) == (None, "・")


def test_a_line_is_added_right_after_another_even_among_equal_ranks() -> None:
    lines = [entry("a"), entry("b"), entry("c")]
    outline = city(*lines)
    for place, line in enumerate(lines):
        changes = add_entry(outline, NewEntry(MEASURE, 2024), after=line)
        expected = ["a", "b", "c"]
        expected.insert(place + 1, changes[-1].id)
        assert ids(after(outline, changes)) == expected


def test_a_measure_without_a_plain_section_gets_one_in_front() -> None:
    outline = city(SECTION.replace(heading="(RPA等)"))
    section, line = add_entry(outline, NewEntry(MEASURE, 2024))
    changed = after(outline, (section, line))
    assert [s.heading for s in changed.sections(MEASURE)] == ["", "(RPA等)"]
    assert ids(changed, changed.sections(MEASURE)[0]) == [line.id]


@given(st.lists(st.sampled_from("AVk"), min_size=1, max_size=6), st.data())
def test_moving_a_line_moves_it_one_place_whatever_the_ranks(ranks: list[str], data: st.DataObject) -> None:
    outline = city(*[entry(f"e{i}", rank=rank) for i, rank in enumerate(ranks)])
    lines = outline.entries(SECTION, 2024)
    place = data.draw(st.integers(0, len(lines) - 1))
    for by in (-1, 1):
        expected = ids(outline)
        changes = move_entry(outline, lines[place], by)
        if 0 <= place + by < len(lines):
            expected.insert(place + by, expected.pop(place))
        else:
            assert changes == ()
        assert ids(after(outline, changes)) == expected


def test_a_line_gets_its_department_and_the_name_as_written() -> None:
    changes = assign_entry(entry("a"), DIGITAL)
    assert [(c.field, c.after) for c in changes] == [("department", "digital"), ("written", "デジタル政策課")]
    assigned = entry("a", department="digital", written="デジタル政策課")
    assert [(c.field, c.after) for c in assign_entry(assigned, None)] == [("department", None), ("written", "")]
    assert assign_entry(assigned, DIGITAL) == ()
    assert [(c.field, c.after) for c in assign_entry(assigned, DIGITAL, "DX課")] == [("written", "DX課")]


def test_deleting_a_row_deletes_what_belongs_to_it_and_takes_undo() -> None:
    outline = Outline(small_plan())
    for table in ("pillar", "measure", "section", "indicator", "department", "entry", "plan"):
        for row in outline.rows.tables[table].values():
            changes = delete_row(outline, row)
            left = outline.rows.apply(changes)
            assert left.get(table, row.id) is None
            assert dangling(left) == []
            assert left.apply([c.inverted() for c in reversed(changes)]) == outline.rows


def test_deleting_a_pillar_takes_measures_figures_and_lines_with_it() -> None:
    outline = city(K, *figures("K", "5件"), entry("a"))
    left = outline.rows.apply(delete_row(outline, PILLAR))
    assert {name for name, table in left.tables.items() if table} == {"plan", "department"}


def test_deleting_a_department_leaves_its_lines_with_the_name_as_written() -> None:
    heir = Department(id="heir", plan="plan", name="旧課", successor="citizens")
    share = MeasureDepartment.new(measure="measure", department="citizens")
    outline = city(entry("a", department="citizens", written="市民課"), heir, share, indicator("K", department="citizens"))
    left = outline.rows.apply(delete_row(outline, CITIZENS))
    assert left.all(Entry)["a"] == entry("a", written="市民課")
    assert left.all(Department)["heir"].successor is None
    assert left.get("indicator", "K") == K
    assert not left.tables["measure_department"]


def test_deleting_a_total_deletes_its_breakdown() -> None:
    part = indicator("part", parent="K")
    outline = city(K, part, *figures("K", "5件"), *figures("part", "5件"))
    assert {c.id for c in delete_row(outline, K)} == {
        "K",
        "part",
        *(f.id for f in figures("K", "5件") + figures("part", "5件")),
    }
