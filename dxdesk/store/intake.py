"""A file from outside: looked at as a stranger's, on a local copy, and only then read. Nothing in it is ever run or trusted."""

import errno
import os
import re
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import sqlalchemy as sa

from dxdesk.files import fault, temporary_folder
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import TABLES, Row
from dxdesk.plan.rows import Key, Rows, stands_on
from dxdesk.store.codec import field_types, keepable
from dxdesk.store.database import connect_file
from dxdesk.store.examine import dangling, present, whole
from dxdesk.store.faults import no_plan
from dxdesk.store.known import Known
from dxdesk.store.lock import Holder, lock_of
from dxdesk.store.meta import ROLE
from dxdesk.store.migrate import upgrade_copy
from dxdesk.store.past import Past
from dxdesk.store.records import RECORDS, HandOut, Record, Submit
from dxdesk.store.schema import APPLICATION_ID, METADATA, NEWEST, OLDEST
from dxdesk.store.store import COPY

# A city's copy has a few megabytes, one with ten times the rows thirty; what is larger was made to hurt.
LARGEST = 128 * 2**20
_LONGEST_TEXT = 200_000
_LONGEST_LOCK = 4096
_LARGEST_NUMBER = 2**31 - 1
_SECONDS = 4.0
_STEPS = 10_000
# What no table of ours has, and what would have to be run to read one.
_STRANGE = re.compile(r"\b(?:CHECK|COLLATE|GENERATED|VIRTUAL|WITHOUT|STRICT)\b|\bDEFAULT\s*\(", re.I)
_INDEX = re.compile(r'CREATE INDEX \w+ ON "?\w+"? \("?\w+"?\)')

R = TypeVar("R", bound=Record)
Cell = tuple[str, str, str]


def _unknown(_: Submit) -> None:
    """A file without a past."""


@dataclass(frozen=True)
class Received:
    """A submission as its file tells it: rows, hand-out, the copy's submits, and per cell who wrote it last, when.

    `at`: the rows as they were at an earlier submit, None where the file does not prove them.
    """

    rows: Rows
    hand_out: HandOut
    submits: tuple[Submit, ...]
    writers: dict[Cell, tuple[str, str]]
    at: Callable[[Submit], Rows | None] = _unknown


def receive(path: Path, known: Callable[[str], Known]) -> Received:
    """Reads a department's submission. Raises Refused (one sentence why), EnvironmentFault; the file is not touched.

    `known`: what was handed out, by the id of the hand-out; rows that are as they were are not read. It may refuse.
    """
    _present(path)
    with temporary_folder() as folder:
        copy = Path(folder) / "received.dxdb"
        _copy(path, copy)
        limit = _Limit()
        with _said(path):
            schema = _looked_at(path, copy, limit)
            if schema < NEWEST:
                with limit.waiting():
                    upgrade_copy(copy, schema)
                _looked_at(path, copy, limit)
            with closing(_connect(copy, limit)) as connection:
                return _read(connection, path, known, limit)


def _present(path: Path) -> None:
    """Raises Refused, EnvironmentFault unless it is a plain file of a sensible size that nobody is writing to."""
    present(path)
    try:
        status = path.stat()
        text = _text_of(lock_of(path))
    except OSError as error:
        raise fault(error, path) from error
    if not stat.S_ISREG(status.st_mode):
        raise no_plan(str(path))
    if status.st_size > LARGEST:
        raise Refused(f"「{path}」は大きすぎます（{status.st_size // 2**20:,} MB）。提出ファイルか確かめてください。")
    holder = Holder.read(text)
    if text and (holder is None or not holder.gone):
        who = f"{holder.who}さん" if holder is not None else "だれか"
        raise Refused(f"「{path}」は{who}が開いています。閉じてもらってから、もう一度行ってください。")
    # Not Path.exists: to that a name that would be too long is an error.
    if any(os.path.lexists(path.with_name(path.name + end)) for end in ("-journal", "-wal")):
        raise Refused(f"「{path}」は書きかけです。課で一度開いて閉じ、もう一度提出ファイルを作ってもらってください。")


def _text_of(lock: Path) -> str:
    """The start of a lock file, blank where there is none; whatever else has its name is never opened."""
    if not os.path.isfile(lock):
        return ""
    with open(lock, encoding="utf-8", errors="replace") as file:
        return file.read(_LONGEST_LOCK)


