"""A department edits its own part of the asked year; structure, other years and other departments' words are read-only."""

import pytest

from dxdesk.plan.changes.edits import (
    Changes,
    NewEntry,
    add_entry,
    add_note,
    assign_entry,
    delete_row,
    move_entry,
    set_field,
    write_figure,
)
from dxdesk.plan.changes.permissions import Scope, objections, require_permission
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import (
    BASELINE,
    DONE,
    FORECAST,
    LEAD,
    PLANNED,
    TARGET,
    Assessment,
    CustomField,
    CustomValue,
    Entry,
    Figure,
    Lane,
    Measure,
    MeasureDepartment,
    Phase,
    Plan,
    Section,
)
from dxdesk.plan.rows.table import Row, table_of
from tests.plan.city import CITIZENS, DIGITAL, MEASURE, SECTION, city, entry, figures, indicator

ME = Scope("citizens", 2024)
OTHER = Scope("digital", 2024)

LEADS = MeasureDepartment.new(measure="measure", department="citizens", role=LEAD, rank="A")
RELATED = MeasureDepartment.new(measure="measure", department="digital", rank="B")
OURS, THEIRS = indicator("K"), indicator("D", department="digital")
MINE, PLAIN = entry("a", department="citizens", written="市民課"), entry("b")
HERS = entry("c", department="digital", written="デジタル政策課")
LANE = Lane(id="lane", measure="measure")
FIELD = CustomField(id="field", plan="plan", name="予算額")
ELSEWHERE = (
    Measure(id="another", plan="plan", pillar="pillar", title="ほかの施策"),
    Section(id="elsewhere", measure="another"),
    indicator("E", measure="another", section="elsewhere"),
    Plan(id="other plan", municipality="市", title="ほかの計画", shown_from=2022, shown_to=2025),
    CustomField(id="their field", plan="other plan", name="予算"),
)
OUTLINE = city(LEADS, RELATED, OURS, THEIRS, MINE, PLAIN, HERS, LANE, FIELD, figures("K", "1", "2"), *ELSEWHERE)


def objections_to(changes: Changes, scope: Scope = ME) -> set[str]:
    """The objections to the changes."""
    return {objection for _, objection in objections(scope, OUTLINE, changes)}


def birth(row: Row) -> Changes:
    return (Change(table_of(row), row.id, WHOLE, None, row),)


OWN = {
    "a figure of the measure's 主管": (write_figure(OUTLINE, OURS, 2024, "3件"), ME),
    "a figure of the indicator's own department": (write_figure(OUTLINE, THEIRS, 2024, "3件"), OTHER),
    "what is expected for the next year": (write_figure(OUTLINE, OURS, 2025, "4件", FORECAST), ME),
    "a line of its own": (set_field(MINE, "text", "書いた"), ME),
    "a line of nobody's belongs to the 主管": (set_field(PLAIN, "text", "書いた"), ME),
    "a line of its own in a measure it takes part in": (set_field(HERS, "text", "書いた"), OTHER),
    "a new line": (add_entry(OUTLINE, NewEntry(MEASURE, 2024, DONE, "した", DIGITAL)), OTHER),
    "a new line of nobody's, by the 主管": (add_entry(OUTLINE, NewEntry(MEASURE, 2024, DONE, "した")), ME),
    "what is planned for the next year": (add_entry(OUTLINE, NewEntry(MEASURE, 2025, PLANNED, "する")), ME),
    "deleting its own line": (delete_row(OUTLINE, MINE), ME),
    "taking a line of nobody's in its own name": (assign_entry(PLAIN, CITIZENS), ME),
    "its assessment": (birth(Assessment.new(measure="measure", year=2024, mark="◎")), ME),
    "a phase": (birth(Phase.new(lane="lane", year=2025, text="運用")), ME),
    "a city's own column": (birth(CustomValue.new(field="field", measure="measure", text="1,000")), ME),
    "a note": (add_note(OUTLINE, MEASURE, "電話した"), OTHER),
}
NOT_OWN = {
    "another department's figure": (write_figure(OUTLINE, OURS, 2024, "3件"), OTHER),
    "the 主管, where the indicator has a department": (write_figure(OUTLINE, THEIRS, 2024, "3件"), ME),
    "another year's figure": (write_figure(OUTLINE, OURS, 2022, "3件"), ME),
    "the next year's result": (write_figure(OUTLINE, OURS, 2025, "4件"), ME),
    "another department's line": (set_field(HERS, "text", "直した"), ME),
    "a line of nobody's, not by the 主管": (set_field(PLAIN, "text", "直した"), OTHER),
    "a new line in another's name": (add_entry(OUTLINE, NewEntry(MEASURE, 2024, DONE, "した", DIGITAL)), ME),
    "taking another's line": (assign_entry(HERS, CITIZENS), ME),
    "giving its line away": (assign_entry(MINE, DIGITAL), ME),
    "its line under another department's name": (set_field(MINE, "written", "デジタル政策課"), ME),
    "a new line under another department's name": (birth(entry("n", department="citizens", written="デジタル政策課")), ME),
    "its line under another measure's heading": (set_field(MINE, "section", "elsewhere"), ME),
    "a new line under another measure's heading": (birth(entry("n", department="citizens", section="elsewhere")), ME),
    "an assessment of another measure's indicator": (
        birth(Assessment.new(measure="measure", indicator="E", year=2024, mark="◎")),
        ME,
    ),
    "a target": (birth(Figure.new(indicator="K", year=2024, role=TARGET, text="9件")), ME),
    "a baseline": (birth(Figure.new(indicator="K", year=2024, role=BASELINE, text="0件")), ME),
    "another plan's column": (birth(CustomValue.new(field="their field", measure="measure", text="1")), ME),
    "last year's line": (add_entry(OUTLINE, NewEntry(MEASURE, 2023, DONE, "した")), ME),
    "the asked year's 実施予定": (add_entry(OUTLINE, NewEntry(MEASURE, 2024, PLANNED, "する")), ME),
    "the wording for publication": (set_field(MINE, "publication", "公表"), ME),
    "a new line with a wording for publication": (birth(entry("n", department="citizens", publication="公表")), ME),
    "structure": (set_field(MEASURE, "title", "改題"), ME),
    "a new indicator and its figure": (
        birth(indicator("N", department="citizens")) + birth(Figure.new(indicator="N", year=2024, text="1")),
        ME,
    ),
    "deleting a section with all in it": (delete_row(OUTLINE, SECTION), OTHER),
    "another heading": (birth(Section.new(measure="measure", heading="(その他)")), ME),
    "an assessment by another": (birth(Assessment.new(measure="measure", year=2024, mark="◎")), OTHER),
    "an assessment of last year": (birth(Assessment.new(measure="measure", year=2023, mark="◎")), ME),
    "a line under nothing": (birth(Entry(id="x", measure="gone", section="gone", year=2024, text="した")), ME),
}


