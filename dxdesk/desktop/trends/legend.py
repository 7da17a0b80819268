"""What the lines of a chart mean: each has a colour, a dash, a mark and its text, so that colour is never the only sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dxdesk.desktop.appearance.style import small, wrap_flag
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.plan.analysis.trend import Series
from dxdesk.plan.rows.model import BASELINE, FORECAST, RESULT, TARGET

Style = Qt.PenStyle
STYLES = {RESULT: Style.SolidLine, TARGET: Style.DashDotLine, FORECAST: Style.DashLine, BASELINE: Style.NoPen}
# pyqtgraph's names of marks; with several indicators each has its own for 実績.
MARKS = {RESULT: "o", TARGET: "d", FORECAST: "s", BASELINE: "t"}
_OTHERS = "ts+dx"
_SAMPLE = 34  # px
_CONTRAST = 3.2  # to the paper; WCAG asks 3 of lines


@dataclass(frozen=True)
class Stroke:
    """How a series is drawn: the same in the chart and in its legend."""

    colour: QColor
    style: Qt.PenStyle
    mark: str

    def pen(self) -> QPen:
        """Return a pen that keeps its width at any zoom."""
        pen = QPen(self.colour, 2.0, self.style)
        pen.setCosmetic(True)
        return pen


def strokes(palette: QPalette, all_series: Sequence[Series]) -> list[tuple[Series, Stroke]]:
    """Draw the first indicator in the accent, the others in hues and marks of their own; the role decides the dash."""
    accent = palette.color(QPalette.ColorRole.Link)
    hue, saturation, lightness = accent.hslHue(), accent.hslSaturation(), accent.lightness()
    order = list(dict.fromkeys(series.indicator.id for series in all_series))
    found = []
    for series in all_series:
        place = order.index(series.indicator.id)
        other = QColor.fromHsl((hue + 137 * place) % 360, max(saturation * 2 // 3, 90), lightness)
        other = _seen(other, palette.color(QPalette.ColorRole.Base))
        mark = MARKS[series.role] if place == 0 or series.role != RESULT else _OTHERS[(place - 1) % len(_OTHERS)]
        found.append((series, Stroke(other if place else accent, STYLES[series.role], mark)))
    return found


def _seen(colour: QColor, paper: QColor) -> QColor:
    """Return the colour, darker on light paper and lighter on dark until its contrast reaches WCAG's 3:1."""
    light = _luminance(paper) > 0.5
    while _contrast(colour, paper) < _CONTRAST:
        hue, saturation, lightness = colour.hslHue(), colour.hslSaturation(), colour.lightness()
        colour = QColor.fromHsl(hue, saturation, max(lightness - 4, 0) if light else min(lightness + 4, 255))
    return colour


def _contrast(one: QColor, other: QColor) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    """Return WCAG's relative luminance."""
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Legend(FitsFont, QWidget):
    """A line for every series: how it is drawn, and what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series: list[Series] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.watch_font()

    def show_series(self, all_series: Sequence[Series]) -> None:
        """Show series in the order of the chart; a single one needs no legend."""
        self._series = list(all_series)
        self.setVisible(len(self._series) > 1)
        self.setAccessibleName("凡例：" + "、".join(self.labels()))
        self.fit()
        self.update()

    def labels(self) -> list[str]:
        """Return the label of each: `実績`, and with several indicators `税の実績`."""
        several = len({series.indicator.id for series in self._series}) > 1
        return [f"{c.name}　{c.role}" if several else c.role for c in self._series]

    def _lines(self) -> list[QRect]:
        """Return the places of the labels."""
        letters = small(self.font())
        metrics = QFontMetrics(letters)
        room = max(self.width() - _SAMPLE - 8, 40)
        top, found = 0, []
        for text in self.labels():
            height = metrics.boundingRect(0, 0, room, 10_000, wrap_flag(text, letters, room), text).height()
            found.append(QRect(_SAMPLE + 8, top, room, height))
            top += height + 3
        return found

    def fit(self) -> None:
        """Take the height of the labels, wrapped at this width."""
        lines = self._lines()
        height = lines[-1].bottom() + 4 if lines else 0
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at another width."""
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        """The height is fixed by the labels."""
        return QSize(160, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw samples and labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small(self.font()))
        for (_, stroke), text, room in zip(strokes(self.palette(), self._series), self.labels(), self._lines(), strict=True):
            middle = room.top() + QFontMetrics(painter.font()).height() / 2
            painter.setPen(stroke.pen())
            painter.drawLine(QPointF(0, middle), QPointF(_SAMPLE, middle))
            _draw_mark(painter, QPointF(_SAMPLE / 2, middle), stroke)
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(room, wrap_flag(text, painter.font(), room.width()), text)


def _draw_mark(painter: QPainter, at: QPointF, stroke: Stroke) -> None:
    """Draw the mark as pyqtgraph does, 8 px wide."""
    painter.setPen(QPen(stroke.colour, 1.5))
    painter.setBrush(stroke.colour)
    corners = {
        "s": [(-4, -4), (4, -4), (4, 4), (-4, 4)],
        "d": [(0, -5), (4, 0), (0, 5), (-4, 0)],
        "t": [(-4, -4), (4, -4), (0, 4)],
        "+": [(-4, -1), (-1, -1), (-1, -4), (1, -4), (1, -1), (4, -1), (4, 1), (1, 1), (1, 4), (-1, 4), (-1, 1), (-4, 1)],
        "x": [(-4, -3), (-3, -4), (0, -1), (3, -4), (4, -3), (1, 0), (4, 3), (3, 4), (0, 1), (-3, 4), (-4, 3), (-1, 0)],
    }.get(stroke.mark)
    if corners is None:
        painter.drawEllipse(at, 4, 4)
    else:
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
