"""Typing into the narrative: nothing is lost, whatever happens beside it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dxdesk.desktop.parts.editors import SAVE_AFTER
from dxdesk.plan.changes import edits
from dxdesk.plan.rows.model import Entry
from tests.desktop.conftest import Opener, Person
from tests.desktop.plans import (
    box_with,
    compose,
    editor_with,
    go,
    other_writes,
    page_of,
    session_of,
    texts,
    year_texts,
)
from tests.desktop.waiting import at_rest


def at_end(editor: object) -> None:
    editor.setFocus()  # type: ignore[attr-defined]
    editor.moveCursor(QTextCursor.MoveOperation.End)  # type: ignore[attr-defined]


def test_typing_is_saved_within_two_seconds_without_leaving(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "abc")
    assert "一行目abc" not in texts(window)
    assert SAVE_AFTER < 2_000
    qtbot.waitUntil(lambda: "一行目abc" in texts(window))
    assert editor.hasFocus()
    assert window.status.saved.text().startswith("保存済 ")


def test_going_on_typing_does_not_put_saving_off(opened: Opener, plan_file: Path, qtbot: QtBot) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    for _ in range(12):
        QTest.keyClicks(editor, "x")
        qtbot.wait(200)
    assert any(text.startswith("一行目xxx") for text in texts(window))


def test_leaving_saves_at_once(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "!")
    editor_with(window, "二行目").setFocus()
    assert "一行目!" in texts(window)


def test_composition_survives_autosave(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "a")
    compose(editor, "にほん")
    editor.save()  # the timer's tick
    assert editor.composing
    assert editor._timer.isActive()
    assert "一行目a" not in texts(window)
    compose(editor, "", "日本")
    editor.save()
    assert "一行目a日本" in texts(window)


def test_composition_survives_changes_from_elsewhere(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    editor = editor_with(window, "一行目")
    at_end(editor)
    compose(editor, "にほん")
    entry = next(e for e in session.rows.all(Entry).values() if e.text == "二行目")
    session.apply(edits.set_field(entry, "text", "二行目は直された"))
    session.apply(edits.delete_row(session.outline, session.rows.all(Entry)[entry.id]))
    assert editor.composing
    assert editor.hasFocus()
    compose(editor, "", "日本")
    editor.save()
    assert "一行目日本" in texts(window)


def test_switching_measure_commits_the_composition(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "b")
    compose(editor, "にほん")
    go(window, "1-(2)")
    assert "一行目bにほん" in texts(window)
    go(window, "1-(1)")
    assert "一行目bにほん" in year_texts(window, 2024)


def test_leaving_the_field_commits_the_composition_once(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    compose(editor, "にほん")
    other = editor_with(window, "二行目")
    other.setFocus()
    assert {"一行目にほん", "二行目"} <= set(texts(window))
    assert not editor.composing


def test_a_composition_given_up_leaves_the_field_ready_for_the_next(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    compose(editor, "にほん")
    compose(editor, "")
    at_rest()
    assert editor.text() == "一行目"
    compose(editor, "とう")
    at_rest()
    compose(editor, "", "東")
    editor_with(window, "二行目").setFocus()
    assert {"一行目東", "二行目"} <= set(texts(window))


def test_undo_goes_through_the_fields_and_measures_in_turn(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    first = editor_with(window, "一行目")
    at_end(first)
    QTest.keyClicks(first, "A")
    go(window, "1-(2)")
    second = editor_with(window, "決済の行")
    at_end(second)
    QTest.keyClicks(second, "B")
    go(window, "1-(1)")
    assert {"一行目A", "決済の行B"} <= set(texts(window))
    window.plan.edit.undo()
    assert {"一行目A", "決済の行"} <= set(texts(window))
    assert page_of(window).head.title.text() == "1-(2) 決済"
    window.plan.edit.undo()
    assert {"一行目", "決済の行"} <= set(texts(window))
    assert page_of(window).head.title.text() == "1-(1) 手続"
    window.plan.edit.redo()
    window.plan.edit.redo()
    assert {"一行目A", "決済の行B"} <= set(texts(window))


def test_one_visit_is_one_step_of_undo(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    for word in ("a", "b", "c"):
        QTest.keyClicks(editor, word)
        editor.save()
    editor_with(window, "二行目").setFocus()
    window.plan.edit.undo()
    assert "一行目" in texts(window)


def test_ctrl_z_while_typing_takes_back_typing_and_then_the_plan(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    other = editor_with(window, "二行目")
    at_end(other)
    QTest.keyClicks(other, "X")
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "Y")
    editor.save()
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "一行目"
    editor.save()
    assert "一行目" in texts(window)
    assert "二行目X" in texts(window)
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {"一行目", "二行目"} <= set(texts(window))
    assert other.text() == "二行目"
    QTest.keyClick(editor, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert {"一行目", "二行目X"} <= set(texts(window))
    assert other.text() == "二行目X"


def test_own_undo_shows_in_the_field_one_is_in(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "Y")
    editor_with(window, "二行目").setFocus()
    editor.setFocus()
    window.plan.edit.undo()
    assert editor.text() == "一行目"
    assert editor.hasFocus()


def test_a_change_from_elsewhere_waits_until_the_field_is_left(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    editor = editor_with(window, "一行目")
    at_end(editor)
    entry = next(e for e in session.rows.all(Entry).values() if e.text == "一行目")
    session.apply(edits.set_field(entry, "text", "よそで直した"))
    assert editor.text() == "一行目"
    editor_with(window, "二行目").setFocus()
    assert editor.text() == "よそで直した"


def test_a_stale_text_is_told_and_both_are_shown(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    box = box_with(window, "一行目")
    editor = box.field.editor
    at_end(editor)
    compose(editor, "", "わたし")
    other_writes(plan_file, "一行目", "鈴木の文")
    editor.save()
    assert editor.text() == "一行目わたし"
    assert box.field.strip is not None
    assert box.field.strip.isVisible()
    assert "鈴木の文" in box.field.strip.reason.text()
    assert "鈴木の文" in window.statusBar().currentMessage()
    assert "鈴木の文" in texts(window)
    assert window.status.held.text() == "未保存 1か所"
    box.field.strip.mine.click()
    assert "一行目わたし" in texts(window)
    assert not box.field.strip.isVisible()
    assert window.status.held.text() == ""


def test_a_held_text_survives_switching_and_can_be_given_up(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "P")
    other_writes(plan_file, "一行目", "鈴木の文")
    go(window, "1-(2)")
    go(window, "1-(1)")
    box = box_with(window, "一行目P")
    assert box.field.strip is not None
    box.field.strip.theirs.click()
    assert "鈴木の文" in year_texts(window, 2024)
    assert not session_of(window).held


def test_a_line_deleted_elsewhere_keeps_what_was_typed_in_it(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "Q")
    other_writes(plan_file, "一行目", None)
    session_of(window).look_outside()
    go(window, "1-(2)")
    go(window, "1-(1)")
    box = box_with(window, "一行目Q")
    assert box.field.strip is not None
    box.field.strip.mine.click()
    assert "一行目Q" in texts(window)


def test_closing_with_a_held_text_asks(opened: Opener, plan_file: Path, person: Person) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    QTest.keyClicks(editor, "P")
    other_writes(plan_file, "一行目", "鈴木の文")
    person.answers = [False]
    assert not window.close()
    assert window.isVisible()
    assert "失われます" in person.asked[-1]
    assert "一行目P" in year_texts(window, 2024)


def test_paste_is_plain_text_and_the_wheel_is_harmless(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    editor = editor_with(window, "一行目")
    at_end(editor)
    data = QMimeData()
    data.setHtml("<b>太字</b>")
    data.setText("貼り付け\r\n\x0b2行")
    editor.insertFromMimeData(data)
    assert editor.text() == "一行目貼り付け\n2行"
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.viewport(), wheel)
    assert editor.text() == "一行目貼り付け\n2行"


def test_text_that_nobody_touched_is_never_written(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    session = session_of(window)
    entry = next(e for e in session.rows.all(Entry).values() if e.text == "一行目")
    session.apply(edits.set_field(entry, "text", "①㈱～\u00a0空き\u2028改行"))
    editor = editor_with(window, "①㈱～\u00a0空き\u2028改行")
    written = len(session.store.history())
    editor.setFocus()
    editor_with(window, "二行目").setFocus()
    assert len(session.store.history()) == written
    at_end(editor)
    QTest.keyClicks(editor, "z")
    editor.finish()
    assert "①㈱～\u00a0空き\u2028改行z" in texts(window)
