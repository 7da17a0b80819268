"""Several figures at once, as in Excel and from Excel."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.changes import edits
from dxdesk.plan.checks.texts import LONGEST
from dxdesk.plan.rows.model import Figure, Measure, Section
from tests.desktop.conftest import Opener
from tests.desktop.measure.test_kpi_grid import (
    COUNT,
    PART,
    R4,
    R5,
    R6,
    R7,
    TOTAL,
    caption_of,
    cell_editor,
    go_to_cell,
    text_shown,
    text_stored,
    type_into,
)
from tests.desktop.plans import compose, editor_with, go, grid_of, scroll, session_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def clipboard(text: str | None = None) -> str:
    """What is on the clipboard, after putting a text on it."""
    if text is not None:
        QGuiApplication.clipboard().setText(text)
    return QGuiApplication.clipboard().text()


def message(window: MainWindow) -> str:
    return window.statusBar().currentMessage()


def compose_at_focus(preedit: str, commit: str = "") -> None:
    """Compose where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    compose(focused, preedit, commit)


def column_texts(grid: KpiGrid, year: int) -> list[str]:
    return [text_shown(grid, row, year) for row in range(3)]


def current_cell(grid: KpiGrid) -> tuple[int, int]:
    return grid.currentIndex().row(), grid.currentIndex().column()


def select(grid: KpiGrid, top: int, left: int, bottom: int, right: int) -> None:
    """By keyboard, from the first cell on."""
    go_to_cell(grid, top, left)
    for _ in range(bottom - top):
        QTest.keyClick(grid, Key.Key_Down, SHIFT)
    for _ in range(right - left):
        QTest.keyClick(grid, Key.Key_Right, SHIFT)


