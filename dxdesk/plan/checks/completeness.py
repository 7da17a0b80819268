"""Rules for what is missing: indicators where they are announced, results in every year of an indicator."""

from collections.abc import Iterator

from dxdesk.plan.checks.finding import Finding, Level, Rule, all_measures, independent_indicators, location, result_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import DONE, RESULT, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline

# After a result with one of these words no more results are expected.
_ENDED = ("完了", "終了", "廃止")


def kpi_flag(outline: Outline) -> Iterator[Finding]:
    """A measure marked ※ has a published KPI."""
    for _, measure in all_measures(outline):
        if measure.kpi_published and not outline.indicators_of(measure):
            message = f"{location(outline, measure)}は※（成果指標（KPI）公表項目）ですが、指標がありません。"
            yield Finding(Level.WARNING, "kpi-flag-without-indicator", measure, None, message, "measure", measure.id)


def missing_year(outline: Outline) -> Iterator[Finding]:
    """No result between two filled years, or in the newest 実績 year; a late start is no gap unless its year is stated."""
    for plan, measure, indicator in independent_indicators(outline):
        years = result_years(plan, measure, indicator)
        filled = [year for year in years if outline.has_value(indicator, year)]
        if not filled and outline.children(indicator):
            continue
        for year in _missing(years, filled, indicator.first_year, measure.completed):
            if not _ended(outline, indicator, year):
                message = f"{location(outline, measure, indicator)}の{short_year(year)}の実績がありません。"
                yield Finding(Level.WARNING, "missing-year", measure, year, message, "indicator", indicator.id)
    for plan, measure in all_measures(outline):
        if not outline.indicators_of(measure):
            yield from _years_without_lines(outline, plan, measure)


def _years_without_lines(outline: Outline, plan: Plan, measure: Measure) -> Iterator[Finding]:
    """Years without lines of a measure that has lines but no indicators; one without any line has no 実績."""
    years = result_years(plan, measure)
    with_lines = {entry.year for entry in outline.all_entries(measure) if entry.kind == DONE and entry.text.strip()}
    if with_lines:
        for year in _missing(years, [year for year in years if year in with_lines], measure.first_year, measure.completed):
            message = f"{location(outline, measure)}の{short_year(year)}の実績に記載がありません。"
            yield Finding(Level.WARNING, "missing-year", measure, year, message, "measure", measure.id)


def _missing(years: list[int], filled: list[int], first: int | None, completed: bool) -> list[int]:
    """The years that should have 実績 and have none; after the last one of a completed measure none is expected."""
    start = min([*([first] if first is not None else []), *filled[:1]], default=years[-1] if years else 0)
    end = filled[-1] if completed and filled else years[-1] if years else 0
    return [year for year in years if start <= year <= end and year not in filled]


def _ended(outline: Outline, indicator: Indicator, year: int) -> bool:
    """Whether an earlier result announces that there will be no more."""
    earlier = (f.text for f in outline.figures(indicator) if f.role == RESULT and f.year < year)
    return any(word in text for text in earlier for word in _ENDED)


RULES = (
    Rule("kpi-flag-without-indicator", "※（KPI公表項目）の施策に指標がない", kpi_flag),
    Rule("missing-year", "実績のない年度がある", missing_year),
)
