"""A sheet that nobody has described yet, and the map that a person makes of it, step by step and back again."""

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

GUESSED = ""  # the source of a map that no one kept
_OF_PLAN = ("municipality", "title", "pillar")  # fields of a map that hold for every sheet of a file
_EMPTY = "「{}」に表がありません。ファイルを開いて、施策の一覧があるか確かめてください。"


class Offer(NamedTuple):
    """A kept map that fits the sheet: its name, and how many years it is moved on."""

    name: str
    years: int


@dataclass(frozen=True)
class SheetMap:
    """The map of one sheet while it is made, and the kept map that it was.

    `chosen`: the columns that a person has decided; `said`: the fields of the map.
    """

    map: TableMap
    chosen: frozenset[int] = frozenset()
    source: str = GUESSED
    said: frozenset[str] = frozenset()


class MapDraft:
    """One file and the map of its sheet. Every sheet that was looked at keeps what was chosen for it.

    `map` always has its columns at their places in `page`.
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

    # what is there

    @property
    def page(self) -> Page:
        """The sheet that is described."""
        return self.book.pages[self.sheet]

    @property
    def map(self) -> TableMap:
        """The map as it stands."""
        return self._sheets[self.sheet].map

    @property
    def source(self) -> str:
        """The name of the kept map that this one is, GUESSED where it is none."""
        return self._sheets[self.sheet].source

    @property
    def headings(self) -> dict[int, str]:
        """Column of the sheet → its heading; those without one that have a text, too."""
        paths = heading_paths(self.page, self.map.headings)
        body = self._body()
        filled = {column for (row, column), cell in self.page.cells.items() if row in body and cell.text.strip()}
        return {place: paths.get(place, "") for place in sorted({*paths, *filled})}

    def column(self, place: int) -> MapColumn | None:
        """What a column of the sheet is said to be, None where nobody has decided."""
        return next((column for column in self.map.columns if column.position == place), None)

    def offers(self) -> list[Offer]:
        """The kept maps that fit the sheet, those that need not be moved first."""
        page = sample(self.page)
        fits = {name: self._fit(kept, page) for name, kept in self._kept.items()}
        return sorted((Offer(name, fit[1]) for name, fit in fits.items() if fit is not None), key=_moved)

    @property
    def year(self) -> int | None:
        """The year of the columns whose headings tell none; else what stands over the table."""
        told = table_year(self.map)
        return told if told is not None else common_year(self.book, sample(self.page), self.map.headings)

    def problems(self) -> list[MapProblem]:
        """What the columns still lack."""
        return problems(self.map)

    def table_problems(self) -> dict[str, str]:
        """What the words for the whole table still lack: field of the map → sentence."""
        return table_problems(self.map)

    # deciding

    def turn_to(self, sheet: int) -> None:
        """Another sheet: with the newest kept map that fits, else with guesses."""
        before, self.sheet = self._sheets.get(self.sheet), sheet
        if sheet in self._sheets:
            return
        self._sheets[sheet] = SheetMap(self._of_plan(guess_map(self.book, self._this_year, sheet)))
        offers = self.offers()
        if offers:
            self.use(offers[0].name)
        if before is not None:
            self.set_table(**{name: getattr(before.map, name) for name in before.said.intersection(_OF_PLAN)})

    def use(self, name: str) -> None:
        """A kept map, or with GUESSED the guesses."""
        if name == GUESSED:
            self._sheets[self.sheet] = SheetMap(self._of_plan(guess_map(self.book, self._this_year, self.sheet)))
            return
        fit = self._fit(self._kept[name], sample(self.page))
        if fit is not None:
            self._take(fit[0], name)

    def use_file(self, file: str | Path) -> str:
        """A map from a file, and the name under which it is offered from now on. Raises Refused where it does not fit."""
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
        """Other heading rows: what a person chose stays, the rest is guessed anew."""
        stands = self._sheets[self.sheet]
        guessed = guess_map(self.book, self._this_year, self.sheet, headings)
        own = tuple(column for column in stands.map.columns if position_of(column) in stands.chosen)
        others = tuple(column for column in guessed.columns if position_of(column) not in stands.chosen)
        found = self._of_plan(with_chosen(replace(guessed, columns=others), own, self.page))
        said: dict[str, Any] = {name: getattr(stands.map, name) for name in stands.said}
        self._sheets[self.sheet] = replace(stands, map=replace(found, **said))

    @property
    def undated(self) -> bool:
        """Whether there are columns of a year that their headings do not tell."""
        return any(undated(column) for column in self.map.columns)

    def choose_year(self, year: int) -> None:
        """The year of the columns whose headings tell none."""
        stands = self._sheets[self.sheet]
        moved = dated(stands.map, year)
        self._sheets[self.sheet] = replace(stands, map=self._of_plan(moved))

    def choose(self, place: int, field: str) -> MapColumn | None:
        """A column is of this field, blank for not decided; returned with what its heading tells beside that."""
        self._choose([place], field)
        return self.column(place)

    def choose_rest(self, field: str) -> None:
        """Every column that nobody has decided is of this field; one of a city's own needs a heading to be called by."""
        undecided = {place: heading for place, heading in self.headings.items() if self.column(place) is None}
        self._choose([place for place, heading in undecided.items() if heading or field != "custom"], field)

    def _choose(self, places: list[int], field: str) -> None:
        page = sample(self.page)
        headings = headings_of(page, heading_paths(page, self.map.headings), self._body())
        there = {heading.position: heading for heading in headings}
        for place in places:
            heading = there.get(place, Heading(place, "", (), False))
            self._put(place, as_field(heading, field, headings, self.year) if field else None)
        stands = self._sheets[self.sheet]
        self._sheets[self.sheet] = replace(stands, map=replace(stands.map, columns=tuple(with_levels(stands.map.columns))))

    def put(self, column: MapColumn) -> None:
        """A column as a person has it."""
        self._put(position_of(column), column)

    def _put(self, place: int, column: MapColumn | None) -> None:
        stands = self._sheets[self.sheet]
        others = [other for other in stands.map.columns if other.position != place]
        columns = tuple(sorted([*others, *([column] if column is not None else [])], key=position_of))
        self._sheets[self.sheet] = replace(stands, map=replace(stands.map, columns=columns), chosen=stands.chosen | {place})

    def set_table(self, **words: Any) -> None:
        """What a person says of the whole table: municipality, title, years …, as fields of the map."""
        stands = self._sheets[self.sheet]
        said = stands.said.union(words)
        self._sheets[self.sheet] = replace(stands, map=replace(stands.map, **words), said=said)

    # what comes of it

    def save(self, file: str | Path) -> None:
        """The map as the file that the command line's --map takes. Raises EnvironmentFault."""
        write_map(portable(self.map, self.book), file)

    def prepared(self, rows: Rows, step: Step = no_progress) -> PreparedImport:
        """The import thought through, with the map to be kept. Raises Refused; Stopped by `step`."""
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
        """The map of the sheet as it is kept: its name → its text."""
        return {self._name(): map_text(portable(self.map, self.book))}

    def _name(self) -> str:
        """What the map is kept as: the name it had, else that of the sheet, with a number where another table has it."""
        if self.source:
            return self.source
        name = self.page.name.strip() or self.book.title
        names = [name, *(f"{name} ({number})" for number in range(2, len(self._kept) + 3))]
        return next(name for name in names if name not in self._kept)

    def _likeliest(self) -> int:
        """The sheet that a kept map fits, else the one that looks like a table."""
        for place, page in enumerate(map(sample, self.book.pages)):
            if any(self._fit(kept, page) for kept in self._kept.values()):
                return place
        return guess_sheet(self.book)

    def _fit(self, kept: TableMap, page: Page) -> tuple[TableMap, int] | None:
        return fitting(kept, page, common_year(self.book, page, kept.headings))

    def _body(self) -> range:
        return range(self.map.first_row, self.page.height)

    def _of_plan(self, table_map: TableMap) -> TableMap:
        """The map of a sheet that goes into a plan: under its name, in its years unless the sheet has others."""
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
    """Reads a file to be described. Raises Refused, EnvironmentFault; Stopped by `step`."""
    step(0, 2)
    book = book_of(file)
    step(1, 2)
    return MapDraft(file, book, this_year, plan, kept)


def _readable(kept: Mapping[str, str]) -> dict[str, TableMap]:
    """The kept maps; one that a newer version wrote otherwise is not offered."""
    found: dict[str, TableMap] = {}
    for name, text in kept.items():
        try:
            found[name] = map_in(text, name)
        except Refused:
            continue
    return found


def _moved(offer: Offer) -> int:
    return offer.years
