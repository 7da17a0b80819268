"""Who is asked for what, in the window: requests by hand, withdrawing, sorting, mails and contacts on the board."""

from pathlib import Path

import shiboken6
from pytestqt.qtbot import QtBot

from dxdesk.desktop.coordinator.board_model import AT, FILLED, NAME
from dxdesk.desktop.coordinator.board_page import BoardPage
from dxdesk.desktop.coordinator.hand_out_dialog import DueDialog, HandOutDialog
from dxdesk.desktop.coordinator.requests_dialog import RequestsDialog
from dxdesk.desktop.parts.check_list import is_checked, set_checked
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Contact, Measure
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.board import SubmissionState
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, OFFICES, board_page, handed, still
from tests.desktop.plans import session_of


def line_of(page: BoardPage, name: str) -> int:
    return next(n for n, status in enumerate(page.view.board.departments) if status.name == name)


def select(page: BoardPage, name: str) -> None:
    page.view.setCurrentIndex(page.view.board.index(line_of(page, name), NAME))


def counts(page: BoardPage, name: str) -> tuple[int, int]:
    status = page.view.board.departments[line_of(page, name)]
    return status.filled, status.required


def requests_dialog(window: MainWindow, qtbot: QtBot) -> RequestsDialog:
    commands = window.plan.coordinator.requests
    qtbot.waitUntil(lambda: commands.dialog is not None and shiboken6.isValid(commands.dialog))
    assert isinstance(commands.dialog, RequestsDialog)
    return commands.dialog


def mark(dialog: RequestsDialog, title: str, on: bool) -> None:
    row = next(row for row in range(dialog.list.count()) if title in dialog.list.item(row).text())
    assert is_checked(dialog.list.item(row)) != on
    set_checked(dialog.list.item(row), on)


