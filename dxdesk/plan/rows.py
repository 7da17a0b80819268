"""A plan file's rows in memory: tables of frozen rows, changed only into new ones."""

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.model import CHILDREN, TABLES, Row, table_of

R = TypeVar("R", bound=Row)


class Rows:
    """Table name → id → row. Treat as a value: `put`, `without` and `apply` return new Rows."""

    __slots__ = ("tables",)

    def __init__(self, tables: Mapping[str, Mapping[str, Row]] | None = None) -> None:
        given = tables or {}
        self.tables: dict[str, Mapping[str, Row]] = {name: given.get(name, {}) for name in TABLES}

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """Rows from single rows of any tables."""
        return cls().put(rows)

    def all(self, row_type: type[R]) -> Mapping[str, R]:
        """The rows of one type by id."""
        return cast(Mapping[str, R], self.tables[table_of(row_type)])

    def get(self, table: str, row_id: str) -> Row | None:
        """One row, None where there is none."""
        return self.tables[table].get(row_id)

    def put(self, rows: Iterable[Row]) -> "Rows":
        """With these rows added or replaced."""
        fresh: dict[str, dict[str, Row]] = {}
        for row in rows:
            name = table_of(row)
            fresh.setdefault(name, dict(self.tables[name]))[row.id] = row
        return Rows({**self.tables, **fresh})

    def without(self, gone: Iterable[tuple[str, str]]) -> "Rows":
        """Without the rows named as (table, id)."""
        fresh: dict[str, dict[str, Row]] = {}
        for name, row_id in gone:
            fresh.setdefault(name, dict(self.tables[name])).pop(row_id, None)
        return Rows({**self.tables, **fresh})

    def apply(self, changes: Iterable[Change]) -> "Rows":
        """With changes carried out, unchecked (the store checks them): each cell becomes its `after`."""
        fresh: dict[str, dict[str, Row]] = {}
        for change in changes:
            table = fresh.get(change.table)
            if table is None:
                table = fresh[change.table] = dict(self.tables[change.table])
            if change.field != WHOLE:
                table[change.id] = table[change.id].but(**{change.field: change.after})
            elif isinstance(change.after, Row):
                table[change.id] = change.after
            else:
                table.pop(change.id, None)
        return Rows({**self.tables, **fresh})

    def below(self, table: str, row_id: str) -> list[Row]:
        """The row and every row that hangs on it, children before parents: what goes when it goes."""
        found: dict[str, Row] = {}
        self._collect(table, row_id, found)
        return list(found.values())

    def _collect(self, table: str, row_id: str, found: dict[str, Row]) -> None:
        row = self.tables[table].get(row_id)
        if row is None or row_id in found:
            return
        found[row_id] = row
        for child, field in CHILDREN[table]:
            if _goes_along(child, field):
                for child_row in list(self.tables[child].values()):
                    if getattr(child_row, field) == row_id:
                        self._collect(child, child_row.id, found)
        # Children were entered after their parent; re-enter the parent so that it comes last.
        found[row_id] = found.pop(row_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.tables == other.tables

    def __hash__(self) -> int:
        raise TypeError("Rows are compared, never hashed")

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables.values())


# References that name somebody rather than own the row: the row stays when what they name goes.
_NAMING = {("plan", "follows"), ("department", "successor"), ("indicator", "department"), ("entry", "department")}


def _goes_along(table: str, field: str) -> bool:
    return (table, field) not in _NAMING
