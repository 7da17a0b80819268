"""指標一覧: every indicator's figures as real numbers, with a line chart per family.

It repeats what the measures' pages hold; reading looks only for what somebody wrote in it besides.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.figures import is_published, value_text
from dxdesk.pages.layouts.common.years import read_year_heading, year_heading
from dxdesk.pages.layouts.ito.cell_writing import figure_role
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.plan.importing.draft import Draft, Unread
from dxdesk.plan.rows.model import Indicator, Measure, Section
from dxdesk.plan.rows.outline import Outline, folded, measure_name
from dxdesk.plan.rows.quantity import Quantity, format_number

INDEX = "指標一覧"
_LEADING = ("施策", "指標", "単位")
_MOST_LINES = 9  # in a chart: each has a colour of its own, and the legend leaves room for them
_HEADINGS = 2  # the row of the headings


@dataclass(frozen=True)
class _Line:
    """One row of the table; `numbers`: how many of its years have one."""

    row: int
    indicator: Indicator
    unit: str
    numbers: int


def index_page(outline: Outline, measures: Sequence[Measure], kinds: Mapping[int, str]) -> list[Page]:
    """The page; none where no measure has an indicator to show."""
    page = Page(
        INDEX,
        widths=[46, 40, 12, *[max(11, 62 // len(kinds))] * len(kinds)],
        repeat_rows=(_HEADINGS, _HEADINGS),
        freeze=(_HEADINGS + 1, 0),
    )
    page.put(0, 0, INDEX, "title", columns=len(page.widths))
    for column, heading in enumerate((*_LEADING, *(year_heading(year, kind) for year, kind in kinds.items()))):
        page.put(_HEADINGS, column, heading, "heading")
    years = (_HEADINGS, len(_LEADING), len(page.widths) - 1)
    row = _HEADINGS + 1
    for measure in measures:
        lines = []
        for indicator in outline.indicators_of(measure):
            if is_published(outline, indicator):
                texts = [value_text(outline, indicator, year, figure_role(kind)) for year, kind in kinds.items()]
                label = ("　" if indicator.parent else "") + _label(outline, indicator)
                lines.append(_Line(row, indicator, _unit(indicator, texts), sum(map(_is_number, texts))))
                _put_line(page, row, (measure_name(measure), label, lines[-1].unit), texts)
                row += 1
        page.charts += _charts(outline, measure, lines, years)
    return [page] if row > _HEADINGS + 1 else []


def _put_line(page: Page, row: int, leading: Sequence[str], texts: Sequence[str]) -> None:
    for column, text in enumerate(leading):
        page.put(row, column, text, "cell")
    for column, text in enumerate(texts, len(leading)):
        number = Quantity(text).number
        page.cells[(row, column)] = Cell("" if number is not None else text, "number", number=number)


def _is_number(text: str) -> bool:
    return Quantity(text).number is not None


def _unit(indicator: Indicator, texts: Sequence[str]) -> str:
    """The units in the order of years where they differ (`枚→件`), the indicator's own where no figure names one."""
    written = [unit for text in texts if (unit := Quantity(text).unit)]
    return "→".join(dict.fromkeys(written)) or indicator.unit


def _label(outline: Outline, indicator: Indicator) -> str:
    """The label, followed by its section's heading, if any."""
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


# -- reading

# Label of an indicator → the values, as keys, that its figures or the totals of its parts have.
Values = dict[str, set[str]]


def unknown_texts(page: Page, plan: Draft) -> list[Unread]:
    """The texts of the page that the drafted plan does not have: another value, another name, a remark."""
    values: Values = defaultdict(set)
    names: set[str] = set()
    _learn(plan, values, names)
    rows = list(text_rows(page, strip=True))
    head = next((row for row in rows if [place.text for place in row[: len(_LEADING)]] == list(_LEADING)), [])
    first = head[0].column if head else 0
    last = max((place.column for place in head if read_year_heading(place.text)), default=first)
    found = [place.unread() for place in head[len(_LEADING) :] if read_year_heading(place.text) is None]
    for row in rows:
        if row is not head and {place.text for place in row} != {INDEX}:
            found += _beside(row, range(first, last + 1), values, names)
    return found


def _learn(draft: Draft, values: Values, names: set[str]) -> None:
    if draft.table == "measure":
        names.add(folded(f"{draft.text('number')} {draft.text('title')}"))
    if draft.table == "indicator":
        own = values[folded(draft.text("label"))]
        own |= {key for figure in draft.of("figure") for key in _keys(figure.text("text"))}
        own |= {key for total in _totals(draft) for key in _keys(total)}
    for child in draft.children:
        _learn(child, values, names)


def _totals(indicator: Draft) -> Iterator[str]:
    """The totals of an indicator's parts, year by year: printed where the indicator itself has no figure."""
    sums: dict[tuple[object, object], list[Quantity]] = defaultdict(list)
    for part in indicator.of("indicator"):
        for figure in part.of("figure"):
            sums[figure.stated("year"), figure.stated("role")].append(Quantity(figure.text("text")))
    for parts in sums.values():
        yield format_number(sum(part.number for part in parts if part.number is not None))  # type: ignore[arg-type]


def _keys(text: str) -> Iterator[str]:
    """A value as written, and its number alone, as the page has it."""
    yield Quantity(text).key
    number = Quantity(text).number
    if number is not None:
        yield Quantity(f"{number:f}").key


def _beside(row: Sequence[CellRef], columns: range, values: Values, names: set[str]) -> Iterator[Unread]:
    """The texts of a row that are not on the measures' pages."""
    label = next((folded(place.text).partition("(")[0] for place in row if place.column == columns.start + 1), "")
    known = {key for name, keys in values.items() if name.partition("(")[0] == label for key in keys}
    if all(place.column < columns.start + len(_LEADING) for place in row):
        return  # no measure's page shows an indicator without any value
    for place in row:
        if not _is_known(place, columns, known, names):
            yield place.unread(repeats=label)


def _is_known(place: CellRef, columns: range, known: set[str], names: set[str]) -> bool:
    """A measure's name, an indicator's label, its unit, then values."""
    if place.column not in columns:
        return False
    at = place.column - columns.start
    if at < len(_LEADING):
        return (folded(place.text) in names, bool(known), True)[at]
    return Quantity(place.text).key in known
