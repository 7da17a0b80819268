"""The results of writing, of undo and redo, and of reading the history."""

from dataclasses import dataclass
from typing import Literal

from dxdesk.plan.rows.change import Batch, BatchKind, Change
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.table import Row

# changed: the cell no longer equals the change's `before`; in use: a row that others refer to cannot be deleted; no parent:
# the row that it refers to does not exist. The last two occur only in undo and redo.
StaleReason = Literal["changed", "in use", "no parent"]


@dataclass(frozen=True, slots=True)
class StaleCell:
    """A change that was not applied, the present value of its cell (None: no such row), and why."""

    change: Change
    now: Value | Row
    why: StaleReason = "changed"


@dataclass(frozen=True)
class Applied:
    """The batch as it was applied, and the cells that were refused."""

    batch: Batch
    refused: tuple[StaleCell, ...] = ()


@dataclass(frozen=True)
class UndoResult:
    """The batch of an undo or redo, and the cells it skipped because they have changed since."""

    batch: Batch
    skipped: tuple[StaleCell, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change with its batch's author, time and reason; `group` is one visit to a field."""

    at: str
    author: str
    reason: str
    kind: BatchKind
    group: str
    change: Change
