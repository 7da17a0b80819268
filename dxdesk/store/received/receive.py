"""A department's submission, read from an untrusted file as far as it is what it must be."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from dxdesk.files import temporary_folder
from dxdesk.plan.rows.change import CellKey
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import RowKey, Rows, references_exist
from dxdesk.plan.rows.table import Row
from dxdesk.store.file.inspect import has_dangling_rows
from dxdesk.store.file.migrate import upgrade_copy
from dxdesk.store.received.baseline import Baseline
from dxdesk.store.received.claims import can_be_true, clean_submit
from dxdesk.store.received.own_history import EarlierStates, last_writers
from dxdesk.store.received.untrusted_file import (
    TimeLimit,
    connect,
    copy_file,
    require_at_rest,
    translate_errors,
    validate_schema,
)
from dxdesk.store.tables.codec import FieldType, decode_lines, field_types, is_storable
from dxdesk.store.tables.read import COPY, MADE_WITH, ROLE
from dxdesk.store.tables.records import HandOut, Record, Submit, record_table
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.version import NEWEST, is_version, release_of

_LONGEST_TEXT = 200_000
_LARGEST_NUMBER = 2**31 - 1
# Rows that differ from what was handed out: a department that fills in every measure of a large city has some thousands.
_MOST_ROWS = 20_000
_WRONG_CLOCK = (
    "課のパソコンの時計が合っていなかったようです（提出ファイルの日時 {}）。受け取った日時に提出されたものとして扱いました。"
)

R = TypeVar("R", bound=Record)


class TooManyRows(Exception):
    """A file holds more rows than any department writes."""


def _unknown(_: Submit) -> None:
    """Return no rows: a file without a history."""


@dataclass(frozen=True)
class Received:
    """A submission: rows, hand-out, the copy's submits, and per cell the author and time of its last change.

    `rows_at` returns the rows at an earlier submit, None where the file does not prove them. `remark`: a sentence about what
    of the file's claims was not believed.
    """

    rows: Rows
    hand_out: HandOut
    submits: tuple[Submit, ...]
    writers: dict[CellKey, tuple[str, str]]
    rows_at: Callable[[Submit], Rows | None] = _unknown
    remark: str = ""


class ReceivedFile:
    """A submission's file, open to read: first the hand-out it answers, then its rows beside what was handed out."""

    def __init__(self, path: Path, connection: sqlite3.Connection, limit: TimeLimit, schema: int) -> None:
        """Read what the file is; `schema`: as it came. Raises Refused."""
        self._path, self._connection, self._limit = path, connection, limit
        self._schema = schema
        with translate_errors(path), limit.running():
            self.hand_out, self.submits = self._head()
            self.made_with = self._made_with()

    def _head(self) -> tuple[HandOut, tuple[Submit, ...]]:
        connection = self._connection
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        hand_outs, submits = _records(connection, HandOut), _records(connection, Submit)
        others = [name for name in ("base", "accepted", "held") if connection.execute(f"SELECT 1 FROM {name}").fetchone()]
        if meta.get(ROLE) != COPY or len(hand_outs) != 1 or others:
            raise Refused(f"「{self._path}」は課に配られた写しではありません。課が作った提出ファイルを指定してください。")
        if not submits:
            raise Refused(f"「{self._path}」はまだ提出の形になっていません。課で提出ファイルを作ってもらってください。")
        return hand_outs[0], tuple(submits)

    def _made_with(self) -> str:
        """Return the release that closed the copy, as far as the file says; in an older schema by the schema."""
        newest = self.submits[-1]
        key = f"{MADE_WITH}{newest.id}"
        stated = newest.made_with or self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        found = stated if isinstance(stated, str) else str(stated[0]) if stated else ""
        return found if is_version(found) else "" if self._schema == NEWEST else release_of(self._schema)

    def read(self, baseline: Baseline) -> Received:
        """Read the submission; rows equal to the baseline's are not decoded. Raises Refused, EnvironmentFault."""
        connection, submits = self._connection, self.submits
        with translate_errors(self._path):
            baseline.attach(connection)
            with self._limit.running():
                rows = self._rows(baseline)
                if baseline.digest(rows) != submits[-1].digest:
                    raise Refused(
                        f"「{self._path}」は提出ファイルを作ったあとに書き換えられています。もう一度提出ファイルを作ってもらってください。"
                    )
                earlier = EarlierStates.read(connection, rows, submits, baseline.digest)
                now = datetime.now(UTC)
                claimed = tuple(clean_submit(submit, now) for submit in submits)
                claimed = (*claimed[:-1], replace(claimed[-1], made_with=self.made_with))
                writers = last_writers(connection, claimed[-1].at, now)
                remark = "" if can_be_true(submits[-1].at, now) else _WRONG_CLOCK.format(submits[-1].at)
                return Received(rows, self.hand_out, claimed, writers, earlier.rows_at, remark)

    def _rows(self, baseline: Baseline) -> Rows:
        try:
            return read_rows(self._connection, baseline)
        except TooManyRows as error:
            raise Refused(
                f"「{self._path}」は書き加えられた行が多すぎるため（{_MOST_ROWS:,}行を超えます）受け取れません。"
                "配った写しから提出し直してもらってください。"
            ) from error


