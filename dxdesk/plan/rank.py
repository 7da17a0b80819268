"""Fractional ranks: order that two people can change without renumbering each other's rows."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def between(before: str | None, after: str | None) -> str:
    """A rank that sorts after `before` and before `after` (None: open end); equal neighbours give `before` + middle."""
    low = before or ""
    high = after if after is not None and after > low else None
    digits: list[str] = []
    place = 0
    while True:
        under = _DIGITS.index(low[place]) if place < len(low) else 0
        over = _DIGITS.index(high[place]) if high is not None and place < len(high) else _BASE
        if over - under > 1:
            return "".join(digits) + _DIGITS[(under + over) // 2]
        digits.append(_DIGITS[under])
        if under < over:
            high = None
        place += 1


def spread(count: int) -> list[str]:
    """`count` ranks in order, of one width and evenly apart, so that later inserts stay short."""
    width = 1
    while _BASE**width < 4 * (count + 1):
        width += 1
    step = _BASE**width // (count + 1)
    return [_in_digits(step * (place + 1), width) for place in range(count)]


def _in_digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return text if not text.endswith("0") else text + "V"


def last_of(ranks: Sequence[str]) -> str | None:
    """The highest of `ranks`, None for none: where `between(last_of(...), None)` appends."""
    return max(ranks, default=None)


def placed(drafted: Sequence[str | None], existing: Sequence[str]) -> list[str]:
    """Ranks for siblings in the order drafted: known ones stay, a new one (None) stands beside its drafted neighbours.

    `existing`: the ranks of all siblings there are, drafted or not; with none of them drafted, new ones follow them.
    """
    known = sorted(existing)
    ranks: list[str] = []
    place = 0
    while place < len(drafted):
        stands = drafted[place]
        if stands is not None:
            ranks.append(stands)
            place += 1
            continue
        following = next((p for p in range(place, len(drafted)) if drafted[p] is not None), len(drafted))
        high = drafted[following] if following < len(drafted) else None
        ranks += _run(ranks[-1] if ranks else None, high, following - place, known)
        place = following
    return ranks


def _run(low: str | None, high: str | None, count: int, known: Sequence[str]) -> list[str]:
    """`count` new ranks after `low` and before `high`, as far as the two are in order."""
    if low is None and high is None:
        return _within(known[-1], None, count) if known else spread(count)
    if low is None and high is not None:
        low = known[bisect_left(known, high) - 1] if bisect_left(known, high) else None
    elif low is not None and (high is None or high <= low):
        after = bisect_right(known, low)
        high = known[after] if after < len(known) else None
    return _within(low, high, count)


def _within(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` ranks in order between two, halving so that they stay short."""
    if count == 0:
        return []
    middle, before = between(low, high), count // 2
    return [*_within(low, middle, before), middle, *_within(middle, high, count - before - 1)]
