"""提出の統合: what came back is looked at first, decided, merged, taken back; a hostile file among it harms nobody."""

import threading
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.commands.coordinator_jobs import CoordinatorJobs
from dxdesk.desktop.coordinator.files_panel import CAN, DECIDE, DONE, KNOWN, REFUSED, FilesPanel
from dxdesk.desktop.coordinator.merge_jobs import ChosenFiles, read_in_plan, try_merge
from dxdesk.desktop.coordinator.merge_page import CONFLICTS, MergePage
from dxdesk.desktop.coordinator.return_dialog import ReturnDialog
from dxdesk.desktop.parts.dialog import OutcomeDialog
from dxdesk.desktop.parts.differences import accessible_text
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.edits import set_field
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.status.report import ChangeOutcome
from tests.desktop.clerk import ALT, CTRL, Clerk, Key
from tests.desktop.conftest import Opener, Person
from tests.desktop.offices import BOSS, Copy, handed, line_texts, merge_page, rows_of, still, write
from tests.desktop.plans import session_of
from tests.desktop.waiting import at_rest


@pytest.fixture
def copies(ito_file: Path) -> list[Copy]:
    return handed(ito_file)


@pytest.fixture
def sent_folder(ito_file: Path, copies: list[Copy]) -> Path:
    """A folder: two departments wrote, the third's file is broken; the coordinator meanwhile wrote over one line, too."""
    folder = ito_file.parent / "提出"
    for copy in copies[:2]:
        before = copy.lines()[0].text
        copy.edit(before, f"{before}（{copy.name}が直した）")
        copy.send(folder)
    contested = copies[0].lines()[0].text.removesuffix("（企画課が直した）")
    write(ito_file, contested, f"{contested}（政策課が直した）", BOSS)
    (folder / "壊れた.dxdb").write_bytes(b"SQLite format 3\0" + b"\xff" * 400)
    return folder


def drop(panel: FilesPanel, *paths: Path) -> None:
    """Files let go over the panel; Qt itself forwards a drop only from the window system."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, keys = QPointF(QPoint(5, 5)), Qt.KeyboardModifier.NoModifier
    event = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys)
    panel.dropEvent(event)


def page_after_trial(window: MainWindow, qtbot: QtBot, *paths: Path) -> MergePage:
    page = merge_page(window, qtbot)
    drop(page.files, *paths)
    still(window, page, qtbot)
    return page


def results_listed(page: MergePage) -> list[str]:
    return [str(line[3]) for line in page.files.model.lines]


class Counted:
    """The store's guard, with how often the worker has taken it."""

    def __init__(self, store: Store) -> None:
        self._guard, self._person = store._database.mutex, threading.get_ident()
        self.taken = 0
        store._database.mutex = self  # type: ignore[assignment]

    def acquire(self, blocking: bool = True) -> bool:
        self.taken += threading.get_ident() != self._person
        return self._guard.acquire(blocking)

    def release(self) -> None:
        self._guard.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_raised: object) -> None:
        self.release()


@pytest.mark.parametrize("what", ["trial", "standing"])
def test_who_types_waits_for_one_copying_only_while_the_plan_is_read(
    opened: Opener, ito_file: Path, sent_folder: Path, what: str
) -> None:
    store = session_of(opened(ito_file, author=BOSS)).store
    guard, rows, done = Counted(store), store.load(), []
    looked = (
        partial(try_merge, store, rows, ChosenFiles([sent_folder]), BOSS)
        if what == "trial"
        else partial(read_in_plan, store)
    )
    worker = threading.Thread(target=lambda: done.append(looked()))
    worker.start()
    worker.join()
    assert done
    assert guard.taken == 1


