"""What may be written here: looked up in the file itself at each write, so that no way in forgets to ask."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from dxdesk.plan.change import Change
from dxdesk.plan.fields import references
from dxdesk.plan.model import TABLES, Indicator, Lane, Measure, Row, table_of
from dxdesk.plan.outline import Outline
from dxdesk.plan.rows import Rows
from dxdesk.plan.scope import Scope, require
from dxdesk.store.writing import Key, fetch, keys_of, rows_of

# What tells of a row to which plan it belongs.
_ABOVE = tuple(table_of(row_type) for row_type in (Measure, Indicator, Lane))


def permit(connection: sa.Connection, scope: Scope, changes: Sequence[Change]) -> None:
    """Raises Refused where the scope does not allow one of the changes."""
    if scope.department is None and not scope.locked:
        return
    if scope.department is not None:
        rows = Rows({table: {row.id: row for row in rows_of(connection, table)} for table in TABLES})
    else:
        rows = _near(connection, changes)
    require(scope, Outline(rows), changes)


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


def _named(rows: Iterable[Row]) -> Iterable[Key]:
    """The measures, indicators and lanes that rows refer to."""
    for row in rows:
        for field, table in references(type(row)):
            named = getattr(row, field)
            if table in _ABOVE and named is not None:
                yield table, named
