"""A field of text that saves itself and never disturbs an IME.

What is being composed belongs to the IME: the text is not read, not saved and not refreshed until the composition
is committed. Leaving the field commits it. One visit to a field is one undo group; while the field has typing of its
own to take back, Ctrl+Z stays inside it; after that it goes through the plan's history.
"""

import unicodedata
from dataclasses import replace

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy, QToolTip, QWidget

from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.session import EditedCell, HeldText, Outcome, Session, new_group
from dxdesk.plan.analysis.glossary import term_at
from dxdesk.plan.rows.table import Row

SAVE_AFTER = 1_500  # ms from the first unsaved key, so that a crash never costs more than 2 s of typing
TEMPORARY_FOCUS_REASONS = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


def commit_composition(widget: QWidget, preedit: str) -> None:
    """Turn what the IME is composing into text; Qt alone would drop it where the IME does not answer."""
    if not preedit:
        return
    QGuiApplication.inputMethod().commit()
    if getattr(widget, "preedit", ""):
        event = QInputMethodEvent()
        event.setCommitString(preedit)
        QApplication.sendEvent(widget, event)


def track_composition(field: QWidget, before: str, event: QInputMethodEvent) -> str:
    """Return what is being composed in a field after an event; `before`: until now.

    What was given up the IME has to forget, too: with ibus Qt would commit it after all when the field is left.
    """
    now = event.preeditString()
    if before and not now and not event.commitString():
        QTimer.singleShot(0, field, QGuiApplication.inputMethod().reset)
    return now


