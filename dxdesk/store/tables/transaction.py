"""The records beside the plan, and the bases of hand-outs, written; and several things in one transaction."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables import applying
from dxdesk.store.tables.codec import values_of
from dxdesk.store.tables.compress import compress_rows
from dxdesk.store.tables.history import changes_of
from dxdesk.store.tables.history import record as append
from dxdesk.store.tables.read import R, newest_batch_number
from dxdesk.store.tables.records import Record
from dxdesk.store.tables.results import Applied
from dxdesk.store.tables.schema import BASE, BATCH, PLAN, RECORD_TABLES


def insert_record(connection: sa.Connection, record: R) -> R:
    """Keeps a new record, with the next number of its kind."""
    table = RECORD_TABLES[type(record)]
    newest: int = connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0))).scalar_one()
    kept = replace(record, number=newest + 1)
    connection.execute(table.insert(), values_of(kept))
    return kept


def update_record(connection: sa.Connection, record: Record) -> None:
    """Writes a record that is kept anew."""
    table = RECORD_TABLES[type(record)]
    connection.execute(table.update().where(table.c.id == record.id), values_of(record))


def delete_record(connection: sa.Connection, record: Record) -> None:
    """Removes a record as if it had never been kept."""
    table = RECORD_TABLES[type(record)]
    connection.execute(table.delete().where(table.c.id == record.id))


def insert_base(connection: sa.Connection, rows: Rows) -> str:
    """Keeps rows as they are for ever; equal ones once. Returns the id."""
    content = compress_rows(rows)
    base = hashlib.sha256(content).hexdigest()
    if connection.execute(sa.select(BASE.c.id).where(BASE.c.id == base)).first() is None:
        connection.execute(BASE.insert(), {"id": base, "content": content})
    return base


class Transaction:
    """What is written in one transaction: all of it or nothing."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def apply(self, batch: Batch) -> Applied:
        """As `Store.apply`."""
        return applying.apply(self._connection, batch)

    def append_history(self, batch: Batch) -> None:
        """Appends to the history what was changed of records (table `hand_out` …): they are renewed, not applied."""
        if batch:
            append(self._connection, batch)

    def revert(self, batch: Batch, group: str) -> Applied:
        """Applies what takes a group back, but for what would leave a row without its parent."""
        return applying.take_back(self._connection, batch, group)

    def changes_of(self, *groups: str) -> list[Change]:
        """What groups of batches changed, oldest first."""
        numbers = self._connection.execute(sa.select(BATCH.c.number).where(BATCH.c.group_id.in_(groups))).scalars()
        return list(changes_of(self._connection, list(numbers)))

    def newest_batch_number(self) -> int:
        """The number of the newest batch of the history, 0 where there is none."""
        return newest_batch_number(self._connection)

    def insert(self, record: R) -> R:
        """Keeps a new record and returns it with its number."""
        return insert_record(self._connection, record)

    def update(self, changed: Iterable[Record]) -> None:
        """Writes records that are kept anew."""
        for record in changed:
            update_record(self._connection, record)

    def delete(self, gone: Iterable[Record]) -> None:
        """Removes records as if they had never been kept."""
        for record in gone:
            delete_record(self._connection, record)

    def insert_base(self, rows: Rows) -> str:
        """Keeps rows for ever, equal ones once; returns their id."""
        return insert_base(self._connection, rows)

    def row_counts(self) -> dict[str, int]:
        """How many rows stand in each table of the plan."""
        return {
            table: self._connection.execute(sa.select(sa.func.count()).select_from(PLAN[table])).scalar_one()
            for table in TABLES
        }
