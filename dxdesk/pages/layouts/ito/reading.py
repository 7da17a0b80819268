"""伊東市's workbook, or the same tables from elsewhere, as a drafted plan; what cannot be read is listed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.ito.cell_reading import read_cell, rows_of_labels
from dxdesk.pages.layouts.ito.contents_reading import (
    Listed,
    listed_measures,
    number_and_title,
    pillar_line,
    plan_title,
    published_flag,
)
from dxdesk.pages.layouts.ito.index_writing import INDEX
from dxdesk.pages.layouts.ito.line_reading import Departments, EntryLine, FigureLine, plain
from dxdesk.pages.layouts.ito.tables import Place, Table, tables_of, written
from dxdesk.pages.layouts.ito.year_columns import Column, take_columns
from dxdesk.pages.page import Book, Page
from dxdesk.plan.draft import Draft, Reading, Unread
from dxdesk.plan.errors import Refused
from dxdesk.plan.fields import Value
from dxdesk.plan.model import LEAD, PLANNED, RELATED
from dxdesk.plan.outline import folded
from dxdesk.plan.years import read_year

_LED = re.compile(r".*\((?P<name>[^()]+)\)\s*(?P<years>[^()]*)")
_YEARS = re.compile(r"(?P<first>[RH]\d{1,2})\s*(?P<on>[~〜～ー–—−-]\s*(?P<last>[RH]\d{1,2})?)?")


def read(book: Book) -> Reading:
    """The plan that the pages show. Raises Refused where none of them is a table of this kind."""
    reader = _Reader(book)
    for page in book.pages:
        reader.take(page)
    if not reader.tables and not any(reader.listed):
        raise Refused(
            f"「{book.title}」に年度の列（R4実績 など）がある表が見つかりません。様式の指定とファイルを確かめてください。"
        )
    return Reading(reader.draft(), reader.unread)


@dataclass
class _Texts:
    """What stands above a table: pillar, number and title, description."""

    pillar: tuple[str, str]
    number: str
    title: str
    description: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, book: Book) -> None:
        self.heading = ""
        self.name = book.title
        self.listed: list[Listed] = []
        self.tables: list[Table] = []
        self.unread: list[Unread] = []

    def take(self, page: Page) -> None:
        """Sorts a page: contents, measure tables, an index of ours, or unread."""
        first = next(written(page), [])
        if [place.text for place in first] == [INDEX]:
            # Our own list of figures repeats what the measures' pages say.
            return
        tables = tables_of(page)
        if tables:
            self.tables += tables
            return
        listed, heading, rest = listed_measures(page)
        self.heading = self.heading or heading
        self.listed += listed
        self._leave(rest)

    def _leave(self, places: Sequence[Place]) -> None:
        self.unread += [Unread(place.sheet, place.name, place.text) for place in places]

    def draft(self) -> Draft:
        """Contents first, so that their order stands; then each table's measure."""
        measures = [(self._texts(table), table) for table in self.tables]
        columns = [column for table in self.tables for column in table.columns]
        title = plan_title(self.heading or self.name)
        plan = Draft("plan", {**title, **_window([(c.year, c.kind) for c in columns])})
        lines = [place.text for table in self.tables for column in table.columns for place in column.lines]
        departments = Departments(lines)
        pillars: dict[tuple[str, str], Draft] = {}
        drafts = {listed: self._from_contents(plan, pillars, listed) for listed in self.listed}
        for texts, table in measures:
            if texts is None:
                continue
            known = self._listed(texts)
            measure = drafts[known] if known else _pillar(plan, pillars, texts.pillar).add("measure")
            _name(measure, texts, known)
            self._fill(measure, table, departments)
        return plan

    def _from_contents(self, plan: Draft, pillars: dict[tuple[str, str], Draft], listed: Listed) -> Draft:
        """A measure as the contents list it; a page of its own may say its title otherwise."""
        pillar = _pillar(plan, pillars, listed.pillar)
        return pillar.add("measure", {"title": listed.title}, number=listed.number, kpi_published=listed.published)

    def _texts(self, table: Table) -> _Texts | None:
        """The rows above a table; those before the pillar's line are no part of it."""
        rows = list(table.above)
        known = {folded(" ".join(listed.pillar)) for listed in self.listed}
        start = next((i for i, place in enumerate(rows) if pillar_line(place.text, known)), None)
        if start is None:
            start = next((i for i, place in enumerate(rows) if number_and_title(place.text)[0]), None)
            before, rows = rows[:start], rows[start or 0 :] if start is not None else []
            pillar: tuple[str, str] | None = None
        else:
            before, rows, pillar = rows[:start], rows[start + 1 :], pillar_line(rows[start].text, known)
        self._take_headings(before)
        if not rows:
            self._leave([*table.above[len(before) :], *(p for column in table.columns for p in column.lines), *table.stray])
            return None
        number, title = number_and_title(rows[0].text)
        texts = _Texts(pillar or ("", ""), number, published_flag(title)[0], [place.text for place in rows[1:]])
        if pillar is None:
            listed = self._listed(texts)
            texts.pillar = listed.pillar if listed else (re.split(r"\D", number)[0], "")
        return texts

    def _take_headings(self, places: Sequence[Place]) -> None:
        """Texts before the first pillar: the plan's heading and the legend of ※ are known, others are not."""
        for place in places:
            if "進捗管理表" in place.text and not self.heading:
                self.heading = place.text
            elif not (place.text.startswith("※") and "公表" in place.text) and place.text != self.heading:
                self._leave([place])

    def _listed(self, texts: _Texts) -> Listed | None:
        """The contents' line of a measure: by number, else by title, else the pillar's only one without number."""
        if texts.number:
            same = [listed for listed in self.listed if folded(listed.number) == folded(texts.number)]
        else:
            bare = [listed for listed in self.listed if not listed.number]
            same = [listed for listed in bare if folded(listed.title) == folded(texts.title)] or [
                listed for listed in bare if folded(" ".join(listed.pillar)) == folded(" ".join(texts.pillar))
            ]
        return same[0] if len(same) == 1 else None

    def _fill(self, measure: Draft, table: Table, departments: Departments) -> None:
        """A table's columns, read together: what one year tells about a label holds in all."""
        rows = rows_of_labels([place.text for place in column.lines] for column in table.columns)
        columns: list[Column] = []
        for column in table.columns:
            cell = read_cell([place.text for place in column.lines], rows, departments)
            self._leave([column.lines[place] for place in cell.unread])
            columns.append(Column(column.year, column.kind, cell.blocks))
        self._leave(table.stray)
        _take_shares(measure, columns, departments)
        take_columns(measure, columns, departments)


