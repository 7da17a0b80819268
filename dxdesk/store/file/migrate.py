"""Migrating an older schema to the newest, step by step; a file on a copy that replaces it in the end."""

from importlib import import_module
from pathlib import Path

from dxdesk.store.database import Database
from dxdesk.store.file.inspect import copy_plan, inspect_file, replacing_plan, row_counts
from dxdesk.store.tables.read import COPY, HANDED_OUT, META, ROLE, read_meta
from dxdesk.store.version import NEWEST

# Schema → the module of the step to it.
STEPS = {1001: "to_1001", 1002: "to_1002", 1003: "to_1003"}


def upgrade(database: Database, schema: int) -> None:
    """Apply the steps after `schema`, in one transaction."""
    # Imported only here: loading alembic takes longer than opening most plans.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    from dxdesk.store.tables.schema import write_meta, write_schema

    with database.writing() as connection:
        operations = Operations(MigrationContext.configure(connection))
        if read_meta(connection, ROLE) == COPY and read_meta(connection, HANDED_OUT) is None:
            # What is submitted from it should be read where it was handed out.
            write_meta(connection, HANDED_OUT, str(schema))
        for reached in sorted(STEPS):
            if reached > schema:
                import_module(f"dxdesk.store.migrations.{STEPS[reached]}").upgrade(operations)
        write_schema(connection, NEWEST)


def upgrade_copy(copy: Path, schema: int) -> None:
    """Migrate a copy that nobody else uses to the newest schema, and check that it is whole."""
    before = row_counts(copy)
    database = Database.open_file(copy, "rw", str(copy.parent))
    try:
        upgrade(database, schema)
    finally:
        database.close()
    inspect_file(copy)
    after = row_counts(copy)
    # What a file says of itself may become more.
    lost = [table for table, count in before.items() if after.get(table) != count and table != META]
    if lost:
        raise RuntimeError(f"rows lost in the migration of {lost}")


def upgrade_file(path: Path, schema: int) -> None:
    """Migrate a plan file to the newest schema; until the last moment it is the old one, whole."""
    with replacing_plan(path) as copy:
        copy_plan(path, copy)
        upgrade_copy(copy, schema)
