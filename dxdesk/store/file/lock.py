"""The lock file beside a plan file: who has it open for writing, where, since when."""

import ctypes
import getpass
import json
import os
import socket
import tempfile
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

from dxdesk.files import fault
from dxdesk.plan.rows.errors import EnvironmentFault, Refused


class Locked(Refused):
    """Somebody else has the plan open for writing; it can be opened read-only, or taken over."""

    def __init__(self, location: str, who: str, where: str, since: str) -> None:
        super().__init__(
            f"「{location}」は{who}さんが「{where}」で{since}から編集しています。"
            "読み取り専用で開くか、閉じてもらってから開いてください。"
        )
        self.who, self.where, self.since = who, where, since

    @classmethod
    def by(cls, location: str, holder: "Holder | None") -> Self:
        """Return the refusal of a plan that a holder (None: an unknown one) has open."""
        known = holder or Holder("不明", "不明", 0, "不明", "")
        return cls(location, known.who, known.host, known.since)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a lock; `token` distinguishes two holders that are equal otherwise."""

    who: str
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    since: str = field(default_factory=lambda: datetime.now().isoformat(" ", "minutes"))
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    @classmethod
    def of(cls, author: str) -> Self:
        """Return this process, under the author's name or else the user's."""
        return cls(author or user_name())

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Return the holder of a lock file's text, None where it names none."""
        try:
            values = json.loads(text)
            return cls(**{name: kind(values[name]) for name, kind in _FIELDS.items()})
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def is_dead(self) -> bool:
        """Whether the holder is a process of this machine that no longer runs."""
        return self.host == socket.gethostname() and not _runs(self.pid)

    def to_json(self) -> str:
        """Return the text of the lock file."""
        return json.dumps(asdict(self), ensure_ascii=False)


_FIELDS = {"who": str, "host": str, "pid": int, "since": str, "token": str}


def user_name() -> str:
    """Return the user's name on this machine, 不明 where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "不明"


def lock_path(location: Path) -> Path:
    """Return the path of a plan file's lock, which exists while somebody has it open for writing."""
    return location.with_name(location.name + ".lock")


class Lock(Protocol):
    """Held while a plan is open for writing."""

    def check(self) -> None:
        """Raise EnvironmentFault when it is no longer held."""

    def release(self) -> None:
        """Let others write."""


class FileLock:
    """A lock file, held from `take` to `release`."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self._path = path
        self._holder = holder

    @classmethod
    def take(cls, location: Path, author: str, take_over: bool = False) -> "FileLock":
        """Lock a plan file; a lock left by a dead process of this machine is taken over without asking.

        Raises Locked, EnvironmentFault.
        """
        lock = cls(lock_path(location), Holder.of(author))
        try:
            while not lock._claim():
                lock._clear(location, take_over)
        except OSError as error:
            raise fault(error, location) from error
        except BaseException:
            # Interrupted just after it was taken.
            lock.release()
            raise
        return lock

    def _claim(self) -> bool:
        """Create the lock file, whole, unless there is one; returns whether it was created."""
        handle, name = tempfile.mkstemp(prefix=".dxdesk-", suffix=".lock", dir=self._path.parent)
        try:
            with open(handle, "w", encoding="utf-8") as file:
                file.write(self._holder.to_json())
            os.chmod(name, 0o644)
            return self._named(name)
        finally:
            with suppress(OSError):
                os.unlink(name)

    def _named(self, name: str) -> bool:
        """Give a lock file its name unless it is taken. Neither way overwrites: a link on POSIX, a rename on Windows."""
        try:
            if os.name == "nt":
                os.rename(name, self._path)
            else:
                os.link(name, self._path)
            return True
        except FileExistsError:
            return False
        except OSError:
            return self._claim_without_link()

    def _claim_without_link(self) -> bool:
        """Create the lock file on shares and sticks without links."""
        try:
            with open(self._path, "x", encoding="utf-8") as file:
                file.write(self._holder.to_json())
            return True
        except FileExistsError:
            return False

    def _clear(self, location: Path, take_over: bool) -> None:
        """Remove a lock that may be taken over; raises Locked for one that may not."""
        try:
            text = self._read()
            if not text:
                # It may be in the course of being written.
                time.sleep(0.5)
                text = self._read()
        except FileNotFoundError:
            return
        holder = Holder.from_json(text)
        if not take_over and (holder is None or not holder.is_dead):
            raise Locked.by(str(location), holder)
        removed = self._path.with_name(f"{self._path.name}.{self._holder.token}")
        with suppress(FileNotFoundError):
            os.replace(self._path, removed)
            if removed.read_text("utf-8") != text and not self._path.exists():
                # Somebody else was faster, and this is their lock.
                os.replace(removed, self._path)
            else:
                removed.unlink()

    def _read(self) -> str:
        return self._path.read_text("utf-8", errors="replace")

    def check(self) -> None:
        """Raise EnvironmentFault if the lock was taken over meanwhile; one that was only deleted is restored."""
        try:
            holder = Holder.from_json(self._read())
            if holder is not None and holder.token == self._holder.token:
                return
        except FileNotFoundError:
            try:
                if self._claim():
                    return
            except OSError as error:
                raise fault(error, self._path.with_suffix("")) from error
            holder = None
        except OSError as error:
            raise fault(error, self._path) from error
        who = f"{holder.who}さん（{holder.host}）" if holder else "ほかの人"
        raise EnvironmentFault(
            f"「{self._path.with_suffix('')}」の編集は{who}に引き継がれたので保存しませんでした。開き直して確かめてください。"
        )

    def release(self) -> None:
        """Remove the lock file, if it is still ours."""
        with suppress(OSError):
            holder = Holder.from_json(self._read())
            if holder is not None and holder.token == self._holder.token:
                self._path.unlink()


def _runs(pid: int) -> bool:
    """Return whether a process of this machine runs. Never `os.kill(pid, 0)` on Windows, where it kills."""
    if os.name == "nt":
        return _runs_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended but its parent has not yet waited for it (known on Linux only)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except OSError:
        return False
    # The name before the state, in brackets, may contain anything.
    return status.rpartition(")")[2].split()[:1] == ["Z"]


def _runs_on_windows(pid: int) -> bool:
    query_limited_information, still_active, access_denied = 0x1000, 259, 5
    kernel: ctypes.CDLL = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 (unknown elsewhere)
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return bool(getattr(ctypes, "get_last_error")() == access_denied)  # noqa: B009 (unknown elsewhere)
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(code))
    kernel.CloseHandle(ctypes.c_void_p(handle))
    return bool(known) and code.value == still_active
