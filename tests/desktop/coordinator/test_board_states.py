"""提出状況: every state that a department can be in, the way from an empty board to a full one, and another 締切."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.board_page import BoardPage
from dxdesk.desktop.coordinator.hand_out_dialog import DueDialog, HandOutDialog
from dxdesk.desktop.dialogs.history_dialog import HistoryDialog
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.hand_out.due_date import DueDateChange, change_due
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.board import SubmissionState
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from dxdesk.submission.status.year_lock import lock, unlock
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, YEAR, Copy, board_page, still, write

EXPECTED = {
    "庶務課": SubmissionState.NOT_HANDED_OUT,
    "デジタル政策課": SubmissionState.HANDED_OUT,
    "教育総務課": SubmissionState.OVERDUE,
    "収納課": SubmissionState.HANDED_IN,
    "企画課": SubmissionState.IN_REVIEW,
    "秘書広報課": SubmissionState.RETURNED,
    "職員課": SubmissionState.ACCEPTED,
    "市民課": SubmissionState.TO_CHECK,
}


@pytest.fixture
def master_in_every_state(ito_file: Path) -> Path:
    """A master in which the departments stand as expected."""
    names = [name for name, state in EXPECTED.items() if state != SubmissionState.NOT_HANDED_OUT]
    with Store.open(ito_file, author=BOSS) as store:
        handed = hand_out(store, ito_file.parent / "配布", HandOutRequest(YEAR, names, "2099-03-31"), author=BOSS)
        change_due(store, DueDateChange(YEAR, "2020-01-10", ("教育総務課",)), author=BOSS)
    copies = {copy.department: Copy(copy.department, copy.file) for copy in handed}
    contested = copies["企画課"].lines()[0].text
    files = []
    for name in ("収納課", "企画課", "秘書広報課", "職員課"):
        copies[name].edit(copies[name].lines()[0].text, f"{name}が書いた")
        files.append(copies[name].send(ito_file.parent / "提出"))
    copies["市民課"].message("数え方を改めます。")
    files.append(copies["市民課"].send(ito_file.parent / "提出"))
    write(ito_file, contested, "担当が書いた", BOSS)
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, files, author=BOSS)
        send_back(store, SendBackRequest("秘書広報課", "値を確かめてください"), ito_file.parent / "差戻し.dxdb", author=BOSS)
    return ito_file


def states(page: BoardPage) -> dict[str, str]:
    return {standing.name: standing.state for standing in page.view.board.departments}


def select_department(page: BoardPage, name: str) -> None:
    row = next(n for n, standing in enumerate(page.view.board.departments) if standing.name == name)
    page.view.setCurrentIndex(page.view.board.index(row, 0))


def test_every_state_is_there_and_can_be_looked_for(opened: Opener, qtbot: QtBot, master_in_every_state: Path) -> None:
    window = opened(master_in_every_state, author=BOSS)
    page = board_page(window, qtbot)
    said = states(page)
    assert {name: said[name] for name in EXPECTED} == EXPECTED
    assert set(said.values()) == set(SubmissionState)
    for state in SubmissionState:
        page.states.choose(state)
        assert set(states(page).values()) == {state}
        assert f"{state}（{len(states(page))}）" == page.states.currentText()
    page.states.choose(None)
    assert not page.hand_out.isVisible()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("デジタル政策課", "まだ提出を受け取っていません。"),
        ("教育総務課", "締切を過ぎましたが"),
        ("収納課", "まだ記入されていないところがあります"),
        ("秘書広報課", "まだ再提出を受け取っていません"),
    ],
)
def test_whoever_owes_something_is_reminded_of_it(
    opened: Opener, qtbot: QtBot, master_in_every_state: Path, name: str, words: str
) -> None:
    window = opened(master_in_every_state, author=BOSS)
    page = board_page(window, qtbot)
    select_department(page, name)
    page.remind.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith(f"{name}　ご担当者様")
    assert words in text


@pytest.mark.parametrize("name", ["庶務課", "職員課"])
def test_whoever_owes_nothing_is_not_reminded(opened: Opener, qtbot: QtBot, master_in_every_state: Path, name: str) -> None:
    window = opened(master_in_every_state, author=BOSS)
    page = board_page(window, qtbot)
    select_department(page, name)
    assert not page.remind.isEnabled()
    page.remind_all.click()
    assert f"{name}　ご担当者様" not in QGuiApplication.clipboard().text()


def test_from_an_empty_board_to_what_was_handed_out(
    opened: Opener, qtbot: QtBot, person: Person, ito_file: Path, tmp_path: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    assert page.hand_out.isVisible()
    assert not page.due.isEnabled()
    page.hand_out.click()
    qtbot.waitUntil(lambda: window.plan.coordinator.dialog is not None)
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, HandOutDialog)
    assert dialog.year.currentData() == YEAR
    for row in range(1, dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    folder = tmp_path / "配布"
    folder.mkdir()
    person.answers.append(str(folder))
    dialog.yes.click()
    qtbot.waitUntil(lambda: SubmissionState.HANDED_OUT in states(page).values())
    still(window, page, qtbot)
    assert not page.hand_out.isVisible()
    assert page.due.isEnabled()


def test_a_year_that_is_only_planned_leads_to_the_one_that_is_asked_for(
    opened: Opener, qtbot: QtBot, ito_file: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    board_page(window, qtbot)
    for year, asked in ((YEAR - 1, YEAR - 1), (YEAR + 1, YEAR)):
        window.plan.coordinator.dialog = None
        window.plan.coordinator.hand_out_for(year)
        qtbot.waitUntil(lambda: window.plan.coordinator.dialog is not None)
        dialog = window.plan.coordinator.dialog
        assert isinstance(dialog, HandOutDialog)
        assert dialog.year.currentData() == asked
        dialog.reject()


def test_one_department_and_then_all_get_another_day(opened: Opener, qtbot: QtBot, master_in_every_state: Path) -> None:
    window = opened(master_in_every_state, author=BOSS)
    page = board_page(window, qtbot)
    select_department(page, "教育総務課")
    page.due.click()
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, DueDialog)
    assert (dialog.due.text(), dialog.whom.currentData()) == ("2020-01-10", "教育総務課")
    dialog.due.setText("来週")
    dialog.yes.click()
    assert "日付として読めません" in dialog.reason.text()
    dialog.due.setText("2099-04-30")
    dialog.yes.click()
    qtbot.waitUntil(lambda: states(page)["教育総務課"] == SubmissionState.HANDED_OUT)
    still(window, page, qtbot)
    assert "2099-03-31、2099-04-30" in page.message.text()
    page.due.click()
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, DueDialog)
    dialog.whom.choose(None)
    today = date.today().isoformat()
    dialog.due.setText(today)
    dialog.yes.click()
    still(window, page, qtbot)
    dues = {s.due for s in page.view.board.departments if s.state != SubmissionState.NOT_HANDED_OUT}
    assert dues == {today}


def test_at_a_department_that_was_handed_nothing_the_day_is_everybody_s(
    opened: Opener, qtbot: QtBot, master_in_every_state: Path
) -> None:
    window = opened(master_in_every_state, author=BOSS)
    page = board_page(window, qtbot)
    select_department(page, "庶務課")
    page.due.click()
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, DueDialog)
    assert dialog.whom.count() == 1
    dialog.reject()


def test_reading_only_nothing_is_handed_out_or_put_off(opened: Opener, qtbot: QtBot, master_in_every_state: Path) -> None:
    window = opened(master_in_every_state, read_only=True)
    page = board_page(window, qtbot)
    assert not page.due.isEnabled()
    page.year.choose(YEAR - 1)
    page.refresh()
    still(window, page, qtbot)
    assert page.hand_out.isVisible()
    assert not page.hand_out.isEnabled()


def test_the_history_tells_who_made_a_year_final_and_opened_it_again(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    with Store.open(ito_file, author=BOSS) as store:
        lock(store, YEAR, author=BOSS)
        unlock(store, YEAR, "監査の指摘による訂正", author="課長")
    window = opened(ito_file, author=BOSS)
    window.plan.sheets.show_history()
    dialog = window.plan.sheets.dialog
    assert isinstance(dialog, HistoryDialog)
    dialog.scope.choose("plan")
    qtbot.waitUntil(lambda: not dialog.reading.busy and bool(dialog.table.texts.lines))
    newest, before = dialog.table.texts.lines[:2]
    assert [*newest[1:]] == ["課長", "R6　年度の確定の解除", "確定", "", "監査の指摘による訂正"]
    assert [*before[1:]] == [BOSS, "R6　年度の確定", "", "確定", ""]
    dialog.reject()
