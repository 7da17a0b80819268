"""Where the departments stand, as Qt's model; read in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.desktop.dialogs.history_dialog import local_time
from dxdesk.plan.model import Department, Plan
from dxdesk.plan.outline import Outline
from dxdesk.plan.steps import Step
from dxdesk.store import Store
from dxdesk.store.records import HandOut, YearLock, locked_years
from dxdesk.submission.board import HANDED_OUT, NOT_HANDED_OUT, OVERDUE, RETURNED, Standing, board

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

HEADINGS = ("課", "状態", "記入済／必要", "提出", "最後の提出", "締切")
NAME, STATE, FILLED, VERSION, AT, DUE = range(6)
MISSING = (HANDED_OUT, OVERDUE, RETURNED)  # who is reminded


@dataclass(frozen=True)
class Line:
    """A department: where it stands, until when it was asked, and its id."""

    standing: Standing
    due: str
    department: str

    @property
    def texts(self) -> tuple[str, ...]:
        """In the order of HEADINGS."""
        standing = self.standing
        return (
            standing.name,
            standing.state,
            f"{standing.filled}／{standing.required}",
            f"第{standing.version}回" if standing.version else "",
            local_time(standing.at) if standing.at else "",
            self.due,
        )


@dataclass(frozen=True)
class Read:
    """A year's board, and whether the year is final."""

    year: int
    lines: tuple[Line, ...]
    final: bool

    @property
    def untouched(self) -> bool:
        """Whether nothing was handed out yet."""
        return all(line.standing.state == NOT_HANDED_OUT for line in self.lines)


def read_board(store: Store, outline: Outline, plan: Plan, year: int | None, _step: Step) -> Read:
    """The board of a plan. Raises Refused."""
    found = board(store, year, plan=plan.title)
    # The newest hand-out is the one that counts.
    dues = {h.department: h.due or "" for h in store.records(HandOut) if (h.plan, h.year) == (plan.id, found.year)}
    ids = {d.name: d.id for d in outline.rows.all(Department).values() if d.plan == plan.id}
    lines = [Line(s, dues.get(ids.get(s.name, ""), ""), ids.get(s.name, "")) for s in found.standings]
    return Read(found.year, tuple(lines), (plan.id, found.year) in locked_years(store.records(YearLock)))


class BoardModel(QAbstractTableModel):
    """A department a row; one state or all of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Other rows; the same ones are left alone, so that the place in the list stays."""
        if list(lines) != self.lines:
            self.beginResetModel()
            self.lines = list(lines)
            self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Departments."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Headings."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, on the left as the texts are."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; spoken with its heading."""
        if not index.isValid():
            return None
        text = self.lines[index.row()].texts[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]} {text or 'なし'}"
        return None
