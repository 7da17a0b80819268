"""What the file says of itself: its random id, its role, its schema, and the maps by which sheets were taken in."""

from collections.abc import Mapping

import sqlalchemy as sa

from dxdesk.store.schema import APPLICATION_ID, META

FILE_ID, ROLE, SCHEMA = "file", "role", "schema"
_MAP = "map/"  # begins the key of a map; its name follows


def read_meta(connection: sa.Connection, key: str) -> str | None:
    """A value, None where there is none."""
    return connection.execute(sa.select(META.c.value).where(META.c.key == key)).scalar_one_or_none()


def write_meta(connection: sa.Connection, key: str, value: str | None) -> None:
    """Sets a value; None removes it."""
    connection.execute(META.delete().where(META.c.key == key))
    if value is not None:
        connection.execute(META.insert(), {"key": key, "value": value})


def read_maps(connection: sa.Connection) -> dict[str, str]:
    """The maps of sheets, name → text, by name."""
    found = connection.execute(sa.select(META.c.key, META.c.value).where(META.c.key.startswith(_MAP)).order_by(META.c.key))
    return {key.removeprefix(_MAP): value for key, value in found}


def write_maps(connection: sa.Connection, maps: Mapping[str, str | None]) -> None:
    """Keeps maps, each in place of an earlier one of its name; None takes it off."""
    for name, text in maps.items():
        write_meta(connection, _MAP + name, text)


def write_schema(connection: sa.Connection, schema: int) -> None:
    """Marks the tables as ours and of this schema: in the header of a file, in `meta` on a server."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={schema}")
    else:
        write_meta(connection, SCHEMA, str(schema))
