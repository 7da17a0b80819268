"""Long work off the UI thread: a function runs in a worker, its outcome arrives as a signal."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from dxdesk.plan.errors import DxdeskError


class Task(QObject):
    """One piece of work. `failed` carries one sentence, `broke` the exception of a bug."""

    finished = Signal(object)
    failed = Signal(str)
    broke = Signal(object)
    ended = Signal()

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._running = _Running(self)
        self._running.setAutoDelete(False)

    def start(self) -> None:
        """Queues the work; it must touch neither widgets nor the open store."""
        QThreadPool.globalInstance().start(self._running)

    def run(self) -> None:
        """Does the work, in the worker."""
        try:
            outcome = self._work()
        except DxdeskError as error:
            self.failed.emit(error.message)
        except Exception as error:
            self.broke.emit(error)
        else:
            self.finished.emit(outcome)
        self.ended.emit()


class _Running(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    @Slot()
    def run(self) -> None:
        self._task.run()
