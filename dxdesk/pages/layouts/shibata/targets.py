"""Targets that a schedule states for its KPI: `令和8年度までに…15件を達成`, `目標とする… 令和6年度 7,400件`.

The sheet has no column for targets; only an amount that the text calls 目標, or 達成 by a year, is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dxdesk.pages.layouts.shibata.numbered_parts import numbered
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TARGET
from dxdesk.plan.rows.quantity import Quantity

_YEAR = r"(?:令和|R)\s*(?:元|\d{1,2})"
_VALUE = r"\d[\d,]*(?:\.\d+)?\s*(?:%|％|[^\s\d、。をのにがはでと%％]{0,4})"
_ACHIEVED = re.compile(
    rf"(?P<year>{_YEAR})年?度?末?まで(?:に|の(?P<span>\d+年間で))、?(?P<what>[^。]*?)(?P<value>(?<![\d,.]){_VALUE})を?達成"
)
_AIMED = re.compile(rf"目標とする(?P<what>[^。\d]*?)(?P<values>(?:\s*{_YEAR}(?:・\d{{1,2}})*年度?\s+{_VALUE})+)")
_AIMED_VALUE = re.compile(rf"(?P<era>令和|R)\s*(?P<years>(?:元|\d{{1,2}})(?:・\d{{1,2}})*)年度?\s+(?P<value>{_VALUE})")


@dataclass(frozen=True)
class Target:
    """A target of part `number` (0: of the whole) for a fiscal year; `aimed`: the text calls it 目標, whatever its unit."""

    number: int
    year: int
    text: str
    aimed: bool = False


def targets_in(text: str) -> list[Target]:
    """Return the targets that a schedule's text states."""
    parts = numbered(text) or [(0, text)]
    return [target for number, part in parts for target in (*_achieved(number, part), *_aimed(number, part))]


def _achieved(number: int, text: str) -> Iterator[Target]:
    for found in _ACHIEVED.finditer(text):
        for year in _years(found.group("year")):
            yield Target(number, year, (found.group("span") or "") + found.group("value").strip())


def _aimed(number: int, text: str) -> Iterator[Target]:
    for found in _AIMED.finditer(text):
        for value in _AIMED_VALUE.finditer(found.group("values")):
            for digits in value.group("years").split("・"):
                for year in _years(value.group("era") + digits):
                    yield Target(number, year, value.group("value").strip(), aimed=True)


def _years(text: str) -> Iterator[int]:
    try:
        yield read_year("".join(text.split()))
    except Refused:
        return


def take_targets(measure: Draft, texts: list[str]) -> None:
    """Add the targets as figures of the measure's indicators, where it is clear which one is meant."""
    tops = [indicator for section in measure.of("section") for indicator in section.of("indicator")]
    parts = list(tops[0].of("indicator")) if len(tops) == 1 else tops
    for target in dict.fromkeys(target for text in texts for target in targets_in(text)):
        meant = parts[target.number - 1 : target.number] if target.number else tops if len(tops) == 1 else []
        for indicator in meant:
            given = any(f.values["year"] == target.year and f.text("role") == TARGET for f in indicator.of("figure"))
            if not given and (target.aimed or _same_unit(indicator, target.text)):
                indicator.add("figure", year=target.year, role=TARGET, text=target.text)


def _same_unit(indicator: Draft, text: str) -> bool:
    """Whether the indicator counts in the target's unit: `10業務` is no target for a number of 人."""
    units = {Quantity(figure.text("text")).unit for figure in indicator.of("figure")} - {""}
    return any(text.endswith(unit) for unit in units)
