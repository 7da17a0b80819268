"""An indicator over the years: what a chart draws, and the sentences below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from dxdesk.plan.analysis.year_over_year import change_from_last_year, printed_change, unit_of
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import BASELINE, FORECAST, RESULT, TARGET, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, full_name, shown_years
from dxdesk.plan.rows.quantity import Quantity, format_number

# A chart's axis has room for so many years; a typing error (2199) must not stretch it.
_FURTHEST = 15


@dataclass(frozen=True)
class Point:
    """One year of a series: the text as written, its number (None: a gap), 対前年比 as printed or blank."""

    year: int
    text: str
    number: Decimal | None
    change: str = ""


@dataclass(frozen=True)
class Series:
    """One indicator in one role, a point for every year of the chart; `name`: for the legend."""

    indicator: Indicator
    name: str
    role: str
    points: tuple[Point, ...]

    @property
    def numbers(self) -> int:
        """How many years have a number."""
        return sum(point.number is not None for point in self.points)


def trend_years(outline: Outline, plan: Plan, indicators: Sequence[Indicator]) -> range:
    """The plan's window, extended by the years of figures outside it."""
    shown = shown_years(plan)
    known = [f.year for i in indicators for f in outline.figures(i) if Quantity(f.text).number is not None]
    near = [year for year in known if shown.start - _FURTHEST <= year < shown.stop + _FURTHEST]
    return range(min([shown.start, *near]), max([shown.stop - 1, *near]) + 1)


def indicator_series(outline: Outline, indicator: Indicator, years: range) -> list[Series]:
    """The indicator's 実績, and 基準値, 目標 and 見込 where one of them has a number."""
    found = [_series(outline, indicator, role, years) for role in (RESULT, BASELINE, TARGET, FORECAST)]
    return [series for series in found if series.role == RESULT or series.numbers]


def _series(outline: Outline, indicator: Indicator, role: str, years: range) -> Series:
    points = []
    for year in years:
        figure = outline.figure(indicator, year, role)
        number = outline.number(indicator, year, role)
        text = figure.text if figure is not None else ""
        if not text.strip():
            text = total_text(outline, indicator, year, role)
        points.append(Point(year, text, number, printed_change(outline, indicator, year) if role == RESULT else ""))
    return Series(indicator, full_name(outline.rows, indicator), role, tuple(points))


def total_text(outline: Outline, indicator: Indicator, year: int, role: str) -> str:
    """What the parts of a breakdown give in place of a figure: `内訳の計 27件`, `内訳 2／9` as long as some are missing."""
    if not indicator.children_sum:
        return ""
    total = outline.total(indicator, year, role)
    if total is not None:
        return f"内訳の計 {format_number(total, indicator.unit)}"
    filled, needed = outline.parts_filled(indicator, year, role)
    return f"内訳 {filled}／{needed}" if 0 < filled < needed else ""


def has_numbers(outline: Outline, indicator: Indicator) -> bool:
    """Whether some figure of it, or the sum of its parts, is a number."""
    places = {(f.year, f.role) for i in (indicator, *outline.children(indicator)) for f in outline.figures(i)}
    return any(outline.number(indicator, year, role) is not None for year, role in places)


def first_with_numbers(outline: Outline, measure: Measure) -> Indicator | None:
    """The measure's first indicator that a chart can show."""
    return next((i for i in outline.indicators_of(measure) if has_numbers(outline, i)), None)


def related_indicators(outline: Outline, indicator: Indicator) -> list[Indicator]:
    """The indicators that can share an axis with it: of its measure, of its unit or breakdown, with numbers."""
    measure = outline.rows.all(Measure)[indicator.measure]
    relatives = {indicator.id, indicator.parent or indicator.id}

    def related(other: Indicator) -> bool:
        return other.unit == indicator.unit or other.id in relatives or (other.parent or "") in relatives

    return [i for i in outline.indicators_of(measure) if i.id != indicator.id and related(i) and has_numbers(outline, i)]


def describe_trend(outline: Outline, plan: Plan, indicator: Indicator) -> list[str]:
    """The numbers in sentences: this year compared with the last and with the target, and what to know when reading them."""
    results = indicator_series(outline, indicator, trend_years(outline, plan, [indicator]))[0].points
    filled = [point for point in results if point.number is not None]
    found = []
    if filled:
        found += _against_last(outline, indicator, filled[-1])
        found += _against_target(outline, indicator, filled[-1])
        found += _units(outline, indicator, [point.year for point in filled])
        found += _gaps(results, filled)
    return found


def _against_last(outline: Outline, indicator: Indicator, now: Point) -> list[str]:
    change = change_from_last_year(outline, indicator, now.year)
    if change is None:
        return []
    year, before = short_year(now.year), short_year(now.year - 1)
    if not change:
        return [f"{year} は {before} と同じです。"]
    unit = unit_of(outline, indicator, now.year)
    difference = f"{format_number(abs(change))}{'ポイント' if unit == '%' else unit} {'増' if change > 0 else '減'}"
    earlier = change_from_last_year(outline, indicator, now.year - 1)
    pace = ""
    if earlier and (earlier > 0) == (change > 0):
        pace = f"（{'伸び' if change > 0 else '減り方'}は {before} の {round(change / earlier * 100):,} %）"
    return [f"{year} は {before} より {difference}{pace}。"]


def _against_target(outline: Outline, indicator: Indicator, now: Point) -> list[str]:
    targets = [f.year for f in outline.figures(indicator) if f.role == TARGET and f.year >= now.year]
    for year in targets:
        target = outline.number(indicator, year, TARGET)
        if target is not None and now.number is not None:
            share = f"（目標の {round(now.number / target * 100):,} %）" if target > 0 and now.number >= 0 else ""
            unit = unit_of(outline, indicator, now.year)
            return [
                f"{short_year(year)} の目標 {format_number(target)}{unit} に対し、{short_year(now.year)} は {format_number(now.number)}{unit}{share}。"
            ]
    return []


def _units(outline: Outline, indicator: Indicator, years: list[int]) -> list[str]:
    for before, now in pairwise(years):
        units = unit_of(outline, indicator, before), unit_of(outline, indicator, now)
        if units[0] != units[1] and all(units):
            return [f"単位が {short_year(before)} の「{units[0]}」から {short_year(now)} の「{units[1]}」に変わっています。"]
    return []


def _gaps(results: Sequence[Point], filled: list[Point]) -> list[str]:
    inner = [p for p in results if p.number is None and filled[0].year < p.year < filled[-1].year]
    return [f"{'、'.join(short_year(p.year) for p in inner)} は数値がないため、線が切れています。"] if inner else []
