"""Opening and creating plan files: whatever is wrong is found before anything is changed."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dxdesk.files import temporary_folder
from dxdesk.plan.rows.errors import Refused
from dxdesk.store.database import Database
from dxdesk.store.file.backup import back_up
from dxdesk.store.file.inspect import (
    copy_plan,
    has_hot_journal,
    inspect_file,
    journal_path,
    replacing_plan,
    require_file,
    roll_back,
)
from dxdesk.store.file.lock import FileLock, Lock
from dxdesk.store.file.migrate import upgrade_copy, upgrade_file
from dxdesk.store.file.step_back import finish_copy
from dxdesk.store.file.watch import FileWatch, NoWatch, Watch
from dxdesk.store.tables.read import FILE_ID
from dxdesk.store.version import NEWEST

if TYPE_CHECKING:
    import sqlalchemy as sa

# Creates the tables and first rows of a new plan, in the transaction given.
Fill = Callable[["sa.Connection"], None]


@dataclass
class PlanHandle:
    """The parts of an open plan: a connection, what watches it, the lock if it may write, the folder of a temporary copy."""

    database: Database
    watch: Watch
    lock: Lock | None = None
    folder: TemporaryDirectory[str] | None = None

    def snapshot(self) -> "PlanHandle":
        """Return a read-only handle on the present state, to read from while others write."""
        return PlanHandle(self.database.snapshot(), NoWatch())

    def close(self) -> None:
        """Release everything; the lock last, when nothing more is written."""
        self.database.close()
        if self.lock is not None:
            self.lock.release()
        if self.folder is not None:
            self.folder.cleanup()


def open_file(path: Path, read_only: bool, author: str, take_over: bool) -> PlanHandle:
    """Open a plan file; an older one is backed up and migrated. Raises Refused, Locked, EnvironmentFault."""
    require_file(path)
    if read_only:
        return _open_to_read(path)
    lock = FileLock.take(path, author, take_over)
    try:
        return _open_to_write(path, lock)
    except BaseException:
        lock.release()
        raise


def _open_to_write(path: Path, lock: FileLock) -> PlanHandle:
    if has_hot_journal(path):
        roll_back(path)
    schema = inspect_file(path)
    if schema < NEWEST:
        back_up(path)
        upgrade_file(path, schema)
    database = Database.open_file(path, "rw")
    try:
        database.require_writable()
        return PlanHandle(database, FileWatch(path, database), lock)
    except BaseException:
        database.close()
        raise


def reopen_file(path: Path, lock: FileLock) -> PlanHandle:
    """Connect anew to a file that is still locked, after its disk or share had failed. Raises Refused, EnvironmentFault."""
    lock.check()
    return _open_to_write(path, lock)


def _open_to_read(path: Path) -> PlanHandle:
    """Open the file itself, or a temporary copy where it must be rolled back or migrated first."""
    place, folder = path, None
    try:
        if has_hot_journal(path) or inspect_file(path) < NEWEST:
            folder = temporary_folder()
            place = _copy_upgraded(path, Path(folder.name) / path.name)
        database = Database.open_file(place, "ro", str(path))
        return PlanHandle(database, FileWatch(path, database, from_copy=folder is not None), folder=folder)
    except BaseException:
        if folder is not None:
            folder.cleanup()
        raise


def _copy_upgraded(path: Path, copy: Path) -> Path:
    copy_plan(path, copy)
    schema = inspect_file(copy)
    if schema < NEWEST:
        upgrade_copy(copy, schema)
    return copy


def create_file(path: Path, author: str, fill: Fill, *, copy_of: int | None = None) -> None:
    """Create a plan file, whole or not at all; never over another. Raises Refused, EnvironmentFault.

    `copy_of`: for a department's copy, the schema that it shall have; it is small, to be sent by mail.
    """
    with _creating(path, author) as temporary:
        _fill(temporary, path, fill)
        if copy_of is not None:
            finish_copy(temporary, copy_of)


def duplicate_file(source: Path, path: Path, author: str) -> None:
    """Create a plan file with everything that another one holds, under an id of its own; never over another.

    Raises Refused, EnvironmentFault.
    """
    from dxdesk.store.tables.schema import write_meta

    require_file(source)
    if not has_hot_journal(source):
        inspect_file(source)
    with _creating(path, author) as temporary:
        _copy_upgraded(source, temporary)
        _fill(temporary, path, lambda connection: write_meta(connection, FILE_ID, str(uuid.uuid4())))


@contextmanager
def _creating(path: Path, author: str) -> Iterator[Path]:
    """Yield a temporary file to write into, which takes the name `path` unless it is taken."""
    _require_absent(path)
    lock = FileLock.take(path, author)
    try:
        _require_absent(path)
        with suppress(OSError):
            # Left by a file that was deleted, it would be rolled back into the new one.
            journal_path(path).unlink()
        with replacing_plan(path) as temporary:
            yield temporary
    finally:
        lock.release()


def _fill(temporary: Path, path: Path, fill: Fill) -> None:
    database = Database.open_file(temporary, "rw", str(path))
    try:
        with database.writing() as connection:
            fill(connection)
    finally:
        database.close()


def _require_absent(path: Path) -> None:
    if os.path.lexists(path):
        raise Refused(f"「{path}」はすでにあります。別の名前を指定するか、そのファイルを開いてください。")
