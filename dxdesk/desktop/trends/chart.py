"""A chart of series over fiscal years. The one file that knows pyqtgraph; it is imported on first use.

pyqtgraph is given plain floats, NaN for a gap: None in its data ends the process.
"""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.parts.fits_font import FitsFontAndTheme
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.trends.labels import places
from dxdesk.desktop.trends.legend import STYLES, Stroke, strokes
from dxdesk.plan.analysis.trend import Point, Series
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import FORECAST, RESULT

Role = QPalette.ColorRole
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 0, Qt.Key.Key_Down: 0}
_HIGH = 16  # lines of text
_NEAR = 28  # px: so near to a point the mouse means it


class YearAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph is untyped
    """Fiscal years, whole ones only, as many as there is room for."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return every year, or every second, third …; the last one always."""
        first, last = math.ceil(low), math.floor(high)
        font = self.style["tickFont"]
        room = QFontMetrics(font).horizontalAdvance("R10  ") if font is not None else 40
        step = max(1, math.ceil((last - first + 1) * room / max(size, 1)))
        return [(step, [float(year) for year in range(last, first - 1, -step)])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """Return the years as `R6`."""
        return [short_year(round(value)) for value in values]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]
    """Numbers as the sheets print them; no fractions of things that are counted."""

    whole = True
    lowest = -math.inf

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return no level below `lowest`: the room under what cannot be negative is for the points' numbers."""
        levels = super().tickValues(low, high, size)
        return [(spacing, [float(value) for value in values if value >= self.lowest]) for spacing, values in levels]

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Return pyqtgraph's steps; of whole numbers none below 1."""
        steps = super().tickSpacing(low, high, size)[:1]
        return [(max(step, 1.0) if self.whole else step, offset) for step, offset in steps]

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:
        """Return the numbers as `54,133`, `△5`."""
        places = 0 if spacing >= 1 else min(math.ceil(-math.log10(spacing) - 1e-9), 6)
        return [f"{'△' if value < 0 else ''}{abs(value):,.{places}f}" for value in values]


