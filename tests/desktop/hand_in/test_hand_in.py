"""A department's copy: what is asked, field by field, and the file that is handed in and merged."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.hand_out_dialog import HandOutDialog
from dxdesk.desktop.hand_in.hand_in_page import HandInPage, due_text
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.jobs.creating import from_seeds
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.model import Entry, Figure
from dxdesk.store import Store
from dxdesk.store.file.inspect import inspect_file
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.command import merge
from dxdesk.submission.roles import hand_out_of
from dxdesk.views import HAND_IN, MEASURES
from tests.desktop.clerk import CTRL, NONE, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest


@pytest.fixture
def master_and_copy(tmp_path: Path) -> tuple[Path, Path]:
    """伊東市's master, and the copy of 収納課."""
    master = tmp_path / "計画.dxdb"
    with from_seeds(master, ["ito"], author="係長") as store:
        asking = HandOutRequest(
            year=2024, departments=("収納課",), due="2026-12-25", message="令和6年度の実績を記入してください。"
        )
        hand_out(store, tmp_path / "配布", asking, author="係長")
    return master, next((tmp_path / "配布").glob("*.dxdb"))


def page_of(window: MainWindow) -> HandInPage:
    page = window.plan.pages.page(HAND_IN)
    assert isinstance(page, HandInPage)
    return page


def test_a_copy_opens_with_what_is_asked(opened: Opener, master_and_copy: tuple[Path, Path]) -> None:
    window = opened(master_and_copy[1])
    page = page_of(window)
    assert window.plan.pages.name == HAND_IN
    assert page.title.text() == "収納課　R6 の記入と提出"
    assert "令和6年度の実績を記入してください。" in page.letter.text()
    assert "2026-12-25" in page.due.text()
    assert page.state.text() == "記入済 8／必要 10"
    assert [todo.text for todo in page.todos if not todo.filled] == page.missing()
    page.only.setChecked(True)
    assert len(page.shown) == 2


def test_a_department_fills_in_hands_in_and_the_master_has_it(
    opened: Opener, master_and_copy: tuple[Path, Path], person: Person, qtbot: QtBot
) -> None:
    master, copy = master_and_copy
    window = opened(copy)
    clerk, page = Clerk(window), page_of(window)
    missing, *rest = page.missing()
    page.open_next()
    at_rest()
    assert window.plan.pages.name == MEASURES
    if "【" in missing:
        clerk.write("ごけん", "5件")
        clerk.press(Key.Key_Return)
    else:
        clerk.press(Key.Key_Return)
        clerk.write("きにゅう", "窓口での案内を続けた。")
    window.plan.view.write()
    clerk.press(Key.Key_2, CTRL)
    assert window.plan.pages.name == HAND_IN
    assert page.missing() == rest
    out = copy.with_name("提出.dxdb")
    page.submit_button.click()
    dialog = window.plan.hand_in.dialog
    assert dialog is not None
    dialog.person.setText("")
    dialog.yes.click()
    assert "担当者名" in dialog.message.text()
    dialog.person.setText("鈴木")
    dialog.extension.setText("1234")
    person.answers.append(str(out))
    dialog.yes.click()
    qtbot.waitUntil(out.exists)
    qtbot.waitUntil(lambda: not window.progress.running and window.has_plan)
    assert "提出ファイルは" in page_of(window).state.text()
    sent = page_of(window).submitted
    assert sent.isVisible()
    assert sent.file == out
    sent.mail.click()
    text = QGuiApplication.clipboard().text()
    for part in (
        "件名：【提出】伊東市DX推進計画　令和6年度分（収納課）",
        "添付：提出.dxdb",
        *rest,
        "収納課　鈴木（内線 1234）",
    ):
        assert part in text
    assert sent.folder.isVisible()
    with Store.open(master, author="係長") as store:
        result = merge(store, [out], author="係長")
        assert [v.status for v in result.files] == ["merged"]
        rows = store.load()
    copied = session_of(window).rows
    for table in (Entry, Figure):
        assert copied.all(table).keys() < rows.all(table).keys()  # the others' measures stayed where they were
    measures = {entry.measure for entry in copied.all(Entry).values()}
    assert copied.all(Entry).keys() == {entry.id for entry in rows.all(Entry).values() if entry.measure in measures}


