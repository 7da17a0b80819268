"""A department's half-done copy goes to a colleague: closed by one, opened by the other, and nothing is lost between."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dxdesk.desktop.dialogs.hand_over_dialog import HandOverDialog
from dxdesk.desktop.hand_in.hand_in_page import HandInPage, hand_over_text
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.store.file.lock import lock_path
from dxdesk.store.tables.records import HandOver
from dxdesk.views import HAND_IN
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, handed

ONE, OTHER = "企画 一郎", "企画 二郎"


@pytest.fixture
def copy(ito_file: Path) -> Path:
    """The copy of 企画課."""
    return handed(ito_file)[0].file


def page_of(window: MainWindow) -> HandInPage:
    page = window.plan.pages.turn(HAND_IN)
    assert isinstance(page, HandInPage)
    return page


def hand_over_dialog(window: MainWindow) -> HandOverDialog:
    page_of(window).hand_over_button.click()
    dialog = window.plan.hand_in.dialog
    assert isinstance(dialog, HandOverDialog)
    return dialog


def hand_over(window: MainWindow, qtbot: QtBot) -> None:
    dialog = hand_over_dialog(window)
    dialog.colleague.setText(OTHER)
    dialog.note.setPlainText("指標の値は書きました。\n1-(3) の記載が残っています。")
    dialog.yes.click()
    qtbot.waitUntil(lambda: not window.progress.running)


def test_one_closes_and_the_other_sees_what_is_left(
    opened: Opener, copy: Path, person: Person, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(copy, author=ONE)
    assert not page_of(window).hand_over_note.isVisible()
    dialog = hand_over_dialog(window)
    dialog.yes.click()
    assert "名前" in dialog.message.text()
    dialog.reject()
    out = tmp_path / "引き継ぎ"
    person.answers.append(str(out))
    hand_over(window, qtbot)
    file = out.with_suffix(".dxdb")
    assert not window.has_plan, "the copy is closed"
    assert OTHER in window.statusBar().currentMessage()
    for path in (copy, file):
        assert not lock_path(path).exists()
    other = opened(file, author=OTHER)
    said = page_of(other).hand_over_note
    assert said.isVisible()
    assert f"{ONE}さんから{OTHER}さんへ引き継がれた写し" in said.text()
    assert "1-(3) の記載が残っています。" in said.text()
    assert other.close()
    again = opened(copy, author=ONE)
    assert f"{OTHER}さんへ引き継ぎました" in page_of(again).hand_over_note.text()


def test_whoever_thinks_better_of_it_goes_on(opened: Opener, copy: Path, person: Person, qtbot: QtBot) -> None:
    window = opened(copy, author=ONE)
    person.answers.append("")
    hand_over(window, qtbot)
    assert not page_of(window).hand_over_note.isVisible()


def test_where_a_file_is_in_the_way_the_copy_is_opened_again(
    opened: Opener, copy: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(copy, author=ONE)
    person.answers += [str(copy.with_name("R6_職員課.dxdb")), None]
    hand_over(window, qtbot)
    assert "すでにある" in person.asked[-1]
    assert not page_of(window).hand_over_note.isVisible()


def test_only_a_copy_that_can_be_written_is_handed_over(opened: Opener, copy: Path, ito_file: Path) -> None:
    reading = opened(copy, read_only=True)
    assert not page_of(reading).hand_over_button.isEnabled()
    for window in (reading, opened(ito_file, author=BOSS)):
        window.plan.hand_in.ask_over()
        assert window.plan.hand_in.dialog is None
        action = window.menus.action("引き継ぎ用に閉じる")
        assert not action.isEnabled()


def test_a_note_need_not_be(copy: Path) -> None:
    assert copy.exists()
    over = HandOver(id="1", hand_out="2", at="2026-11-21T00:30:00.000+00:00", author=ONE, colleague=OTHER)
    assert "伝えること" not in hand_over_text(over, OTHER)
    assert "さんから" in hand_over_text(over, "課長")
    assert "引き継ぎました" in hand_over_text(over, ONE)
