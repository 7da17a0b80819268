"""指標: the indicators of each measure's section in a table with the years that they have figures for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.izunokuni.wording import (
    HEADING,
    INDICATORS,
    LABEL,
    MEASURE,
    OF_INDICATORS,
    PART,
    UNIT,
    measure_path,
    section_names,
)
from dxdesk.pages.page import Cell, Page
from dxdesk.plan.rows.model import ROLES, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity, format_number

# Figure columns of one table; further years stand in a table below it.
MOST = 8
_EXACT = 15  # digits that Excel keeps of a number

Column = tuple[int, str]


def column_heading(year: int, role: str) -> str:
    """`2020年` over `見込`: tables reach over eras."""
    return f"{year}年\n{role}"


@dataclass(frozen=True)
class _Line:
    """One row: the indicator and how many it is a part of."""

    indicator: Indicator
    depth: int


def indicator_pages(outline: Outline, measures: Sequence[Measure], years: range | None) -> list[Page]:
    """The page, none where no measure has an indicator to show. `years`: only these, None for all."""
    page = Page(INDICATORS)
    said = [i for measure in measures for i in outline.indicators_of(measure) if i.published]
    more = [(heading, field) for heading, field in OF_INDICATORS if any(getattr(i, field) for i in said)]
    page.widths = [44, 8, *(36 if field == "definition" else 16 for _, field in more), *[10] * MOST]
    page.put(0, 0, INDICATORS, "title", columns=len(page.widths))
    row = 2
    for measure in measures:
        for section, name in section_names(outline, measure):
            lines = list(_lines(outline, outline.indicators(section)))
            if lines:
                first = row
                row = _put_captions(page, row, measure_path(outline, measure), name)
                row = _put_tables(page, row, outline, lines, more, years)
                page.together.append((first, row - 1))
                row += 1
    return [page] if row > 2 else []


def _lines(outline: Outline, indicators: Sequence[Indicator], depth: int = 0) -> Iterator[_Line]:
    for indicator in indicators:
        if indicator.published:
            yield _Line(indicator, depth)
            yield from _lines(outline, outline.children(indicator), depth + 1)


def _put_captions(page: Page, row: int, measure: str, section: str) -> int:
    """Whose indicators follow; returns the next row."""
    for label, text in ((MEASURE, measure), (HEADING, section)):
        if text:
            page.put(row, 0, label, "heading")
            page.put(row, 1, text, "contents_pillar", columns=len(page.widths) - 1)
            row += 1
    return row


def _put_tables(
    page: Page,
    row: int,
    outline: Outline,
    lines: Sequence[_Line],
    more: Sequence[tuple[str, str]],
    years: range | None,
) -> int:
    """The lines with as many columns as they need, in tables below each other; returns the next row."""
    columns = _columns(outline, lines, years)
    parts = [columns[start : start + MOST] for start in range(0, len(columns), MOST)] or [[]]
    for count, part in enumerate(parts):
        headings = [LABEL, UNIT, *(heading for heading, _ in more), *(column_heading(*column) for column in part)]
        for column, heading in enumerate(headings):
            page.put(row, column, heading, "heading")
        for place, line in enumerate(lines, row + 1):
            notes = ["" if count else getattr(line.indicator, field) for _, field in more]
            _put_line(page, place, outline, line, notes, part)
        row += 1 + len(lines)
    return row


def _columns(outline: Outline, lines: Sequence[_Line], years: range | None) -> list[Column]:
    """The years and roles in which a line has something to show."""
    known = {(f.year, f.role) for line in lines for f in outline.figures(line.indicator)}
    # A total counts parts that are not published, too.
    known |= {(f.year, f.role) for line in lines for c in outline.children(line.indicator) for f in outline.figures(c)}
    shown = {column for column in known if any(value_text(outline, line.indicator, *column) for line in lines)}
    wanted = [column for column in shown if years is None or column[0] in years]
    return sorted(wanted, key=lambda column: (column[0], ROLES.index(column[1]) if column[1] in ROLES else len(ROLES)))


def _put_line(page: Page, row: int, outline: Outline, line: _Line, notes: Sequence[str], columns: Sequence[Column]) -> None:
    indicator = line.indicator
    label = f"{PART * line.depth} {indicator.label}" if line.depth else indicator.label
    for column, text in enumerate((label, indicator.unit, *notes)):
        page.put(row, column, text, "cell")
    for column, key in enumerate(columns, 2 + len(notes)):
        page.cells[(row, column)] = figure_cell(value_text(outline, indicator, *key))


def figure_cell(text: str) -> Cell:
    """A number where Excel prints it as the city did; else the text as written."""
    number = Quantity(text).number
    if number is None or format_number(number) != text or len(number.as_tuple().digits) > _EXACT:
        return Cell(text, "number")
    return Cell("", "number", number=number)
