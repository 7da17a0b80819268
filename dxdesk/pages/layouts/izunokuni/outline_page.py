"""計画の概要, the plan's own fields with its vision and its pillars' descriptions, and 用語集: written and read."""

import re
from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.izunokuni.names import level_name, levels_of, pillar_path
from dxdesk.pages.layouts.izunokuni.roadmap_page import Roadmap
from dxdesk.pages.page import Page, goes_on, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import long_year, read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import Pillar, Plan
from dxdesk.plan.rows.outline import Outline, folded

_ABOUT, _VISION, _CONTENTS, _GLOSSARY = "計画の概要", "基本理念・目指す姿", "の内容", "用語集"
_CITY, _PERIOD, _REVISIONS = "団体名", "計画期間", "策定・改定"
# Heading and field; the last two columns are there only where a term fills them.
_TERM_COLUMNS = (("用語", "word"), ("説明", "text"), ("行", "group"), ("ページ", "pages"))
_WIDTHS = [40, 120]
_VISION_HEADING = re.compile(r"【([^【】]+)】")

# -- writing


def about_page(outline: Outline, plan: Plan, pillars: Sequence[Pillar]) -> Page:
    """Title, then bands with a label and a text in each row; a band without texts is left out."""
    page = Page(_ABOUT, widths=_WIDTHS)
    page.put(0, 0, plan.title, "title", columns=2)
    row = 2
    level = level_name(levels_of(plan.levels), 0)
    for band, lines in (
        (_ABOUT, [(_CITY, plan.municipality), (_PERIOD, _period(plan)), (_REVISIONS, plan.revisions)]),
        (_VISION, [(heading or _VISION, text) for heading, text in _vision_blocks(plan)]),
        (f"{level}{_CONTENTS}", [(pillar_path(outline, p), p.description) for p in pillars]),
    ):
        shown = [line for line in lines if line[1] or band == _VISION]
        if not shown:
            continue
        page.put(row, 0, band, "pillar", columns=2)
        for below, (label, text) in enumerate(shown, row + 1):
            page.put(below, 0, label, "heading")
            page.put(below, 1, text, "body")
        page.together.append((row, row + len(shown)))
        row += len(shown) + 2
    return page


def _period(plan: Plan) -> str:
    """`令和5年度～令和8年度`; an end that is open stays blank."""
    ends = [long_year(year) if year is not None else "" for year in (plan.first_year, plan.last_year)]
    return "～".join(ends) if any(ends) else ""


