"""A choice of fiscal years: those that plans have, and whatever other year a sheet tells."""

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
