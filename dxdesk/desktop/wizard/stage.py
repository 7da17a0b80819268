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
        """Choose that year, even one far away."""
        if isinstance(value, int) and self.findData(value) < 0:
            self.addItem(long_year(value), value)
        super().choose(value)


class Stage(QWidget):
    """A page of the wizard. It shows itself what is missing, and where."""

    message = Signal(str, bool)  # one sentence over the fields; whether it is about something wrong

    title = ""
    hint = ""

    def enter(self) -> None:
        """Show the present state and focus the control where a person begins; called when the page is shown."""

    def complete(self) -> bool:
        """Return whether a person may go on; else show and focus what is missing."""
        return True

    def show_error(self, sentence: str, field: QWidget) -> bool:
        """Show what is wrong with a field and focus it; False, as `complete` then is."""
        self.message.emit(sentence, True)
        field.setFocus()
        return False
