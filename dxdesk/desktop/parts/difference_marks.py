"""Differences on the screen: removed text is struck out, added text underlined; never by colour alone."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dxdesk.desktop.parts.differences import Part, Piece, Pieces

Index = QModelIndex | QPersistentModelIndex
PIECES = int(Qt.ItemDataRole.UserRole)  # the role under which a model gives Pieces
_MARGIN = 6
Role = QPalette.ColorRole


def piece_formats(palette: QPalette, chosen: bool) -> dict[Part, QTextCharFormat]:
    """Return how each kind of piece is written; on a selected row the accent is the ground, so the colour is the row's."""
    plain, gone, new = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    ink = Role.HighlightedText if chosen else Role.Text
    plain.setForeground(palette.brush(ink))
    gone.setForeground(palette.brush(ink if chosen else Role.BrightText))
    gone.setFontStrikeOut(True)
    new.setForeground(palette.brush(ink if chosen else Role.Link))
    new.setFontUnderline(True)
    new.setFontWeight(QFont.Weight.Bold)
    return {Part.SAME: plain, Part.GONE: gone, Part.NEW: new}


def write_pieces(document: QTextDocument, pieces: Pieces, palette: QPalette, chosen: bool = False) -> None:
    """Fill a document with marked text."""
    kinds = piece_formats(palette, chosen)
    document.clear()
    cursor = QTextCursor(document)
    for part, text in pieces:
        cursor.insertText(text, kinds[part])


class DifferenceDelegate(QStyledItemDelegate):
    """Draws wrapped cells: those that give pieces with their marks, others plain."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and focus as the style does, then the text from the top."""
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, option.widget)
        room: QRect = option.rect.adjusted(_MARGIN, 4, -_MARGIN, -4)
        self._lay_out(index, option.widget.font(), room.width(), option.widget.palette(), _is_chosen(option))
        painter.save()
        painter.translate(room.topLeft())
        painter.setClipRect(0, 0, room.width(), room.height())
        self._document.drawContents(painter)
        painter.restore()

    def height(self, index: Index, font: QFont, width: int, palette: QPalette) -> int:
        """Return the height that a cell of that width needs."""
        self._lay_out(index, font, width - 2 * _MARGIN, palette, False)
        return int(self._document.size().height()) + 9

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One line; the view asks for heights itself, in portions."""
        return QSize(60, option.fontMetrics.height() + 9)

    def _lay_out(self, index: Index, font: QFont, width: int, palette: QPalette, chosen: bool) -> None:
        pieces = index.data(PIECES)
        self._document.setDefaultFont(font)
        self._document.setTextWidth(max(width, 40))
        self._wrap(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        write_pieces(
            self._document, (Piece(Part.SAME, str(index.data() or "")),) if pieces is None else pieces, palette, chosen
        )
        # Where a line may not end in a bracket Qt lets it continue past the edge of the cell.
        if self._document.idealWidth() > self._document.textWidth():
            self._wrap(QTextOption.WrapMode.WrapAnywhere)

    def _wrap(self, mode: QTextOption.WrapMode) -> None:
        option = self._document.defaultTextOption()
        if option.wrapMode() != mode:
            option.setWrapMode(mode)
            self._document.setDefaultTextOption(option)


def _is_chosen(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)
