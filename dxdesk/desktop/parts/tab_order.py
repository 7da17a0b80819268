"""Tab goes as one reads: down the page, in a row from the left.

Qt by itself goes by when a control was made, and here pages, lines and forms come and go.
"""

from collections.abc import Iterator
from functools import partial
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

# What spans a row is its field, too: a widget that came twice would hold the keyboard.
_ROLES = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)


def step(window: QWidget, forward: bool) -> bool:
    """The keyboard to the next control, or the one before, of a window; False where Qt has to find one."""
    at: QWidget | None = window.focusWidget()
    if at is None or not at.isVisible() or not at.isEnabled():
        return False  # a part that is about to go, and what is around it perhaps as well
    places = list(stops(window))
    while at is not None and at not in places:
        at = at.parentWidget()  # an editor within a table stands for the table
    if at is None:
        return False
    goal = places[(places.index(at) + (1 if forward else -1)) % len(places)]
    goal.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    around = goal.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(goal)
        around = around.parentWidget()
    return True


def stops(part: QWidget) -> Iterator[QWidget]:
    """Where Tab stops in a part that is shown, in the order of its layouts."""
    if _takes_it(part) and part.isEnabled() and part.focusProxy() is None:
        yield part
    for inner in _inside(part):
        if not inner.isHidden():
            yield from stops(inner)


def _takes_it(part: QWidget) -> bool:
    """Of buttons of which one is chosen it is that one; arrows go to the others."""
    chosen = part.group().checkedButton() if isinstance(part, QRadioButton) and part.group() is not None else None
    return part is chosen if chosen is not None else bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _inside(part: QWidget) -> Iterator[QWidget]:
    layout = part.layout()
    if isinstance(part, QSplitter | QStackedWidget):
        found: list[QWidget | None] = [part.widget(place) for place in range(part.count())]
    elif isinstance(part, QTabWidget):
        found = [part.tabBar(), part.currentWidget()]
    elif isinstance(part, QScrollArea):
        found = [part.widget()]
    elif isinstance(part, QMainWindow):
        found = [part.centralWidget(), part.statusBar()]
    elif layout is not None and not isinstance(part, QAbstractItemView):
        found = [*_laid_out(layout)]
    else:
        found = []
    return filter(None, found)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those in it."""
    if isinstance(layout, QFormLayout):
        items = [layout.itemAt(row, role) for row in range(layout.rowCount()) for role in _ROLES]
    else:
        places = range(layout.count())
        # A grid is read by its rows, whatever came into it first.
        order = sorted(places, key=partial(_cell, layout)) if isinstance(layout, QGridLayout) else places
        items = [layout.itemAt(place) for place in order]
    for item in items:
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _cell(grid: QGridLayout, place: int) -> tuple[int, int]:
    row, column, *_ = cast("tuple[int, ...]", grid.getItemPosition(place))
    return row, column
