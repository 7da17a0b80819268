"""A plan file's rows in memory: tables of frozen rows, changed only into new ones."""

from collections.abc import Container, Iterable, Mapping
from itertools import compress
from operator import is_not
from typing import TypeVar, cast

from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.fields import references, specs
from dxdesk.plan.model import TABLES, Row, table_of

R = TypeVar("R", bound=Row)
Key = tuple[str, str]
Reference = tuple[str, Row, str]


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
            if name not in fresh:
                fresh[name] = dict(self.tables[name])
            fresh[name][row.id] = row
        return Rows({**self.tables, **fresh})

    def without(self, gone: Iterable[tuple[str, str]]) -> "Rows":
        """Without the rows named as (table, id)."""
        fresh: dict[str, dict[str, Row]] = {}
        for name, row_id in gone:
            if name not in fresh:
                fresh[name] = dict(self.tables[name])
            fresh[name].pop(row_id, None)
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

    def referring(self, wanted: Container[Key] | None = None) -> dict[Key, list[Reference]]:
        """For each row referred to (of those `wanted`, None: of all): (table, row, field) of each that does."""
        found: dict[Key, list[Reference]] = {}
        for table, row_type in TABLES.items():
            for field, target in references(row_type):
                for row in self.tables[table].values():
                    named = getattr(row, field)
                    if named is not None and (wanted is None or (target, named) in wanted):
                        found.setdefault((target, named), []).append((table, row, field))
        return found

    def below(self, table: str, row_id: str) -> list[Row]:
        """The row and every row that hangs on it: what goes when it goes."""
        top = self.get(table, row_id)
        hanging = self.referring() if top else {}
        found = {(table, row_id): top} if top else {}
        waiting = list(found)
        for key in waiting:
            for child_table, row, field in hanging.get(key, ()):
                child = (child_table, row.id)
                if owned(child_table, field) and child not in found:
                    found[child] = row
                    waiting.append(child)
        return list(found.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.tables == other.tables

    def __hash__(self) -> int:
        raise TypeError("Rows are compared, never hashed")

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables.values())


def differing(old: Mapping[str, Row], new: Mapping[str, Row]) -> tuple[list[str], list[str]]:
    """Between two states of a table, ids: of rows that are not the very same object as in the old one; of rows only there."""
    # Most rows of a large plan are the same: no step of Python's own for each.
    fresh = list(compress(new, map(is_not, new.values(), map(old.get, new))))
    kept = len(new) - sum(row_id not in old for row_id in fresh)
    return fresh, [row_id for row_id in old if row_id not in new] if kept < len(old) else []


def owned(table: str, field: str) -> bool:
    """Whether a row goes along when the row goes that this field of it refers to."""
    return not specs(TABLES[table])[field].loose
