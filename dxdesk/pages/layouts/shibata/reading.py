"""新発田市's workbook, or the same table from elsewhere, read as a drafted plan; what cannot be read is listed."""

import re

from dxdesk.pages.layouts.common.cell_refs import CellRef, text_rows
from dxdesk.pages.layouts.common.plan_title import read_plan_name
from dxdesk.pages.layouts.shibata.kpi_cell import take_indicators
from dxdesk.pages.layouts.shibata.schedule import take_schedule
from dxdesk.pages.layouts.shibata.table import (
    BELOW,
    COMING,
    DESCRIPTION,
    FIELD,
    FLAGS,
    KPI,
    LEVELS,
    NUMBER,
    PAST,
    SUFFIX,
    TITLE,
    TOP,
    Record,
    Table,
    tables_of,
)
from dxdesk.pages.layouts.shibata.targets import take_targets
from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Draft, Reading, Unread
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import RESULT
from dxdesk.plan.rows.outline import folded

_NUMBER = re.compile(r"(?P<number>[^【】]*?)\s*(?P<flags>(?:【[^【】]*】\s*)*)", re.S)
_SUFFIX = re.compile(rf"\s*[（(]{SUFFIX[1:-1]}[）)]\s*$")
_PILLAR = re.compile(r"(?P<number>\d{1,2}(?:-\d{1,2})*)[\s.．]+(?P<title>[^\s\d].*)", re.S)


def read(book: Book) -> Reading:
    """Return the plan that the pages show. Raises Refused where none of them holds a table of this kind."""
    reader = _Reader(book.title)
    for page in book.pages:
        tables = tables_of(page)
        if not tables:
            reader.leave([place for row in text_rows(page) for place in row])
        for table in tables:
            reader.take(table)
    if not any(True for _ in reader.plan.of("pillar")):
        raise Refused(
            f"「{book.title}」に「{TITLE}」「K P I」の列がある表が見つかりません。表の形の指定とファイルを確かめてください。"
        )
    reader.plan.shows = frozenset(("figure", year, RESULT) for year in reader.years)
    return Reading(reader.plan, reader.unread)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.heading = ""
        self.plan = Draft("plan")
        self.unread: list[Unread] = []
        self.years: list[int] = []
        self.coming: list[int] = []

    def leave(self, places: list[CellRef]) -> None:
        """List texts as not understood."""
        self.unread += [place.unread() for place in places]

    def take(self, table: Table) -> None:
        """Read a table's heading, years and measures."""
        for place in table.above:
            if not self.heading and "計画" in place.text:
                self.heading = place.text
            elif folded(place.text) != folded(self.heading):
                self.leave([place])
        self.leave(table.stray)
        self.years += table.years
        self.coming += table.periods().get(COMING, ())
        self._name()
        path: list[str] = []
        for record in table.records:
            path = _path(record) or path
            if not path or not record.text(TITLE):
                self.leave(list(record.texts.values()))
            else:
                self._take_measure(self._pillar(path), record, table)

    def _name(self) -> None:
        city, title = read_plan_name(_SUFFIX.sub("", self.heading or self.name))
        self.plan.values = {"municipality": city, "title": title, **self._window()}
        self.plan.defaults = {"levels": LEVELS}

    def _window(self) -> dict[str, Value]:
        """The years shown: results, then from the second schedule's period on 実施予定."""
        years = [*self.years, *self.coming]
        if not years:
            return {}
        return {"shown_from": min(years), "shown_to": max(years), "planned_from": min(self.coming, default=None)}

    def _pillar(self, path: list[str]) -> Draft:
        """The pillar at the end of a path, drafted with those above it on first sight."""
        parent = self.plan
        for name in path:
            found = _PILLAR.fullmatch(name)
            number, title = (found.group("number"), found.group("title")) if found else ("", name)
            known = (p for p in parent.of("pillar") if folded(p.text("number") + p.text("title")) == folded(number + title))
            parent = next(known, None) or parent.add("pillar", number=number, title=title)
        return parent

    def _take_measure(self, pillar: Draft, record: Record, table: Table) -> None:
        found = _NUMBER.fullmatch(record.text(NUMBER))
        number, flags = (found.group("number"), found.group("flags")) if found else (record.text(NUMBER), "")
        marks = re.findall(r"【[^【】]*】", "".join(flags.split()))
        if any(mark not in FLAGS for mark in marks):
            self.leave([record.texts[NUMBER]])
        measure = pillar.add("measure", number=number.strip(), title=record.text(TITLE))
        measure.values["description"] = record.text(DESCRIPTION)
        measure.values |= {field: mark in marks for mark, field in FLAGS.items()}
        self._take_kpi(measure, record, table)
        periods = table.periods()
        self.leave([place for column, place in record.texts.items() if column in (PAST, COMING) and column not in periods])
        schedule = [(first, text) for column, (first, _) in periods.items() if (text := record.text(column))]
        take_schedule(measure, schedule)
        take_targets(measure, [text for _, text in schedule])

    def _take_kpi(self, measure: Draft, record: Record, table: Table) -> None:
        """Read the indicators; values without a label for them stay unread."""
        values = {year: text for year in table.years if (text := record.text(year))}
        if not record.text(KPI):
            self.leave([record.texts[year] for year in values])
            return
        unread = take_indicators(measure, record.text(KPI), values)
        self.leave([record.texts[year] for year in unread])


def _path(record: Record) -> list[str]:
    """区分 and 施策分野, each perhaps a path; none where the row names no 区分."""
    names = [record.text(TOP), *record.text(FIELD).split(BELOW)] if record.text(TOP) else []
    return [name.strip() for name in names if name.strip()]
