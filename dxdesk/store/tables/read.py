"""Everything that is read whole from a plan: the same statements for a file's own driver and for SQLAlchemy's connection."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import decode_lines, field_types
from dxdesk.store.tables.compress import decompress_rows
from dxdesk.store.tables.records import Record, record_table

R = TypeVar("R", bound=Record)

# Roles of a plan file.
MASTER, COPY = "master", "copy"

# The table in which a file says what it is, and the keys in it.
META = "meta"
FILE_ID, ROLE, SCHEMA = "file", "role", "schema"
HANDED_OUT = "handed_out"  # in a copy of an older schema: the one in which it was handed out
MADE_WITH = "made_with/"  # begins the key, a submit's id follows: in an older schema, the release that closed the copy
MAP = "map/"  # begins the key of a map; its name follows


class ReadConnection(Protocol):
    """A connection in a transaction that sees one state."""

    def exec_driver_sql(self, statement: str, /) -> Iterable[Sequence[Any]]:
        """Execute a statement and return its lines."""


def read_rows(reading: ReadConnection) -> Rows:
    """Return all rows of the plan."""
    return Rows({table: {row.id: row for row in read_table(reading, table)} for table in TABLES})


def read_table(reading: ReadConnection, table: str) -> Iterator[Row]:
    """Yield a table's rows, in no order."""
    return decode_lines(TABLES[table], _lines(reading, table, field_types(TABLES[table])))


def read_records(reading: ReadConnection, kind: type[R]) -> list[R]:
    """Return the records of one kind, in the order in which they came."""
    return list(decode_lines(kind, _lines(reading, record_table(kind), field_types(kind), "number")))


class Bases(Mapping[str, Rows]):
    """The rows of hand-outs by base id, decompressed on first use; rows equal to those at hand are the very same objects."""

    def __init__(self, reading: ReadConnection, at_hand: Rows) -> None:
        self._compressed: dict[str, bytes] = {
            base: bytes(content) for base, content in _lines(reading, "base", ("id", "content"))
        }
        self._at_hand = at_hand
        self._rows: dict[str, Rows] = {}

    def __getitem__(self, base: str) -> Rows:
        if base not in self._rows:
            self._rows[base] = decompress_rows(self._compressed[base], self._at_hand)
        return self._rows[base]

    def __iter__(self) -> Iterator[str]:
        return iter(self._compressed)

    def __len__(self) -> int:
        return len(self._compressed)


def read_meta(reading: ReadConnection, key: str) -> str | None:
    """Return a value of `meta`, None where there is none; `key` is never text from outside."""
    found = reading.exec_driver_sql(f"""SELECT meta.value FROM meta WHERE meta.key = '{key}'""")
    return next((value for (value,) in found), None)


def read_maps(reading: ReadConnection) -> dict[str, str]:
    """Return the maps of sheets, name → text, ordered by name."""
    held = _lines(reading, "meta", ("key", "value"), "key")
    return {key.removeprefix(MAP): value for key, value in held if key.startswith(MAP)}


def newest_batch_number(reading: ReadConnection) -> int:
    """Return the number of the newest batch of the history, 0 where there is none."""
    ((newest,),) = reading.exec_driver_sql("SELECT coalesce(max(batch.number), 0) FROM batch")
    return int(newest)


def _lines(reading: ReadConnection, table: str, names: Iterable[str], order: str = "") -> Iterable[Sequence[Any]]:
    # Qualified by the table: else SQLite takes the name of a missing column for a text.
    columns = ", ".join(f'"{table}"."{name}"' for name in names)
    end = f' ORDER BY "{table}"."{order}"' if order else ""
    return reading.exec_driver_sql(f'SELECT {columns} FROM "{table}"{end}')
