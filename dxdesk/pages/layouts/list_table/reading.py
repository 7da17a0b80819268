"""Any table of one row (or a few) a measure, read row by row by its map; every cell that is not read is listed."""

import re
from collections.abc import Iterable

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.departments import Departments
from dxdesk.pages.layouts.common.side_notes import whole_page
from dxdesk.pages.layouts.list_table.headings import align_rows, locate_columns, sheet_of
from dxdesk.pages.layouts.list_table.row_reading import Grid, MeasureRows, numbered
from dxdesk.pages.layouts.list_table.table_map import BELOW, OF_INDICATOR, PILLARS, MapColumn, TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.draft import Draft, Reading, Unread
from dxdesk.plan.rows.model import PER_MEASURE, PER_YEAR
from dxdesk.plan.rows.outline import folded

_OTHER = "その他"
_SKIPPED = "読まなくてよければ、ほかのシートは取り込まないことにする（対応表では skip_sheets）"


def read(book: Book, table_map: TableMap) -> Reading:
    """Return the plan that the table shows. Raises Refused where the book has no such sheet or the sheet no such columns."""
    page = sheet_of(book, table_map)
    reader = _Reader(page, align_rows(page, table_map))
    reader.take_rows()
    reader.leave_rest()
    others = [other for other in book.pages if other is not page and other.name not in table_map.skip_sheets]
    return Reading(
        reader.plan, sorted(reader.unread, key=_place) + [u for other in others for u in whole_page(other, _SKIPPED)]
    )


def _place(unread: Unread) -> tuple[int, int, str]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", unread.cell)
    return (int(found.group(2)), len(found.group(1)), found.group(1)) if found else (0, 0, "")


