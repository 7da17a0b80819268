"""Tab goes as one reads: down the page, in a row from the left.

Qt by itself goes by when a control was made, and here pages, lines and forms come and go.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
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


def move_focus(window: QWidget, forward: bool) -> bool:
    """Focus the next control of a window, or the one before; False where Qt has to find one."""
    at: QWidget | None = window.focusWidget()
    if at is None or not at.isVisible() or not at.isEnabled():
        return False  # a part that is about to be removed, and perhaps its parent as well
    places = list(tab_stops(window))
    while at is not None and at not in places:
        at = at.parentWidget()  # an editor within a table counts as the table
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


def tab_stops(part: QWidget) -> Iterator[QWidget]:
    """Yield where Tab stops in a part that is shown, in the order of its layouts."""
    if _is_stop(part) and part.isEnabled() and part.focusProxy() is None:
        yield part
    for inner in _children(part):
        if not inner.isHidden():
            yield from tab_stops(inner)


def _is_stop(part: QWidget) -> bool:
    """Return whether Tab stops at a part; of buttons in a group only at the chosen one, as arrows lead to the others."""
    chosen = part.group().checkedButton() if isinstance(part, QRadioButton) and part.group() is not None else None
    return part is chosen if chosen is not None else bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _children(part: QWidget) -> Iterator[QWidget]:
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
        found = [*_laid_out(layout, [child for child in part.children() if isinstance(child, QWidget)])]
    else:
        found = []
    return filter(None, found)


def _laid_out(layout: QLayout, widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    """Yield those of `widgets` that are in a layout or in one within it.

    Layouts are asked for places, never for their items: Qt frees an item with its widget without telling PySide, which then
    takes whatever Qt makes at the same address for that item.
    """
    inner = [child for child in layout.children() if isinstance(child, QLayout)]
    all_there: list[QWidget | QLayout] = [*widgets, *inner]
    found = [(place, one) for one in all_there if (place := _place(layout, one)) is not None]
    for _, one in sorted(found, key=itemgetter(0)):
        if isinstance(one, QLayout):
            yield from _laid_out(one, widgets)
        else:
            yield one


def _place(layout: QLayout, one: QWidget | QLayout) -> tuple[int, ...] | None:
    """Return the place of something in a layout, in reading order; None where it is not in it."""
    index = layout.indexOf(one)
    if index < 0:
        return None
    if isinstance(layout, QFormLayout):
        row, role = cast("tuple[int, QFormLayout.ItemRole]", layout.getItemPosition(index))
        return row, role.value
    if isinstance(layout, QGridLayout):  # by rows, whatever was added first
        row, column, *_ = cast("tuple[int, ...]", layout.getItemPosition(index))
        return row, column
    return (index,)
