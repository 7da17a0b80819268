"""One step of the import wizard, and the choice of a fiscal year that several steps offer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.plan.rows.dates import long_year

_FIRST, _LAST = 2010, 2060


class YearChoice(Choice):
    """Years by their long names; `none`: the words for no year, blank where there has to be one."""

    def __init__(self, name: str, none: str, parent: QWidget | None = None) -> None:
        years: list[tuple[str, object]] = [(long_year(year), year) for year in range(_FIRST, _LAST + 1)]
        super().__init__(name, [(none, None), *years] if none else years, parent)

    def choose(self, value: object) -> None:
        """That year, also one far away."""
        if isinstance(value, int) and self.findData(value) < 0:
            self.addItem(long_year(value), value)
        super().choose(value)


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

    def show_error(self, sentence: str, field: QWidget) -> bool:
        """Tells what is wrong with a field and goes there; False, as `complete` then is."""
        self.message.emit(sentence, True)
        field.setFocus()
        return False