def _copy(path: Path, copy: Path) -> None:
    """A local copy. Raises EnvironmentFault, for the file or for the place of the copy."""
    try:
        with open(copy, "wb") as target:
            target.writelines(_parts(path))
    except OSError as error:
        raise fault(error, copy.parent) from error


def _parts(path: Path) -> Iterator[bytes]:
    """A file's bytes; one that grows meanwhile is cut."""
    try:
        with open(path, "rb") as source:
            left = LARGEST
            while left > 0 and (part := source.read(min(2**20, left))):
                yield part
                left -= len(part)
    except OSError as error:
        raise fault(error, path) from error


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Whatever the database says of a stranger's file is a refusal of that file."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            raise Refused(
                f"「{path}」は調べるのに時間がかかりすぎるため受け取れません。提出ファイルを作り直してもらってください。"
            ) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise no_plan(str(path)) from error
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


class _Limit:
    """The time that a stranger's file may take; what we have to do for it ourselves does not count."""

    def __init__(self) -> None:
        self._end = time.monotonic() + _SECONDS

    def is_over(self) -> int:
        """What SQLite asks now and then: not 0 to stop."""
        return int(time.monotonic() > self._end)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Our own work."""
        start = time.monotonic()
        yield
        self._end += time.monotonic() - start


def _connect(copy: Path, limit: _Limit) -> sqlite3.Connection:
    """To read only, within a time limit."""
    connection = connect_file(copy, "ro")
    connection.set_progress_handler(limit.is_over, _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    return connection


def _looked_at(path: Path, copy: Path, limit: _Limit) -> int:
    """The schema of a copy that is whole and made of nothing but plain tables and indexes."""
    with closing(_connect(copy, limit)) as connection:
        with open(copy, "rb") as file:
            start = file.read(20)
        if start[:16] != b"SQLite format 3\0":
            raise no_plan(str(path))
        # 2: a write-ahead log would have to be made to read it.
        _require(start[18:20] == b"\1\1", path, "別の形で保存されています")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        _require(application == APPLICATION_ID, path, "別のソフトのデータベースです")
        if schema > NEWEST:
            raise Refused(f"「{path}」は新しい版のソフトで作られています。このソフトを新しい版にしてから行ってください。")
        _require(schema >= OLDEST, path, "版が分かりません")
        (encoding,) = connection.execute("PRAGMA encoding").fetchone()
        # Ours are UTF-8, and texts are compared byte by byte.
        _require(encoding == "UTF-8", path, "別の文字コードで保存されています")
        _plain(connection, path)
        if schema == NEWEST:
            _require(_shape(connection) == _expected(), path, "表の形が違います")
        if not whole(connection, copy):
            raise _broken(path)
    return int(schema)


def _plain(connection: sqlite3.Connection, path: Path) -> None:
    """Raises Refused for anything but the tables and indexes of ours, before one of them is read."""
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        _require(kind in ("table", "index"), path, "計画の表のほかに、仕掛け（ビューやトリガー）を含んでいます")
        _require(kind != "table" or name in METADATA.tables, path, f"知らない表（{str(name)[:30]}）を含んでいます")
        _require(not _STRANGE.search(sql or ""), path, "表の形が違います")
        _require(kind != "index" or sql is None or bool(_INDEX.fullmatch(sql)), path, "表の形が違います")


def _shape(connection: sqlite3.Connection) -> dict[str, object]:
    """A file's tables: columns with type, keys, references, indexes."""
    return {name: _shape_of(connection, name) for name in sorted(_tables(connection))}


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]


