"""One sentence above the pages, as long as the plan is open."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.parts.labels import Label


class UnderBanner(QWidget):
    """A widget with a sentence over it."""

    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.banner = Label(sentence, self)
        self.banner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.banner.setWordWrap(True)
        self.banner.setContentsMargins(14, 7, 14, 7)
        self.banner.setAutoFillBackground(True)
        self.banner.setBackgroundRole(QPalette.ColorRole.Midlight)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.banner)

    def hold(self, widget: QWidget) -> None:
        """Put a widget, made in here, under the sentence."""
        self._column.addWidget(widget, 1)
