"""The sheet as it is, its headings marked: what a person looks at while describing it."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.table_map import TableMap
from dxdesk.pages.page import Page

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROWS, _COLUMNS = 60, 256  # shown at most, rows counted from the headings: enough to recognise a table
_LONGEST = 80  # characters of a cell
_WIDTH = 11  # characters of a column


class SheetModel(QAbstractTableModel):
    """The first rows of a sheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = Page("")
        self._headings = range(0)
        self._body = range(0)
        self._size = 0, 0

    def show_sheet(self, page: Page, table_map: TableMap) -> None:
        """Show another sheet, or other headings of the same."""
        self.beginResetModel()
        self._page = page
        self._headings = table_map.headings
        last = table_map.last_row
        most = table_map.headings.stop + _ROWS
        shown = [(place, cell) for place, cell in page.cells.items() if place[0] < most and place[1] < _COLUMNS]
        height = max((row + cell.rows for (row, _), cell in shown), default=0)
        width = max((column + cell.columns for (_, column), cell in shown), default=0)
        self._size = min(height, most), min(width, _COLUMNS)
        self._body = range(table_map.first_row, last + 1 if last is not None else most)
        self.endResetModel()

    def spans(self) -> list[tuple[int, int, int, int]]:
        """Return row, column, rows and columns of the merged cells that are shown."""
        rows, columns = self._size
        return [
            (row, column, min(cell.rows, rows - row), min(cell.columns, columns - column))
            for (row, column), cell in self._page.cells.items()
            if (cell.rows > 1 or cell.columns > 1) and row < rows and column < columns
        ]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else self._size[1]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Letters and numbers as Excel has them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section) if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text on one line; headings bold on another ground, what is not read in grey."""
        if not index.isValid():
            return None
        row, heading = index.row(), index.row() in self._headings
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(index, role)
        if role == Qt.ItemDataRole.FontRole and heading:
            return bold(QGuiApplication.font())
        if role == Qt.ItemDataRole.BackgroundRole and heading:
            return QGuiApplication.palette().brush(QPalette.ColorRole.Midlight)
        if role == Qt.ItemDataRole.ForegroundRole and not heading and row not in self._body:
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        return None

    def _text(self, index: Index, role: int) -> str:
        cell = self._page.cells.get((index.row(), index.column()))
        text = cell.text if cell is not None else ""
        if role == Qt.ItemDataRole.DisplayRole:
            line = " ".join(text.split())
            return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        kind = "見出し " if index.row() in self._headings else ""
        return f"{letters(index.column())}{index.row() + 1} {kind}{text or '空白'}"


class SheetView(QTableView):
    """Shows a sheet; nothing can be changed in it. Enter picks what is selected."""

    picked = Signal()

    def __init__(self, by: QAbstractItemView.SelectionBehavior, parent: QWidget | None = None) -> None:
        """`by`: whether rows or columns are selected; of rows several that follow each other."""
        super().__init__(parent)
        self.sheet = SheetModel(self)
        self.setModel(self.sheet)
        self.setAccessibleName("表の見本")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(by)
        rows = by == QAbstractItemView.SelectionBehavior.SelectRows
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ContiguousSelection if rows else mode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)

    def show_sheet(self, page: Page, table_map: TableMap) -> None:
        """Show another sheet, or other headings of the same, the headings in view; the current column stays."""
        column = max(self.currentIndex().column(), 0)
        self.clearSpans()
        self.sheet.show_sheet(page, table_map)
        metrics = self.fontMetrics()
        self.horizontalHeader().setDefaultSectionSize(_WIDTH * metrics.horizontalAdvance("あ"))
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 8)
        for row, column, rows, columns in self.sheet.spans():
            self.setSpan(row, column, rows, columns)
        top = min(table_map.headings.start, self.sheet.rowCount() - 1)
        self.setCurrentIndex(self.sheet.index(top, column if column < self.sheet.columnCount() else 0))
        self.scrollTo(self.sheet.index(max(top - 1, 0), column), QAbstractItemView.ScrollHint.PositionAtTop)
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            self.horizontalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)

    def chosen_rows(self) -> range:
        """Return the rows that are selected, empty for none."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return range(rows[0], rows[-1] + 1) if rows else range(0)

    def go_to(self, column: int) -> None:
        """Make a column the current one and scroll it into view."""
        row = max(self.currentIndex().row(), 0)
        index = self.sheet.index(row, column)
        if index.isValid() and index.column() != self.currentIndex().column():
            self.setCurrentIndex(index)
            self.scrollTo(index)
