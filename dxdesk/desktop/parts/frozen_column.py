"""The names of the lines of a grid that scrolls sideways: they stay, as frozen columns do in Excel."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHeaderView, QTableView


class FrozenLabels(QTableView):
    """Lies over the first column; takes neither the keyboard nor the wheel."""

    def __init__(self, grid: QTableView, painter: QAbstractItemDelegate) -> None:
        """`painter`: draws as the grid's own one, which would have two views to answer."""
        super().__init__(grid)
        self._grid = grid
        self.setModel(grid.model())
        self.setItemDelegate(painter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for bars in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.hide()

    def fit(self, shown: bool) -> None:
        """As wide and with lines as high as those below."""
        self.setVisible(shown)
        if not shown:
            return
        for column in range(1, self.model().columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(0, self._grid.columnWidth(0))
        rows = range(self.model().rowCount())
        for row in rows:
            self.setRowHeight(row, self._grid.rowHeight(row))
        head = self._grid.horizontalHeader().sizeHint().height()
        self.horizontalHeader().setFixedHeight(head)
        place, height = self._grid.frameWidth() - self.frameWidth(), sum(self._grid.rowHeight(row) for row in rows)
        own = 2 * self.frameWidth()
        self.setGeometry(place, place, self._grid.columnWidth(0) + own, head + height + own)
        self.raise_()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the page."""
        event.ignore()
