"""Waiting for what was begun: for a condition, never for a number of rounds or of milliseconds."""

import time
from collections.abc import Callable

from PySide6.QtCore import QAbstractEventDispatcher, QElapsedTimer, QEventLoop

PATIENCE = 60_000  # ms that a machine with other work may need for anything; what never comes fails all the same


def at_rest() -> None:
    """Nothing is left to be done now: widths, the heights that follow from them, the scroll bars that take from the width.

    What a timer or a worker will bring later is not waited for.
    """
    events, clock = QAbstractEventDispatcher.instance(), _begun()
    while events.processEvents(QEventLoop.ProcessEventsFlag.AllEvents):
        assert not clock.hasExpired(PATIENCE), "the window never comes to rest"


def until(condition: Callable[[], bool]) -> None:
    """A timer or a worker has brought what is waited for, and everything that follows from it is done."""
    clock = _begun()
    at_rest()
    while not condition():
        assert not clock.hasExpired(PATIENCE), "what was waited for never came"
        time.sleep(0.002)  # the worker may have this processor
        at_rest()


def _begun() -> QElapsedTimer:
    clock = QElapsedTimer()
    clock.start()
    return clock
