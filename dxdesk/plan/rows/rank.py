"""Fractional ranks: an order that two people can change without renumbering each other's rows.

A rank is the digits of a fraction in base 62, compared as text; none ends in 0, so there is room below each.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_WIDTH = 3
_LONGEST = 200  # digits; it takes nearly a thousand halvings of one gap to get there


def is_rank(text: str) -> bool:
    """Return whether a text is a rank of a length that people's work can lead to."""
    return 0 < len(text) <= _LONGEST and not text.endswith(_DIGITS[0]) and set(text) <= set(_DIGITS)


def between(before: str | None, after: str | None) -> str:
    """A rank that sorts after `before` and before `after` (None: open end).

    Where `after` leaves no room (equal neighbours), the rank follows `before`.
    """
    if before and (after is None or after <= before):
        return _stepped(before, 1) or _middle(before, None)
    if after and not before:
        return _stepped(after, -1) or _middle("", after)
    return _middle(before or "", after)


def _stepped(rank: str, step: int) -> str:
    """The next rank up or down: at an open end it stays short, where halving would add a digit every few rows."""
    width = -(-len(rank) // _WIDTH) * _WIDTH
    number = _number(rank.ljust(width, _DIGITS[0])) + step
    if number % _BASE == 0:
        number += step
    return _in_digits(number, width) if 0 < number < _BASE**width else ""


def _middle(low: str, high: str | None) -> str:
    digits: list[str] = []
    while True:
        place = len(digits)
        under = _digit(low[place]) if place < len(low) else 0
        over = _digit(high[place]) if high is not None and place < len(high) else _BASE
        if over - under > 1:
            return "".join(digits) + _DIGITS[(under + over) // 2]
        digits.append(_DIGITS[under])
        if under < over:
            high = None


def spread(count: int) -> list[str]:
    """`count` ranks in order, of one width and evenly apart, so that later inserts stay short."""
    width = 1
    while _BASE**width < 4 * (count + 1):
        width += 1
    step = _BASE**width // (count + 1)
    return [_open_below(_in_digits(step * (place + 1), width)) for place in range(count)]


def _digit(letter: str) -> int:
    """The value of a digit; 0 for what is none: a rank that came into a plan before they were checked stops nobody."""
    return max(_DIGITS.find(letter), 0)


def _number(text: str) -> int:
    number = 0
    for digit in text:
        number = number * _BASE + _digit(digit)
    return number


def _in_digits(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
    return text


def _open_below(rank: str) -> str:
    return rank + "V" if rank.endswith("0") else rank


def last_rank(ranks: Sequence[str]) -> str | None:
    """The highest of `ranks`, None for none: where `between(last_of(...), None)` appends."""
    return max(ranks, default=None)


def rank_siblings(drafted: Sequence[str | None], existing: Sequence[str]) -> list[str]:
    """Rank siblings in the order drafted: known ranks stay, a new row (None) follows those before it.

    `existing`: the ranks of all existing siblings, drafted or not; where none of them is drafted, new rows follow them.
    """
    known = sorted(existing)
    ranks: list[str] = []
    place = 0
    while place < len(drafted):
        known_rank = drafted[place]
        if known_rank is not None:
            ranks.append(known_rank)
            place += 1
            continue
        following = next((p for p in range(place, len(drafted)) if drafted[p] is not None), len(drafted))
        high = drafted[following] if following < len(drafted) else None
        ranks += _new_ranks(last_rank(ranks), high, following - place, known)
        place = following
    return ranks


def _new_ranks(low: str | None, high: str | None, count: int, known: Sequence[str]) -> list[str]:
    """`count` new ranks after `low` and before `high`, as far as these two are in order."""
    if low is None and high is None:
        return _within(known[-1], None, count) if known else spread(count)
    if low is None and high is not None:
        low = known[bisect_left(known, high) - 1] if bisect_left(known, high) else None
    elif low is not None and (high is None or high <= low):
        after = bisect_right(known, low)
        high = known[after] if after < len(known) else None
    return _within(low, high, count)


def _within(low: str | None, high: str | None, count: int) -> list[str]:
    """`count` new ranks in order between two: step by step towards an open end, else by halving, so that they stay short."""
    if high is None:
        ranks: list[str] = []
        for _ in range(count):
            low = between(low, None)
            ranks.append(low)
        return ranks
    if count == 0:
        return []
    middle, before = between(low, high), count // 2
    return [*_within(low, middle, before), middle, *_within(middle, high, count - before - 1)]
