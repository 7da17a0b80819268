"""A map kept from an earlier sheet of the same shape: fitted to this sheet, moved on by years, made ready to be kept."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace

from dxdesk.pages.layouts.list_table.heading_guess import year_in
from dxdesk.pages.layouts.list_table.headings import align_rows, heading_paths, locate_columns, sheet_of
from dxdesk.pages.layouts.list_table.map_guess import shown_years
from dxdesk.pages.layouts.list_table.table_map import YEARLY, MapColumn, TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.dates import long_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, PLANNED, TARGET
from dxdesk.plan.rows.outline import folded

_AHEAD = 5  # years at most that a map is moved on
_ERA = re.compile(r"(?P<name>令和|平成|R|H|Ｒ|Ｈ)\s*(?P<number>元|\d{1,2})(?!\d)")
_WESTERN = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_PLAIN = re.compile(r"(?<![\d和成RHＲＨ])(?P<number>\d{1,2})(?=年度)")


def fitting(table_map: TableMap, page: Page, year: int | None = None) -> tuple[TableMap, int] | None:
    """Return the map with every column's position in this sheet, and the years it is moved on; None for another shape.

    `year`: that of the sheet as a whole, which the columns have whose headings name none.
    """
    before = table_year(table_map)
    ahead = max(year - before, 0) if year is not None and before is not None else 0
    for years in dict.fromkeys((ahead, *range(_AHEAD + 1))):
        with suppress(Refused):
            return placed(moved_on(table_map, years, page), page), years
    return None


def table_year(table_map: TableMap) -> int | None:
    """Return the year of the columns whose headings name none, None where there are no such columns."""
    years = [column.year for column in table_map.columns if undated(column) and column.kind != PLANNED]
    return max((year for year in years if year is not None), default=None)


def undated(column: MapColumn) -> bool:
    """Return whether a column belongs to the whole table's year, as its heading names none. 基準値 and 目標 never do."""
    return column.field in YEARLY and column.role not in (BASELINE, TARGET) and year_in(column.heading) is None


def dated(table_map: TableMap, year: int) -> TableMap:
    """Return the map with the columns whose headings name no year moved to this year of the whole table."""
    before = table_year(table_map)
    columns = tuple(_dated(column, year, before) if undated(column) else column for column in table_map.columns)
    first, last, planned_from = shown_years(columns, year)
    return replace(table_map, first_year=first, last_year=last, planned_from=planned_from, columns=columns)


def _dated(column: MapColumn, year: int, before: int | None) -> MapColumn:
    if column.year is None or before is None:
        return replace(column, year=year + (column.kind == PLANNED))
    return replace(column, year=column.year + year - before)


def placed(table_map: TableMap, page: Page) -> TableMap:
    """Return the map with every column's position. Raises Refused, naming the map's file, where the sheet lacks a column."""
    table_map = align_rows(page, table_map)
    paths = heading_paths(page, table_map.headings)
    found = locate_columns(page, table_map)
    columns = tuple(replace(c, position=place, heading=paths.get(place, "")) for place, c in sorted(found.items()))
    return replace(table_map, sheet=page.name, columns=columns)


def portable(table_map: TableMap, book: Book) -> TableMap:
    """Return the map as it is kept: columns by heading, so that an inserted one does no harm; by letter where ambiguous."""
    page = sheet_of(book, table_map)
    times = Counter(folded(path) for path in heading_paths(page, table_map.headings).values())
    columns = tuple(replace(c, position=None) if times[folded(c.heading)] == 1 else c for c in table_map.columns)
    return replace(table_map, sheet=page.name if len(book.pages) > 1 else None, columns=columns)


def moved_on(table_map: TableMap, years: int, page: Page) -> TableMap:
    """Return the map of the sheet that many years later: its headings, columns and shown years."""
    if not years:
        return table_map
    there = {folded(path) for path in heading_paths(page, table_map.headings).values()}
    planned = table_map.planned_from
    return replace(
        table_map,
        first_year=table_map.first_year + years,
        last_year=table_map.last_year + years,
        planned_from=planned + years if planned is not None else None,
        caption=_later(table_map.caption, years),
        columns=tuple(_moved(column, years, there) for column in table_map.columns),
    )


def _moved(column: MapColumn, years: int, there: set[str]) -> MapColumn:
    """A column whose heading names a year is moved on where the page has that heading; 基準値（R3） stays as it is."""
    heading = _later(column.heading, years)
    fixed = heading == column.heading and column.role in (BASELINE, TARGET)
    if column.year is None or fixed or (heading != column.heading and folded(heading) not in there):
        return column
    return replace(column, heading=heading, year=column.year + years)


def _later(text: str, years: int) -> str:
    """A text with every year moved on, in the notation that it had."""
    text = _ERA.sub(lambda found: _era(found, years), text)
    text = _PLAIN.sub(lambda found: str(int(found.group("number")) + years), text)
    return _WESTERN.sub(lambda found: str(int(found.group()) + years), text)


def _era(found: re.Match[str], years: int) -> str:
    name = found.group("name")
    start = {"令": 2018, "R": 2018, "Ｒ": 2018}.get(name[0], 1988)
    year = start + (1 if found.group("number") == "元" else int(found.group("number"))) + years
    if len(name) > 1:
        return long_year(year).removesuffix("年度")
    letter, number = short_year(year)[0], short_year(year)[1:]
    return (letter if name.isascii() else chr(ord(letter) + 0xFEE0)) + number
