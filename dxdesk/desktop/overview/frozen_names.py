"""The names of the overview's lines, which stay where their columns scroll sideways, as frozen columns do in Excel."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QTreeView

from dxdesk.desktop.overview.grouped_header import GroupedHeader


class FrozenNames(QTreeView):
    """Lies over the first column of a tree, with its lines, what is open of them and the current one; never has the keyboard."""

    def __init__(self, tree: QTreeView, painter: QAbstractItemDelegate) -> None:
        """`painter`: draws as the tree's own one, which would have two views to answer."""
        super().__init__(tree)
        self._tree = tree
        self.setModel(tree.model())
        self.setSelectionModel(tree.selectionModel())
        self.setItemDelegate(painter)
        self.setHeader(GroupedHeader(self))
        self.header().setStretchLastSection(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for bars in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(tree.verticalScrollMode())
        for one, other in ((self, tree), (tree, self)):
            one.expanded.connect(other.expand)
            one.collapsed.connect(other.collapse)
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
        self.doubleClicked.connect(tree.doubleClicked)
        self.hide()

    def fit(self, shown: bool) -> None:
        """As wide as the column below, and open where that is."""
        self.setVisible(shown)
        if not shown:
            return
        for column in range(self.model().columnCount()):
            self.setColumnHidden(column, column > 0)
        width, head = self._tree.columnWidth(0), self._tree.header().height()
        self.setColumnWidth(0, width)
        self.header().setFixedHeight(head)
        self._open(QModelIndex())
        place, own = self._tree.frameWidth() - self.frameWidth(), 2 * self.frameWidth()
        self.setGeometry(place, place, width + own, head + self._tree.viewport().height() + own)
        self.verticalScrollBar().setValue(self._tree.verticalScrollBar().value())
        self.raise_()

    def _open(self, above: QModelIndex) -> None:
        for row in range(self.model().rowCount(above)):
            line = self.model().index(row, 0, above)
            self.setExpanded(line, self._tree.isExpanded(line))
            self._open(line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click is meant for the tree below."""
        super().mousePressEvent(event)
        self._tree.setFocus()
