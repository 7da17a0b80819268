"""Last year's lines as a beginning, by keyboard: copied, marked 未更新, edited or said to stay."""

import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.measure.last_year import NOTHING, Unchanged
from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.measure.year_cell import YearCell
from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.model import PLANNED, Assessment, Entry, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from tests.desktop.clerk import CTRL, SHIFT, Clerk, Key
from tests.desktop.conftest import Opener
from tests.desktop.plans import box_with, editor_with, page_of, session_of, year_texts
from tests.desktop.room import cut
from tests.desktop.waiting import at_rest

LAST = "昨年は窓口を増やした。"


@pytest.fixture
def unreported_plan(plan_file: Path) -> Path:
    """The small plan, with nothing of R6 in 1-(1) yet but what was planned for it."""
    with Store.open(plan_file, author="準備") as store:
        outline = Outline(store.load())
        now = [e for e in outline.rows.all(Entry).values() if e.text.endswith("行目")]
        plan = now[0].replace(id=str(uuid.uuid4()), kind=PLANNED, text="窓口を広げる。")
        deaths = (change for entry in now for change in edits.delete_row(outline, entry))
        store.apply(Batch((*deaths, Change("entry", plan.id, WHOLE, None, plan)), "準備"))
    return plan_file


def cell_of(window: MainWindow, year: int) -> YearCell:
    return next(cell for cell in page_of(window).narrative.cells if cell.year == year)


def mark_of(window: MainWindow) -> str:
    """What the tree says of the measure shown."""
    measure = session_of(window).rows.all(Measure)[page_of(window).measure_id or ""]
    return window.plan.view.tree.model.measure_index.tally(measure).accessible_text


def is_unchanged(box: LineBox) -> bool:
    return box.unchanged is not None and box.unchanged.isVisible()


def test_last_years_line_is_copied_and_counts_once_it_was_edited(opened: Opener, unreported_plan: Path) -> None:
    window = opened(unreported_plan)
    clerk = Clerk(window)
    assert mark_of(window) == "未入力4件"
    cell_of(window, 2024).add.setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert year_texts(window, 2024) == [LAST]
    assert clerk.reads().startswith("前年度の文を1か所に写しました。")
    box = cell_of(window, 2024).boxes[0]
    assert box.field.editor.hasFocus()
    assert is_unchanged(box)
    assert box.field.editor.accessibleDescription() == "未更新（前年度と同じ文）"
    assert mark_of(window) == "未入力3件、未更新1件"
    clerk.press(Key.Key_End, CTRL)
    clerk.write("さらに", "さらに増やした。")
    clerk.press(Key.Key_Tab)
    assert not is_unchanged(box)
    assert mark_of(window) == "未入力3件"


def test_a_line_may_stay_as_it_was_and_undo_asks_again(opened: Opener, unreported_plan: Path) -> None:
    window = opened(unreported_plan)
    clerk = Clerk(window)
    cell_of(window, 2024).copy.setFocus()
    clerk.press(Key.Key_Return)
    box = cell_of(window, 2024).boxes[0]
    clerk.press(Key.Key_Return, CTRL | SHIFT)
    assert not is_unchanged(box)
    assert mark_of(window) == "未入力3件"
    clerk.press(Key.Key_Z, CTRL)
    assert is_unchanged(box)
    assert mark_of(window) == "未入力3件、未更新1件"
    assert box.unchanged is not None
    box.field.editor.setFocus()
    clerk.tab_to(box.unchanged.keep, 2)
    clerk.press(Key.Key_Return)
    assert not is_unchanged(box)
    assert session_of(window).rows.all(Entry)[box.entry_id or ""].as_before
    assert QApplication.focusWidget() is not None


def test_what_was_planned_stands_beside_until_something_is_said(opened: Opener, unreported_plan: Path) -> None:
    window = opened(unreported_plan)
    clerk = Clerk(window)
    cell = cell_of(window, 2024)
    assert cell.prompt.text() == "R6実施予定：\n・窓口を広げる。"
    cell.copy.click()
    assert cell.prompt.isVisible()
    clerk.write("ひろげ", "広げた。")
    clerk.press(Key.Key_Tab)
    assert not cell.prompt.isVisible()


