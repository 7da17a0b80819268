"""What the file says of itself is written: its random id, its role, its schema, and the maps by which sheets were taken in."""

from collections.abc import Mapping

import sqlalchemy as sa

from dxdesk.store.tables.read import MAP, SCHEMA
from dxdesk.store.tables.schema import META
from dxdesk.store.version import APPLICATION_ID


def write_meta(connection: sa.Connection, key: str, value: str | None) -> None:
    """Sets a value; None removes it."""
    connection.execute(META.delete().where(META.c.key == key))
    if value is not None:
        connection.execute(META.insert(), {"key": key, "value": value})


def write_maps(connection: sa.Connection, maps: Mapping[str, str | None]) -> None:
    """Keeps maps, each in place of an earlier one of its name; None takes it off."""
    for name, text in maps.items():
        write_meta(connection, MAP + name, text)


def write_schema(connection: sa.Connection, schema: int) -> None:
    """Marks the tables as ours and of this schema: in the header of a file, in `meta` on a server."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    else:
        write_meta(connection, SCHEMA, str(schema))
