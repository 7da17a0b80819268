"""A measure's K P I and year cells.

One indicator stands by its label and its values alone; its breakdown is written into the year: `①36か所（地域安全課分）
②1件（市まち課分） 計37か所`. Several are numbered in the K P I cell, and their values with the same numbers in each year.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.shibata.signs import can_be_told, sign
from dxdesk.pages.layouts.shibata.wording import BELOW, METHOD, TIME
from dxdesk.plan.rows.model import RESULT, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity


@dataclass
class KpiCells:
    """The text of the K P I cell and of each year's cell, blank for none."""

    kpi: str = ""
    years: dict[int, str] = field(default_factory=dict)


def kpi_cells(outline: Outline, measure: Measure, years: Iterable[int]) -> KpiCells:
    """The cells of a measure for the years of its results."""
    tops = [i for section in outline.sections(measure) for i in _published(outline.indicators(section))]
    if not tops:
        return KpiCells()
    years = list(years)
    if len(tops) == 1 and _told_by_years(outline, tops[0], years):
        notes = _notes(tops, signed=False)
        kpi = "\n".join([tops[0].label, *notes])
        return KpiCells(kpi, {year: _with_breakdown(outline, tops[0], year) for year in years})
    nested = [found for top in tops for found in _with_members(outline, top, 0)]
    labels = [f"{sign(n)}{_indent(depth)}{indicator.label}" for n, (depth, indicator) in enumerate(nested, 1)]
    indicators = [indicator for _, indicator in nested]
    kpi = "\n".join([*labels, *_notes(indicators, signed=True)])
    return KpiCells(kpi, {year: _numbered(outline, indicators, year) for year in years})


def _indent(depth: int) -> str:
    return f"{BELOW * depth} " if depth else ""


def _published(indicators: Iterable[Indicator]) -> list[Indicator]:
    return [indicator for indicator in indicators if indicator.published]


def _told_by_years(outline: Outline, indicator: Indicator, years: Sequence[int]) -> bool:
    """Whether the year cells can tell an indicator's breakdown: at least two members have values, all plain numbers with a name."""
    children = _published(outline.children(indicator))
    if any(outline.children(child) or child.definition or child.observed for child in children):
        return False
    told = [
        (number, (label := _label(outline, child, year)) == sign(number) or can_be_told(label, value))
        for number, child in enumerate(children, 1)
        for year in years
        if (value := value_text(outline, child, year, RESULT))
    ]
    return not told or (len({number for number, _ in told}) > 1 and all(plain for _, plain in told))


def _label(outline: Outline, child: Indicator, year: int) -> str:
    figure = outline.figure(child, year)
    return figure.written if figure is not None and figure.written else child.label


def _with_breakdown(outline: Outline, indicator: Indicator, year: int) -> str:
    own = value_text(outline, indicator, year, RESULT)
    children = enumerate(_published(outline.children(indicator)), 1)
    parts = [
        _part(outline, indicator, child, number, value, year)
        for number, child in children
        if (value := value_text(outline, child, year, RESULT))
    ]
    return "\n".join([*parts, *([f"計{own}"] if own else [])]) if parts else own


def _part(outline: Outline, parent: Indicator, child: Indicator, number: int, value: str, year: int) -> str:
    label = _label(outline, child, year)
    if label == sign(number):
        return f"{label}{value}"
    in_brackets = parent.breakdown == "parentheses"
    return f"{sign(number)}{value}（{label}）" if in_brackets else f"{sign(number)}{label} {value}"


def _with_members(outline: Outline, indicator: Indicator, depth: int) -> Iterator[tuple[int, Indicator]]:
    """An indicator, each followed by the members of its breakdown, with how deep they stand."""
    yield depth, indicator
    for child in _published(outline.children(indicator)):
        yield from _with_members(outline, child, depth + 1)


def _numbered(outline: Outline, indicators: Sequence[Indicator], year: int) -> str:
    values = [value_text(outline, indicator, year, RESULT) for indicator in indicators]
    if len(set(values)) == 1 and for_all(values[0]):
        return values[0]
    return "\n".join(f"{sign(number)}{value}" for number, value in enumerate(values, 1) if value)


def for_all(text: str) -> bool:
    """Whether a text stands once for all indicators of a measure: `-` or a remark, but no bare count."""
    return "※" in text or Quantity(text).number is None


def _notes(indicators: Sequence[Indicator], *, signed: bool) -> list[str]:
    """算定方法 and 時点 below the labels; a note that the city wrote with ※ stands as it is."""
    lines: list[str] = []
    for number, indicator in enumerate(indicators, 1):
        mark = f"※{sign(number)}" if signed else "※"
        if indicator.definition:
            own = indicator.definition.startswith(mark)
            lines.append(indicator.definition if own else f"{mark}{METHOD}{indicator.definition}")
        if indicator.observed:
            lines.append(f"{mark}{TIME}{indicator.observed}")
    return lines