class _Reader:
    def __init__(self, page: Page, table_map: TableMap) -> None:
        self.page = page
        self.map = table_map
        self.columns = locate_columns(page, table_map)
        self.grid = Grid(page, self.columns, table_map)
        self.unread: list[Unread] = []
        self.plan = Draft(
            "plan",
            {
                "municipality": table_map.municipality,
                "title": table_map.title,
                "shown_from": table_map.first_year,
                "shown_to": table_map.last_year,
                "planned_from": table_map.planned_from,
            },
            {"levels": _levels(table_map)},
            shows=_shown(table_map),
        )
        for column in table_map.of("custom"):
            if all(field.text("name") != column.name for field in self.plan.of("custom_field")):
                scope = PER_MEASURE if column.year is None else PER_YEAR
                self.plan.add("custom_field", {"scope": scope}, name=column.name)
        (self.title,) = (place for place, column in self.columns.items() if column.field == "title")
        self.number = next((place for place, column in self.columns.items() if column.field == "number"), None)
        self.departments = Departments(self._lines("entry"))
        self.pillars: list[tuple[str, str]] = [("", "")] * table_map.levels
        self.own_pillars = self.pillars  # those of the measure whose rows are being read
        self.drafts: dict[tuple[tuple[str, str], ...], Draft] = {}

    def _lines(self, field: str) -> Iterable[str]:
        for row in self.grid.rows:
            for place, text in self.grid.own(row).items():
                if self.columns[place].field == field:
                    yield from text.text.split("\n")

    def leave(self, places: Iterable[CellRef]) -> None:
        """List texts as not understood."""
        self.unread += [place.unread() for place in places]

    # -- the rows

    def take_rows(self) -> None:
        """Read every row: a new measure, more of the one above, or a pillar alone."""
        current: MeasureRows | None = None
        for row in self.grid.rows:
            own = self.grid.own(row)
            self._take_pillars(own)
            inside = {place: text for place, text in own.items() if self.columns[place].field not in (*PILLARS, "skip")}
            if not inside:
                continue
            if self._begins(row, current):
                self.own_pillars = list(self.pillars)
                current = MeasureRows(self._pillar().add("measure"), row, self.departments)
                self._take_first(current, row)
            elif current is None:
                self.leave(inside.values())
                continue
            else:
                self._take_more(current, inside)
            self._take_indicators(current, row, inside)
            self.leave(current.unread)
            current.unread = []

    def _begins(self, row: int, current: MeasureRows | None) -> bool:
        """Whether a measure begins: there is a title, and it does not only repeat the one above or reach down from there."""
        title = self.grid.over(row, self.title)
        if title is None or current is None:
            return title is not None
        if title.row != row and title.row >= current.row:
            return False
        if self.number is None:
            # A row for each indicator: without numbers the same title in the same place is the same measure.
            repeated = bool(self.map.of("indicator")) and [title.text] == current.named
            return not repeated or self.pillars != self.own_pillars
        number = self.grid.over(row, self.number)
        again = [text.text for text in (number, title) if text is not None]
        return len(again) < 2 or again != current.named

    def _take_first(self, current: MeasureRows, row: int) -> None:
        for place, column in self.columns.items():
            text = self.grid.over(row, place)
            if place in (self.number, self.title) and text is not None:
                current.named.append(text.text)
            if column.field not in (*PILLARS, *OF_INDICATOR, "skip"):
                current.first[place] = text.text if text is not None else ""
                current.take(column, text)

    def _take_more(self, current: MeasureRows, inside: dict[int, CellRef]) -> None:
        """Read a further row of a measure: more narrative; a text that repeats the first row's is skipped."""
        for place, text in inside.items():
            column = self.columns[place]
            again = current.first.get(place) == text.text
            if column.field == "entry" and not again:
                current.take(column, text)
            elif column.field not in OF_INDICATOR and not again:
                self.leave([text])

    def _take_indicators(self, current: MeasureRows, row: int, inside: dict[int, CellRef]) -> None:
        """Read the indicators of a row, group by group; a merged cell from above belongs to the measure's first row."""
        groups: dict[int | str, list[tuple[MapColumn, CellRef | None]]] = {}
        for place, column in self.columns.items():
            if column.field in OF_INDICATOR:
                text = self.grid.over(row, place) if row == current.row else inside.get(place)
                groups.setdefault(column.about, []).append((column, text))
        for about, parts in groups.items():
            if any(text is not None for _, text in parts):
                current.take_indicator(about, parts)

    # -- pillars

    def _take_pillars(self, own: dict[int, CellRef]) -> None:
        """Read the row's pillars: a new one clears those below it; blank means the same as above."""
        for level in range(1, self.map.levels + 1):
            before = self.pillars[level - 1]
            stated = {
                self.columns[place].field: (self.columns[place], text.text.strip())
                for place, text in own.items()
                if self.columns[place].level == level and self.columns[place].field in PILLARS
            }
            if not stated:
                continue
            number, title = before if "pillar" not in stated else ("", "")
            if "pillar" in stated:
                column, text = stated["pillar"]
                number, title = numbered(text) if column.numbered else ("", text)
            if "pillar_number" in stated:
                number = stated["pillar_number"][1]
            elif any(c.field == "pillar_number" and c.level == level for c in self.columns.values()) and title == before[1]:
                number = before[0]
            if (number, title) != before:
                self.pillars[level - 1 :] = [(number, title), *[("", "")] * (self.map.levels - level)]

    def _pillar(self) -> Draft:
        """The drafted pillar of the row, drafted with those above it where it is new."""
        path: list[tuple[str, str]] = []
        for number, title in self.pillars:
            names = [name.strip() for name in title.split(BELOW)]
            path += [(number if name == names[-1] else "", name) for name in names if name]
        path = path or [("", self.map.pillar or _OTHER)]
        above = self.plan
        for depth in range(1, len(path) + 1):
            key = tuple(path[:depth])
            if key not in self.drafts:
                number, title = path[depth - 1]
                self.drafts[key] = above.add("pillar", title=title)
                if number:
                    self.drafts[key].values["number"] = number
            above = self.drafts[key]
        return above

    # -- the rest of the sheet

    def leave_rest(self) -> None:
        """List all texts outside the mapped columns and rows but the caption and the headings that the map names."""
        named = set(self.columns)
        captions = {folded(self.map.caption or self.map.title), folded(self.map.municipality + self.map.title)}
        for (row, column), cell in self.page.cells.items():
            covers = named & set(range(column, column + cell.columns))
            known = (
                not cell.text.strip()
                or (row < self.map.headings.start and folded(cell.text) in captions)
                or (row in self.map.headings and bool(covers))
                or (row in self.grid.body and column in named)
            )
            if not known:
                self.leave([CellRef(self.page.name, row, column, cell.text)])


def _shown(table_map: TableMap) -> frozenset[tuple[str, int, str]]:
    """The cells that the table has: figures by year and role, narrative by year and kind."""
    figures = {("figure", c.year, c.role) for c in table_map.of("figure") if c.year is not None}
    entries = {("entry", c.year, c.kind) for c in table_map.of("entry") if c.year is not None}
    return frozenset(figures | entries)


def _levels(table_map: TableMap) -> str:
    """The names of the levels, as the headings have them."""
    columns = sorted(table_map.of("pillar"), key=_level)
    names = [column.heading.split("/")[-1].strip() for column in (*columns, *table_map.of("title"))]
    return " > ".join(name or "施策" for name in names) if columns else "柱 > 施策"


def _level(column: MapColumn) -> int:
    return column.level
