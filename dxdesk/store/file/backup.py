"""Backups: verified copies beside the file, pruned by age, and restoring one."""

import re
import shutil
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from dxdesk.files import fault
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store.database import is_server
from dxdesk.store.file.inspect import (
    copy_plan,
    has_hot_journal,
    inspect_file,
    journal_path,
    read_file_id,
    replacing_plan,
    require_file,
    roll_back,
)
from dxdesk.store.file.lock import FileLock
from dxdesk.store.file.migrate import upgrade_copy
from dxdesk.store.version import NEWEST

_STAMP = "%Y-%m-%d_%H%M%S"
_NAME = re.compile(r".*\.(\d{4}-\d\d-\d\d_\d{6})(?:-(\d+))?(?:-damaged)?\.dxdb", re.S)


def back_up(location: str | Path, folder: str | Path | None = None) -> Path:
    """Copy a plan file, open or not, to `folder` (default: `<name>.backups` beside it) and verify the copy.

    In the default folder old backups are pruned. Raises Refused, EnvironmentFault.
    """
    path = _file(location)
    require_file(path)
    if not has_hot_journal(path):
        inspect_file(path)
    target = _free_name(Path(folder) if folder else backup_folder(path), path)
    with replacing_plan(target) as copy:
        copy_plan(path, copy)
        try:
            inspect_file(copy)
        except Refused as error:
            raise EnvironmentFault(
                f"「{path}」のバックアップが正しく書けませんでした。「{target.parent}」の状態を確かめて、もう一度行ってください。"
            ) from error
    if folder is None:
        prune(path)
    return target


@dataclass(frozen=True)
class Backup:
    """A backup: the file, its time, its size in bytes."""

    path: Path
    made: datetime
    size: int


def backups_of(location: str | Path) -> list[Backup]:
    """Return the backups in the default folder, newest first."""
    found = []
    for path, made in _dated(_file(location)):
        with suppress(OSError):  # pruned at this moment
            found.append(Backup(path, made, path.stat().st_size))
    return found


def _dated(path: Path) -> list[tuple[Path, datetime]]:
    """Return a file's backups with their times, newest first."""
    try:
        found = [(backup, made) for backup in backup_folder(path).iterdir() if (made := _time_of(backup))]
    except OSError:
        return []
    found.sort(key=lambda backup: backup[1], reverse=True)
    return [(backup, made) for backup, (made, _) in found]


def restore(location: str | Path, backup: str | Path, carry_over: Callable[[Path], None] | None = None) -> Path | None:
    """Replace the file by a backup; return the backup of the replaced file, None where there was no file.

    `carry_over` writes into the restored file, of the newest schema, before it takes its place.
    Raises Refused for a backup that is damaged or another plan's, Locked, EnvironmentFault; then nothing has changed.
    """
    path, source = _file(location), Path(backup)
    inspect_file(source)
    if path.is_dir():
        raise Refused(f"「{path}」はフォルダです。計画ファイル（.dxdb）を指定してください。")
    lock = FileLock.take(path, "")
    try:
        safety = _back_up_replaced(path, source) if path.exists() else None
        with replacing_plan(path) as copy:
            copy_plan(source, copy)
            schema = inspect_file(copy)
            if carry_over is not None:
                if schema < NEWEST:
                    upgrade_copy(copy, schema)
                carry_over(copy)
                inspect_file(copy)
            with suppress(FileNotFoundError):
                # It belongs to the replaced file and would be rolled back into the new one.
                journal_path(path).unlink()
    finally:
        lock.release()
    return safety


def _back_up_replaced(path: Path, source: Path) -> Path:
    """Copy the present file, which may be damaged: that is why people restore."""
    try:
        if has_hot_journal(path):
            roll_back(path)
        inspect_file(path)
    except Refused:
        return _copy_damaged(path)
    if read_file_id(path) != read_file_id(source):
        raise Refused(f"「{source}」は別の計画ファイルのバックアップです。「{path}」のバックアップを指定してください。")
    return back_up(path)


def _copy_damaged(path: Path) -> Path:
    safety = _free_name(backup_folder(path), path, "-damaged")
    try:
        shutil.copyfile(path, safety)
    except OSError as error:
        raise fault(error, safety) from error
    return safety


def prune(location: str | Path, now: datetime | None = None) -> list[Path]:
    """Delete backups that are too many for their age, and return them.

    All of today are kept; of 2 weeks the last of each day; of 2 months the last of each week; then the last of each month.
    """
    today = (now or datetime.now()).date()
    seen: set[Hashable] = set()
    gone: list[Path] = []
    for backup, made in _dated(_file(location)):
        period = _period(made, today)
        if period in seen:
            with suppress(OSError):
                backup.unlink()
                gone.append(backup)
        seen.add(period)
    return gone


def _period(made: datetime, today: date) -> Hashable:
    """Return the period of a backup: of each only the newest is kept."""
    age = today - made.date()
    if age <= timedelta(0):
        return made, object()
    if age <= timedelta(weeks=2):
        return made.date()
    if age <= timedelta(days=62):
        return made.isocalendar()[:2]
    return "month", made.year, made.month


def backup_folder(path: Path) -> Path:
    """Return the folder of a file's backups."""
    return path.with_name(f"{path.name}.backups")


def _free_name(folder: Path, path: Path, mark: str = "") -> Path:
    """Return a name in `folder` that is not taken: plan.2026-11-21_093000.dxdb."""
    try:
        folder.mkdir(exist_ok=True, parents=True)
    except OSError as error:
        raise fault(error, folder) from error
    stamp = datetime.now().strftime(_STAMP)
    names = (f"{path.stem}.{stamp}{count}{mark}.dxdb" for count in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def _time_of(backup: Path) -> tuple[datetime, int] | None:
    """Return a backup's time and its number within that second, by its name; None for a file that is no backup."""
    found = _NAME.fullmatch(backup.name)
    try:
        return (datetime.strptime(found[1], _STAMP), int(found[2] or 1)) if found else None
    except ValueError:
        return None


def _file(location: str | Path) -> Path:
    if is_server(location):
        raise Refused("サーバーのデータベースはここではバックアップできません。サーバーのバックアップを使ってください。")
    return Path(location)
