"""The window's progress meter: how far background work is, 中止, and how much of it is still running."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget


class Progress(QObject):
    """Of one window, which must not close while `running` is above zero."""

    message = Signal(str)  # one sentence for the status bar, blank to take the last one away
    failed = Signal(str)  # one sentence that has to be read
    stopping = Signal()  # the person pressed 中止
    all_done = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.running = 0
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

    def begin(self, sentence: str) -> None:
        """Count one more run; `sentence`: shown with the meter, blank for neither."""
        self.running += 1
        if sentence:
            self.message.emit(sentence)
            self.bar.setRange(0, 0)
            self.stop.setEnabled(True)
            self.meter.show()

    def cancel(self) -> None:
        """Stop what runs, before its next step."""
        self.stop.setEnabled(False)
        self.stopping.emit()

    def show_step(self, done: int, total: int) -> None:
        """Show how far a run is; `total` 0: nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_stopped(self) -> None:
        """Show that a run was stopped."""
        self.message.emit("中止しました。")

    def fail(self, sentence: str) -> None:
        """Show the error of a run."""
        self.message.emit("")
        self.failed.emit(sentence)

    def end(self) -> None:
        """Count one run less."""
        self.running -= 1
        if not self.running:
            self.meter.hide()
            self.all_done.emit()
