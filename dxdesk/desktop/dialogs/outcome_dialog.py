"""What came of something, where one sentence is not enough: a list to read and to copy."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, as_look
from dxdesk.desktop.parts.dialog import Closing, Dialog
from dxdesk.desktop.parts.labels import sentence


class OutcomeDialog(Dialog):
    """A sentence and the places it is about."""

    def __init__(self, title: str, said: str, places: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        label = sentence(said, self)
        self.places = QPlainTextEdit("\n".join(places), self)
        self.places.setReadOnly(True)
        as_look(self.places, BOXED)
        self.places.setTabChangesFocus(True)
        self.places.setAccessibleName(said)
        buttons = Closing(self)
        column = QVBoxLayout(self)
        for widget in (label, self.places, buttons):
            column.addWidget(widget)
        self.make_room(48, 18)
