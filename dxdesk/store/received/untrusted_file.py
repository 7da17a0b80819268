"""An untrusted file: copied, and inspected before it is read. Nothing in it is ever run or trusted."""

import errno
import os
import re
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dxdesk.files import fault
from dxdesk.plan.rows.errors import Refused
from dxdesk.store.database import connect_file
from dxdesk.store.faults import not_a_plan
from dxdesk.store.file.inspect import is_complete, read_marks, require_file
from dxdesk.store.file.lock import Holder, lock_path
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.version import APPLICATION_ID, NEWEST, OLDEST, newer_file

# Bytes. A city's copy has a few megabytes, one with ten times the rows thirty; anything larger is an attack.
LARGEST = 128 * 2**20
_LONGEST_LOCK = 4096
_SECONDS = 4.0  # of processor time
_STEPS = 10_000  # of SQLite's virtual machine between two checks of the time
# What no table of dxdesk has, and what would be run on reading one.
_FORBIDDEN = re.compile(r"\b(?:CHECK|COLLATE|GENERATED|VIRTUAL|WITHOUT|STRICT)\b|\bDEFAULT\s*\(", re.I)
_INDEX = re.compile(r'CREATE INDEX \w+ ON "?\w+"? \("?\w+"?\)')


def require_at_rest(path: Path) -> None:
    """Raise Refused, EnvironmentFault unless it is a plain file of a sensible size that nobody is writing to."""
    require_file(path)
    try:
        status = path.stat()
        text = _lock_text(lock_path(path))
    except OSError as error:
        raise fault(error, path) from error
    if not stat.S_ISREG(status.st_mode):
        raise not_a_plan(str(path))
    if status.st_size > LARGEST:
        raise Refused(f"「{path}」は大きすぎます（{status.st_size // 2**20:,} MB）。提出ファイルか確かめてください。")
    holder = Holder.from_json(text)
    if text and (holder is None or not holder.is_dead):
        who = f"{holder.who}さん" if holder is not None else "だれか"
        raise Refused(f"「{path}」は{who}が開いています。閉じてもらってから、もう一度行ってください。")
    # Not Path.exists, which raises for a name that would be too long.
    if any(os.path.lexists(path.with_name(path.name + end)) for end in ("-journal", "-wal")):
        raise Refused(f"「{path}」は書きかけです。課で一度開いて閉じ、もう一度提出ファイルを作ってもらってください。")


def _lock_text(lock: Path) -> str:
    """Return the start of a lock file, blank where there is none; anything but a plain file is never opened."""
    if not os.path.isfile(lock):
        return ""
    with open(lock, encoding="utf-8", errors="replace") as file:
        return file.read(_LONGEST_LOCK)


def copy_file(path: Path, copy: Path) -> None:
    """Copy to a local file. Raises EnvironmentFault, for the file or for the copy's folder."""
    try:
        with open(copy, "wb") as target:
            target.writelines(_parts(path))
    except OSError as error:
        raise fault(error, copy.parent) from error


