"""The splash: there at once, the window in its place, and no harm in closing it before."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.window.application import Startup
from dxdesk.desktop.window.main_window import MainWindow
from tests.desktop.conftest import Person
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest


@pytest.mark.usefixtures("qapp")
def test_the_window_comes_in_the_splash_s_place_with_its_plan(plan_file: Path, qtbot: QtBot) -> None:
    startup = Startup(str(plan_file), True, "山田")
    startup.open()
    assert startup.splash.isVisible()
    qtbot.waitUntil(lambda: startup.window is not None)
    window = startup.window
    assert window is not None
    assert not startup.splash.isVisible()
    assert session_of(window).read_only
    assert window.close()
    startup.wait()


@pytest.mark.usefixtures("qapp")
def test_the_window_stands_where_the_splash_was_moved_to(plan_file: Path, qtbot: QtBot) -> None:
    startup = Startup(str(plan_file), True, "山田")
    startup.open()
    startup.splash.setGeometry(70, 60, 640, 480)
    qtbot.waitUntil(lambda: startup.window is not None)
    assert startup.window is not None
    assert startup.window.geometry() == startup.splash.geometry()
    startup.window.close()
    startup.wait()


class Keyboard(QObject):
    """Notes who would get the keyboard when a window is first shown: with some window systems it comes only later."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, MainWindow) and event.type() == QEvent.Type.Show:
            part = watched.focusWidget()
            self.given.append(part.accessibleName() if part is not None else "")
        return False


def test_the_keyboard_is_in_the_contents_when_the_window_appears(qapp: QApplication, plan_file: Path, qtbot: QtBot) -> None:
    keyboard = Keyboard()
    qapp.installEventFilter(keyboard)
    startup = Startup(str(plan_file), False, "山田")
    startup.open()
    qtbot.waitUntil(lambda: startup.window is not None)
    qapp.removeEventFilter(keyboard)
    window = startup.window
    assert window is not None
    assert keyboard.given == ["柱と施策"]
    window.close()
    startup.wait()


@pytest.mark.usefixtures("qapp")
def test_closing_the_splash_means_that_nothing_follows(plan_file: Path) -> None:
    startup = Startup(str(plan_file), False, "山田")
    startup.open()
    startup.splash.close()
    startup.wait()
    at_rest()
    assert startup.window is None


@pytest.mark.usefixtures("qapp")
def test_a_plan_that_cannot_be_opened_is_told_in_one_sentence(tmp_path: Path, qtbot: QtBot, person: Person) -> None:
    broken = tmp_path / "壊れた.dxdb"
    broken.write_bytes(b"nothing of ours")
    person.answers.append(None)
    startup = Startup(str(broken), False, "山田")
    startup.open()
    qtbot.waitUntil(lambda: startup.window is not None and bool(person.asked))
    assert "壊れた.dxdb" in person.asked[0]
    assert startup.window is not None
    assert not startup.window.has_plan
    startup.window.close()
    startup.wait()


def test_what_is_imported_behind_the_splash_is_not_read_as_text_and_kept() -> None:
    script = (
        "import linecache\n"
        "import dxdesk.desktop\n"
        "known = set(linecache.cache)\n"
        "import dxdesk.store, dxdesk.desktop.window.application, dxdesk.desktop.window.main_window\n"
        "print([name for name in set(linecache.cache) - known if name.endswith('.py')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


WRITTEN = """
import sys
from dxdesk.desktop.window.application import WRITING, import_all
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.model import Figure
from dxdesk.store import Store
import_all(WRITING)
known = set(sys.modules)
with Store.open(sys.argv[1], author="山田") as store:
    figure = next(iter(store.load().all(Figure).values()))
    assert store.apply(Batch(set_field(figure, "text", "4,096件"), "山田")).batch
    assert store.undo("山田")
print([name for name in set(sys.modules) - known if name.startswith("dxdesk")])
"""


def test_the_first_edit_waits_for_no_import_of_ours(plan_file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WRITTEN, str(plan_file)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_what_writes_comes_when_the_plan_can_be_seen_and_never_to_a_reader(plan_file: Path) -> None:
    script = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from dxdesk.desktop.window import application as app\n"
        "seen = []\n"
        "class Watched(app.Startup):\n"
        "    def _show_window(self):\n"
        "        super()._show_window()\n"
        "        seen.append('sqlalchemy' in sys.modules)\n"
        "        QTimer.singleShot(4 * app.SEEN_AFTER, self.window.close)\n"
        "app.Startup = Watched\n"
        "app.run(sys.argv[1], sys.argv[2] == 'read', '山田')\n"
        "print(seen, 'sqlalchemy' in sys.modules)\n"
    )
    for how, later in (("read", False), ("write", True)):
        command = [sys.executable, "-c", script, str(plan_file), how]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout.strip() == f"[False] {later}"