def _vision_blocks(plan: Plan) -> list[tuple[str, str]]:
    """The vision by its 【heading】 lines: heading, blank before the first, and the paragraphs below it."""
    blocks: list[tuple[str, list[str]]] = []
    for line in plan.vision.splitlines():
        head = _VISION_HEADING.fullmatch(line.strip())
        if head is not None:
            blocks.append((head.group(1), []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append(("", [line]))
    return [(heading, "\n".join(lines)) for heading, lines in blocks]


def glossary_pages(outline: Outline, plan: Plan) -> list[Page]:
    """The terms, none where the plan has none."""
    terms = outline.terms(plan)
    more = [column for column in _TERM_COLUMNS[2:] if any(getattr(term, column[1]) for term in terms)]
    columns = [*_TERM_COLUMNS[:2], *more]
    page = Page(_GLOSSARY, widths=[_WIDTHS[0], _WIDTHS[1] - 14 * len(more), *[14] * len(more)])
    page.repeat_rows, page.freeze = (2, 2), (3, 0)
    page.put(0, 0, _GLOSSARY, "title", columns=len(page.widths))
    for column, (heading, field) in enumerate(columns):
        page.put(2, column, heading, "heading")
        for row, term in enumerate(terms, 3):
            page.put(row, column, getattr(term, field), "body")
    return [page] if terms else []


# -- reading


def heads_about(row: Sequence[CellRef]) -> bool:
    """Whether a row is the page's first band."""
    return [place.text.strip() for place in row] == [_ABOUT]


def heads_glossary(row: Sequence[CellRef]) -> bool:
    """Whether a row heads terms and their explanations."""
    return [place.text.strip() for place in row[:2]] == [heading for heading, _ in _TERM_COLUMNS[:2]]


class AboutReader:
    """The page band by band, each a list of labels with their texts."""

    def __init__(self, plan: Draft, roadmap: Roadmap, unread: list[CellRef]) -> None:
        self.plan = plan
        self.roadmap = roadmap
        self.unread = unread

    def take(self, rows: Sequence[Sequence[CellRef]]) -> None:
        """The rows from the first band on."""
        band = ""
        vision: list[str] = []
        for label, texts in self._labelled(rows):
            name, text = label.text.strip() if label else "", joined([place.text for place in texts]).strip()
            if not texts and (name in (_ABOUT, _VISION) or name.endswith(_CONTENTS)):
                band = name
            elif label is None:
                self.unread += texts
            elif band == _VISION:
                vision += [*([] if name == _VISION else [f"【{name}】"]), *text.split("\n")]
            elif not self._take(band, name, text):
                self.unread += [label, *texts]
        self.plan.values["vision"] = "\n".join(filter(None, vision))

    def _labelled(self, rows: Sequence[Sequence[CellRef]]) -> list[tuple[CellRef | None, list[CellRef]]]:
        """Label and texts; a row without label goes on with the one above where that was full. Texts beside are unread."""
        left = rows[0][0].column
        column = next((place.column for row in rows for place in row if place.column > left), left)
        found: list[tuple[CellRef | None, list[CellRef]]] = []
        for row in rows:
            self.unread += [place for place in row if place.column not in (left, column)]
            label, text = (next((p for p in row if p.column == c), None) for c in (left, column))
            if label is not None:
                found.append((label, [text] if text is not None and column != left else []))
            elif text is not None and found and found[-1][1] and goes_on(found[-1][1][-1].text, text.text):
                found[-1][1].append(text)
            elif text is not None:
                found.append((None, [text]))
        return found

    def _take(self, band: str, name: str, text: str) -> bool:
        """Whether the row was understood."""
        if band == _ABOUT:
            values = _plan_values(name, text)
            self.plan.values |= values
            return bool(values)
        pillar = self.roadmap.pillars.get(folded(name))
        if pillar is not None:
            pillar.values["description"] = text
        return pillar is not None


def _plan_values(name: str, text: str) -> dict[str, Value]:
    """The plan's fields in a row of the first band; none where it is not understood."""
    if name == _CITY:
        return {"municipality": text.strip()}
    if name == _REVISIONS:
        return {"revisions": text}
    if name != _PERIOD:
        return {}
    first, _, last = re.sub(r"[~〜]", "～", text).partition("～")
    try:
        ends = [read_year(end) if end.strip() else None for end in (first, last)]
    except Refused:
        return {}
    return {"first_year": ends[0], "last_year": ends[1]}


def read_glossary(plan: Draft, rows: Sequence[Sequence[CellRef]], unread: list[CellRef]) -> None:
    """The terms from the heading row on."""
    fields = dict(_TERM_COLUMNS)
    columns = {place.column: fields.get(place.text.strip(), "") for place in rows[0]}
    unread += [place for place in rows[0] if not columns[place.column]]
    terms: list[dict[str, list[str]]] = []
    for row in rows[1:]:
        if heads_glossary(row):
            continue
        if any(columns.get(place.column) == "word" for place in row):
            terms.append({})
        for place in row:
            name = columns.get(place.column)
            before = terms[-1].get(name, []) if name and terms else []
            if not name or not terms or (before and not goes_on(before[-1], place.text)):
                unread.append(place)
            else:
                terms[-1].setdefault(name, []).append(place.text)
    for term in terms:
        plan.add("term").values |= {name: joined(texts).strip() for name, texts in term.items()}
