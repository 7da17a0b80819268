"""伊東市's workbook, or the same tables from elsewhere, as a drafted plan; what cannot be read is listed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.departments import Departments, EntryLine, plain
from dxdesk.pages.layouts.ito.cell_grammar import read_cell, rows_of_labels
from dxdesk.pages.layouts.ito.contents_page import (
    Listed,
    Name,
    is_legend,
    number_and_title,
    published_flag,
    read_contents,
    read_pillar_path,
    read_plan_heading,
)
from dxdesk.pages.layouts.ito.index_page import INDEX, unknown_texts
from dxdesk.pages.layouts.ito.line_grammar import FigureLine
from dxdesk.pages.layouts.ito.measure_page import Table, tables_of
from dxdesk.pages.layouts.ito.year_columns import ParsedColumn, take_columns
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.draft import Draft, Reading, Unread
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import DONE, LEAD, PLANNED, RELATED
from dxdesk.plan.rows.outline import folded

_LED = re.compile(r".*\((?P<name>[^()]+)\)\s*(?P<years>[^()]*)")
_YEARS = re.compile(r"(?P<first>[RH]\d{1,2})\s*(?P<on>[~〜～ー–—−-]\s*(?P<last>[RH]\d{1,2})?)?")


def read(book: Book) -> Reading:
    """The plan that the pages show. Raises Refused where none of them is a table of this kind."""
    reader = _Reader(book)
    for page in book.pages:
        reader.take(page)
    if not reader.tables:
        raise Refused(
            f"「{book.title}」に年度の列（R4実績 など）がある表が見つかりません。表の形の指定とファイルを確かめてください。"
        )
    plan = reader.draft()
    if reader.index is not None:
        # Our own list of figures repeats the measures' pages: any other text in it would be lost.
        reader.unread += unknown_texts(reader.index, plan)
    return Reading(plan, reader.unread)


@dataclass
class _Texts:
    """The texts above a table: pillar, number and title, description."""

    pillar: tuple[Name, ...]
    number: str
    title: str
    description: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, book: Book) -> None:
        self.heading = ""
        self.name = book.title
        self.listed: list[Listed] = []
        self.pillars: dict[str, Name] = {}
        self.tables: list[Table] = []
        self.index: Page | None = None
        self.unread: list[Unread] = []

    def take(self, page: Page) -> None:
        """Sorts a page: contents, measure tables, an index of ours, or unread."""
        first = next(text_rows(page, strip=True), [])
        if {place.text for place in first} == {INDEX}:
            self.index = page
            return
        tables = tables_of(page)
        if tables:
            self.tables += tables
            return
        contents = read_contents(page)
        self.heading = self.heading or contents.heading
        self.listed += contents.measures
        self.pillars |= {folded("".join(name)): name for name in contents.pillars}
        self._leave(contents.rest)

    def _leave(self, places: Sequence[CellRef]) -> None:
        self.unread += [place.unread() for place in places]

    def draft(self) -> Draft:
        """Contents first, so that their order counts; then each table's measure."""
        measures = [(self._texts(table), table) for table in self.tables]
        columns = [column for table in self.tables for column in table.columns]
        title = read_plan_heading(self.heading or self.name)
        plan = Draft("plan", {**title, **_window([(c.year, c.kind) for c in columns])})
        lines = [place.text for table in self.tables for column in table.columns for place in column.lines]
        departments = Departments(lines)
        pillars = _Pillars(plan, [texts.pillar for texts, _ in measures if texts is not None])
        drafts: dict[Listed, Draft] = {listed: _from_contents(pillars, listed) for listed in self.listed}
        pages: dict[tuple[str, ...], tuple[Draft, list[Table]]] = {}
        for texts, table in measures:
            if texts is None:
                continue
            key = ("".join(map("".join, texts.pillar)), folded(texts.number), folded(texts.title))
            if key not in pages:
                known = self._listed(texts)
                pages[key] = (drafts[known] if known else pillars.drafted(texts.pillar).add("measure"), [])
                _name(pages[key][0], texts, known)
            pages[key][1].append(table)
        for measure, tables in pages.values():
            self._fill(measure, tables, departments)
        return plan

    def _texts(self, table: Table) -> _Texts | None:
        """The rows above a table; those before the pillar's line are no part of it."""
        rows = list(table.above)
        pillar: tuple[Name, ...] = ()
        start = next((i for i, place in enumerate(rows) if read_pillar_path(place.text, self.pillars)), None)
        if start is not None:
            before, pillar, rows = rows[:start], read_pillar_path(rows[start].text, self.pillars), rows[start + 1 :]
        else:
            start = next((i for i, place in enumerate(rows) if number_and_title(place.text)[0]), len(rows))
            before, rows = rows[:start], rows[start:]
        self._take_headings(before)
        if not rows:
            self._leave([*table.above[len(before) :], *(p for column in table.columns for p in column.lines), *table.stray])
            return None
        number, title = self._number_and_title(rows[0].text)
        texts = _Texts(pillar, number, published_flag(title)[0], [place.text for place in rows[1:]])
        if not pillar:
            listed = self._listed(texts)
            texts.pillar = (listed.pillar if listed else (re.split(r"\D", number)[0], ""),)
        return texts

    def _number_and_title(self, line: str) -> tuple[str, str]:
        """By the number's look; else as the contents part them."""
        number, title = number_and_title(line)
        same = next((x for x in self.listed if x.number and folded(x.number + x.title) == folded(line)), None)
        return (same.number, line.strip()[len(same.number) :].strip()) if same and not number else (number, title)

    def _take_headings(self, places: Sequence[CellRef]) -> None:
        """Texts before the first pillar: the plan's heading and the legend of ※ are known, others are not."""
        for place in places:
            if "進捗管理表" in place.text and not self.heading:
                self.heading = place.text
            elif not is_legend(place.text) and place.text != self.heading:
                self._leave([place])

    def _listed(self, texts: _Texts) -> Listed | None:
        """The contents' line of a measure: by number and title, by number, else the pillar's only one without number."""
        number, title = folded(texts.number), folded(texts.title)
        same = [listed for listed in self.listed if folded(listed.number) == number]
        alike = [listed for listed in same if folded(listed.title) == title]
        if not alike and not number and texts.pillar:
            same = [listed for listed in same if folded("".join(listed.pillar)) == folded("".join(texts.pillar[-1]))]
        found = alike or same
        return found[0] if len(found) == 1 else None

    def _fill(self, measure: Draft, tables: Sequence[Table], departments: Departments) -> None:
        """A measure's columns, read together: what one year shows of a label holds in all."""
        years = {(column.year, column.kind): column for table in tables for column in table.columns}
        rows = rows_of_labels([place.text for place in column.lines] for column in years.values())
        columns: list[ParsedColumn] = []
        for (year, kind), column in sorted(years.items()):
            cell = read_cell([place.text for place in column.lines], rows, departments)
            self._leave([column.lines[place] for place in cell.unread])
            columns.append(ParsedColumn(year, kind, cell.blocks))
        for table in tables:
            # A year that two sheets show is read from the last; its texts on the others are listed as unread.
            self._leave([p for c in table.columns if years[(c.year, c.kind)] is not c for p in c.lines])
            self._leave(table.stray)
        _take_shares(measure, columns, departments)
        take_columns(measure, columns, departments)


