"""Windows without a display; nothing may be left over after a test, and no dialog may stop it."""

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import platformdirs
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop import window_settings
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.window import application
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.jobs.creating import from_seeds
from dxdesk.store import Store
from tests.desktop.plans import small_plan
from tests.desktop.waiting import PATIENCE, at_rest, until

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform has no window manager and says so with every window."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """Waits as everything here waits."""
    monkeypatch.setattr(qtbot, "waitUntil", until)
    monkeypatch.setattr(qtbot, "waitSignal", partial(qtbot.waitSignal, timeout=PATIENCE))
    return qtbot


@dataclass
class Person:
    """Whoever answers the dialogs: `answers` are given in turn; a question that nobody foresaw fails the test."""

    answers: list[object] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, question: str) -> object:
        self.asked.append(question)
        assert self.answers, f"unforeseen question: {question}"
        return self.answers.pop(0)


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    someone = Person()
    monkeypatch.setattr(prompts, "open_file", lambda _parent, title, _kinds: someone.answer(title))
    monkeypatch.setattr(prompts, "open_files", lambda _parent, title, _kinds: someone.answer(title))
    monkeypatch.setattr(prompts, "open_folder", lambda _parent, title: someone.answer(title))
    monkeypatch.setattr(prompts, "save_file", lambda _parent, title, _name, _kinds: someone.answer(title))
    monkeypatch.setattr(prompts, "ask", lambda _parent, text, _yes, _no: someone.answer(text))
    monkeypatch.setattr(prompts, "choose", lambda _parent, text, _answers: someone.answer(text))
    monkeypatch.setattr(prompts, "warn", lambda _parent, text: someone.answer(text))
    return someone


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The window's memory and log lie in the test's own folder."""
    monkeypatch.setattr(window_settings, "user_config_dir", lambda *_a, **_k: str(tmp_path / "config"))
    monkeypatch.setattr(platformdirs, "user_log_path", lambda *_a, **_k: tmp_path / "log")
    return tmp_path


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application.application()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """No window and no running timer outlives its test, and no theme or zoom either."""
    application.application()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    at_rest()
    # What a worker is just making must not come into other hands: Python answers that with an error in the worker.
    QThreadPool.globalInstance().waitForDone()
    at_rest()
    windows = [w for w in qapp.topLevelWidgets() if w.isVisible()]
    timers = [o for o in gc.get_objects() if isinstance(o, QTimer) and shiboken6.isValid(o) and o.isActive()]
    assert not windows
    assert not timers


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """A small plan of two measures."""
    place = tmp_path / "plan.dxdb"
    Store.create(place, small_plan(), author="準備").close()
    return place


@pytest.fixture(scope="session")
def ito_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("ito") / "ito.dxdb"
    from_seeds(place, ["ito"], author="準備").close()
    return place


@pytest.fixture
def ito_file(ito_seed: Path, tmp_path: Path) -> Path:
    """伊東市's plan from the seed, a fresh copy."""
    place = tmp_path / "ito.dxdb"
    place.write_bytes(ito_seed.read_bytes())
    return place


@pytest.fixture
def opened(qtbot: QtBot, person: Person) -> Iterator["Opener"]:
    """Opens windows and closes them at the end."""
    opener = Opener(qtbot)
    yield opener
    person.answers += [True] * 5
    for window in opener.windows:
        if shiboken6.isValid(window):
            window.close()
            window.deleteLater()


@dataclass
class Opener:
    qtbot: QtBot
    windows: list[MainWindow] = field(default_factory=list)

    def __call__(self, place: Path | str, *, read_only: bool = False, author: str = "山田") -> MainWindow:
        window = MainWindow(author)
        self.windows.append(window)
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        assert window.open(str(place), read_only)
        at_rest()
        return window