def _parts(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, at most LARGEST even if it grows meanwhile."""
    try:
        with open(path, "rb") as source:
            left = LARGEST
            while left > 0 and (part := source.read(min(2**20, left))):
                yield part
                left -= len(part)
    except OSError as error:
        raise fault(error, path) from error


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn every error of the database about an untrusted file into a refusal of that file."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            raise Refused(
                f"「{path}」は調べるのに時間がかかりすぎるため受け取れません。提出ファイルを作り直してもらってください。"
            ) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise not_a_plan(str(path)) from error
        if code == sqlite3.SQLITE_FULL:
            raise fault(OSError(errno.ENOSPC, "空きがない"), tempfile.gettempdir()) from error
        raise _broken(path) from error
    except (sa.exc.SQLAlchemyError, ValueError, TypeError, KeyError, OverflowError, RuntimeError) as error:
        raise _broken(path) from error


def _broken(path: Path) -> Refused:
    return Refused(f"「{path}」は壊れているため受け取れません。もう一度提出ファイルを作ってもらってください。")


def _require(condition: bool, path: Path, why: str) -> None:
    if not condition:
        raise Refused(f"「{path}」は{why}。このソフトで作った提出ファイルを送り直してもらってください。")


class TimeLimit:
    """The processor time that reading an untrusted file may take in all: a slow or busy machine refuses nobody."""

    def __init__(self) -> None:
        self._left = _SECONDS
        self._end = inf

    def is_over(self) -> int:
        """Return 0 to go on, 1 to interrupt: SQLite's progress handler."""
        return int(time.thread_time() > self._end)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of the work inside; our own work outside does not count."""
        self._end = time.thread_time() + self._left
        try:
            yield
        finally:
            self._left, self._end = self._end - time.thread_time(), inf


def connect(copy: Path, limit: TimeLimit) -> sqlite3.Connection:
    """Connect to a copy for reading only, within a time limit."""
    connection = connect_file(copy, "ro")
    connection.set_progress_handler(limit.is_over, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    return connection


def validate_schema(path: Path, copy: Path, limit: TimeLimit) -> int:
    """Return the schema version of a copy that is whole and consists of plain tables and indexes only. Raises Refused."""
    with closing(connect(copy, limit)) as connection, limit.running():
        with open(copy, "rb") as file:
            header = file.read(20)
        if header[:16] != b"SQLite format 3\0":
            raise not_a_plan(str(path))
        # 2: reading it would create a write-ahead log.
        _require(header[18:20] == b"\1\1", path, "別の形で保存されています")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        _require(application == APPLICATION_ID, path, "別のソフトのデータベースです")
        if schema > NEWEST:
            raise newer_file(str(path), read_marks(connection), "このソフトを{needs}にしてから統合してください。")
        _require(schema >= OLDEST, path, "版が分かりません")
        (encoding,) = connection.execute("PRAGMA encoding").fetchone()
        # dxdesk's files are UTF-8, and texts are compared byte by byte.
        _require(encoding == "UTF-8", path, "別の文字コードで保存されています")
        _require_plain(connection, path)
        if schema == NEWEST:
            _require(_shape(connection) == _expected(), path, "表の形が違います")
        if not is_complete(connection, copy):
            raise _broken(path)
    return int(schema)


def _require_plain(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Refused for anything but dxdesk's tables and indexes, before one of them is read."""
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        _require(kind in ("table", "index"), path, "計画の表のほかに、仕掛け（ビューやトリガー）を含んでいます")
        _require(kind != "table" or name in METADATA.tables, path, f"知らない表（{str(name)[:30]}）を含んでいます")
        _require(not _FORBIDDEN.search(sql or ""), path, "表の形が違います")
        _require(kind != "index" or sql is None or bool(_INDEX.fullmatch(sql)), path, "表の形が違います")


def _shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Return a file's tables: columns with type, keys, references, indexes."""
    return {name: _table_shape(connection, name) for name in sorted(_tables(connection))}


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]


def _table_shape(connection: sqlite3.Connection, table: str) -> object:
    def about(pragma: str, name: str) -> list[Any]:
        return connection.execute(f"SELECT * FROM pragma_{pragma}(?)", (name,)).fetchall()

    # cid, name, type, notnull, default, pk, hidden
    columns = sorted((c[1], c[2], c[3], c[5], c[6]) for c in about("table_xinfo", table))
    # id, seq, table, from, to, …
    references = sorted((r[2], r[3], r[4]) for r in about("foreign_key_list", table))
    indexes = []
    # seq, name, unique, origin, partial
    for _, name, unique, origin, partial in about("index_list", table):
        # seqno, cid, name, desc, coll, key
        parts = tuple((p[2], p[3], p[4]) for p in about("index_xinfo", name) if p[5])
        indexes.append((unique, origin, partial, parts))
    return columns, references, sorted(indexes)


@cache
def _expected() -> dict[str, object]:
    """Return the tables of a file of the newest schema."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        METADATA.create_all(engine)
        with closing(engine.raw_connection()) as connection:
            return _shape(connection.driver_connection)  # type: ignore[arg-type]
    finally:
        engine.dispose()
