"""Match drafted items with existing rows by what a person would know them by, the surest key first."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

D = TypeVar("D")
S = TypeVar("S")

Keys = Iterable[Hashable]
# A drafted item and an existing row are the same where a key of the one is a key of the other.
MatchKey = tuple[Callable[[D], Keys], Callable[[S], Keys]]


def match_items(drafted: Sequence[D], existing: Sequence[S], keys: Sequence[MatchKey[D, S]]) -> list[S | None]:
    """Return for each drafted item the existing row that it is, or None; a row is matched once, equal ones in order."""
    found: list[S | None] = [None] * len(drafted)
    if not existing:
        return found
    taken: set[int] = set()
    for draft_keys, row_keys in keys:
        free: dict[Hashable, deque[int]] = defaultdict(deque)
        for place, row in enumerate(existing):
            if place not in taken:
                for key in row_keys(row):
                    free[key].append(place)
        for place, item in enumerate(drafted):
            if found[place] is None:
                match = _first(free, draft_keys(item), taken)
                if match is not None:
                    found[place] = existing[match]
                    taken.add(match)
    return _in_row_order(drafted, existing, keys, found)


def _in_row_order(
    drafted: Sequence[D], existing: Sequence[S], keys: Sequence[MatchKey[D, S]], found: list[S | None]
) -> list[S | None]:
    """Give drafted items with the same keys their rows in the rows' order: else each reading would swap them."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for place, item in enumerate(drafted):
        alike[tuple(tuple(draft_keys(item)) for draft_keys, _ in keys)].append(place)
    order = {id(row): place for place, row in enumerate(existing)}
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
