"""A plan file for an older release: brought back to the schema that it reads, where nothing is lost by that."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store.database import Database
from dxdesk.store.file.inspect import compact_plan
from dxdesk.store.file.migrate import STEPS
from dxdesk.store.version import NEWEST

if TYPE_CHECKING:
    import sqlalchemy as sa

# The steps after it can be taken back; before it there were no copies.
OLDEST_COPY = 1002


def finish_copy(path: Path, schema: int, meta: Mapping[str, str] | None = None) -> None:
    """Make a file that nobody uses ready to be sent: of a schema that is read there, and small.

    What an older schema has no place for is dropped (see `left_out`); `meta`: what such a file says of itself instead.
    """
    if schema < NEWEST:
        _step_back(path, schema, meta or {})
    compact_plan(path)


def _step_back(path: Path, schema: int, meta: Mapping[str, str]) -> None:
    from dxdesk.store.tables.schema import write_meta

    database = Database.open_file(path, "rw", str(path.parent))
    try:
        with database.writing() as connection:
            _take_steps_back(connection, schema)
            for key, value in meta.items():
                write_meta(connection, key, value)
    finally:
        database.close()


def _take_steps_back(connection: "sa.Connection", schema: int) -> None:
    # Imported only here: loading alembic takes longer than opening most plans.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    from dxdesk.store.tables.schema import write_schema

    operations = Operations(MigrationContext.configure(connection))
    for reached in sorted(STEPS, reverse=True):
        if reached > schema:
            import_module(f"dxdesk.store.migrations.{STEPS[reached]}").downgrade(operations)
    write_schema(connection, schema)


def readable_rows(rows: Rows, schema: int) -> Rows:
    """Return rows as an older schema has them: without its missing tables, its missing fields at their defaults."""
    known = _columns(schema)
    return Rows(
        {
            table: {row_id: _readable(row, known[table]) for row_id, row in held.items()}
            for table, held in rows.tables.items()
            if table in known
        }
    )


def left_out(rows: Rows, schema: int) -> list[str]:
    """Return what of the rows an older schema has no place for: 課からの連絡 2件."""
    kept = readable_rows(rows, schema)
    found = []
    for table, row_type in TABLES.items():
        fresh, gone = rows.changed_since(kept, table)
        if fresh or gone:
            names = [specs(row_type)[name].label for name in _missing(table, _columns(schema).get(table))]
            what = f"{row_type.TABLE.label}{'の' if names else ''}{'、'.join(names)}"
            found.append(f"{what} {len({*fresh, *gone})}件")
    return found


def _readable(row: Row, known: frozenset[str]) -> Row:
    blank = {name: default for name, default in _missing(table_of(row), known).items() if getattr(row, name) != default}
    return row.replace(**blank) if blank else row


@cache
def _missing(table: str, known: frozenset[str] | None) -> Mapping[str, Any]:
    """Return the fields that a table lacks, with their defaults; none where there is no such table."""
    return {} if known is None else {f.name: f.default for f in fields(TABLES[table]) if f.name not in known}


@cache
def _columns(schema: int) -> Mapping[str, frozenset[str]]:
    """Return the columns of an older schema's plan, by table."""
    import sqlalchemy as sa

    from dxdesk.store.tables.schema import METADATA

    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        with engine.begin() as connection:
            METADATA.create_all(connection)
            _take_steps_back(connection, schema)
            tables = sa.inspect(connection)
            names = set(tables.get_table_names())
            return {t: frozenset(c["name"] for c in tables.get_columns(t)) for t in TABLES if t in names}
    finally:
        engine.dispose()
