"""The order of things that several columns show, each some of them."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def merged(orders: Iterable[Sequence[K]]) -> list[K]:
    """One order that holds all: what is new in a later one stands before what follows it there, else at the end."""
    found: list[K] = []
    for order in orders:
        place = len(found)
        for key in reversed(order):
            if key in found:
                place = found.index(key)
            else:
                found.insert(place, key)
    return found
