"""What every page beside the measures does."""

from PySide6.QtWidgets import QWidget


class View(QWidget):
    """A page beside the measures."""

    def focus_areas(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self]

    def focus_first(self) -> None:
        """The keyboard to where a person begins."""
        self.setFocus()

    def on_shown(self) -> None:
        """The page is shown again: what it shows may be old."""

    def load_now(self) -> None:
        """Everything read and laid out now and here: for pictures."""

    def finish(self) -> bool:
        """Before the file is closed: False where the person wants to stay."""
        return True
