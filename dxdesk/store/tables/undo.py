"""Undo and redo: the stack is the author's own edits, read from the history, so it survives a restart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from dxdesk.plan.rows.change import Batch, BatchKind, Change, squashed
from dxdesk.store.tables.apply import revert
from dxdesk.store.tables.history import changes_of
from dxdesk.store.tables.results import UndoResult
from dxdesk.store.tables.schema import BATCH

_KINDS = ("edit", "undo", "redo")
CheckWrite = Callable[[sa.Connection, Sequence[Change]], None]  # raises Refused for changes that are not permitted


@dataclass
class _Step:
    """One group, and the numbers of the batches to revert for it."""

    group: str
    numbers: list[int] = field(default_factory=list)


def undo(connection: sa.Connection, author: str, check: CheckWrite) -> UndoResult | None:
    """Undo the author's newest group of edits; None where there is none."""
    done, _ = _stacks(connection, author)
    return _step(connection, author, done, "undo", check)


def redo(connection: sa.Connection, author: str, check: CheckWrite) -> UndoResult | None:
    """Redo the author's newest undo; None where there is none or an edit came since."""
    _, undone = _stacks(connection, author)
    return _step(connection, author, undone, "redo", check)


def _step(
    connection: sa.Connection, author: str, stack: list[_Step], kind: BatchKind, check: CheckWrite
) -> UndoResult | None:
    while stack:
        step = stack.pop()
        changes = tuple(change.inverted() for change in squashed(changes_of(connection, step.numbers)))
        # A group that changed nothing in the end, or an undo that could revert nothing, is no step.
        if changes:
            check(connection, changes)
            applied = revert(connection, Batch(changes, author, kind=kind), step.group)
            return UndoResult(applied.batch, applied.refused)
    return None


def _stacks(connection: sa.Connection, author: str) -> tuple[list[_Step], list[_Step]]:
    """Return the groups that can be undone and those that can be redone, newest last."""
    columns = BATCH.c
    query = (
        sa.select(columns.number, columns.kind, columns.group_id, columns.undoes)
        .where(columns.author == author, columns.kind.in_(_KINDS))
        .order_by(columns.number)
    )
    done: list[_Step] = []
    undone: list[_Step] = []
    for number, kind, group, undoes in connection.execute(query):
        if kind == "edit":
            step = _popped(done, group) or _Step(group)
            step.numbers.append(number)
            done.append(step)
            undone.clear()
        else:
            here, there = (done, undone) if kind == "undo" else (undone, done)
            _popped(here, undoes)
            there.append(_Step(undoes, [number]))
    return done, undone


def _popped(stack: list[_Step], group: str) -> _Step | None:
    """Remove a group from a stack and return it, None where it is not there."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place].group == group:
            return stack.pop(place)
    return None
