"""Several writes in one transaction: batches of changes, records, and the rows that were handed out."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.apply import apply, revert
from dxdesk.store.tables.codec import values_of
from dxdesk.store.tables.compress import compress_rows
from dxdesk.store.tables.history import append_batch, changes_of
from dxdesk.store.tables.read import R, newest_batch_number
from dxdesk.store.tables.records import Record
from dxdesk.store.tables.results import Applied
from dxdesk.store.tables.schema import BASE, BATCH, PLAN, RECORD_TABLES


class Transaction:
    """The writes of one transaction: all of them are kept, or none."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def apply(self, batch: Batch) -> Applied:
        """Apply a batch as `Store.apply` does, without asking whether it is permitted."""
        return apply(self._connection, batch)

    def revert(self, batch: Batch, group: str) -> Applied:
        """Apply the inverse of a group, without what would leave a row without its parent."""
        return revert(self._connection, batch, group)

    def append_history(self, batch: Batch) -> None:
        """Append changes of records (table `hand_out` …) to the history: the records are updated, not applied."""
        if batch:
            append_batch(self._connection, batch)

    def changes_of(self, *groups: str) -> list[Change]:
        """Return the changes of groups of batches, oldest first."""
        numbers = self._connection.execute(sa.select(BATCH.c.number).where(BATCH.c.group_id.in_(groups))).scalars()
        return list(changes_of(self._connection, list(numbers)))

    def newest_batch_number(self) -> int:
        """Return the number of the newest batch of the history, 0 where there is none."""
        return newest_batch_number(self._connection)

    def insert(self, record: R) -> R:
        """Insert a record and return it with the next number of its kind."""
        table = RECORD_TABLES[type(record)]
        query = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0))
        newest: int = self._connection.execute(query).scalar_one()
        numbered = replace(record, number=newest + 1)
        self._connection.execute(table.insert(), values_of(numbered))
        return numbered

    def update(self, records: Iterable[Record]) -> None:
        """Update all fields of records."""
        for record in records:
            table = RECORD_TABLES[type(record)]
            self._connection.execute(table.update().where(table.c.id == record.id), values_of(record))

    def delete(self, records: Iterable[Record]) -> None:
        """Delete records."""
        for record in records:
            table = RECORD_TABLES[type(record)]
            self._connection.execute(table.delete().where(table.c.id == record.id))

    def insert_base(self, rows: Rows) -> str:
        """Keep rows unchanged for ever, equal ones once; return their id."""
        content = compress_rows(rows)
        base = hashlib.sha256(content).hexdigest()
        if self._connection.execute(sa.select(BASE.c.id).where(BASE.c.id == base)).first() is None:
            self._connection.execute(BASE.insert(), {"id": base, "content": content})
        return base

    def row_counts(self) -> dict[str, int]:
        """Return the number of rows by table of the plan."""
        return {
            table: self._connection.execute(sa.select(sa.func.count()).select_from(PLAN[table])).scalar_one()
            for table in TABLES
        }
