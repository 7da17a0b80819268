"""Every write is a batch of changes; a change states the value before, so that a stale one is recognised."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Literal

from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.fields import Spec, Value, references, specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row

WHOLE = "*"

# Table, row id, field.
CellKey = tuple[str, str, str]

BatchKind = Literal["edit", "undo", "redo", "import", "merge", "seed", "rollover", "restore"]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell from `before` to `after`; with field `*` the insertion (before None) or deletion (after None) of a row."""

    table: str
    id: str
    field: str
    before: Value | Row
    after: Value | Row

    @property
    def cell(self) -> CellKey:
        """The cell that changes."""
        return self.table, self.id, self.field

    @property
    def spec(self) -> Spec | None:
        """The declaration of the field that changes, None for a whole row."""
        return specs(TABLES[self.table]).get(self.field)

    def inverted(self) -> "Change":
        """Return the change that undoes this one."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Batch:
    """Changes made together, with author, time (UTC, ISO 8601), reason and the group that undo takes back as one."""

    changes: tuple[Change, ...]
    author: str
    reason: str = ""
    kind: BatchKind = "edit"
    group: str = field(default_factory=lambda: str(uuid.uuid4()))
    at: str = field(default_factory=utc_now)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __bool__(self) -> bool:
        return bool(self.changes)


def insertions(rows: Iterable[tuple[str, Row]]) -> tuple[Change, ...]:
    """Return the insertions of rows given as (table, row)."""
    return tuple(Change(table, row.id, WHOLE, None, row) for table, row in rows)


def row_edits(table: str, old: Row, new: Row) -> tuple[Change, ...]:
    """Return the changes of single cells that turn one state of a row into another."""
    values = _values(type(old))
    cells = zip(specs(type(old)), values(old), values(new), strict=True)
    return tuple(Change(table, old.id, name, before, after) for name, before, after in cells if before != after)


_VALUES: dict[type[Row], Callable[[Row], tuple[Value, ...]]] = {}


def _values(row_type: type[Row]) -> Callable[[Row], tuple[Value, ...]]:
    """Return the function that reads a row's values, in the order declared."""
    known = _VALUES.get(row_type)
    if known is None:
        known = _VALUES[row_type] = attrgetter(*specs(row_type))
    return known


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort changes so that no row ever refers to nothing: insertions parents first, edits, deletions children first."""
    inserted: list[tuple[str, Row]] = []
    deleted: list[tuple[str, Row]] = []
    cells: list[Change] = []
    for change in changes:
        if isinstance(change.after, Row):
            inserted.append((change.table, change.after))
        elif isinstance(change.before, Row):
            deleted.append((change.table, change.before))
        else:
            cells.append(change)
    deletions = (Change(table, row.id, WHOLE, row, None) for table, row in reversed(_parents_first(deleted)))
    return (*insertions(_parents_first(inserted)), *cells, *deletions)


_PLACES = {table: place for place, table in enumerate(TABLES)}


def _parents_first(rows: list[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """Sort rows by table; within a table that refers to itself, by how many of these rows are above them."""
    by_id = {(table, row.id): row for table, row in rows}

    def depth(table: str, row: Row, under: tuple[str, ...] = ()) -> int:
        named = (getattr(row, field) for field, target in references(type(row)) if target == table)
        parents = (by_id[table, key] for key in named if (table, key) in by_id and key not in under)
        return max((1 + depth(table, parent, (*under, row.id)) for parent in parents), default=0)

    return sorted(rows, key=lambda named: (_PLACES[named[0]], depth(*named)))


def squashed(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Merge changes of the same cell into one, from its first `before` to its last `after`; drop what changes nothing."""
    rows: dict[tuple[str, str], dict[str, Change]] = {}
    for change in changes:
        cells = rows.setdefault((change.table, change.id), {})
        insertion = cells.get(WHOLE)
        if change.field == WHOLE:
            _fold_whole(cells, change)
        elif insertion is not None and isinstance(insertion.after, Row):
            cells[WHOLE] = replace(insertion, after=insertion.after.replace(**{change.field: change.after}))
        else:
            first = cells.get(change.field, change)
            cells[change.field] = replace(first, after=change.after)
    return ordered(change for cells in rows.values() for cell in cells.values() for change in _net(cell))


def _fold_whole(cells: dict[str, Change], change: Change) -> None:
    """Add an insertion or deletion after earlier changes of the same row: a deletion takes in the edits before it."""
    before = cells[WHOLE].before if WHOLE in cells else change.before
    if isinstance(before, Row) and WHOLE not in cells:
        before = before.replace(**{name: edit.before for name, edit in cells.items()})
    cells.clear()
    cells[WHOLE] = replace(change, before=before)


def _net(change: Change) -> tuple[Change, ...]:
    """Return nothing for a cell that is as it was, single edits for a row that was deleted and inserted again."""
    if isinstance(change.before, Row) and isinstance(change.after, Row):
        return row_edits(change.table, change.before, change.after)
    return (change,) if change.before != change.after else ()
