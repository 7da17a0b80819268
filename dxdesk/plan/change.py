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
    cells: dict[tuple[str, str, str], Change] = {}
    for change in changes:
        key = (change.table, change.id, change.field)
        whole = cells.get((change.table, change.id, WHOLE))
        if change.field != WHOLE and whole is not None and isinstance(whole.after, Row):
            cells[(change.table, change.id, WHOLE)] = replace(whole, after=replace(whole.after, **{change.field: change.after}))
        elif change.field == WHOLE and change.after is None and isinstance(change.before, Row):
            row = change.before
            # Edits before a death are folded into it: the row goes back to what it was before them.
            for edit_key in [k for k in cells if k[:2] == key[:2] and k[2] != WHOLE]:
                row = replace(row, **{edit_key[2]: cells.pop(edit_key).before})
            cells[key] = replace(change, before=whole.before if whole is not None else row)
        elif key in cells:
            cells[key] = replace(cells[key], after=change.after)
        else:
            cells[key] = change
    return tuple(change for change in cells.values() if change.before != change.after)
