"""A page that is read in the background."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session

_SOON = 500  # ms without a change before a page is read again


class BackgroundView(View):
    """Read when it is turned to, and again soon after a change while it is looked at."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.reading = Operation(self)
        self._soon = later(_SOON, self.refresh, self)
        session.changed.connect(self._changed)

    def refresh(self) -> None:
        """Read again; subclasses start `reading`."""
        self._soon.stop()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being read, nor about to be."""
        return not self.reading.busy and not self._soon.isActive()

    def on_shown(self) -> None:
        """Read again, as the plan may have changed."""
        self.refresh()

    def _changed(self) -> None:
        if self.isVisible():
            self._soon.start()

    def hideEvent(self, event: QEvent) -> None:
        """Read nothing while nobody looks."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._soon.stop()
