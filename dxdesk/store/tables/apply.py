"""The one way to change rows: check each change, write the rows, append to the history; in the transaction that is given."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.fields import Value, references
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.nesting import CHILDREN
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import check_change, decode_lines, field_types, in_portions, values_of
from dxdesk.store.tables.history import append_batch
from dxdesk.store.tables.results import Applied, StaleCell, StaleReason
from dxdesk.store.tables.schema import PLAN

State = dict[RowKey, Row | None]


def apply(connection: sa.Connection, batch: Batch, recorded: bool = True) -> Applied:
    """Apply the changes that are not stale. Raises TypeError for an impossible change, Refused for text no database keeps.

    Only a new copy is written without being `recorded`: its history begins after it.
    """
    for change in batch.changes:
        check_change(change)
    before = fetch_rows(connection, keys_of(batch.changes))
    after = dict(before)
    accepted, refused = _carry_out(batch.changes, after)
    applied = replace(batch, changes=tuple(accepted))
    if applied:
        _write(connection, before, after)
        if recorded:
            append_batch(connection, applied)
    return Applied(applied, tuple(refused))


def revert(connection: sa.Connection, batch: Batch, undoes: str) -> Applied:
    """Apply an undo or redo of the group `undoes`, without what would leave a row without its parent.

    Recorded even when nothing is left of it, so that the next undo goes on to the group before.
    """
    before = fetch_rows(connection, keys_of(batch.changes))
    kept: Collection[Change] = batch.changes
    skipped: list[StaleCell] = []
    while True:
        after = dict(before)
        accepted, stale = _carry_out(kept, after)
        skipped += stale
        dangling = _dangling(connection, accepted, after)
        if not dangling:
            break
        skipped += [StaleCell(change, _current(before, change), why) for change, why in dangling]
        left_out = {id(change) for change, _ in dangling}
        kept = [change for change in accepted if id(change) not in left_out]
    applied = replace(batch, changes=tuple(accepted))
    _write(connection, before, after)
    append_batch(connection, applied, undoes)
    return Applied(applied, tuple(skipped))


def keys_of(changes: Iterable[Change]) -> list[RowKey]:
    """Return the rows that changes touch."""
    return list(dict.fromkeys((change.table, change.id) for change in changes))


def references_of(row: Row) -> list[RowKey]:
    """Return the rows that a row refers to."""
    return [(table, key) for field, table in references(type(row)) if (key := getattr(row, field)) is not None]


def new_references(change: Change) -> list[RowKey]:
    """Return the rows that a change makes its row refer to."""
    if isinstance(change.after, Row):
        return references_of(change.after)
    targets = (target for field, target in references(TABLES[change.table]) if field == change.field)
    return [(target, str(change.after)) for target in targets if change.after is not None]


def fetch_rows(connection: sa.Connection, keys: Iterable[RowKey]) -> State:
    """Return the rows named as (table, id), None where there is none."""
    state: State = dict.fromkeys(keys)
    wanted: dict[str, list[str]] = {}
    for table, row_id in state:
        wanted.setdefault(table, []).append(row_id)
    for table, ids in wanted.items():
        for row in rows_with(connection, table, "id", ids):
            state[table, row.id] = row
    return state


def rows_with(connection: sa.Connection, table: str, field: str, values: Collection[str]) -> Iterator[Row]:
    """Yield a table's rows whose field has one of the values, in no order."""
    for portion in in_portions(list(values)):
        query = sa.select(PLAN[table]).where(PLAN[table].c[field].in_(portion))
        yield from decode_lines(TABLES[table], connection.execute(query))


def _carry_out(changes: Iterable[Change], state: State) -> tuple[list[Change], list[StaleCell]]:
    """Carry the changes out on `state`, each only where the cell equals its `before`; returns (accepted, refused)."""
    accepted: list[Change] = []
    refused: list[StaleCell] = []
    for change in changes:
        key = (change.table, change.id)
        row, now = state[key], _current(state, change)
        if now != change.before or (row is None and change.field != WHOLE):
            refused.append(StaleCell(change, now))
        elif change.before != change.after:
            state[key] = _after(change, row)
            accepted.append(change)
    return accepted, refused


