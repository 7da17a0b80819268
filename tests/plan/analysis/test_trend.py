"""What a chart draws, and the sentences below it."""

from decimal import Decimal

import pytest

from dxdesk.plan.analysis.trend import (
    describe_trend,
    first_with_numbers,
    has_numbers,
    indicator_series,
    related_indicators,
    trend_years,
)
from dxdesk.plan.rows.model import FORECAST, RESULT, TARGET, Figure
from tests.plan.city import MEASURE, PLAN, city, figures, indicator

K = indicator("K")


def sentences(*texts: str | None, unit: str = "件", more: tuple[Figure, ...] = ()) -> list[str]:
    one = indicator("K", unit=unit)
    return describe_trend(city(one, *figures("K", *texts), *more), PLAN, one)


def test_every_year_has_a_point_and_a_year_without_a_number_is_a_gap() -> None:
    outline = city(K, *figures("K", "5件", "数値なし", "約7件"))
    course = indicator_series(outline, K, trend_years(outline, PLAN, [K]))[0]
    assert [p.number for p in course.points][:3] == [Decimal(5), None, Decimal(7)]
    assert [p.text for p in course.points][:3] == ["5件", "数値なし", "約7件"]


def test_what_is_expected_and_aimed_at_are_courses_of_their_own() -> None:
    outline = city(
        K,
        *figures("K", "5件"),
        Figure.new(indicator="K", year=2025, role=FORECAST, text="8件"),
        Figure.new(indicator="K", year=2027, role=TARGET, text="10件"),
        Figure.new(indicator="K", year=2026, role=TARGET, text="未定"),
    )
    years = trend_years(outline, PLAN, [K])
    assert [c.role for c in indicator_series(outline, K, years)] == [RESULT, TARGET, FORECAST]
    assert years[-1] == 2027


def test_a_slip_of_the_pen_does_not_stretch_the_years() -> None:
    outline = city(K, *figures("K", "5件"), Figure.new(indicator="K", year=2199, role=TARGET, text="10件"))
    assert trend_years(outline, PLAN, [K])[-1] < 2100


def test_a_sum_of_parts_counts_as_the_number_of_the_whole() -> None:
    whole, part = indicator("K", children_sum=True), indicator("P", parent="K")
    outline = city(whole, part, *figures("P", "5件", "7件"))
    points = indicator_series(outline, whole, trend_years(outline, PLAN, [whole]))[0].points
    assert (points[0].number, points[0].text) == (Decimal(5), "内訳の計 5")
    assert first_with_numbers(outline, MEASURE) == whole


def test_text_only_figures_have_no_course_to_draw() -> None:
    outline = city(K, *figures("K", "システム未導入", "該当なし", "-", ""))
    assert not has_numbers(outline, K)
    assert first_with_numbers(outline, MEASURE) is None
    assert describe_trend(outline, PLAN, K) == []
    assert indicator_series(outline, K, trend_years(outline, PLAN, [K]))[0].numbers == 0


def test_an_axis_is_shared_by_what_has_the_same_unit_or_whole() -> None:
    one = indicator("K", unit="件")
    same, other, part = indicator("S", unit="件"), indicator("O", unit="回"), indicator("P", unit="回", parent="K")
    blank = indicator("B", unit="件")
    rows = [f for key in "KSOP" for f in figures(key, "1", "2")]
    outline = city(one, same, other, part, blank, *rows)
    assert {i.id for i in related_indicators(outline, one)} == {"S", "P"}


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (("41,714枚", "49,665枚", "54,133枚"), "R6 は R5 より 4,468枚 増（伸びは R5 の 56 %）。"),
        (("9,600件", "9,088件"), "R5 は R4 より 512件 減。"),
        (("20件", "15件", "5件"), "R6 は R5 より 10件 減（減り方は R5 の 200 %）。"),
        (("5件", "5件"), "R5 は R4 と同じです。"),
        (("5件", "5件", "6件"), "R6 は R5 より 1件 増。"),
        (("11.2%", "18.0%"), "R5 は R4 より 6.8ポイント 増。"),
    ],
)
def test_this_year_is_set_against_the_last(texts: tuple[str, ...], sentence: str) -> None:
    assert sentences(*texts)[0] == sentence


def test_the_target_a_changed_unit_and_gaps_are_mentioned() -> None:
    aim = Figure.new(indicator="K", year=2025, role=TARGET, text="200件")
    assert "R7 の目標 200件 に対し、R4 は 50件（目標の 25 %）。" in sentences("50件", more=(aim,))
    assert "単位が R4 の「枚」から R5 の「件」に変わっています。" in sentences("5枚", "6件")
    assert "R5 は数値がないため、線が切れています。" in sentences("5件", "-", "6件")
