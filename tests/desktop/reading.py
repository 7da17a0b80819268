"""In which order a page is read: what stands above comes first, and of what stands side by side the left."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QWidget

_SLACK = 4  # px by which neighbours may overlap: a focus frame, a shadow


def misread(controls: Sequence[QWidget], root: QWidget) -> list[str]:
    """The controls whose order nobody would read in; empty where it is the order of the page.

    An order can be read where it falls in two, the first part above or left of the second, and so on in each part.
    What lies in a scrolled area counts as one place; inside it is looked at by itself, whatever is in view.
    """
    places: list[tuple[QRect, list[QWidget], QScrollArea | None]] = []
    for control in controls:
        area = _outermost_area(control, root)
        if area is None:
            places.append((_rect(control, root), [control], None))
        elif places and places[-1][2] is area:
            places[-1][1].append(control)
        elif any(place[2] is area for place in places):
            return [f"{_called(control)}: the way leads back into {_called(area)}"]
        else:
            places.append((_rect(area.viewport(), root), [control], area))
    wrong = _uncut([(rect, within) for rect, within, _ in places])
    for _, within, area in places:
        if area is not None and not wrong:
            wrong = misread(within, area.widget())
    return wrong


def _uncut(places: Sequence[tuple[QRect, list[QWidget]]]) -> list[str]:
    """The names of the smallest part that does not fall in two."""
    if len(places) < 2:
        return []
    for cut in range(1, len(places)):
        first, second = [rect for rect, _ in places[:cut]], [rect for rect, _ in places[cut:]]
        above = max(r.bottom() for r in first) <= min(r.top() for r in second) + _SLACK
        left = max(r.right() for r in first) <= min(r.left() for r in second) + _SLACK
        if above or left:
            return _uncut(places[:cut]) or _uncut(places[cut:])
    return [_called(within[0]) for _, within in places]


def _outermost_area(control: QWidget, root: QWidget) -> QScrollArea | None:
    found, at = None, control.parentWidget()
    while at is not None and at is not root:
        if isinstance(at, QScrollArea):
            found = at
        at = at.parentWidget()
    return found


def _rect(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint()), widget.size())


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}".strip()
