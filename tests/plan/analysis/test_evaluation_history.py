"""The marks of a measure over the years, and its last assessment, also across plans."""

from dxdesk.plan.analysis.evaluation_history import last_assessment, marks_by_year, predecessors
from dxdesk.plan.rows.model import Assessment, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from tests.plan.analysis.test_plan_comparison import measure, plan

FIRST, SECOND, THIRD = plan("前", 2016), plan("後", 2019, follows="前"), plan("次", 2022, follows="後")


def mark(of: str, year: int, symbol: str, text: str = "", label: str | None = None) -> Assessment:
    own = f"{of}/柱/受付"
    return Assessment.new(
        measure=own, indicator=f"{own}/{label}" if label is not None else None, year=year, mark=symbol, text=text
    )


def three(*rows: Row, plans: tuple[Plan, ...] = (FIRST, SECOND, THIRD)) -> tuple[Outline, Measure]:
    """受付 in three plans; 導入 is only in the last, and 件数 counts all together from the second on."""
    parts = [
        *measure("前", "受付", "件数"),
        *measure("後", "受付", "件数（累計）"),
        *measure("次", "受付", "件数（累計）", "導入"),
    ]
    outline = Outline(Rows.of([*plans, *parts, *rows]))
    return outline, outline.rows.all(Measure)["次/柱/受付"]


def named(outline: Outline, label: str) -> Indicator:
    return outline.rows.all(Indicator)[f"次/柱/受付/{label}"]


def test_the_history_goes_back_through_the_plans() -> None:
    outline, now = three(
        mark("前", 2018, "△"),
        mark("前", 2018, "○", label="件数"),
        mark("後", 2020, "○"),
        mark("後", 2021, "◎", label="件数（累計）"),
        mark("次", 2022, "◎"),
        mark("次", 2022, "○", label="導入"),
        mark("次", 2023, "", "見解だけ"),
    )
    subjects = [None, named(outline, "件数（累計）"), named(outline, "導入")]
    found = marks_by_year(outline, now, subjects, predecessors(outline, now), 2024)
    assert [(marked.plan.title, marked.year, marked.marks) for marked in found] == [
        ("前", 2018, ("△", "○", "")),
        ("後", 2020, ("○", "", "")),
        ("後", 2021, ("", "◎", "")),
        ("次", 2022, ("◎", "", "○")),
        ("次", 2024, ("", "", "")),
    ]


def test_the_last_assessment_is_the_plans_own_else_that_of_the_plan_before() -> None:
    outline, now = three(mark("前", 2018, "△"), mark("前", 2018, "●", label="件数"), mark("次", 2022, "○"))
    earlier = predecessors(outline, now)
    assert [stage.plan.title for stage in earlier] == ["後", "前"]
    found = [last_assessment(outline, now, None, year, earlier) for year in (2023, 2022)]
    assert [(past.plan.title, past.row.mark) for past in found if past is not None] == [("次", "○"), ("前", "△")]
    indicators = [last_assessment(outline, now, named(outline, label), 2023, earlier) for label in ("件数（累計）", "導入")]
    assert [past.row.mark if past is not None else None for past in indicators] == ["●", None]


def test_the_year_in_which_one_plan_ends_and_the_next_begins_counts_for_the_one_before() -> None:
    outline, now = three(mark("後", 2022, "◎"))
    past = last_assessment(outline, now, None, 2022, predecessors(outline, now))
    assert past is not None
    assert past.row.mark == "◎"


def test_a_plan_that_follows_none_or_itself_has_no_past() -> None:
    for follows in (None, "次", "消えた計画"):
        outline, now = three(mark("後", 2020, "○"), plans=(FIRST, SECOND, THIRD.replace(follows=follows)))
        assert predecessors(outline, now) == []
        assert last_assessment(outline, now, None, 2023, []) is None


def test_plans_in_a_circle_come_to_an_end() -> None:
    outline, now = three(plans=(FIRST.replace(follows="次"), SECOND, THIRD))
    assert [stage.plan.title for stage in predecessors(outline, now)] == ["後", "前"]


def test_a_measure_that_is_new_has_no_past() -> None:
    outline, _ = three(*measure("次", "研修"))
    assert predecessors(outline, outline.rows.all(Measure)["次/柱/研修"]) == []
