"""A reason that is kept with what is done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, as_look
from dxdesk.desktop.parts.tab_order import Dialog
from dxdesk.desktop.parts.text_table import roomy


class ReasonDialog(Dialog):
    """Asks why; without a reason nothing is done."""

    given = Signal(str)

    def __init__(self, title: str, about: str, yes: str, parent: QWidget | None = None) -> None:
        """`about`: what will be done, `yes`: the button that does it."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label = QLabel(about, self)
        self.message = QLabel(self)
        self.message.setForegroundRole(QPalette.ColorRole.BrightText)
        for said in (label, self.message):
            said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            said.setWordWrap(True)
        self.reason = QPlainTextEdit(self)
        self.reason.setAccessibleName("理由")
        self.reason.setPlaceholderText("理由（記録に残ります）")
        self.reason.setTabChangesFocus(True)
        as_look(self.reason, BOXED)
        buttons = QDialogButtonBox(self)
        self.yes = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("やめる", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label)
        column.addWidget(self.reason, 1)
        column.addWidget(self.message)
        column.addWidget(buttons)
        roomy(self, 36, 13)
        self.reason.setFocus()

    def _give(self) -> None:
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.message.setText("理由を書いてください。")
            self.reason.setFocus()
            return
        self.accept()
        self.given.emit(reason)
