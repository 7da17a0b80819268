"""A reason that is recorded with an action."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label, wrapped_label


class ReasonDialog(Dialog):
    """Asks why; without a reason nothing is done."""

    confirmed = Signal(str)

    def __init__(self, title: str, about: str, yes: str, parent: QWidget | None = None) -> None:
        """`about`: what will be done, `yes`: the button that does it."""
        super().__init__(title, parent)
        label, self.message = wrapped_label(about, self), error_label(self)
        self.reason = QPlainTextEdit(self)
        self.reason.setAccessibleName("理由")
        self.reason.setPlaceholderText("理由（記録に残ります）")
        self.reason.setTabChangesFocus(True)
        set_look(self.reason, BOXED)
        buttons = AnswerButtons(yes, self._give, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        column.addWidget(label)
        column.addWidget(self.reason, 1)
        column.addWidget(self.message)
        column.addWidget(buttons)
        self.make_room(36, 13)
        self.reason.setFocus()

    def _give(self) -> None:
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.message.setText("理由を書いてください。")
            self.reason.setFocus()
            return
        self.accept()
        self.confirmed.emit(reason)
