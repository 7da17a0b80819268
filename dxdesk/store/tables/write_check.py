"""Whether changes may be written here: checked against the file itself at each write, so that no caller can forget it."""

from collections.abc import Sequence

import sqlalchemy as sa

from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.model import Department, Indicator, Lane, Measure, Row, table_of
from dxdesk.plan.rows.nesting import CHILDREN
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.apply import fetch_rows, keys_of, new_references, references_of, rows_with
from dxdesk.store.tables.read import read_table

# The rows above others that decide in which measure, plan and year these are.
_ABOVE = tuple(table_of(row_type) for row_type in (Measure, Indicator, Lane))
_IN_MEASURES = [table for table, field in CHILDREN[table_of(Measure)] if field == "measure"]


def check_write(connection: sa.Connection, scope: Scope, changes: Sequence[Change]) -> None:
    """Raise Refused where the scope does not allow one of the changes."""
    if scope.department is None and not scope.locked:
        return
    rows = _rows_around(connection, changes, owners=scope.department is not None)
    require_permission(scope, Outline(rows), changes)


def _rows_around(connection: sa.Connection, changes: Sequence[Change], owners: bool) -> Rows:
    """Return the rows that decide about changes: the changed ones and those they refer to, directly or through others.

    A parent that comes with the changes counts as there. With `owners` also what decides whose the rows are: the
    departments, and everything in the rows' measures.
    """
    rows = Rows.of(c.after for c in changes if isinstance(c.after, Row) and c.table in _ABOVE)
    wanted = {*keys_of(changes), *(key for change in changes for key in new_references(change))}
    asked = set(wanted)
    while wanted:
        found = [row for row in fetch_rows(connection, wanted).values() if row is not None]
        rows = rows.put(found)
        wanted = {key for row in found for key in references_of(row)} - asked
        asked |= wanted
    if owners:
        rows = rows.put(read_table(connection, table_of(Department)))
        for table in _IN_MEASURES:
            rows = rows.put(rows_with(connection, table, "measure", list(rows.all(Measure))))
    return rows
