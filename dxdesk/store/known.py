"""Rows that a file from outside is expected to hold for the most part: what is the same need not be looked at again."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from dxdesk.plan.model import TABLES, Row
from dxdesk.plan.rows import Rows
from dxdesk.store.codec import field_types
from dxdesk.store.packing import digest_of, written_row

Line = tuple[Any, ...]


class Known:
    """A plan's rows as a database tells them; a file's equal lines become the very same rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lines: dict[str, dict[str, tuple[Line, Row]]] = {}
        self._written: dict[int, str] = {}

    def lines(self, table: str) -> Mapping[str, tuple[Line, Row]]:
        """By id what a database tells of each row, and the row that this is."""
        if table not in self._lines:
            get = attrgetter(*field_types(TABLES[table]))
            self._lines[table] = {row.id: (get(row), row) for row in self._rows.tables[table].values()}
        return self._lines[table]

    def digest(self, rows: Rows) -> str:
        """As `digest_of`, with the part of each known row worked out once."""
        if not self._written:
            self._written = {
                id(row): written_row(table, row) for table, held in self._rows.tables.items() for row in held.values()
            }
        return digest_of(rows, self._part)

    def _part(self, table: str, row: Row) -> str:
        # By identity: the rows that are known live as long as this does.
        return self._written.get(id(row)) or written_row(table, row)

    def shared(self, rows: Rows) -> Rows:
        """Equal rows, those that are known as the very same objects: comparing them then costs nothing."""
        return Rows({table: dict(self._same(table, held.values())) for table, held in rows.tables.items()})

    def _same(self, table: str, held: Iterable[Row]) -> Iterable[tuple[str, Row]]:
        own = self._rows.tables[table]
        for row in held:
            known = own.get(row.id)
            yield row.id, known if known == row and known is not None else row