def test_others_cells_can_be_read_but_not_written(opened: Opener, master_and_copy: tuple[Path, Path]) -> None:
    window = opened(master_and_copy[1])
    session = session_of(window)
    theirs = next(e for e in session.rows.all(Entry).values() if session.outline.department_name(e.department) == "市民課")
    outcome = session.apply(set_field(theirs, "text", "書き換え"))
    assert not outcome
    assert "収納課" in outcome.reason
    assert session.rows.all(Entry)[theirs.id].text == theirs.text


def test_enter_in_the_list_leads_to_the_field(opened: Opener, master_and_copy: tuple[Path, Path]) -> None:
    window = opened(master_and_copy[1])
    page, clerk = page_of(window), Clerk(window)
    page.focus_first()
    clerk.press(Key.Key_Return, NONE)
    assert window.plan.pages.name == MEASURES


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-05-30", "締切：2026-05-30（あと8日）"),
        ("2026-08-30", "締切：2026-08-30（あと100日）"),
        ("2026-08-31", "締切：2026-08-31"),
        ("2099-03-31", "締切：2099-03-31"),
        ("2026-05-22", "締切：2026-05-22（今日まで）"),
        ("2026-05-01", "締切：2026-05-01（締切を過ぎています）"),
        (None, ""),
    ],
)
def test_the_days_that_are_left_are_told(due: str | None, said: str) -> None:
    assert due_text(due, date(2026, 5, 22)) == said


def hand_out_dialog(window: MainWindow, qtbot: QtBot) -> HandOutDialog:
    """配布, once the departments are found."""
    window.plan.coordinator.choose_hand_out()
    qtbot.waitUntil(lambda: isinstance(window.plan.coordinator.dialog, HandOutDialog))
    assert isinstance(window.plan.coordinator.dialog, HandOutDialog)
    return window.plan.coordinator.dialog


def test_the_coordinator_hands_out_from_the_window(
    opened: Opener, ito_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(ito_file)
    dialog = hand_out_dialog(window, qtbot)
    assert dialog.list.count() == 24
    dialog.due.setText("5月の末")
    dialog.yes.click()
    assert "日付として読めません" in dialog.reason.text()
    dialog.due.setText("2026-12-25")
    for row in range(2, dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    dialog.message.setPlainText("記入してください。")
    folder = tmp_path / "配布"
    folder.mkdir()
    person.answers.append(str(folder))
    dialog.yes.click()
    qtbot.waitUntil(lambda: len(list(folder.glob("*.dxdb"))) == 2)
    qtbot.waitUntil(lambda: not window.progress.running)
    with Store.open(next(folder.glob("*.dxdb")), read_only=True) as copy:
        assert (copy.role, hand_out_of(copy).due) == ("copy", "2026-12-25")


def test_departments_whose_program_is_older_get_copies_that_it_opens(
    opened: Opener, ito_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(ito_file)
    dialog = hand_out_dialog(window, qtbot)
    dialog.kind.choose(True)
    assert not dialog.release.isEnabled()
    dialog.kind.choose(False)
    dialog.release.choose("0.1.0")
    for row in range(1, dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    person.answers.append(str(tmp_path / "古い版"))
    (tmp_path / "古い版").mkdir()
    dialog.yes.click()
    qtbot.waitUntil(lambda: len(list((tmp_path / "古い版").glob("*.dxdb"))) == 1)
    qtbot.waitUntil(lambda: not window.progress.running)
    assert [inspect_file(file) for file in (tmp_path / "古い版").glob("*.dxdb")] == [1002]


def test_departments_without_the_program_get_forms_from_the_window(
    opened: Opener, ito_file: Path, tmp_path: Path, person: Person, qtbot: QtBot
) -> None:
    window = opened(ito_file)
    dialog = hand_out_dialog(window, qtbot)
    dialog.kind.choose(True)
    for row in range(1, dialog.list.count()):
        dialog.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    person.answers.append(str(tmp_path))
    dialog.yes.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.xlsx"))) == 1)
    qtbot.waitUntil(lambda: not window.progress.running)
    assert "1課の記入様式を" in window.statusBar().currentMessage()
