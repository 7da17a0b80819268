"""The first column of a table or tree that scrolls sideways: it stays, as frozen columns do in Excel.

A second view lies over the column. It draws with a delegate of its own, as one delegate cannot serve two views.
"""

from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView, QTableView, QTreeView

_View = TypeVar("_View", QTableView, QTreeView)


class FrozenTableColumn(QTableView):
    """As high as the table's rows; takes neither the focus nor the wheel."""

    def __init__(self, table: QTableView, delegate: QAbstractItemDelegate) -> None:
        super().__init__(table)
        self._table = table
        _set_up(self, table, delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)

    def fit(self, shown: bool) -> None:
        """Take the width and the row heights of the table below."""
        self.setVisible(shown)
        if shown:
            rows = range(self.model().rowCount())
            for row in rows:
                self.setRowHeight(row, self._table.rowHeight(row))
            head, height = self._table.horizontalHeader().sizeHint().height(), sum(map(self._table.rowHeight, rows))
            _lay_over(self, self._table, self.horizontalHeader(), head, height)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class FrozenTreeColumn(QTreeView):
    """Shares the tree's lines, which of them are open, the current one and the scroll position; never has the focus."""

    def __init__(self, tree: QTreeView, delegate: QAbstractItemDelegate) -> None:
        super().__init__(tree)
        self._tree = tree
        _set_up(self, tree, delegate)
        self.setSelectionModel(tree.selectionModel())
        self.setHeader(QHeaderView(Qt.Orientation.Horizontal, self))
        self.header().setStretchLastSection(False)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(tree.verticalScrollMode())
        for one, other in ((self, tree), (tree, self)):
            one.expanded.connect(other.expand)
            one.collapsed.connect(other.collapse)
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        self.doubleClicked.connect(tree.doubleClicked)

    def fit(self, shown: bool) -> None:
        """Take the width of the column below, and open what is open there."""
        self.setVisible(shown)
        if shown:
            self._open(QModelIndex())
            _lay_over(self, self._tree, self.header(), self._tree.header().height(), self._tree.viewport().height())
            self.verticalScrollBar().setValue(self._tree.verticalScrollBar().value())

    def _open(self, above: QModelIndex) -> None:
        for row in range(self.model().rowCount(above)):
            line = self.model().index(row, 0, above)
            self.setExpanded(line, self._tree.isExpanded(line))
            self._open(line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Focus the tree below, which a click is meant for."""
        super().mousePressEvent(event)
        self._tree.setFocus()


def _set_up(frozen: _View, view: _View, delegate: QAbstractItemDelegate) -> None:
    frozen.setModel(view.model())
    frozen.setItemDelegate(delegate)
    frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frozen.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    frozen.setFrameShape(QFrame.Shape.NoFrame)
    frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    frozen.hide()


def _lay_over(frozen: _View, view: _View, header: QHeaderView, head: int, height: int) -> None:
    """Lay a frozen view over the first column; `head` and `height`: px of the header and of what is below it."""
    for column in range(frozen.model().columnCount()):
        frozen.setColumnHidden(column, column > 0)
    width = view.columnWidth(0)
    frozen.setColumnWidth(0, width)
    header.setFixedHeight(head)
    place, own = view.frameWidth() - frozen.frameWidth(), 2 * frozen.frameWidth()
    frozen.setGeometry(place, place, width + own, head + height + own)
    frozen.raise_()
