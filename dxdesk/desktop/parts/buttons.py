"""Buttons that look like links, a button that shows and hides something, and a field with a button behind it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from dxdesk.desktop.appearance.style import LINK, set_look, small


class LinkButton(QToolButton):
    """A small button without a frame; Enter presses it as Space does, as people expect who never touch the mouse."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAutoRaise(True)
        self.setFont(small(self.font()))
        set_look(self, LINK)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FoldButton(LinkButton):
    """Shows something and hides it again."""

    shown_changed = Signal(bool)  # whether it is to be shown now

    def __init__(self, name: str, parent: QWidget) -> None:
        """`name`: what is shown and hidden."""
        super().__init__("", parent)
        self._name = name
        self._shown = False
        self.clicked.connect(self._press)

    @property
    def shown(self) -> bool:
        """Whether it is shown now."""
        return self._shown

    def set_shown(self, shown: bool) -> None:
        """Name what pressing does now."""
        self._shown = shown
        self.setText(f"{self._name}を隠す ▴" if shown else f"{self._name}を表示 ▾")

    def _press(self) -> None:
        self.shown_changed.emit(not self._shown)


def with_button(field: QWidget, text: str, run: Callable[[], None]) -> QWidget:
    """Put a button behind a field."""
    both = QWidget(field.parentWidget())
    button = QPushButton(text, both)
    button.setAccessibleName(f"{field.accessibleName()}を{text.rstrip('…')}")
    button.setAutoDefault(False)
    button.clicked.connect(run)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    QWidget.setTabOrder(field, button)
    return both
