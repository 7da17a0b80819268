"""Buttons that look like links, show and hide something, or are behind a field; and rows of them that wrap like words."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QPushButton, QToolButton, QWidget

from dxdesk.desktop.appearance.style import LINK, set_look, small

_GAP = 8  # pixels between the controls of a row


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


class FlowLayout(QLayout):
    """Lays its controls out like words: in large letters or a narrow window there are more lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        """Take a control in at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Count the controls."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return a control's item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give a control's item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Its height follows its width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Lay the controls out."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """As small as it can be: the lines follow the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest control."""
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Lay out within a rectangle and return the height."""
        x, y, line = rect.x(), rect.y(), 0
        for item in self._shown():
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + _GAP, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, line = x + size.width() + _GAP, max(line, size.height())
        return y + line - rect.y()


def clear_flow(layout: FlowLayout) -> None:
    """Take all controls out and delete them."""
    while layout.count():
        item = layout.takeAt(0)
        widget: QWidget | None = item.widget() if item is not None else None
        if widget is not None:
            widget.deleteLater()
