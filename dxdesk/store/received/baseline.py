"""The rows that were handed out, prepared for comparing files that come back: rows that are the same need no decoding."""

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import closing
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dxdesk.files import temporary_folder
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.database import connect_file, file_uri
from dxdesk.store.faults import translate_errors
from dxdesk.store.tables.codec import field_types
from dxdesk.store.tables.digest import Part, digest_of, digest_part

Line = tuple[Any, ...]

_COLUMNS: dict[type[Any], str] = {str: "TEXT", int: "INTEGER", bool: "BOOLEAN"}


class Baseline:
    """The rows that were handed out, also as a database to attach to another one. Whoever makes it closes it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._parts: dict[str, _DigestParts] = {}
        self._folder: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Remove the database; may be called twice."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def attach(self, connection: sqlite3.Connection) -> None:
        """Attach these rows to a connection as its database `baseline`. Raises EnvironmentFault where there is no room."""
        connection.execute("ATTACH ? AS baseline", (f"{file_uri(self._file(), 'ro')}&immutable=1",))

    def changed_lines(self, connection: sqlite3.Connection, table: str) -> Iterator[Line]:
        """Return the lines of a connection's own table that differ here in position, values or types."""
        columns = ", ".join(f't."{name}"' for name in field_types(TABLES[table]))
        return connection.execute(
            f'SELECT {columns} FROM main."{table}" t LEFT JOIN baseline."{table}" b ON b.position = t.rowid '
            f"WHERE NOT ({_same(table)})"
        )

    def missing_ids(self, connection: sqlite3.Connection, table: str) -> list[str]:
        """Return the ids of rows here that differ in position, values or types from a connection's own table."""
        found = connection.execute(
            f'SELECT b.id FROM baseline."{table}" b LEFT JOIN main."{table}" t ON t.rowid = b.position '
            f"WHERE NOT ({_same(table)})"
        )
        return [row_id for (row_id,) in found]

    def _file(self) -> Path:
        """Return the database file, written when it is first needed."""
        if self._folder is not None:
            return Path(self._folder.name, "baseline.db")
        folder = temporary_folder()
        try:
            path = Path(folder.name, "baseline.db")
            with translate_errors(folder.name), closing(connect_file(path, "rwc")) as connection:
                _write(connection, self.rows)
        except BaseException:
            folder.cleanup()
            raise
        self._folder = folder
        return path

    def digest(self, rows: Rows) -> str:
        """Return `digest_of(rows)`, encoding each row of the baseline once for all calls."""
        return digest_of(rows, self._digest_parts)

    def _digest_parts(self, table: str, rows: Rows) -> Iterator[Part]:
        if table not in self._parts:
            self._parts[table] = _DigestParts(table, self.rows)
        return self._parts[table].of(rows)


class Baselines:
    """The baselines of hand-outs by base id, prepared once for files of one base in a row. Whoever makes it closes it."""

    def __init__(self, bases: Mapping[str, Rows]) -> None:
        self._bases = bases
        self._made: dict[str, Baseline] = {}

    def of(self, base: str) -> Baseline:
        """Return a baseline. KeyError for an unknown base."""
        if base not in self._made:
            rows = self._bases[base]
            # Every department has a base of its own: those of earlier files are not kept until the end.
            self.close()
            self._made = {base: Baseline(rows)}
        return self._made[base]

    def close(self) -> None:
        """Close all baselines."""
        for baseline in self._made.values():
            baseline.close()


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    """Write the tables of a plan without keys and references: rows at positions from 1, in the order of ids."""
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    for table, row_type in TABLES.items():
        types = field_types(row_type)
        columns = ", ".join(f'"{name}" {_COLUMNS[plain]}' for name, (plain, _) in types.items())
        connection.execute(f'CREATE TABLE "{table}" (position INTEGER PRIMARY KEY, {columns})')
        get, held = attrgetter(*types), rows.tables[table]
        lines = ((position, *get(held[row_id])) for position, row_id in enumerate(sorted(held), 1))
        marks = ", ".join("?" * (len(types) + 1))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', lines)
    connection.execute("COMMIT")


def _same(table: str) -> str:
    """Return the condition that a line `t` is the line `b`."""
    types = field_types(TABLES[table])
    values = (f't."{name}" IS b."{name}"' for name in types)
    numbers = (_is_integer(name, optional) for name, (plain, optional) in types.items() if plain is not str)
    return " AND ".join(("t.rowid IS NOT NULL", "b.position IS NOT NULL", *values, *numbers))


def _is_integer(name: str, optional: bool) -> str:
    """Return the condition that a value is an integer: SQLite finds 1, 1.0 and, in a column of numbers, '1' equal."""
    whole = f"""typeof(t."{name}") = 'integer'"""
    return f'(t."{name}" IS NULL OR {whole})' if optional else whole


class _DigestParts:
    """A table's rows encoded for the digest, one after the other in one buffer."""

    def __init__(self, table: str, rows: Rows) -> None:
        self._table, self._rows = table, rows
        self._ids = sorted(rows.tables[table])
        self._starts = array("Q", [0])
        self._text = bytearray()
        for row_id in self._ids:
            self._text += digest_part(table, rows.tables[table][row_id])
            self._starts.append(len(self._text))

    def of(self, rows: Rows) -> Iterator[Part]:
        """Yield the parts of other rows, in order: slices of the buffer where they are the same, else encoded anew."""
        fresh, gone = rows.changed_since(self._rows, self._table)
        held, known = rows.tables[self._table], self._rows.tables[self._table]
        done = 0
        for row_id in sorted({*fresh, *gone}):
            index = bisect_left(self._ids, row_id)
            yield from self._slice(done, index)
            if row_id in held:
                yield digest_part(self._table, held[row_id])
            done = index + (row_id in known)
        yield from self._slice(done, len(self._ids))

    def _slice(self, start: int, end: int) -> Iterator[Part]:
        if start < end:
            yield memoryview(self._text)[self._starts[start] : self._starts[end]]
