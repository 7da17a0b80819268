"""The history: every applied batch with its changes."""

from collections.abc import Collection, Iterator
from typing import cast

import sqlalchemy as sa

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.rows import RowKey
from dxdesk.store.tables.codec import decode_value, encode_value, in_portions
from dxdesk.store.tables.results import HistoryEntry
from dxdesk.store.tables.schema import BATCH, CHANGE


def append_batch(connection: sa.Connection, batch: Batch, undoes: str | None = None) -> None:
    """Append a batch; `undoes` is the group that an undo or redo reverts."""
    result = connection.execute(
        BATCH.insert(),
        {
            "id": batch.id,
            "at": batch.at,
            "author": batch.author,
            "reason": batch.reason,
            "kind": batch.kind,
            "group_id": batch.group,
            "undoes": undoes,
        },
    )
    (number,) = cast(tuple[int], result.inserted_primary_key)
    lines = [
        {
            "batch": number,
            "seq": seq,
            "table_name": change.table,
            "row_id": change.id,
            "field": change.field,
            "before": encode_value(change.before),
            "after": encode_value(change.after),
        }
        for seq, change in enumerate(batch.changes)
    ]
    if lines:
        connection.execute(CHANGE.insert(), lines)


def read_history(connection: sa.Connection, keys: Collection[RowKey] | None, limit: int | None) -> list[HistoryEntry]:
    """Return at most `limit` changes, newest first; only of the rows `keys`, unless it is None."""
    if keys is None:
        return [_entry(line) for line in _lines(connection, sa.true(), limit)]
    found: list[sa.Row[tuple[object, ...]]] = []
    for ids in in_portions(sorted({row_id for _, row_id in keys})):
        found += _lines(connection, CHANGE.c.row_id.in_(ids), None)
    wanted = set(keys)
    kept = [line for line in found if (line.table_name, line.row_id) in wanted]
    kept.sort(key=lambda line: (line.number, line.seq), reverse=True)
    return [_entry(line) for line in kept[:limit]]


def _lines(
    connection: sa.Connection, condition: sa.ColumnElement[bool], limit: int | None
) -> list[sa.Row[tuple[object, ...]]]:
    query = (
        sa.select(BATCH, CHANGE)
        .join_from(CHANGE, BATCH, CHANGE.c.batch == BATCH.c.number)
        .where(condition)
        .order_by(CHANGE.c.batch.desc(), CHANGE.c.seq.desc())
        .limit(limit)
    )
    return list(connection.execute(query))


def _entry(line: sa.Row[tuple[object, ...]]) -> HistoryEntry:
    return HistoryEntry(line.at, line.author, line.reason, line.kind, line.group_id, _change(line))


def _change(line: sa.Row[tuple[object, ...]]) -> Change:
    table = line.table_name
    return Change(table, line.row_id, line.field, decode_value(table, line.before), decode_value(table, line.after))


def changes_of(connection: sa.Connection, numbers: Collection[int]) -> Iterator[Change]:
    """Yield the changes of the batches with these numbers, oldest first."""
    for portion in in_portions(sorted(numbers)):
        query = sa.select(CHANGE).where(CHANGE.c.batch.in_(portion)).order_by(CHANGE.c.batch, CHANGE.c.seq)
        for line in connection.execute(query):
            yield _change(line)
