"""A table whose rows are as tall as their texts, measured in pieces so that thousands of them never hold up the window."""

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from dxdesk.desktop.parts.later import later
from dxdesk.desktop.parts.marks import MarksDelegate

_SPELL = 0.02  # s of measuring at a time
_AT_ONCE = 8  # rows that are measured without a pause


class WrappedTable(QTableView):
    """Whole rows are chosen; the widths are shares of what there is."""

    def __init__(
        self, model: QAbstractItemModel, shares: Sequence[int], name: str, wrapped: Sequence[int], parent: QWidget
    ) -> None:
        """`shares`: of the width, one a column; `wrapped`: the columns whose texts may need several lines."""
        super().__init__(parent)
        self._shares, self._wrapped = list(shares), list(wrapped)
        self._widths: list[int] = []
        self._measured = 0
        self.marks = MarksDelegate(self)
        self.setItemDelegate(self.marks)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(24)  # the shares decide: Qt's own minimum would push the last column out of sight
        self._later = later(0, self._measure, self)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(self._again)
        self.fit()

    def fit(self) -> None:
        """Widths and heights anew."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        # With room for the scroll bar, there or not: else heights and bar would chase each other.
        width = self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()
        self._widths = [max(width, 0) * share // sum(self._shares) for share in self._shares]
        for column, wide in enumerate(self._widths):
            self.setColumnWidth(column, wide)
        self._measured = 0
        if self.model().rowCount():
            self._later.start()

    def settle(self) -> None:
        """All heights now: for pictures."""
        self._measure(float("inf"))

    def _measure(self, spell: float = _SPELL) -> None:
        self._later.stop()
        until = perf_counter() + spell
        rows = self.model().rowCount()
        while self._measured < rows and perf_counter() < until:
            self._fit_row(self._measured)
            self._measured += 1
        if self._measured < rows:
            self._later.start()

    def _fit_row(self, row: int) -> None:
        cells = [self.model().index(row, column) for column in self._wrapped]
        line = int(self.showGrid())  # of the grid, which is taken from the cell's width
        heights = [self.marks.height(c, self.font(), self._widths[c.column()] - line, self.palette()) for c in cells]
        self.setRowHeight(row, max(heights))

    def _again(self, first: QModelIndex, last: QModelIndex) -> None:
        """A line says something else; many of them are measured in pieces."""
        if last.row() - first.row() < _AT_ONCE:
            for row in range(first.row(), last.row() + 1):
                self._fit_row(row)
        else:
            self._measured = min(self._measured, first.row())
            self._later.start()

    def choose(self, row: int) -> None:
        """Makes a row the current one."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width wraps anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_later"):
            self.fit()

    def hideEvent(self, event: QEvent) -> None:
        """Nobody looks: it is measured when it is shown."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._later.stop()

    def showEvent(self, event: QEvent) -> None:
        """The rest is measured."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._measured < self.model().rowCount():
            self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is a double click, on every platform."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.doubleClicked.emit(QModelIndex(index))
        else:
            super().keyPressEvent(event)
