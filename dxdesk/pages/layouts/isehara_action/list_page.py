"""取組事業一覧, for what no measure's sheet shows, and 用語解説: written and read, with the names of plan and pillars."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.plan_title import plan_name, undated
from dxdesk.pages.layouts.isehara_action.tables import Row
from dxdesk.pages.layouts.isehara_action.wording import MEASURE, write_title
from dxdesk.pages.page import Page, goes_on, joined
from dxdesk.plan.rows.model import Measure, Pillar, Plan, Term
from dxdesk.plan.rows.outline import Outline, folded

LIST, GLOSSARY = "取組事業一覧", "用語解説"
_NUMBER, _SHEET = "項目番号", "シート"
_WORD, _MEANING, _PAGES = "用語", "解説", "頁"
# Between the names of levels, and of a pillar and one in it.
_BELOW = "＞"
_FLAGS = {
    "national": "☆：国の自治体DX推進計画で自治体が取り組むとされた内容",
    "newly": "【新】：新たに加えた取組",
    "completed": "【完了】：完了した取組",
}

# `【基本方針1 誰でも…】`, `3 基本方針1 誰でも…`: the number of a section of the document may precede it.
_PILLAR = re.compile(r"(?:\d{1,2}[\s.]+)?基本方針\s*(?P<number>\d{1,2})[\s:.]+(?P<title>\S.*)")
_LEGEND = re.compile(r"(?:【凡例】|(?:☆|【新】|【完了】)\s*[:：]).*", re.S)
_PLAN = re.compile("計画|戦略|プラン|ビジョン|構想")
_PATH = re.compile(rf"\s*{_BELOW}\s*")

# Number and title of each pillar from the top down.
Path = tuple[tuple[str, str], ...]


# -- writing


def list_pages(outline: Outline, plan: Plan, measures: Sequence[Measure], sheets: Mapping[str, str]) -> list[Page]:
    """The list of measures by pillar with the sheet of each; none where the sheets say all that it would."""
    titled = any(pillar.title for measure in measures for pillar in _path(outline, measure))
    if not (titled or plan.revisions or any(measure.contents_title for measure in measures)):
        return []
    page = Page(LIST, widths=[12, 84, 14], landscape=False, repeat_rows=(3, 3), freeze=(4, 0))
    page.put(0, 0, plan_name(plan), "title", columns=3)
    page.put(1, 0, plan.revisions, "note", columns=3)
    levels = f" {_BELOW} ".join(part.strip() for part in plan.levels.replace(_BELOW, ">").split(">"))
    for column, text in enumerate((_NUMBER, levels, _SHEET)):
        page.put(3, column, text, "heading")
    for path, inside in groupby(measures, key=lambda measure: _path(outline, measure)):
        row = page.height
        page.put(row, 0, f" {_BELOW} ".join(pillar.number for pillar in path), "contents_pillar")
        page.put(row, 1, f" {_BELOW} ".join(pillar.title for pillar in path), "contents_pillar")
        page.put(row, 2, "", "contents_pillar")
        for place, measure in enumerate(inside, row + 1):
            sheet = sheets[measure.id]
            page.put(place, 0, measure.number, "contents")
            page.put(place, 1, write_title(measure, measure.contents_title or measure.title), "contents", link=sheet)
            page.put(place, 2, sheet, "centre", link=sheet)
    used = [text for flag, text in _FLAGS.items() if any(getattr(measure, flag) for measure in measures)]
    for place, text in enumerate(used, page.height + 1):
        page.put(place, 0, text, "note", columns=3)
    return [page]


def _path(outline: Outline, measure: Measure) -> list[Pillar]:
    return outline.pillar_path(outline.pillar_of(measure))


def glossary_pages(terms: Sequence[Term]) -> list[Page]:
    """The glossary, its groups over their terms; none without terms."""
    if not terms:
        return []
    page = Page(GLOSSARY, widths=[8, 30, 58, 14], landscape=False, repeat_rows=(1, 1), freeze=(2, 0))
    page.put(0, 0, GLOSSARY, "title", columns=4)
    for column, text in enumerate(("", _WORD, _MEANING, _PAGES)):
        page.put(1, column, text, "heading")
    for group, inside in groupby(terms, key=lambda term: term.group):
        members, row = list(inside), page.height
        page.put(row, 0, group, "heading", rows=len(members))
        page.together.append((row, row + len(members) - 1))
        for place, term in enumerate(members, row):
            for column, text in enumerate((term.word, term.text, term.pages), 1):
                page.put(place, column, text, "cell")
    return [page]


# -- reading


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
    """The texts that are not in measures' tables, page after page."""

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
        glossary = next((i for i, texts in enumerate(heads) if _WORD in texts and _MEANING in texts), None)
        if listing is not None:
            own = any(text == _SHEET for text in heads[listing])
            self._take_names(rows[:listing], own)
            self._take_list(rows[listing], rows[listing + 1 :])
        elif glossary is not None:
            self._leave([row for row in rows[:glossary] if [folded(place.text) for place in row] != [GLOSSARY]])
            self._take_terms(page, rows[glossary], rows[glossary + 1 :])
        else:
            self._leave([row for row in rows if not self._take_pillar(row)])

    def _inside(self, rows: Sequence[Row]) -> list[Row]:
        """The rows as far as the headings of the page's list reach; a text that fills all cells of a row counts once."""
        last = next((_last(row) for row in rows if _heads(row)), None)
        if last is not None:
            self._leave([[place for place in row if place.column > last] for row in rows])
            rows = [inside for row in rows if (inside := [place for place in row if place.column <= last])]
        return [row[:1] if len({place.text for place in row}) == 1 else row for row in rows]

    def _leave(self, rows: Sequence[Row]) -> None:
        self.unread += [place for row in rows for place in row]

    def _take_pillar(self, row: Row) -> bool:
        """A line that names a pillar; the tables below belong to it."""
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
        sheet = next((place.column for place in head if folded(place.text) == _SHEET), None)
        if _BELOW in head[1].text:
            self.levels = " > ".join(_PATH.split(head[1].text.strip()))
        known = {number, title, sheet}
        for row in rows:
            # A page's number may follow the title.
            self._leave([[p for p in row if p.column not in known and not p.text.strip().isdecimal()]])
            row = [place for place in row if place.column in known]
            if not row:
                continue
            texts = {place.column: place.text.strip() for place in row}
            if _LEGEND.fullmatch(row[0].text.strip()):
                continue
            if sheet is not None and sheet not in texts:
                self.pillar = _read_path(texts, number, title)
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
            if first.column == columns[_WORD] - 1:
                span = page.cells[(first.row, first.column)].rows
                groups |= {first.row + offset: first.text.strip() for offset in range(span)}
            word, meaning = texts.get(columns[_WORD], "").strip(), texts.get(columns[_MEANING], "")
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
    return _heads_list(texts) or (_WORD in texts and _MEANING in texts)


def _last(head: Row) -> int:
    """The last column of a list or glossary: pages may follow titles and explanations."""
    named = [place.column for place in head if folded(place.text) in (_MEANING, _SHEET)]
    return max(named) + (folded(head[0].text) != _NUMBER) if named else head[1].column + 1


def _heads_list(texts: Sequence[str]) -> bool:
    """The heading row of the list: 項目番号, then 取組 or the names of the plan's levels."""
    return texts[0] == _NUMBER and len(texts) > 1 and (texts[1] == MEASURE or _BELOW in texts[1] or _SHEET in texts)


def _read_path(texts: Mapping[int, str], number: int, title: str | int) -> Path:
    """`1 ＞ 1-1` and `柱 ＞ 分野` as a path; blank parts keep their place."""
    numbers = _PATH.split(texts.get(number, ""))
    titles = _PATH.split(texts.get(int(title), ""))
    numbers += [""] * (len(titles) - len(numbers))
    return tuple(zip(numbers, titles, strict=False))
