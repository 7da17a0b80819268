"""Undo and redo: the stack is the author's own edits, read from the history, so it survives a restart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from dxdesk.plan.rows.change import Batch, BatchKind, Change, squashed
from dxdesk.store.tables.applying import take_back
from dxdesk.store.tables.history import changes_of
from dxdesk.store.tables.results import UndoResult
from dxdesk.store.tables.schema import BATCH

_KINDS = ("edit", "undo", "redo")
Permit = Callable[[sa.Connection, Sequence[Change]], None]  # raises Refused for what may not be written


@dataclass
class _Turn:
    """One group, and the batches whose taking back is the next step for it."""

    group: str
    numbers: list[int] = field(default_factory=list)


def undo(connection: sa.Connection, author: str, permit: Permit) -> UndoResult | None:
    """Takes back the author's newest group of edits; None where there is none."""
    done, _ = _stacks(connection, author)
    return _step(connection, author, done, "undo", permit)


def redo(connection: sa.Connection, author: str, permit: Permit) -> UndoResult | None:
    """Brings back what the author's newest undo took; None where there is none or an edit came since."""
    _, undone = _stacks(connection, author)
    return _step(connection, author, undone, "redo", permit)


def _step(connection: sa.Connection, author: str, stack: list[_Turn], kind: BatchKind, permit: Permit) -> UndoResult | None:
    while stack:
        turn = stack.pop()
        changes = tuple(change.inverted() for change in squashed(changes_of(connection, turn.numbers)))
        # A group that changed nothing in the end, or an undo that could take nothing back, is no step.
        if changes:
            permit(connection, changes)
            applied = take_back(connection, Batch(changes, author, kind=kind), turn.group)
            return UndoResult(applied.batch, applied.refused)
    return None


def _stacks(connection: sa.Connection, author: str) -> tuple[list[_Turn], list[_Turn]]:
    """The groups that can be undone and those that can be redone, newest last."""
    columns = BATCH.c
    query = (
        sa.select(columns.number, columns.kind, columns.group_id, columns.undoes)
        .where(columns.author == author, columns.kind.in_(_KINDS))
        .order_by(columns.number)
    )
    done: list[_Turn] = []
    undone: list[_Turn] = []
    for number, kind, group, undoes in connection.execute(query):
        if kind == "edit":
            turn = _pulled(done, group) or _Turn(group)
            turn.numbers.append(number)
            done.append(turn)
            undone.clear()
        else:
            here, there = (done, undone) if kind == "undo" else (undone, done)
            _pulled(here, undoes)
            there.append(_Turn(undoes, [number]))
    return done, undone


def _pulled(stack: list[_Turn], group: str) -> _Turn | None:
    """Takes a group out of a stack."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place].group == group:
            return stack.pop(place)
    return None
