"""What every page beside the measures does."""

from PySide6.QtWidgets import QWidget


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
