"""指標一覧: every indicator's figures as real numbers, with a line chart per family."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dxdesk.pages.layouts.common.figures import public, value_text
from dxdesk.pages.layouts.ito.cell_writing import role_in
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.plan.rows.model import Indicator, Measure, Section
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.quantity import Quantity

INDEX = "指標一覧"
_MOST_LINES = 9  # in a chart: each has a colour of its own, and the legend leaves room for them
LEADING = ("施策", "指標", "単位")


@dataclass(frozen=True)
class _Line:
    """One row of the table."""

    row: int
    indicator: Indicator
    unit: str
    numbers: int


def index_page(
    outline: Outline, measures: Sequence[Measure], kinds: Mapping[int, str], headings: Sequence[str]
) -> list[Page]:
    """The page; none where no measure has an indicator to show."""
    page = Page(INDEX, widths=[46, 40, 12, *[max(11, 62 // len(kinds))] * len(kinds)], repeat_rows=(2, 2), freeze=(3, 0))
    page.put(0, 0, INDEX, "title", columns=len(page.widths))
    for column, heading in enumerate((*LEADING, *headings)):
        page.put(2, column, heading, "heading")
    years = (2, len(LEADING), len(page.widths) - 1)
    row = 3
    for measure in measures:
        lines = []
        for indicator in outline.indicators_of(measure):
            if public(outline, indicator):
                lines.append(_put_line(page, row, outline, measure, indicator, kinds))
                row += 1
        page.charts += _charts(outline, measure, lines, years)
    return [page] if row > 3 else []


def _put_line(
    page: Page, row: int, outline: Outline, measure: Measure, indicator: Indicator, kinds: Mapping[int, str]
) -> _Line:
    texts = [value_text(outline, indicator, year, role_in(kind)) for year, kind in kinds.items()]
    unit = _unit(indicator, texts)
    page.put(row, 0, measure_name(measure), "cell")
    page.put(row, 1, ("　" if indicator.parent else "") + _label(outline, indicator), "cell")
    page.put(row, 2, unit, "cell")
    for column, text in enumerate(texts, len(LEADING)):
        number = Quantity(text).number
        page.cells[(row, column)] = Cell("" if number is not None else text, "number", number=number)
    return _Line(row, indicator, unit, sum(Quantity(text).number is not None for text in texts))


def _unit(indicator: Indicator, texts: Sequence[str]) -> str:
    """The units in the order of years where they differ (`枚→件`), the indicator's own where no figure names one."""
    written = [unit for text in texts if (unit := Quantity(text).unit)]
    return "→".join(dict.fromkeys(written)) or indicator.unit


def _label(outline: Outline, indicator: Indicator) -> str:
    """The label, with its section's heading where it stands under one."""
    heading = outline.rows.all(Section)[indicator.section].heading.strip()
    bare = heading[1:-1] if heading[:1] in "【(（" and heading[-1:] in "】)）" else heading
    return f"{indicator.label}（{bare}）" if bare and indicator.parent is None else indicator.label


def _charts(outline: Outline, measure: Measure, lines: list[_Line], years: tuple[int, int, int]) -> Iterator[Chart]:
    """A chart per family that has a line to draw: at least two numbers of one indicator; a large one has several."""
    for name, unit, family in _families(lines):
        whole = [line for line in family if line.numbers]
        parts = [whole[first : first + _MOST_LINES] for first in range(0, len(whole), _MOST_LINES)]
        title = f"{measure.number} {name or measure.title}".strip()
        for number, drawn in enumerate(parts, 1):
            if any(line.numbers > 1 for line in drawn):
                series = tuple((_label(outline, line.indicator), line.row) for line in drawn)
                yield Chart(f"{title}（{number}）" if len(parts) > 1 else title, unit, years, series)


def _families(lines: list[_Line]) -> Iterator[tuple[str, str, list[_Line]]]:
    """(name, unit, lines): an indicator with its children, else a measure's indicators of one unit; by unit throughout."""
    parents = {line.indicator.parent for line in lines if line.indicator.parent}
    alone = [line for line in lines if line.indicator.parent is None and line.indicator.id not in parents]
    for line in lines:
        if line.indicator.id in parents:
            children = [child for child in lines if child.indicator.parent == line.indicator.id]
            members = [line, *children] if line.numbers else children
            for unit, same in _by_unit(members):
                yield line.indicator.label, unit, same
    for unit, same in _by_unit(alone):
        yield same[0].indicator.label if len(same) == 1 else "", unit, same


def _by_unit(lines: list[_Line]) -> Iterator[tuple[str, list[_Line]]]:
    order = list(dict.fromkeys(line.unit for line in lines))
    placed = sorted(lines, key=lambda line: order.index(line.unit))
    for unit, same in groupby(placed, key=lambda line: line.unit):
        yield unit, list(same)
