"""A list with a box to check at each line."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

_VALUE = Qt.ItemDataRole.UserRole


class CheckList(QListWidget):
    """Texts to check, each with its value as data."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name`: what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)

    def offer(self, text: str, value: object, on: bool = False) -> QListWidgetItem:
        """Add a line."""
        item = QListWidgetItem(text, self)
        item.setData(_VALUE, value)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        set_checked(item, on)
        return item

    def checked(self) -> list[Any]:
        """Return the values of the lines that are checked."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(_VALUE) for item in items if is_checked(item)]


def set_checked(item: QListWidgetItem, on: bool) -> None:
    """Check or uncheck a line."""
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def is_checked(item: QListWidgetItem) -> bool:
    """Return whether a line is checked."""
    return item.checkState() == Qt.CheckState.Checked
