"""A table whose rows are as tall as their texts, measured in portions so that thousands of them never block the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from dxdesk.desktop.parts.difference_marks import PIECES, DifferenceDelegate
from dxdesk.desktop.parts.differences import Part, Piece, Pieces, accessible_text, differences
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.parts.read_table import Index, ReadModel, ReadTable

_SPELL = 0.02  # s of measuring without a pause
_AT_ONCE = 8  # rows that are measured without a pause

_BLANK = (Piece(Part.SAME, "（空白）"),)
_compared = lru_cache(maxsize=500)(differences)  # more lines than any screen shows


@dataclass(frozen=True)
class ComparedText:
    """One of two texts, with its differences from the other marked; compared only when it is shown."""

    before: str
    after: str
    later: bool

    @property
    def text(self) -> str:
        """The text itself."""
        return self.after if self.later else self.before

    @property
    def pieces(self) -> Pieces:
        """The text in pieces."""
        return _compared(self.before, self.after)[self.later] or _BLANK


WrappedCell = str | ComparedText


class WrappedModel(ReadModel[WrappedCell]):
    """Lines of plain or compared texts."""

    def show_lines(self, lines: Sequence[Sequence[WrappedCell]]) -> None:
        """Show other lines; the same ones are left alone, so that the place in the list stays."""
        if list(lines) != self.lines:
            super().show_lines(lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; for a screen reader with its heading, and its marks described."""
        if not index.isValid():
            return None
        cell = self.lines[index.row()][index.column()]
        if role == PIECES:
            return None if isinstance(cell, str) else cell.pieces
        if role == Qt.ItemDataRole.DisplayRole:
            return cell if isinstance(cell, str) else cell.text or _BLANK[0].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = cell if isinstance(cell, str) else accessible_text(cell.pieces)
            return f"{self.headings[index.column()]} {text or '空白'}"
        return None


class WrappedTable(ReadTable):
    """The widths are shares of what there is."""

    ENTER_OPENS = True

    def __init__(
        self, model: QAbstractItemModel, shares: Sequence[int], name: str, wrapped: Sequence[int], parent: QWidget
    ) -> None:
        """`shares`: of the width, one for each column; `wrapped`: the columns whose texts may need several lines."""
        super().__init__(model, name, parent)
        self._shares, self._wrapped = list(shares), list(wrapped)
        self._widths: list[int] = []
        self._measured = 0
        self.marks = DifferenceDelegate(self)
        self.setItemDelegate(self.marks)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(24)  # the shares decide: Qt's own minimum would push the last column out of sight
        self._later = later(0, self._measure, self)
        model.modelReset.connect(self.fit)
        model.dataChanged.connect(self._lines_changed)
        self.fit()
        self.watch_font()

    def fit(self) -> None:
        """Set widths and heights anew."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        # Keep room for the scroll bar, shown or not: else heights and bar would change each other for ever.
        width = self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()
        self._widths = [max(width, 0) * share // sum(self._shares) for share in self._shares]
        for column, wide in enumerate(self._widths):
            self.setColumnWidth(column, wide)
        self._measured = 0
        if self.model().rowCount():
            self._later.start()

    def measure_all(self) -> None:
        """Measure all heights now, for pictures."""
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
        line = int(self.showGrid())  # px of the grid line, which is taken from the cell's width
        heights = [self.marks.height(c, self.font(), self._widths[c.column()] - line, self.palette()) for c in cells]
        self.setRowHeight(row, max(heights))

    def _lines_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        """Measure the changed lines; many of them in portions."""
        if last.row() - first.row() < _AT_ONCE:
            for row in range(first.row(), last.row() + 1):
                self._fit_row(row)
        else:
            self._measured = min(self._measured, first.row())
            self._later.start()

    def select_row(self, row: int) -> None:
        """Make a row the current one."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))

    def hideEvent(self, event: QEvent) -> None:
        """Stop measuring: it continues when the table is shown."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._later.stop()

    def showEvent(self, event: QEvent) -> None:
        """Measure the rest."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._measured < self.model().rowCount():
            self._later.start()
