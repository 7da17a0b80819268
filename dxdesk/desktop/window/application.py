"""The application around the window: its start, its looks, and the hook that shows bugs."""

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
from dxdesk.desktop.window.splash import Splash

if TYPE_CHECKING:
    from dxdesk.desktop.window.main_window import MainWindow

# Needed by the window besides Qt (200 ms); and by the first edit, which is far away when a plan can be seen (300 ms).
HEAVY = ("dxdesk.store", "dxdesk.plan.checks")
WRITING = (
    "dxdesk.store.tables.transaction",
    "dxdesk.store.tables.write_check",
    "dxdesk.store.tables.undo",
)
_START = "start"  # holds the garbage
SEEN_AFTER = 300  # ms from the making of the window to when it is certainly painted


def run(location: str | None, read_only: bool, author: str) -> int:
    """Show the window until it is closed. Return the exit code."""
    hold_garbage(_START)  # while everything is made that stays
    app = application()
    hook = BugHook()
    hook.install()
    startup = Startup(location, read_only, author)
    startup.open()
    code = app.exec()
    startup.wait()
    QThreadPool.globalInstance().waitForDone()  # a worker must not outlive the objects that it reports to
    hook.remove()
    return code


class Startup(QObject):
    """Shows the splash at once, then the window in its place, whose modules are imported meanwhile."""

    ready = Signal()

    def __init__(self, location: str | None, read_only: bool, author: str) -> None:
        super().__init__()
        self._location, self._read_only = location, read_only
        self._author = author
        self.splash = Splash()
        self.window: MainWindow | None = None
        self._fetching = threading.Thread(target=self._fetch)
        self._seen = QTimer(self)
        self._seen.setSingleShot(True)
        self._seen.setInterval(SEEN_AFTER)
        self._seen.timeout.connect(self._prepare)
        self.ready.connect(self.show_window)  # from another thread: it comes with the next events

    def open(self) -> None:
        """Show the splash, painted before anything else is done."""
        self.splash.show()
        QApplication.processEvents()
        self._fetching.start()

    def _fetch(self) -> None:
        """Import the modules without Qt; the others are imported in Qt's thread."""
        import_all(HEAVY)
        self.ready.emit()

    def _prepare(self) -> None:
        """Import for the first edit, while the person still reads."""
        self._fetching.join()
        self._fetching = threading.Thread(target=import_all, args=(WRITING,))
        self._fetching.start()

    def show_window(self) -> None:
        """Show the window in the splash's place, with its plan; nothing where the splash was closed."""
        try:
            if self.splash.isVisible():
                self._show_window()
                if not self._read_only:
                    self._seen.start()
        finally:
            release_garbage(_START)

    def _show_window(self) -> None:
        self.window = window = make_window(self._author, starts=self._location is None)
        window.restoreGeometry(self.splash.saveGeometry())  # else the system finds another place for it
        if self._location is not None and not window.open(self._location, self._read_only):
            window.show_start()
        window.show()  # only now: an empty frame would hide the splash's text, and its parts could not take the keyboard
        self.splash.close()

    def wait(self) -> None:
        """Wait until the import has ended, as it must not run on while Python ends, and delete the windows."""
        self._seen.stop()
        self._fetching.join()
        for window in (self.splash, self.window):
            if window is not None:
                window.deleteLater()


def import_all(names: Iterable[str]) -> None:
    """Import modules, one after the other."""
    for name in names:
        importlib.import_module(name)


def make_window(author: str, starts: bool) -> "MainWindow":
    """Return the window, imported now; `starts`: with the page of a window without a plan."""
    from dxdesk.desktop.window.main_window import MainWindow

    return MainWindow(author, starts=starts)


def application(theme: str = "light") -> QApplication:
    """Return the one application of this process, dressed. Raises Refused for an unknown theme."""
    colours = theme_named(theme)
    switch_threads_often()
    # As an argument the style costs nothing; asked for as an object it is described to Python first.
    app = QApplication.instance() or QApplication(["dxdesk", "-style", STYLE])
    assert isinstance(app, QApplication)
    app.setApplicationName("dxdesk")
    app.setApplicationDisplayName("dxdesk")
    apply_theme(app, colours)
    return app


class BugHook:
    """Shows a bug in one sentence and logs it; the window stays."""

    def __init__(self) -> None:
        self._showing = False
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Catch bugs from now on."""
        sys.excepthook = self.caught
        threading.excepthook = self.caught_in_thread

    def remove(self) -> None:
        """Leave bugs to the hooks that were there before."""
        sys.excepthook, threading.excepthook = self._before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a bug and show it; while one is being shown the next ones are only logged."""
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        from dxdesk.desktop.parts import prompts
        from dxdesk.logs import record_bug

        where = record_bug(error)
        if not self._showing:
            self._showing = True
            try:
                prompts.warn(
                    QApplication.activeWindow(),
                    f"不具合が起きました。作業は続けられますが、直前の入力が残っているか確かめてください（記録：{where}）。",
                )
            finally:
                self._showing = False

    def caught_in_thread(self, happened: threading.ExceptHookArgs) -> None:
        """Log a bug of a worker, which has no window."""
        from dxdesk.logs import record_bug

        if happened.exc_value is not None:
            record_bug(happened.exc_value)
