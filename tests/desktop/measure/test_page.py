"""The measure's page: head, notes, what was planned, what empty places teach."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.measure.measure_page import NO_INDICATORS
from dxdesk.desktop.measure.year_cell import NOTHING, YearCell
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import PLANNED, Entry, Measure, Note, Plan, Section
from tests.desktop.conftest import Opener
from tests.desktop.measure.test_lines import cell_of
from tests.desktop.plans import box_with, compose, editor_with, go, grid_of, page_of, session_of, texts, year_texts
from tests.desktop.waiting import at_rest

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def first_measure(window: object) -> Measure:
    rows = session_of(window).rows  # type: ignore[arg-type]
    return next(m for m in rows.all(Measure).values() if m.number == "1-(1)")


def plan_line(window: object, year: int, text: str) -> Entry:
    """A line of 実施予定 as an earlier year left it."""
    session = session_of(window)  # type: ignore[arg-type]
    measure = first_measure(window)
    section = next(s for s in session.rows.all(Section).values() if s.measure == measure.id)
    entry = Entry.new(measure=measure.id, section=section.id, year=year, kind=PLANNED, text=text)
    session.apply((Change("entry", entry.id, WHOLE, None, entry),))
    return entry


def clear(cell: YearCell) -> None:
    for box in list(cell.boxes):
        box.delete()


def test_badges_say_what_a_measure_is(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    badges = page_of(window).head.badges
    assert [name for name, badge in badges.items() if badge.isVisible()] == ["kpi_published"]
    session = session_of(window)
    for field in ("national", "newly", "completed"):
        session.apply(edits.set_field(first_measure(window), field, True))
    assert all(badge.isVisible() and badge.toolTip() for badge in badges.values())
    assert [badge.text() for badge in badges.values()] == ["※ KPI公表", "☆ 国の重点", "【新】", "【完了】"]
    go(window, "1-(2)")
    assert not any(badge.isVisible() for badge in badges.values())
    assert "課はまだ登録されていません" in page_of(window).head.departments.text()


def test_the_description_folds_out_and_is_edited(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    head = page_of(window).head
    assert not head.description.isVisible()
    head.fold.setFocus()
    QTest.keyClick(head.fold, Key.Key_Return)
    assert head.description.isVisible()
    compose(head.description.editor, "", "手続をオンラインにする。")
    go(window, "1-(2)")
    assert head.description.editor.text() == "市税の納付"
    assert first_measure(window).description == "手続をオンラインにする。"
    QTest.keyClick(head.fold, Key.Key_Space)
    assert not head.description.isVisible()
    window.plan.edit.undo()
    assert head.description.isVisible()
    assert head.description.editor.text() == ""


def test_notes_are_written_and_deleted_and_come_back(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    notes = page_of(window).notes
    assert notes.boxes == []
    QTest.keyClick(notes.add, Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is notes.boxes[0].field.editor
    compose(focused, "", "出典は住基システム。")
    QTest.keyClick(notes.add, Key.Key_Return)
    assert [n.text for n in session_of(window).store.load().all(Note).values()].count("出典は住基システム。") == 1
    assert len(notes.boxes) == 2
    go(window, "1-(2)")
    assert notes.boxes == []
    go(window, "1-(1)")
    notes.boxes[0].remove.click()
    assert [box.field.editor.text() for box in notes.boxes] == [""]
    window.plan.edit.undo()
    assert notes.boxes[0].field.editor.text() == "出典は住基システム。"
    assert notes.boxes[0].field.editor.hasFocus()


def test_a_note_being_composed_stays_while_another_is_added_elsewhere(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session, notes = session_of(window), page_of(window).notes
    notes.add.click()
    compose(notes.boxes[0].field.editor, "しゅってん")
    session.apply(edits.add_note(session.outline, first_measure(window), "よそのメモ"))
    assert notes.boxes[0].field.editor.composing
    compose(notes.boxes[0].field.editor, "", "出典")
    assert [box.field.editor.text() for box in notes.boxes] == ["出典", "よそのメモ"]


def test_an_empty_asked_year_teaches_and_shows_what_was_planned_for_it(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    asked, planned, past = (cell_of(window, year) for year in (2024, 2025, 2022))
    plan_line(window, 2024, "窓口を広げる。")
    assert not asked.prompt.isVisible()
    assert past.blank.text() == NOTHING
    clear(asked)
    assert asked.blank.text() == "R6実績を1行ずつ書きます。"
    assert asked.prompt.text() == "R6実施予定：\n・窓口を広げる。"
    clear(planned)
    assert planned.blank.text() == "R7実施予定を1行ずつ書きます。"
    assert planned.prompt.text() == "R6実施予定：\n・窓口を広げる。"
    planned.add.click()
    assert not planned.prompt.isVisible()


def test_last_years_lines_are_copied_as_a_beginning(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    asked = cell_of(window, 2024)
    assert not asked.copy.isVisible()
    clear(asked)
    assert asked.copy.text() == "⟲ R5から写す"
    QTest.keyClick(asked.copy, Key.Key_Return)
    assert year_texts(window, 2024) == ["昨年は窓口を増やした。"]
    assert asked.boxes[0].chooser.text() == "市民課"
    assert "市民課 R6実績の記載（未更新）" in window.plan.view.tree.model.measure_index.missing(first_measure(window))
    window.plan.edit.undo()
    assert year_texts(window, 2024) == []


def test_ctrl_enter_adds_a_line_wherever_the_keyboard_is(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid_of(window).setFocus()
    QTest.keyClick(grid_of(window), Key.Key_Return, CTRL)
    assert year_texts(window, 2024) == ["一行目", "二行目", ""]
    assert QApplication.focusWidget() is editor_with(window, "")
    cell_of(window, 2025).add.setFocus()
    QTest.keyClick(cell_of(window, 2025).add, Key.Key_Return, CTRL)
    assert year_texts(window, 2025) == ["来年は広げる。", ""]


def test_a_measure_without_figures_says_so(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    assert not page_of(window).blank.isVisible()
    go(window, "1-(2)")
    assert page_of(window).blank.text() == NO_INDICATORS
    assert page_of(window).blank.isVisible()
    page_of(window).focus_first()
    assert editor_with(window, "決済の行").hasFocus()


def test_undo_says_what_it_undid(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    grid.kpis.setData(grid.kpis.index(0, 2), "1,101件")
    window.plan.edit.undo()
    assert window.statusBar().currentMessage() == "元に戻しました：1-(1) 【手続数】R5実績（1,101件 → 1,100件）"
    window.plan.edit.redo()
    assert window.statusBar().currentMessage() == "やり直しました：1-(1) 【手続数】R5実績（1,100件 → 1,101件）"
    box_with(window, "一行目").delete()
    window.plan.edit.undo()
    assert window.statusBar().currentMessage() == "元に戻しました：1-(1) R6実績の記載の追加（一行目）"


def test_the_keyboard_is_led_to_what_was_undone_in_another_measure(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    grid = grid_of(window)
    grid.setFocus()
    grid.setCurrentIndex(grid.kpis.index(0, 3))
    grid.kpis.setData(grid.kpis.index(0, 2), "1,101件")
    editor = editor_with(window, "一行目")
    editor.setFocus()
    compose(editor, "", "だ。")
    go(window, "1-(2)")
    window.plan.edit.undo()
    assert "一行目" in texts(window)
    assert editor_with(window, "一行目").hasFocus()
    window.plan.edit.undo()
    assert grid.hasFocus()
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 2)


def test_a_plan_without_a_planned_year_asks_for_results_only(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    session.apply(edits.set_field(next(iter(session.rows.all(Plan).values())), "planned_from", None))
    go(window, "1-(2)")
    assert cell_of(window, 2025).blank.text() == "R7実績を1行ずつ書きます。"
    assert cell_of(window, 2022).blank.text() == NOTHING


def test_a_line_that_is_jumped_to_is_in_view_whole(opened: Opener, ito_file: Path) -> None:
    window = opened(ito_file)
    last: dict[str, Entry] = {}
    for entry in session_of(window).rows.all(Entry).values():
        last[entry.measure] = entry
    for entry in list(last.values())[:12]:
        assert window.plan.view.go_to("entry", entry.id)
        at_rest()
        box = page_of(window).narrative.box_of(entry.id)
        assert box is not None
        editor = box.field.editor
        top = editor.mapTo(page_of(window).viewport(), QPoint(0, 0)).y()
        assert 0 <= top <= page_of(window).viewport().height() - editor.height(), entry.text
