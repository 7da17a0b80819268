"""Whether changes may be written here: checked against the file itself at each write, so that no caller can forget it."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.model import Department, Indicator, Lane, Measure
from dxdesk.plan.rows.nesting import CHILDREN
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row, table_of
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
    """Return the rows that decide about changes: the changed ones, and the measure, indicator and lane above them.

    A parent that comes with the changes counts as there. With `owners` also what decides whose the rows are: all that they
    refer to, the departments, and everything in their measures.
    """
    changed = _existing(connection, keys_of(changes))
    rows = Rows.of([*(c.after for c in changes if isinstance(c.after, Row) and c.table in _ABOVE), *changed])
    named = {*(key for change in changes for key in new_references(change)), *_references(changed)}
    wanted = named if owners else _above(named)
    while found := _existing(connection, [key for key in wanted if rows.get(*key) is None]):
        rows = rows.put(found)
        wanted = _above(_references(found))
    if owners:
        rows = rows.put(read_table(connection, table_of(Department)))
        for table in _IN_MEASURES:
            rows = rows.put(rows_with(connection, table, "measure", list(rows.all(Measure))))
    return rows


def _existing(connection: sa.Connection, keys: Iterable[RowKey]) -> list[Row]:
    return [row for row in fetch_rows(connection, keys).values() if row is not None]


def _references(rows: Iterable[Row]) -> set[RowKey]:
    return {key for row in rows for key in references_of(row)}


def _above(keys: Iterable[RowKey]) -> set[RowKey]:
    return {key for key in keys if key[0] in _ABOVE}
