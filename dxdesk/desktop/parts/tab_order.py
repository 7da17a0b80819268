"""Tab goes as one reads: down the page, in a row from the left; Qt by itself goes by when a control was made."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

_ROLES = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole, QFormLayout.ItemRole.SpanningRole)


class TabOrder:
    """Of one window. Pages, lines and forms come and go, so it is looked at when Tab is pressed."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._last: list[QWidget] = []

    def renew(self) -> None:
        """As the layouts stand now."""
        found = list(stops(self._window))
        if found != self._last:
            self._last = found
            for stop in found:
                proxy = stop.focusProxy()
                if proxy is not None:
                    stop.setFocusPolicy(proxy.focusPolicy())  # Qt moves nothing that takes no focus
            for one, following in pairwise(found):
                QWidget.setTabOrder(one, following)


def stops(part: QWidget) -> Iterator[QWidget]:
    """The controls of a part in the order of its layouts, hidden ones as well; itself first where Tab stops at it.

    A part that hands the keyboard on to one inside stands for that one: Qt moves the two together.
    """
    proxy = part.focusProxy()
    if proxy is not None or part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    for inner in _inside(part):
        yield from (stop for stop in stops(inner) if stop is not proxy)


def _inside(part: QWidget) -> Iterator[QWidget]:
    layout = part.layout()
    if isinstance(part, QSplitter | QStackedWidget):
        found: list[QWidget | None] = [part.widget(place) for place in range(part.count())]
    elif isinstance(part, QTabWidget):
        found = [part.tabBar(), *(part.widget(place) for place in range(part.count()))]
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
