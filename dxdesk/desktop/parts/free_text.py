"""A field for a text that belongs to no cell yet: a decision's own text, a reason. It never disturbs an IME."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.editors import clean_text, commit_composition, track_composition


class FreeText(QPlainTextEdit):
    """A fixed number of lines high; Tab leaves it, Ctrl+Enter submits it."""

    submitted = Signal()

    def __init__(self, name: str, hint: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preedit = ""
        self._lines = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        set_look(self, BOXED)
        self.fit()

    def fit(self) -> None:
        """Take the height of the lines in the present font."""
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 14)

    def show_text(self, text: str) -> None:
        """Show another text without a signal; what is being composed stays."""
        if not self.preedit and text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def commit(self) -> None:
        """Turn what is being composed into text."""
        commit_composition(self, self.preedit)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow the composition."""
        self.preedit = track_composition(self, self.preedit, event)
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Submit on Ctrl+Enter; Enter alone is a new line."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit before leaving."""
        self.commit()
        super().focusOutEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert plain text only."""
        if source.hasText():
            self.insertPlainText(clean_text(source.text()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll the field only while it is being edited."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
