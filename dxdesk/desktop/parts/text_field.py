"""A text editor with room below it for the reason why its text could not be written, and what to do about it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import small
from dxdesk.desktop.parts.editors import TextEditor
from dxdesk.desktop.parts.labels import error_label
from dxdesk.desktop.session import Session


class TextField(QWidget):
    """The editor; while a text is held the strip is shown under it."""

    def __init__(self, session: Session, parent: QWidget | None = None, lines: bool = True) -> None:
        super().__init__(parent)
        self.editor = TextEditor(session, self, lines)
        self.editor.held_changed.connect(self._show_held)
        self.strip: HeldStrip | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def _show_held(self) -> None:
        held = self.editor.held
        if held is None:
            if self.strip is not None:
                self.strip.hide()
            return
        if self.strip is None:
            self.strip = HeldStrip(self)
            self.strip.mine.clicked.connect(self.editor.keep_mine)
            self.strip.theirs.clicked.connect(self.editor.keep_theirs)
            self._column.addWidget(self.strip)
        self.strip.reason.setText(held.outcome.reason)
        for button in (self.strip.mine, self.strip.theirs):
            button.setVisible(held.outcome.stale)
        self.strip.show()


def framed(field: TextField, parent: QWidget) -> QFrame:
    """Return a frame around a field that has none of its own, so that one sees where to write."""
    frame = QFrame(parent)
    frame.setFrameShape(QFrame.Shape.StyledPanel)
    frame.setAutoFillBackground(True)
    frame.setBackgroundRole(QPalette.ColorRole.Base)
    column = QVBoxLayout(frame)
    column.setContentsMargins(6, 3, 3, 3)
    column.addWidget(field)
    return frame


class HeldStrip(QWidget):
    """The reason and two ways to go on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.reason = error_label(self)
        self.reason.setFont(small(self.font()))
        self.mine = QPushButton("書いた文にする", self)
        self.theirs = QPushButton("ほかの文にする", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(2)
        column.addWidget(self.reason)
        for button in (self.mine, self.theirs):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
