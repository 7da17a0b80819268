"""Findings and rules, and what rules have in common."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dxdesk.plan.rows.model import DONE, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, full_name, kind_of_year, measure_name, shown_years


class Level(StrEnum):
    """The weight of a finding, the heaviest first: an error is certainly wrong, what is merely noted may well be right."""

    ERROR = "エラー"
    WARNING = "警告"
    NOTICE = "情報"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should look at: the rule that found it, and the row to jump to."""

    level: Level
    rule: str
    measure: Measure | None
    year: int | None
    message: str
    table: str
    id: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: the id in its findings, its title for people, and the function that finds."""

    id: str
    title: str
    find: Callable[[Outline], Iterator[Finding]]


def all_measures(outline: Outline) -> Iterator[tuple[Plan, Measure]]:
    """Every measure with its plan, in printed order."""
    for plan in outline.plans:
        for measure in outline.measures(plan):
            yield plan, measure


def all_indicators(outline: Outline) -> Iterator[tuple[Plan, Measure, Indicator]]:
    """Every indicator with its measure, in printed order."""
    for plan, measure in all_measures(outline):
        for indicator in outline.indicators_of(measure):
            yield plan, measure, indicator


def independent_indicators(outline: Outline) -> Iterator[tuple[Plan, Measure, Indicator]]:
    """Indicators that are no part of a summed breakdown (such parts come and go by year)."""
    for plan, measure, indicator in all_indicators(outline):
        if is_independent(outline, indicator):
            yield plan, measure, indicator


def is_independent(outline: Outline, indicator: Indicator) -> bool:
    """Whether an indicator is no part of a summed breakdown."""
    parent = outline.rows.all(Indicator)[indicator.parent] if indicator.parent else None
    return parent is None or not parent.children_sum


def result_years(plan: Plan, *rows: Measure | Indicator) -> list[int]:
    """The 実績 years of the display window in which a measure, an indicator or both exist."""
    first = max([plan.shown_from, *(row.first_year for row in rows if row.first_year is not None)])
    last = min([plan.shown_to, *(row.last_year for row in rows if row.last_year is not None)])
    return [year for year in shown_years(plan) if kind_of_year(plan, year) == DONE and first <= year <= last]


def location(outline: Outline, measure: Measure, indicator: Indicator | None = None) -> str:
    """The place of a finding, as people call it: `1-(2) キャッシュレス決済の拡充「スマホアプリ決済実施業務数：税」`."""
    return measure_name(measure) + (f"「{full_name(outline.rows, indicator)}」" if indicator else "")


def quoted(texts: list[str]) -> str:
    """`「件」「か所」`."""
    return "".join(f"「{text}」" for text in texts)
