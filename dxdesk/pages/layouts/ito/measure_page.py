"""A measure's page: pillar, title and description above a table of one row with a column for each year.

Written as one table a page; read wherever such tables are, with the lines under each year.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.side_notes import without_notes
from dxdesk.pages.layouts.common.years import read_year_heading, year_heading
from dxdesk.pages.layouts.ito.cell_writing import cell_text
from dxdesk.pages.layouts.ito.contents_page import pillar_line
from dxdesk.pages.page import GOES_ON, Cell, Page, joined
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import Outline, measure_name

_NUMBER = re.compile(r"[\d\s().．（）－-]+")
_PILLAR = re.compile(r"\d{1,2}[\s.]+[^\s\d]")


# Half-width characters: all year columns together (the longest of the city's own cells fits one row), one at least.
_BREADTH, _NARROWEST = 172, 30
# The row of the years; their cells lie below it.
_HEADINGS = 4


def measure_page(outline: Outline, measure: Measure, kinds: Mapping[int, str], name: str) -> Page:
    """The page called `name`, with a column for each year of `kinds`."""
    count = len(kinds)
    page = Page(
        name,
        widths=[max(_NARROWEST, _BREADTH // count)] * count,
        repeat_rows=(_HEADINGS, _HEADINGS),
        freeze=(_HEADINGS + 1, 0),
    )
    page.put(0, 0, pillar_line(outline, measure), "pillar", columns=count)
    page.put(1, 0, measure_name(measure), "measure", columns=count)
    page.put(2, 0, measure.description, "text", columns=count)
    for column, (year, kind) in enumerate(kinds.items()):
        page.put(_HEADINGS, column, year_heading(year, kind), "heading")
    for column, (year, kind) in enumerate(kinds.items()):
        page.put(_HEADINGS + 1, column, "\n".join(cell_text(outline, measure, year, kind)), "body")
    return page


@dataclass
class YearColumn:
    """A year's column: fiscal year, 実績 or 実施予定, its lines, none blank, each with the cell it begins in."""

    year: int
    kind: str
    lines: list[CellRef] = field(default_factory=list)


@dataclass
class Table:
    """The texts above the years, row by row, the columns, and the texts under no year."""

    above: list[CellRef]
    columns: list[YearColumn]
    stray: list[CellRef]


def tables_of(page: Page) -> list[Table]:
    """The tables of a page: mostly one; several where measures lie below each other."""
    texts, notes = without_notes(list(text_rows(page)))
    rows = {row[0].row: {place.column: page.cells[(place.row, place.column)] for place in row} for row in texts}
    headings = [row for row, cells in rows.items() if _is_heading_row(cells.values())]
    if _is_remark(rows, headings):
        return []
    starts = [_start(rows, heading, headings[i - 1] if i else -1) for i, heading in enumerate(headings)]
    # A heading without a pillar's line above it repeats the one before: a long table printed over several pages.
    own = [i for i, start in enumerate(starts) if start is not None]
    tables: list[Table] = []
    for place, i in enumerate(own):
        start = starts[i] or 0
        end = (starts[own[place + 1]] or 0) if place + 1 < len(own) else max(rows) + 1
        part = {row: cells for row, cells in rows.items() if start <= row < end and row not in headings[i + 1 :]}
        tables.append(_table(page, part, headings[i]))
    if tables:
        tables[-1].stray += notes
    return tables


def _is_remark(rows: dict[int, dict[int, Cell]], headings: list[int]) -> bool:
    """Whether a page only mentions a year at its end; a measure of a single year may have nothing below it, but a name."""
    last = headings == [max(rows)] if headings else False
    return last and len(rows[headings[0]]) == 1 and not any(_PILLAR.match(_first(cells)) for cells in rows.values())


def _is_heading_row(cells: Iterable[Cell]) -> bool:
    """Most texts of the row are years; a single year alone in its row will do."""
    found = [read_year_heading(cell.text) is not None for cell in cells]
    return any(found) and sum(found) * 2 >= len(found)


def _start(rows: dict[int, dict[int, Cell]], heading: int, before: int) -> int | None:
    """The first row of the table with that heading row; None where nothing above names a measure."""
    if before < 0:
        return 0
    above = [row for row in rows if before < row < heading]
    pillars = [row for row in above if _PILLAR.match(_first(rows[row]))]
    alone = [row for row in pillars if len(rows[row]) == 1 and heading - row <= 12]
    return alone[-1] if alone else None


def _first(cells: dict[int, Cell]) -> str:
    return unicodedata.normalize("NFKC", next(iter(cells.values())).text)


def _table(page: Page, rows: dict[int, dict[int, Cell]], heading: int) -> Table:
    stray: list[CellRef] = []
    above = [_above(page, row, cells, rows[heading], stray) for row, cells in rows.items() if row < heading]
    columns: dict[int, YearColumn] = {}
    for column, cell in rows[heading].items():
        found = read_year_heading(cell.text)
        if found is None or any((known.year, known.kind) == found for known in columns.values()):
            stray.append(_place(page, heading, column, cell.text.strip()))
            continue
        year = YearColumn(*found)
        columns |= {column + offset: year for offset in range(cell.columns)}
    body: dict[int, list[tuple[int, int, Cell]]] = {}
    for row, cells in rows.items():
        for column, cell in cells.items() if row > heading else ():
            if column not in columns:
                stray.append(_place(page, row, column, cell.text.strip()))
                continue
            if any(columns.get(column + offset) not in (None, columns[column]) for offset in range(cell.columns)):
                stray.append(_place(page, row, column, cell.text.strip()))
            body.setdefault(id(columns[column]), []).append((row, column, cell))
    years = list({id(year): year for year in columns.values()}.values())
    for year in years:
        year.lines = _lines(page, body.get(id(year), []))
    return Table([place for place in above if place.text], years, stray)


def _above(page: Page, row: int, cells: dict[int, Cell], years: dict[int, Cell], stray: list[CellRef]) -> CellRef:
    """A row above the years as one text, once where every cell repeats it; texts beside the years are put to `stray`."""
    headed = {column: cell for column, cell in years.items() if read_year_heading(cell.text)}
    right = max(column + cell.columns for column, cell in headed.items())
    inside = {column: cell.text.strip() for column, cell in cells.items() if column < right}
    named = [column for column in inside if column in years and column not in headed]
    if len(named) < len(inside):
        # A column of the clerk's own beside the years; it may hold a number.
        inside = {column: text for column, text in inside.items() if column not in named or _NUMBER.fullmatch(text)}
    stray += [_place(page, row, column, cell.text.strip()) for column, cell in cells.items() if column not in inside]
    return _place(page, row, min(inside, default=0), " ".join(dict.fromkeys(inside.values())))


def _lines(page: Page, cells: Sequence[tuple[int, int, Cell]]) -> list[CellRef]:
    """The lines of all cells under a year: one text that rows divided, each line with the cell it begins in."""
    lines: list[CellRef] = []
    for place, (row, column, cell) in enumerate(cells):
        parts = cell.text.split("\n")
        if place and lines and cell.text.startswith(GOES_ON):
            # The cell goes on in the middle of a line.
            last = lines.pop()
            lines.append(replace(last, text=joined([last.text, parts.pop(0)])))
        lines += [_place(page, row, column, part) for part in parts]
    return [replace(p, text=p.text.strip()) for p in lines if p.text.strip()]


def _place(page: Page, row: int, column: int, text: str) -> CellRef:
    return CellRef(page.name, row, column, text)
