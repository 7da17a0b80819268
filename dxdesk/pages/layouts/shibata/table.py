"""新発田市's table in a page: the wording of its heading of two rows, and below it a record a measure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.side_notes import without_notes
from dxdesk.pages.page import GOES_ON, Cell, Page, joined
from dxdesk.plan.rows.dates import read_span, read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import folded

SUFFIX = "（個別取組）"
TOP, FIELD, TITLE, DESCRIPTION = "区分", "施策分野", "具体的な取組", "取組方針"
LEVELS = f"{TOP} > {FIELD} > {TITLE}"

# Signs behind the number of a measure → the field that each sets.
FLAGS = {"【新】": "newly", "【完了】": "completed"}

# Before what is below another: a pillar in a path, the label of a breakdown's member (twice: a member of a member).
BELOW = "＞"

# Below the labels of the K P I cell, after ※ and the indicator's number.
METHOD, TIME = "算定方法：", "時点："

# What a column holds: one of these or of the names above, or the fiscal year of a result.
NUMBER, KPI, PAST, COMING = "NO", "KPI", "前", "後"
Column = str | int

_NAMES = {"NO": NUMBER, "NO.": NUMBER, "No": NUMBER, "No.": NUMBER, "番号": NUMBER, "成果指標": KPI}
_NAMES |= {name: name for name in (TOP, FIELD, TITLE, DESCRIPTION, KPI)}
_RESULTS = re.compile(r"実績値?(?:\(.*\))?")
_SCHEDULE = re.compile(r"スケジュール(?:\((?P<period>.*)\))?")
_YEAR = re.compile(
    r"(?P<year>(?:令和|平成|R|H)(?:元|\d{1,2})(?:年度?)?|\d{4}(?:年度?)?|\d{1,2}年度?)末?(?:時点|実績|実績値)?"
)

Grid = dict[int, dict[int, Cell]]


@dataclass
class Record:
    """The texts of one measure's row by column, each with its cell."""

    texts: dict[Column, CellRef] = field(default_factory=dict)

    def text(self, column: Column) -> str:
        """Return the text of a column, blank where there is none."""
        cell = self.texts.get(column)
        return cell.text.strip() if cell else ""


@dataclass
class Table:
    """The rows under one heading.

    `coming`: first and last year of the second schedule; `above`: texts before the heading, `stray`: texts in no column.
    """

    columns: dict[int, Column]
    coming: tuple[int, int] | None = None
    records: list[Record] = field(default_factory=list)
    above: list[CellRef] = field(default_factory=list)
    stray: list[CellRef] = field(default_factory=list)

    def periods(self) -> dict[str, tuple[int, int]]:
        """Return the schedules' columns with first and last year: of the results, and of the years to come."""
        years, coming = self.years, self.coming
        if years and coming is None:
            coming = (max(years) + 1, max(years) + 1)
        found: dict[str, tuple[int, int]] = {}
        if coming is not None:
            found = {PAST: (coming[0] - 1, coming[0] - 1), COMING: coming}
        if years:
            found[PAST] = (min(years), max(years))
        return {column: found[column] for column in (PAST, COMING) if column in found and column in self.columns.values()}

    @property
    def years(self) -> list[int]:
        """The years of results."""
        return [column for column in self.columns.values() if isinstance(column, int)]


def tables_of(page: Page) -> list[Table]:
    """Return the tables of a page: several where the heading is printed again, none where there is no such heading."""
    texts, notes = without_notes(list(text_rows(page)))
    grid: Grid = {row[0].row: {place.column: page.cells[(place.row, place.column)] for place in row} for row in texts}
    starts = [row for row, cells in grid.items() if any(folded(c.text) == TITLE for c in cells.values())]
    # Where merged cells were split and filled, the second heading row repeats the first.
    starts = [row for row in starts if row - 1 not in starts]
    tables: list[Table] = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else max(grid) + 1
        table = _headed(page, grid, start)
        if not tables:
            table.above = [place for row in grid if row < start for place in _places(page, grid, row)]
        begin = _body_start(grid, start)
        _fill(table, page, {row: cells for row, cells in grid.items() if begin <= row < end})
        tables.append(table)
    if tables:
        tables[-1].stray += notes
    return tables


def _places(page: Page, grid: Grid, row: int) -> Iterator[CellRef]:
    yield from (CellRef(page.name, row, column, cell.text.strip()) for column, cell in grid[row].items())


def _body_start(grid: Grid, start: int) -> int:
    """The first row below the heading, which has two rows where the years are under 実績値."""
    rows = max(cell.rows for cell in grid[start].values())
    return start + (2 if rows < 2 and any(_year(c.text) for c in grid.get(start + 1, {}).values()) else rows)


def _headed(page: Page, grid: Grid, start: int) -> Table:
    """A table with its columns, by the heading rows."""
    table = Table({})
    end = _body_start(grid, start)
    for row in range(start, end):
        for column, cell in grid.get(row, {}).items():
            name = _plain(cell.text)
            meant = _column(name)
            schedule = _SCHEDULE.fullmatch(name)
            if schedule:
                meant, span = _period(schedule.group("period") or "")
                table.coming = span or table.coming
            if _RESULTS.fullmatch(name):
                continue
            if meant is not None and table.columns.get(column) == meant:
                continue
            if meant is None or meant in table.columns.values():
                table.stray.append(CellRef(page.name, row, column, cell.text.strip()))
            else:
                table.columns[column] = meant
    return table


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _column(name: str) -> Column | None:
    return _NAMES.get(name) or _year(name)


def _year(text: str) -> int | None:
    found = _YEAR.fullmatch(_plain(text))
    try:
        return read_year(found.group("year")) if found else None
    except Refused:
        return None


def _period(text: str) -> tuple[Column, tuple[int, int] | None]:
    """これまで, or the years to come: `R6~R8`; any other words mean years to come that are not named."""
    if "これまで" in text:
        return PAST, None
    try:
        return COMING, read_span(text)
    except Refused:
        return COMING, None


def _fill(table: Table, page: Page, rows: Grid) -> None:
    """Add one record a row; a row that continues the one above is joined to it, a merged 区分 holds for all its rows."""
    merged: dict[Column, tuple[int, CellRef]] = {}
    for row, cells in rows.items():
        record = Record()
        for column, cell in cells.items():
            place = CellRef(page.name, row, column, cell.text.strip("\n"))
            meant = [table.columns[c] for c in range(column, column + cell.columns) if c in table.columns]
            if not meant:
                table.stray.append(place)
            # One cell over several years holds for each of them.
            for name in [m for m in meant if isinstance(m, int)] or meant[:1]:
                record.texts[name] = place
                if name in (TOP, FIELD) and cell.rows > 1:
                    merged[name] = (row + cell.rows, place)
        for name, (end, place) in merged.items():
            if row < end:
                record.texts.setdefault(name, place)
        if table.records and _continues(record):
            _join(table.records[-1], record)
        else:
            table.records.append(record)


def _continues(record: Record) -> bool:
    """Whether a row only continues the cells above, as one does that was too high for a single row."""
    title = record.texts.get(TITLE)
    goes_on = any(place.text.startswith(GOES_ON) for place in record.texts.values())
    return NUMBER not in record.texts and ((title is None and TOP not in record.texts) or goes_on)


def _join(above: Record, record: Record) -> None:
    for name, place in record.texts.items():
        known = above.texts.get(name)
        if known is not None and known != place:
            above.texts[name] = CellRef(known.sheet, known.row, known.column, joined([known.text, place.text]))
        elif known is None:
            above.texts[name] = place
