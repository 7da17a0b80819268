"""The lock beside a plan file: who has it open for writing, where, since when."""

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
    """Somebody else has the plan open for writing; it can be read, or with `take_over` be taken from them."""

    def __init__(self, location: str, who: str, where: str, since: str) -> None:
        super().__init__(
            f"「{location}」は{who}さんが「{where}」で{since}から編集しています。"
            "読み取り専用で開くか、閉じてもらってから開いてください。"
        )
        self.who, self.where, self.since = who, where, since


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock; `token` tells two holders apart that look the same."""

    who: str
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)
    since: str = field(default_factory=lambda: datetime.now().isoformat(" ", "minutes"))
    token: str = field(default_factory=lambda: str(uuid.uuid4()))

    @classmethod
    def called(cls, author: str) -> Self:
        """This process, under the author's name or else the user's."""
        return cls(author or user_name())

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The holder that a lock file names, None where it names none."""
        try:
            values = json.loads(text)
            return cls(**{name: kind(values[name]) for name, kind in _FIELDS.items()})
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def gone(self) -> bool:
        """Whether it is a process of this machine that no longer runs."""
        return self.host == socket.gethostname() and not _runs(self.pid)

    def text(self) -> str:
        """What `read` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)


_FIELDS = {"who": str, "host": str, "pid": int, "since": str, "token": str}


def user_name() -> str:
    """The user's name on this machine, 不明 where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "不明"


def lock_path(location: Path) -> Path:
    """The lock beside a plan file: there while somebody has it open for writing."""
    return location.with_name(location.name + ".lock")


class Lock(Protocol):
    """What somebody holds who has a plan open for writing."""

    def check(self) -> None:
        """Raises EnvironmentFault when it is no longer held."""

    def release(self) -> None:
        """Lets others write."""


class FileLock:
    """Held from `take` to `release`."""

    def __init__(self, path: Path, holder: Holder) -> None:
        self._path = path
        self._holder = holder

    @classmethod
    def take(cls, location: Path, author: str, take_over: bool = False) -> "FileLock":
        """Takes the lock of a plan file; one left by a dead process of this machine is taken silently.

        Raises Locked, EnvironmentFault.
        """
        lock = cls(lock_path(location), Holder.called(author))
        try:
            while not lock._claim():
                lock._clear(location, take_over)
        except OSError as error:
            raise fault(error, location) from error
        except BaseException:
            # Interrupted just when it had been taken.
            lock.release()
            raise
        return lock

    def _claim(self) -> bool:
        """Puts the lock file there whole, unless there is one."""
        handle, name = tempfile.mkstemp(prefix=".dxdesk-", suffix=".lock", dir=self._path.parent)
        try:
            with open(handle, "w", encoding="utf-8") as file:
                file.write(self._holder.text())
            os.chmod(name, 0o644)
            return self._named(name)
        finally:
            with suppress(OSError):
                os.unlink(name)

    def _named(self, name: str) -> bool:
        """Gives a lock file its name, unless there is one. Neither way overwrites: a link on POSIX, a rename on Windows."""
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
        """For shares and sticks that know no links."""
        try:
            with open(self._path, "x", encoding="utf-8") as file:
                file.write(self._holder.text())
            return True
        except FileExistsError:
            return False

    def _clear(self, location: Path, take_over: bool) -> None:
        """Removes a lock that may be taken; raises Locked for one that may not."""
        try:
            text = self._read()
            if not text:
                # Perhaps it is being written at this moment.
                time.sleep(0.5)
                text = self._read()
        except FileNotFoundError:
            return
        holder = Holder.read(text)
        if not take_over and (holder is None or not holder.gone):
            known = holder or Holder("不明", "不明", 0, "不明", "")
            raise Locked(str(location), known.who, known.host, known.since)
        aside = self._path.with_name(f"{self._path.name}.{self._holder.token}")
        with suppress(FileNotFoundError):
            os.replace(self._path, aside)
            if aside.read_text("utf-8") != text and not self._path.exists():
                # Somebody was faster and this was theirs.
                os.replace(aside, self._path)
            else:
                aside.unlink()

    def _read(self) -> str:
        return self._path.read_text("utf-8", errors="replace")

    def check(self) -> None:
        """Raises EnvironmentFault if the lock was taken over meanwhile; one that was only deleted is put back."""
        try:
            holder = Holder.read(self._read())
            if holder is not None and holder.token == self._holder.token:
                return
        except FileNotFoundError:
            with suppress(OSError):
                if self._claim():
                    return
            holder = None
        except OSError as error:
            raise fault(error, self._path) from error
        who = f"{holder.who}さん（{holder.host}）" if holder else "ほかの人"
        raise EnvironmentFault(
            f"「{self._path.with_suffix('')}」の編集は{who}に引き継がれたので保存しませんでした。開き直して確かめてください。"
        )

    def release(self) -> None:
        """Removes the lock file, if it is still ours."""
        with suppress(OSError):
            holder = Holder.read(self._read())
            if holder is not None and holder.token == self._holder.token:
                self._path.unlink()


def _runs(pid: int) -> bool:
    """Whether a process of this machine runs. Never `os.kill(pid, 0)` on Windows, where it kills."""
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
    """Dead, but not yet mourned by the process that started it (told by Linux only)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except OSError:
        return False
    # The name before it, in brackets, may hold anything.
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
