"""What every dialog does: it is deleted when it is closed, grows with the letters, and Tab goes as one reads."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.labels import wrapped_label
from dxdesk.desktop.parts.tab_order import move_focus


class Dialog(QDialog):
    """A dialog of the window."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def make_room(self, letters: int, lines: int) -> None:
        """Set the first size in letters and lines, so that it grows with the zoom; never larger than the screen."""
        metrics, screen = self.fontMetrics(), self.screen().availableGeometry()
        width, height = letters * metrics.horizontalAdvance("あ"), lines * metrics.lineSpacing()
        self.resize(min(width, screen.width() - 40), min(height, screen.height() - 60))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Focus the next control of the dialog."""
        return move_focus(self, forward) or super().focusNextPrevChild(forward)


class AnswerButtons(QDialogButtonBox):
    """The button that does what a dialog is for, and やめる."""

    def __init__(self, yes: str, do: object, dialog: Dialog) -> None:
        """`do`: called when a person says yes."""
        super().__init__(dialog)
        self.yes = self.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.addButton("やめる", QDialogButtonBox.ButtonRole.RejectRole)
        self.accepted.connect(do)
        self.rejected.connect(dialog.reject)


class CloseButton(QDialogButtonBox):
    """閉じる, and nothing else."""

    def __init__(self, dialog: Dialog) -> None:
        super().__init__(dialog)
        self.addButton("閉じる", QDialogButtonBox.ButtonRole.RejectRole)
        self.rejected.connect(dialog.reject)


class OutcomeDialog(Dialog):
    """The outcome of something where one sentence is not enough: places to read and to copy."""

    def __init__(self, title: str, text: str, places: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        label = wrapped_label(text, self)
        self.places = QPlainTextEdit("\n".join(places), self)
        self.places.setReadOnly(True)
        set_look(self.places, BOXED)
        self.places.setTabChangesFocus(True)
        self.places.setAccessibleName(text)
        buttons = CloseButton(self)
        column = QVBoxLayout(self)
        for widget in (label, self.places, buttons):
            column.addWidget(widget)
        self.make_room(48, 18)
