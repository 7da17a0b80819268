"""What came of something, where one sentence is not enough: a list to read and to copy."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, as_look
from dxdesk.desktop.parts.tab_order import Dialog
from dxdesk.desktop.parts.text_table import roomy


class OutcomeDialog(Dialog):
    """A sentence and the places it is about."""

    def __init__(self, title: str, sentence: str, places: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label = QLabel(sentence, self)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        label.setWordWrap(True)
        self.places = QPlainTextEdit("\n".join(places), self)
        self.places.setReadOnly(True)
        as_look(self.places, BOXED)
        self.places.setTabChangesFocus(True)
        self.places.setAccessibleName(sentence)
        buttons = QDialogButtonBox(self)
        buttons.addButton("閉じる", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (label, self.places, buttons):
            column.addWidget(widget)
        roomy(self, 48, 18)