@contextmanager
def open_received(path: Path) -> Iterator[ReceivedFile]:
    """Copy, inspect and open a department's submission; the file itself is not touched.

    Raises Refused (one sentence why), EnvironmentFault.
    """
    require_at_rest(path)
    with temporary_folder() as folder:
        copy = Path(folder) / "received.dxdb"
        copy_file(path, copy)
        limit = TimeLimit()
        with translate_errors(path):
            schema = validate_schema(path, copy, limit)
            if schema < NEWEST:
                upgrade_copy(copy, schema)
                validate_schema(path, copy, limit)
            connection = connect(copy, limit)
        with closing(connection):
            yield ReceivedFile(path, connection, limit, schema)


def read_rows(connection: sqlite3.Connection, baseline: Baseline) -> Rows:
    """Return a file's rows, decoding only those that differ from the attached baseline.

    ValueError for a value of no declared type, and for rows that do not fit together.
    """
    fresh: list[Row] = []
    gone: list[RowKey] = []
    for table in TABLES:
        # One more than may be read tells that there are too many, without reading them all.
        found = {row.id: row for row in islice(_changed(connection, table, baseline), _MOST_ROWS + 1 - len(fresh))}
        fresh += found.values()
        if len(fresh) > _MOST_ROWS:
            raise TooManyRows
        gone += ((table, row_id) for row_id in _gone(connection, table, baseline, found))
    rows = baseline.rows.without(gone).put(fresh)
    # While none is gone, unchanged rows refer to rows that exist.
    own = () if gone else [table for table in METADATA.tables if table not in TABLES]
    if has_dangling_rows(connection, *own) or not all(references_exist(row, rows) for row in fresh):
        raise ValueError("a row refers to none")
    return rows


def _changed(connection: sqlite3.Connection, table: str, baseline: Baseline) -> Iterator[Row]:
    types = field_types(TABLES[table]).values()
    known = baseline.rows.tables[table]
    for row in decode_lines(TABLES[table], (_checked(line, types) for line in baseline.changed_lines(connection, table))):
        # An equal row may lie at another position of the file.
        yield known[row.id] if row == known.get(row.id) else row


def _gone(connection: sqlite3.Connection, table: str, baseline: Baseline, found: Mapping[str, Row]) -> Collection[str]:
    """Return the ids of baseline rows that did not come back. ValueError for one that came back twice."""
    known = baseline.rows.tables[table]
    (count,) = connection.execute(f'SELECT count(*) FROM main."{table}"').fetchone()
    expected = len(known) + sum(row_id not in known for row_id in found)
    gone = set(baseline.missing_ids(connection, table)).difference(found) if count != expected else ()
    if expected - len(gone) != count:
        raise ValueError(f"an id twice in {table}")
    return gone


def _records(connection: sqlite3.Connection, kind: type[R]) -> list[R]:
    types = field_types(kind)
    query = f'SELECT {", ".join(types)} FROM "{record_table(kind)}" ORDER BY number'
    return list(decode_lines(kind, (_checked(line, types.values()) for line in connection.execute(query))))


def _checked(line: tuple[Any, ...], types: Collection[FieldType]) -> list[Any]:
    """Return the values of a line. ValueError for one of another type, too long or too large."""
    values = []
    for value, (plain, optional) in zip(line, types, strict=True):
        if plain is bool and type(value) is int and value in (0, 1):
            value = bool(value)
        if not (value is None and optional) and type(value) is not plain:
            raise ValueError(f"not {plain}: {value!r:.50}")
        if isinstance(value, str) and (len(value) > _LONGEST_TEXT or not is_storable(value)):
            raise ValueError("a text that cannot be kept")
        if type(value) is int and abs(value) > _LARGEST_NUMBER:
            raise ValueError("a number that cannot be kept")
        values.append(value)
    return values
