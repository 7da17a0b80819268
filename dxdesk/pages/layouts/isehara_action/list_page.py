"""取組事業一覧 and 用語解説, and the lines above a table that name the plan and its pillars."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.plan_title import undated
from dxdesk.pages.layouts.isehara_action.tables import Row
from dxdesk.pages.layouts.isehara_action.wording import (
    GLOSSARY,
    LIST,
    LIST_NUMBER,
    LIST_SHEET,
    MEANING,
    MEASURE,
    WORD,
)
from dxdesk.pages.page import Page, goes_on, joined
from dxdesk.plan.rows.outline import folded

# `【基本方針1 誰でも…】`, `3 基本方針1 誰でも…`: the number of a section of the document may stand before.
_PILLAR = re.compile(r"(?:\d{1,2}[\s.]+)?基本方針\s*(?P<number>\d{1,2})[\s:.]+(?P<title>\S.*)")
_LEGEND = re.compile(r"(?:【凡例】|(?:☆|【新】|【完了】)\s*[:：]).*", re.S)
_PLAN = re.compile("計画|戦略|プラン|ビジョン|構想")
_PATH = re.compile(r"\s*＞\s*")

# Number and title of a pillar and of those it stands in, from the top.
Path = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listed:
    """A measure as the list has it: pillar, number, title with flags, sheet (blank where the list names none)."""

    pillar: Path
    number: str
    title: str
    sheet: str


@dataclass(frozen=True)
class Explained:
    """A term of the glossary; `group` None where no heading covers its row."""

    word: str
    text: str
    pages: str
    group: str | None


@dataclass
class Lists:
    """What stands beside the measures' tables, page after page."""

    plan: str = ""
    revisions: str = ""
    levels: str = ""
    pillar: Path = ()
    listed: list[Listed] = field(default_factory=list)
    terms: list[Explained] = field(default_factory=list)
    unread: list[CellRef] = field(default_factory=list)

    def take(self, page: Page, rows: Sequence[Row]) -> None:
        """The rows of a page that belong to no measure's table."""
        rows = self._inside(rows)
        heads = [[folded(place.text) for place in row] for row in rows]
        listing = next((i for i, texts in enumerate(heads) if _heads_list(texts)), None)
        glossary = next((i for i, texts in enumerate(heads) if WORD in texts and MEANING in texts), None)
        if listing is not None:
            own = any(text == LIST_SHEET for text in heads[listing])
            self._take_names(rows[:listing], own)
            self._take_list(rows[listing], rows[listing + 1 :])
        elif glossary is not None:
            self._leave([row for row in rows[:glossary] if [folded(place.text) for place in row] != [GLOSSARY]])
            self._take_terms(page, rows[glossary], rows[glossary + 1 :])
        else:
            self._leave([row for row in rows if not self._take_pillar(row)])

    def _inside(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as far as the headings of the page's list reach; a text that fills a row's cells is there once."""
        last = next((_last(row) for row in rows if _heads(row)), None)
        if last is not None:
            self._leave([[place for place in row if place.column > last] for row in rows])
            rows = [inside for row in rows if (inside := [place for place in row if place.column <= last])]
        return [row[:1] if len({place.text for place in row}) == 1 else row for row in rows]

    def _leave(self, rows: Sequence[Row]) -> None:
        self.unread += [place for row in rows for place in row]

    def _take_pillar(self, row: Row) -> bool:
        """A line that names a pillar; the tables below it stand in it."""
        text = unicodedata.normalize("NFKC", row[0].text).strip().removeprefix("【").removesuffix("】")
        found = _PILLAR.fullmatch(text) if len(row) == 1 else None
        if found is not None:
            self.pillar = ((found.group("number"), found.group("title").strip()),)
        return found is not None

    def _take_names(self, rows: Sequence[Row], own: bool) -> None:
        """Above the list: the plan's name, when it was revised (in a list of our `own`), a pillar's line."""
        named = next((place for place, row in enumerate(rows) if len(row) == 1 and _PLAN.search(row[0].text)), 0)
        self._leave(rows[:named])
        for row in rows[named:]:
            text = row[0].text.strip()
            if len(row) == 1 and (self._take_pillar(row) or folded(text).endswith(LIST) or text == self.plan):
                continue
            if len(row) == 1 and not self.plan:
                self.plan = text
            elif len(row) == 1 and own:
                self.revisions = text
            else:
                self._leave([row])

    def _take_list(self, head: Row, rows: Sequence[Row]) -> None:
        """Numbers and titles; where the list names sheets, a row without one is a pillar's."""
        number, title = head[0].column, head[1].column
        sheet = next((place.column for place in head if folded(place.text) == LIST_SHEET), None)
        if "＞" in head[1].text:
            self.levels = " > ".join(_PATH.split(head[1].text.strip()))
        known = {number, title, sheet}
        for row in rows:
            # A page's number may stand beside the title.
            self._leave([[p for p in row if p.column not in known and not p.text.strip().isdecimal()]])
            row = [place for place in row if place.column in known]
            if not row:
                continue
            texts = {place.column: place.text.strip() for place in row}
            if _LEGEND.fullmatch(row[0].text.strip()):
                continue
            if sheet is not None and sheet not in texts:
                self.pillar = _path(texts, number, title)
            elif title in texts:
                self.listed.append(
                    Listed(
                        self.pillar,
                        undated(texts.get(number, "")),
                        texts[title],
                        texts.get(-1 if sheet is None else sheet, ""),
                    )
                )
            elif not self._take_pillar(row):
                self._leave([row])

    def _take_terms(self, page: Page, head: Row, rows: Sequence[Row]) -> None:
        """Word, explanation, pages; the group spans the rows of its terms."""
        columns = {folded(place.text): place.column for place in head}
        groups: dict[int, str] = {}
        for row in rows:
            texts = {place.column: place.text for place in row}
            first = row[0]
            if first.column == columns[WORD] - 1:
                span = page.cells[(first.row, first.column)].rows
                groups |= {first.row + offset: first.text.strip() for offset in range(span)}
            word, meaning = texts.get(columns[WORD], "").strip(), texts.get(columns[MEANING], "")
            if not word and self.terms and meaning and goes_on(self.terms[-1].text, meaning):
                # The explanation goes on from the row above.
                last = self.terms.pop()
                self.terms.append(Explained(last.word, joined([last.text, meaning]), last.pages, last.group))
            elif word:
                pages = texts.get(max(columns.values()), "") if len(columns) > 2 else ""
                self.terms.append(Explained(word, meaning.strip(), " ".join(pages.split()), groups.get(first.row)))
            else:
                self._leave([row])


def _heads(row: Row) -> bool:
    """Whether a row heads the list or the glossary."""
    texts = [folded(place.text) for place in row]
    return _heads_list(texts) or (WORD in texts and MEANING in texts)


def _last(head: Row) -> int:
    """The last column of a list or glossary: pages may stand beside titles and explanations."""
    named = [place.column for place in head if folded(place.text) in (MEANING, LIST_SHEET)]
    return max(named) + (folded(head[0].text) != LIST_NUMBER) if named else head[1].column + 1


def _heads_list(texts: Sequence[str]) -> bool:
    """The heading row of the list: 項目番号, then 取組 or the names of the plan's levels."""
    return texts[0] == LIST_NUMBER and len(texts) > 1 and (texts[1] == MEASURE or "＞" in texts[1] or LIST_SHEET in texts)


def _path(texts: Mapping[int, str], number: int, title: str | int) -> Path:
    """`1 ＞ 1-1` and `柱 ＞ 分野` as a path; blank parts keep their place."""
    numbers = _PATH.split(texts.get(number, ""))
    titles = _PATH.split(texts.get(int(title), ""))
    numbers += [""] * (len(titles) - len(numbers))
    return tuple(zip(numbers, titles, strict=False))
