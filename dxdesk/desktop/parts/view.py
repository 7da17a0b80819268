"""What every page beside the measures does."""

from PySide6.QtWidgets import QWidget


class View(QWidget):
    """A page beside the measures."""

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self]

    def focus_first(self) -> None:
        """Focus the control where a person begins."""
        self.setFocus()

    def on_shown(self) -> None:
        """Follow what changed while the page was not shown."""

    def load_now(self) -> None:
        """Load and lay out everything now, for pictures."""

    def finish(self) -> bool:
        """Finish before the file is closed; False where the person wants to stay."""
        return True
