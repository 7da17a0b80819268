"""Lines of cells under headings, as Qt's model; what a cell says is left to its subclasses."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Cell = TypeVar("_Cell")


class HeadedLines(QAbstractTableModel, Generic[_Cell]):
    """Only shown: nobody types here."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.headings = list(headings)
        self.lines: list[Sequence[_Cell]] = []

    def show_lines(self, lines: Sequence[Sequence[_Cell]]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def change_lines(self, lines: Sequence[Sequence[_Cell]]) -> None:
        """The same lines say something else; what is chosen stays chosen."""
        self.lines = list(lines)
        if lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.headings) - 1))

    def change_line(self, row: int, line: Sequence[_Cell]) -> None:
        """One line says something else."""
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.headings) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Lines."""
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
