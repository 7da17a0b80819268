"""Long work off the UI thread: a function runs in a worker, its outcome arrives as a signal."""

import gc
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.progress import Step, Stopped

Watched = Callable[[Step], Any]  # work that tells its steps

# A task outlives whoever started it: a worker must never call into an object that is gone.
_RUNNING: set["Task"] = set()


class Task(QObject):
    """One piece of work. `failed` carries one sentence; `broke` tells of a bug, which the application's hook gets in any case."""

    stepped = Signal(object, object)  # done, of how many
    finished = Signal(object)
    failed = Signal(str)
    broke = Signal(object)
    stopped = Signal()
    ended = Signal(object)  # the task, whatever became of it

    def __init__(self, work: Watched) -> None:
        super().__init__()
        self._work = work
        self._cancelled = False
        self._percent = -1
        self._running = _Running(self)
        self._running.setAutoDelete(False)
        self.broke.connect(self._raise)
        self.ended.connect(self._let_go)

    def start(self) -> None:
        """Queues the work; it must touch neither widgets nor the open store."""
        # To collect garbage stops every thread, and for long where a worker makes much: that waits until all is done.
        gc.disable()
        _RUNNING.add(self)
        QThreadPool.globalInstance().start(self._running)

    def cancel(self) -> None:
        """Stops the work before its next step."""
        self._cancelled = True

    def step(self, done: int, total: int) -> None:
        """What the work calls, in the worker; tells at most a hundred times."""
        if self._cancelled:
            raise Stopped()
        percent = done * 100 // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self.stepped.emit(done, total)

    def _raise(self, error: Exception) -> None:
        raise error

    def _let_go(self) -> None:
        _RUNNING.discard(self)
        if not _RUNNING:
            gc.enable()

    def run(self) -> None:
        """Does the work, in the worker."""
        try:
            outcome = self._work(self.step)
        except Stopped:
            self.stopped.emit()
        except DxdeskError as error:
            self.failed.emit(error.message)
        except Exception as error:
            self.broke.emit(error)
        else:
            self.finished.emit(outcome)
        self.ended.emit(self)


class _Running(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    @Slot()
    def run(self) -> None:
        self._task.run()
