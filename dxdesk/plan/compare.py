"""What changed between two states of a plan, and what two people's changes to one state make together.

Pure functions over rows: no table is known by name, only what the fields declare.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.fields import Value, references, specs
from dxdesk.plan.model import CHILDREN, TABLES, Row
from dxdesk.plan.quantity import same_value
from dxdesk.plan.rows import Rows


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell (or with `*` a row) that both sides changed, differently: nothing is applied until a person decides."""

    table: str
    id: str
    field: str
    base: Value | Row
    theirs: Value | Row
    ours: Value | Row


def compare(before: Rows, after: Rows) -> tuple[Change, ...]:
    """The changes that make `before` into `after`: births parents first, then edits, then deaths children first."""
    births: list[Change] = []
    edits: list[Change] = []
    deaths: list[Change] = []
    for table in TABLES:
        old, new = before.tables[table], after.tables[table]
        if old is new:
            continue
        births += [Change(table, i, WHOLE, None, new[i]) for i in new if i not in old]
        edits += [edit for i in new if i in old and old[i] != new[i] for edit in _edits(table, old[i], new[i])]
        deaths[:0] = [Change(table, i, WHOLE, old[i], None) for i in old if i not in new]
    return (*births, *edits, *deaths)


def three_way(base: Rows, theirs: Rows, ours: Rows) -> tuple[tuple[Change, ...], tuple[Conflict, ...]]:
    """What `theirs` changed since `base`, ready to apply to `ours`, and the cells that both changed differently.

    Equal edits converge; quantities converge when the value is the same; of two ranks ours stays.
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    for change in compare(base, theirs):
        for found in _settle(change, base, theirs, ours):
            if isinstance(found, Conflict):
                if found not in conflicts:
                    conflicts.append(found)
            else:
                changes.append(found)
    return _with_parents(changes, conflicts, ours)


def _edits(table: str, old: Row, new: Row) -> Iterator[Change]:
    for name in specs(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(table, old.id, name, before, after)


def _settle(change: Change, base: Rows, theirs: Rows, ours: Rows) -> Iterator[Change | Conflict]:
    table, row_id = change.table, change.id
    was, mine = base.get(table, row_id), ours.get(table, row_id)
    if change.field != WHOLE:
        if mine is None:
            yield Conflict(table, row_id, WHOLE, was, theirs.get(table, row_id), None)
        else:
            yield from _settle_cell(change, mine)
    elif isinstance(change.after, Row):
        if mine is None:
            yield change
        else:
            # Both filled the same empty cell: field by field, an unfilled field being no statement.
            for edit in _edits(table, mine, change.after):
                yield from _settle_birth(edit, type(mine))
    elif mine is not None:
        if mine == was and not _grew(table, row_id, base, ours):
            yield change
        else:
            yield Conflict(table, row_id, WHOLE, was, None, mine)


def _settle_cell(change: Change, mine: Row) -> Iterator[Change | Conflict]:
    now = getattr(mine, change.field)
    spec = specs(type(mine))[change.field]
    if now == change.before:
        yield change
    elif not _same(spec.kind, now, change.after) and spec.kind != "rank":
        yield Conflict(change.table, change.id, change.field, change.before, change.after, now)


def _settle_birth(edit: Change, row_type: type[Row]) -> Iterator[Change | Conflict]:
    ours, theirs = edit.before, edit.after
    kind = specs(row_type)[edit.field].kind
    if ours in ("", None):
        yield edit
    elif theirs not in ("", None) and not _same(kind, ours, theirs) and kind != "rank":
        yield Conflict(edit.table, edit.id, edit.field, None, theirs, ours)


def _same(kind: str, one: Value | Row, other: Value | Row) -> bool:
    if kind == "quantity" and isinstance(one, str) and isinstance(other, str):
        return same_value(one, other)
    return one == other


def _grew(table: str, row_id: str, base: Rows, ours: Rows) -> bool:
    """Whether ours holds a child of the row that the base did not: deleting the row would orphan it."""
    return any(
        getattr(row, field) == row_id and (known is None or getattr(known, field) != row_id)
        for child, field in CHILDREN[table]
        for row in ours.tables[child].values()
        for known in (base.tables[child].get(row.id),)
    )


def _with_parents(
    changes: list[Change], conflicts: list[Conflict], ours: Rows
) -> tuple[tuple[Change, ...], tuple[Conflict, ...]]:
    """Holds whatever refers to a row that will not be there, and the deaths of rows that must stay for a held one."""
    held = list(conflicts)
    kept = list(changes)
    while True:
        outcome = ours.apply(kept)
        orphan = next((c for c in kept if _dangles(c, outcome)), None) or _orphaner(kept, outcome)
        if orphan is None:
            return tuple(kept), tuple(held)
        kept.remove(orphan)
        mine = ours.get(orphan.table, orphan.id)
        now = mine if orphan.field == WHOLE or mine is None else getattr(mine, orphan.field)
        held.append(Conflict(orphan.table, orphan.id, orphan.field, orphan.before, orphan.after, now))


def _dangles(change: Change, outcome: Rows) -> bool:
    if change.field != WHOLE:
        target = dict(references(TABLES[change.table])).get(change.field)
        return bool(target and change.after is not None and outcome.get(target, str(change.after)) is None)
    if not isinstance(change.after, Row):
        return False
    return any(
        named is not None and outcome.get(target, named) is None
        for field, target in references(type(change.after))
        for named in (getattr(change.after, field),)
    )


def _orphaner(kept: list[Change], outcome: Rows) -> Change | None:
    """A death that would leave a living row pointing at nothing."""
    dying = {(c.table, c.id): c for c in kept if c.field == WHOLE and c.after is None}
    if not dying:
        return None
    for table, row_type in TABLES.items():
        for field, target in references(row_type):
            for row in outcome.tables[table].values():
                death = dying.get((target, getattr(row, field) or ""))
                if death is not None:
                    return death
    return None
