"""Long work beside the window: started, told, waited for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dxdesk.desktop import prompts
from dxdesk.desktop.tasks import Task


class Work(QObject):
    """What runs in workers for one window."""

    told = Signal(str)
    all_done = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.tasks: list[Task] = []

    def start(self, work: Callable[[], object], done: object, busy: str) -> Task:
        """Runs long work beside the window; what fails is told."""
        task = Task(work, self)
        task.finished.connect(done)
        task.failed.connect(self._failed)
        task.broke.connect(self._broke)
        task.ended.connect(self._ended)
        self.tasks.append(task)
        self.told.emit(busy)
        task.start()
        return task

    def _failed(self, sentence: str) -> None:
        self.told.emit("")
        prompts.warn(self._window, sentence)

    def _broke(self, error: Exception) -> None:
        raise error  # a bug: the application's hook logs it and tells

    def _ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self.tasks.remove(task)
            task.deleteLater()
        if not self.tasks:
            self.all_done.emit()
