"""A department's submission, read from a stranger's file as far as it is what it has to be."""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dxdesk.files import temporary_folder
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.plan.rows.rows import RowKey, Rows, references_exist
from dxdesk.store.file.inspect import dangling
from dxdesk.store.file.migrate import upgrade_copy
from dxdesk.store.received.baseline import Known
from dxdesk.store.received.past import Past
from dxdesk.store.received.untrusted_file import (
    Limit,
    connect,
    copy_file,
    require_at_rest,
    translate_errors,
    validate_schema,
)
from dxdesk.store.tables.codec import FieldType, decode_lines, field_types, keepable
from dxdesk.store.tables.read import COPY, ROLE
from dxdesk.store.tables.records import HandOut, Record, Submit, record_table
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.version import NEWEST

_LONGEST_TEXT = 200_000
_LARGEST_NUMBER = 2**31 - 1

R = TypeVar("R", bound=Record)
CellKey = tuple[str, str, str]


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
    writers: dict[CellKey, tuple[str, str]]
    at: Callable[[Submit], Rows | None] = _unknown


def receive(path: Path, known: Callable[[str], Known]) -> Received:
    """Reads a department's submission. Raises Refused (one sentence why), EnvironmentFault; the file is not touched.

    `known`: what was handed out, by the id of the hand-out; rows that are as they were are not read. It may refuse.
    """
    require_at_rest(path)
    with temporary_folder() as folder:
        copy = Path(folder) / "received.dxdb"
        copy_file(path, copy)
        limit = Limit()
        with translate_errors(path):
            schema = validate_schema(path, copy, limit)
            if schema < NEWEST:
                with limit.waiting():
                    upgrade_copy(copy, schema)
                validate_schema(path, copy, limit)
            with closing(connect(copy, limit)) as connection:
                return _read(connection, path, known, limit)


def _read(connection: sqlite3.Connection, path: Path, known: Callable[[str], Known], limit: Limit) -> Received:
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
    gone: list[RowKey] = []
    for table in TABLES:
        found = {row.id: row for row in _others(connection, table, handed)}
        fresh += found.values()
        gone += ((table, row_id) for row_id in _gone(connection, table, handed, found))
    rows = handed.rows.without(gone).put(fresh)
    # While none is gone, rows that are as they were refer to what is there.
    own = () if gone else [table for table in METADATA.tables if table not in TABLES]
    if dangling(connection, *own) or not all(references_exist(row, rows) for row in fresh):
        raise ValueError("a row refers to none")
    return rows


def _others(connection: sqlite3.Connection, table: str, handed: Known) -> Iterator[Row]:
    """The rows that are not as they were handed out."""
    types = field_types(TABLES[table]).values()
    known = handed.rows.tables[table]
    for row in decode_lines(TABLES[table], (_checked(line, types) for line in handed.others(connection, table))):
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
    types = field_types(kind)
    query = f'SELECT {", ".join(types)} FROM "{record_table(kind)}" ORDER BY number'
    return list(decode_lines(kind, (_checked(line, types.values()) for line in connection.execute(query))))


def _checked(line: tuple[Any, ...], types: Collection[FieldType]) -> list[Any]:
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


def _writers(connection: sqlite3.Connection) -> dict[CellKey, tuple[str, str]]:
    """Who wrote each cell last, and when, as far as the copy's own history tells it plausibly."""
    found: dict[CellKey, tuple[str, str]] = {}
    for table, row_id, field, author, at in connection.execute(_HISTORY):
        texts = all(isinstance(part, str) and len(part) <= 200 for part in (table, row_id, field, author, at))
        if texts and author.strip() and _TIME.fullmatch(at) and keepable(author):
            found[table, row_id, field] = (author, at)
    return found
