"""Changes from outside: whether the plan is still the one that was opened, as it was last read or written here."""

import os
from pathlib import Path
from typing import Literal, Protocol

from dxdesk.files import fault
from dxdesk.store.database import Database
from dxdesk.store.tables.read import FILE_ID, newest_batch_number, read_meta

# written: another connection wrote; replaced: the name is another plan's, or nobody's.
WatchState = Literal["same", "written", "replaced"]


class Watch(Protocol):
    """Detects changes from outside."""

    def mark_seen(self) -> None:
        """Take the present state for known: it was just read or written here."""

    def state(self) -> WatchState:
        """Return what happened since. Raises EnvironmentFault where the plan cannot be reached."""


class FileWatch:
    """Remembers a file as it was opened, and after each write here; where a copy is read, only as it was copied."""

    def __init__(self, path: Path, database: Database, from_copy: bool = False) -> None:
        self._path = path
        self._database = database
        self._file = self._stat()
        self._id = self._read_id()
        self._from_copy = False
        self.mark_seen()
        self._from_copy = from_copy

    def mark_seen(self) -> None:
        if self._from_copy:
            return
        self._version = self._database.pragma("data_version")
        self._stamp = self._stat()

    def state(self) -> WatchState:
        now = self._stat()
        if (now.st_dev, now.st_ino) != (self._file.st_dev, self._file.st_ino):
            return "replaced"
        if self._database.pragma("data_version") != self._version:
            return "written" if self._read_id() == self._id else "replaced"
        # Windows updates times late; there an open file cannot be overwritten anyway.
        if (self._from_copy or os.name != "nt") and (now.st_size, now.st_mtime_ns) != (
            self._stamp.st_size,
            self._stamp.st_mtime_ns,
        ):
            return "replaced"
        return "same"

    def _read_id(self) -> str | None:
        with self._database.reading() as reading:
            return read_meta(reading, FILE_ID)

    def _stat(self) -> os.stat_result:
        try:
            return self._path.stat()
        except OSError as error:
            raise fault(error, self._path) from error


class ServerWatch:
    """Watches a server's plan by the newest number of its history."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.mark_seen()

    def mark_seen(self) -> None:
        self._newest = self._read()

    def state(self) -> WatchState:
        return "same" if self._read() == self._newest else "written"

    def _read(self) -> int:
        with self._database.reading() as reading:
            return newest_batch_number(reading)


class NoWatch:
    """Watches what nobody else can change."""

    def mark_seen(self) -> None:
        """Do nothing."""

    def state(self) -> WatchState:
        """Return "same"."""
        return "same"
