"""The one door for writes: check, write, append to the history, in the transaction that is given."""

from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa

from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import CHILDREN, TABLES, Row
from dxdesk.store.tables.apply import RowKey, State, fetch, in_portions, keys_of, now_at, settle, write
from dxdesk.store.tables.codec import check_change
from dxdesk.store.tables.history import record
from dxdesk.store.tables.results import Applied, StaleCell, StaleReason
from dxdesk.store.tables.schema import PLAN


def apply(connection: sa.Connection, batch: Batch, recorded: bool = True) -> Applied:
    """Applies what is not stale. Raises TypeError for a change that cannot be, Refused for unkeepable text.

    Only a copy that is being made is written without being `recorded`: its history begins after it.
    """
    for change in batch.changes:
        check_change(change)
    before = fetch(connection, keys_of(batch.changes))
    after = dict(before)
    accepted, refused = settle(batch.changes, after)
    applied = replace(batch, changes=tuple(accepted))
    if applied:
        write(connection, before, after)
        if recorded:
            record(connection, applied)
    return Applied(applied, tuple(refused))


def take_back(connection: sa.Connection, batch: Batch, undoes: str) -> Applied:
    """Applies an undo or redo of a group: also leaves out what would leave a row without its parent.

    Recorded even when nothing is left of it, so that the next undo goes on to the group before.
    """
    before = fetch(connection, keys_of(batch.changes))
    kept: Collection[Change] = batch.changes
    skipped: list[StaleCell] = []
    while True:
        after = dict(before)
        accepted, stale = settle(kept, after)
        skipped += stale
        loose = _loose(connection, accepted, after)
        if not loose:
            break
        skipped += [StaleCell(change, now_at(before, change), why) for change, why in loose]
        left_out = {id(change) for change, _ in loose}
        kept = [change for change in accepted if id(change) not in left_out]
    applied = replace(batch, changes=tuple(accepted))
    write(connection, before, after)
    record(connection, applied, undoes)
    return Applied(applied, tuple(skipped))


def _loose(connection: sa.Connection, accepted: Collection[Change], after: State) -> list[tuple[Change, StaleReason]]:
    """The changes that would make a row refer to one that is not there."""
    parents = fetch(connection, (key for change in accepted for key in _named(change) if key not in after))
    used = _used(connection, accepted, after)
    loose: list[tuple[Change, StaleReason]] = []
    for change in accepted:
        if any((after[key] if key in after else parents[key]) is None for key in _named(change)):
            loose.append((change, "no parent"))
        elif (change.table, change.id) in used:
            loose.append((change, "in use"))
    return loose


def _named(change: Change) -> list[RowKey]:
    """The rows that a change makes its row refer to."""
    named = references(TABLES[change.table])
    if isinstance(change.after, Row):
        return [(target, key) for field, target in named if (key := getattr(change.after, field)) is not None]
    return [(target, str(change.after)) for field, target in named if field == change.field and change.after is not None]


def _used(connection: sa.Connection, accepted: Collection[Change], after: State) -> set[RowKey]:
    """The dying rows that other rows would still refer to."""
    dying: dict[str, list[str]] = {}
    for change in accepted:
        if change.field == WHOLE and change.after is None:
            dying.setdefault(change.table, []).append(change.id)
    used: set[RowKey] = set()
    for table, ids in dying.items():
        for child, field in CHILDREN[table]:
            columns = PLAN[child].c
            for portion in in_portions(ids):
                query = sa.select(columns.id, columns[field]).where(columns[field].in_(portion))
                for child_id, named in connection.execute(query):
                    row = after.get((child, child_id))
                    if (child, child_id) not in after or (row is not None and getattr(row, field) == named):
                        used.add((table, named))
    return used
