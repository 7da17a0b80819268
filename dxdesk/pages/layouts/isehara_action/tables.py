"""Where the measures' tables lie on a page: labelled blocks of rows, among them the row of years."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.plan_title import undated
from dxdesk.pages.layouts.common.side_notes import without_notes
from dxdesk.pages.layouts.isehara_action.wording import MEASURE, NUMBER, RESULT_COLUMN, YEARS
from dxdesk.pages.page import Page
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import RESULT, TARGET
from dxdesk.plan.rows.outline import folded

Row = list[CellRef]

_YEAR = re.compile(
    r"(?P<year>(?:令和|平成|R|H)(?:元|\d{1,2})(?:年度|年)?|\d{4}(?:年度|年)?|\d{1,2}年度)"
    r"(?:\((?P<remark>.*)\)|(?P<bare>実績|目標|計画|予定|実施予定))?",
    re.A,
)
_AIMS = ("", "目標", "目標値", "計画", "予定", "実施予定")


@dataclass(frozen=True)
class YearColumn:
    """A year's column. `observed`: what its heading says of results (`2月末時点`); None in a column of targets."""

    year: int
    observed: str | None
    heading: CellRef

    @property
    def role(self) -> str:
        """The role of its figures."""
        return TARGET if self.observed is None else RESULT


@dataclass
class Block:
    """Rows under one label of the first column; rows before any label have None."""

    place: CellRef | None
    rows: list[Row]

    @property
    def label(self) -> str:
        """The label without white space and width."""
        return folded(self.place.text) if self.place else ""


@dataclass
class Table:
    """A measure's table: title and number as printed, blocks, years by column, and texts that fit nowhere."""

    title: str
    number: str
    sheet: str
    blocks: list[Block] = field(default_factory=list)
    years: dict[int, YearColumn] = field(default_factory=dict)
    stray: Row = field(default_factory=list)

    def leave(self) -> None:
        """Puts everything with the stray texts."""
        for block in self.blocks:
            self.stray += [*([block.place] if block.place else []), *(place for row in block.rows for place in row)]
        self.stray += [column.heading for column in self.columns]
        self.blocks, self.years = [], {}

    @property
    def named(self) -> bool:
        """Whether it names its measure."""
        return bool(self.title or self.number)

    @property
    def columns(self) -> list[YearColumn]:
        """The years, each once."""
        return list({column.year: column for column in self.years.values()}.values())

    def of(self, *labels: str) -> Iterator[Row]:
        """The rows of the blocks with one of the labels."""
        return (row for block in self.blocks if block.label in labels for row in block.rows)

    def split(self, row: Row) -> tuple[str, dict[int, CellRef]]:
        """A row's own name and its texts by year; texts beside are put with the stray ones."""
        first = min(self.years, default=0)
        values: dict[int, CellRef] = {}
        name: list[str] = []
        for place in row:
            column = self.years.get(place.column)
            if column is not None and column.year not in values:
                values[column.year] = place
            elif place.column < first and not name:
                name.append(place.text.strip())
            else:
                self.stray.append(place)
        return "".join(name), values


def tables_of(page: Page) -> tuple[list[Row], list[Table], Row]:
    """The rows above the first table, the tables of a page, and the notes at its foot."""
    rows, notes = without_notes(list(text_rows(page)))
    starts = [place for place, row in enumerate(rows) if _starts_table(row)]
    above = rows[: starts[0]] if starts else rows
    ends = [*starts[1:], len(rows)]
    return above, [_table(page, rows[start:end]) for start, end in zip(starts, ends, strict=False)], notes


def _starts_table(row: Row) -> bool:
    texts = [folded(place.text) for place in row]
    return MEASURE in texts[:2] and NUMBER in texts


def _table(page: Page, rows: Sequence[Row]) -> Table:
    head = rows[0]
    left = next(place.column for place in head if folded(place.text) == MEASURE)
    number_at = next(place for place, cell in enumerate(head) if folded(cell.text) == NUMBER)
    title = [place.text.strip() for place in head[:number_at] if place.column > left]
    number = head[number_at + 1 :]
    table = Table(
        " ".join(dict.fromkeys(title)),
        "".join(undated(place.text.strip()) for place in number[:1]),
        page.name,
        stray=[*(place for place in head if place.column < left), *number[1:]],
    )
    years = [row for row in rows if any(place.column == left and folded(place.text) == YEARS for place in row)]
    right = max(
        (place.column for row in (head[: number_at + 2], *years) for place in row if _bounds(place, row, head)), default=0
    )
    for row in rows[1:]:
        table.stray += [place for place in row if not left <= place.column <= right]
        inside = [place for place in row if left <= place.column <= right]
        label = inside[0] if inside and inside[0].column == left else None
        # Merged cells of a label that were taken apart and filled repeat it.
        rest = [place for place in inside if label is None or folded(place.text) != folded(label.text)]
        if label is not None and folded(label.text) == YEARS and not table.years:
            _take_years(page, table, rest)
        elif label is not None or (rest and not table.blocks):
            table.blocks.append(Block(label, [rest] if rest else []))
        elif rest:
            table.blocks[-1].rows.append(rest)
    return table


def _bounds(place: CellRef, row: Row, head: Row) -> bool:
    """Whether a text shows how far the table reaches: those of its first row, and its years."""
    return row[0] is head[0] or _year_column(place) is not None


def _take_years(page: Page, table: Table, row: Row) -> None:
    """The year of each column; a heading over several columns has those without a heading of their own."""
    found: dict[int, YearColumn] = {}
    for place in row:
        column = _year_column(place)
        if column is None or column.year in {known.year for known in found.values()}:
            table.stray.append(place)
        else:
            found[place.column] = column
    for first, column in found.items():
        span = page.cells[(column.heading.row, first)].columns
        table.years |= {first + offset: column for offset in range(span) if offset == 0 or first + offset not in found}


def _year_column(place: CellRef) -> YearColumn | None:
    """`令和4年度 (2月末時点)` is a column of results, `令和5年度` one of targets."""
    found = _YEAR.fullmatch("".join(unicodedata.normalize("NFKC", place.text).split()))
    if found is None:
        return None
    try:
        year = read_year(found.group("year"))
    except Refused:
        return None
    remark = found.group("remark") or found.group("bare") or ""
    return YearColumn(year, None if remark in _AIMS else "" if remark == RESULT_COLUMN else remark, place)
