"""Plan files inspected before they are opened: is it a plan, is it whole, which schema; and copied."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from dxdesk.files import fault, replacing
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store.database import connect_file
from dxdesk.store.faults import damaged_file, not_a_plan, translate_errors
from dxdesk.store.version import APPLICATION_ID, NEEDS, NEWEST, OLDEST, ORIGIN, newer_file

# Bytes: SQLite takes anything shorter than its smallest page for an empty database.
_SMALLEST = 512
_SMALL_PAGE = 1024


def require_file(path: Path) -> None:
    """Raise EnvironmentFault, Refused unless there is a file that is not empty."""
    try:
        status = path.stat()
    except OSError as error:
        raise fault(error, path) from error
    if path.is_dir():
        raise Refused(f"「{path}」はフォルダです。計画ファイル（.dxdb）を指定してください。")
    if status.st_size == 0:
        raise Refused(f"「{path}」は空のファイルです。バックアップから戻すか、別のファイルを指定してください。")
    if status.st_size < _SMALLEST:
        raise not_a_plan(str(path))


def inspect_file(path: Path) -> int:
    """Return the schema version of a plan file that is whole. Raises Refused, EnvironmentFault."""
    require_file(path)
    with translate_errors(str(path)), closing(connect_file(path, "ro")) as connection:
        schema = _schema(connection, path)
        if not is_complete(connection, path) or has_dangling_rows(connection):
            raise damaged_file(str(path))
    return schema


def is_complete(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether nothing of a file is missing or damaged."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    # quick_check reads a truncated last page as if it were filled up with zeros.
    complete = path.stat().st_size >= pages * size
    return complete and bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def has_dangling_rows(connection: sqlite3.Connection, *tables: str) -> bool:
    """Return whether a row, of these tables or of any, refers to one that does not exist."""
    checks = [f'PRAGMA main.foreign_key_check("{table}")' for table in tables] or ["PRAGMA main.foreign_key_check"]
    return any(connection.execute(check).fetchone() is not None for check in checks)


def _schema(connection: sqlite3.Connection, path: Path) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise Refused(f"「{path}」は別のソフトのデータベースです。このソフトで作った計画ファイルを指定してください。")
    if schema > NEWEST:
        raise newer_file(str(path), read_marks(connection), "このソフトを{needs}にするか、配布元に相談してください。")
    if schema < OLDEST:
        raise damaged_file(str(path))
    return int(schema)


def read_marks(connection: sqlite3.Connection) -> dict[str, object]:
    """Return what a file of a newer schema says of itself in `meta`; nothing where that cannot be read."""
    try:
        plain = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta' AND type = 'table'").fetchone()
        found = connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", (NEEDS, ORIGIN)) if plain else ()
        return {str(key): value for key, value in found}
    except sqlite3.Error:
        return {}


def journal_path(path: Path) -> Path:
    """Return the path of a file's journal: it exists while a transaction runs, or after one was interrupted."""
    return path.with_name(path.name + "-journal")


def has_hot_journal(path: Path) -> bool:
    """Return whether the last write to the file was interrupted, so that it must be rolled back before it is read."""
    if not journal_path(path).exists():
        return False
    try:
        with closing(connect_file(path, "ro")) as connection:
            connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK
    except sqlite3.DatabaseError:
        return False
    return False


def roll_back(path: Path) -> None:
    """Roll back a write that was interrupted."""
    with translate_errors(str(path)), closing(connect_file(path, "rw")) as connection:
        connection.execute("PRAGMA user_version").fetchone()


def copy_plan(path: Path, copy: Path) -> None:
    """Copy a plan file as it is between two writes, even while it is open; the file itself is not changed.

    The copy is checked to have as many rows. Raises Refused, EnvironmentFault.
    """
    if has_hot_journal(path):
        try:
            shutil.copyfile(path, copy)
            shutil.copyfile(journal_path(path), journal_path(copy))
        except OSError as error:
            raise fault(error, copy.parent) from error
        roll_back(copy)
        return
    with (
        translate_errors(str(path)),
        closing(connect_file(path, "ro")) as source,
        # The copy's own name is temporary: messages name its folder.
        translate_errors(str(copy.parent)),
        closing(connect_file(copy, "rwc")) as target,
    ):
        # In one transaction, so that what is counted is what is copied.
        source.execute("BEGIN")
        held = _counts(source)
        source.backup(target)
        if _counts(target) != held:
            raise EnvironmentFault(f"「{path}」の写しが元と一致しません。保存先の状態を確かめて、もう一度行ってください。")


def compact_plan(path: Path) -> None:
    """Make a plan file that nobody uses as small as it can be: of small pages, without what is no longer used.

    An empty table or index takes a page, and there are many. Raises EnvironmentFault.
    """
    with translate_errors(str(path.parent)), closing(connect_file(path, "rw")) as connection:
        connection.execute(f"PRAGMA page_size={_SMALL_PAGE}")
        connection.execute("VACUUM")


@contextmanager
def replacing_plan(path: Path) -> Iterator[Path]:
    """As `replacing`, for a database: the journal of a failed one is deleted too."""
    with replacing(path, by_plan=True) as temporary:
        try:
            yield temporary
        finally:
            with suppress(OSError):
                journal_path(temporary).unlink()


def row_counts(path: Path) -> dict[str, int]:
    """Return the number of rows by table."""
    with translate_errors(str(path)), closing(connect_file(path, "ro")) as connection:
        return _counts(connection)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def read_file_id(path: Path) -> str:
    """Return the random id of an inspected plan file."""
    with translate_errors(str(path)), closing(connect_file(path, "ro")) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'file'").fetchone()
        return str(found[0]) if found else ""