def clean_text(text: str) -> str:
    """Return pasted text as plain lines; control characters would not survive a workbook."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")


class TextEditor(FitsFont, QPlainTextEdit):
    """Edits one text cell of the plan; as tall as its text."""

    held_changed = Signal()  # whether a text is held back may have changed
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None, lines: bool = True) -> None:
        """`lines`: the text may have several; else Enter goes on to the next field."""
        super().__init__(parent)
        self.session = session
        self._lines = lines
        self.cell: EditedCell | None = None
        self.preedit = ""
        self._base = ""  # the cell's text as last read or written here
        self._shown = ""  # the same as the document returns it
        self._row: Row | None = None
        self._newborn: Row | None = None
        self._objection = ""  # why nothing can be written here, where the file as a whole can be
        self._visit = new_group()
        self._timer = later(SAVE_AFTER, self.save, self)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setReadOnly(session.read_only)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.textChanged.connect(self._typed)
        session.permitted.connect(self._check_permission)
        session.retried.connect(self._retried)
        self.watch_font()

    # showing

    def show_cell(self, cell: EditedCell | None, label: str, newborn: Row | None = None) -> None:
        """Show another cell, after finishing with the one before; `newborn`: its row, where that is not in the plan yet."""
        if self.cell is not None and cell != self.cell:
            self.finish()
        self.cell = cell
        self._newborn = newborn
        self.setAccessibleName(label)
        if cell is None:
            self._load("")
            return
        held = self.session.held.get(cell)
        if held is None:
            self._read()
        else:
            self._row = self.session.rows.get(cell.table, cell.id) or held.row
            self._load(held.text)
            self._base = held.before
        self._visit = new_group()
        self._check_permission()
        self.held_changed.emit()

    def refresh(self) -> None:
        """Follow a change made elsewhere, unless somebody is editing here: then it waits until they leave."""
        if not (self.hasFocus() or self.composing or self.dirty or self.held):
            self._read()
            self._check_permission()

    def _check_permission(self) -> None:
        """Ask whether the cell may be written; never cut a composition off: the store refuses what must not be written."""
        if self.cell is None or self.session.read_only or self.composing:
            return
        objection = self.session.objection_to(self.cell, self._newborn)
        if objection != self._objection:
            self._objection = objection
            self.setReadOnly(bool(objection))
            self.setToolTip(plain_tooltip(objection))
            self.setAccessibleDescription(objection)

    def reload(self) -> None:
        """Show the plan's text at once: for the person's own undo, asked for from within this field."""
        if not (self.composing or self.dirty or self.held):
            self._read()
            self._visit = new_group()
            self.document().clearUndoRedoStacks()  # from here on the plan's history is the newer one

    @property
    def composing(self) -> bool:
        """Whether the IME holds text that is not yet part of the document."""
        return bool(self.preedit or self.textCursor().block().layout().preeditAreaText())

    @property
    def dirty(self) -> bool:
        """Whether something typed here is not written yet."""
        return self.cell is not None and self.text() != self._shown

    @property
    def held(self) -> HeldText | None:
        """What could not be written, with the reason."""
        return self.session.held.get(self.cell) if self.cell is not None else None

    def text(self) -> str:
        """Return the text without what is being composed; unlike toPlainText it leaves no-break spaces alone."""
        return self.document().toRawText().replace("\u2029", "\n")

    # writing

    def save(self) -> None:
        """Write what was typed; while the IME composes, wait for the next round."""
        self._timer.stop()
        if self.composing:
            self._timer.start()
            return
        if self.cell is None or not (self.dirty or self.held):
            return
        held = self.held
        if held is not None and held.outcome.stale:
            self.session.hold(self.cell, replace(held, text=self.text(), before=self._base, row=self._row))
            return
        self._after_write(self.session.write(self.cell, self._base, self.text(), group=self._visit, newborn=self._newborn))

    def finish(self) -> None:
        """Commit the composition and write: before the field is left, reused or closed."""
        commit_composition(self, self.preedit or self.textCursor().block().layout().preeditAreaText())
        self.save()

    def focus_at(self, position: int) -> None:
        """Focus the field again, where the cursor was."""
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self.setFocus()

    def keep_mine(self) -> None:
        """Keep this one of two texts: write it over the present one, or restore its row with it."""
        if self.cell is None:
            return
        now = self.session.text(self.cell)
        if now is not None:
            self._base = now
            self._after_write(self.session.write(self.cell, now, self.text()))
        elif self._row is not None:
            self._after_write(self.session.revive(self._row.replace(**{self.cell.field: self.text()})))

    def keep_theirs(self) -> None:
        """Keep the other one of two texts."""
        if self.cell is not None:
            self.session.hold(self.cell, None)
            self._read()
            self.held_changed.emit()

    def _after_write(self, outcome: Outcome) -> None:
        assert self.cell is not None
        if outcome:
            self._base = self._shown = self.text()
            self._row = self.session.rows.get(self.cell.table, self.cell.id)
            self.session.hold(self.cell, None)
        else:
            self.session.hold(self.cell, HeldText(self.text(), self._base, outcome, self._row, self._newborn))
            if not (outcome.stale or outcome.wrong or self.session.read_only):
                self._timer.start()  # a fault of the machine: try again
        self.held_changed.emit()

    def _retried(self, cell: EditedCell, text: str) -> None:
        """Take note that what was held here is written; what was typed since is still to be."""
        if cell == self.cell:
            self._base = text
            self._row = self.session.rows.get(cell.table, cell.id)
            if self.text() == text:
                self._shown = text
            self.held_changed.emit()

    def _read(self) -> None:
        if self.cell is None:
            return
        row = self.session.rows.get(self.cell.table, self.cell.id)
        self._row = row or self._row
        value = self.session.text(self.cell) or ""
        if value != self._base or self.text() != self._shown:
            self._load(value)

    def _load(self, text: str) -> None:
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)
        self._base = text
        self._shown = self.text()
        self._timer.stop()
        self.fit()

    def _typed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    # size

    def fit(self) -> None:
        """Be as tall as the text, one line at least."""
        layout = self.document().documentLayout()
        block = self.document().begin()
        height = 0.0
        while block.isValid():
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        needed = int(height + 2 * self.document().documentMargin() + 2)
        if needed != self.height() or needed != self.minimumHeight():
            self.setFixedHeight(needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at another width."""
        super().resizeEvent(event)
        height = self.minimumHeight()
        self.fit()
        if self.minimumHeight() != height:
            # The layout that is just now setting widths misses the new height: report it once more.
            QTimer.singleShot(0, self, self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The height is fixed by the text, the width comes from outside."""
        return QSize(120, self.minimumHeight())

    # input

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window, which asks this field first."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            for standard in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
                if event.matches(standard):
                    event.ignore()
                    return False
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Explain a term under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._explain(event):
            return True
        return super().viewportEvent(event)

    def _explain(self, event: QHelpEvent) -> bool:
        """Show the glossary's text on the term under the mouse; False where there is none."""
        cursor = self.cursorForPosition(self.viewport().mapFromGlobal(event.globalPos()))
        terms = self.session.outline.terms(self.session.plan)
        term = term_at(cursor.block().text(), cursor.positionInBlock(), terms) if terms else None
        if term is not None and term.text.strip():
            QToolTip.showText(event.globalPos(), plain_tooltip(f"{term.word}：{term.text}"), self)
        return term is not None and bool(term.text.strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Treat Shift+Enter as Enter: Qt's line separator would be an invisible character. Say why typing is in vain."""
        if self._objection and event.text().isprintable() and event.text():
            self.session.message.emit(self._objection)
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and not self._lines:
            self.finish()
            self.focusNextChild()
            return
        if entered and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not self.isReadOnly():
                self.insertPlainText("\n")
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow the composition."""
        self.preedit = track_composition(self, self.preedit, event)
        super().inputMethodEvent(event)
        self.fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert plain text only."""
        if source.hasText():
            text = clean_text(source.text())
            self.insertPlainText(text if self._lines else " ".join(text.split("\n")))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the page, never the field."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin a visit."""
        if event.reason() not in TEMPORARY_FOCUS_REASONS:
            self._visit = new_group()
            if not self.composing:
                self.document().clearUndoRedoStacks()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write at once; follow now what changed elsewhere in the meantime."""
        if not (event.reason() in TEMPORARY_FOCUS_REASONS and self.composing):
            self.finish()
        super().focusOutEvent(event)
        if event.reason() not in TEMPORARY_FOCUS_REASONS:
            self.refresh()
            self.left.emit()
