"""Pair drafted items with existing rows by what a person would know them by, the surest key first."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

D = TypeVar("D")
S = TypeVar("S")

Keys = Iterable[Hashable]
# What tells that a drafted item and a standing row are the same: any key of the one that is a key of the other.
MatchKey = tuple[Callable[[D], Keys], Callable[[S], Keys]]


def match_items(drafted: Sequence[D], standing: Sequence[S], signs: Sequence[MatchKey[D, S]]) -> list[S | None]:
    """For each drafted item the standing row that it is, or None; a row is taken once, equals in their order."""
    found: list[S | None] = [None] * len(drafted)
    if not standing:
        return found
    taken: set[int] = set()
    for draft_keys, row_keys in signs:
        free: dict[Hashable, deque[int]] = defaultdict(deque)
        for place, row in enumerate(standing):
            if place not in taken:
                for key in row_keys(row):
                    free[key].append(place)
        for place, item in enumerate(drafted):
            if found[place] is None:
                match = _first(free, draft_keys(item), taken)
                if match is not None:
                    found[place] = standing[match]
                    taken.add(match)
    return _untwisted(drafted, standing, signs, found)


def _untwisted(
    drafted: Sequence[D], standing: Sequence[S], signs: Sequence[MatchKey[D, S]], found: list[S | None]
) -> list[S | None]:
    """Drafted items that no sign tells apart take their rows in the rows' order: else each reading would swap them."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for place, item in enumerate(drafted):
        alike[tuple(tuple(draft_keys(item)) for draft_keys, _ in signs)].append(place)
    order = {id(row): place for place, row in enumerate(standing)}
    for places in alike.values():
        rows = sorted((found[p] for p in places), key=lambda row: order.get(id(row), len(order)))
        for place, row in zip(places, rows, strict=True):
            found[place] = row
    return found


def _first(free: dict[Hashable, deque[int]], keys: Keys, taken: set[int]) -> int | None:
    for key in keys:
        places = free.get(key)
        while places:
            place = places.popleft()
            if place not in taken:
                return place
    return None
