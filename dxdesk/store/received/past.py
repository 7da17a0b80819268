"""What a copy was like when it was closed before: its own history taken back, and believed only where the digest fits."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.codec import check_change, decode_value
from dxdesk.store.tables.records import Submit

_SINCE = 'SELECT batch, table_name, row_id, field, before FROM "change" WHERE batch > ? ORDER BY batch DESC, seq DESC'


@dataclass(frozen=True)
class Past:
    """A copy's rows now, and what stood in each cell before it was changed, newest change first."""

    rows: Rows
    changed: Sequence[tuple[int, str, str, str, str]]  # batch, table, row, field, JSON of what stood there
    digest: Callable[[Rows], str]

    @classmethod
    def read(
        cls, connection: sqlite3.Connection, rows: Rows, submits: Sequence[Submit], digest: Callable[[Rows], str]
    ) -> "Past":
        """As far back as the first of the earlier submits; `digest`: what works out a digest."""
        first = min((submit.batch for submit in submits[:-1]), default=None)
        return cls(rows, connection.execute(_SINCE, (first,)).fetchall() if first is not None else (), digest)

    def at(self, submit: Submit) -> Rows | None:
        """The rows when the copy was closed; None where the history does not lead there."""
        try:
            taken_back = [_taken_back(*line) for batch, *line in self.changed if batch > submit.batch]
            rows = self.rows.apply(taken_back)
        except (ValueError, TypeError, KeyError, AttributeError, RuntimeError, Refused):
            return None  # a stranger's history need not make sense
        return rows if self.digest(rows) == submit.digest else None


def _taken_back(table: str, row_id: str, field: str, before: str) -> Change:
    change = Change(table, row_id, field, None, decode_value(table, before))
    if not (field == WHOLE and change.after is None):
        check_change(change)
    return change
