"""What is written in what, and what refers to what: derived from the declarations of the tables."""

from functools import cache

from dxdesk.plan.rows.fields import Value, references
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row, table_of


@cache
def enclosing_tables(table: str) -> frozenset[str]:
    """Return the tables in whose rows, however deep, the rows of a table are written."""
    found: set[str] = set()
    waiting = list(TABLES[table].TABLE.inside)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += TABLES[name].TABLE.inside
    return frozenset(found)


def parent_values(row_type: type[Row], parent: Row) -> dict[str, Value]:
    """Return the fields in which a row written in `parent` refers to it and to the rows that enclose them both."""
    enclosing = enclosing_tables(table_of(row_type))
    return {
        field: parent.id if table == table_of(parent) else getattr(parent, field, None)
        for field, table in references(row_type)
        if table in enclosing
    }


# (child table, field) for each table: the rows that are deleted or cut loose when one of its rows is deleted.
CHILDREN: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (child, field) for child, child_type in TABLES.items() for field, target in references(child_type) if target == name
    )
    for name in TABLES
}


def _nested(name: str) -> tuple[str, ...]:
    inner = [row_type.TABLE for row_type in TABLES.values() if name in row_type.TABLE.inside]
    # A pillar's own pillars are named before its measures; only in a plan do pillars come after the lists.
    return tuple(table.name for table in sorted(inner, key=lambda table: table.after_others and table.name != name))


# The tables whose rows are written inside a row of each table, in the order in which seeds name them.
NESTED: dict[str, tuple[str, ...]] = {name: _nested(name) for name in TABLES}
