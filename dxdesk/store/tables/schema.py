"""The tables of a plan file: the plan's own and the records from their declarations, and those of the file itself."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import field_types
from dxdesk.store.tables.read import MAP, SCHEMA
from dxdesk.store.tables.records import RECORDS, Record, record_table
from dxdesk.store.version import APPLICATION_ID, NEEDS, release_of

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TYPES: dict[type[Any], type[sa.types.TypeEngine[Any]]] = {
    str: sa.Text,
    int: sa.Integer,
    bool: sa.Boolean,
    bytes: sa.LargeBinary,
}


def _type(plain: type[Any]) -> type[sa.types.TypeEngine[Any]]:
    return _TYPES[str if issubclass(plain, StrEnum) else plain]


def _row_table(name: str, row_type: type[Row]) -> sa.Table:
    defaults = {f.name: f.default for f in fields(row_type) if f.default is not MISSING}
    return sa.Table(name, METADATA, *(_row_column(row_type, field, defaults.get(field)) for field in specs(row_type)))


def _row_column(row_type: type[Row], field: str, default: object) -> sa.Column[Any]:
    """Return a field's column. Its default is the column's too, so that a migration can add it to rows that exist."""
    plain, optional = field_types(row_type)[field]
    target = specs(row_type)[field].table
    # Deferred: inside a transaction rows may come and go in any order.
    parent = [sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")] if target else []
    return sa.Column(
        field,
        _type(plain),
        *parent,
        primary_key=field == "id",
        nullable=optional,
        index=True if target else None,
        server_default=_server_default(default),
    )


def _server_default(default: object) -> Any:
    if isinstance(default, bool):
        return sa.true() if default else sa.false()
    return default if default is None or isinstance(default, str) else sa.text(str(default))


PLAN: dict[str, sa.Table] = {name: _row_table(name, row_type) for name, row_type in TABLES.items()}

# About the file: `file` (its random id), `role`, `schema` (on a server), `needs` (the release that reads it), `origin` (who
# handed a copy out), `handed_out` and `made_with` (see `read.py`), `map/…` (maps of sheets).
META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# The history. `number` is the order in which batches came; `at` is when they were made, perhaps in another file.
BATCH = sa.Table(
    "batch",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("group_id", sa.Text, nullable=False),
    sa.Column("undoes", sa.Text),
)

# `before` and `after` are JSON; a whole row is an object. A birth has before `null`.
CHANGE = sa.Table(
    "change",
    METADATA,
    sa.Column("batch", sa.Integer, sa.ForeignKey("batch.number"), primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("table_name", sa.Text, nullable=False),
    sa.Column("row_id", sa.Text, nullable=False, index=True),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
)

# The rows of a plan as they were handed out, compressed; `id` is a digest of them, so that equal ones are kept once.
BASE = sa.Table(
    "base",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)


def _record_table(kind: type[Record]) -> sa.Table:
    return sa.Table(record_table(kind), METADATA, *(_record_column(kind, field) for field in specs(kind)))


def _record_column(kind: type[Record], field: str) -> sa.Column[Any]:
    plain, optional = field_types(kind)[field]
    target = specs(kind)[field].table
    parent = [sa.ForeignKey(f"{target}.id")] if target else []
    default = next(f.default for f in fields(kind) if f.name == field) if specs(kind)[field].added else None
    return sa.Column(
        field,
        _type(plain),
        *parent,
        primary_key=field == "id",
        nullable=optional,
        server_default=_server_default(default),
    )


RECORD_TABLES: dict[type[Record], sa.Table] = {kind: _record_table(kind) for kind in RECORDS.values()}


def write_meta(connection: sa.Connection, key: str, value: str | None) -> None:
    """Set a value of `meta`; None removes it."""
    connection.execute(META.delete().where(META.c.key == key))
    if value is not None:
        connection.execute(META.insert(), {"key": key, "value": value})


def write_maps(connection: sa.Connection, maps: Mapping[str, str | None]) -> None:
    """Keep maps of sheets, each in place of an earlier one of its name; None removes it."""
    for name, text in maps.items():
        write_meta(connection, MAP + name, text)


def write_schema(connection: sa.Connection, schema: int) -> None:
    """Mark the tables as dxdesk's and of this schema: in the header of a file, in `meta` on a server.

    In both, `meta` says which release reads it, for those that do not know the schema.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    else:
        write_meta(connection, SCHEMA, str(schema))
    write_meta(connection, NEEDS, release_of(schema))
