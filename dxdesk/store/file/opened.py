"""A plan that is open: what the store holds on to, wherever the plan lies."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dxdesk.store.database import Database
from dxdesk.store.file.lock import Lock
from dxdesk.store.file.watch import NoWatch, Watch

if TYPE_CHECKING:
    import sqlalchemy as sa

# Makes the tables and first rows of a new plan, in the transaction given.
Fill = Callable[["sa.Connection"], None]


def is_server(location: str | Path) -> bool:
    """Whether a location is a server's address rather than a file."""
    return isinstance(location, str) and location.startswith("postgres") and "://" in location


@dataclass
class Opened:
    """A connection ready for use, what watches it, the lock when it may write, the folder of a temporary copy."""

    database: Database
    watch: Watch
    lock: Lock | None = None
    folder: TemporaryDirectory[str] | None = None

    def snapshot(self) -> "Opened":
        """The same as it stands now, to read from beside whoever writes."""
        return Opened(self.database.snapshot(), NoWatch())

    def close(self) -> None:
        """Lets go of everything; the lock last, when nothing more is written."""
        self.database.close()
        if self.lock is not None:
            self.lock.release()
        if self.folder is not None:
            self.folder.cleanup()
