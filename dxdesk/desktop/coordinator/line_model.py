"""Lines of cells for wrapped tables: plain words, or texts with what differs marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import Qt

from dxdesk.desktop.parts.differences import Part, Piece, Pieces, accessible_text, differences
from dxdesk.desktop.parts.headed_lines import HeadedLines, Index
from dxdesk.desktop.parts.marks import PIECES

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


LineValue = str | Marked


class LineModel(HeadedLines[LineValue]):
    """What a WrappedTable shows."""

    def show_lines(self, lines: Sequence[Sequence[LineValue]]) -> None:
        """The same lines are left alone, so that the place in the list stays."""
        if list(lines) != self.lines:
            super().show_lines(lines)

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
            said = cell if isinstance(cell, str) else accessible_text(cell.pieces)
            return f"{self.headings[index.column()]} {said or '空白'}"
        return None
