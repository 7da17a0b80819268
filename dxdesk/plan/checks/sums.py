"""Rules for totals and their breakdowns."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from dxdesk.plan.analysis.year_over_year import written_unit
from dxdesk.plan.checks.finding import Finding, Level, Rule, all_indicators, location, quoted
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import DONE, FORECAST, RESULT, Entry, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.plan.rows.quantity import Quantity, format_number

_BRACKETS = re.compile(r"\([^()]*\)")
_COUNTED = re.compile(
    r"(?<![\d.,第])(\d{1,3}(?:,\d{3})+|\d+)(件|人|回|名|社|校|園|枚|台|組|世帯|か所|箇所|業務|講座)(?![年月])"
)


def breakdown_total(outline: Outline) -> Iterator[Finding]:
    """A printed total that differs from the sum of its breakdown, which may be due to rounding.

    In the asked year it waits for parts that are still missing; those of earlier years are what the document has.
    """
    for plan, measure, indicator in all_indicators(outline):
        asked = asked_year(plan)
        for figure in outline.figures(indicator) if indicator.children_sum else ():
            past = asked is None or figure.year < asked
            add_up = outline.sum_of_parts if past else outline.total
            number, total = Quantity(figure.text).number, add_up(indicator, figure.year, figure.role)
            if number is None or total is None or number == total:
                continue
            parts = _parts(outline, indicator, figure)
            if any(Quantity(part.text).number is None for _, part in parts):
                continue
            level, remark = _level_of(figure, number - total, [part for _, part in parts])
            message = (
                f"{location(outline, measure, indicator)}の{short_year(figure.year)}{figure.role}は「{figure.text}」ですが、"
                f"内訳の合計は{format_number(total)}です{remark}。"
            )
            yield Finding(level, "breakdown-total", measure, figure.year, message, "figure", figure.id)


def _parts(outline: Outline, total: Indicator, figure: Figure) -> list[tuple[Indicator, Figure]]:
    """The parts of a total's breakdown that have a figure."""
    found = [(child, outline.figure(child, figure.year, figure.role)) for child in outline.children(total)]
    return [(child, part) for child, part in found if part is not None and part.text.strip()]


def _level_of(total: Figure, difference: Decimal, parts: list[Figure]) -> tuple[Level, str]:
    """The level of a difference: estimates and shares are rounded, each by up to half its last digit; counts are not."""
    numbers = [number for f in (total, *parts) if (number := Quantity(f.text).number) is not None]
    exponents = [int(number.as_tuple().exponent) for number in numbers]
    rounded = total.role == FORECAST or min(exponents) < 0
    if rounded and abs(difference) <= Decimal(len(numbers)) / 2 * Decimal(10) ** max(exponents):
        return Level.NOTICE, "（四捨五入によることもあります）"
    return Level.ERROR, ""


def mixed_units(outline: Outline) -> Iterator[Finding]:
    """Parts in another unit than the total or each other cannot be added; reported once a total, for all its years."""
    for _, measure, indicator in all_indicators(outline):
        mixed: dict[int, list[str]] = {}
        for year, role in sorted(_places(outline, indicator)) if indicator.children_sum else ():
            total = outline.figure(indicator, year, role)
            found = [(child, outline.figure(child, year, role)) for child in outline.children(indicator)]
            units = [written_unit(total, indicator)] if total and Quantity(total.text).number is not None else []
            units += [written_unit(f, child) for child, f in found if f and Quantity(f.text).number is not None]
            if len(distinct := list(dict.fromkeys(filter(None, units)))) > 1:
                mixed[year] = distinct
        if mixed:
            newest = max(mixed)
            years = "、".join(short_year(year) for year in mixed)
            message = f"{location(outline, measure, indicator)}の{years}の合計と内訳に、単位{quoted(mixed[newest])}が混ざっています。"
            yield Finding(Level.WARNING, "mixed-units", measure, newest, message, "indicator", indicator.id)


def _places(outline: Outline, indicator: Indicator) -> set[tuple[int, str]]:
    """(year, role) of every figure of a breakdown."""
    return {(f.year, f.role) for child in outline.children(indicator) for f in outline.figures(child)}


def added_up(outline: Outline) -> Iterator[Finding]:
    """A part that is the sum of counts in several units in its department's lines: 13件 of 3回 and 10人."""
    for _, measure, indicator in all_indicators(outline):
        if not indicator.children_sum:
            continue
        for child in outline.children(indicator):
            for figure in outline.figures(child) if child.department else ():
                number = Quantity(figure.text).number
                terms = _terms(outline, measure, child, figure.year) if number is not None and figure.role == RESULT else []
                if found := next((t for t in terms if _adds_up(t, number)), None):
                    counts = [f"{count}{unit}" for count, unit in found]
                    message = (
                        f"{location(outline, measure, indicator)}の{short_year(figure.year)}の{child.label}「{figure.text}」は、"
                        f"取組内容の{quoted(counts)}を足した数で、単位が混ざっています。"
                    )
                    yield Finding(Level.NOTICE, "units-added-up", measure, figure.year, message, "figure", figure.id)


def _adds_up(terms: list[tuple[str, str]], number: Decimal | None) -> bool:
    """Whether the terms are in several units, and their sum is the number."""
    units = {unit for _, unit in terms}
    return len(units) > 1 and sum(Decimal(count.replace(",", "")) for count, _ in terms) == number


def _terms(outline: Outline, measure: Measure, part: Indicator, year: int) -> list[list[tuple[str, str]]]:
    """The counts in the lines of a part's department that year: the first of each line, and all of them."""
    lines = [
        _counts(e) for e in outline.all_entries(measure) if (e.year, e.kind, e.department) == (year, DONE, part.department)
    ]
    return [[line[0] for line in lines if line], [count for line in lines for count in line]]


def _counts(entry: Entry) -> list[tuple[str, str]]:
    """The counts in a line, outside brackets."""
    text = re.sub(r"(?<=\d)\s+(?=\D)", "", _BRACKETS.sub("", unicodedata.normalize("NFKC", entry.text)))
    return _COUNTED.findall(text)


RULES = (
    Rule("breakdown-total", "合計が内訳の和と違う", breakdown_total),
    Rule("mixed-units", "合計と内訳の単位が違う", mixed_units),
    Rule("units-added-up", "単位の違う数を足している", added_up),
)
