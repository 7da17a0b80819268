"""A measure's K P I and year cells.

One indicator stands by its label and its values alone; its breakdown is written into the year: `①36か所（地域安全課分）
②1件（市まち課分） 計37か所`. Several are numbered in the K P I cell, and their values with the same numbers in each year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.shibata.signs import sign
from dxdesk.pages.layouts.values import value_text
from dxdesk.plan.model import RESULT, Indicator, Measure
from dxdesk.plan.outline import Outline
from dxdesk.plan.quantity import Quantity

# Between an indicator's label and that of a member of its breakdown, where all are numbered.
BELOW = " ＞ "
METHOD, TIME = "算定方法：", "時点："


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
    if len(tops) == 1 and _written_in_years(outline, tops[0]):
        notes = _notes(tops, signed=False)
        kpi = "\n".join([tops[0].label, *notes])
        return KpiCells(kpi, {year: _with_breakdown(outline, tops[0], year) for year in years})
    years = list(years)
    paths = [(path, i) for top in tops for path, i in _paths(outline, top, "", years)]
    labels = [f"{sign(number)}{path}" for number, (path, _) in enumerate(paths, 1)]
    indicators = [indicator for _, indicator in paths]
    kpi = "\n".join([*labels, *_notes(indicators, signed=True)])
    return KpiCells(kpi, {year: _numbered(outline, indicators, year) for year in years})


def _published(indicators: Iterable[Indicator]) -> list[Indicator]:
    return [indicator for indicator in indicators if indicator.published]


def _written_in_years(outline: Outline, indicator: Indicator) -> bool:
    """Whether an indicator's year cells can tell its breakdown: members that are plain numbers with a name."""
    children = _published(outline.children(indicator))
    return not any(outline.children(child) or child.definition or child.observed for child in children)


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
    figure = outline.figure(child, year)
    label = figure.written if figure is not None and figure.written else child.label
    if label == sign(number):
        return f"{label}{value}"
    in_brackets = parent.breakdown == "parentheses"
    return f"{sign(number)}{value}（{label}）" if in_brackets else f"{sign(number)}{label} {value}"


def _paths(outline: Outline, indicator: Indicator, above: str, years: Sequence[int]) -> Iterable[tuple[str, Indicator]]:
    """An indicator and the members of its breakdown by path; one that only heads its members has no value to number."""
    path = f"{above}{BELOW}{indicator.label}" if above else indicator.label
    children = _published(outline.children(indicator))
    if not children or any(value_text(outline, indicator, year, RESULT) for year in years):
        yield path, indicator
    for child in children:
        yield from _paths(outline, child, path, years)


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
