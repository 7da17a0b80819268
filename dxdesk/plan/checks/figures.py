"""Rules for one indicator's results over the years."""

import re
from collections.abc import Iterator
from itertools import pairwise

from dxdesk.plan.analysis.year_over_year import change_from_last_year, unit_of
from dxdesk.plan.checks.finding import Finding, Level, Rule, all_indicators, location, result_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import RESULT, Figure, Indicator
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import Quantity, format_number

_BRACKETS_AT_END = re.compile(r"(?:[(\[【][^()\[\]【】]*[)\]】])+\Z")
# `実施件数`, `削減時間`; not `利用率`, nor a ratio: `対応件数/投稿件数`.
_COUNTS = re.compile(r"(?<![指係])数\Z|(?:時間|日間|金額)\Z")
_SHARE = re.compile(r"[率/]|割合|に対する|のうち")


def kept_change(outline: Outline) -> Iterator[Finding]:
    """A printed 対前年比 that differs from the computed one."""
    for _, measure, indicator in all_indicators(outline):
        for figure in outline.figures(indicator):
            if not figure.printed_change or figure.role != RESULT:
                continue
            computed = change_from_last_year(outline, indicator, figure.year)
            if computed is not None and Quantity(figure.printed_change).number == computed:
                continue
            unit = unit_of(outline, indicator, figure.year)
            given = (
                f"計算では{format_number(computed, unit)}です" if computed is not None else "前年度との差を計算できません"
            )
            message = f"{location(outline, measure, indicator)}の{short_year(figure.year)}の対前年比「{figure.printed_change}」は、{given}。"
            yield Finding(Level.WARNING, "printed-change", measure, figure.year, message, "figure", figure.id)


def unit_change(outline: Outline) -> Iterator[Finding]:
    """A unit that differs from that of the year before, which makes 対前年比 doubtful."""
    for _, measure, indicator in all_indicators(outline):
        for before, figure in pairwise(_counted(outline, indicator)):
            old, new = unit_of(outline, indicator, before.year), unit_of(outline, indicator, figure.year)
            if old and new and old != new:
                message = f"{location(outline, measure, indicator)}の単位が{short_year(before.year)}の「{old}」から{short_year(figure.year)}の「{new}」に変わっています。"
                yield Finding(Level.WARNING, "unit-changed", measure, figure.year, message, "figure", figure.id)


def rate_for_count(outline: Outline) -> Iterator[Finding]:
    """Percentages where the label means a number; once an indicator, and not where the unit changes (another rule)."""
    for _, measure, indicator in all_indicators(outline):
        label = _BRACKETS_AT_END.sub("", folded(indicator.label))
        if not _COUNTS.search(label) or _SHARE.search(label):
            continue
        results = _counted(outline, indicator)
        if results and all(Quantity(figure.text).unit == "%" for figure in results):
            newest = results[-1]
            message = (
                f"{location(outline, measure, indicator)}は数を表す名称ですが、"
                f"{short_year(newest.year)}の値は割合「{printed_value(newest)}」です。"
            )
            yield Finding(Level.WARNING, "rate-for-count", measure, newest.year, message, "figure", newest.id)


def same_number(outline: Outline) -> Iterator[Finding]:
    """The same value three years running, which may have been copied; 0 and 100 % may well stay the same.

    A note that was rewritten (`※全5,613ページ中…`) shows that the value was checked.
    """
    for plan, measure, indicator in all_indicators(outline):
        years = result_years(plan, measure, indicator)[-3:]
        if len(years) < 3:
            continue
        numbers = {outline.number(indicator, year) for year in years}
        number, unit = numbers.pop(), unit_of(outline, indicator, years[-1])
        if numbers or not number or (number == 100 and unit == "%"):
            continue
        if len({Quantity(figure.text).key for figure in _counted(outline, indicator) if figure.year in years}) < 2:
            message = f"{location(outline, measure, indicator)}は{short_year(years[0])}から3年続けて同じ値「{format_number(number)}{unit}」です。"
            yield Finding(Level.NOTICE, "same-number", measure, years[-1], message, "indicator", indicator.id)


def _counted(outline: Outline, indicator: Indicator) -> list[Figure]:
    """The results with a number, by year."""
    return [f for f in outline.figures(indicator) if f.role == RESULT and Quantity(f.text).number is not None]


def printed_value(figure: Figure) -> str:
    """A figure's number with its unit, without any other text: `0%` of `0% ※計画を…`."""
    value = Quantity(figure.text)
    return f"{format_number(value.number)}{value.unit}" if value.number is not None else figure.text


RULES = (
    Rule("printed-change", "記載の対前年比が計算と違う", kept_change),
    Rule("unit-changed", "単位が前の年度と違う", unit_change),
    Rule("rate-for-count", "数を表す指標に割合が書かれている", rate_for_count),
    Rule("same-number", "3年続けて同じ値", same_number),
)
