"""Rows that a file from outside is expected to hold for the most part: what is the same there need not be looked at."""

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
from dxdesk.store.database import address_of, connect_file
from dxdesk.store.faults import translate_errors
from dxdesk.store.tables.codec import field_types
from dxdesk.store.tables.snapshot import Part, digest_of, part_of

Line = tuple[Any, ...]

_COLUMNS: dict[type[Any], str] = {str: "TEXT", int: "INTEGER", bool: "BOOLEAN"}


class Known:
    """A plan's rows, and the same once more as a database beside another one. Whoever makes it closes it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._written: dict[str, _Written] = {}
        self._folder: TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Removes what was written for comparing; closing twice is no harm."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def beside(self, connection: sqlite3.Connection) -> None:
        """Shows these rows to a connection, as its database `known`. Raises EnvironmentFault where there is no room for it."""
        connection.execute("ATTACH ? AS known", (f"{address_of(self._file(), 'ro')}&immutable=1",))

    def others(self, connection: sqlite3.Connection, table: str) -> Iterator[Line]:
        """The lines of a connection's own table that do not stand here: the same place, values and types."""
        columns = ", ".join(f't."{name}"' for name in field_types(TABLES[table]))
        yield from connection.execute(
            f'SELECT {columns} FROM main."{table}" t LEFT JOIN known."{table}" k ON k.place = t.rowid '
            f"WHERE NOT ({_same(table)})"
        )

    def missing(self, connection: sqlite3.Connection, table: str) -> list[str]:
        """The ids of rows here that do not stand in a connection's own table: the same place, values and types."""
        found = connection.execute(
            f'SELECT k.id FROM known."{table}" k LEFT JOIN main."{table}" t ON t.rowid = k.place WHERE NOT ({_same(table)})'
        )
        return [row_id for (row_id,) in found]

    def _file(self) -> Path:
        """The rows as a file, written when it is first asked for."""
        if self._folder is not None:
            return Path(self._folder.name, "known.db")
        folder = temporary_folder()
        try:
            path = Path(folder.name, "known.db")
            with translate_errors(folder.name), closing(connect_file(path, "rwc")) as connection:
                _write(connection, self.rows)
        except BaseException:
            folder.cleanup()
            raise
        self._folder = folder
        return path

    def digest(self, rows: Rows) -> str:
        """As `digest_of`, with the part of each row that is known worked out once."""
        return digest_of(rows, self._parts)

    def _parts(self, table: str, rows: Rows) -> Iterator[Part]:
        if table not in self._written:
            self._written[table] = _Written(table, self.rows)
        return self._written[table].parts(rows)


class Expected:
    """What is known of files from outside, by the base of their hand-out. Whoever makes it closes it."""

    def __init__(self, bases: Mapping[str, Rows]) -> None:
        self._bases = bases
        self._known: dict[str, Known] = {}

    def of(self, base: str) -> Known:
        """What was handed out, made ready for comparing once. KeyError for a base that there is not."""
        if base not in self._known:
            self._known[base] = Known(self._bases[base])
        return self._known[base]

    def close(self) -> None:
        """Removes what was made."""
        for known in self._known.values():
            known.close()


def _write(connection: sqlite3.Connection, rows: Rows) -> None:
    """The tables of a plan without keys and references: each row in its place, which counts from 1 in the order of ids."""
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    for table, row_type in TABLES.items():
        types = field_types(row_type)
        columns = ", ".join(f'"{name}" {_COLUMNS[plain]}' for name, (plain, _) in types.items())
        connection.execute(f'CREATE TABLE "{table}" (place INTEGER PRIMARY KEY, {columns})')
        get, held = attrgetter(*types), rows.tables[table]
        lines = ((place, *get(held[row_id])) for place, row_id in enumerate(sorted(held), 1))
        marks = ", ".join("?" * (len(types) + 1))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', lines)
    connection.execute("COMMIT")


def _same(table: str) -> str:
    """The condition that a line `t` is the line `k`."""
    types = field_types(TABLES[table])
    values = (f't."{name}" IS k."{name}"' for name in types)
    numbers = (_whole(name, optional) for name, (plain, optional) in types.items() if plain is not str)
    return " AND ".join(("t.rowid IS NOT NULL", "k.place IS NOT NULL", *values, *numbers))


def _whole(name: str, optional: bool) -> str:
    """To SQLite 1, 1.0 and, in a column of numbers, '1' are equal; texts are compared byte by byte."""
    whole = f"""typeof(t."{name}") = 'integer'"""
    return f'(t."{name}" IS NULL OR {whole})' if optional else whole


class _Written:
    """A table's rows as parts of a digest, one after the other."""

    def __init__(self, table: str, rows: Rows) -> None:
        self._table, self._rows = table, rows
        self._ids = sorted(rows.tables[table])
        self._starts = array("Q", [0])
        self._text = bytearray()
        for row_id in self._ids:
            self._text += part_of(table, rows.tables[table][row_id])
            self._starts.append(len(self._text))

    def parts(self, rows: Rows) -> Iterator[Part]:
        """The parts of other rows, in order: stretches of those that are here, and each of the others."""
        fresh, gone = rows.changed_since(self._rows, self._table)
        held, known = rows.tables[self._table], self._rows.tables[self._table]
        done = 0
        for row_id in sorted({*fresh, *gone}):
            place = bisect_left(self._ids, row_id)
            yield from self._stretch(done, place)
            if row_id in held:
                yield part_of(self._table, held[row_id])
            done = place + (row_id in known)
        yield from self._stretch(done, len(self._ids))

    def _stretch(self, start: int, end: int) -> Iterator[Part]:
        if start < end:
            yield memoryview(self._text)[self._starts[start] : self._starts[end]]
