"""Columns of years: their headings, and the order of things that several of them show."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from dxdesk.plan.rows.dates import read_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import DONE, PLANNED

K = TypeVar("K", bound=Hashable)
# Fiscal year and 実績 or 実施予定.
YearHeading = tuple[int, str]

_KIND = r"(?:取組)?(?P<kind>実績|実施予定|実施計画|予定|計画)"
_HEADING = re.compile(rf"(?P<year>(?:令和|平成|R|H)?(?:元|\d{{1,4}})(?:年度|年)?)の?[(\[【]?{_KIND}[)\]】]?")


def year_heading(year: int, kind: str) -> str:
    """`R4実績`, `R7実施予定`."""
    return f"{short_year(year)}{kind}"


def read_year_heading(text: str) -> YearHeading | None:
    """Fiscal year and kind of `R4実績`, `R4 実績`, `令和4年度（実績）`, `R7実施予定`; None for any other text."""
    found = _HEADING.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    try:
        return read_year(found.group("year")), DONE if found.group("kind") == "実績" else PLANNED
    except Refused:
        return None


def merged_order(orders: Iterable[Sequence[K]]) -> list[K]:
    """One order of all keys: a key new in a later order goes before the key that follows it there, else at the end."""
    found: list[K] = []
    for order in orders:
        place = len(found)
        for key in reversed(order):
            if key in found:
                place = found.index(key)
            else:
                found.insert(place, key)
    return found
