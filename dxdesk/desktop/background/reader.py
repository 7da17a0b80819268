"""Something read beside the window, again and again: what counts is the newest reading."""

from PySide6.QtCore import QObject, Signal

from dxdesk.desktop.background.task import Task, Watched


class Reader(QObject):
    """At most one outcome is waited for."""

    found = Signal(object)
    failed = Signal(str)  # one sentence

    def __init__(self, parent: QObject, broke: str = "") -> None:
        """`broke`: what `failed` says where it comes upon a bug; blank: nothing."""
        super().__init__(parent)
        self._said = broke
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether an outcome is waited for."""
        return self._task is not None

    def start(self, work: Watched) -> None:
        """Reads; what was begun before is given up."""
        self.give_up()
        self._task = Task(work)
        self._task.finished.connect(self._found)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self._task.start()

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _found(self, outcome: object) -> None:
        if self.sender() is self._task:
            self._task = None
            self.found.emit(outcome)

    def _failed(self, sentence: str) -> None:
        if self.sender() is self._task:
            self._task = None
            self.failed.emit(sentence)

    def _broke(self) -> None:
        if self.sender() is self._task:
            self._task = None
            if self._said:
                self.failed.emit(self._said)
