"""The changes between two states of a plan, and two people's changes to one state merged.

Pure functions over rows: they know no table by name, only what the fields declare.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dxdesk.plan.rows.change import WHOLE, CellKey, Change, ordered, row_edits
from dxdesk.plan.rows.fields import Value, references
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.quantity import same_value
from dxdesk.plan.rows.rows import Reference, RowKey, Rows, cascades
from dxdesk.plan.rows.table import Row


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell (or with `*` a row) that both sides changed differently: nothing is applied until a person decides."""

    table: str
    id: str
    field: str
    base: Value | Row
    theirs: Value | Row
    ours: Value | Row


def compare(before: Rows, after: Rows) -> tuple[Change, ...]:
    """The changes that turn `before` into `after`: insertions parents first, then edits, then deletions children first."""
    changes: list[Change] = []
    for table in TABLES:
        old, new = before.tables[table], after.tables[table]
        if old is new:
            continue
        fresh, gone = after.changed_since(before, table)
        for row_id in fresh:
            was, row = old.get(row_id), new[row_id]
            if was is None:
                changes.append(Change(table, row_id, WHOLE, None, row))
            elif was != row:
                changes += row_edits(table, was, row)
        changes += [Change(table, row_id, WHOLE, old[row_id], None) for row_id in gone]
    return ordered(changes)


def three_way(base: Rows, theirs: Rows, ours: Rows) -> tuple[tuple[Change, ...], tuple[Conflict, ...]]:
    """Return what `theirs` changed since `base`, ready to apply to `ours`, and the conflicts.

    Equal edits converge; quantities converge when the value is the same; of two ranks ours stays. When one side deletes
    a row that the other edited or referred to anew, that row, all rows deleted with it and the new references are in
    conflict. Exchanging the sides gives conflicts of the same cells.
    """
    sides = (_Side(base, theirs), _Side(base, ours))
    held = _held(base, sides)
    conflicts = tuple(_conflict(cell, base, theirs, ours) for cell in sorted(held, key=_parents_first))
    return ordered(_to_apply(sides[0], sides[1], held)), conflicts


class _Side:
    """One person's state of the plan, and how it differs from the base."""

    def __init__(self, base: Rows, rows: Rows) -> None:
        self.rows = rows
        self.changes = {c.cell: c for c in compare(base, rows)}
        whole = [c for c in self.changes.values() if c.field == WHOLE]
        self.inserted = {(c.table, c.id) for c in whole if c.before is None}
        self.deleted = {(c.table, c.id) for c in whole if c.after is None}
        # Another place in the order does not change the row itself.
        self.touched = {(c.table, c.id) for c in self.changes.values() if _kind(c) != "rank"}

    @cached_property
    def referring(self) -> dict[RowKey, list[Reference]]:
        """The references to each row in this state."""
        return self.rows.references_to()

    def value(self, cell: CellKey) -> Value | Row:
        """The value of a cell, None where its row does not exist."""
        return value_at(self.rows, cell)


_Sides = tuple[_Side, _Side]


def _held(base: Rows, sides: _Sides) -> set[CellKey]:
    """The cells that only a person can decide: those in conflict themselves, and those that depend on them."""
    one, other = sides
    held = {*_contested(one, other), *_contested(other, one)}
    if not (one.deleted or other.deleted or _moves(sides)):
        return held
    while True:
        more = {*_dependent(base, one, other, held), *_dependent(base, other, one, held), *_circles(sides, held)} - held
        if not more:
            return {cell for cell in held if cell[2] == WHOLE or (*cell[:2], WHOLE) not in held}
        held |= more


def _contested(one: _Side, other: _Side) -> Iterator[CellKey]:
    """The cells changed differently, and the rows that one side deleted and the other edited."""
    yield from ((*key, WHOLE) for key in one.deleted & other.touched - other.deleted)
    yield from (
        cell for cell in one.changes.keys() & other.changes.keys() if not converge(one.changes[cell], other.changes[cell])
    )
    for key in one.inserted & other.inserted:
        theirs, ours = one.rows.tables[key[0]][key[1]], other.rows.tables[key[0]][key[1]]
        yield from (
            (*key, edit.field)
            for edit in row_edits(key[0], theirs, ours)
            if edit.before not in ("", None) and edit.after not in ("", None) and not converge(edit.inverted(), edit)
        )


def converge(one: Change, other: Change) -> bool:
    """Whether two changes of a cell agree. Rows inserted twice are compared field by field, elsewhere."""
    if one.after == other.after or one.field == WHOLE:
        return True
    kind = _kind(one)
    if kind == "quantity" and isinstance(one.after, str) and isinstance(other.after, str):
        return same_value(one.after, other.after)
    return kind == "rank"


