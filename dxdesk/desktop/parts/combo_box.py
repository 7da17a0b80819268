"""A combo box that the wheel cannot change unasked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

_MOST = 16  # characters: the smallest width of a choice


class Choice(QComboBox):
    """Texts to choose from, each with its value as data."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]], parent: QWidget | None = None) -> None:
        """`name`: what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # also when the font grows
        for text, value in choices:
            self.addItem(text, value)

    def offer(self, choices: Sequence[tuple[str, object]]) -> bool:
        """Offer other choices without a signal; return whether they changed. The chosen one stays, else it is the first."""
        if [(self.itemText(place), self.itemData(place)) for place in range(self.count())] == list(choices):
            return False
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        for text, value in choices:
            self.addItem(text, value)
        self.choose(chosen)
        self.blockSignals(False)
        return True

    def choose(self, value: object) -> None:
        """Choose the value, where it is offered."""
        self.setCurrentIndex(max(self.findData(value), 0))

    def sizeHint(self) -> QSize:
        """As wide as its text: Qt measures the ink, and would cut a bracket, which is half blank."""
        blank = self.fontMetrics().horizontalAdvance("（") * 3 // 2
        return super().sizeHint() + QSize(blank, 0)

    def minimumSizeHint(self) -> QSize:
        """The same, but what is very long may be cut: the list shows it whole."""
        most = _MOST * self.fontMetrics().horizontalAdvance("あ")
        return self.sizeHint().boundedTo(QSize(most, self.sizeHint().height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the wheel scroll what is around."""
        event.ignore()
