"""A field for a text that belongs to no cell yet: a decision's own wording, a reason. It never disturbs an IME."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.editors import clean_text, commit_composition, track_composition


class FreeText(QPlainTextEdit):
    """So many lines high; Tab leaves it, Ctrl+Enter says that all is written."""

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
        """The height of its lines in the letters of now."""
        self.setFixedHeight(self._lines * self.fontMetrics().lineSpacing() + 14)

    def show_text(self, text: str) -> None:
        """Another text, without telling; what is being composed stays where it is."""
        if not self.preedit and text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def commit(self) -> None:
        """What is being composed becomes text."""
        commit_composition(self, self.preedit)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follows the composition."""
        self.preedit = track_composition(self, self.preedit, event)
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter; Enter alone is a new line."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving commits."""
        self.commit()
        super().focusOutEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain text only."""
        if source.hasText():
            self.insertPlainText(clean_text(source.text()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the field only where somebody writes in it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
