"""A total of a breakdown is shown, compared and counted only when every part that it needs is in."""

from decimal import Decimal

import pytest

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.plan.analysis.required import required_items
from dxdesk.plan.analysis.trend import indicator_series, total_text
from dxdesk.plan.analysis.year_over_year import change_from_last_year, printed_change
from dxdesk.plan.checks import check
from dxdesk.plan.rows.model import FORECAST, RESULT, TARGET, Row
from dxdesk.plan.rows.outline import Outline
from tests.plan.city import MEASURE, city, figures, indicator

TOTAL = indicator("total", children_sum=True, unit="件")
PARTS = [indicator(name, parent="total") for name in ("tax", "water", "care")]
LAST = [figures("tax", "1件", first=2023), figures("water", "2件", first=2023), figures("care", "3件", first=2023)]


def plan(*rows: Row | list[Row]) -> Outline:
    return city(TOTAL, *PARTS, *LAST, *rows)


def test_a_total_of_some_parts_is_no_total_but_says_how_many_are_in() -> None:
    outline = plan(figures("tax", "4件", first=2024), figures("water", "5件", first=2024))
    assert outline.total(TOTAL, 2024) is None
    assert outline.number(TOTAL, 2024) is None
    assert total_text(outline, TOTAL, 2024, RESULT) == "内訳 2／3"
    assert total_text(outline, TOTAL, 2023, RESULT) == "内訳の計 6"
    assert total_text(plan(), TOTAL, 2024, RESULT) == ""


def test_no_change_no_trend_no_mark_and_no_printed_number_come_from_some_parts() -> None:
    outline = plan(figures("tax", "4件", first=2024))
    assert change_from_last_year(outline, TOTAL, 2024) is None
    assert printed_change(outline, TOTAL, 2024) == ""
    (series,) = indicator_series(outline, TOTAL, range(2023, 2025))
    assert [(point.text, point.number) for point in series.points] == [("内訳の計 6", Decimal(6)), ("内訳 1／3", None)]
    assert [a.filled for a in required_items(outline, MEASURE, 2024) if a.indicator == TOTAL] == [False]
    assert value_text(outline, TOTAL, 2024, RESULT) == ""
    assert value_text(outline, TOTAL, 2023, RESULT) == "6件"
    assert any(f.rule == "missing-year" and f.id == TOTAL.id and f.year == 2024 for f in check(outline))


def test_with_the_last_part_the_total_is_there_again() -> None:
    outline = plan(*(figures(part, "4件", first=2024) for part in ("tax", "water", "care")))
    assert value_text(outline, TOTAL, 2024, RESULT) == "12件"
    assert printed_change(outline, TOTAL, 2024) == "6"
    assert [a.filled for a in required_items(outline, MEASURE, 2024) if a.indicator == TOTAL] == [True]


@pytest.mark.parametrize("statement", ["-", "数値なし", "該当なし"])
def test_a_part_that_has_nothing_to_report_is_in(statement: str) -> None:
    outline = plan(*(figures(part, "4件", first=2024) for part in ("tax", "water")), figures("care", statement, first=2024))
    assert outline.total(TOTAL, 2024) == 8


def test_parts_that_ended_lapsed_or_begin_later_are_not_waited_for() -> None:
    ended = [indicator("ended", parent="total", last_year=2023), figures("ended", "1件", first=2023)]
    lapsed = [indicator("lapsed", parent="total"), figures("lapsed", "9件", first=2021)]
    later = [indicator("later", parent="total"), figures("later", "9件", first=2024)]
    outline = plan(*ended, *lapsed, *later)
    assert outline.parts_filled(TOTAL, 2023) == (4, 4)
    assert outline.parts_filled(TOTAL, 2024) == (1, 4)


def test_parts_with_parts_of_their_own_wait_for_those() -> None:
    group = indicator("group", parent="total", children_sum=True)
    inner = [indicator(name, parent="group") for name in ("a", "b")]
    known = [*(figures(part, "4件", first=2024) for part in ("tax", "water", "care")), figures("a", "1件", first=2024)]
    outline = plan(group, *inner, *known)
    assert outline.total(TOTAL, 2024) is None
    assert outline.total(group, 2024) is None
    complete = plan(group, *inner, *known, figures("b", "2件", first=2024))
    assert complete.total(TOTAL, 2024) == 15


def test_a_target_adds_up_those_parts_that_have_targets() -> None:
    outline = plan(figures("tax", "4件", first=2024, role=TARGET), figures("water", "5件", first=2024, role=TARGET))
    assert outline.total(TOTAL, 2024, TARGET) == 9
    forecast = plan(
        *(figures(p, "4件", "5件", first=2024, role=FORECAST) for p in ("tax",)),
        figures("water", "1", first=2024, role=FORECAST),
    )
    assert total_text(forecast, TOTAL, 2025, FORECAST) == "内訳 1／2"


def test_a_figure_of_the_total_itself_counts_as_it_is_written() -> None:
    outline = plan(figures("total", "20件", first=2024), figures("tax", "4件", first=2024))
    assert value_text(outline, TOTAL, 2024, RESULT) == "20件"
    assert [a.filled for a in required_items(outline, MEASURE, 2024) if a.indicator == TOTAL] == [True]
