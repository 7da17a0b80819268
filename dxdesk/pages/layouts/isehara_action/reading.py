"""伊勢原市's workbook, or the same tables from elsewhere, as a drafted plan; what cannot be read is listed."""

import re

from dxdesk.pages.layouts.common.plan_title import read_plan_name
from dxdesk.pages.layouts.isehara_action.list_page import Listed, Lists, Path
from dxdesk.pages.layouts.isehara_action.measure_page import fill
from dxdesk.pages.layouts.isehara_action.tables import Table, tables_of
from dxdesk.pages.layouts.isehara_action.wording import read_title
from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Draft, Reading
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.outline import folded

# The sheets do not say whose they are; these are the names on the document they were taken from.
MUNICIPALITY, PLAN = "伊勢原市", "伊勢原市ICT推進計画【改定版】アクションプラン"
_LEVELS = "基本方針 > 取組"


def read(book: Book) -> Reading:
    """The plan that the pages show. Raises Refused where none of them is a table of this kind."""
    lists = Lists()
    tables: list[tuple[Table, Path]] = []
    for page in book.pages:
        above, found, notes = tables_of(page)
        lists.take(page, above)
        lists.unread += notes
        tables += [(table, lists.pillar) for table in found]
    for table, _ in tables:
        if not table.named:
            table.leave()
    if not tables:
        raise Refused(
            f"「{book.title}」に「取組」と「取組番号」で始まる表が見つかりません。表の形の指定とファイルを確かめてください。"
        )
    if not any(table.years for table, _ in tables):
        raise Refused(f"「{book.title}」の「年度毎の取組」の行に年度が読めません。令和5年度 のように書いてください。")
    plan = _Plan(book.title, lists, [table for table, _ in tables])
    for table, path in tables:
        if table.named:
            plan.take(table, path)
    strays = [place.unread() for table, _ in tables for place in table.stray]
    return Reading(plan.draft, [*(place.unread() for place in lists.unread), *strays])


class _Plan:
    """The drafted plan while tables are put into it."""

    def __init__(self, file: str, lists: Lists, tables: list[Table]) -> None:
        self.draft = Draft("plan", _window(tables), _names(file, lists), shows=_room(tables))
        if lists.plan:
            self.draft.values |= self.draft.defaults
        if lists.revisions:
            self.draft.values["revisions"] = lists.revisions
        self.pillars: dict[Path, Draft] = {}
        self._taken: set[tuple[str, str]] = set()
        # The list first, so that its order counts.
        self.listed = [(listed, self._measure(listed)) for listed in lists.listed]
        for term in lists.terms:
            row = self.draft.add("term", word=term.word, text=term.text, pages=term.pages)
            if term.group is not None:
                row.values["group"] = term.group

    def take(self, table: Table, path: Path) -> None:
        """A table's measure: the listed one, else one in the pillar of the line above or of its number.

        Of two tables of the same measure (a sheet copied and changed) the first counts; the other is unread.
        """
        key = (folded(table.number), folded(read_title(table.title).title))
        if key in self._taken:
            table.leave()
            return
        self._taken.add(key)
        found = self._find(table)
        if found is None:
            fill(self._pillar(path or _path_of(table.number)).add("measure"), table)
            return
        listed, measure = found
        fill(measure, table)
        title = read_title(listed.title).title
        measure.values["contents_title"] = "" if folded(title) == folded(measure.text("title")) else title

    def _find(self, table: Table) -> tuple[Listed, Draft] | None:
        """The list's line of a table: by sheet, else by number, else by title."""
        title = read_title(table.title).title
        for signs in (
            [listed.sheet == table.sheet for listed, _ in self.listed],
            [bool(table.number) and folded(listed.number) == folded(table.number) for listed, _ in self.listed],
            [folded(read_title(listed.title).title) == folded(title) for listed, _ in self.listed],
        ):
            if sum(signs) == 1:
                return self.listed[signs.index(True)]
        return None

    def _measure(self, listed: Listed) -> Draft:
        titled = read_title(listed.title)
        values: dict[str, Value] = {"newly": titled.newly, "completed": titled.completed, "national": titled.national}
        measure = self._pillar(listed.pillar or _path_of(listed.number)).add(
            "measure", {"title": titled.title}, number=listed.number
        )
        measure.values |= values
        return measure

    def _pillar(self, path: Path) -> Draft:
        """The drafted pillar of that path, drafted on first sight."""
        if path not in self.pillars:
            above = self._pillar(path[:-1]) if path[1:] else self.draft
            number, title = path[-1]
            self.pillars[path] = above.add("pillar", {"title": title}, number=number)
            if title:
                self.pillars[path].values["title"] = title
        return self.pillars[path]


def _path_of(number: str) -> Path:
    """The pillar that a measure's number begins with."""
    first = re.match(r"\d+", folded(number))
    return ((first.group() if first else "", ""),)


def _names(file: str, lists: Lists) -> dict[str, Value]:
    """Whose plan it is and its title: as the list says, else for a new plan as the file is named, else 伊勢原市's."""
    municipality, title = read_plan_name(lists.plan or file)
    if not lists.plan and not (municipality and "計画" in title):
        municipality, title = MUNICIPALITY, PLAN
    return {"municipality": municipality, "title": title, "levels": lists.levels or _LEVELS}


def _window(tables: list[Table]) -> dict[str, Value]:
    """The years shown; from the one after the last column of results on they are planned."""
    columns = [column for table in tables for column in table.columns]
    years = [column.year for column in columns]
    results = [column.year for column in columns if column.observed is not None]
    planned = max(results) + 1 if results else min(years)
    return {
        "shown_from": min(years),
        "shown_to": max(years),
        "planned_from": planned if planned <= max(years) else None,
    }


def _room(tables: list[Table]) -> frozenset[tuple[str, int, str]]:
    """The rows that the tables have a cell for: figures alone, one role a year."""
    return frozenset(("figure", column.year, column.role) for table in tables for column in table.columns)
