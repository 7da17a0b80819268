"""Text on paper. A unit of the painter is a point; fonts take whole units only, so text is drawn in finer ones."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from dxdesk.pages.formats.style import FONT

_FAMILIES = [FONT, "BIZ UDGothic", "Yu Gothic", "Meiryo", "Noto Sans CJK JP"]
_FINE = 20  # units a point
_LEADING = 1.4  # of the size, from line to line: a little less than the rows are counted with

Align = Qt.AlignmentFlag


def write_text(
    painter: QPainter,
    place: QRectF,
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    align: Align = Align.AlignLeft,
) -> None:
    """Text of `size` points within a place, wrapped as Japanese is. `colour`: RRGGBB."""
    step = size * _LEADING * _FINE
    layouts = [_laid_out(line, size, bold, place.width() * _FINE, align) for line in text.split("\n")]
    high = step * sum(layout.lineCount() for layout in layouts)
    top = max(0.0, place.height() * _FINE - high) / 2 if align & Align.AlignVCenter else 0.0
    painter.save()
    painter.scale(1 / _FINE, 1 / _FINE)
    painter.setPen(QColor(f"#{colour}"))
    for layout in layouts:
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
        layout.draw(painter, QPointF(place.x() * _FINE, place.y() * _FINE + top))
        top += step * layout.lineCount()
    painter.restore()


def _laid_out(text: str, size: float, bold: bool, width: float, align: Align) -> QTextLayout:
    layout = QTextLayout(text, _font(size, bold))
    option = QTextOption(align & Align.AlignHorizontal_Mask)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
    return layout


def text_width(text: str, size: float) -> float:
    """The width in points of a text in one line."""
    return QFontMetricsF(_font(size, False)).horizontalAdvance(text) / _FINE


def _font(size: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPixelSize(round(size * _FINE))
    font.setBold(bold)
    return font