def _shape_of(connection: sqlite3.Connection, table: str) -> object:
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
    """What a file of the newest schema looks like."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        METADATA.create_all(engine)
        with closing(engine.raw_connection()) as connection:
            return _shape(connection.driver_connection)  # type: ignore[arg-type]
    finally:
        engine.dispose()


def _read(connection: sqlite3.Connection, path: Path, known: Callable[[str], Known], limit: _Limit) -> Received:
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    hand_outs, submits = _records(connection, HandOut), _records(connection, Submit)
    others = [name for name in ("base", "accepted", "held") if connection.execute(f"SELECT 1 FROM {name}").fetchone()]
    if meta.get(ROLE) != COPY or len(hand_outs) != 1 or others:
        raise Refused(f"「{path}」は課に配られた写しではありません。課が作った提出ファイルを指定してください。")
    if not submits:
        raise Refused(f"「{path}」はまだ提出の形になっていません。課で提出ファイルを作ってもらってください。")
    with limit.waiting():
        handed = known(hand_outs[0].id)
        handed.beside(connection)
    rows = rows_of(connection, handed)
    if handed.digest(rows) != submits[-1].digest:
        raise Refused(
            f"「{path}」は提出ファイルを作ったあとに書き換えられています。もう一度提出ファイルを作ってもらってください。"
        )
    past = Past.read(connection, rows, submits, handed.digest)
    return Received(rows, hand_outs[0], tuple(submits), _writers(connection), past.at)


def rows_of(connection: sqlite3.Connection, handed: Known) -> Rows:
    """The rows of a file beside what was handed out. ValueError for a value of no declared type, and for rows that do not fit together."""
    fresh: list[Row] = []
    gone: list[Key] = []
    for table in TABLES:
        found = {row.id: row for row in _others(connection, table, handed)}
        fresh += found.values()
        gone += ((table, row_id) for row_id in _gone(connection, table, handed, found))
    rows = handed.rows.without(gone).put(fresh)
    # While none is gone, rows that are as they were refer to what is there.
    own = () if gone else [table for table in METADATA.tables if table not in TABLES]
    if dangling(connection, *own) or not all(stands_on(row, rows) for row in fresh):
        raise ValueError("a row refers to none")
    return rows


def _others(connection: sqlite3.Connection, table: str, handed: Known) -> Iterator[Row]:
    """The rows that are not as they were handed out."""
    types = field_types(TABLES[table])
    make: Callable[..., Row] = TABLES[table]
    known = handed.rows.tables[table]
    for line in handed.others(connection, table):
        row = make(**dict(zip(types, _checked(line, types.values()), strict=True)))
        # The same row may stand elsewhere in the file.
        yield known[row.id] if row == known.get(row.id) else row


def _gone(connection: sqlite3.Connection, table: str, handed: Known, found: Mapping[str, Row]) -> Collection[str]:
    """The ids of rows that were handed out and did not come back. ValueError for one that came back twice."""
    known = handed.rows.tables[table]
    (count,) = connection.execute(f'SELECT count(*) FROM main."{table}"').fetchone()
    expected = len(known) + sum(row_id not in known for row_id in found)
    gone = set(handed.missing(connection, table)).difference(found) if count != expected else ()
    if expected - len(gone) != count:
        raise ValueError(f"an id twice in {table}")
    return gone


def _records(connection: sqlite3.Connection, kind: type[R]) -> list[R]:
    table = next(name for name, known in RECORDS.items() if known is kind)
    names = [field.name for field in fields(kind)]
    hints = get_type_hints(kind)
    types = [((get_args(hints[name]) or (hints[name],))[0], bool(get_args(hints[name]))) for name in names]
    query = f'SELECT {", ".join(names)} FROM "{table}" ORDER BY number'
    return [kind(**dict(zip(names, _checked(line, types), strict=True))) for line in connection.execute(query)]


def _checked(line: tuple[Any, ...], types: Collection[tuple[type[Any], bool]]) -> list[Any]:
    """The values of a row. ValueError for one of another type or beyond all measure."""
    values = []
    for value, (plain, optional) in zip(line, types, strict=True):
        if plain is bool and type(value) is int and value in (0, 1):
            value = bool(value)
        if not (value is None and optional) and type(value) is not plain:
            raise ValueError(f"not {plain}: {value!r:.50}")
        if isinstance(value, str) and (len(value) > _LONGEST_TEXT or not keepable(value)):
            raise ValueError("a text that cannot be kept")
        if type(value) is int and abs(value) > _LARGEST_NUMBER:
            raise ValueError("a number that cannot be kept")
        values.append(value)
    return values


_HISTORY = (
    'SELECT c.table_name, c.row_id, c.field, b.author, b.at FROM "change" c JOIN batch b ON b.number = c.batch '
    "ORDER BY c.batch, c.seq"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)", re.A)


def _writers(connection: sqlite3.Connection) -> dict[Cell, tuple[str, str]]:
    """Who wrote each cell last, and when, as far as the copy's own history tells it plausibly."""
    found: dict[Cell, tuple[str, str]] = {}
    for table, row_id, field, author, at in connection.execute(_HISTORY):
        texts = all(isinstance(part, str) and len(part) <= 200 for part in (table, row_id, field, author, at))
        if texts and author.strip() and _TIME.fullmatch(at) and keepable(author):
            found[table, row_id, field] = (author, at)
    return found
