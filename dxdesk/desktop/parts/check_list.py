"""A list with a box to tick at each line."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

_VALUE = Qt.ItemDataRole.UserRole


class CheckList(QListWidget):
    """Words to tick, each with its value as data."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name`: what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)

    def offer(self, words: str, value: object, on: bool = False) -> QListWidgetItem:
        """One more line."""
        item = QListWidgetItem(words, self)
        item.setData(_VALUE, value)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        set_checked(item, on)
        return item

    def checked(self) -> list[Any]:
        """The values of the lines that are ticked."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(_VALUE) for item in items if is_checked(item)]


def set_checked(item: QListWidgetItem, on: bool) -> None:
    """Ticks a line, or takes its tick off."""
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def is_checked(item: QListWidgetItem) -> bool:
    """Whether a line is ticked."""
    return item.checkState() == Qt.CheckState.Checked
