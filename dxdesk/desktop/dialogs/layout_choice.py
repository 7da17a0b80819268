"""The choice of the form of a table: a city's own, or any by its column map."""

from PySide6.QtWidgets import QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.pages.layouts import READABLE

_BY_MAP = "どの市の表でも（列の意味を選ぶ）"


def layout_choice(parent: QWidget) -> Choice:
    """Return a choice among the layouts, named by their titles."""
    titles = [(_BY_MAP if one.by_map else one.title, one.name) for one in READABLE]
    return Choice("表の形", titles, parent)