def _window(columns: Sequence[tuple[int, str]]) -> dict[str, Value]:
    """The years shown, and from which on they are planned."""
    if not columns:
        return {}
    years = [year for year, _ in columns]
    planned = [year for year, kind in columns if kind == PLANNED]
    return {"shown_from": min(years), "shown_to": max(years), "planned_from": min(planned, default=None)}


def _pillar(plan: Draft, pillars: dict[tuple[str, str], Draft], name: tuple[str, str]) -> Draft:
    """The drafted pillar of that number and title, drafted on first sight."""
    key = (folded(name[0]), folded(name[1]))
    if key not in pillars:
        pillars[key] = plan.add("pillar", {"title": name[1]}, number=name[0])
        if name[1]:
            pillars[key].values["title"] = name[1]
    return pillars[key]


def _name(measure: Draft, texts: _Texts, listed: Listed | None) -> None:
    """What the page says of the measure itself, years and 主管 from its title."""
    measure.values |= {"number": texts.number, "title": texts.title, "description": "\n".join(texts.description)}
    if listed is not None:
        measure.values["contents_title"] = "" if listed.title == texts.title else listed.title
    led = _LED.fullmatch(plain(texts.title))
    years = _YEARS.fullmatch(led.group("years").strip()) if led else None
    if years is not None:
        measure.values["first_year"] = read_year(years.group("first"))
        if years.group("last"):
            measure.values["last_year"] = read_year(years.group("last"))


def _take_shares(measure: Draft, columns: Sequence[Column], departments: Departments) -> None:
    """主管 as the title names it, the others in the order in which they sign lines or stand in breakdowns."""
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
