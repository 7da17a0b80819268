"""What every page beside the measures does, and what every page that is read beside the window does."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.reader import Reader
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.session import Session

_SOON = 500  # ms without a change before a page is read again


class View(QWidget):
    """A page beside the measures."""

    def areas(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self]

    def enter(self) -> None:
        """The keyboard to where a person begins."""
        self.setFocus()

    def turned_to(self) -> None:
        """The page is shown again: what it shows may be old."""

    def settle(self) -> None:
        """Everything read and laid out now and here: for pictures."""

    def finish(self) -> bool:
        """Before the file is closed: False where the person wants to stay."""
        return True


class ReadView(View):
    """A page that is read beside the window: when it is turned to, and again soon after a change while it is looked at."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.reading = Reader(self)
        self._soon = later(_SOON, self.refresh, self)
        session.changed.connect(self._changed)

    def refresh(self) -> None:
        """Reads again; the subclass says what."""
        self._soon.stop()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being read, nor about to be."""
        return not self.reading.busy and not self._soon.isActive()

    def turned_to(self) -> None:
        """What stood in the plan may have changed."""
        self.refresh()

    def _changed(self) -> None:
        if self.isVisible():
            self._soon.start()

    def hideEvent(self, event: QEvent) -> None:
        """Nobody looks: nothing is read."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._soon.stop()
