"""What touches the whole process: imports, the garbage collector, threads and the display. Each says why.

Measured with CPython 3.11 and PySide6 6.11 on one core of a server, the plan being a large city's of 45,000 rows.
"""

import builtins
import gc
import os
import sys

from PySide6 import QtCore  # noqa: F401  # it brings the bindings, and their import

# With Python's 5 ms a busy worker lets the window wait 7 ms in the middle and 31 ms at worst (of twenty times), each time
# Qt asks something of Python; with 1 ms it is 1.2 and 1.9 ms.
SWITCH_INTERVAL = 0.001  # s

_holders: set[str] = set()


def restore_import() -> None:
    """Put Python's own import back in its place.

    Qt's bindings put one of theirs before it, for `__feature__`, which nobody here asks for: it reads and keeps the source
    of every module that imports something from then on, which costs 120 ms and 9 MB until the window is there.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def switch_threads_often() -> None:
    """Let a worker keep the window waiting for a short time only."""
    sys.setswitchinterval(SWITCH_INTERVAL)


def hold_garbage(holder: str) -> None:
    """Collect no garbage until `holder` releases it: a collection stops every thread, for 32 ms with a large plan."""
    _holders.add(holder)
    gc.disable()


def release_garbage(holder: str) -> None:
    """Collect garbage again, unless somebody else still holds it."""
    _holders.discard(holder)
    if not _holders:
        gc.enable()


def freeze_objects() -> None:
    """Leave all that is there now out of collections: rows stay as long as their plan is open (32 ms less, each time)."""
    gc.freeze()


def unfreeze_objects() -> None:
    """Let collections see everything again."""
    gc.unfreeze()


def without_display() -> None:
    """Let Qt draw into memory where Linux has no display; called before an application is made."""
    from PySide6.QtGui import QGuiApplication

    displayed = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not displayed and QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
