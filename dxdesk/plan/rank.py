"""Fractional ranks: order that two people can change without renumbering each other's rows."""

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
