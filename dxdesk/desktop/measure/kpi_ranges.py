"""What is done with several figures at once, as in Excel: copy, cut, paste, fill, clear. Each is one step of undo."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from dxdesk.desktop.measure import tsv
from dxdesk.desktop.measure.kpi_model import KpiModel
from dxdesk.desktop.parts.editors import clean_text
from dxdesk.desktop.session import READ_ONLY, Outcome

Span = tuple[int, int, int, int]  # top, left, bottom, right, all included


class Ranges:
    """Works on the cells selected in the grid, or on the current one."""

    def __init__(self, grid: QTableView, kpis: KpiModel) -> None:
        self._grid = grid
        self._kpis = kpis

    def selected(self) -> Span | None:
        """Return the rectangle that is selected; None without a current cell."""
        current = self._grid.currentIndex()
        if not current.isValid():
            return None
        indexes = self._grid.selectionModel().selection().indexes() or [current]
        rows, columns = [index.row() for index in indexes], [index.column() for index in indexes]
        return min(rows), min(columns), max(rows), max(columns)

    def copy(self) -> bool:
        """Copy to the clipboard, as other programs take it."""
        span = self.selected()
        if span is None:
            return False
        top, left, bottom, right = span
        block = [[self._text(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]
        alone = len(block) == len(block[0]) == 1
        QGuiApplication.clipboard().setText(block[0][0] if alone else tsv.to_tsv(block))
        return True

    def cut(self) -> None:
        """Copy to the clipboard and clear the cells."""
        if self.copy():
            self.clear()

    def clear(self) -> None:
        """Clear the figures selected; what is no figure stays."""
        span = self.selected()
        if span is None:
            return
        top, left, bottom, right = span
        places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
        self._write([(self._at(*p), "") for p in places if self._kpis.figure_key(self._at(*p)) is not None], "値の消去")

    def paste(self) -> None:
        """Paste from the clipboard, from the first cell selected on; a range that is a multiple of it is filled with it."""
        span, text = self.selected(), QGuiApplication.clipboard().text()
        if span is None or not text:
            return
        block = [[clean_text(cell) for cell in row] for row in tsv.from_tsv(text)]
        top, left, bottom, right = span
        height, width = len(block), len(block[0])
        rows = bottom - top + 1 if (bottom - top + 1) % height == 0 else height
        columns = right - left + 1 if (right - left + 1) % width == 0 else width
        if top + rows > self._kpis.rowCount() or left + columns > self._kpis.columnCount():
            self._refuse(
                f"貼り付ける範囲（{rows}行×{columns}列）が表からはみ出すため、貼り付けていません。"
                "左上のセルを選び直すか、範囲を小さくしてください。"
            )
            return
        texts = []
        for row in range(rows):
            for column in range(columns):
                index, cell = self._at(top + row, left + column), block[row % height][column % width]
                if self._kpis.figure_key(index) is not None:
                    texts.append((index, cell))
                elif cell != self._text(top + row, left + column):
                    self._refuse(
                        f"「{self._kpis.cell_name(index) or '見出し'}」には入力できないため、貼り付けていません。値の欄を選んでください。"
                    )
                    return
        if self._write(texts, "貼り付け"):
            self._select(top, left, top + rows - 1, left + columns - 1)

    def fill_down(self) -> None:
        """Copy the first row selected into those below it (Ctrl+D); into a single cell, the figure above it."""
        span = self.selected()
        if span is None:
            return
        top, left, bottom, right = span
        if top == bottom:
            above = next((r for r in range(top - 1, -1, -1) if self._kpis.rows[r].indicator is not None), None)
            if above is None:
                self._refuse("上に写す値がありません。")
                return
            self._copy_cells([((above, column), (top, column)) for column in range(left, right + 1)])
        else:
            columns = range(left, right + 1)
            self._copy_cells([((top, column), (row, column)) for row in range(top + 1, bottom + 1) for column in columns])

    def fill_right(self) -> None:
        """Copy the first column selected into those right of it (Ctrl+R); into a single cell, last year's figure."""
        span = self.selected()
        if span is None:
            return
        top, left, bottom, right = span
        first = left - 1 if left == right else left
        if first < 1:
            self._refuse("左に写す値がありません。")
            return
        rows, columns = range(top, bottom + 1), range(first + 1, right + 1)
        self._copy_cells([((row, first), (row, column)) for row in rows for column in columns])

    def _copy_cells(self, pairs: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        figures = [
            (source, self._at(*target)) for source, target in pairs if self._kpis.figure_key(self._at(*target)) is not None
        ]
        self._write([(target, self._kpis.value(self._at(*source))) for source, target in figures], "値を写す")

    def _write(self, texts: list[tuple[QModelIndex, str]], reason: str) -> bool:
        if self._kpis.session.read_only:
            self._refuse(READ_ONLY)
            return False
        return bool(self._kpis.write_all(texts, reason))

    def _select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select what was pasted, as Excel does."""
        chosen = QItemSelection(self._at(top, left), self._at(bottom, right))
        self._grid.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _refuse(self, sentence: str) -> None:
        self._kpis.session.refuse(Outcome(sentence, wrong=True))

    def _at(self, row: int, column: int) -> QModelIndex:
        return self._kpis.index(row, column)

    def _text(self, row: int, column: int) -> str:
        return str(self._at(row, column).data() or "")
