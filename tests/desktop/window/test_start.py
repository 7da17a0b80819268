"""A window without a plan: the ways to one."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dxdesk.desktop import window_settings
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.desktop.window.start_page import MISSING, StartPage
from dxdesk.plan.rows.model import Measure
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import go, grid_of, page_of, session_of
from tests.desktop.waiting import at_rest


def fresh(opened: Opener) -> MainWindow:
    """A window that has just been started."""
    window = MainWindow("山田")
    opened.windows.append(window)
    window.show()
    at_rest()
    return window


def start_of(window: MainWindow) -> StartPage:
    page = window.centralWidget()
    assert isinstance(page, StartPage)
    return page


def test_the_first_start_says_what_can_be_done(opened: Opener) -> None:
    page = start_of(fresh(opened))
    words = [button.text() for button in page.buttons]
    assert words == ["計画を開く…", "伊東市の見本で試す…", "表から計画を作る…", "新しい計画を作る…"]
    assert not page.recent.isVisible()
    assert all(button.accessibleDescription() for button in page.buttons)


def test_a_plan_opened_lately_is_opened_by_enter(opened: Opener, plan_file: Path) -> None:
    opened(plan_file).close()
    window = fresh(opened)
    page = start_of(window)
    assert page.recent.item(0).text().startswith(plan_file.name)
    QTest.keyClick(page.recent, Qt.Key.Key_Return)
    assert page_of(window).head.title.text() == "1-(1) 手続"


def test_a_plan_that_is_gone_says_so_and_can_be_taken_off(
    opened: Opener, plan_file: Path, person: Person, qtbot: QtBot
) -> None:
    opened(plan_file).close()
    plan_file.unlink()
    window = fresh(opened)
    page = start_of(window)
    qtbot.waitUntil(lambda: MISSING in page.recent.item(0).text())
    assert page.recent.item(0).foreground().color() == page.palette().placeholderText().color()
    person.answers = [None]
    QTest.keyClick(page.recent, Qt.Key.Key_Return)
    assert "見つかりません" in person.asked[0]
    QTest.keyClick(page.recent, Qt.Key.Key_Delete)
    assert page.recent.count() == 0
    assert window_settings.recent() == []


def test_the_latest_stands_first_and_once(opened: Opener, plan_file: Path, ito_file: Path) -> None:
    for place in (plan_file, ito_file, plan_file):
        opened(place).close()
    assert window_settings.recent() == [str(plan_file), str(ito_file)]


def test_what_is_known_is_not_written_again(plan_file: Path, ito_file: Path) -> None:
    window_settings.remember_recent(str(plan_file))
    kept = window_settings.settings_file()
    first = kept.stat().st_ino, kept.stat().st_mtime_ns
    window_settings.remember_recent(str(plan_file))
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == first
    window_settings.remember_recent(str(ito_file))
    assert window_settings.recent() == [str(ito_file), str(plan_file)]
    kept.write_bytes(b"\xff")
    window_settings.remember_recent(str(plan_file))
    assert window_settings.recent() == [str(plan_file)]


def test_closing_a_plan_leads_back_to_the_start(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    window.opening.close()
    at_rest()
    assert start_of(window).recent.count() == 1
    assert not window.menus.action("表に書き出す").isEnabled()


def test_the_sample_is_a_copy_of_ones_own(opened: Opener, tmp_path: Path, person: Person, qtbot: QtBot) -> None:
    window = fresh(opened)
    person.answers = [str(tmp_path / "見本")]
    QTest.mouseClick(start_of(window).buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.has_plan)
    assert window.windowTitle() == "伊東市 伊東市DX推進計画"
    assert session_of(window).store.location == str(tmp_path / "見本.dxdb")
    assert not session_of(window).read_only


def test_a_sample_is_not_put_over_another_file(opened: Opener, plan_file: Path, person: Person, qtbot: QtBot) -> None:
    window = fresh(opened)
    before = plan_file.read_bytes()
    person.answers = [str(plan_file), None]
    window.new_plans.sample()
    qtbot.waitUntil(lambda: len(person.asked) == 2)
    qtbot.waitUntil(lambda: not window.progress.running)
    assert "すでにあります" in person.asked[1]
    assert plan_file.read_bytes() == before


def test_nobody_is_forced_to_choose_a_place(opened: Opener, person: Person) -> None:
    window = fresh(opened)
    person.answers = ["", ""]
    window.new_plans.sample()
    window.opening.choose_file()
    assert start_of(window).isVisible()
    assert not window.progress.running


# whoever else has it open


def test_the_one_who_has_it_open_is_named_and_the_lock_can_be_left(opened: Opener, plan_file: Path, person: Person) -> None:
    opened(plan_file, author="山田")
    window = fresh(opened)
    person.answers = [2]
    assert not window.open(str(plan_file))
    assert "山田さん" in person.asked[0]
    assert start_of(window).isVisible()


def test_reading_says_why_it_is_only_that(opened: Opener, plan_file: Path, person: Person) -> None:
    opened(plan_file, author="山田")
    window = fresh(opened)
    person.answers = [0]
    assert window.open(str(plan_file))
    banner = window.centralWidget().banner.text()  # type: ignore[attr-defined]
    assert banner.startswith("読み取り専用で開いています。山田さんが")
    assert session_of(window).read_only
    at_rest()
    assert grid_of(window).isVisible()


def test_a_lock_is_taken_over_only_after_a_warning(opened: Opener, plan_file: Path, person: Person) -> None:
    first = opened(plan_file, author="山田")
    window = fresh(opened)
    person.answers = [1, False]
    assert not window.open(str(plan_file))
    assert "保存されなくなります" in person.asked[1]
    person.answers = [1, True]
    assert window.open(str(plan_file))
    assert not session_of(window).read_only
    go(window, "1-(2)")
    measure = next(m for m in session_of(window).rows.all(Measure).values() if m.number == "1-(2)")
    assert measure.title == "決済"
    first.close()


def test_a_damaged_file_is_told(opened: Opener, plan_file: Path, person: Person) -> None:
    data = bytearray(plan_file.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    plan_file.write_bytes(bytes(data))
    window = fresh(opened)
    person.answers = [None]
    assert not window.open(str(plan_file))
    assert start_of(window).isVisible()
    assert len(person.asked) == 1
