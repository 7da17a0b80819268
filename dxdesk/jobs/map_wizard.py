"""A sheet without a map, and the map that a person makes for it, step by step and back again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from dxdesk.jobs.importing import PreparedImport, book_of, prepare_reading, read_by
from dxdesk.pages.layouts import BY_MAP
from dxdesk.pages.layouts.list_table.column_guess import Heading, as_field, headings_of, with_levels
from dxdesk.pages.layouts.list_table.headings import heading_paths
from dxdesk.pages.layouts.list_table.map_guess import (
    common_year,
    guess_map,
    guess_sheet,
    position_of,
    sample,
    with_chosen,
    with_guesses,
)
from dxdesk.pages.layouts.list_table.map_problems import MapProblem, problems, table_problems
from dxdesk.pages.layouts.list_table.map_reuse import dated, fitting, placed, portable, table_year, undated
from dxdesk.pages.layouts.list_table.map_toml import map_in, map_text, read_map, write_map
from dxdesk.pages.layouts.list_table.table_map import MapColumn, TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.progress import Step, no_progress
from dxdesk.plan.rows.rows import Rows

GUESSED = ""  # the source of a map that is not a kept one
_OF_PLAN = ("municipality", "title", "pillar")  # fields of a map that hold for every sheet of a file
_EMPTY = "「{}」に表がありません。ファイルを開いて、施策の一覧があるか確かめてください。"


class Offer(NamedTuple):
    """A kept map that fits the sheet: its name, and the years by which it is moved on."""

    name: str
    years: int


@dataclass(frozen=True)
class SheetMap:
    """The map of one sheet while it is made, and the name of the kept map that it was.

    `chosen`: the positions of the columns that a person has decided; `stated`: the fields of `TableMap` that he has.
    """

    map: TableMap
    chosen: frozenset[int] = frozenset()
    source: str = GUESSED
    stated: frozenset[str] = frozenset()


class MapDraft:
    """One file and the map of its sheet. Every sheet that was visited keeps what was chosen for it.

    The columns of `map` always have their positions in `page`.
    """

    def __init__(
        self, file: str, book: Book, this_year: int, plan: Plan | None = None, kept: Mapping[str, str] | None = None
    ) -> None:
        """`plan`: where the sheet goes, None for a new one; `kept`: the maps kept with it, name → text. Raises Refused."""
        if not any(cell.text.strip() for page in book.pages for cell in page.cells.values()):
            raise Refused(_EMPTY.format(Path(file).name))
        self.file = file
        self.book = book
        self.plan = plan
        self._this_year = this_year
        self._kept = _readable(kept or {})
        self._sheets: dict[int, SheetMap] = {}
        self.sheet = self._likeliest()
        self.turn_to(self.sheet)

    # state

    @property
    def page(self) -> Page:
        """The sheet for which the map is made."""
        return self.book.pages[self.sheet]

    @property
    def map(self) -> TableMap:
        """The map as it is now."""
        return self._current.map

    @property
    def source(self) -> str:
        """The name of the kept map that this one is, GUESSED where it is none."""
        return self._current.source

    @property
    def _current(self) -> SheetMap:
        return self._sheets[self.sheet]

    def _replace(self, **values: Any) -> None:
        """Replace fields of the sheet's `SheetMap`."""
        self._sheets[self.sheet] = replace(self._current, **values)

    @property
    def headings(self) -> dict[int, str]:
        """Position → heading, blank for a column that has only texts."""
        paths = heading_paths(self.page, self.map.headings)
        body = self._body()
        filled = {column for (row, column), cell in self.page.cells.items() if row in body and cell.text.strip()}
        return {place: paths.get(place, "") for place in sorted({*paths, *filled})}

    def column(self, place: int) -> MapColumn | None:
        """Return a column of the map by its position, None where it is not decided."""
        return next((column for column in self.map.columns if column.position == place), None)

    def offers(self) -> list[Offer]:
        """Return the kept maps that fit the sheet, those that need not be moved first."""
        page = sample(self.page)
        fits = {name: self._fit(kept, page) for name, kept in self._kept.items()}
        return sorted((Offer(name, fit[1]) for name, fit in fits.items() if fit is not None), key=_moved)

    @property
    def year(self) -> int | None:
        """The year of the columns whose headings name none, else the one named above the table."""
        year = table_year(self.map)
        return year if year is not None else common_year(self.book, sample(self.page), self.map.headings)

    def problems(self) -> list[MapProblem]:
        """Return what the columns still lack."""
        return problems(self.map)

    def table_problems(self) -> dict[str, str]:
        """Return what is missing for the whole table: field of `TableMap` → sentence."""
        return table_problems(self.map)

    # deciding

    def turn_to(self, sheet: int) -> None:
        """Change to another sheet: with the newest kept map that fits, else with guesses."""
        before, self.sheet = self._sheets.get(self.sheet), sheet
        if sheet in self._sheets:
            return
        self._sheets[sheet] = SheetMap(self._of_plan(guess_map(self.book, self._this_year, sheet)))
        offers = self.offers()
        if offers:
            self.use(offers[0].name)
        if before is not None:
            self.set_table(**{name: getattr(before.map, name) for name in before.stated.intersection(_OF_PLAN)})

    def use(self, name: str) -> None:
        """Use a kept map, or with GUESSED the guesses."""
        if name == GUESSED:
            self._sheets[self.sheet] = SheetMap(self._of_plan(guess_map(self.book, self._this_year, self.sheet)))
            return
        fit = self._fit(self._kept[name], sample(self.page))
        if fit is not None:
            self._take(fit[0], name)

    def use_file(self, file: str | Path) -> str:
        """Use a map from a file; return the name under which it is then offered. Raises Refused for another shape."""
        table_map = read_map(file)
        page = sample(self.page)
        fit = self._fit(table_map, page)
        found = fit[0] if fit is not None else placed(table_map, page)
        name = Path(file).stem
        self._kept[name] = table_map
        self._take(found, name)
        return name

    def _take(self, table_map: TableMap, name: str) -> None:
        guessed = guess_map(self.book, self._this_year, self.sheet, table_map.headings)
        chosen = frozenset(position_of(column) for column in table_map.columns)
        found = with_guesses(table_map, guessed)
        if self.plan is not None:
            # The years are the map's own, moved on with its headings.
            found = replace(found, municipality=self.plan.municipality, title=self.plan.title)
        self._sheets[self.sheet] = SheetMap(found, chosen, name)

    def choose_headings(self, headings: range) -> None:
        """Use other heading rows: what a person chose is kept, the rest is guessed again."""
        current = self._current
        guessed = guess_map(self.book, self._this_year, self.sheet, headings)
        own = tuple(column for column in current.map.columns if position_of(column) in current.chosen)
        others = tuple(column for column in guessed.columns if position_of(column) not in current.chosen)
        found = self._of_plan(with_chosen(replace(guessed, columns=others), own, self.page))
        stated: dict[str, Any] = {name: getattr(current.map, name) for name in current.stated}
        self._replace(map=replace(found, **stated))

    @property
    def undated(self) -> bool:
        """Whether there are columns of a year that their headings do not name."""
        return any(undated(column) for column in self.map.columns)

    def choose_year(self, year: int) -> None:
        """Set the year of the columns whose headings name none."""
        self._replace(map=self._of_plan(dated(self.map, year)))

    def choose(self, place: int, field: str) -> MapColumn | None:
        """Give a column a field, blank for not decided; return it with the attributes that its heading names."""
        self._choose([place], field)
        return self.column(place)

    def choose_rest(self, field: str) -> None:
        """Give every undecided column this field; a city's own column needs a heading as its name."""
        undecided = {place: heading for place, heading in self.headings.items() if self.column(place) is None}
        self._choose([place for place, heading in undecided.items() if heading or field != "custom"], field)

    def _choose(self, places: list[int], field: str) -> None:
        page = sample(self.page)
        headings = headings_of(page, heading_paths(page, self.map.headings), self._body())
        there = {heading.position: heading for heading in headings}
        for place in places:
            heading = there.get(place, Heading(place, "", (), False))
            self._put(place, as_field(heading, field, headings, self.year) if field else None)
        self._replace(map=replace(self.map, columns=tuple(with_levels(self.map.columns))))

    def put(self, column: MapColumn) -> None:
        """Put a column as a person has edited it."""
        self._put(position_of(column), column)

    def _put(self, place: int, column: MapColumn | None) -> None:
        others = [other for other in self.map.columns if other.position != place]
        columns = tuple(sorted([*others, *([column] if column is not None else [])], key=position_of))
        self._replace(map=replace(self.map, columns=columns), chosen=self._current.chosen | {place})

    def set_table(self, **values: Any) -> None:
        """Set what a person states for the whole table, by fields of `TableMap`: municipality, title, years …"""
        self._replace(map=replace(self.map, **values), stated=self._current.stated.union(values))

    # results

    def save(self, file: str | Path) -> None:
        """Write the map as the file that the command line's --map takes. Raises EnvironmentFault."""
        write_map(portable(self.map, self.book), file)

    def prepared(self, rows: Rows, step: Step = no_progress) -> PreparedImport:
        """Return the import, prepared, with the map to be kept. Raises Refused; Stopped by `step`."""
        step(0, 3)
        reading = read_by(BY_MAP.with_map(self.map), self.book)
        if not any(True for _ in reading.plan.of("pillar")):
            raise Refused(
                f"「{self.page.name or Path(self.file).name}」から施策を1つも読めませんでした。見出しの行と「施策名」の列を確かめてください。"
            )
        title = self.plan.title if self.plan is not None else None
        found = prepare_reading(rows, reading, Path(self.file).name, plan=title, step=step)
        return replace(found, maps=self.kept())

    def kept(self) -> dict[str, str]:
        """Return the map of the sheet as it is kept: its name → its text."""
        return {self._name(): map_text(portable(self.map, self.book))}

    def _name(self) -> str:
        """The name under which the map is kept: its old one, else the sheet's, with a number where another map has it."""
        if self.source:
            return self.source
        name = self.page.name.strip() or self.book.title
        names = [name, *(f"{name} ({number})" for number in range(2, len(self._kept) + 3))]
        return next(name for name in names if name not in self._kept)

    def _likeliest(self) -> int:
        """The index of the first sheet that a kept map fits, else of the likeliest table."""
        for index, page in enumerate(map(sample, self.book.pages)):
            if any(self._fit(kept, page) for kept in self._kept.values()):
                return index
        return guess_sheet(self.book)

    def _fit(self, kept: TableMap, page: Page) -> tuple[TableMap, int] | None:
        return fitting(kept, page, common_year(self.book, page, kept.headings))

    def _body(self) -> range:
        return range(self.map.first_row, self.page.height)

    def _of_plan(self, table_map: TableMap) -> TableMap:
        """The map of a sheet that goes into an existing plan: with its name, and its years and those of the sheet."""
        plan = self.plan
        if plan is None:
            return table_map
        planned = table_map.planned_from if table_map.planned_from is not None else plan.planned_from
        return replace(
            table_map,
            municipality=plan.municipality,
            title=plan.title,
            first_year=min(plan.shown_from, table_map.first_year),
            last_year=max(plan.shown_to, table_map.last_year),
            planned_from=planned,
        )


def read_for_map(
    file: str, this_year: int, plan: Plan | None, kept: Mapping[str, str], step: Step = no_progress
) -> MapDraft:
    """Read a file for which a map is to be made. Raises Refused, EnvironmentFault; Stopped by `step`."""
    step(0, 2)
    book = book_of(file)
    step(1, 2)
    return MapDraft(file, book, this_year, plan, kept)


def _readable(kept: Mapping[str, str]) -> dict[str, TableMap]:
    """The kept maps without those that this version cannot read."""
    found: dict[str, TableMap] = {}
    for name, text in kept.items():
        try:
            found[name] = map_in(text, name)
        except Refused:
            continue
    return found


def _moved(offer: Offer) -> int:
    return offer.years