def test_a_range_from_excel_is_pasted_and_undone_as_one(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    clipboard('1,300件\t1,400件\r\n"7件\n（延べ）"\t\r\n"「""3""件」"\t9件\r\n')
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert column_texts(grid, R6) == ["1,300件", "7件\n（延べ）", '「"3"件」']
    assert column_texts(grid, R7) == ["1,400件", "", "9件"]
    assert grid.ranges.selected() == (COUNT, R6, PART, R7)
    window.plan.edit.undo()
    assert column_texts(grid, R6) == ["", "", ""]
    assert column_texts(grid, R7) == ["2,000件", "", ""]
    assert session_of(window).store.history()[0].kind == "undo"


def test_what_is_copied_here_goes_back_to_excel_and_here(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    select(grid, COUNT, R4, PART, R5)
    QTest.keyClick(grid, Key.Key_C, CTRL)
    assert clipboard() == "1,211件\t1,100件\n\t\n\t4件\n"
    go_to_cell(grid, COUNT, R6)
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert column_texts(grid, R6) == ["1,211件", "", ""]
    assert column_texts(grid, R7) == ["1,100件", "", "4件"]
    go_to_cell(grid, COUNT, R5)
    QTest.keyClick(grid, Key.Key_X, CTRL)
    assert clipboard() == "1,100件"
    assert text_shown(grid, COUNT, R5) == ""


def test_a_paste_beyond_the_table_is_one_sentence_and_nothing_is_pasted(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, PART, R6)
    clipboard("1\n2\n")
    written = len(session_of(window).store.history())
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert "2行×1列" in message(window)
    assert "はみ出す" in message(window)
    go_to_cell(grid, COUNT, R7)
    clipboard("1\t2")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert len(session_of(window).store.history()) == written


def test_labels_and_headings_are_not_pasted_over(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    section = next(s for s in session.rows.all(Section).values() if session.rows.all(Measure)[s.measure].number == "1-(1)")
    session.apply(edits.set_field(section, "heading", "（手続）"))
    grid = grid_of(window)
    written = len(session.store.history())
    go_to_cell(grid, 1, 0)
    clipboard("別の名\t5")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert "【手続数】" in message(window)
    go_to_cell(grid, 0, R6)
    clipboard("5")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert "入力できない" in message(window)
    assert len(session.store.history()) == written
    # A copied block with its labels goes back over the same labels.
    go_to_cell(grid, 1, 0)
    clipboard("【手続数】\t1,212件")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert text_shown(grid, 1, R4) == "1,212件"


def test_one_value_or_a_row_fills_the_range_chosen(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    select(grid, COUNT, R6, PART, R7)
    clipboard("該当なし")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert column_texts(grid, R6) == column_texts(grid, R7) == ["該当なし"] * 3
    select(grid, COUNT, R6, PART, R7)
    clipboard("1\t2\n")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert (column_texts(grid, R6), column_texts(grid, R7)) == (["1"] * 3, ["2"] * 3)


def test_delete_empties_the_range_as_one(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    select(grid, COUNT, R4, PART, R5)
    QTest.keyClick(grid, Key.Key_Delete)
    assert column_texts(grid, R4) == column_texts(grid, R5) == ["", "", ""]
    window.plan.edit.undo()
    assert (text_shown(grid, COUNT, R4), text_shown(grid, COUNT, R5), text_shown(grid, PART, R5)) == (
        "1,211件",
        "1,100件",
        "4件",
    )


def test_ctrl_d_and_ctrl_r_fill_from_above_and_from_last_year(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, TOTAL, R4)
    QTest.keyClick(grid, Key.Key_D, CTRL)
    assert text_shown(grid, TOTAL, R4) == "1,211件"
    select(grid, COUNT, R5, PART, R5)
    QTest.keyClick(grid, Key.Key_D, CTRL)
    assert column_texts(grid, R5) == ["1,100件"] * 3
    go_to_cell(grid, COUNT, R6)
    QTest.keyClick(grid, Key.Key_R, CTRL)
    assert text_shown(grid, COUNT, R6) == "1,100件"
    select(grid, TOTAL, R5, PART, R7)
    QTest.keyClick(grid, Key.Key_R, CTRL)
    assert text_shown(grid, PART, R7) == "1,100件"
    go_to_cell(grid, COUNT, R4)
    for key in (Key.Key_D, Key.Key_R):
        QTest.keyClick(grid, key, CTRL)
        assert "写す値がありません" in message(window)
    assert text_shown(grid, COUNT, R4) == "1,211件"


def test_home_end_and_ctrl_lead_to_the_edges(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    go_to_cell(grid, TOTAL, R5)
    for key, modifiers, place in (
        (Key.Key_End, Qt.KeyboardModifier.NoModifier, (TOTAL, R7)),
        (Key.Key_Home, Qt.KeyboardModifier.NoModifier, (TOTAL, R4)),
        (Key.Key_End, CTRL, (PART, R7)),
        (Key.Key_Home, CTRL, (COUNT, R4)),
        (Key.Key_Down, CTRL, (PART, R4)),
        (Key.Key_Right, CTRL, (PART, R7)),
        (Key.Key_Up, CTRL, (COUNT, R7)),
        (Key.Key_Left, CTRL, (COUNT, R4)),
    ):
        QTest.keyClick(grid, key, modifiers)
        assert current_cell(grid) == place
    QTest.keyClick(grid, Key.Key_End, CTRL | SHIFT)
    assert grid.ranges.selected() == (COUNT, R4, PART, R7)


def test_enter_after_tabs_leads_below_where_they_began(opened: Opener, plan_file: Path) -> None:
    grid = grid_of(opened(plan_file))
    go_to_cell(grid, COUNT, R5)
    for text in ("1", "2"):
        type_into(grid, text)
        QTest.keyClick(cell_editor(grid), Key.Key_Tab)
    type_into(grid, "3")
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    assert current_cell(grid) == (TOTAL, R5)
    QTest.keyClick(grid, Key.Key_Return, SHIFT)
    assert current_cell(grid) == (COUNT, R5)


def test_arrows_finish_what_was_typed_but_move_in_the_text_after_f2(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "5")
    QTest.keyClick(cell_editor(grid), Key.Key_Down)
    assert text_stored(window, "手続数", 2024) == "5"
    assert current_cell(grid) == (TOTAL, R6)
    go_to_cell(grid, COUNT, R6)
    QTest.keyClick(grid, Key.Key_F2)
    QTest.keyClick(cell_editor(grid), Key.Key_Left)
    QTest.keyClicks(cell_editor(grid), "1")
    assert cell_editor(grid).text() == "15"
    QTest.keyClick(cell_editor(grid), Key.Key_F2)
    QTest.keyClick(cell_editor(grid), Key.Key_Right)
    assert text_stored(window, "手続数", 2024) == "15"


def test_ctrl_z_in_a_cell_takes_back_typing_and_then_the_plan(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "5")
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    go_to_cell(grid, TOTAL, R6)
    QTest.keyClick(grid, Key.Key_F2)
    QTest.keyClicks(cell_editor(grid), "x")
    QTest.keyClick(cell_editor(grid), Key.Key_Z, CTRL)
    assert cell_editor(grid).text() == ""
    QTest.keyClick(cell_editor(grid), Key.Key_Z, CTRL)
    assert grid.delegate.editor is None
    assert text_shown(grid, COUNT, R6) == ""
    assert current_cell(grid) == (COUNT, R6)


def test_a_text_too_long_stays_visible_with_its_reason(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    QTest.keyClick(grid, Key.Key_F2)
    cell_editor(grid).setText("9" * (LONGEST + 1))
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    assert len(text_shown(grid, COUNT, R6)) == LONGEST + 1
    assert "32,767文字を超えています" in caption_of(grid, COUNT, R6)
    assert text_stored(window, "手続数", 2024) is None
    go_to_cell(grid, COUNT, R6)
    type_into(grid, "9")
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    assert (text_shown(grid, COUNT, R6), text_stored(window, "手続数", 2024)) == ("9", "9")
    assert not session_of(window).held
    clipboard("1\n" + "9" * (LONGEST + 1))
    go_to_cell(grid, COUNT, R6)
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert "【相談数】 R6実績（今回）" in message(window)
    assert text_stored(window, "手続数", 2024) == "9"


def test_control_characters_never_arrive(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    clipboard("5\x0b件\x07")
    QTest.keyClick(grid, Key.Key_V, CTRL)
    assert text_stored(window, "手続数", 2024) == "5件"
    QTest.keyClick(grid, Key.Key_F2)
    QTest.keyClick(cell_editor(grid), Key.Key_V, CTRL)
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    assert text_stored(window, "手続数", 2024) == "5件5件"


@pytest.mark.parametrize("what", ["other figure", "structure", "autosave"])
def test_composition_in_a_cell_survives_what_happens_beside_it(opened: Opener, plan_file: Path, what: str) -> None:
    window = opened(plan_file)
    session = session_of(window)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    compose_at_focus("す")
    compose_at_focus("すうち")
    if what == "autosave":
        grid.delegate.save()
    elif what == "structure":
        session.apply(edits.set_field(session.rows.all(Measure)[grid.kpis.measure_id or ""], "title", "改めた名"))
    else:
        other = next(f for f in session.rows.all(Figure).values() if f.text == "4件")
        session.apply(edits.set_field(other, "text", "5件"))
    assert cell_editor(grid).preedit == "すうち"
    compose_at_focus("", "数値なし")
    assert cell_editor(grid).hasFocus()
    compose_at_focus("とくに")
    compose_at_focus("", "。")
    QTest.keyClick(cell_editor(grid), Key.Key_Return)
    assert text_stored(window, "手続数", 2024) == "数値なし。"


@pytest.mark.parametrize("leave", ["measure", "focus", "undo"])
def test_the_first_composition_in_a_cell_survives_leaving_it(opened: Opener, plan_file: Path, leave: str) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    for year, (row, label) in ((2024, (COUNT, "手続数")), (2024, (TOTAL, "相談数"))):
        go_to_cell(grid, row, R6)
        compose_at_focus("す")
        compose_at_focus("なし")
        if leave == "measure":
            go(window, "1-(2)")
            go(window, "1-(1)")
        elif leave == "focus":
            editor_with(window, "一行目").setFocus()
        else:
            window.plan.edit.save_now()
        assert text_stored(window, label, year) == "なし"
        assert grid.delegate.editor is None


def test_read_only_says_why_nothing_happens(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file, read_only=True)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R6)
    for act in ("type", "ime", "paste", "delete"):
        window.statusBar().clearMessage()
        if act == "type":
            QTest.keyClicks(grid, "5")
        elif act == "ime":
            compose(grid, "す")
        elif act == "paste":
            clipboard("5")
            QTest.keyClick(grid, Key.Key_V, CTRL)
        else:
            go_to_cell(grid, COUNT, R5)
            QTest.keyClick(grid, Key.Key_Delete)
        assert "読み取り専用" in message(window), act
    assert grid.delegate.editor is None


def test_the_wheel_changes_nothing(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    go_to_cell(grid, COUNT, R5)
    scroll(grid.viewport())
    QTest.keyClick(grid, Key.Key_F2)
    scroll(cell_editor(grid))
    assert cell_editor(grid).text() == "1,100件"
    assert current_cell(grid) == (COUNT, R5)
    go(window, "1-(2)")
