"""計画の概要 as the plan's own fields and its pillars' descriptions; 用語集 as terms."""

import re
from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.izunokuni.roadmap_page import Roadmap
from dxdesk.pages.layouts.izunokuni.wording import (
    ABOUT,
    CITY,
    CONTENTS,
    OF_TERMS,
    PERIOD,
    REVISIONS,
    TEXT,
    VISION,
    WORD,
)
from dxdesk.pages.page import goes_on, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.outline import folded


def heads_about(row: Sequence[CellRef]) -> bool:
    """Whether a row is the page's first band."""
    return [place.text.strip() for place in row] == [ABOUT]


def heads_glossary(row: Sequence[CellRef]) -> bool:
    """Whether a row heads terms and their explanations."""
    return [place.text.strip() for place in row[:2]] == [WORD, TEXT]


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
            if not texts and (name in (ABOUT, VISION) or name.endswith(CONTENTS)):
                band = name
            elif label is None:
                self.unread += texts
            elif band == VISION:
                vision += [*([] if name == VISION else [f"【{name}】"]), *text.split("\n")]
            elif not self._take(band, name, text):
                self.unread += [label, *texts]
        self.plan.values["vision"] = "\n".join(filter(None, vision))

    def _labelled(self, rows: Sequence[Sequence[CellRef]]) -> list[tuple[CellRef | None, list[CellRef]]]:
        """Label and texts; a row without label goes on with the one above where that was full. What is beside is unread."""
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
        if band == ABOUT:
            stated = _stated(name, text)
            self.plan.values |= stated
            return bool(stated)
        pillar = self.roadmap.pillars.get(folded(name))
        if pillar is not None:
            pillar.values["description"] = text
        return pillar is not None


def _stated(name: str, text: str) -> dict[str, Value]:
    """What a row of the first band says of the plan; nothing where it is not understood."""
    if name == CITY:
        return {"municipality": text.strip()}
    if name == REVISIONS:
        return {"revisions": text}
    if name != PERIOD:
        return {}
    first, _, last = re.sub(r"[~〜]", "～", text).partition("～")
    try:
        ends = [read_year(end) if end.strip() else None for end in (first, last)]
    except Refused:
        return {}
    return {"first_year": ends[0], "last_year": ends[1]}


def read_glossary(plan: Draft, rows: Sequence[Sequence[CellRef]], unread: list[CellRef]) -> None:
    """The terms from the heading row on."""
    fields = {WORD: "word", TEXT: "text", **dict(OF_TERMS)}
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
