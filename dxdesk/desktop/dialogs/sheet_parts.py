"""What the dialogs about sheets have in common: kinds of files, the choice of a layout, a field with its button."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.pages.layouts import BY_MAP, layout, names

SHEETS = "表のファイル (*.xlsx *.xlsm *.html *.htm *.csv)"
MAPS = "列の対応表 (*.toml)"
_BY_MAP = "どの市の表でも（列の意味を選ぶ）"


def layout_box(parent: QWidget) -> Choice:
    """The layouts by their titles."""
    titles = [(_BY_MAP if name in BY_MAP else layout(name).title, name) for name in names()]
    return Choice("表の形", titles, parent)


def with_button(field: QWidget, words: str, run: Callable[[], None]) -> QWidget:
    """A field with a button behind it."""
    both = QWidget(field.parentWidget())
    button = QPushButton(words, both)
    button.setAccessibleName(f"{field.accessibleName()}を{words.rstrip('…')}")
    button.setAutoDefault(False)
    button.clicked.connect(run)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    QWidget.setTabOrder(field, button)
    return both
