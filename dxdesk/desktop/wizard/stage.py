"""One step of taking a sheet in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Stage(QWidget):
    """A page of the wizard. What it lacks it tells itself, where it is lacking."""

    message = Signal(str, bool)  # one sentence over the fields; whether it is about something wrong

    title = ""
    hint = ""

    def enter(self) -> None:
        """It is turned to: shows what stands now, the keyboard where a person begins."""

    def complete(self) -> bool:
        """Whether a person may go on; else what lacks is told and has the keyboard."""
        return True

    def complain(self, sentence: str, field: QWidget) -> bool:
        """Tells what is wrong with a field and goes there; False, as `complete` then is."""
        self.message.emit(sentence, True)
        field.setFocus()
        return False
