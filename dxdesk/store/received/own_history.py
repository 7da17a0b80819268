"""A copy's own history: the last writer of each cell, and its rows at earlier submits; believed only as far as plausible."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dxdesk.plan.rows.change import WHOLE, CellKey, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.received.claims import can_be_true, clean_name, is_time
from dxdesk.store.tables.codec import check_change, decode_value, is_storable
from dxdesk.store.tables.records import Submit

_SINCE = 'SELECT batch, table_name, row_id, field, before FROM "change" WHERE batch > ? ORDER BY batch DESC, seq DESC'
_WRITERS = (
    'SELECT c.table_name, c.row_id, c.field, b.author, b.at FROM "change" c JOIN batch b ON b.number = c.batch '
    "ORDER BY c.batch, c.seq"
)
_LONGEST = 200


def last_writers(connection: sqlite3.Connection, handed_in: str, now: datetime) -> dict[CellKey, tuple[str, str]]:
    """Return the author and time of the last change of each cell, without lines that are not plausible.

    A change of an impossible time counts as made when the copy was handed in.
    """
    found: dict[CellKey, tuple[str, str]] = {}
    for table, row_id, field, author, at in connection.execute(_WRITERS):
        texts = all(isinstance(part, str) and len(part) <= _LONGEST for part in (table, row_id, field, author, at))
        if texts and is_storable(author) and is_time(at) and (name := clean_name(author)):
            found[table, row_id, field] = (name, at if can_be_true(at, now) else handed_in)
    return found


@dataclass(frozen=True)
class EarlierStates:
    """A copy's rows now, and the changes that lead back from them, newest first."""

    rows: Rows
    changes: Sequence[tuple[int, str, str, str, str]]  # batch, table, row, field, JSON of the value before
    digest: Callable[[Rows], str]

    @classmethod
    def read(
        cls, connection: sqlite3.Connection, rows: Rows, submits: Sequence[Submit], digest: Callable[[Rows], str]
    ) -> "EarlierStates":
        """Read the history back to the first of the earlier submits; `digest` computes the digest of rows."""
        first = min((submit.batch for submit in submits[:-1]), default=None)
        return cls(rows, connection.execute(_SINCE, (first,)).fetchall() if first is not None else (), digest)

    def rows_at(self, submit: Submit) -> Rows | None:
        """Return the rows when the copy was closed, None where the history does not lead to the submit's digest."""
        try:
            undone = [_undone(*line) for batch, *line in self.changes if batch > submit.batch]
            rows = self.rows.apply(undone)
        except (ValueError, TypeError, KeyError, AttributeError, RuntimeError, Refused):
            return None  # the history of an untrusted file need not make sense
        return rows if self.digest(rows) == submit.digest else None


def _undone(table: str, row_id: str, field: str, before: str) -> Change:
    change = Change(table, row_id, field, None, decode_value(table, before))
    if not (field == WHOLE and change.after is None):
        check_change(change)
    return change