def test_a_request_is_added_and_taken_off_and_tree_and_board_follow(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    before = counts(page, "水道課")
    tree = window.plan.view.tree
    tree.department.setCurrentIndex(tree.department.findText("水道課"))
    listed = len(tree.model.measures())
    select(page, "水道課")
    page.requests.click()
    dialog = requests_dialog(window, qtbot)
    dialog.yes.click()
    assert "変わっていません" in dialog.reason.text()
    mark(dialog, "行政手続のオンライン化", True)
    dialog.yes.click()
    still(window, page, qtbot)
    assert counts(page, "水道課") == (before[0], before[1] + 2)
    (measure,) = [m for m in session_of(window).rows.all(Measure).values() if m.number == "1-(1)"]
    index = tree.model.measure_index
    department = tree.department.currentData()
    assert index.tally(measure, department).missing == 2
    assert [text.split()[0] for text in index.missing(measure, department)] == ["水道課", "水道課"]
    assert len(tree.model.measures()) >= listed
    page.requests.click()
    again = requests_dialog(window, qtbot)
    mark(again, "行政手続のオンライン化", False)
    again.yes.click()
    still(window, page, qtbot)
    assert counts(page, "水道課") == before
    assert index.tally(measure, department).asked == 0


def test_who_is_asked_about_a_measure_is_changed_from_its_page(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    (measure,) = [m for m in session_of(window).rows.all(Measure).values() if m.number == "1-(1)"]
    window.plan.view.show_measure(measure.id)
    window.plan.coordinator.requests.ask_about()
    dialog = requests_dialog(window, qtbot)
    assert "1-(1)" in dialog.windowTitle()
    dialog.box.setText("水道")
    assert [dialog.list.item(row).text() for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()] == [
        "水道課"
    ]
    mark(dialog, "水道課", True)
    dialog.yes.click()
    qtbot.waitUntil(lambda: not window.progress.running)
    index = window.plan.view.tree.model.measure_index
    missing = index.missing(measure)
    assert "水道課 R6実績の記載" in missing
    assert "水道課 R7実施予定の記載" in missing


def test_the_board_is_sorted_by_a_click_on_a_heading(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    copies = handed(ito_file)
    files = [copy.send(ito_file.parent / "提出") for copy in (copies[2], copies[0])]
    with Store.open(ito_file, author=BOSS) as store:
        merge(store, files[::-1], author=BOSS)
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    header = page.view.horizontalHeader()
    as_planned = [status.name for status in page.view.board.departments]
    header.sectionClicked.emit(AT)
    assert [s.name for s in page.view.board.departments[:2]] == [OFFICES[2], OFFICES[0]]
    header.sectionClicked.emit(AT)
    assert [s.name for s in page.view.board.departments[:2]] == [OFFICES[0], OFFICES[2]]
    assert header.sortIndicatorSection() == AT
    header.sectionClicked.emit(AT)
    assert [status.name for status in page.view.board.departments] == as_planned
    header.sectionClicked.emit(FILLED)
    left = [status.required - status.filled for status in page.view.board.departments]
    assert left == sorted(left)


def test_states_with_their_counts_filter(opened: Opener, qtbot: QtBot, ito_file: Path) -> None:
    handed(ito_file)
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    texts = [button.text() for button in page.count_buttons]
    assert texts == ["未配布 21", "配布済 3"]
    page.count_buttons[1].click()
    assert {status.name for status in page.view.board.departments} == set(OFFICES)
    assert page.states.currentData() == SubmissionState.HANDED_OUT
    page.count_buttons[1].click()
    assert len(page.view.board.departments) == 24


def test_a_hand_out_is_withdrawn_and_taken_back(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path) -> None:
    handed(ito_file)
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    select(page, "企画課")
    assert not page.restore.isVisible()
    person.answers.append(True)
    page.withdraw.click()
    still(window, page, qtbot)
    select(page, "企画課")
    assert page.view.board.departments[line_of(page, "企画課")].state == SubmissionState.NOT_HANDED_OUT
    assert "取下げ" in page.detail.toPlainText()
    assert not page.withdraw.isEnabled()
    person.answers.append(True)
    page.restore.click()
    still(window, page, qtbot)
    assert page.view.board.departments[line_of(page, "企画課")].state == SubmissionState.HANDED_OUT


def test_mails_and_contacts(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path) -> None:
    handed(ito_file)
    window = opened(ito_file, author=BOSS)
    page = board_page(window, qtbot)
    table = ito_file.with_name("連絡先.csv")
    table.write_text("課,メール\n企画課,kikaku@city.example\n", encoding="utf-8-sig")
    person.answers.append(str(table))
    page.contacts.click()
    still(window, page, qtbot)
    assert [c.address for c in session_of(window).rows.all(Contact).values()] == ["kikaku@city.example"]
    folder = ito_file.parent / "催促"
    folder.mkdir()
    person.answers.append(str(folder))
    page.mails.click()
    qtbot.waitUntil(lambda: len(list(folder.iterdir())) == 4)
    qtbot.waitUntil(lambda: not window.progress.running)
    assert b"kikaku@city.example" in (folder / "催促_R6_企画課.eml").read_bytes()


def hand_out_dialog(window: MainWindow, qtbot: QtBot) -> HandOutDialog:
    window.plan.coordinator.choose_hand_out()
    qtbot.waitUntil(lambda: isinstance(window.plan.coordinator.dialog, HandOutDialog))
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, HandOutDialog)
    return dialog


def test_the_hand_out_dialog_says_who_is_asked_for_nothing_and_changes_requests(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    dialog = hand_out_dialog(window, qtbot)
    names = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(names) == 24
    set_checked(dialog.list.item(names.index("企画課")), False)
    dialog.list.setCurrentRow(names.index("教育総務課"))
    dialog.requests.click()
    asked = requests_dialog(window, qtbot)
    for row in range(asked.list.count()):
        set_checked(asked.list.item(row), False)
    asked.yes.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 23)
    assert "教育総務課" in dialog.unasked.text()
    assert "企画課" not in dialog.list.checked()
    dialog.reference.setText("デジ政第12号")
    dialog.issuer.setText("デジタル政策課")
    dialog.due.setText("令和9年1月15日")
    person.answers.append(str(ito_file.parent / "配布"))
    dialog.yes.click()
    qtbot.waitUntil(lambda: not window.progress.running)
    with Store.open(ito_file, read_only=True) as store:
        records = store.records(HandOut)
    assert len(records) == 22
    assert {(r.reference, r.sender, r.due) for r in records} == {("デジ政第12号", "デジタル政策課", "2027-01-15")}


def test_a_due_date_that_has_passed_is_asked_about(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path) -> None:
    window = opened(ito_file, author=BOSS)
    dialog = hand_out_dialog(window, qtbot)
    dialog.due.setText("R2.1.10")
    person.answers.append(False)
    dialog.yes.click()
    assert dialog.isVisible()
    dialog.reject()
    due = DueDialog(None, "企画課", 3, window)
    found: list[object] = []

    def take(day: object, _department: object) -> None:
        found.append(day)

    due.confirmed.connect(take)
    due.due.setText("2020/1/10")
    person.answers.append(False)
    due.yes.click()
    assert found == []
    person.answers.append(True)
    due.yes.click()
    assert found == ["2020-01-10"]
