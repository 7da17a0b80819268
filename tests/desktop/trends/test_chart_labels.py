"""The numbers in a chart: no line runs through them, none lies on another, and the last is always told."""

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from dxdesk.desktop.trends.labels import crosses, places
from dxdesk.plan.rows.model import Indicator
from tests.desktop.conftest import Opener
from tests.desktop.plans import go, grid_of, session_of
from tests.desktop.trends.test_trends import trends_of, write_value
from tests.desktop.waiting import at_rest

ROOM = QRectF(0, 0, 260, 230)
WORD = QSizeF(42, 16)
NOWHERE = QPointF(math.nan, math.nan)

heights = st.lists(st.one_of(st.none(), st.floats(40, 190)), min_size=1, max_size=12)


def points_of(values: list[float | None]) -> list[QPointF]:
    """Values over years that share the room's width."""
    step = ROOM.width() / len(values)
    return [NOWHERE if y is None else QPointF((place + 0.5) * step, y) for place, y in enumerate(values)]


def segments(line: list[QPointF]) -> list[QLineF]:
    pairs = pairwise(line)
    return [QLineF(a, b) for a, b in pairs if not math.isnan(a.x()) and not math.isnan(b.x())]


@given(heights, st.lists(heights, max_size=2))
def test_no_number_is_crossed_by_its_line_or_covers_another(
    values: list[float | None], others: list[list[float | None]]
) -> None:
    line = points_of(values)
    found = places(line, [WORD] * len(line), [points_of(other) for other in others], ROOM)
    shown = [place for place in found if place is not None]
    for place in shown:
        assert ROOM.contains(place)
        assert not any(crosses(stroke, place) for stroke in segments(line))
        assert not any(place.intersects(other) for other in shown if other is not place)
        assert not any(place.contains(point) for point in line if not math.isnan(point.x()))
    for point, place in zip(line, found, strict=True):
        assert place is None or not math.isnan(point.x())
        assert place is None or abs(place.center().x() - point.x()) <= WORD.width()


@given(heights.filter(lambda values: any(values)))
@example([None] * 8 + [40.0, 59.0, 58.0])
@example([None] * 9 + [190.0, 100.0, 110.0])
def test_the_last_number_is_always_there(values: list[float | None]) -> None:
    line = points_of(values)
    found = places(line, [WORD] * len(line), [], ROOM)
    last = max(n for n, point in enumerate(line) if not math.isnan(point.x()))
    assert found[last] is not None


@given(heights, st.lists(heights, min_size=1, max_size=3))
def test_other_lines_are_avoided_too_except_by_the_last(
    values: list[float | None], others: list[list[float | None]]
) -> None:
    line = points_of(values)
    ways = [points_of(other) for other in others]
    found = places(line, [WORD] * len(line), ways, ROOM)
    last = max((n for n, point in enumerate(line) if not math.isnan(point.x())), default=0)
    earlier = [place for n, place in enumerate(found) if place is not None and n != last]
    assert not any(crosses(stroke, place) for way in ways for stroke in segments(way) for place in earlier)


@pytest.mark.parametrize(
    ("line", "through"),
    [
        (QLineF(0, 0, 10, 10), True),
        (QLineF(5, 5, 6, 6), True),
        (QLineF(-5, 5, 20, 5), True),
        (QLineF(-5, 4, 4, -5), False),
        (QLineF(-1, 3, 3, -1), True),
        (QLineF(11, 0, 11, 10), False),
    ],
)
def test_a_line_crosses_a_place_also_at_its_corner(line: QLineF, through: bool) -> None:
    assert crosses(line, QRectF(0, 0, 10, 10)) is through


@pytest.mark.parametrize("zoom", [100, 200])
def test_every_chart_of_the_plan_can_be_read(opened: Opener, ito_file: Path, zoom: int) -> None:
    window = opened(ito_file)
    window.appearance.zoom_to(zoom)
    window.resize(1600, 900)
    window.plan.view.wants_trends = True
    window.plan.view.trends.setVisible(True)
    drawn = 0
    for indicator in session_of(window).rows.all(Indicator).values():
        window.show_measure(indicator.measure)
        window.plan.view.trends.show_indicator(indicator.id)
        trends = trends_of(window)
        chart = trends.sheet.chart
        if not trends.sheet.isVisible():
            continue
        assert chart is not None
        at_rest()
        line = [chart._place(point) for point in chart.series[0].points]
        shown = [label.mapRectToScene(label.boundingRect()) for label in chart.labels if label.isVisible()]
        for place in shown:
            assert chart.getViewBox().sceneBoundingRect().contains(place)
            assert not any(crosses(stroke, place) for stroke in segments(line))
            assert not any(place.intersects(other) for other in shown if other is not place)
        assert len(shown) == len([point for point in line if not math.isnan(point.y())])
        drawn += 1
    assert drawn > 30


def test_a_chart_grows_with_its_letters(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    chart = trends_of(window).sheet.chart
    assert chart is not None
    before = chart.height() / chart.fontMetrics().height()
    for zoom in (200, 80):
        window.appearance.zoom_to(zoom)
        at_rest()
        assert chart.height() / chart.fontMetrics().height() == pytest.approx(before)


def test_a_chart_without_negative_numbers_has_no_negative_ticks(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    for year, text in enumerate(("60件", "0件", "45件"), 2022):
        write_value(window, "手続数", year, text)
    chart = trends_of(window).sheet.chart
    assert chart is not None
    low, high = chart.getViewBox().viewRange()[1]
    assert low < 0
    ticks = chart.values.tickValues(low, high, chart.height())
    assert min(value for _, values in ticks for value in values) == 0
    go(window, "1-(1)")
    grid_of(window).setCurrentIndex(grid_of(window).kpis.index(0, 1))
    write_value(window, "手続数", 2023, "△4,000件")
    chart = trends_of(window).sheet.chart
    assert chart is not None
    ticks = chart.values.tickValues(*chart.getViewBox().viewRange()[1], chart.height())
    assert min(value for _, values in ticks for value in values) < 0
