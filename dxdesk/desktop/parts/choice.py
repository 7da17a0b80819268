"""A choice that the wheel cannot change unasked."""

from collections.abc import Sequence

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """Words to choose from, each with its value as data."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]], parent: QWidget | None = None) -> None:
        """`name`: what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        for words, value in choices:
            self.addItem(words, value)

    def choose(self, value: object) -> None:
        """The choice of that value, where there is one."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls what is around."""
        event.ignore()
