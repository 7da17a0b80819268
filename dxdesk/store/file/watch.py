"""Whether the plan is still the one that was opened, and still as we last read or left it."""

import os
from pathlib import Path
from typing import Literal, Protocol

from dxdesk.files import fault
from dxdesk.store.database import Database
from dxdesk.store.tables.read import FILE_ID, newest_batch_number, read_meta

# written: another connection wrote; replaced: another plan, or none, has the name.
Standing = Literal["same", "written", "replaced"]


class Watch(Protocol):
    """Tells changes from outside."""

    def seen(self) -> None:
        """What stands there now is known: it was just read or written by us."""

    def standing(self) -> Standing:
        """What happened since. Raises EnvironmentFault where the plan cannot be reached."""


class FileWatch:
    """Remembers a file as it was opened, and after each write of our own; read from a copy, only as it was copied."""

    def __init__(self, path: Path, database: Database, from_copy: bool = False) -> None:
        self._path = path
        self._database = database
        self._file = self._stat()
        self._id = self._read_id()
        self._from_copy = False
        self.seen()
        self._from_copy = from_copy

    def seen(self) -> None:
        if self._from_copy:
            return
        self._version = self._database.pragma("data_version")
        self._stamp = self._stat()

    def standing(self) -> Standing:
        now = self._stat()
        if (now.st_dev, now.st_ino) != (self._file.st_dev, self._file.st_ino):
            return "replaced"
        if self._database.pragma("data_version") != self._version:
            return "written" if self._read_id() == self._id else "replaced"
        # Windows writes times late; there an open file cannot be overwritten unnoticed anyway.
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
    """On a server the history's newest number tells."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.seen()

    def seen(self) -> None:
        self._newest = self._read()

    def standing(self) -> Standing:
        return "same" if self._read() == self._newest else "written"

    def _read(self) -> int:
        with self._database.reading() as reading:
            return newest_batch_number(reading)


class NoWatch:
    """Of what nobody else can change."""

    def seen(self) -> None:
        """Nothing to remember."""

    def standing(self) -> Standing:
        """As it was."""
        return "same"
