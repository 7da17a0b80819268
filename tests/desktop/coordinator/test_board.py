"""提出状況: who has handed in what, whom to remind, and what a click on the board does."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.board_model import HEADINGS, NAME
from dxdesk.desktop.coordinator.board_page import BoardPage
from dxdesk.desktop.dialogs.reason_dialog import ReasonDialog
from dxdesk.desktop.window.screenshot import Shot, picture
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Measure
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.board import SubmissionState
from tests.desktop.clerk import CTRL, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, OFFICES, YEAR, Copy, board_page, handed, still


@pytest.fixture
def copies(ito_file: Path) -> list[Copy]:
    """Handed out to three; 職員課 has handed in."""
    copies = handed(ito_file)
    copies[2].edit(copies[2].lines()[0].text, "書き直した行")
    file = copies[2].send(ito_file.parent / "提出")
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, [file], author=BOSS)
    return copies


def states(page: BoardPage) -> dict[str, str]:
    return {standing.name: standing.state for standing in page.view.board.departments}


def select_department(page: BoardPage, name: str) -> None:
    """The line of a department is the current one."""
    row = next(n for n, standing in enumerate(page.view.board.departments) if standing.name == name)
    page.view.setCurrentIndex(page.view.board.index(row, NAME))


@pytest.mark.usefixtures("copies")
def test_the_board_says_where_everybody_stands(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    said = states(page)
    assert {said[name] for name in OFFICES[:2]} == {SubmissionState.HANDED_OUT}
    assert said["職員課"] == SubmissionState.ACCEPTED
    assert said["市民課"] == SubmissionState.NOT_HANDED_OUT
    assert "3課に配り、1課から提出がありました" in page.message.text()
    assert "2099-03-31" in page.message.text()
    page.states.choose(SubmissionState.HANDED_OUT)
    assert set(states(page)) == set(OFFICES[:2])
    index = page.view.board.index(0, 2)
    assert page.view.board.data(index, Qt.ItemDataRole.AccessibleTextRole).startswith(HEADINGS[2])


def test_where_nothing_was_handed_out_it_says_what_to_do(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    assert "「配布」" in page.message.text()
    assert set(states(page).values()) == {SubmissionState.NOT_HANDED_OUT}
    assert not page.remind_all.isEnabled()
    assert not page.undo.isEnabled()


def test_another_year_has_a_board_of_its_own(opened: Opener, qtbot: QtBot, ito_file: Path, copies: list[Copy]) -> None:
    assert copies
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    page.year.choose(YEAR - 1)
    page.refresh()
    still(window, page, qtbot)
    assert set(states(page).values()) == {SubmissionState.NOT_HANDED_OUT}


def test_reminders_are_put_on_the_clipboard(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    handed(ito_file, due="2020-01-10")
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    assert states(page)["企画課"] == SubmissionState.OVERDUE
    select_department(page, "企画課")
    page.remind.click()
    text = QGuiApplication.clipboard().text()
    assert "企画課　ご担当者様" in text
    assert "2020年1月10日" in text
    page.remind_all.click()
    text = QGuiApplication.clipboard().text()
    assert all(f"{name}　ご担当者様" in text for name in OFFICES)


@pytest.mark.usefixtures("copies")
def test_enter_opens_the_measures_of_a_department(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    clerk = Clerk(window)
    clerk.press(Key.Key_3, CTRL)
    page = board_page(window, qtbot)
    select_department(page, "職員課")
    clerk.press(Key.Key_Return)
    assert window.plan.pages.name == "desk"
    listed = window.plan.view.tree.model.measures()
    assert 0 < len(listed) < len(window.plan.session.rows.all(Measure))


@pytest.mark.usefixtures("copies")
def test_a_submission_is_taken_back_from_the_board(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    select_department(page, "企画課")
    assert not page.undo.isEnabled()
    select_department(page, "職員課")
    person.answers.append(True)
    page.undo.click()
    still(window, page, qtbot)
    assert "職員課の最後の提出" in person.asked[-1]
    assert states(page)["職員課"] == SubmissionState.HANDED_OUT
    assert window.plan.session.rows == window.plan.session.store.load()


@pytest.mark.usefixtures("copies")
def test_a_year_is_made_final_and_opened_again_with_a_reason(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    person.answers.append(True)
    page.lock.click()
    still(window, page, qtbot)
    assert "確定済み" in page.title.text()
    page.lock.click()
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.yes.click()
    assert "理由" in dialog.message.text()
    dialog.reason.setPlainText("監査の指摘による訂正")
    dialog.yes.click()
    still(window, page, qtbot)
    assert "確定済み" not in page.title.text()
    assert "監査の指摘による訂正" in page.message.text()
    assert [lock.locked for lock in window.plan.session.store.records(YearLock)] == [True, False]


@pytest.mark.usefixtures("copies")
def test_the_board_as_a_sheet(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, tmp_path: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    out = tmp_path / "提出状況.xlsx"
    person.answers.append(str(out))
    page.sheet.click()
    still(window, page, qtbot)
    sheet = load_workbook(out).active
    assert sheet is not None
    lines = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows(min_row=3)}
    assert lines["職員課"] == SubmissionState.ACCEPTED


@pytest.mark.usefixtures("copies")
def test_reading_only_nothing_can_be_done_but_looking(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, read_only=True)
    page = board_page(window, qtbot)
    select_department(page, "職員課")
    assert not page.undo.isEnabled()
    assert not page.return_button.isEnabled()
    assert not page.lock.isEnabled()
    assert page.open.isEnabled()


@pytest.mark.usefixtures("copies")
def test_the_model_keeps_qt_s_rules(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.view.board, fatal, page)
    page.states.choose(SubmissionState.HANDED_OUT)
    page.states.choose(None)
    assert len(page.view.board.departments) > len(OFFICES)
    assert tester is not None


@pytest.mark.usefixtures("copies")
@pytest.mark.parametrize("view", ["merge", "board"])
def test_the_pages_as_pictures(ito_file: Path, tmp_path: Path, view: str) -> None:
    out = tmp_path / f"{view}.png"
    before = ito_file.read_bytes()
    picture(str(ito_file), out, Shot(view))
    assert QImage(str(out)).width() >= 1366
    assert ito_file.read_bytes() == before


def test_a_department_s_copy_has_no_such_picture(copies: list[Copy], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="元の計画ファイル"):
        picture(str(copies[0].file), tmp_path / "b.png", Shot("board"))


@pytest.mark.usefixtures("copies")
@pytest.mark.parametrize("view", ["merge", "board"])
def test_the_pages_fit_a_small_screen_at_200_percent(opened: Opener, qtbot: QtBot, ito_file: Path, view: str) -> None:
    window = opened(ito_file, author=BOSS)
    window.appearance.zoom_to(200)
    page = window.plan.pages.turn(view)
    assert page is not None
    qtbot.waitUntil(lambda: not window.progress.running)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    window.appearance.zoom_back()
