"""The edit menu: undo across fields and the plan, and the commands on a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.measure.narrative import Narrative
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.workspace.plan_view import PlanView

if TYPE_CHECKING:
    from dxdesk.desktop.tabs.evaluation_tab import AssessmentBox


class EditCommands(QObject):
    """Act on the field, line or measure that the person is at."""

    def __init__(self, view: PlanView) -> None:
        super().__init__(view)
        self._view = view
        self._session = view.session

    def undo(self) -> None:
        """Undo the field's own typing first, then the plan's history."""
        self._step("undo")

    def redo(self) -> None:
        """Redo the field's own typing first, then the plan's history."""
        self._step("redo")

    def _step(self, name: str) -> None:
        view = self._view
        focused = QApplication.focusWidget()
        if isinstance(focused, TextEditor):
            document = focused.document()
            if document.isUndoAvailable() if name == "undo" else document.isRedoAvailable():
                focused.undo() if name == "undo" else focused.redo()
                return
            focused.finish()
        view.write()
        stepped = self._session.undo() if name == "undo" else self._session.redo()
        if view.isVisible():
            view.follow(stepped)
        if isinstance(focused, TextEditor):
            focused.reload()

    def save_now(self) -> None:
        """Write what is being typed (Ctrl+S out of habit), and say that it would have been anyway; else what remains."""
        session = self._session
        self._view.write()
        session.retry()
        if not session.held:
            session.message.emit("保存しました（入力した内容は、ふだんも自動で保存されます）。")
            return
        first, held = next(iter(session.held.items()))
        others = f"ほか{len(session.held) - 1}か所" if len(session.held) > 1 else ""
        session.message.emit(f"まだ保存できていません：{session.place_of(first)}{others}。{held.outcome.reason}")

    def add_line(self) -> None:
        """Add a line after the one the cursor is in, else at the end of the focused year, else of the asked one."""
        view, box = self._view, self._line()
        if view.page.measure_id is None:
            self._session.message.emit("施策を開いてから、行を追加してください。")
            return
        view.tabs.show_tab(0)
        narrative = view.page.narrative
        if box is not None and box.entry is not None:
            box.field.editor.finish()
            entry = box.entry
            narrative.add_line(entry.year, entry.section, entry)
        else:
            view.write()
            (narrative.focused_cell() or narrative.asked_cell()).add_line()

    def move_line_up(self) -> None:
        """Move the line the cursor is in one place up."""
        box = self._line()
        if box is not None:
            box.move_up()

    def move_line_down(self) -> None:
        """Move the line the cursor is in one place down."""
        box = self._line()
        if box is not None:
            box.move_down()

    def delete_line(self) -> None:
        """Delete the line the cursor is in."""
        box = self._line()
        if box is not None:
            box.delete()

    def copy_last_year(self) -> None:
        """Copy last year's lines into the focused cell, a line of last year into the cell beside it; or its 見解."""
        assessment = self._assessment()
        if assessment is not None:
            assessment.copy_last_year()
            return
        narrative = self._narrative()
        if narrative is not None:
            narrative.copy_last_year()

    def copy_measure(self) -> None:
        """Copy last year's lines into every asked cell of the measure that is empty."""
        narrative = self._narrative()
        if narrative is not None:
            narrative.copy_measure()

    def keep_line(self) -> None:
        """Let the line or 見解 the cursor is in stay as it was last year."""
        box = self._assessment() or self._line()
        if box is not None:
            box.confirm_unchanged()

    def write_publication(self) -> None:
        """Write how the line the cursor is in reads where it is published."""
        box = self._line()
        if box is not None:
            box.write_publication()

    def choose_sign(self) -> None:
        """Choose the sign at the beginning of the line the cursor is in."""
        box = self._line()
        if box is not None:
            box.choose_bullet()

    def _assessment(self) -> AssessmentBox | None:
        """Return the assessment that the keyboard is in."""
        tab = self._view.tabs.current()
        if tab is self._view.page:
            return None
        from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab  # 29 ms

        return tab.focused_box() if isinstance(tab, EvaluationTab) else None

    def _narrative(self) -> Narrative | None:
        """Return the year columns of the measure shown, in sight."""
        if self._view.page.measure_id is None:
            self._session.message.emit("施策を開いてから、前年度の文を写してください。")
            return None
        self._view.tabs.show_tab(0)
        return self._view.page.narrative

    def _line(self) -> LineBox | None:
        return self._view.page.narrative.focused_box()