@pytest.mark.parametrize("name", OWN)
def test_its_own_part(name: str) -> None:
    changes, scope = OWN[name]
    assert changes
    assert objections_to(changes, scope) == {""}


@pytest.mark.parametrize("name", NOT_OWN)
def test_not_its_part(name: str) -> None:
    changes, scope = NOT_OWN[name]
    assert "outside" in objections_to(changes, scope)
    with pytest.raises(Refused, match="R6 の実績と R7 の実施予定だけ"):
        require_permission(scope, OUTLINE, changes)


def test_others_lines_may_be_moved_in_a_copy_to_make_room_but_that_is_not_merged() -> None:
    changes = set_field(HERS, "rank", "W")
    assert objections_to(changes) == {"order"}
    assert objections_to(changes, OTHER) == {""}
    require_permission(ME, OUTLINE, changes)
    moving = move_entry(OUTLINE, MINE, 1)
    assert objections_to(moving) == {"", "order"}
    require_permission(ME, OUTLINE, moving)


def test_what_belongs_to_a_forbidden_row_is_forbidden() -> None:
    changes, scope = NOT_OWN["a new indicator and its figure"]
    assert objections_to(changes, scope) == {"outside"}


def test_a_first_line_may_bring_its_section() -> None:
    outline = city(LEADS, Section(id="section", measure="measure", heading="(その他)"))
    changes = add_entry(outline, NewEntry(MEASURE, 2024, DONE, "した"))
    assert len(changes) == 2
    assert {objection for _, objection in objections(ME, outline, changes)} == {""}


def test_a_dissolved_departments_part_is_its_successors() -> None:
    outline = city(LEADS, CITIZENS.replace(successor="digital"), MINE)
    changes = set_field(MINE, "text", "書いた")
    for scope in (ME, OTHER):
        assert {objection for _, objection in objections(scope, outline, changes)} == {""}


def test_a_locked_year_is_locked_for_everybody() -> None:
    locked = frozenset({("plan", 2024)})
    changes = set_field(MINE, "text", "書いた")
    for scope in (Scope("citizens", 2024, locked), Scope(locked=locked)):
        assert objections_to(changes, scope) == {"locked"}
        with pytest.raises(Refused, match="R6 は確定済み"):
            require_permission(scope, OUTLINE, changes)
    # The plan for the next year, other plans and structure are not.
    planned = add_entry(OUTLINE, NewEntry(MEASURE, 2025, PLANNED, "する"))
    assert objections_to(planned, Scope("citizens", 2024, locked)) == {""}
    assert objections_to(changes, Scope(locked=frozenset({("another", 2024)}))) == {""}
    assert objections_to(set_field(MEASURE, "title", "改題"), Scope(locked=locked)) == {""}


def test_the_master_may_change_everything() -> None:
    for changes, _ in (*OWN.values(), *NOT_OWN.values()):
        assert objections_to(changes, Scope()) == {""}
