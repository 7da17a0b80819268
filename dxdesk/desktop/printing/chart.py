"""A page's line chart on paper, as its workbook has it: years along, a gap where a year has no number."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from dxdesk.desktop.printing.text import Align, Lettering, text_width, write_text
from dxdesk.pages.formats.style import LINE, SERIES_COLOURS
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.plan.rows.quantity import format_number

_MIDDLE = Align.AlignHCenter | Align.AlignTop
_TITLE = Lettering(10.0, bold=True, align=_MIDDLE)
_SMALL = Lettering(8.0)
_FAINT = "D9D9D9"
_ROW = 13.0
_STEPS = 5


def draw_chart(painter: QPainter, page: Page, chart: Chart, place: QRectF) -> None:
    """Draw a chart of the page's rows into a place, in points."""
    painter.setPen(QPen(QColor(f"#{_FAINT}"), 0.75))
    painter.drawRect(place)
    write_text(painter, QRectF(place.x(), place.y() + 4, place.width(), 16), chart.title, _TITLE)
    legend = _legend(chart, place.width() - 24)
    within = place.adjusted(44, 34, -14, -(24 + _ROW * len(legend)))
    series = [(name, _numbers(page, chart, row)) for name, row in chart.series]
    low, high, step = _axis([number for _, numbers in series for number in numbers if number is not None])
    _draw_grid(painter, within, low, high, step)
    _draw_years(painter, page, chart, within)
    if chart.unit:
        write_text(painter, QRectF(place.x() + 6, place.y() + 18, 120, 12), f"（{chart.unit}）", _SMALL)
    for number, (_, numbers) in enumerate(series):
        points = [_point(within, numbers, at, low, high) for at in range(len(numbers))]
        _draw_series(painter, points, number)
    _draw_legend(painter, legend, QRectF(place.x() + 12, within.bottom() + 20, place.width() - 24, _ROW * len(legend)))


def _numbers(page: Page, chart: Chart, row: int) -> list[float | None]:
    _, first, last = chart.years
    cells = (page.cells.get((row, column), Cell()) for column in range(first, last + 1))
    return [float(cell.number) if cell.number is not None else None for cell in cells]


def _axis(numbers: Sequence[float]) -> tuple[float, float, float]:
    """Return the lowest and highest value of the axis and the step of its lines; it begins at 0 unless a number is below."""
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    rough = (high - low or 1.0) / _STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return math.floor(low / step) * step, math.ceil((high or step) / step) * step, step


def _point(within: QRectF, numbers: Sequence[float | None], at: int, low: float, high: float) -> QPointF | None:
    number = numbers[at]
    if number is None:
        return None
    x = within.left() + within.width() * (at + 0.5) / len(numbers)
    return QPointF(x, within.bottom() - within.height() * (number - low) / (high - low))


def _draw_grid(painter: QPainter, within: QRectF, low: float, high: float, step: float) -> None:
    for count in range(round((high - low) / step) + 1):
        value = low + count * step
        y = within.bottom() - within.height() * (value - low) / (high - low)
        painter.setPen(QPen(QColor(f"#{LINE if abs(value) < step / 2 else _FAINT}"), 0.5))
        painter.drawLine(QPointF(within.left(), y), QPointF(within.right(), y))
        number = format_number(Decimal(f"{value:.10g}"))
        write_text(painter, QRectF(within.left() - 44, y - 6, 40, 12), number, replace(_SMALL, align=Align.AlignRight))


def _draw_years(painter: QPainter, page: Page, chart: Chart, within: QRectF) -> None:
    row, first, last = chart.years
    width = within.width() / (last - first + 1)
    for place, column in enumerate(range(first, last + 1)):
        text = page.cells.get((row, column), Cell()).text
        box = QRectF(within.left() + place * width, within.bottom() + 4, width, 12)
        write_text(painter, box, text, replace(_SMALL, align=_MIDDLE))


def _draw_series(painter: QPainter, points: Sequence[QPointF | None], number: int) -> None:
    colour = QColor(f"#{SERIES_COLOURS[number % len(SERIES_COLOURS)]}")
    painter.setPen(QPen(colour, 1.75))
    for before, after in itertools.pairwise(points):
        if before is not None and after is not None:
            painter.drawLine(before, after)
    painter.setBrush(colour)
    for point in points:
        if point is not None:
            painter.drawPolygon(_mark(point, number))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _mark(at: QPointF, number: int) -> QPolygonF:
    """A circle, square, triangle or diamond of 6 points: no series differs by its colour alone."""
    corners = (24, 4, 3, 4)[number % 4]
    turn = (0.0, math.pi / 4, -math.pi / 2, 0.0)[number % 4]
    angles = (turn + 2 * math.pi * corner / corners for corner in range(corners))
    return QPolygonF([QPointF(at.x() + 3 * math.cos(angle), at.y() + 3 * math.sin(angle)) for angle in angles])


def _legend(chart: Chart, width: float) -> list[list[tuple[int, str, float]]]:
    """Arrange the names of the series in rows that fit: (number, name, width in points)."""
    rows: list[list[tuple[int, str, float]]] = [[]]
    used = 0.0
    for number, (name, _) in enumerate(chart.series):
        needed = min(width, text_width(name, _SMALL.size) + 30)
        if rows[-1] and used + needed > width:
            rows.append([])
            used = 0.0
        rows[-1].append((number, name, needed))
        used += needed
    return rows


def _draw_legend(painter: QPainter, rows: Sequence[Sequence[tuple[int, str, float]]], place: QRectF) -> None:
    for line, row in enumerate(rows):
        x, y = place.center().x() - sum(width for _, _, width in row) / 2, place.top() + line * _ROW
        for number, name, width in row:
            _draw_series(painter, [QPointF(x + 8, y + 6)], number)
            write_text(painter, QRectF(x + 16, y, width - 16, 12), name, _SMALL)
            x += width
