"""From changes to rows: each cell checked against what stands there, then written table by table."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.store.tables.codec import decode_lines, field_types, values_of
from dxdesk.store.tables.results import StaleCell
from dxdesk.store.tables.schema import PLAN

RowKey = tuple[str, str]
State = dict[RowKey, Row | None]
T = TypeVar("T")

# Below every server's limit of values in one statement.
_PORTION = 5000


def in_portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Items in portions that one statement can name."""
    return (items[start : start + _PORTION] for start in range(0, len(items), _PORTION))


def fetch(connection: sa.Connection, keys: Iterable[RowKey]) -> State:
    """The rows named as (table, id), None where there is none."""
    state: State = dict.fromkeys(keys)
    wanted: dict[str, list[str]] = {}
    for table, row_id in state:
        wanted.setdefault(table, []).append(row_id)
    for table, ids in wanted.items():
        for portion in in_portions(ids):
            for row in rows_where(connection, table, PLAN[table].c.id.in_(portion)):
                state[table, row.id] = row
    return state


def rows_where(connection: sa.Connection, table: str, condition: sa.ColumnElement[bool]) -> Iterator[Row]:
    """Some of a table's rows, in no order."""
    return decode_lines(TABLES[table], connection.execute(sa.select(PLAN[table]).where(condition)))


def settle(changes: Iterable[Change], state: State) -> tuple[list[Change], list[StaleCell]]:
    """Carries the changes out on `state`, each only where its `before` still stands; (accepted, refused)."""
    accepted: list[Change] = []
    refused: list[StaleCell] = []
    for change in changes:
        key = (change.table, change.id)
        row, now = state[key], now_at(state, change)
        if now != change.before or (row is None and change.field != WHOLE):
            refused.append(StaleCell(change, now))
        elif change.before != change.after:
            state[key] = _after(change, row)
            accepted.append(change)
    return accepted, refused


def now_at(state: State, change: Change) -> Value | Row:
    """What stands in a change's cell; None for no such row."""
    row = state[change.table, change.id]
    if row is None or change.field == WHOLE:
        return row
    value: Value = getattr(row, change.field)
    return value


def _after(change: Change, row: Row | None) -> Row | None:
    if change.field != WHOLE and row is not None:
        return row.replace(**{change.field: change.after})
    return change.after if isinstance(change.after, Row) else None


def write(connection: sa.Connection, before: Mapping[RowKey, Row | None], after: Mapping[RowKey, Row | None]) -> None:
    """Makes the rows of `before` into those of `after`."""
    births: dict[str, list[dict[str, Value]]] = {}
    deaths: dict[str, list[dict[str, Value]]] = {}
    edits: dict[tuple[str, tuple[str, ...]], list[dict[str, Value]]] = {}
    for key, new in after.items():
        table, old = key[0], before[key]
        if new is None:
            if old is not None:
                deaths.setdefault(table, []).append({"_id": old.id})
        elif old is None:
            births.setdefault(table, []).append(values_of(new))
        elif edited := _edited(old, new):
            edits.setdefault((table, tuple(edited)), []).append({"_id": new.id, **edited})
    for table in TABLES:
        if table in births:
            connection.execute(PLAN[table].insert(), births[table])
    for (table, names), values in edits.items():
        connection.execute(_update(table, names), values)
    for table, gone in deaths.items():
        connection.execute(_delete(table), gone)


def _edited(old: Row, new: Row) -> dict[str, Value]:
    """The values that differ, by the name of their parameter."""
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


def keys_of(changes: Collection[Change]) -> list[RowKey]:
    """The rows that changes touch."""
    return list(dict.fromkeys((change.table, change.id) for change in changes))
