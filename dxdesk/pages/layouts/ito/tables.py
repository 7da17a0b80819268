"""Where the tables of a page lie: the texts above, the heading row of years, the lines under each year."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.places import letters
from dxdesk.pages.page import GOES_ON, Cell, Page, joined
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import DONE, PLANNED
from dxdesk.plan.years import read_year

_HEADING = re.compile(r"(?P<year>(?:令和|平成|R|H)?(?:元|\d{1,4})(?:年度|年)?)の?(?P<kind>実績|実施予定|実施計画|予定|計画)")
_PILLAR = re.compile(r"\d{1,2}[\s.]+[^\s\d]")


@dataclass(frozen=True)
class Place:
    """A text with its sheet and cell (`B6`)."""

    sheet: str
    name: str
    text: str


@dataclass
class YearColumn:
    """A year's column: fiscal year, 実績 or 実施予定, its lines, none blank, each with the cell it begins in."""

    year: int
    kind: str
    lines: list[Place] = field(default_factory=list)


@dataclass
class Table:
    """The texts above the years, row by row, the columns, and texts that stand under no year."""

    above: list[Place]
    columns: list[YearColumn]
    stray: list[Place]


def written(page: Page) -> Iterator[list[Place]]:
    """The rows that hold a text, each with its texts from left to right."""
    rows: dict[int, list[Place]] = {}
    for (row, column), cell in sorted(page.cells.items()):
        if cell.text.strip():
            rows.setdefault(row, []).append(_place(page, row, column, cell.text.strip()))
    yield from (rows[row] for row in sorted(rows))


def year_heading(text: str) -> tuple[int, str] | None:
    """Fiscal year and kind of `R4実績`, `R4 実績`, `令和4年度実績`, `R7実施予定`; None for any other text."""
    found = _HEADING.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    try:
        return read_year(found.group("year")), DONE if found.group("kind") == "実績" else PLANNED
    except Refused:
        return None


def tables_of(page: Page) -> list[Table]:
    """The tables of a page: mostly one; several where measures stand below each other."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(page.cells.items()):
        if cell.text.strip():
            rows.setdefault(row, {})[column] = cell
    headings = [row for row, cells in rows.items() if _is_heading_row(cells.values())]
    starts = [_start(rows, heading, headings[i - 1] if i else -1) for i, heading in enumerate(headings)]
    # A heading without a pillar's line above it repeats the one before: a long table printed over several pages.
    own = [i for i, start in enumerate(starts) if start is not None]
    tables: list[Table] = []
    for place, i in enumerate(own):
        start = starts[i] or 0
        end = (starts[own[place + 1]] or 0) if place + 1 < len(own) else max(rows) + 1
        part = {row: cells for row, cells in rows.items() if start <= row < end and row not in headings[i + 1 :]}
        tables.append(_table(page, part, headings[i]))
    return tables


def _is_heading_row(cells: Iterable[Cell]) -> bool:
    """Most texts of the row are years; a single year alone in its row will do."""
    found = [year_heading(cell.text) is not None for cell in cells]
    return any(found) and sum(found) * 2 >= len(found)


def _start(rows: dict[int, dict[int, Cell]], heading: int, before: int) -> int | None:
    """The first row of the table with that heading row; None where nothing above names a measure."""
    if before < 0:
        return 0
    above = [row for row in rows if before < row < heading]
    pillars = [row for row in above if _PILLAR.match(unicodedata.normalize("NFKC", next(iter(rows[row].values())).text))]
    alone = [row for row in pillars if len(rows[row]) == 1 and heading - row <= 12]
    return alone[-1] if alone else None


def _table(page: Page, rows: dict[int, dict[int, Cell]], heading: int) -> Table:
    above = [
        _place(page, row, min(cells), " ".join(cell.text.strip() for cell in cells.values()))
        for row, cells in rows.items()
        if row < heading
    ]
    columns: dict[int, YearColumn] = {}
    stray: list[Place] = []
    for column, cell in rows[heading].items():
        found = year_heading(cell.text)
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
    return Table(above, years, stray)


def _lines(page: Page, cells: Sequence[tuple[int, int, Cell]]) -> list[Place]:
    """The lines of all cells under a year: one text that rows divided, each line told by the cell it begins in."""
    lines: list[Place] = []
    for place, (row, column, cell) in enumerate(cells):
        parts = cell.text.split("\n")
        if place and lines and cell.text.startswith(GOES_ON):
            # The cell goes on in the middle of a line.
            last = lines.pop()
            lines.append(Place(last.sheet, last.name, joined([last.text, parts.pop(0)])))
        lines += [_place(page, row, column, part) for part in parts]
    return [Place(p.sheet, p.name, p.text.strip()) for p in lines if p.text.strip()]


def _place(page: Page, row: int, column: int, text: str) -> Place:
    return Place(page.name, f"{letters(column)}{row + 1}", text)
