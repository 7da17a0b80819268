"""What the edit menu does: undo across fields and the plan, and what is done with a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from dxdesk.desktop.measure.line_box import LineBox
from dxdesk.desktop.measure.narrative import Narrative
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.window.plan_view import PlanView

if TYPE_CHECKING:
    from dxdesk.desktop.tabs.evaluation_tab import AssessmentBox


class Editing(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(self, desk: Callable[[], PlanView | None], tell: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tell = tell

    def undo(self) -> None:
        """The field's own typing first, then the plan's history."""
        self._step("undo")

    def redo(self) -> None:
        """The field's own typing first, then the plan's history."""
        self._step("redo")

    def _step(self, name: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, TextEditor):
            document = focused.document()
            if document.isUndoAvailable() if name == "undo" else document.isRedoAvailable():
                focused.undo() if name == "undo" else focused.redo()
                return
            focused.finish()
        desk.write()
        stepped = desk.session.undo() if name == "undo" else desk.session.redo()
        if desk.isVisible():
            desk.follow(stepped)
        if isinstance(focused, TextEditor):
            focused.take_over()

    def save_now(self) -> None:
        """Ctrl+S out of habit: writes what is being typed, and says that it would have been anyway."""
        desk = self._desk()
        if desk is not None:
            desk.write()
            if not desk.session.held:
                self._tell("保存しました（入力した内容は、ふだんも自動で保存されます）。")

    def add_line(self) -> None:
        """A line right after the one the cursor is in, else at the end of the year the keyboard is in, else of the asked one."""
        desk, box = self._desk(), self._line()
        if desk is None or desk.page.measure_id is None:
            self._tell("施策を開いてから、行を追加してください。")
            return
        desk.tabs.turn(0)
        narrative = desk.page.narrative
        if box is not None and box.entry is not None:
            box.field.editor.finish()
            entry = box.entry
            narrative.add_line(entry.year, entry.section, entry)
        else:
            desk.write()
            (narrative.focused_cell() or narrative.asked_cell()).add_line()

    def move_line_up(self) -> None:
        """The line the cursor is in, one place up."""
        box = self._line()
        if box is not None:
            box.move_up()

    def move_line_down(self) -> None:
        """The line the cursor is in, one place down."""
        box = self._line()
        if box is not None:
            box.move_down()

    def delete_line(self) -> None:
        """The line the cursor is in."""
        box = self._line()
        if box is not None:
            box.delete()

    def copy_last_year(self) -> None:
        """Last year's lines into the cell the keyboard is in, or a line of last year into the cell beside it; or its 見解."""
        view = self._view()
        if view is not None:
            view.copy_last_year()
            return
        narrative = self._narrative()
        if narrative is not None:
            narrative.copy_last_year()

    def copy_measure(self) -> None:
        """Last year's lines into every asked cell of the measure that is empty."""
        narrative = self._narrative()
        if narrative is not None:
            narrative.copy_measure()

    def keep_line(self) -> None:
        """The line or 見解 the cursor is in may stay as it was last year."""
        box = self._view() or self._line()
        if box is not None:
            box.keep()

    def _view(self) -> AssessmentBox | None:
        """The assessment that the keyboard is in."""
        desk = self._desk()
        if desk is None or desk.tabs.current() is desk.page:
            return None
        from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab

        tab = desk.tabs.current()
        return tab.focused() if isinstance(tab, EvaluationTab) else None

    def _narrative(self) -> Narrative | None:
        """The year columns of the measure shown, in sight."""
        desk = self._desk()
        if desk is None or desk.page.measure_id is None:
            self._tell("施策を開いてから、前年度の文を写してください。")
            return None
        desk.tabs.turn(0)
        return desk.page.narrative

    def write_publication(self) -> None:
        """How the line reads that the cursor is in, where it is published."""
        box = self._line()
        if box is not None:
            box.write_publication()

    def choose_sign(self) -> None:
        """What the line begins with that the cursor is in."""
        box = self._line()
        if box is not None:
            box.choose_sign()

    def _line(self) -> LineBox | None:
        desk = self._desk()
        return desk.page.narrative.focused_box() if desk is not None else None
