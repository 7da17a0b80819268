"""A plan file's rows in memory: an immutable value, changed only into a new one."""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import compress, islice
from operator import is_not
from typing import TypeVar, cast

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row, table_of

R = TypeVar("R", bound=Row)
_FEW = 100  # rows of one table that are compared in no time

# Table, row id.
RowKey = tuple[str, str]
# Table, row, field that refers.
Reference = tuple[str, Row, str]


class Rows:
    """Table name → id → row. An immutable value: `put`, `without` and `apply` return new Rows."""

    __slots__ = ("_since", "tables")

    def __init__(self, tables: Mapping[str, Mapping[str, Row]] | None = None) -> None:
        given = tables or {}
        self.tables: dict[str, Mapping[str, Row]] = {name: given.get(name, {}) for name in TABLES}
        # For each table the one that it was made from, and the ids touched since: all that can differ.
        self._since: dict[str, tuple[Mapping[str, Row], dict[str, None]]] = {}

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """Make Rows from single rows of any tables."""
        return cls().put(rows)

    def all(self, row_type: type[R]) -> Mapping[str, R]:
        """Return the rows of one type by id."""
        return cast(Mapping[str, R], self.tables[table_of(row_type)])

    def get(self, table: str, row_id: str) -> Row | None:
        """Return a row, None where there is none."""
        return self.tables[table].get(row_id)

    def put(self, rows: Iterable[Row]) -> "Rows":
        """Return these Rows with some rows added or replaced."""
        made = _Builder(self)
        for row in rows:
            made.table(table_of(row), row.id)[row.id] = row
        return made.rows()

    def without(self, gone: Iterable[RowKey]) -> "Rows":
        """Return these Rows without some rows."""
        made = _Builder(self)
        for name, row_id in gone:
            made.table(name, row_id).pop(row_id, None)
        return made.rows()

    def apply(self, changes: Iterable[Change]) -> "Rows":
        """Return these Rows with the changes made, unchecked (the store checks them): each cell becomes its `after`."""
        made = _Builder(self)
        for change in changes:
            table = made.table(change.table, change.id)
            if change.field != WHOLE:
                table[change.id] = table[change.id].replace(**{change.field: change.after})
            elif isinstance(change.after, Row):
                table[change.id] = change.after
            else:
                table.pop(change.id, None)
        return made.rows()

    def changed_since(self, before: "Rows", table: str) -> tuple[list[str], list[str]]:
        """Return the ids of rows that are not the very object that `before` has, and of rows that are gone."""
        old, new = before.tables[table], self.tables[table]
        (one, ours), (other, theirs) = self._made_from(table), before._made_from(table)
        if one is not other:
            # Compared in C, without a Python step for each row: most are the same.
            fresh = list(compress(new, map(is_not, new.values(), map(old.get, new))))
            kept = len(new) - sum(row_id not in old for row_id in fresh)
            return fresh, [row_id for row_id in old if row_id not in new] if kept < len(old) else []
        touched = {**theirs, **ours}
        fresh = [row_id for row_id in touched if row_id in new and new[row_id] is not old.get(row_id)]
        return fresh, [row_id for row_id in touched if row_id in old and row_id not in new]

    def _made_from(self, table: str) -> tuple[Mapping[str, Row], dict[str, None]]:
        return self._since.get(table) or (self.tables[table], {})

    def references_to(self, wanted: Container[RowKey] | None = None) -> dict[RowKey, list[Reference]]:
        """Return for each row referred to (of those `wanted`, None: of all) the references to it."""
        found: dict[RowKey, list[Reference]] = {}
        for table, row_type in TABLES.items():
            for field, target in references(row_type):
                for row in self.tables[table].values():
                    named = getattr(row, field)
                    if named is not None and (wanted is None or (target, named) in wanted):
                        found.setdefault((target, named), []).append((table, row, field))
        return found

    def subtree(self, table: str, row_id: str) -> list[Row]:
        """Return the row and all rows that are deleted with it; nothing where there is no such row."""
        top = self.get(table, row_id)
        references = self.references_to() if top else {}
        found = {(table, row_id): top} if top else {}
        waiting = list(found)
        for key in waiting:
            for child_table, row, field in references.get(key, ()):
                child = (child_table, row.id)
                if cascades(child_table, field) and child not in found:
                    found[child] = row
                    waiting.append(child)
        return list(found.values())

    def parent(self, row: Row) -> Row | None:
        """Return the row that a row is written in (the innermost, where it names several), None for a plan."""
        for table in reversed(row.TABLE.inside):
            for field, target in references(type(row)):
                if target == table and (parent := self.get(table, getattr(row, field) or "")) is not None:
                    return parent
        return None

    def ancestry(self, row: Row) -> Iterator[Row]:
        """Yield the row, then the row that it is written in, and so on up to the plan."""
        seen: set[RowKey] = set()
        above: Row | None = row
        # Rows in a circle (a damaged file) must not hang the window.
        while above is not None and (table_of(above), above.id) not in seen:
            yield above
            seen.add((table_of(above), above.id))
            above = self.parent(above)

    def path(self, row: R) -> list[R]:
        """Return the rows of a table that refers to itself, from the outermost that encloses the row down to it."""
        path = [row]
        for above in islice(self.ancestry(row), 1, None):
            if not isinstance(above, type(row)):
                break
            path.insert(0, above)
        return path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.tables == other.tables

    def __hash__(self) -> int:
        raise TypeError("Rows are compared, never hashed")

    def __len__(self) -> int:
        return sum(len(table) for table in self.tables.values())


class _Builder:
    """New Rows in the making: a table is copied when one of its rows is first touched."""

    def __init__(self, start: Rows) -> None:
        self._start = start
        self._fresh: dict[str, dict[str, Row]] = {}
        self._touched: dict[str, dict[str, None]] = {}

    def table(self, name: str, row_id: str) -> dict[str, Row]:
        """Return a table, to change this row of it."""
        if name not in self._fresh:
            self._fresh[name] = dict(self._start.tables[name])
            self._touched[name] = {}
        self._touched[name][row_id] = None
        return self._fresh[name]

    def rows(self) -> Rows:
        """Return the new Rows."""
        made = Rows({**self._start.tables, **self._fresh})
        made._since = dict(self._start._since)
        for name, fresh in self._touched.items():
            first, before = self._start._made_from(name)
            touched = {**before, **fresh}
            if len(touched) <= max(_FEW, len(first) // 8):
                made._since[name] = (first, touched)
            else:
                # To compare so many is no cheaper than to compare all: forget what the table was made from.
                made._since.pop(name, None)
        return made


def cascades(table: str, field: str) -> bool:
    """Whether a row is deleted together with the row that this field of it refers to."""
    return not specs(TABLES[table])[field].weak


def references_exist(row: Row, rows: Rows) -> bool:
    """Whether all rows that a row refers to are there."""
    named = ((table, getattr(row, field)) for field, table in references(type(row)))
    return all(name in rows.tables[table] for table, name in named if name is not None)
