"""Last year's lines copied: what they are until somebody touches them, and what of them may be written."""

from dxdesk.plan.analysis.required import required_items
from dxdesk.plan.analysis.stale_text import is_assessment_unchanged, unchanged_entries
from dxdesk.plan.changes.carry_forward import (
    asked_cells,
    copy_assessment_text,
    copy_entries,
    copy_measure_texts,
    copy_permitted,
    uncopied_entries,
)
from dxdesk.plan.changes.compare import three_way
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.changes.permissions import Scope
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.model import (
    DONE,
    LEAD,
    PER_MEASURE,
    PER_YEAR,
    PLANNED,
    Assessment,
    CustomField,
    CustomValue,
    Department,
    Entry,
    MeasureDepartment,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.plan.city import MEASURE, PLAN, SECTION, city, entry

EVERYTHING = Scope()
LAST = [
    entry("a", 2023, text="窓口を増やした。", rank="B", publication="公表用"),
    entry("b", 2023, text="周知した。", rank="A"),
    entry("p", 2024, PLANNED, text="続ける。"),
]


def after(outline: Outline, changes: tuple[Change, ...]) -> Outline:
    return Outline(outline.rows.apply(changes))


def texts(outline: Outline, year: int = 2024, kind: str = DONE) -> list[str]:
    return [e.text for e in outline.entries(SECTION, year, kind)]


def not_filled(outline: Outline) -> list[tuple[str, bool]]:
    """The required items that are not filled, and whether they have last year's text."""
    return [(a.kind, a.stale) for a in required_items(outline, MEASURE, 2024) if not a.filled]


def test_a_measure_gets_all_that_was_written_last_year_and_none_of_it_counts() -> None:
    before = city(*LAST)
    now = after(before, copy_measure_texts(before, EVERYTHING, MEASURE))
    assert texts(now) == ["周知した。", "窓口を増やした。"]
    assert texts(now, 2025, PLANNED) == ["続ける。"]
    assert [e.publication for e in now.entries(SECTION, 2024)] == [None, None]
    assert not_filled(before) == [("実績", False), ("実施予定", False)]
    assert not_filled(now) == [("実績", True), ("実施予定", True)]


def test_an_edited_line_or_one_that_may_stay_counts() -> None:
    now = city(*LAST)
    now = after(now, copy_measure_texts(now, EVERYTHING, MEASURE))
    first, second = unchanged_entries(now, MEASURE, 2024, DONE)
    edited = after(now, set_field(first, "text", "周知を続けた。"))
    assert not_filled(edited) == [("実施予定", True)]
    assert unchanged_entries(edited, MEASURE, 2024, DONE) == [second]
    stays = after(now, set_field(first, "as_before", True))
    assert not_filled(stays) == [("実施予定", True)]
    # Edited back it is the same text again: the text counts, not who edited it.
    assert not_filled(after(edited, set_field(edited.rows.all(Entry)[first.id], "text", "周知した。")))[0] == ("実績", True)


def test_what_was_kept_last_year_is_asked_again_this_year() -> None:
    kept = entry("c", 2023, text="同じ", as_before=True)
    now = city(kept)
    now = after(now, copy_entries(now, [kept], 2024))
    assert [e.as_before for e in unchanged_entries(now, MEASURE, 2024, DONE)] == [False]


def test_a_cell_with_lines_of_its_own_is_left_alone_but_can_get_the_rest() -> None:
    now = city(*LAST, entry("own", text="新しくした。", rank="Z"), entry("c", text="周知した。", rank="A"))
    assert texts(after(now, copy_measure_texts(now, EVERYTHING, MEASURE))) == ["周知した。", "新しくした。"]
    rest = uncopied_entries(now, SECTION, 2024, DONE)
    assert [e.id for e in rest] == ["a"]
    assert texts(after(now, copy_permitted(now, EVERYTHING, rest, 2024))) == [
        "周知した。",
        "新しくした。",
        "窓口を増やした。",
    ]


def test_blank_lines_are_not_copied_and_nothing_is_nothing() -> None:
    assert uncopied_entries(city(entry("a", 2023, text=" ")), SECTION, 2024, DONE) == []
    assert copy_measure_texts(city(), EVERYTHING, MEASURE) == ()


def test_nothing_is_copied_into_a_year_that_is_final() -> None:
    now = city(*LAST)
    changes = copy_measure_texts(now, Scope(locked=frozenset({("plan", 2024)})), MEASURE)
    assert texts(after(now, changes)) == []
    assert texts(after(now, changes), 2025, PLANNED) == ["続ける。"]


def test_a_department_gets_its_own_lines_only_also_those_of_whom_it_followed() -> None:
    old = Department(id="old", plan="plan", name="情報課", last_year=2023, successor="digital")
    shares = [
        MeasureDepartment.new(measure="measure", department="digital", role=LEAD),
        MeasureDepartment.new(measure="measure", department="citizens"),
    ]
    mine = entry("mine", 2023, text="入れた。", department="old", written="情報課")
    theirs = entry("theirs", 2023, text="配った。", department="citizens", written="市民課")
    now = city(old, *shares, mine, theirs)
    now = after(now, copy_measure_texts(now, Scope("digital", 2024), MEASURE))
    (copy,) = now.entries(SECTION, 2024)
    assert (copy.text, copy.department, copy.written) == ("入れた。", "digital", "デジタル政策課")
    assert unchanged_entries(now, MEASURE, 2024, DONE) == [copy]
    # Given to somebody else it is another's statement.
    given = after(now, set_field(copy, "department", "citizens"))
    assert unchanged_entries(given, MEASURE, 2024, DONE) == []


def test_two_people_who_copy_the_same_line_meet_in_one() -> None:
    base = city(*LAST)
    one = after(base, copy_measure_texts(base, EVERYTHING, MEASURE)).rows
    other = after(base, copy_permitted(base, EVERYTHING, LAST[:1], 2024)).rows
    changes, conflicts = three_way(base.rows, one, other)
    merged: Rows = other.apply(changes)
    assert sorted(texts(Outline(merged))) == ["周知した。", "窓口を増やした。"]
    assert [c.field for c in conflicts] == []


def test_a_line_copied_twice_is_there_twice() -> None:
    now = city(*LAST)
    for _ in range(2):
        now = after(now, copy_permitted(now, EVERYTHING, LAST[:1], 2024))
    assert texts(now) == ["窓口を増やした。"] * 2


def test_what_is_asked_without_a_result_or_a_planned_year() -> None:
    assert asked_cells(PLAN) == [(2024, DONE), (2025, PLANNED)]
    assert asked_cells(PLAN.replace(planned_from=None)) == [(2025, DONE)]
    assert asked_cells(PLAN.replace(planned_from=2022)) == []


def test_what_may_be_the_same_every_year_is_no_copy() -> None:
    same = [entry("a", 2023, text="該当なし。"), entry("b", 2024, text="該当なし")]
    assert unchanged_entries(city(*same), MEASURE, 2024, DONE) == []
    assert ("実績", True) not in not_filled(city(*same))


def test_a_view_is_copied_where_there_is_none_and_may_stay() -> None:
    last = Assessment.new(measure="measure", year=2023, mark="○", text="順調に進んだ。")
    now = Assessment.new(measure="measure", year=2024, mark="△")
    before = city(last, now)
    copy = after(before, copy_measure_texts(before, EVERYTHING, MEASURE))
    view = copy.rows.all(Assessment)[now.id]
    assert (view.mark, view.text) == ("△", "順調に進んだ。")
    assert is_assessment_unchanged(copy, view)
    assert not is_assessment_unchanged(copy, view.replace(as_before=True))
    assert not is_assessment_unchanged(copy, view.replace(text="順調に進んでいる。"))
    assert copy_assessment_text(copy, EVERYTHING, last, now.replace(mark="")) == ()
    born = city(last)
    (change,) = copy_assessment_text(born, EVERYTHING, last, now.replace(mark=""))
    assert change.after == now.replace(mark="", text="順調に進んだ。")


def test_a_view_is_copied_by_those_only_who_may_write_it() -> None:
    last = Assessment.new(measure="measure", year=2023, text="順調に進んだ。")
    share = MeasureDepartment.new(measure="measure", department="citizens", role=LEAD)
    plan, blank = city(last, share), Assessment.new(measure="measure", year=2024)
    assert copy_assessment_text(plan, Scope("citizens", 2024), last, blank)
    assert copy_assessment_text(plan, Scope("digital", 2024), last, blank) == ()
    assert copy_assessment_text(plan, Scope("citizens", 2023), last, blank) == ()


def test_a_yearly_custom_field_is_copied_where_it_is_blank() -> None:
    budget, goal = (CustomField.new(plan="plan", name=n, scope=s) for n, s in (("課題", PER_YEAR), ("SDGs", PER_MEASURE)))
    last = CustomValue.new(field=budget.id, measure="measure", year=2023, text="人手が足りない。")
    once = CustomValue.new(field=goal.id, measure="measure", text="11")
    older = CustomValue.new(field=budget.id, measure="measure", year=2022, text="昔のこと。")
    before = city(budget, goal, last, once, older)
    (change,) = copy_measure_texts(before, EVERYTHING, MEASURE)
    now = CustomValue.new(field=budget.id, measure="measure", year=2024, text=last.text)
    assert change.after == now
    assert copy_measure_texts(after(before, (change,)), EVERYTHING, MEASURE) == ()
    (filled,) = copy_measure_texts(city(budget, last, now.replace(text=" ")), EVERYTHING, MEASURE)
    assert (filled.field, filled.after) == ("text", last.text)
    assert copy_measure_texts(city(budget, last, now.replace(text="解けた。")), EVERYTHING, MEASURE) == ()
