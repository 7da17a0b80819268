"""One connection to a plan's tables; errors in its transactions are messages for people.

A file is read with Python's own driver, and written with SQLAlchemy over the same connection: importing SQLAlchemy takes
longer than reading a plan, so it waits for the first write.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.store.faults import translate_errors
from dxdesk.store.tables.read import ReadConnection

if TYPE_CHECKING:
    import sqlalchemy as sa

_PATIENCE = 5.0  # s in which another program may finish with a file

Mode = Literal["ro", "rw", "rwc"]


def file_uri(path: Path, mode: Mode) -> str:
    """Return a file's name as an SQLite URI."""
    # An empty authority, so that //server/share stays part of the path.
    name = path.absolute().as_posix()
    return f"file://{'' if name.startswith('/') else '/'}{quote(name)}?mode={mode}"


def connect_file(path: Path, mode: Mode) -> sqlite3.Connection:
    """Connect to a plan file: transactions are begun by hand, and are whole or absent after a power failure."""
    connection = sqlite3.connect(
        file_uri(path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE
    )
    try:
        if mode != "ro":
            # Never WAL: a WAL file cannot be copied, nor used on a share.
            connection.execute("PRAGMA journal_mode=DELETE")
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def is_server(location: str | Path) -> bool:
    """Return whether a location is a server's address rather than a file."""
    return isinstance(location, str) and location.startswith("postgres") and "://" in location


class FileReader:
    """A file's connection as a `ReadConnection`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def exec_driver_sql(self, statement: str, /) -> sqlite3.Cursor:
        """Execute a statement and return its lines."""
        return self._connection.execute(statement)


class Database:
    """A connection with transactions for reading and writing; `name` is its name in messages."""

    def __init__(self, name: str, file: sqlite3.Connection | None, engine: sa.Engine | None = None) -> None:
        """Use a `file`, or a server's `engine`."""
        self.name = name
        # One thread at a time; held over several operations that belong together.
        self.mutex = threading.RLock()
        self._file = file
        self._begin = "BEGIN"
        self._lost = self._closed = False
        self._connection = None if engine is None else self._connected(engine)

    @classmethod
    def open_file(cls, path: Path, mode: Mode, name: str = "") -> Database:
        """Connect to a plan file; messages call a copy by the name of the original."""
        with translate_errors(name or str(path)):
            return cls(name or str(path), connect_file(path, mode))

    def snapshot(self) -> Database:
        """Return the present state on a connection of its own: writing here does not wait for reading there.

        A server isolates the two by itself; of a file a reader would lock the writer out, so it is copied to memory.
        """
        if self._file is None:
            return self._snapshot_on_server()
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            with self.reading() as reading:
                list(reading.exec_driver_sql("PRAGMA user_version"))  # waits for another writer, as any reading does
                self._file.backup(memory)
        except BaseException:
            memory.close()
            raise
        return Database(self.name, memory)

    def _snapshot_on_server(self) -> Database:
        import sqlalchemy as sa

        connection = self.sqlalchemy_connection()
        address, level = connection.engine.url, connection.get_isolation_level()
        return Database(self.name, None, sa.create_engine(address, isolation_level=level, poolclass=sa.StaticPool))

    @contextmanager
    def reading(self) -> Iterator[ReadConnection]:
        """Begin a transaction that sees one state."""
        if self._file is None:
            with self.querying() as connection:
                yield connection
            return
        with self._exclusive():
            self._file.execute("BEGIN")
            try:
                yield FileReader(self._file)
            finally:
                self._file.rollback()

    @contextmanager
    def querying(self) -> Iterator[sa.Connection]:
        """Begin the same with SQLAlchemy, for other queries than of whole tables."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Begin a transaction beside which nobody else can write; all of it is kept or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        with self.mutex, translate_errors(self.name):
            if self._closed:
                # A worker that comes too late: nobody waits any more for what it would read.
                raise EnvironmentFault(f"「{self.name}」は閉じられています。開き直してください。")
            if self._lost:
                raise EnvironmentFault(
                    f"データベース「{self.name}」との接続が切れました。サーバーへの接続を確かめてください。"
                )
            yield

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sa.Connection]:
        from sqlalchemy.exc import DBAPIError

        with self._exclusive():
            connection = self.sqlalchemy_connection()
            self._begin = begin
            try:
                with connection.begin():
                    yield connection
            except DBAPIError as error:
                # SQLAlchemy would connect anew, without our lock.
                self._lost = error.connection_invalidated
                if not self._lost:
                    # A COMMIT that SQLite refuses leaves the transaction open.
                    connection.connection.rollback()
                raise

    def sqlalchemy_connection(self) -> sa.Connection:
        """Return SQLAlchemy's connection, made on first use."""
        with self.mutex:
            if self._connection is None:
                self._connection = self._over_file()
            return self._connection

    def _over_file(self) -> sa.Connection:
        import sqlalchemy as sa

        engine = sa.create_engine("sqlite://", creator=lambda: self._file, poolclass=sa.StaticPool)
        sa.event.listen(engine, "begin", self._begin_by_hand)
        return self._connected(engine)

    def _connected(self, engine: sa.Engine) -> sa.Connection:
        with translate_errors(self.name):
            return engine.connect()

    def _begin_by_hand(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(self._begin)

    def require_writable(self) -> None:
        """Raise EnvironmentFault now rather than at the first edit: SQLite opens a write-protected file for reading only."""
        with self._exclusive():
            if self._file is not None:
                self._file.execute("BEGIN IMMEDIATE")
                try:
                    self._file.execute("DELETE FROM meta WHERE false")
                finally:
                    self._file.rollback()

    def pragma(self, name: str) -> int:
        """Return a number that SQLite keeps (`data_version`, `user_version` …)."""
        with self.reading() as reading:
            ((value,),) = reading.exec_driver_sql(f"PRAGMA {name}")
            return int(value)

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Do not wait for another program that has the file."""
        if self._file is None or self._closed:
            yield
            return
        self._file.execute("PRAGMA busy_timeout=0")
        try:
            yield
        finally:
            self._file.execute(f"PRAGMA busy_timeout={int(_PATIENCE * 1000)}")

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def close(self) -> None:
        """Close the connection when no other thread uses it; may be called twice."""
        with self.mutex:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection.engine.dispose()
            if self._file is not None:
                self._file.close()
