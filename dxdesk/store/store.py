"""The plan file, opened: rows out of it, and one door for changes into it.

What needs SQLAlchemy is imported where it is called: whoever only reads does not wait for it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from dxdesk.plan.changes.permissions import Scope
from dxdesk.plan.rows.change import Batch, BatchKind, Change, insertions
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.database import is_server
from dxdesk.store.file.opening import PlanHandle, create_file, open_file
from dxdesk.store.tables.read import (
    COPY,
    FILE_ID,
    MASTER,
    ROLE,
    Bases,
    R,
    ReadConnection,
    read_maps,
    read_meta,
    read_records,
    read_rows,
)
from dxdesk.store.tables.records import HandOut, Record, YearLock, locked_years
from dxdesk.store.tables.results import Applied, HistoryEntry, RowKey, UndoResult
from dxdesk.store.version import NEWEST

if TYPE_CHECKING:
    import sqlalchemy as sa

    from dxdesk.store.tables.transaction import Transaction

T = TypeVar("T")


class Store:
    """A plan file or a server's plan. Every method may raise EnvironmentFault; one thread at a time is let in."""

    def __init__(self, location: str, opened: PlanHandle) -> None:
        self.location = location
        self.schema = NEWEST
        self.read_only = opened.lock is None
        self._opened = opened
        with opened.database.reading() as reading:
            self.role = read_meta(reading, ROLE) or MASTER
            self.file_id = read_meta(reading, FILE_ID) or ""

    @classmethod
    def create(
        cls,
        location: str | Path,
        rows: Rows,
        *,
        author: str,
        reason: str = "",
        kind: BatchKind = "seed",
        role: str = MASTER,
        records: Sequence[Record] = (),
        maps: Mapping[str, str] | None = None,
    ) -> Self:
        """A new plan file with these rows, whole or not at all; a copy has no history. Raises Refused if the place is taken."""
        from dxdesk.store.tables import applying, transaction
        from dxdesk.store.tables.meta import write_maps, write_meta, write_schema
        from dxdesk.store.tables.schema import METADATA

        def fill(connection: sa.Connection) -> None:
            METADATA.create_all(connection)
            write_schema(connection, NEWEST)
            write_meta(connection, ROLE, role)
            write_meta(connection, FILE_ID, str(uuid.uuid4()))
            births = insertions((table, row) for table in TABLES for row in rows.tables[table].values())
            applying.apply(connection, Batch(births, author, reason, kind), recorded=role != COPY)
            for record in records:
                transaction.insert_record(connection, record)
            write_maps(connection, maps or {})

        if is_server(location):
            from dxdesk.store.server import create_server

            create_server(str(location), fill)
        else:
            create_file(Path(location), author, fill)
        return cls.open(location, author=author)

    @classmethod
    def open(cls, location: str | Path, *, read_only: bool = False, author: str = "", take_over: bool = False) -> Self:
        """Opens a plan file or a server's plan. Raises Refused, Locked, EnvironmentFault."""
        if is_server(location):
            from dxdesk.store.server import open_server

            opened = open_server(str(location), read_only, author, take_over)
        else:
            opened = open_file(Path(location), read_only, author, take_over)
        try:
            return cls(str(location), opened)
        except BaseException:
            opened.close()
            raise

    def snapshot(self) -> Self:
        """The plan as it stands now, read-only and to be closed: for long reading beside somebody who writes here."""
        opened = self._opened.snapshot()
        try:
            return type(self)(self.location, opened)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Lets go of the file and its lock; closing twice is no harm."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def load(self) -> Rows:
        """All rows, as they stand at one moment."""
        with self._opened.database.guard:
            with self._opened.database.reading() as reading:
                rows = read_rows(reading)
            self._opened.watch.seen()
        return rows

    def apply(self, batch: Batch, maps: Mapping[str, str] | None = None) -> Applied:
        """Writes what is not stale, in one transaction, and appends it to the history; keeps `maps` of sheets with it.

        Raises Refused (nothing written) for what is outside a copy's part or in a year that is final, and where a row
        would be left referring to none; TypeError for a change that cannot be.
        """
        from dxdesk.store.tables import applying
        from dxdesk.store.tables.meta import write_maps

        def write(connection: sa.Connection) -> Applied:
            self._permit(connection, batch.changes)
            write_maps(connection, maps or {})
            return applying.apply(connection, batch)

        return self._written(write)

    def maps(self) -> dict[str, str]:
        """The maps of the sheets that were taken in, name → text."""
        with self._opened.database.reading() as reading:
            return read_maps(reading)

    def save_maps(self, maps: Mapping[str, str | None]) -> None:
        """Keeps maps of sheets, name → text; None takes one off. Raises Refused where nothing can be written."""
        from dxdesk.store.tables.meta import write_maps

        self._written(lambda connection: write_maps(connection, maps))

    def records(self, kind: type[R]) -> list[R]:
        """What is kept beside the plan, of one kind, in the order in which it came."""
        with self._opened.database.reading() as reading:
            return read_records(reading, kind)

    def scope(self) -> Scope:
        """What may be written here: a copy's part, or everything; but no year that is locked."""
        with self._opened.database.reading() as reading:
            return self._scope(reading)

    def _permit(self, connection: sa.Connection, changes: Sequence[Change]) -> None:
        from dxdesk.store.tables.write_check import permit

        permit(connection, self._scope(connection), changes)

    def _scope(self, reading: ReadConnection) -> Scope:
        hand_outs = read_records(reading, HandOut) if self.role == COPY else []
        locked = locked_years(read_records(reading, YearLock))
        if self.role == COPY and not hand_outs:
            raise Refused(
                f"「{self.location}」は配布の記録を失っているため書けません。配布した担当から受け取り直してください。"
            )
        return Scope(hand_outs[0].department, hand_outs[0].year, locked) if hand_outs else Scope(locked=locked)

    def bases(self, at_hand: Rows) -> Mapping[str, Rows]:
        """The rows of every hand-out's base; those equal to rows `at_hand` are the very same objects."""
        with self._opened.database.reading() as reading:
            return Bases(reading, at_hand)

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Writes several things in one transaction; whatever `work` raises, nothing is written.

        Nobody asks here what may be written: merging decides that itself.
        """
        from dxdesk.store.tables.transaction import Transaction

        return self._written(lambda connection: work(Transaction(connection)))

    def undo(self, author: str) -> UndoResult | None:
        """Takes back the author's newest edits; None where there are none. Raises Refused as `apply` does."""
        from dxdesk.store.tables import undo

        return self._written(lambda connection: undo.undo(connection, author, self._permit))

    def redo(self, author: str) -> UndoResult | None:
        """Brings back what the author's newest undo took; None where there is none. Raises Refused as `apply` does."""
        from dxdesk.store.tables import undo

        return self._written(lambda connection: undo.redo(connection, author, self._permit))

    def history(self, cells: Collection[RowKey] | None = None, limit: int | None = None) -> list[HistoryEntry]:
        """Changes, newest first, of all rows or of those named as (table, id)."""
        from dxdesk.store.tables.history import history

        with self._opened.database.asking() as connection:
            return history(connection, cells, limit)

    def changed_outside(self, *, waiting: bool = True) -> bool:
        """Whether somebody else wrote or replaced the file since it was last read or written here.

        Not `waiting` for another thread that is at the file just now: then it says no, and can be asked again.
        """
        guard = self._opened.database.guard
        if not guard.acquire(blocking=waiting):
            return False
        try:
            return self._opened.watch.standing() != "same"
        finally:
            guard.release()

    def _written(self, change: Callable[[sa.Connection], T]) -> T:
        lock = self._opened.lock
        if lock is None:
            raise Refused(
                f"「{self._opened.database.name}」は読み取り専用で開いているため書けません。編集するには開き直してください。"
            )
        with self._opened.database.guard:
            lock.check()
            standing = self._opened.watch.standing()
            if standing == "replaced":
                raise EnvironmentFault(
                    f"「{self._opened.database.name}」はほかの操作で置き換えられたので保存しませんでした。開き直して確かめてください。"
                )
            try:
                with self._opened.database.writing() as connection:
                    return change(connection)
            finally:
                # What somebody else wrote is not seen by writing something of one's own.
                if standing == "same":
                    self._opened.watch.seen()
