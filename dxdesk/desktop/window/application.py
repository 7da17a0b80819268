"""The application around the window: font, Japanese, and what happens when something breaks."""

import importlib
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.appearance.style import STYLE, apply_theme, theme_named
from dxdesk.desktop.runtime import hold_garbage, release_garbage, switch_threads_often
from dxdesk.desktop.window.splash import Door

if TYPE_CHECKING:
    from dxdesk.desktop.window.main_window import MainWindow

# What the window needs besides Qt; and what the first edit needs, which is far away when a plan can be seen.
HEAVY = ("dxdesk.store", "dxdesk.plan.checks")
WRITING = (
    "dxdesk.store.tables.transaction",
    "dxdesk.store.tables.write_check",
    "dxdesk.store.tables.undo",
)
_START = "start"  # holds the garbage
SEEN_AFTER = 300  # ms from the window's building to when it certainly is painted


def run(location: str | None, read_only: bool, author: str) -> int:
    """The window, until it is closed. Returns the exit code."""
    hold_garbage(_START)  # while everything is made that stays
    app = application()
    hook = Hook()
    hook.install()
    entrance = Entrance(location, read_only, author)
    entrance.open()
    code = app.exec()
    entrance.wait()
    QThreadPool.globalInstance().waitForDone()  # a worker must not outlive what it reports to
    hook.remove()
    return code


class Entrance(QObject):
    """The door at once, then the window in its place: what that needs is imported while the door can be seen."""

    ready = Signal()

    def __init__(self, location: str | None, read_only: bool, author: str) -> None:
        super().__init__()
        self._wanted = location, read_only
        self._author = author
        self.door = Door()
        self.window: MainWindow | None = None
        self._fetching = threading.Thread(target=self._fetch)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(SEEN_AFTER)
        self._seen.timeout.connect(self._prepare)
        self.ready.connect(self.enter)  # from another thread: it comes with the next events

    def open(self) -> None:
        """Shows the door, painted before anything else is done."""
        self.door.show()
        QApplication.processEvents()
        self._fetching.start()

    def _fetch(self) -> None:
        """What knows nothing of Qt; the rest is imported where Qt lives."""
        import_all(HEAVY)
        self.ready.emit()

    def _prepare(self) -> None:
        """For the first edit, beside a person who still reads."""
        self._fetching.join()
        self._fetching = threading.Thread(target=import_all, args=(WRITING,))
        self._fetching.start()

    def enter(self) -> None:
        """The window where the door stands, with its plan; nothing where the door was closed."""
        try:
            if self.door.isVisible():
                self._enter()
                if not self._wanted[1]:
                    self._seen.start()
        finally:
            release_garbage(_START)

    def _enter(self) -> None:
        location, read_only = self._wanted
        self.window = window = built(self._author, starts=location is None)
        window.restoreGeometry(self.door.saveGeometry())  # else the system finds another place for it
        if location is not None and not window.open(location, read_only):
            window.show_start()
        window.show()  # only now: an empty frame would hide the door's words, and its parts could not take the keyboard
        self.door.close()

    def wait(self) -> None:
        """Until the import has ended, as it must not run on while Python ends; the windows go."""
        self._seen.stop()
        self._fetching.join()
        for window in (self.door, self.window):
            if window is not None:
                window.deleteLater()


def import_all(names: Iterable[str]) -> None:
    """Modules, one after the other."""
    for name in names:
        importlib.import_module(name)


def built(author: str, starts: bool) -> "MainWindow":
    """The window, imported now; `starts` without a plan."""
    from dxdesk.desktop.window.main_window import MainWindow

    return MainWindow(author, starts=starts)


def application(theme: str = "light") -> QApplication:
    """The one application of this process, dressed. Raises Refused for an unknown theme."""
    colours = theme_named(theme)
    switch_threads_often()
    # As an argument the style costs nothing; asked for as an object it is described to Python first.
    app = QApplication.instance() or QApplication(["dxdesk", "-style", STYLE])
    assert isinstance(app, QApplication)
    app.setApplicationName("dxdesk")
    app.setApplicationDisplayName("dxdesk")
    apply_theme(app, colours)
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
        from dxdesk.desktop.parts import prompts
        from dxdesk.logs import record_bug

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
        from dxdesk.logs import record_bug

        if happened.exc_value is not None:
            record_bug(happened.exc_value)