def _current(state: State, change: Change) -> Value | Row:
    """Return the present value of a change's cell, None where there is no such row."""
    row = state[change.table, change.id]
    if row is None or change.field == WHOLE:
        return row
    value: Value = getattr(row, change.field)
    return value


def _after(change: Change, row: Row | None) -> Row | None:
    if change.field != WHOLE and row is not None:
        return row.replace(**{change.field: change.after})
    return change.after if isinstance(change.after, Row) else None


def _dangling(connection: sa.Connection, accepted: Collection[Change], after: State) -> list[tuple[Change, StaleReason]]:
    """Return the changes that would make a row refer to one that does not exist."""
    parents = fetch_rows(connection, (key for change in accepted for key in new_references(change) if key not in after))
    used = _deleted_in_use(connection, accepted, after)
    found: list[tuple[Change, StaleReason]] = []
    for change in accepted:
        if any((after[key] if key in after else parents[key]) is None for key in new_references(change)):
            found.append((change, "no parent"))
        elif (change.table, change.id) in used:
            found.append((change, "in use"))
    return found


def _deleted_in_use(connection: sa.Connection, accepted: Collection[Change], after: State) -> set[RowKey]:
    """Return the deleted rows that other rows would still refer to."""
    deleted: dict[str, list[str]] = {}
    for change in accepted:
        if change.field == WHOLE and change.after is None:
            deleted.setdefault(change.table, []).append(change.id)
    used: set[RowKey] = set()
    for table, ids in deleted.items():
        for child, field in CHILDREN[table]:
            for row in rows_with(connection, child, field, ids):
                key, parent = (child, row.id), getattr(row, field)
                changed = after.get(key)
                if key not in after or (changed is not None and getattr(changed, field) == parent):
                    used.add((table, parent))
    return used


def _write(connection: sa.Connection, before: Mapping[RowKey, Row | None], after: Mapping[RowKey, Row | None]) -> None:
    """Turn the rows of `before` into those of `after`, with one statement a table and set of fields."""
    inserts: dict[str, list[dict[str, Value]]] = {}
    deletes: dict[str, list[dict[str, Value]]] = {}
    updates: dict[tuple[str, tuple[str, ...]], list[dict[str, Value]]] = {}
    for key, new in after.items():
        table, old = key[0], before[key]
        if new is None:
            if old is not None:
                deletes.setdefault(table, []).append({"_id": old.id})
        elif old is None:
            inserts.setdefault(table, []).append(values_of(new))
        elif edited := _edited(old, new):
            updates.setdefault((table, tuple(edited)), []).append({"_id": new.id, **edited})
    for table in TABLES:
        if table in inserts:
            connection.execute(PLAN[table].insert(), inserts[table])
    for (table, names), values in updates.items():
        connection.execute(_update(table, names), values)
    for table, ids in deletes.items():
        connection.execute(_delete(table), ids)


def _edited(old: Row, new: Row) -> dict[str, Value]:
    """Return the values that differ, by the name of their parameter."""
    fields = field_types(type(new))
    return {f"_{name}": getattr(new, name) for name in fields if getattr(old, name) != getattr(new, name)}


@cache
def _update(table: str, names: tuple[str, ...]) -> sa.Update:
    columns = PLAN[table]
    fresh: dict[str, Any] = {name[1:]: sa.bindparam(name) for name in names}
    return columns.update().where(columns.c.id == sa.bindparam("_id")).values(fresh)


@cache
def _delete(table: str) -> sa.Delete:
    return PLAN[table].delete().where(PLAN[table].c.id == sa.bindparam("_id"))
