"""One connection to a plan's tables, and transactions on it that speak to a person when they fail."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import sqlalchemy as sa

from dxdesk.plan.errors import EnvironmentFault
from dxdesk.store.faults import told

Mode = Literal["ro", "rw", "rwc"]


def address_of(path: Path, mode: Mode) -> str:
    """What SQLite calls a file."""
    # An empty authority, so that //server/share stays part of the path.
    place = path.absolute().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(place)}?mode={mode}"


def connect_file(path: Path, mode: Mode) -> sqlite3.Connection:
    """A connection to a plan file: transactions begun by hand, whole or absent after a power failure."""
    connection = sqlite3.connect(
        address_of(path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=5.0
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


class Database:
    """A connection with transactions to read and to write in; `name` is what messages call it."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.name = name
        self._engine = engine
        # One thread at a time; taken by whoever does several things that belong together.
        self.guard = threading.RLock()
        self._begin = "BEGIN"
        self._lost = self._closed = False
        if self.is_file:
            sa.event.listen(engine, "begin", self._begin_by_hand)
        with told(name):
            self._connection = engine.connect()

    @classmethod
    def of_file(cls, path: Path, mode: Mode, name: str = "") -> "Database":
        """A plan file, as it stands; messages call a copy by the name of the original."""
        engine = sa.create_engine("sqlite://", creator=lambda: connect_file(path, mode), poolclass=sa.StaticPool)
        return cls(engine, name or str(path))

    def aside(self) -> "Database":
        """The same as it stands now, on a connection of its own: nobody who writes here waits for what is read there.

        A server keeps the two apart by itself; of a file a reader would keep the writer out, so it gets a copy in memory.
        """
        if not self.is_file:
            address, level = self._engine.url, self._connection.get_isolation_level()
            return Database(sa.create_engine(address, isolation_level=level, poolclass=sa.StaticPool), self.name)
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            with self.reading() as connection:
                connection.exec_driver_sql("PRAGMA user_version").scalar_one()  # waits for another writer, as any reading
                source = connection.connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                source.backup(memory)
        except BaseException:
            memory.close()
            raise
        return Database(sa.create_engine("sqlite://", creator=lambda: memory, poolclass=sa.StaticPool), self.name)

    @property
    def is_file(self) -> bool:
        """Whether this is a file of its own rather than a server's."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that nobody else can write beside; all of it is kept or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sa.Connection]:
        with self.guard, told(self.name):
            if self._closed:
                # A worker that comes too late: what it would read nobody waits for any more.
                raise EnvironmentFault(f"「{self.name}」は閉じられています。開き直してください。")
            if self._lost:
                raise EnvironmentFault(f"データベース「{self.name}」との接続が切れました。開き直してください。")
            self._begin = begin
            try:
                with self._connection.begin():
                    yield self._connection
            except sa.exc.DBAPIError as error:
                # SQLAlchemy would connect anew, without our lock.
                self._lost = error.connection_invalidated
                if not self._lost:
                    # A COMMIT that SQLite refuses leaves the transaction open.
                    self._connection.connection.rollback()
                raise

    def _begin_by_hand(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(self._begin)

    def pragma(self, name: str) -> int:
        """A number that SQLite keeps (`data_version`, `user_version` …)."""
        with self.reading() as connection:
            return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())

    def close(self) -> None:
        """Lets go of the file or server, after whoever is reading from it just now; closing twice is no harm."""
        with self.guard:
            self._closed = True
            self._connection.close()
            self._engine.dispose()
