"""A plan on a PostgreSQL server: connecting, locking and creating."""

import sqlalchemy as sa

from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store.database import Database
from dxdesk.store.file.lock import Holder, Locked
from dxdesk.store.file.migrate import upgrade
from dxdesk.store.file.opening import Fill, PlanHandle
from dxdesk.store.file.watch import ServerWatch
from dxdesk.store.tables.read import SCHEMA, read_meta
from dxdesk.store.tables.schema import BATCH, CHANGE, META, METADATA, write_meta
from dxdesk.store.version import APPLICATION_ID, NEEDS, NEWEST, newer_file

_LOCK = "lock"
_TRY = sa.text("SELECT pg_try_advisory_lock(:application, hashtext(current_schema()))")
# Advisory locks of two keys are listed with objsubid 2; hashtext is signed, objid is not.
_END_HOLDER = sa.text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :application AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"
)
_KEY = {"application": APPLICATION_ID}
# Seconds to wait for a server, unless the address has its own `connect_timeout`.
CONNECT_TIMEOUT = 10


def _address(location: str) -> sa.URL:
    try:
        address = sa.make_url(location)
    except sa.exc.ArgumentError as error:
        raise Refused(
            "データベースの場所が読めません。postgresql+psycopg://利用者@サーバー/名前 の形で書いてください。"
        ) from error
    if address.drivername != "postgresql+psycopg":
        raise Refused("データベースの場所は postgresql+psycopg:// で始まる形で書いてください。")
    return address


def connect_server(location: str) -> Database:
    """Connect so that every transaction sees one state. Raises Refused, EnvironmentFault."""
    address = _address(location)
    try:
        engine = sa.create_engine(
            address,
            isolation_level="REPEATABLE READ",
            poolclass=sa.StaticPool,
            connect_args={} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_TIMEOUT},
        )
    except ImportError as error:
        raise EnvironmentFault(
            "PostgreSQLにつなぐ部品（psycopg）が入っていません。管理者に dxdesk[server] の導入を頼んでください。"
        ) from error
    # Messages show the address without its password.
    return Database(address.render_as_string(hide_password=True), None, engine)


def _check_schema(database: Database, read_only: bool) -> None:
    """Raise Refused unless the tables have the newest schema; older ones are migrated unless `read_only`."""
    with database.querying() as connection:
        found, needs = (read_meta(connection, key) if _holds_plan(connection) else None for key in (SCHEMA, NEEDS))
    if found is None:
        raise Refused(f"「{database.name}」に計画がありません。場所を確かめるか、新しく作ってください。")
    if int(found) > NEWEST:
        raise newer_file(database.name, {NEEDS: needs or ""}, "このソフトを{needs}にしてから開いてください。")
    if int(found) < NEWEST and read_only:
        raise Refused(
            f"「{database.name}」は古い版の形です。サーバーのバックアップを取り、書き込みで開いて新しい形にしてください。"
        )
    if int(found) < NEWEST:
        upgrade(database, int(found))


def open_server(location: str, read_only: bool, author: str, take_over: bool) -> PlanHandle:
    """Open a server's plan. Raises Refused, Locked, EnvironmentFault."""
    database = connect_server(location)
    try:
        lock = None
        if not read_only:
            lock = ServerLock.take(database, author, take_over)
        _check_schema(database, read_only)
        return PlanHandle(database, ServerWatch(database), lock)
    except BaseException:
        database.close()
        raise


def create_server(location: str, fill: Fill) -> None:
    """Create a plan where there is none. Raises Refused, EnvironmentFault."""
    database = connect_server(location)
    try:
        with database.writing() as connection:
            if _tables(connection) & set(METADATA.tables):
                raise Refused(
                    f"「{database.name}」にはすでに計画か同じ名前の表があります。別のデータベースを指定するか、それを開いてください。"
                )
            fill(connection)
    finally:
        database.close()


def _tables(connection: sa.Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names())


def _holds_plan(connection: sa.Connection) -> bool:
    """Return whether the tables of every release exist; others may be another application's."""
    return _tables(connection) >= {META.name, BATCH.name, CHANGE.name}


def reopen_server(location: str, lock: "ServerLock") -> PlanHandle:
    """Connect anew after the connection was lost, and take its lock again. Raises Refused, Locked, EnvironmentFault."""
    database = connect_server(location)
    try:
        lock.retake(database)
        _check_schema(database, read_only=True)
        return PlanHandle(database, ServerWatch(database), lock)
    except BaseException:
        database.close()
        raise


class ServerLock:
    """An advisory lock, which the server releases with the connection; `meta` names its holder."""

    def __init__(self, holder: Holder | None = None) -> None:
        self._holder = holder

    @classmethod
    def take(cls, database: Database, author: str, take_over: bool = False) -> "ServerLock":
        """Lock the plan for writing. Raises Locked, EnvironmentFault."""
        with database.writing() as connection:
            if not _holds_plan(connection):
                return cls()
            if take_over:
                connection.execute(_END_HOLDER, _KEY)
            if not connection.execute(_TRY, _KEY).scalar_one():
                raise Locked.by(database.name, Holder.from_json(read_meta(connection, _LOCK) or ""))
            holder = Holder.of(author)
            write_meta(connection, _LOCK, holder.to_json())
        return cls(holder)

    def retake(self, database: Database) -> None:
        """Lock the plan again over a new connection. Raises Locked where somebody else has it, EnvironmentFault.

        The server may hold the lost connection for a while yet: it is ended where the lock is still our own.
        """
        with database.writing() as connection:
            known = Holder.from_json(read_meta(connection, _LOCK) or "")
            if known is not None and self._holder is not None and known.token == self._holder.token:
                connection.execute(_END_HOLDER, _KEY)
            if not connection.execute(_TRY, _KEY).scalar_one():
                raise Locked.by(database.name, known)
            if self._holder is not None:
                write_meta(connection, _LOCK, self._holder.to_json())

    def check(self) -> None:
        """Do nothing: without the lock there is no connection either."""

    def release(self) -> None:
        """Do nothing: the lock is released with the connection."""