def test_no_line_of_the_list_is_cut_however_wide_it_is(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    page = page_after_trial(opened(ito_file, author=BOSS), qtbot, sent_folder)
    table = page.files.table
    for left in range(330, 420, 3):
        page.halves.setSizes([left, 1366 - left])
        at_rest()
        table.measure_all()
        for row in range(page.files.model.rowCount()):
            cell = page.files.model.index(row, 0)
            drawn = table.marks.height(cell, table.font(), table.visualRect(cell).width(), table.palette())
            assert drawn <= table.rowHeight(row)


def test_what_is_dropped_is_looked_at_before_anything_is_written(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    before = rows_of(window)
    page = page_after_trial(window, qtbot, sent_folder)
    assert {CAN, DECIDE} < set(results_listed(page))
    refused = next(said for said in results_listed(page) if said.startswith(REFUSED))
    assert "壊れた.dxdb" in refused
    assert str(sent_folder) not in refused
    assert "受け取れないファイルが1件あります" in page.summary.text()
    said = [f"{line.department} {accessible_text(line.after.pieces)}" for line in page.trial.lines] if page.trial else []
    assert any("秘書広報課" in line and "［加わる：（秘書広報課が直した）］" in line for line in said)
    (group,) = page.conflicts.groups
    assert group.pending
    assert "企画課" in page.conflicts.view.choices.button(1).text()
    assert "決めていない1件は保留します" in page.summary.text()
    assert rows_of(window) == before


def test_a_department_s_words_are_taken_with_a_reason(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.conflicts.view.choices.button(1).click()
    assert not page.conflicts.ready_decisions()  # not without a reason
    page.conflicts.view.reason.setPlainText("電話で確かめた")
    page.merge.click()
    still(window, page, qtbot)
    texts = line_texts(rows_of(window))
    assert any("（企画課が直した）" in text for text in texts)
    assert any("（秘書広報課が直した）" in text for text in texts)
    assert results_listed(page).count(DONE) == 2
    assert window.plan.session.rows == rows_of(window)
    (group,) = page.conflicts.groups
    assert group.decided
    assert "電話で確かめた" in page.conflicts.view.state.text()
    assert not page.conflicts.drafts


def test_what_nobody_decides_is_held_and_waits_the_next_day(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.merge.click()
    still(window, page, qtbot)
    assert any("（政策課が直した）" in text for text in line_texts(rows_of(window)))
    assert window.close()
    again = opened(ito_file, author=BOSS)
    page = merge_page(again, qtbot)
    (group,) = page.conflicts.groups
    assert not group.decided
    page.conflicts.view.hold.click()
    page.conflicts.view.reason.setPlainText("課長会で決める")
    assert page.merge.text().startswith("決定を反映")
    page.merge.click()
    still(again, page, qtbot)
    assert "課長会で決める" in page.conflicts.view.state.text()
    page.conflicts.view.own.click()
    page.conflicts.view.text.setPlainText("両方を合わせた文")
    page.conflicts.view.reason.setPlainText("課長会の結論")
    page.merge.click()
    still(again, page, qtbot)
    assert "両方を合わせた文" in line_texts(rows_of(again))
    # decided again: the plan's side is taken after all, and then words of one's own
    page.conflicts.view.own.click()
    page.conflicts.view.text.setPlainText("もう一度書き直した文")
    page.conflicts.view.reason.setPlainText("部長の指示")
    page.merge.click()
    still(again, page, qtbot)
    assert "もう一度書き直した文" in line_texts(rows_of(again))


def test_what_was_written_survives_a_merge_that_fails(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.conflicts.view.own.click()
    page.conflicts.view.text.setPlainText("苦労して書いた文")
    page.conflicts.view.reason.setPlainText("理由も書いた")
    before = rows_of(window)
    locks = {path: path.read_bytes() for path in ito_file.parent.iterdir() if "lock" in path.name}
    with Store.open(ito_file, author="鈴木", take_over=True):
        person.answers.append(None)  # told why it cannot be written
        page.merge.click()
        still(window, page, qtbot)
    for path, content in locks.items():
        path.write_bytes(content)
    assert person.asked[-1]
    assert rows_of(window) == before
    assert page.conflicts.view.text.toPlainText() == "苦労して書いた文"
    page.merge.click()
    still(window, page, qtbot)
    assert "苦労して書いた文" in line_texts(rows_of(window))


def test_closing_asks_for_what_was_written_and_not_applied(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.conflicts.view.reason.setPlainText("あとで決める")
    person.answers.append(False)
    assert not window.close()
    assert "反映されていません" in person.asked[-1]
    person.answers.append(True)
    assert window.close()


def test_closing_while_merging_waits_for_its_end(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.merge.click()
    assert not window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    with Store.open(ito_file, read_only=True) as store:
        assert any("（秘書広報課が直した）" in text for text in line_texts(store.load()))


def test_what_is_done_leaves_nobody_waiting(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = merge_page(window, qtbot)
    ready: list[tuple[bool, bool]] = []
    window.progress.all_done.connect(lambda: ready.append((page.merge.isEnabled(), page.files.folder.isEnabled())))
    drop(page.files, sent_folder)
    still(window, page, qtbot)
    page.conflicts.view.hold.click()
    page.conflicts.view.reason.setPlainText("課長会で決める")
    page.merge.click()
    still(window, page, qtbot)
    assert ready == [(True, True), (False, True)]  # merged: there is nothing more to merge


def test_the_same_file_twice_changes_nothing(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.merge.click()
    still(window, page, qtbot)
    before = rows_of(window)
    drop(page.files, sent_folder)
    still(window, page, qtbot)
    assert results_listed(page).count(KNOWN) == 2
    assert not page.merge.isEnabled()
    assert rows_of(window) == before


def test_a_merge_is_taken_back_and_what_changed_since_is_listed(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, copies: list[Copy]
) -> None:
    copy = copies[1]
    first, second = (entry.text for entry in copy.lines()[:2])
    copy.edit(first, f"{first}・一")
    copy.edit(second, f"{second}・二")
    file = copy.send(ito_file.parent / "提出")
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, file)
    page.merge.click()
    still(window, page, qtbot)
    entry = next(e for e in window.plan.session.rows.tables["entry"].values() if getattr(e, "text", "") == f"{first}・一")
    assert window.plan.session.apply(set_field(entry, "text", "あとで直した"))
    still(window, page, qtbot)
    page.tabs.setCurrentIndex(2)
    person.answers.append(True)
    page.merged.undo.click()
    still(window, page, qtbot)
    texts = line_texts(rows_of(window))
    assert "あとで直した" in texts
    assert second in texts
    assert f"{second}・二" not in texts
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, OutcomeDialog)
    assert "R6実績の記載" in dialog.places.toPlainText()
    dialog.close()
    drop(page.files, file)
    still(window, page, qtbot)
    assert results_listed(page)[0] in (CAN, DECIDE)


def test_a_file_can_be_taken_off_the_list(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    row = next(n for n, line in enumerate(page.files.model.lines) if str(line[3]).startswith(REFUSED))
    page.files.table.select_row(row)
    qtbot.keyClick(page.files.table, Qt.Key.Key_Delete)
    still(window, page, qtbot)
    assert len(page.files.model.lines) == 2
    assert (sent_folder / "壊れた.dxdb").exists()
    page.clear.click()
    assert page.files.model.lines == []
    assert page.trial is None


def test_an_empty_folder_is_told_and_leaves_the_rest(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path, tmp_path: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    empty = tmp_path / "空"
    empty.mkdir()
    person.answers.append(None)
    drop(page.files, empty)
    still(window, page, qtbot)
    assert "提出ファイル" in person.asked[-1]
    assert len(page.paths) == 3
    assert page.merge.isEnabled()


def test_the_changes_are_filtered_by_department_and_measure(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.filters.department.choose("企画課")
    assert page.changes.model.lines == []
    assert len(page.conflicts.shown) == 1
    page.filters.department.choose("秘書広報課")
    assert len(page.changes.model.lines) == 1
    assert page.conflicts.shown == []
    page.filters.conflicts.setChecked(True)
    assert "絞り込みを解いて" in page.changes.empty.text() or page.changes.model.lines


def test_by_keyboard_alone(opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    clerk = Clerk(window)
    clerk.press(Key.Key_2, CTRL)
    page = merge_page(window, qtbot)
    assert QApplication.focusWidget() is page.files.files
    person.answers.append(str(sent_folder))
    clerk.tab_to(page.files.folder)
    clerk.press(Key.Key_Space)
    still(window, page, qtbot)
    page.tabs.setCurrentIndex(CONFLICTS)
    clerk.tab_to(page.conflicts.table)
    clerk.press(Key.Key_Return)  # into the choice
    clerk.press(Key.Key_W, ALT)
    qtbot.waitUntil(page.conflicts.view.text.isVisible)
    clerk.tab_to(page.conflicts.view.text)
    clerk.press(Key.Key_A, CTRL)
    clerk.write("あわせた", "合わせた文")
    clerk.tab_to(page.conflicts.view.reason)
    clerk.write("そうだん", "相談の結果")
    clerk.press(Key.Key_U, ALT)
    qtbot.waitUntil(lambda: page.trial is None)
    still(window, page, qtbot)
    assert "合わせた文" in line_texts(rows_of(window))
    clerk.press(Key.Key_1, CTRL)
    assert window.plan.pages.name == "desk"


def test_the_page_is_found_again_and_a_copy_has_none(
    opened: Opener, qtbot: QtBot, ito_file: Path, copies: list[Copy]
) -> None:
    window = opened(ito_file, author=BOSS)
    merge_page(window, qtbot)
    window.close()
    again = opened(ito_file, author=BOSS)
    assert again.plan.pages.name == "merge"
    still(again, merge_page(again, qtbot), qtbot)
    again.close()
    copy = opened(copies[0].file)
    assert not copy.plan.pages.holds("merge")
    assert not copy.menus.submissions.menuAction().isVisible()


def test_the_report_says_what_became_of_everything(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path, tmp_path: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.merge.click()
    still(window, page, qtbot)
    out = tmp_path / "報告.xlsx"
    person.answers.append(str(out))
    page.report.click()
    still(window, page, qtbot)
    sheet = load_workbook(out).active
    assert sheet is not None
    lines = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert {(line[0], line[5]) for line in lines} == {("企画課", ChangeOutcome.HELD), ("秘書広報課", ChangeOutcome.APPLIED)}


def test_a_submission_is_sent_back_with_remarks(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, sent_folder: Path, tmp_path: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.merge.click()
    still(window, page, qtbot)
    session = window.plan.session
    assert CoordinatorJobs(session.store, BOSS, session.plan.title).returned_cells("秘書広報課")[1]
    window.plan.coordinator.send_back("秘書広報課")
    qtbot.waitUntil(lambda: isinstance(window.plan.coordinator.dialog, ReturnDialog))
    dialog = window.plan.coordinator.dialog
    assert isinstance(dialog, ReturnDialog)
    dialog.yes.click()
    assert "理由" in dialog.message.text()
    dialog.reason.setPlainText("数値の根拠を書いてください")
    dialog.remark.setPlainText("ここを直してください")
    out = tmp_path / "差戻し.dxdb"
    person.answers.append(str(out))
    dialog.yes.click()
    still(window, page, qtbot)
    with Store.open(out, read_only=True) as copy:
        (hand_out,) = copy.records(HandOut)
    assert hand_out.returned == "数値の根拠を書いてください"
    assert "ここを直してください" in hand_out.comments


def test_reading_only_nothing_can_be_merged(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, read_only=True)
    page = page_after_trial(window, qtbot, sent_folder)
    assert CAN in results_listed(page)
    assert not page.merge.isEnabled()
    assert not page.conflicts.view.hold.isEnabled()


def test_the_models_keep_qt_s_rules(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = merge_page(window, qtbot)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [
        QAbstractItemModelTester(model, fatal, page)
        for model in (page.files.model, page.changes.model, page.conflicts.model, page.merged.model)
    ]
    drop(page.files, sent_folder)
    still(window, page, qtbot)
    page.conflicts.view.choices.button(0).click()
    page.merge.click()
    still(window, page, qtbot)
    assert len(testers) == 4


def test_merging_and_taking_back_leaves_the_plan_as_it_was(
    opened: Opener, person: Person, qtbot: QtBot, ito_file: Path, copies: list[Copy]
) -> None:
    copy = copies[2]
    copy.edit(copy.lines()[0].text, "まったく別の文")
    window = opened(ito_file, author=BOSS)
    before = rows_of(window)
    file = copy.send(ito_file.parent / "提出")
    page = page_after_trial(window, qtbot, file)
    page.merge.click()
    still(window, page, qtbot)
    assert compare(before, rows_of(window))
    assert results_listed(page) == [DONE]
    person.answers.append(True)
    page.merged.undo.click()
    still(window, page, qtbot)
    assert not compare(before, rows_of(window))
    assert results_listed(page) == []  # nothing says that it is merged
    # Taken back while it is on trial again: it is looked at anew, and can be merged.
    drop(page.files, file)
    still(window, page, qtbot)
    page.merge.click()
    still(window, page, qtbot)
    drop(page.files, file)
    still(window, page, qtbot)
    assert results_listed(page) == [KNOWN]
    person.answers.append(True)
    page.merged.undo.click()
    still(window, page, qtbot)
    assert results_listed(page) == [CAN]


def test_the_file_stays_open_while_it_is_at_work(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = merge_page(window, qtbot)
    drop(page.files, sent_folder)
    assert not window.close_file()
    still(window, page, qtbot)
    page.merge.click()
    assert not window.close_file()
    still(window, page, qtbot)
    assert results_listed(page).count(DONE) == 2


def test_a_trial_can_be_stopped(opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path) -> None:
    window = opened(ito_file, author=BOSS)
    page = merge_page(window, qtbot)
    window.progress.message.connect(lambda _said: window.progress.cancel())
    drop(page.files, sent_folder)
    still(window, page, qtbot)
    assert page.trial is None
    assert page.paths == []
    assert "中止" in window.statusBar().currentMessage()
    assert page.files.files.isEnabled()


def test_a_merge_stopped_before_it_writes_changes_nothing(
    opened: Opener, qtbot: QtBot, ito_file: Path, sent_folder: Path
) -> None:
    window = opened(ito_file, author=BOSS)
    page = page_after_trial(window, qtbot, sent_folder)
    page.conflicts.view.own.click()
    page.conflicts.view.text.setPlainText("書いておいた文")
    page.conflicts.view.reason.setPlainText("理由")
    before = rows_of(window)
    window.progress.message.connect(lambda _said: window.progress.cancel())
    page.merge.click()
    still(window, page, qtbot)
    assert rows_of(window) == before
    assert page.conflicts.view.text.toPlainText() == "書いておいた文"
    assert page.merge.isEnabled()
    page.conflicts.view.text.clear()
    page.conflicts.view.reason.clear()
