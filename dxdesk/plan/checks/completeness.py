"""Rules for what is missing: indicators where they are announced, results in every year of an indicator."""

from collections.abc import Iterator

from dxdesk.plan.analysis.required import has_ended, required_items, requires_figure
from dxdesk.plan.checks.finding import (
    Finding,
    Level,
    Rule,
    all_measures,
    independent_indicators,
    is_independent,
    location,
    result_years,
)
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import DONE, Measure, Plan
from dxdesk.plan.rows.outline import Outline, is_live
from dxdesk.plan.rows.table import table_of


def kpi_flag(outline: Outline) -> Iterator[Finding]:
    """A measure marked ※ has a published KPI."""
    for _, measure in all_measures(outline):
        if measure.kpi_published and not outline.indicators_of(measure):
            message = f"{location(outline, measure)}は※（成果指標（KPI）公表項目）ですが、指標がありません。"
            yield Finding(Level.WARNING, "kpi-flag-without-indicator", measure, None, message, "measure", measure.id)


def missing_year(outline: Outline) -> Iterator[Finding]:
    """No result between two filled years, or in the newest 実績 year; a late start is no gap unless its year is stated.

    Of the year in question it is missing where somebody is asked for it, as everywhere else.
    """
    for plan, measure, indicator in independent_indicators(outline):
        years = result_years(plan, measure, indicator)
        filled = [year for year in years if outline.has_value(indicator, year)]
        if not filled and outline.children(indicator):
            continue
        for year in _missing(years, filled, indicator.first_year, measure.completed):
            if year != outline.asked_year(plan) and not has_ended(outline, indicator, year):
                message = f"{location(outline, measure, indicator)}の{short_year(year)}の実績がありません。"
                yield Finding(Level.WARNING, "missing-year", measure, year, message, "indicator", indicator.id)
    for plan, measure in all_measures(outline):
        if not outline.indicators_of(measure):
            yield from _years_without_lines(outline, plan, measure)
        yield from _asked(outline, plan, measure)


def _asked(outline: Outline, plan: Plan, measure: Measure) -> Iterator[Finding]:
    """What is asked of the measure for the year in question and not filled; last year's lines have a rule of their own.

    A gap in the sheet is a figure of its own, and the line of a measure that has only lines; the tree counts the rest.
    """
    year = outline.asked_year(plan)
    for item in required_items(outline, measure, year) if year is not None else ():
        if item.filled or item.stale:
            continue
        if item.indicator is not None:
            gap = is_independent(outline, item.indicator)
        else:
            gap = item.kind == DONE and not outline.indicators_of(measure) and bool(outline.all_entries(measure))
        if not gap:
            continue
        whom = f"（{item.owner.name}）" if item.owner is not None else ""
        row = item.indicator or measure
        what = "の実績" if item.indicator is not None else "の実績に記載"
        message = f"{location(outline, measure, item.indicator)}の{short_year(item.year)}{what}がありません{whom}。"
        yield Finding(Level.WARNING, "missing-year", measure, item.year, message, table_of(row), row.id)
    yield from _unasked(outline, measure, year) if year is not None else ()


def _unasked(outline: Outline, measure: Measure, year: int) -> Iterator[Finding]:
    """Indicators without a result that nobody is asked for: they were added, or given to another department, since."""
    asked = {item.indicator for item in required_items(outline, measure, year)}
    if not is_live(measure, year) or measure.completed or outline.requests.only is not None:
        return
    for indicator in outline.indicators_of(measure):
        required = is_independent(outline, indicator) and requires_figure(outline, indicator, year)
        if required and indicator not in asked and not outline.has_value(indicator, year):
            message = f"{location(outline, measure, indicator)}の{short_year(year)}の実績がなく、どの課にも頼んでいません。"
            yield Finding(Level.WARNING, "missing-year", measure, year, message, "indicator", indicator.id)


def _years_without_lines(outline: Outline, plan: Plan, measure: Measure) -> Iterator[Finding]:
    """Years without lines of a measure that has lines but no indicators; one without any line has no 実績."""
    years = result_years(plan, measure)
    with_lines = {entry.year for entry in outline.all_entries(measure) if entry.kind == DONE and entry.text.strip()}
    if with_lines:
        for year in _missing(years, [year for year in years if year in with_lines], measure.first_year, measure.completed):
            if year == outline.asked_year(plan):
                continue
            message = f"{location(outline, measure)}の{short_year(year)}の実績に記載がありません。"
            yield Finding(Level.WARNING, "missing-year", measure, year, message, "measure", measure.id)


def _missing(years: list[int], filled: list[int], first: int | None, completed: bool) -> list[int]:
    """The years that should have 実績 and have none; after the last one of a completed measure none is expected."""
    start = min([*([first] if first is not None else []), *filled[:1]], default=years[-1] if years else 0)
    end = filled[-1] if completed and filled else years[-1] if years else 0
    return [year for year in years if start <= year <= end and year not in filled]


RULES = (
    Rule("kpi-flag-without-indicator", "※（KPI公表項目）の施策に指標がない", kpi_flag),
    Rule("missing-year", "実績のない年度がある", missing_year),
)
