"""Areas that scroll down, never sideways: pages that follow the focus, and columns as wide as their contents."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.parts.labels import wrapped_label


class VerticalScrollArea(QScrollArea):
    """Scrolls down, never sideways; the focus goes to its contents."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class ScrollPage(VerticalScrollArea):
    """`column` holds the parts of the page, one under the other, the title first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QWidget(self)
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(18, 14, 18, 18)
        self.column.setSpacing(10)
        self.title = wrapped_label("", self.body)
        self.title.setFont(bold(self.font(), 1.5))
        self.column.addWidget(self.title)
        self.setWidget(self.body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the body no wider than the view."""
        super().resizeEvent(event)
        self.body.setMaximumWidth(self.viewport().width())

    def focus_first(self) -> None:
        """Focus the control where a person begins."""

    def follow(self, part: QWidget) -> Callable[[QRect], None]:
        """Return a slot that keeps a place of a part in view."""

        def shown(place: QRect) -> None:
            corner = part.mapTo(self.body, place.center())
            self.ensureVisible(corner.x(), corner.y(), 0, place.height())

        return shown


class FullWidthScrollArea(VerticalScrollArea):
    """Scrolls down only: never narrower than its contents."""

    def __init__(self, inner: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inner = inner
        self.setWidget(inner)

    def minimumSizeHint(self) -> QSize:
        """As wide as the inside and its scroll bar, there or not."""
        wide = self._inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(wide, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width that the inside asks for."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
