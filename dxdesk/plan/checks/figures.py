"""Rules for indicators and their figures."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from dxdesk.plan.checks.finding import (
    ERROR,
    NOTICE,
    WARNING,
    Finding,
    indicators,
    measures,
    place,
    result_years,
    standing,
    unit_of,
)
from dxdesk.plan.model import RESULT, TARGET, Indicator
from dxdesk.plan.outline import Outline
from dxdesk.plan.quantity import Quantity, printed
from dxdesk.plan.yearly import change_from_last_year
from dxdesk.plan.years import short

# Under this, jumps say nothing: 1業務 → 4業務.
_FEW = 10
_FALL, _RISE = Decimal("0.5"), Decimal("2.5")


def kpi_flag(outline: Outline) -> Iterator[Finding]:
    """※ promises a published KPI."""
    for _, measure in measures(outline):
        if measure.kpi_published and not outline.indicators_of(measure):
            message = f"{place(measure)}は※（成果指標（KPI）公表項目）ですが、指標がありません。"
            yield Finding(WARNING, "kpi-flag-without-indicator", measure, None, message, "measure", measure.id)


def breakdown_total(outline: Outline) -> Iterator[Finding]:
    """A printed total and the sum of its breakdown cannot both be right when they differ."""
    for _, measure, indicator in indicators(outline):
        for figure in outline.figures(indicator) if indicator.children_sum else ():
            number, total = Quantity(figure.text).number, outline.total(indicator, figure.year, figure.role)
            if (
                number is None
                or total is None
                or number == total
                or _unreadable_part(outline, indicator, figure.year, figure.role)
            ):
                continue
            message = (
                f"{place(measure, indicator)}の{short(figure.year)}{figure.role}は「{figure.text}」ですが、"
                f"内訳の合計は{printed(total)}です。"
            )
            yield Finding(ERROR, "breakdown-total", measure, figure.year, message, "figure", figure.id)


def _unreadable_part(outline: Outline, indicator: Indicator, year: int, role: str) -> bool:
    """Whether a member of the breakdown is written, but not as a number."""
    parts = (outline.figure(child, year, role) for child in outline.children(indicator))
    return any(part and part.text.strip() and Quantity(part.text).number is None for part in parts)


def kept_change(outline: Outline) -> Iterator[Finding]:
    """A printed 対前年比 that the figures do not give."""
    for _, measure, indicator in indicators(outline):
        for figure in outline.figures(indicator):
            if not figure.printed_change or figure.role != RESULT:
                continue
            computed = change_from_last_year(outline, indicator, figure.year)
            if computed is not None and Quantity(figure.printed_change).number == computed:
                continue
            unit = unit_of(outline, indicator, figure.year)
            given = f"計算では{printed(computed, unit)}です" if computed is not None else "前年度との差を計算できません"
            message = f"{place(measure, indicator)}の{short(figure.year)}の対前年比「{figure.printed_change}」は、{given}。"
            yield Finding(WARNING, "printed-change", measure, figure.year, message, "figure", figure.id)


def unit_change(outline: Outline) -> Iterator[Finding]:
    """A unit that differs from the year before's makes 対前年比 doubtful."""
    for _, measure, indicator in indicators(outline):
        results = [f for f in outline.figures(indicator) if f.role == RESULT and Quantity(f.text).number is not None]
        for before, figure in pairwise(results):
            old, new = unit_of(outline, indicator, before.year), unit_of(outline, indicator, figure.year)
            if old and new and old != new:
                message = f"{place(measure, indicator)}の単位が{short(before.year)}の「{old}」から{short(figure.year)}の「{new}」に変わっています。"
                yield Finding(WARNING, "unit-changed", measure, figure.year, message, "figure", figure.id)


def same_number(outline: Outline) -> Iterator[Finding]:
    """The same number three years running may have been copied; 0 and 100 % may well stay."""
    for plan, measure, indicator in indicators(outline):
        years = result_years(plan, indicator)
        number = outline.number(indicator, years[-1]) if years else None
        unit = unit_of(outline, indicator, years[-1]) if years else ""
        if number is None or number == 0 or (number == 100 and unit == "%"):
            continue
        running = [year for year in years[-3:] if outline.number(indicator, year) == number]
        if len(running) == 3 and running[0] == years[-1] - 2:
            message = f"{place(measure, indicator)}は{short(running[0])}から3年続けて同じ値「{printed(number)}{unit}」です。"
            yield Finding(NOTICE, "same-number", measure, years[-1], message, "indicator", indicator.id)


def missing_year(outline: Outline) -> Iterator[Finding]:
    """A gap between two filled years, or nothing in the newest 実績 year; a late start is no gap."""
    for plan, measure, indicator in standing(outline):
        filled = [year for year in result_years(plan, indicator) if _filled(outline, indicator, year)]
        if not filled and outline.children(indicator):
            continue
        for year in result_years(plan, indicator):
            newest = year == result_years(plan, indicator)[-1]
            if year not in filled and (newest or (filled and filled[0] < year)):
                message = f"{place(measure, indicator)}の{short(year)}の実績がありません。"
                yield Finding(WARNING, "missing-year", measure, year, message, "indicator", indicator.id)


def _filled(outline: Outline, indicator: Indicator, year: int) -> bool:
    figure = outline.figure(indicator, year, RESULT)
    return (figure is not None and not Quantity(figure.text).blank) or outline.number(indicator, year) is not None


def far_off(outline: Outline) -> Iterator[Finding]:
    """A result far from its target, or without one far from the year before, may be a slip of the pen."""
    for plan, measure, indicator in standing(outline):
        for year in result_years(plan, indicator):
            number = outline.number(indicator, year)
            target, before = outline.number(indicator, year, TARGET), outline.number(indicator, year - 1)
            wanted = target if target is not None else before
            if number is None or wanted is None or wanted <= 0 or max(number, wanted) < _FEW:
                continue
            if target is None and unit_of(outline, indicator, year) != unit_of(outline, indicator, year - 1):
                continue
            if not wanted * _FALL <= number <= wanted * _RISE:
                against = f"目標の{printed(wanted)}" if target is not None else f"前年度の{printed(wanted)}"
                message = (
                    f"{place(measure, indicator)}の{short(year)}の実績{printed(number)}は、{against}から大きく離れています。"
                )
                yield Finding(NOTICE, "far-off", measure, year, message, "indicator", indicator.id)


RULES = (kpi_flag, breakdown_total, kept_change, unit_change, same_number, missing_year, far_off)
