"""Lines of narrative: adding, moving, deleting, and whose they are."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from dxdesk.desktop.measure.year_cell import YearCell
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Entry
from tests.desktop.conftest import Opener
from tests.desktop.plans import box_with, editor_with, go, page_of, session_of, texts, year_texts
from tests.desktop.waiting import at_rest


def cell_of(window: MainWindow, year: int) -> YearCell:
    return next(cell for cell in page_of(window).narrative.cells if cell.year == year)


KEYS = {
    "add": (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    "up": (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier),
    "down": (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
    "delete": (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
}


def press(gesture: str) -> None:
    """The keys of a gesture, where the focus is."""
    key, modifiers = KEYS[gesture]
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_a_year_without_lines_says_so_and_takes_one(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    cell = cell_of(window, 2022)
    assert cell.blank.isVisible()
    assert cell.blank.text() == "（記載なし）"
    cell.add.click()
    at_rest()
    focused = QApplication.focusWidget()
    assert isinstance(focused, TextEditor)
    QTest.keyClicks(focused, "new")
    focused.finish()
    assert "new" in texts(window)
    assert not cell.blank.isVisible()
    assert cell.boxes[0].chooser.text() == "市民課"


def test_with_several_departments_a_new_line_asks_for_one(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    go(window, "1-(2)")
    cell_of(window, 2024).add.click()
    assert cell_of(window, 2024).boxes[-1].chooser.text() == "課を選ぶ"


def test_a_line_is_added_after_the_one_the_cursor_is_in(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor_with(window, "一行目").setFocus()
    press("add")
    assert year_texts(window, 2024) == ["一行目", "", "二行目"]
    window.plan.edit.undo()
    assert year_texts(window, 2024) == ["一行目", "二行目"]


def test_lines_move_with_the_focus_and_undo_brings_them_back(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "二行目")
    editor.setFocus()
    QTest.keyClicks(editor, "+")
    moved = editor.text()
    press("up")
    assert year_texts(window, 2024) == [moved, "一行目"]
    assert editor.hasFocus()
    press("up")
    assert year_texts(window, 2024) == [moved, "一行目"]
    press("down")
    assert year_texts(window, 2024) == ["一行目", moved]
    editor_with(window, "一行目").setFocus()
    window.plan.edit.undo()
    window.plan.edit.undo()
    window.plan.edit.undo()
    assert year_texts(window, 2024) == ["一行目", "二行目"]


def test_a_deleted_line_comes_back_with_what_was_just_typed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "v2")
    press("delete")
    assert year_texts(window, 2024) == ["二行目"]
    assert QApplication.focusWidget() is not None
    window.plan.edit.undo()
    assert year_texts(window, 2024) == ["一行目v2", "二行目"]


def test_the_department_is_chosen_from_the_measures_own_first(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    box = box_with(window, "二行目")
    menu = box.chooser.build_list()
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == ["市民課", "企画課", "課なし"]
    box.chooser.pick(menu.actions()[0])
    entry = box.entry
    assert entry is not None
    assert entry.written == "市民課"
    assert box.chooser.text() == "市民課"
    window.plan.edit.undo()
    entry = session_of(window).rows.all(Entry)[entry.id]
    assert (entry.department, entry.written) == (None, "")
    menu.deleteLater()


def test_the_list_of_departments_opens_by_key(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    chooser = box_with(window, "二行目").chooser
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def test_last_years_text_stands_beside_this_years(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    go(window, "3-(1)")
    years = [cell.year for cell in page_of(window).narrative.cells]
    assert years[:4] == [2022, 2023, 2024, 2025]
    assert len(years) % 4 == 0
    headings = [label.text() for label in page_of(window).narrative._headings.values()]
    assert headings[:4] == ["R4実績", "R5実績", "R6実績（今回）", "R7実施予定"]
    assert "(RPA等)" in headings


def test_enter_makes_a_new_line_within_the_text(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "b")
    height = editor.height()
    editor.finish()
    assert "一行目\nb" in texts(window)
    assert height > editor_with(window, "二行目").height()


def test_tab_goes_line_by_line(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    go(window, "1-(2)")
    go(window, "1-(1)")
    editor_with(window, "一行目").setFocus()
    press("add")
    new = QApplication.focusWidget()
    editor_with(window, "一行目").setFocus()
    visited = []
    for _ in range(5):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    boxes = cell_of(window, 2024).boxes
    assert visited == [boxes[0].chooser, new, boxes[1].chooser, boxes[2].field.editor, boxes[2].chooser]
    QTest.keyClick(boxes[2].chooser, Qt.Key.Key_Tab)
    assert cell_of(window, 2024).add.hasFocus()
