"""A database's errors as messages for people; an error that is not known here is a bug and stays one."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from dxdesk.files import fault
from dxdesk.plan.rows.errors import DxdeskError, EnvironmentFault, Refused

# Codes of SQLite's errors (sqlite.org/rescode.html); extended ones are compared by their lowest byte, unless listed here.
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FOREIGN_KEY = sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
_SERVER_FOREIGN_KEY = "23503"
# psycopg's errors by name, so that it need not be installed.
_SERVER_ERRORS = ("OperationalError", "ConnectionTimeout", "AdminShutdown", "InsufficientPrivilege", "InvalidPassword")


def damaged_file(name: str) -> Refused:
    """Return the refusal of a damaged plan file."""
    return Refused(f"「{name}」は壊れているため開けません。バックアップから戻してください。")


def not_a_plan(name: str) -> Refused:
    """Return the refusal of a file that is no plan."""
    if name.lower().endswith(".dxdb"):
        return Refused(
            f"「{name}」は計画ファイルではありません（中身が壊れています）。もとのファイルをもう一度受け取ってください。"
        )
    return Refused(f"「{name}」は計画ファイルではありません。拡張子が .dxdb のファイルを指定してください。")


@contextmanager
def translate_errors(name: str) -> Iterator[None]:
    """Turn errors of the database inside into Refused or EnvironmentFault about `name`."""
    try:
        yield
    except Exception as error:
        # SQLAlchemy wraps the driver's error, as `orig`.
        translated = _translated(getattr(error, "orig", error), name)
        if translated is None:
            raise
        raise translated from error


def _translated(error: BaseException | None, name: str) -> DxdeskError | None:
    if isinstance(error, sqlite3.Error):
        return _translated_file(error, name)
    if getattr(error, "sqlstate", None) == _SERVER_FOREIGN_KEY:
        return _dangling(name)
    if type(error).__name__ in _SERVER_ERRORS:
        return EnvironmentFault(
            f"データベース「{name}」を使えません。サーバーへの接続と利用者の権限を確かめてから、開き直してください。"
        )
    return None


def _translated_file(error: sqlite3.Error, name: str) -> DxdeskError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == _FOREIGN_KEY:
        return _dangling(name)
    kind = code & 0xFF
    if kind in _BUSY:
        return EnvironmentFault(
            f"「{name}」をほかのプログラムが使っているため書けません。それを閉じてから、もう一度行ってください。"
        )
    if kind == sqlite3.SQLITE_CORRUPT:
        return damaged_file(name)
    if kind == sqlite3.SQLITE_NOTADB:
        return not_a_plan(name)
    number = {
        sqlite3.SQLITE_FULL: errno.ENOSPC,
        sqlite3.SQLITE_READONLY: errno.EACCES,
        sqlite3.SQLITE_PERM: errno.EACCES,
        sqlite3.SQLITE_CANTOPEN: errno.EACCES,
        sqlite3.SQLITE_IOERR: errno.EIO,
    }.get(kind)
    return None if number is None else fault(OSError(number, "入出力の障害"), name)


def _dangling(name: str) -> Refused:
    return Refused(
        f"「{name}」に保存しませんでした。変更の中に、もう無い行を指すか、使われている行を消すものがあるので、開き直して確かめてください。"
    )
