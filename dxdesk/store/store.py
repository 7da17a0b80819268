"""An open plan: rows are read from it, and changes applied to it in one way.

What needs SQLAlchemy is imported where it is called: reading a plan does not wait for it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from dxdesk.plan.changes.permissions import Scope
from dxdesk.plan.rows.change import Batch, BatchKind, Change, insertions
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.requests import Requests
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store.database import is_server
from dxdesk.store.file.lock import FileLock
from dxdesk.store.file.opening import PlanHandle, create_file, open_file, reopen_file
from dxdesk.store.tables.read import (
    COPY,
    FILE_ID,
    HANDED_OUT,
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
from dxdesk.store.tables.records import HandOut, Record, Request, YearLock, locked_years
from dxdesk.store.tables.requests import requests_of
from dxdesk.store.tables.results import Applied, HistoryEntry, UndoResult
from dxdesk.store.version import NEWEST, ORIGIN, RELEASES

if TYPE_CHECKING:
    import sqlalchemy as sa

    from dxdesk.store.tables.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Extras:
    """What a new plan file holds besides its rows: its role, records, maps of sheets; and the kind of its first batch.

    `schema`: an older one that a department's release reads; what that has no place for must not be in the rows. `origin`:
    who handed a copy out, in words.
    """

    kind: BatchKind = "seed"
    role: str = MASTER
    records: Sequence[Record] = ()
    schema: int = NEWEST
    origin: str = ""
    maps: Mapping[str, str] = field(default_factory=dict)


class Store:
    """A plan file or a server's plan. Every method may raise EnvironmentFault; threads take turns."""

    def __init__(self, location: str, handle: PlanHandle) -> None:
        self.location = location
        self.schema = NEWEST
        self.read_only = handle.lock is None
        self._handle = handle
        self._database = handle.database
        with self._database.reading() as reading:
            self.role = read_meta(reading, ROLE) or MASTER
            self.file_id = read_meta(reading, FILE_ID) or ""
            self._handed_out = read_meta(reading, HANDED_OUT) or ""

    @classmethod
    def create(
        cls, location: str | Path, rows: Rows, *, author: str, reason: str = "", extras: Extras | None = None
    ) -> Self:
        """Create a plan with these rows, whole or not at all, and open it. Raises Refused if there is one."""
        cls.write(location, rows, author=author, reason=reason, extras=extras)
        return cls.open(location, author=author)

    @staticmethod
    def write(location: str | Path, rows: Rows, *, author: str, reason: str = "", extras: Extras | None = None) -> None:
        """Create a plan without opening it; a copy has no history."""
        from dxdesk.store.tables.apply import apply
        from dxdesk.store.tables.schema import METADATA, write_maps, write_meta, write_schema
        from dxdesk.store.tables.transaction import Transaction

        more = extras or Extras()

        def fill(connection: sa.Connection) -> None:
            METADATA.create_all(connection)
            write_schema(connection, NEWEST)
            write_meta(connection, ROLE, more.role)
            write_meta(connection, FILE_ID, str(uuid.uuid4()))
            write_meta(connection, ORIGIN, more.origin or None)
            changes = insertions((table, row) for table in TABLES for row in rows.tables[table].values())
            apply(connection, Batch(changes, author, reason, more.kind), recorded=more.role != COPY)
            transaction = Transaction(connection)
            for record in more.records:
                transaction.insert(record)
            write_maps(connection, more.maps)

        if is_server(location):
            from dxdesk.store.server import create_server

            create_server(str(location), fill)
        else:
            create_file(Path(location), author, fill, copy_of=more.schema if more.role == COPY else None)

    @classmethod
    def open(cls, location: str | Path, *, read_only: bool = False, author: str = "", take_over: bool = False) -> Self:
        """Open a plan file or a server's plan. Raises Refused, Locked, EnvironmentFault."""
        if is_server(location):
            from dxdesk.store.server import open_server

            handle = open_server(str(location), read_only, author, take_over)
        else:
            handle = open_file(Path(location), read_only, author, take_over)
        return cls._of(str(location), handle)

    @classmethod
    def _of(cls, location: str, handle: PlanHandle) -> Self:
        try:
            return cls(location, handle)
        except BaseException:
            handle.close()
            raise

    @property
    def handed_out_schema(self) -> int:
        """The schema in which a copy was handed out; the newest for any other file."""
        return int(self._handed_out) if self._handed_out.isdecimal() and int(self._handed_out) in RELEASES else NEWEST

    def snapshot(self) -> Self:
        """Return the present state as a read-only store, to be closed: for long reading while others write here."""
        return self._of(self.location, self._handle.snapshot())

    def close(self) -> None:
        """Release the file and its lock; may be called twice."""
        self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Fail at once where another program has the file: who tries again by and by must not hold up the window."""
        with self._database.mutex, self._database.without_waiting():
            yield

    def reconnect(self) -> None:
        """Connect anew after a fault of disk, share or server; for one open for writing. The lock is kept or taken again.

        What others wrote meanwhile is to be loaded then. May be called in a worker: the old connection is used until the new
        one stands. Raises Refused, Locked, EnvironmentFault; then the old one stays.
        """
        lock = self._handle.lock
        if lock is None:
            raise Refused(f"「{self._database.name}」は読み取り専用で開いています。書き込むには開き直してください。")
        if is_server(self.location):
            from dxdesk.store.server import ServerLock, reopen_server

            assert isinstance(lock, ServerLock)
            handle = reopen_server(self.location, lock)
        else:
            assert isinstance(lock, FileLock)
            handle = reopen_file(Path(self.location), lock)
        with handle.database.reading() as reading:
            found = read_meta(reading, FILE_ID) or ""
        with self._database.mutex:
            if found != self.file_id or self._database.closed:
                handle.database.close()
                raise _replaced(self._database.name)
            old, self._handle, self._database = self._database, handle, handle.database
            old.close()

    def load(self) -> Rows:
        """Return all rows, as they are at one moment."""
        with self._database.mutex:
            with self._database.reading() as reading:
                rows = read_rows(reading)
            self._handle.watch.mark_seen()
        return rows

    def apply(self, batch: Batch, maps: Mapping[str, str] | None = None) -> Applied:
        """Apply the changes that are not stale, in one transaction, append them to the history, and keep `maps` of sheets.

        Raises Refused (nothing written) for what is outside a copy's part or in a locked year, and where a row would be left
        referring to none; TypeError for an impossible change.
        """
        from dxdesk.store.tables.apply import apply
        from dxdesk.store.tables.schema import write_maps

        def write(connection: sa.Connection) -> Applied:
            self._check_write(connection, batch.changes)
            write_maps(connection, maps or {})
            return apply(connection, batch)

        return self._write(write)

    def maps(self) -> dict[str, str]:
        """Return the maps of the imported sheets, name → text."""
        with self._database.reading() as reading:
            return read_maps(reading)

    def save_maps(self, maps: Mapping[str, str | None]) -> None:
        """Keep maps of sheets, name → text; None removes one. Raises Refused where nothing can be written."""
        from dxdesk.store.tables.schema import write_maps

        self._write(lambda connection: write_maps(connection, maps))

    def records(self, kind: type[R]) -> list[R]:
        """Return the records of one kind, in the order in which they came."""
        with self._database.reading() as reading:
            return read_records(reading, kind)

    def requests(self) -> Requests:
        """Return what the departments are asked beside the rule."""
        locked = locked_years(self.records(YearLock))
        return requests_of(self.records(HandOut), self.records(Request), locked, is_copy=self.role == COPY)

    def outline(self) -> Outline:
        """Return all rows as people see them, with what the departments are asked."""
        return Outline(self.load(), requests=self.requests())

    def scope(self) -> Scope:
        """Return what may be written here: a copy's part, or everything; but no locked year."""
        with self._database.reading() as reading:
            return self._scope(reading)

    def _check_write(self, connection: sa.Connection, changes: Sequence[Change]) -> None:
        from dxdesk.store.tables.write_check import check_write

        check_write(connection, self._scope(connection), changes)

    def _scope(self, reading: ReadConnection) -> Scope:
        hand_outs = read_records(reading, HandOut) if self.role == COPY else []
        locked = locked_years(read_records(reading, YearLock))
        if self.role == COPY and not hand_outs:
            raise Refused(
                f"「{self.location}」は配布の記録を失っているため書けません。配布した担当から受け取り直してください。"
            )
        return Scope(hand_outs[0].department, hand_outs[0].year, locked) if hand_outs else Scope(locked=locked)

    def bases(self, at_hand: Rows) -> Mapping[str, Rows]:
        """Return the rows of every hand-out by base id; those equal to rows `at_hand` are the very same objects."""
        with self._database.reading() as reading:
            return Bases(reading, at_hand)

    def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Write several things in one transaction; whatever `work` raises, nothing is written.

        Permissions are not checked here: merging checks them itself.
        """
        from dxdesk.store.tables.transaction import Transaction

        return self._write(lambda connection: work(Transaction(connection)))

    def undo(self, author: str) -> UndoResult | None:
        """Undo the author's newest group of edits; None where there is none. Raises Refused as `apply` does."""
        from dxdesk.store.tables import undo

        return self._write(lambda connection: undo.undo(connection, author, self._check_write))

    def redo(self, author: str) -> UndoResult | None:
        """Redo the author's newest undo; None where there is none. Raises Refused as `apply` does."""
        from dxdesk.store.tables import undo

        return self._write(lambda connection: undo.redo(connection, author, self._check_write))

    def history(self, keys: Collection[RowKey] | None = None, limit: int | None = None) -> list[HistoryEntry]:
        """Return changes, newest first, of all rows or of those named as (table, id)."""
        from dxdesk.store.tables.history import read_history

        with self._database.querying() as connection:
            return read_history(connection, keys, limit)

    def changed_outside(self, *, wait: bool = True) -> bool:
        """Return whether somebody else wrote or replaced the file since it was last read or written here.

        Unless asked to `wait` for another thread that uses the file at present, the answer then is False; ask again later.
        """
        mutex = self._database.mutex
        if not mutex.acquire(blocking=wait):
            return False
        try:
            return self._handle.watch.state() != "same"
        finally:
            mutex.release()

    def _write(self, change: Callable[[sa.Connection], T]) -> T:
        lock, name = self._handle.lock, self._database.name
        if lock is None:
            raise Refused(f"「{name}」は読み取り専用で開いているため書けません。編集するには開き直してください。")
        with self._database.mutex:
            lock.check()
            state = self._handle.watch.state()
            if state == "replaced":
                raise _replaced(name)
            try:
                with self._database.writing() as connection:
                    return change(connection)
            finally:
                # Changes of others are still unseen after a write of our own.
                if state == "same":
                    self._handle.watch.mark_seen()


def _replaced(name: str) -> EnvironmentFault:
    """Return the fault of a plan whose name is another's by now."""
    return EnvironmentFault(f"「{name}」はほかの操作で置き換えられたので保存しませんでした。開き直して確かめてください。")
