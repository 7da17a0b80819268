"""A table to read: cells under headings as Qt's model, and the view that shows them."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from dxdesk.desktop.parts.fits_font import FitsFont

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Cell = TypeVar("_Cell")


class ReadModel(QAbstractTableModel, Generic[_Cell]):
    """Lines of cells under headings; what a cell shows is left to subclasses."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headings = list(headings)
        self.lines: list[Sequence[_Cell]] = []

    def show_lines(self, lines: Sequence[Sequence[_Cell]]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def change_lines(self, lines: Sequence[Sequence[_Cell]]) -> None:
        """Give the same lines other contents; what is selected stays selected."""
        self.lines = list(lines)
        if lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.headings) - 1))

    def change_line(self, row: int, line: Sequence[_Cell]) -> None:
        """Give one line other contents."""
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.headings) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the headings."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, on the left as the texts are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return self.headings[section] if role == Qt.ItemDataRole.DisplayRole else None


class ReadTable(FitsFont, QTableView):
    """Whole rows are selected, nothing is typed; another width or font calls `fit`."""

    ENTER_OPENS = False

    def __init__(self, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        """`name`: what a screen reader calls it."""
        super().__init__(parent)
        if model.parent() is None:
            model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)

    def fit_width(self) -> None:
        """Fit to another width only."""
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Treat Enter as a double click, on every platform, where ENTER_OPENS says so; else leave it to Qt."""
        index = self.currentIndex()
        if self.ENTER_OPENS and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.doubleClicked.emit(QModelIndex(index))
        else:
            super().keyPressEvent(event)
