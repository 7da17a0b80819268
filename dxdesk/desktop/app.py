"""The application around the window: font, Japanese, and what happens when something breaks."""

import sys
import threading
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.appearance.style import dress, theme_named
from dxdesk.desktop.main_window import MainWindow
from dxdesk.desktop.parts import prompts
from dxdesk.logs import record_bug


def run(location: str | None, read_only: bool, author: str) -> int:
    """The window, until it is closed. Returns the exit code."""
    app = application()
    hook = Hook()
    hook.install()
    window = MainWindow(author)
    window.show()
    if location is not None:
        window.open(location, read_only)
    code = app.exec()
    QThreadPool.globalInstance().waitForDone()  # a worker must not outlive what it reports to
    hook.remove()
    return code


def application(arguments: Sequence[str] = ("dxdesk",), theme: str = "light") -> QApplication:
    """The one application of this process, dressed. Raises Refused for an unknown theme."""
    colours = theme_named(theme)
    app = QApplication.instance() or QApplication(list(arguments))
    assert isinstance(app, QApplication)
    app.setApplicationName("dxdesk")
    app.setApplicationDisplayName("dxdesk")
    dress(app, colours)
    return app


class Hook:
    """A bug is told in one sentence and written down; the window stays."""

    def __init__(self) -> None:
        self._telling = False
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """From now on."""
        sys.excepthook = self.caught
        threading.excepthook = self.caught_in_thread

    def remove(self) -> None:
        """As it was."""
        sys.excepthook, threading.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Logs and tells; while one is being told the next ones are only logged."""
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        where = record_bug(error)
        if not self._telling:
            self._telling = True
            try:
                prompts.warn(
                    QApplication.activeWindow(),
                    f"不具合が起きました。作業は続けられますが、直前の入力が残っているか確かめてください（記録：{where}）。",
                )
            finally:
                self._telling = False

    def caught_in_thread(self, happened: threading.ExceptHookArgs) -> None:
        """A worker has no window: it only logs."""
        if happened.exc_value is not None:
            record_bug(happened.exc_value)
