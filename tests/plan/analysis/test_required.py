"""What is asked for a year and whether it is there."""

from dataclasses import replace

import pytest

from dxdesk.plan.analysis.required import RequiredItem, required_items, required_items_in_plan
from dxdesk.plan.rows.model import FORECAST, LEAD, PLANNED, Department, Measure, MeasureDepartment
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.plan.rows.owners import entry_owner, figure_owner, measure_owner
from dxdesk.plan.rows.table import Row
from tests.plan.city import CITIZENS, DIGITAL, MEASURE, PLAN, city, entry, figures, indicator

CLERK = MeasureDepartment.new(measure="measure", department="citizens", rank="A")
SECOND = MeasureDepartment.new(measure="measure", department="digital", rank="B")
K = indicator("K")


def missing(*rows: Row | list[Row]) -> list[str]:
    """What is asked for R6 and not there, in words."""
    return [label_of(a) for a in required_items(city(CLERK, *rows), MEASURE, 2024) if not a.filled]


def label_of(asked: RequiredItem) -> str:
    return asked.indicator.label if asked.indicator else asked.kind


def test_a_measure_is_asked_its_figures_and_one_line_of_each_kind() -> None:
    found = required_items(city(CLERK, K), MEASURE, 2024)
    assert [(label_of(a), a.year, a.owner, a.filled) for a in found] == [
        ("K", 2024, CITIZENS, False),
        ("実績", 2024, CITIZENS, False),
        ("実施予定", 2025, CITIZENS, False),
    ]
    done = entry("e", department="citizens")
    plan = entry("p", 2025, PLANNED, department="citizens")
    assert missing(K, figures("K", "5件", first=2024), done, plan) == []


@pytest.mark.parametrize(
    ("text", "asked"), [("-", False), ("数値なし", False), ("該当なし", False), ("0", False), (" ", True)]
)
def test_a_statement_is_an_answer_and_blank_is_none(text: str, asked: bool) -> None:
    assert ("K" in missing(K, figures("K", text, first=2024))) == asked


def test_a_forecast_does_not_count_as_a_result() -> None:
    assert "K" in missing(K, figures("K", "5件", first=2024, role=FORECAST))


def test_last_years_line_copied_and_left_is_none() -> None:
    last, copied = entry("a", 2023, text="窓口を 増やした。"), entry("b", 2024, text="窓口を増やした。")
    assert "実績" in missing(last, copied)
    assert "実績" not in missing(last, copied, entry("c", 2024, text="さらに増やした。"))
    # The same figure two years running is a statement: it may well be 0 again.
    assert "K" not in missing(K, figures("K", "0件", "0件", first=2023))


def test_a_line_of_another_department_or_a_blank_one_does_not_count() -> None:
    assert "実績" in missing(SECOND, entry("e", department="digital"))
    assert "実績" in missing(entry("e", text=" "))
    assert "実績" not in missing(SECOND, entry("e"))


def test_what_ended_or_has_not_begun_is_not_asked() -> None:
    assert missing(indicator("old", last_year=2023), indicator("new", first_year=2025)) == ["実績", "実施予定"]
    for measure in (MEASURE.replace(last_year=2023), MEASURE.replace(first_year=2025), MEASURE.replace(completed=True)):
        assert required_items(city(K, measure), measure, 2024) == []


def test_without_a_planned_column_no_plan_is_asked() -> None:
    assert [label_of(a) for a in required_items(city(PLAN.replace(shown_to=2024)), MEASURE, 2024)] == ["実績"]
    assert [label_of(a) for a in required_items(city(PLAN.replace(planned_from=None)), MEASURE, 2024)] == ["実績"]


def test_parts_carry_the_whole() -> None:
    group, tax = indicator("group"), indicator("tax", parent="group")
    assert missing(group, tax, figures("tax", "1", first=2023))[0] == "tax"
    total = indicator("total", children_sum=True)
    part = indicator("part", parent="total")
    assert missing(total, part)[:2] == ["total", "part"]
    assert missing(total, part, figures("part", "4件", first=2024)) == ["実績", "実施予定"]


def test_a_member_that_already_lapsed_is_not_missed() -> None:
    whole, member = indicator("whole", children_sum=True), indicator("member", parent="whole")
    rows = [whole, figures("whole", "9", first=2024), member]
    assert "member" in missing(*rows, figures("member", "3", first=2023))
    assert "member" not in missing(*rows, figures("member", "3", first=2022))
    assert "K" in missing(K, figures("K", "3", first=2022))


def test_owners() -> None:
    lead = replace(SECOND, role=LEAD)
    assert measure_owner(city(CLERK, SECOND), MEASURE) == CITIZENS
    assert measure_owner(city(CLERK, lead), MEASURE) == DIGITAL
    assert measure_owner(city(), MEASURE) is None
    own = indicator("own", department="digital")
    outline = city(CLERK, own, K, entry("e", department="digital"), entry("f"))
    assert figure_owner(outline, own) == DIGITAL
    assert figure_owner(outline, K) == CITIZENS
    assert [entry_owner(outline, e) for e in outline.all_entries(MEASURE)] == [DIGITAL, CITIZENS]


def test_a_dissolved_department_is_followed_by_its_successor_even_in_a_circle() -> None:
    old = Department(id="old", plan="plan", name="情報課", last_year=2022, successor="digital")
    share = MeasureDepartment.new(measure="measure", department="old", rank="A")
    assert measure_owner(city(old, share), MEASURE) == DIGITAL
    circle = city(old, share, DIGITAL.replace(successor="old"))
    assert measure_owner(circle, MEASURE) is not None


def test_a_departments_part_of_a_plan() -> None:
    other = Measure(id="other", plan="plan", pillar="pillar", title="別", rank="Z")
    share = MeasureDepartment.new(measure="other", department="digital")
    outline: Outline = city(CLERK, K, other, share)
    assert len(required_items_in_plan(outline, PLAN, 2024)) == 5
    assert [label_of(a) for a in required_items_in_plan(outline, PLAN, 2024, DIGITAL)] == ["実績", "実施予定"]


def test_the_asked_year_is_the_latest_of_results() -> None:
    assert asked_year(PLAN) == 2024
    assert asked_year(PLAN.replace(planned_from=None)) == 2025
    assert asked_year(PLAN.replace(planned_from=2022)) is None