def test_a_single_line_of_last_year_goes_into_the_cell_beside_it(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    editor_with(window, LAST).setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert year_texts(window, 2024) == ["一行目", "二行目", LAST]
    assert is_unchanged(cell_of(window, 2024).boxes[-1])
    # The other lines of the year say something new: the year is reported on.
    assert "未更新" not in mark_of(window)
    # With the keyboard in this year's cell there is nothing left to copy.
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert clerk.reads() == NOTHING
    assert year_texts(window, 2024) == ["一行目", "二行目", LAST]


def test_the_tool_beside_a_line_does_the_same(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    last, now = box_with(window, LAST), box_with(window, "一行目")
    assert last.copy.isVisibleTo(last.tools)
    assert not now.copy.isVisibleTo(now.tools)
    last.copy.click()
    assert year_texts(window, 2024)[-1] == LAST


def test_where_nothing_is_asked_nothing_is_copied(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    clerk = Clerk(window)
    cell_of(window, 2022).add.setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert "今回の実績と次の年度の実施予定の欄" in clerk.reads()
    assert year_texts(window, 2022) == []


def test_a_whole_measure_is_copied_at_once_and_taken_back_at_once(opened: Opener, unreported_plan: Path) -> None:
    window = opened(unreported_plan)
    clerk = Clerk(window)
    window.plan.edit.copy_measure()
    at_rest()
    assert year_texts(window, 2024) == [LAST]
    assert year_texts(window, 2025) == ["来年は広げる。"]  # was written already
    clerk.press(Key.Key_Z, CTRL)
    assert year_texts(window, 2024) == []


def test_reading_only_shows_the_mark_and_offers_nothing(opened: Opener, unreported_plan: Path) -> None:
    window = opened(unreported_plan)
    window.plan.edit.copy_measure()
    window.close()
    window = opened(unreported_plan, read_only=True)
    box = cell_of(window, 2024).boxes[0]
    assert is_unchanged(box)
    assert box.unchanged is not None
    assert not box.unchanged.keep.isVisible()
    assert not cell_of(window, 2024).copy.isVisible()


def test_a_departments_copy_offers_what_is_its_own(opened: Opener, unreported_plan: Path, tmp_path: Path) -> None:
    with Store.open(unreported_plan, author="準備") as store:
        hand_out(store, tmp_path / "写し", HandOutRequest(2024), author="準備")
    copy = next((tmp_path / "写し").glob("*市民課*.dxdb"))
    window = opened(copy)
    window.plan.pages.turn("desk")
    clerk = Clerk(window)
    cell = cell_of(window, 2024)
    assert cell.copy.isVisible()
    cell.copy.setFocus()
    clerk.press(Key.Key_Return)
    assert year_texts(window, 2024) == [LAST]
    clerk.press(Key.Key_Return, CTRL | SHIFT)
    assert session_of(window).rows.all(Entry)[cell.boxes[0].entry_id or ""].as_before
    # The other department's measure is not this one's to write.
    measure = next(m for m in session_of(window).rows.all(Measure).values() if m.number == "1-(2)")
    window.show_measure(measure.id)
    window.plan.edit.copy_measure()
    assert clerk.reads() == NOTHING


# 見解


@pytest.fixture
def assessed_plan(plan_file: Path) -> Path:
    """The small plan, judged last year."""
    with Store.open(plan_file, author="準備") as store:
        measure = next(m for m in store.load().all(Measure).values() if m.number == "1-(1)")
        view = Assessment.new(measure=measure.id, year=2023, mark="○", text="順調に進んだ。")
        store.apply(Batch((Change("assessment", view.id, WHOLE, None, view),), "準備"))
    return plan_file


def test_last_years_view_is_copied_and_stays_marked_until_it_is_touched(opened: Opener, assessed_plan: Path) -> None:
    window = opened(assessed_plan)
    clerk = Clerk(window)
    window.plan.view.tabs.show_tab(3)
    tab = window.plan.view.tabs.current()
    assert isinstance(tab, EvaluationTab)
    box = tab.boxes[0]
    assert box.copy.text() == "⟲ R5の見解を写す"
    assert not tab.boxes[1].copy.isVisible()
    box.opinion.editor.setFocus()
    clerk.press(Key.Key_D, CTRL | SHIFT)
    assert box.opinion.editor.text() == "順調に進んだ。"
    assert box.unchanged.isVisible()
    assert not box.copy.isVisible()
    clerk.tab_to(box.unchanged.keep)
    clerk.press(Key.Key_Return)
    assert not box.unchanged.isVisible()
    clerk.press(Key.Key_Z, CTRL)
    assert box.unchanged.isVisible()
    box.opinion.editor.setFocus()
    clerk.press(Key.Key_Return, CTRL | SHIFT)
    assert not box.unchanged.isVisible()
    box.mark.setFocus()
    clerk.press(Key.Key_Z, CTRL)
    clerk.press(Key.Key_Z, CTRL)
    assert box.opinion.editor.text() == ""
    box.copy.setFocus()
    clerk.press(Key.Key_Return)
    assert box.unchanged.isVisible()
    clerk.press(Key.Key_End, CTRL)
    clerk.write("さらに", "さらに広げる。")
    clerk.press(Key.Key_Tab)
    assert not box.unchanged.isVisible()
    window.plan.view.tabs.show_tab(0)


def test_letters_that_grow_one_after_the_other_leave_no_word_cut(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    line = Unchanged(True, page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(line, 0, Qt.AlignmentFlag.AlignTop)
    (mark,) = line.findChildren(QLabel)
    line.keep.setFont(bold(line.keep.font(), 1.5))
    page.show()
    at_rest()
    page.resize(mark.sizeHint().width() + line.keep.sizeHint().width() + 15, 200)
    at_rest()
    assert line.height() == line.keep.height()  # one beside the other
    mark.setFont(bold(mark.font(), 1.5))  # wider, but no higher than the other: the line is not resized
    at_rest()
    assert cut(page) == []
