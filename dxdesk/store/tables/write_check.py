"""What may be written here: looked up in the file itself at each write, so that no way in forgets to ask."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import CHILDREN, TABLES, Department, Indicator, Lane, Measure, Row, table_of
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.apply import RowKey, fetch, in_portions, keys_of, rows_where
from dxdesk.store.tables.read import read_table
from dxdesk.store.tables.schema import PLAN

# What tells of a row to which plan it belongs.
_ABOVE = tuple(table_of(row_type) for row_type in (Measure, Indicator, Lane))
_IN_MEASURES = [table for table, field in CHILDREN[table_of(Measure)] if field == "measure"]


def permit(connection: sa.Connection, scope: Scope, changes: Sequence[Change]) -> None:
    """Raises Refused where the scope does not allow one of the changes."""
    if scope.department is None and not scope.locked:
        return
    rows = _near(connection, changes)
    if scope.department is not None:
        rows = rows.put(_around(connection, rows, changes))
    require_permission(scope, Outline(rows), changes)


def _around(connection: sa.Connection, rows: Rows, changes: Sequence[Change]) -> Iterator[Row]:
    """What tells whose rows are: the departments, all that stands in the rows' measures, and what the rows refer to."""
    yield from read_table(connection, table_of(Department))
    measures = list(rows.all(Measure))
    for table in _IN_MEASURES:
        for portion in in_portions(measures):
            yield from rows_where(connection, table, PLAN[table].c.measure.in_(portion))
    for row in fetch(connection, {key for change in changes for key in _referred(rows, change)}).values():
        if row is not None:
            yield row


def _referred(rows: Rows, change: Change) -> Iterator[RowKey]:
    """The rows that a change's row refers to, before it or after it."""
    for row in (rows.get(change.table, change.id), change.after):
        if isinstance(row, Row):
            yield from ((table, key) for field, table in references(type(row)) if (key := getattr(row, field)) is not None)
    for field, table in references(TABLES[change.table]):
        if change.field == field and change.after is not None:
            yield table, str(change.after)


def _near(connection: sa.Connection, changes: Sequence[Change]) -> Rows:
    """The rows that change and what they belong to, also where that only comes with them: enough to tell the year."""
    new = [change.after for change in changes if isinstance(change.after, Row) and change.table in _ABOVE]
    found = [row for row in fetch(connection, keys_of(changes)).values() if row is not None]
    born = [change.after for change in changes if isinstance(change.after, Row)]
    rows = Rows.of([*new, *found])
    named = set(_named([*found, *born]))
    while wanted := {key for key in named if rows.get(*key) is None}:
        above = [row for row in fetch(connection, wanted).values() if row is not None]
        if not above:
            break
        rows = rows.put(above)
        named = set(_named(above))
    return rows


def _named(rows: Iterable[Row]) -> Iterable[RowKey]:
    """The measures, indicators and lanes that rows refer to."""
    for row in rows:
        for field, table in references(type(row)):
            named = getattr(row, field)
            if table in _ABOVE and named is not None:
                yield table, named
