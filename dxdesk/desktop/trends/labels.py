"""The places of the numbers of a chart's points: beside their point, across no line, mark or other number."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

_MARK = 5.0  # px from a point to the edge of its mark
_GAP = 2.0  # px between a number and what is around it


def places(
    line: Sequence[QPointF], sizes: Sequence[QSizeF], others: Sequence[Sequence[QPointF]], room: QRectF
) -> list[QRectF | None]:
    """Return the place of each point's number, None where there is none; in px, y downwards.

    `line`: the points that have numbers, in order; a point with NaN is a gap. `others`: further lines in the same room.
    Later numbers are placed first, the last above all: where no place is free of the other lines it may cover those, and
    where none is free at all it is placed farther off.
    """
    own = [QLineF(a, b) for a, b in pairwise(line) if _is(a) and _is(b)]
    foreign = [QLineF(a, b) for way in others for a, b in pairwise(way) if _is(a) and _is(b)]
    mine = [_mark(point) for point in line if _is(point)]
    marks = [*mine, *(_mark(point) for way in others for point in way if _is(point))]
    found: list[QRectF | None] = [None] * len(line)
    last = True
    for place in range(len(line) - 1, -1, -1):
        if not _is(line[place]):
            continue
        taken = [rect for rect in found if rect is not None]
        free = _free(own + foreign, marks + taken, room)
        covering = _free(own, mine + taken, room)
        ways = [_within(way, room) for way in _beside(line[place], sizes[place])]
        found[place] = next(filter(free, ways), None)
        if last and found[place] is None:
            ways += [_within(way, room) for way in _farther(line[place], sizes[place], room)]
            found[place] = next(filter(covering, ways), None)
        last = False
    return found


def _beside(point: QPointF, size: QSizeF) -> Iterator[QRectF]:
    """Yield the places around a point, the best first: above, below, then the corners and the sides."""
    wide, high, off = size.width(), size.height(), _MARK + _GAP
    above, below, left, right = -high - off, off, -wide - off, off
    for x, y in (
        (-wide / 2, above),
        (-wide / 2, below),
        (-wide - 2 * _GAP, above),
        (2 * _GAP, below),
        (2 * _GAP, above),
        (-wide - 2 * _GAP, below),
        (left, -high / 2),
        (right, -high / 2),
        (left, -high),
        (right, -high),
    ):
        yield QRectF(point.x() + x, point.y() + y, wide, high)


def _farther(point: QPointF, size: QSizeF, room: QRectF) -> Iterator[QRectF]:
    """Yield the places over and under a point, ever farther from it, as long as there is room."""
    for distance in range(int(_MARK), int(room.height())):
        for y in (-size.height() - distance, distance):
            yield QRectF(QPointF(point.x() - size.width() / 2, point.y() + y), size)


def _within(place: QRectF, room: QRectF) -> QRectF:
    """Move a place sideways, so that it does not stick out."""
    return place.translated(max(room.left() - place.left(), 0.0) + min(room.right() - place.right(), 0.0), 0.0)


def _free(lines: Sequence[QLineF], taken: Sequence[QRectF], room: QRectF) -> Callable[[QRectF], bool]:
    """Return a test whether a place lies in the room and nothing runs through it."""

    def free(place: QRectF) -> bool:
        around = place.adjusted(-_GAP, -_GAP, _GAP, _GAP)
        return (
            room.contains(place)
            and not any(around.intersects(rect) for rect in taken)
            and not any(crosses(line, around) for line in lines)
        )

    return free


def crosses(line: QLineF, place: QRectF) -> bool:
    """Return whether any of a line lies in a place."""
    if place.contains(line.p1()) or place.contains(line.p2()):
        return True
    diagonals = QLineF(place.topLeft(), place.bottomRight()), QLineF(place.topRight(), place.bottomLeft())
    bounded = QLineF.IntersectionType.BoundedIntersection
    return any(line.intersects(diagonal)[0] == bounded for diagonal in diagonals)


def _mark(point: QPointF) -> QRectF:
    return QRectF(point.x() - _MARK, point.y() - _MARK, 2 * _MARK, 2 * _MARK)


def _is(point: QPointF) -> bool:
    return point.x() == point.x() and point.y() == point.y()
