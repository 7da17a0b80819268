"""The status of the departments as Qt's model; read in the background."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt

from dxdesk.desktop.background.operation import with_snapshot
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.parts.read_table import Index, ReadModel
from dxdesk.plan.rows.dates import local_time
from dxdesk.store import Store
from dxdesk.submission.status.board import Board, DepartmentStatus, SubmissionState, board

HEADINGS = ("課", "状態", "記入済／必要", "提出", "提出した日時", "締切", "担当者・内線", "dxdesk の版")
NAME, STATE, FILLED, VERSION, AT, DUE, PERSON, RELEASE = range(8)
MISSING = (SubmissionState.HANDED_OUT, SubmissionState.OVERDUE, SubmissionState.RETURNED)  # from whom nothing has come


def texts_of(status: DepartmentStatus) -> tuple[str, ...]:
    """Return a department's line, in the order of HEADINGS."""
    late = "（締切後）" if status.late else ""
    return (
        status.name,
        status.state,
        f"{status.filled:,}／{status.required:,}" if status.required else "—",
        f"第{status.version}回" if status.version else "",
        local_time(status.at) + late if status.at else "",
        status.due or "",
        "　".join(part for part in (status.person, status.extension) if part),
        status.made_with,
    )


def untouched(shown: Board) -> bool:
    """Return whether nothing was handed out yet."""
    return all(status.state == SubmissionState.NOT_HANDED_OUT for status in shown.departments)


@with_snapshot
def read_board(store: Store, plan: str, year: int | None) -> Board:
    """Return the board of a plan (title). Raises Refused."""
    return board(store, year, plan=plan)


def in_order(departments: Sequence[DepartmentStatus], order: tuple[int, bool] | None) -> list[DepartmentStatus]:
    """Return the departments by a column, those without anything there last; equal ones as in the plan."""
    if order is None:
        return list(departments)
    column, descending = order
    key = _KEYS[column]
    known = [status for status in departments if key(status) not in ("", None)]
    return sorted(known, key=key, reverse=descending) + [s for s in departments if key(s) in ("", None)]


def _state(status: DepartmentStatus) -> int:
    return list(SubmissionState).index(status.state)


def _left(status: DepartmentStatus) -> int:
    return status.required - status.filled


def _release(status: DepartmentStatus) -> object:
    return [int(number) for number in status.made_with.split(".")] if status.made_with else ""


_KEYS: dict[int, Callable[[DepartmentStatus], Any]] = {
    NAME: attrgetter("name"),
    STATE: _state,
    FILLED: _left,
    VERSION: attrgetter("version"),
    AT: attrgetter("at"),
    DUE: attrgetter("due"),
    PERSON: attrgetter("person"),
    RELEASE: _release,
}


class BoardModel(ReadModel[str]):
    """A row for each department, of one state or of all."""

    def __init__(self) -> None:
        super().__init__(HEADINGS)
        self.departments: list[DepartmentStatus] = []
        self.order: tuple[int, bool] | None = None  # a column, and whether the greatest comes first; None: as in the plan

    def show_departments(self, departments: Sequence[DepartmentStatus]) -> None:
        """Show other rows, in the order chosen; the same ones are left alone, so that the place in the list stays."""
        shown = in_order(departments, self.order)
        if shown != self.departments:
            self.departments = shown
            self.show_lines([texts_of(department) for department in shown])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text; for a screen reader with its heading."""
        if not index.isValid():
            return None
        text = self.lines[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]} {text or 'なし'}"
        return None
