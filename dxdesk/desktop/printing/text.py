"""Text on paper. A unit of the painter is a point; fonts take whole units only, so text is drawn in finer ones."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from dxdesk.pages.formats.style import BLACK, FONT

_FAMILIES = [FONT, "BIZ UDGothic", "Yu Gothic", "Meiryo", "Noto Sans CJK JP"]
_FINE = 20  # units a point
_LEADING = 1.4  # of the size, from line to line: a little less than the rows are counted with

Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Lettering:
    """How a text is drawn: its size in points, its colour (RRGGBB), its weight, and its alignment."""

    size: float
    colour: str = BLACK
    bold: bool = False
    align: Align = Align.AlignLeft


def write_text(painter: QPainter, place: QRectF, text: str, letters: Lettering) -> None:
    """Draw a text within a place, wrapped as Japanese is."""
    step = letters.size * _LEADING * _FINE
    layouts = [_laid_out(line, place.width() * _FINE, letters) for line in text.split("\n")]
    high = step * sum(layout.lineCount() for layout in layouts)
    top = max(0.0, place.height() * _FINE - high) / 2 if letters.align & Align.AlignVCenter else 0.0
    painter.save()
    painter.scale(1 / _FINE, 1 / _FINE)
    painter.setPen(QColor(f"#{letters.colour}"))
    for layout in layouts:
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
        layout.draw(painter, QPointF(place.x() * _FINE, place.y() * _FINE + top))
        top += step * layout.lineCount()
    painter.restore()


def _laid_out(text: str, width: float, letters: Lettering) -> QTextLayout:
    layout = QTextLayout(text, _font(letters.size, letters.bold))
    option = QTextOption(letters.align & Align.AlignHorizontal_Mask)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
    return layout


def text_width(text: str, size: float) -> float:
    """Return the width in points of a text in one line."""
    return QFontMetricsF(_font(size, False)).horizontalAdvance(text) / _FINE


def _font(size: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPixelSize(round(size * _FINE))
    font.setBold(bold)
    return font
