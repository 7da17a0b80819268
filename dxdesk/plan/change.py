"""Every write is a batch of changes; a change says what stood there before, so a stale one can be told."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from dxdesk.plan.fields import Value
from dxdesk.plan.model import Row

WHOLE = "*"

BatchKind = Literal["edit", "undo", "redo", "import", "merge", "seed", "rollover", "restore"]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell from `before` to `after`; with field `*` a birth (before None) or a death (after None) of a whole row."""

    table: str
    id: str
    field: str
    before: Value | Row
    after: Value | Row

    def inverted(self) -> "Change":
        """The change that takes this one back."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Batch:
    """Changes made together, with author, time (UTC, ISO 8601), reason and the group that undo takes back as one."""

    changes: tuple[Change, ...]
    author: str
    reason: str = ""
    kind: BatchKind = "edit"
    group: str = field(default_factory=lambda: str(uuid.uuid4()))
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __bool__(self) -> bool:
        return bool(self.changes)


def born(rows: Iterable[tuple[str, Row]]) -> tuple[Change, ...]:
    """Births of rows given as (table, row)."""
    return tuple(Change(table, row.id, WHOLE, None, row) for table, row in rows)


def squashed(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same changes with each cell named once, from its first `before` to its last `after`; no-ops fall away."""
    rows: dict[tuple[str, str], dict[str, Change]] = {}
    for change in changes:
        cells = rows.setdefault((change.table, change.id), {})
        birth = cells.get(WHOLE)
        if change.field == WHOLE:
            _fold_whole(cells, change)
        elif birth is not None and isinstance(birth.after, Row):
            cells[WHOLE] = replace(birth, after=birth.after.but(**{change.field: change.after}))
        else:
            first = cells.get(change.field, change)
            cells[change.field] = replace(first, after=change.after)
    return tuple(change for cells in rows.values() for change in cells.values() if change.before != change.after)


def _fold_whole(cells: dict[str, Change], change: Change) -> None:
    """A birth or death after earlier changes of the same row: the edits before a death are folded into it."""
    before = cells[WHOLE].before if WHOLE in cells else change.before
    if isinstance(before, Row) and WHOLE not in cells:
        before = before.but(**{name: edit.before for name, edit in cells.items()})
    cells.clear()
    cells[WHOLE] = replace(change, before=before)