def _window(columns: Sequence[tuple[int, str]]) -> dict[str, Value]:
    """The years shown, and from which on they are planned: after the last with results."""
    years = [year for year, _ in columns]
    done = max((year for year, kind in columns if kind == DONE), default=0)
    planned = [year for year, kind in columns if kind == PLANNED and year > done]
    return {"shown_from": min(years), "shown_to": max(years), "planned_from": min(planned, default=None)}


class _Pillars:
    """The drafted pillars; the contents list them flat, the measures' pages show which lie in which."""

    def __init__(self, plan: Draft, paths: Sequence[tuple[Name, ...]]) -> None:
        self.plan = plan
        self.known: dict[tuple[str, ...], Draft] = {}
        self.paths = {folded("".join(path[-1])): path for path in paths if path}

    def listed(self, name: Name) -> Draft:
        """The pillar of the contents' line."""
        return self.drafted(self.paths.get(folded("".join(name)), (name,)))

    def drafted(self, path: tuple[Name, ...]) -> Draft:
        """The pillar at the end of a path, drafted on first sight."""
        key = tuple(folded("".join(name)) for name in path)
        if key not in self.known:
            above = self.drafted(path[:-1]) if len(path) > 1 else self.plan
            number, title = path[-1]
            # Without a title the line was not there: the number finds the pillar, and its title stays.
            stated: dict[str, Value] = {"number": number, **({"title": title} if title else {})}
            self.known[key] = above.add("pillar", {"title": title}, **stated)
        return self.known[key]


def _from_contents(pillars: _Pillars, listed: Listed) -> Draft:
    """A measure as the contents list it; a page of its own may say its title otherwise."""
    values: dict[str, Value] = {"number": listed.number, "kpi_published": listed.published}
    return pillars.listed(listed.pillar).add("measure", {"title": listed.title}, **values)


def _name(measure: Draft, texts: _Texts, listed: Listed | None) -> None:
    """The measure's own fields on its page, with the years in its title."""
    measure.values |= {"number": texts.number, "title": texts.title, "description": "\n".join(texts.description)}
    if listed is not None:
        measure.values["contents_title"] = "" if listed.title == texts.title else listed.title
    led = _LED.fullmatch(plain(texts.title))
    years = _YEARS.fullmatch(led.group("years").strip()) if led else None
    if years is not None:
        measure.values["first_year"] = read_year(years.group("first"))
        if years.group("last"):
            measure.values["last_year"] = read_year(years.group("last"))


def _take_shares(measure: Draft, columns: Sequence[ParsedColumn], departments: Departments) -> None:
    """主管 as the title names it, the others in the order in which they sign lines or appear in breakdowns."""
    led = _LED.fullmatch(plain(measure.text("title")))
    names: dict[str, str] = {}
    if led is not None and departments.is_one(led.group("name")):
        lead = measure.text("title")[led.start("name") : led.end("name")].strip()
        names[folded(lead)] = lead
        measure.add("measure_department", {"role": LEAD}, department=lead)
    for column in columns:
        for block in column.blocks:
            for name in _departments_in(block, departments):
                if folded(name) not in names:
                    names[folded(name)] = name
                    measure.add("measure_department", {"role": RELATED}, department=name)


def _departments_in(block: object, departments: Departments) -> list[str]:
    if isinstance(block, EntryLine):
        return [block.department] if block.department else []
    if isinstance(block, FigureLine):
        return [part.label for part in block.parts if departments.is_one(part.label)]
    return []
