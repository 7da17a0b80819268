"""What the store answers to a write, to undo and redo, and to a question about the history."""

from dataclasses import dataclass
from typing import Literal

from dxdesk.plan.rows.change import Batch, BatchKind, Change
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import Row

RowKey = tuple[str, str]  # of the history: table and row id
StaleReason = Literal["changed", "in use", "no parent"]


@dataclass(frozen=True, slots=True)
class StaleCell:
    """A change that was not applied, what stands there now (None: no such row), and why.

    changed: the cell is no longer as the change says it was; in use: a row that others refer to cannot go;
    no parent: what it refers to is gone. The last two occur only in undo and redo.
    """

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
    """What an undo or redo did, and the cells it left alone because they changed since."""

    batch: Batch
    skipped: tuple[StaleCell, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change with what its batch says of it; `group` is one visit to a field."""

    at: str
    author: str
    reason: str
    kind: BatchKind
    group: str
    change: Change
