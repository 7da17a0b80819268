"""Lines of cells for wrapped tables: plain words, or texts with what differs marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.desktop.parts.differences import Part, Piece, Pieces, differences, spoken
from dxdesk.desktop.parts.marks import PIECES

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BLANK = (Piece(Part.SAME, "（空白）"),)
_compared = lru_cache(maxsize=500)(differences)  # more lines than any screen shows


@dataclass(frozen=True)
class Marked:
    """One of two texts, with what differs from the other marked; compared only when somebody looks at it."""

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


Cell = str | Marked


class LineModel(QAbstractTableModel):
    """Rows of cells under headings."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headings = list(headings)
        self.lines: list[Sequence[Cell]] = []

    def show_lines(self, lines: Sequence[Sequence[Cell]]) -> None:
        """Other rows; the same ones are left alone, so that the place in the list stays."""
        if list(lines) != self.lines:
            self.beginResetModel()
            self.lines = list(lines)
            self.endResetModel()

    def change_line(self, row: int, line: Sequence[Cell]) -> None:
        """One row says something else."""
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.headings) - 1))

    def change_lines(self, lines: Sequence[Sequence[Cell]]) -> None:
        """The same rows say something else; what is chosen stays chosen."""
        self.lines = list(lines)
        self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.headings) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Headings."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, on the left as the texts are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return self.headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words; marks are spoken as words."""
        if not index.isValid():
            return None
        cell = self.lines[index.row()][index.column()]
        if role == PIECES:
            return None if isinstance(cell, str) else cell.pieces
        if role == Qt.ItemDataRole.DisplayRole:
            return cell if isinstance(cell, str) else cell.text or _BLANK[0].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = cell if isinstance(cell, str) else spoken(cell.pieces)
            return f"{self.headings[index.column()]} {said or '空白'}"
        return None
