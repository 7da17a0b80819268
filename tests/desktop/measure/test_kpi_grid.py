"""Figures are typed as in Excel."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.measure.kpi_cells import CellEditor
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.model import FORECAST, Figure, Indicator
from tests.desktop.conftest import Opener
from tests.desktop.plans import compose, editor_with, go, grid_of, session_of
from tests.desktop.waiting import at_rest

COUNT, TOTAL, PART = 0, 1, 2
R4, R5, R6, R7 = 1, 2, 3, 4


def go_to_cell(grid: KpiGrid, row: int, column: int) -> None:
    grid.setFocus()
    grid.setCurrentIndex(grid.kpis.index(row, column))


def text_shown(grid: KpiGrid, row: int, column: int) -> str:
    return str(grid.kpis.index(row, column).data() or "")


def caption_of(grid: KpiGrid, row: int, column: int) -> str:
    return grid.kpis.caption(grid.kpis.index(row, column)).text


def text_stored(window: MainWindow, label: str, year: int) -> str | None:
    rows = session_of(window).store.load()
    indicator = next(i for i in rows.all(Indicator).values() if i.label == label)
    return next((f.text for f in rows.all(Figure).values() if (f.indicator, f.year) == (indicator.id, year)), None)


def cell_editor(grid: KpiGrid) -> CellEditor:
    assert grid.delegate.editor is not None
    return grid.delegate.editor


def type_into(grid: KpiGrid, text: str) -> None:
    """Keys as they arrive: the first one opens the editor, which has the focus from then on."""
    for key in text:
        QTest.keyClicks(QApplication.focusWidget() or grid, key)


def test_it_is_arranged_as_the_printed_table(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    assert [text_shown(grid, row, 0) for row in range(3)] == ["【手続数】", "【相談数】", "【企画課】"]
    assert grid.kpis.rows[PART].depth == 1
    headings = [grid.kpis.headerData(c, Qt.Orientation.Horizontal) for c in range(5)]
    assert headings == ["指標", "R4実績", "R5実績", "R6実績（今回）", "R7実施予定"]
    assert [text_shown(grid, COUNT, c) for c in range(1, 5)] == ["1,211件", "1,100件", "", "2,000件"]
    assert caption_of(grid, COUNT, R5) == "対前年比 △111"
    assert caption_of(grid, TOTAL, R5) == "内訳の計 4"


def test_typing_replaces_enter_goes_down_and_tab_right(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "1500")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    assert text_stored(window, "手続数", 2024) == "1500"
    assert caption_of(grid, COUNT, R6) == "対前年比 400"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (TOTAL, R6)
    type_into(grid, "7")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Tab)
    assert text_stored(window, "相談数", 2024) == "7"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (TOTAL, R7)
    type_into(grid, "9")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Tab)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (PART, R4)
    QTest.keyClick(grid, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (TOTAL, R7)


def test_a_planned_year_takes_a_forecast(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, PART, R7)
    type_into(grid, "12")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    figure = next(f for f in session_of(window).store.load().all(Figure).values() if f.text == "12")
    assert (figure.year, figure.role) == (2025, FORECAST)


def test_f2_goes_on_with_the_text_and_esc_leaves_it(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R5)
    QTest.keyClick(grid, Qt.Key.Key_F2)
    assert cell_editor(grid).text() == "1,100件"
    QTest.keyClicks(cell_editor(grid), "x")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Escape)
    assert grid.delegate.editor is None
    assert text_shown(grid, COUNT, R5) == "1,100件"
    assert text_stored(window, "手続数", 2023) == "1,100件"


def test_arrows_move_and_delete_empties(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R4)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().column() == R5
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert text_stored(window, "手続数", 2023) == ""
    window.plan.edit.undo()
    assert text_shown(grid, COUNT, R5) == "1,100件"


def test_what_is_typed_is_saved_before_it_is_left_and_esc_takes_it_back(
    opened: Opener, plan_file: Path, qtbot: QtBot
) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "123")
    qtbot.waitUntil(lambda: text_stored(window, "手続数", 2024) == "123")
    editor = cell_editor(grid)
    assert editor.hasFocus()
    QTest.keyClicks(editor, "4")
    assert editor.text() == "1234"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert text_stored(window, "手続数", 2024) == ""


def test_leaving_the_cell_with_the_mouse_writes(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "55")
    editor_with(window, "一行目").setFocus()
    assert text_stored(window, "手続数", 2024) == "55"
    assert grid.delegate.editor is None


def test_the_ime_opens_a_cell_and_its_text_arrives_whole(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    compose(grid, "す")
    editor = cell_editor(grid)
    at_rest()
    compose(editor, "すうち")
    grid.delegate.save()  # the timer's tick
    assert editor.preedit == "すうち"
    compose(editor, "", "数値なし")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert text_stored(window, "手続数", 2024) == "数値なし"


def test_a_click_in_another_cell_keeps_a_first_composition(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    compose(grid, "けん")
    assert grid.hasFocus()  # the keyboard has not gone into the cell yet, so nothing is left by clicking
    other = grid.visualRect(grid.kpis.index(TOTAL, R5)).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert text_stored(window, "手続数", 2024) == "けん"
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (TOTAL, R5)


def test_a_first_composition_taken_back_brings_the_figure_back(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R5)
    compose(grid, "か")
    assert cell_editor(grid).text() == ""
    compose(grid, "")
    assert cell_editor(grid).selectedText() == "1,100件"  # the next key takes its place, as at first
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    assert text_stored(window, "手続数", 2023) == "1,100件"


def test_an_ime_that_commits_once_more_leads_nowhere(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, TOTAL, R5)
    compose(grid, "1")
    compose(grid, "", "1")
    compose(grid, "", "1")  # when the editor gets the keyboard; others then say that nothing is composed
    compose(grid, "")
    assert cell_editor(grid).filled
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (TOTAL, R5)
    assert (cell_editor(grid).text(), cell_editor(grid).hasFocus()) == ("1", True)


def test_the_candidates_follow_a_first_composition(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    compose(grid, "す")
    ime = QGuiApplication.inputMethod()
    with qtbot.waitSignal(ime.cursorRectangleChanged):
        compose(grid, "すうち")
    editor = cell_editor(grid)
    place = ime.cursorRectangle().center().toPoint()
    assert QRect(editor.mapTo(window, QPoint()), editor.size()).contains(place)


@pytest.mark.parametrize("leave", ["measure", "focus"])
def test_leaving_a_cell_commits_its_composition(opened: Opener, plan_file: Path, leave: str) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "5")
    compose(cell_editor(grid), "けん")
    if leave == "measure":
        go(window, "1-(2)")
    else:
        editor_with(window, "一行目").setFocus()
    assert text_stored(window, "手続数", 2024) == "5けん"


def test_an_open_cell_is_not_refreshed_and_a_change_beneath_it_is_told(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R5)
    type_into(grid, "9")
    indicator = grid.kpis.rows[COUNT].indicator
    assert indicator is not None
    session.apply(edits.write_figure(session.outline, indicator, 2023, "1,000件"))
    editor = cell_editor(grid)
    assert editor.text() == "9"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert text_shown(grid, COUNT, R5) == "9"
    assert "1,000件" in caption_of(grid, COUNT, R5)
    assert text_stored(window, "手続数", 2023) == "1,000件"
    go_to_cell(grid, COUNT, R5)
    QTest.keyClick(grid, Qt.Key.Key_F2)
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Escape)
    assert text_shown(grid, COUNT, R5) == "1,000件"
    assert not session.held


def test_a_held_value_can_be_written_after_all(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R5)
    type_into(grid, "9")
    indicator = grid.kpis.rows[COUNT].indicator
    assert indicator is not None
    session.apply(edits.write_figure(session.outline, indicator, 2023, "1,000件"))
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    go_to_cell(grid, COUNT, R5)
    QTest.keyClick(grid, Qt.Key.Key_F2)
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    assert text_stored(window, "手続数", 2023) == "9"
    assert not session.held


def test_what_cannot_be_read_as_a_number_says_so(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "abc")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    assert text_shown(grid, COUNT, R6) == "abc"
    assert caption_of(grid, COUNT, R6) == "数として読めません"


def test_a_structural_change_elsewhere_keeps_what_is_being_typed(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "88")
    part = grid.kpis.rows[PART].indicator
    assert part is not None
    session.apply(edits.delete_row(session.outline, part))
    assert grid.kpis.rowCount() == 2
    assert text_stored(window, "手続数", 2024) == "88"


def test_the_model_is_sound(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    tester = QAbstractItemModelTester(grid.kpis, QAbstractItemModelTester.FailureReportingMode.Warning)
    go(window, "1-(2)")
    go(window, "1-(1)")
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "1")
    QTest.keyClick(cell_editor(grid), Qt.Key.Key_Return)
    assert tester.model() is grid.kpis


def test_leaving_the_last_cell_by_tab_leaves_the_grid(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    go_to_cell(grid, PART, R7)
    QTest.keyClick(grid, Qt.Key.Key_Tab)
    assert not grid.hasFocus()