def _dependent(base: Rows, one: _Side, other: _Side, held: set[CellKey]) -> Iterator[CellKey]:
    """The cells to hold as well, where `one` deleted rows that `other` still has."""
    for gone in one.deleted - other.deleted:
        for table, row, field in other.referring.get(gone, ()):
            key, cell = (table, row.id), (table, row.id, field)
            if key in one.deleted:
                # Deleted together: both are held where the one belongs to the other.
                if (*key, WHOLE) in held:
                    yield (*gone, WHOLE)
                elif (*gone, WHOLE) in held and cascades(table, field):
                    yield (*key, WHOLE)
            elif cell in held or value_at(base, cell) != gone[1]:
                # The reference is new, or held.
                yield (*gone, WHOLE)
                yield _smallest(cell, one, other)
    for key in other.inserted - one.inserted:
        if (*key, WHOLE) in held:
            yield from (_smallest((t, row.id, field), one, other) for t, row, field in other.referring.get(key, ()))


def _smallest(cell: CellKey, one: _Side, other: _Side) -> CellKey:
    """The cell where both sides have its row, else the row."""
    key = cell[:2]
    return cell if one.rows.get(*key) and other.rows.get(*key) else (*key, WHOLE)


def _moves(sides: _Sides) -> set[CellKey]:
    """The edits of references within a table: two of them may make a circle."""
    return {
        cell
        for side in sides
        for cell in side.changes
        if cell[2] != WHOLE and (cell[2], cell[0]) in references(TABLES[cell[0]])
    }


def _circles(sides: _Sides, held: set[CellKey]) -> Iterator[CellKey]:
    """The moves of both sides that together would put a row below itself."""
    moves = _moves(sides)
    for start in moves:
        for side in sides:
            circle = _circle(start, sides, side, held)
            moved = [{cell for cell in circle if cell in s.changes} for s in sides]
            if moved[0] - moved[1] and moved[1] - moved[0]:
                yield from moved[0] | moved[1]


def _circle(start: CellKey, sides: _Sides, side: _Side, held: set[CellKey]) -> list[CellKey]:
    """The cells on the path from `start` upwards back to itself; none where the path ends."""
    path: list[CellKey] = []
    cell = start
    while cell not in path:
        path.append(cell)
        parent = _merged(cell, sides, side, held)
        if not isinstance(parent, str):
            return []
        cell = (cell[0], parent, cell[2])
    return path if cell == start else []


def _merged(cell: CellKey, sides: _Sides, side: _Side, held: set[CellKey]) -> Value | Row:
    """The value that a cell will have: where it is held that of `side`, else the changed one."""
    authors = (side,) if cell in held else tuple(s for s in sides if cell in s.changes)
    return next((s.value(cell) for s in (*authors, *sides) if s.rows.get(*cell[:2])), None)


def _to_apply(theirs: _Side, ours: _Side, held: set[CellKey]) -> Iterator[Change]:
    """Their changes that are not in conflict and that ours does not have yet, starting from the values in ours."""
    for cell, change in theirs.changes.items():
        key = cell[:2]
        mine = ours.rows.get(*key)
        if cell in held or (*key, WHOLE) in held:
            continue
        if cell[2] != WHOLE:
            if mine is not None and cell not in ours.changes:
                yield change
        elif change.after is None:
            if mine is not None:
                yield Change(*cell, mine, None)
        elif mine is None:
            yield change
        elif isinstance(change.after, Row):
            # Inserted on both sides: a field that ours left empty takes their value.
            yield from (
                edit
                for edit in row_edits(key[0], mine, change.after)
                if edit.before in ("", None) and (*key, edit.field) not in held
            )


def _conflict(cell: CellKey, base: Rows, theirs: Rows, ours: Rows) -> Conflict:
    return Conflict(*cell, *(value_at(rows, cell) for rows in (base, theirs, ours)))


def value_at(rows: Rows, cell: CellKey) -> Value | Row:
    """The value of a cell, the whole row where the field is `*`; None where the row does not exist."""
    row = rows.get(*cell[:2])
    if row is None or cell[2] == WHOLE:
        return row
    value: Value = getattr(row, cell[2])
    return value


def _kind(change: Change) -> str:
    return change.spec.kind if change.spec is not None else ""


_PLACES = {table: place for place, table in enumerate(TABLES)}


def _parents_first(cell: CellKey) -> tuple[int, CellKey]:
    """Parents before children."""
    return _PLACES[cell[0]], cell
