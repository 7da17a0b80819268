"""Long work beside the window: started, told how far it is, stopped, waited for."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from dxdesk.desktop.background.task import Task, Watched
from dxdesk.desktop.parts import prompts


class Work(QObject):
    """What runs in workers for one window."""

    message = Signal(str)
    all_done = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.tasks: list[Task] = []
        self.meter = QWidget(window)
        self.bar = QProgressBar(self.meter)
        self.bar.setMaximumWidth(160)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("進み具合")
        self.stop = QPushButton("中止", self.meter)
        self.stop.setAccessibleName("実行中の作業を中止")
        self.stop.clicked.connect(self.cancel)
        row = QHBoxLayout(self.meter)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        self.meter.hide()

    def start(self, work: Watched, done: object, busy: str, ended: object = None) -> Task:
        """Runs long work beside the window; `done` gets its outcome, `ended` the task however it ends; what fails is told.

        Both are given here, since short work may be over before this returns; and both are told before the window counts
        the work as done.
        """
        task = Task(work)
        task.finished.connect(done)
        task.stepped.connect(self._stepped)
        task.failed.connect(self._failed)
        task.stopped.connect(self._stopped)
        if ended is not None:
            task.ended.connect(ended)
        self.wait_for(task)
        self.message.emit(busy)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.meter.show()
        task.start()
        return task

    def wait_for(self, task: Task) -> None:
        """The window stays until this task has ended, too."""
        task.ended.connect(self._ended)
        self.tasks.append(task)

    def cancel(self) -> None:
        """Stops what runs, before its next step."""
        self.stop.setEnabled(False)
        for task in self.tasks:
            task.cancel()

    def _stepped(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stopped(self) -> None:
        self.message.emit("中止しました。")

    def _failed(self, sentence: str) -> None:
        self.message.emit("")
        prompts.warn(self._window, sentence)

    def _ended(self, task: Task) -> None:
        self.tasks.remove(task)
        if not self.tasks:
            self.meter.hide()
            self.all_done.emit()