class Chart(FitsFontAndTheme, pg.PlotWidget):  # type: ignore[misc]
    """Draws what it is shown; the wheel and the mouse move nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.years, self.values = YearAxis("bottom"), ValueAxis("left")
        super().__init__(parent, axisItems={"bottom": self.years, "left": self.values})  # type: ignore[call-arg]
        self.series: list[Series] = []
        self.labels: list[pg.TextItem] = []  # one for each point of the first series
        self.span = range(0)
        self._current: tuple[Series, Point] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseEnabled(x=False, y=False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setAccessibleName("推移のグラフ")
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self.getViewBox().sigResized.connect(self._arrange)
        for axis in (self.years, self.values):
            axis.enableAutoSIPrefix(False)
        self.watch_font()

    def draw(self, all_series: Sequence[Series], span: range) -> None:
        """Draw series over years; the series of one indicator follow each other, those of the first are emphasised."""
        self.series, self.span = list(all_series), span
        self._current = None
        self.fit()

    # drawing

    def fit(self) -> None:
        """Draw everything in the present font and colours."""
        palette = self.palette()
        self.setBackground(palette.color(Role.Base))
        self.setFixedHeight(_HIGH * self.fontMetrics().height())
        font = small(self.font())
        for axis in (self.years, self.values):
            axis.setStyle(tickFont=font, maxTickLevel=0, tickLength=-4)
            axis.setTextPen(palette.color(Role.PlaceholderText))
            axis.setPen(palette.color(Role.Mid))
        self.years.setHeight(QFontMetrics(font).height() + 12)
        item = self.getPlotItem()
        item.clear()
        self.labels.clear()
        item.showGrid(y=True, alpha=0.35)
        self._range()
        for series, stroke in reversed(strokes(palette, self.series)):  # the first on top
            self._line(series, stroke)
        if self.series:
            self._label(self.series[0])

    def _range(self) -> None:
        numbers = [y for series in self.series for y in _finite(series)]
        low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
        self.values.whole = all(y.is_integer() for y in numbers)
        self.values.lowest = 0.0 if low >= 0 else -math.inf
        room = (high - low) * 0.18 or max(abs(high) * 0.1, 1.0)
        self.setYRange(low - room, high + room, padding=0)
        self.setXRange(self.span.start - 0.5, max(self.span.stop, self.span.start + 1) - 0.5, padding=0)

    def _line(self, series: Series, stroke: Stroke) -> None:
        years, values = self._line_points(series)
        if stroke.style != Qt.PenStyle.NoPen:
            self.addItem(pg.PlotCurveItem(years, values, pen=stroke.pen(), connect="finite"))
        marked = [(float(p.year), y) for p in series.points if math.isfinite(y := _float(p))]
        if marked:
            xs, ys = zip(*marked, strict=True)
            self.addItem(
                pg.ScatterPlotItem(list(xs), list(ys), symbol=stroke.mark, size=8, pen=stroke.colour, brush=stroke.colour)
            )

    def _line_points(self, series: Series) -> tuple[list[float], list[float]]:
        """Return the years and values of a line; a forecast continues the last result, where nothing lies between."""
        values = [_float(point) for point in series.points]
        if series.role == FORECAST:
            values = self._join_forecast(series, values)
        return [float(point.year) for point in series.points], values

    def _join_forecast(self, series: Series, values: list[float]) -> list[float]:
        results = next((c for c in self.series if c.role == RESULT and c.indicator.id == series.indicator.id), None)
        first = next((place for place, value in enumerate(values) if math.isfinite(value)), 0)
        if results is not None and first > 0:
            values[first - 1] = _float(results.points[first - 1])
        return values

    def _label(self, series: Series) -> None:
        """Make the numbers of the first series; their places are known when the chart has its size."""
        palette = self.palette()
        for point in series.points:
            label = pg.TextItem(_written(point), color=palette.color(Role.Text), fill=palette.color(Role.Base))
            label.textItem.document().setDocumentMargin(1)
            label.setFont(small(self.font()))
            label.setVisible(False)
            label.setPos(point.year, 0.0 if math.isnan(value := _float(point)) else value)
            self.addItem(label)
            self.labels.append(label)
        self._arrange()

    def _arrange(self) -> None:
        """Put each number beside its point, where nothing runs through it; some are left out where it is crowded."""
        if not self.labels:
            return
        line = [self._at(point.year, _float(point)) for point in self.series[0].points]
        sizes = [label.textItem.boundingRect().size() for label in self.labels]
        found = places(line, sizes, self._others(), self.getViewBox().sceneBoundingRect())
        for label, point, place in zip(self.labels, line, found, strict=True):
            label.setVisible(place is not None)
            if place is not None:
                way = point - place.topLeft()
                label.setAnchor((way.x() / place.width(), way.y() / place.height()))

    def _others(self) -> list[list[QPointF]]:
        """Return the lines besides the first series', in px; marks that no line joins are alone."""
        found: list[list[QPointF]] = []
        for series in self.series[1:]:
            points = [self._at(x, y) for x, y in zip(*self._line_points(series), strict=True)]
            found += [points] if STYLES[series.role] != Qt.PenStyle.NoPen else [[point] for point in points]
        return found

    # tooltips

    def _mouse_moved(self, at: QPointF) -> None:
        found = self._nearest(at)
        if found is None:
            QToolTip.hideText()
        elif found != self._current:
            self._show_tooltip(*found)
        self._current = found

    def _nearest(self, at: QPointF) -> tuple[Series, Point] | None:
        best, distance = None, float(_NEAR)
        for series in self.series:
            for point in series.points:
                if math.isfinite(_float(point)):
                    way = self._place(point) - at
                    if math.hypot(way.x(), way.y()) < distance:
                        best, distance = (series, point), math.hypot(way.x(), way.y())
        return best

    def _place(self, point: Point) -> QPointF:
        return self._at(point.year, _float(point))

    def _at(self, year: float, value: float) -> QPointF:
        """Return where a value is drawn, in px of the chart."""
        place: QPointF = self.getViewBox().mapViewToScene(QPointF(year, value))
        return place

    def _show_tooltip(self, series: Series, point: Point) -> None:
        place = self.mapToGlobal(self.mapFromScene(self._place(point))) + QPoint(8, 8)
        text = point_label(series, point)
        self.setAccessibleDescription(text)
        QToolTip.showText(place, plain_tooltip(text), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the years with ← and →, through the lines with ↑ and ↓."""
        key = Qt.Key(event.key())
        if key not in _STEPS:
            super().keyPressEvent(event)
            return
        places = [(c, p) for c in self.series for p in c.points if math.isfinite(_float(p))]
        if not places:
            return
        if self._current not in places:
            self._current = [place for place in places if place[0] == places[0][0]][-1]
        elif _STEPS[key]:
            series, _ = self._current
            along = [place for place in places if place[0] == series]
            self._current = along[max(0, min(along.index(self._current) + _STEPS[key], len(along) - 1))]
        else:
            lines = list(dict.fromkeys(c for c, _ in places))
            turn = 1 if key == Qt.Key.Key_Down else -1
            series = lines[(lines.index(self._current[0]) + turn) % len(lines)]
            along = [place for place in places if place[0] == series]
            year = self._current[1].year
            self._current = min(along, key=lambda place: abs(place[1].year - year))
        self._show_tooltip(*self._current)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the panel."""
        event.ignore()


def point_label(series: Series, point: Point) -> str:
    """Describe a point: `手続数 R6実績：54,133枚（対前年比 4,468）`."""
    change = f"（対前年比 {point.change}）" if point.change else ""
    return f"{series.name} {short_year(point.year)}{series.role}：{point.text}{change}"


def _written(point: Point) -> str:
    return f"{point.number:,f}".replace("-", "△") if point.number is not None else ""


def _float(point: Point) -> float:
    """Return the number, NaN for none and for what no axis can show."""
    value = float(point.number) if point.number is not None else math.nan
    return value if abs(value) < 1e15 else math.nan


def _finite(series: Series) -> list[float]:
    return [y for point in series.points if math.isfinite(y := _float(point))]
