"""Which existing row a drafted one is: matched by what a person would know it by, the surest key first."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.model import DONE, Department, Entry, Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline, folded, spellings_of
from dxdesk.plan.rows.pairing import Keys, MatchKey, match_items
from dxdesk.plan.rows.table import Row


def by_text(field: str) -> MatchKey[Draft, Any]:
    """Return the key of a row that is known by one of its texts."""
    return (lambda draft: [folded(draft.text(field))], lambda row: [folded(getattr(row, field))])


# Any row is as good as another: what no key distinguishes is matched in order.
_ANY: MatchKey[Draft, Any] = (lambda _: [""], lambda _: [""])

DEPARTMENT_KEYS: list[MatchKey[Draft, Department]] = [
    by_text("name"),
    (lambda draft: [folded(draft.text("name"))], lambda row: map(folded, spellings_of(row))),
]
PLAN_KEYS: list[MatchKey[Draft, Plan]] = [
    (
        lambda draft: [(folded(draft.text("municipality")), folded(draft.text("title")))],
        lambda row: [(folded(row.municipality), folded(row.title))],
    )
]
_LIST_KEYS: dict[str, list[MatchKey[Draft, Any]]] = {
    "lane": [by_text("label"), _ANY],
    "note": [(lambda draft: [draft.text("text")], lambda row: [row.text])],
}


def list_keys(row_type: type[Row]) -> list[MatchKey[Draft, Any]]:
    """Return the keys of a table whose rows are a list in their parent: where nothing else is declared, by their title."""
    table = row_type.TABLE
    return _LIST_KEYS.get(table.name, [by_text(table.title)] if table.title else [_ANY])


def _number(text: str) -> Keys:
    return [folded(text)] if text.strip() else []


PILLAR_KEYS: list[MatchKey[Draft, Pillar]] = [
    (
        lambda draft: [(folded(draft.text("number")), folded(draft.text("title")))],
        lambda row: [(folded(row.number), folded(row.title))],
    ),
    by_text("title"),
    (lambda draft: _number(draft.text("number")), lambda row: _number(row.number)),
]


def _titles(*texts: str) -> list[str]:
    return [folded(text) for text in texts if text.strip()]


def _drafted_titles(draft: Draft) -> list[str]:
    return _titles(draft.text("title"), draft.text("contents_title"))


def _row_titles(row: Measure) -> list[str]:
    return _titles(row.title, row.contents_title)


# A measure is drafted in a pillar, given here by id. Title before number alone: numbers move when one is inserted.
MEASURE_KEYS: list[MatchKey[tuple[Draft, str], Measure]] = [
    (
        lambda item: [(item[1], folded(item[0].text("number")), title) for title in _drafted_titles(item[0])],
        lambda row: [(row.pillar, folded(row.number), title) for title in _row_titles(row)],
    ),
    (
        lambda item: [(folded(item[0].text("number")), title) for title in _drafted_titles(item[0])],
        lambda row: [(folded(row.number), title) for title in _row_titles(row)],
    ),
    (
        lambda item: [(item[1], title) for title in _drafted_titles(item[0])],
        lambda row: [(row.pillar, title) for title in _row_titles(row)],
    ),
    (lambda item: _drafted_titles(item[0]), _row_titles),
    (
        lambda item: [(item[1], number) for number in _number(item[0].text("number"))],
        lambda row: [(row.pillar, number) for number in _number(row.number)],
    ),
]


def match_sections(drafted: Sequence[Draft], existing: Sequence[Section], outline: Outline) -> list[Section | None]:
    """Match sections by heading; of several alike, prefer the one with more of the drafted indicators and fewer others.

    The one section of a table that has no sections matches any.
    """
    matches_any = has_no_sections(drafted)
    wanted = [Counter(folded(child.text("label")) for child in draft.of("indicator")) for draft in drafted]
    present = [Counter(folded(indicator.label) for indicator in outline.indicators(row)) for row in existing]
    candidates = sorted(
        (-(labels & there).total(), there.total(), place, spot)
        for place, labels in enumerate(wanted)
        for spot, there in enumerate(present)
        if (matches_any or folded(drafted[place].text("heading")) == folded(existing[spot].heading)) and labels & there
    )
    found: list[Section | None] = [None] * len(drafted)
    taken: set[int] = set()
    for _, _, place, spot in candidates:
        if found[place] is None and spot not in taken:
            found[place] = existing[spot]
            taken.add(spot)
    unmatched = [place for place, row in enumerate(found) if row is None]
    free = [row for spot, row in enumerate(existing) if spot not in taken]
    keys: list[MatchKey[Draft, Section]] = [by_text("heading"), *([_ANY] if matches_any else [])]
    rest = match_items([drafted[place] for place in unmatched], free, keys)
    for place, row in zip(unmatched, rest, strict=True):
        found[place] = row
    return found


def has_no_sections(drafted: Sequence[Draft]) -> bool:
    """Whether the sections drafted for a measure are of a table that has none: one, which states no heading."""
    return len(drafted) == 1 and "heading" not in drafted[0].values


def indicator_keys(outline: Outline) -> list[MatchKey[tuple[Draft, str], Indicator]]:
    """Return keys by label, in the section given by id before elsewhere; then by the label written with a year's figure."""

    def label(item: tuple[Draft, str]) -> str:
        return folded(item[0].text("label"))

    return [
        (lambda item: [(item[1], label(item))], lambda row: [(row.section, folded(row.label))]),
        (lambda item: [label(item)], lambda row: [folded(row.label)]),
        (
            lambda item: [label(item)],
            lambda row: [folded(figure.written) for figure in outline.figures(row) if figure.written],
        ),
    ]


# An entry drafted with the ids of its section and department: matched by its text (no sheet shows white space around it),
# then by its place.
DraftedEntry = tuple[Draft, str, str | None]


def _cell(item: DraftedEntry) -> tuple[object, object]:
    return item[0].stated("year"), item[0].stated("kind", DONE)


def _written(draft: Draft) -> object:
    """Return the department's name as the line is signed with it."""
    return draft.stated("written") or draft.stated("department") or ""


ENTRY_KEYS: list[MatchKey[DraftedEntry, Entry]] = [
    (
        lambda item: [(*_cell(item), item[0].text("text").strip(), item[1], _written(item[0]))],
        lambda row: [(row.year, row.kind, row.text.strip(), row.section, row.written)],
    ),
    (
        lambda item: [(*_cell(item), item[0].text("text").strip(), item[1], item[2])],
        lambda row: [(row.year, row.kind, row.text.strip(), row.section, row.department)],
    ),
    (
        lambda item: [(*_cell(item), item[0].text("text").strip())],
        lambda row: [(row.year, row.kind, text.strip()) for text in (row.text, row.publication) if text],
    ),
    (lambda item: [(*_cell(item), folded(item[0].text("text")))], lambda row: [(row.year, row.kind, folded(row.text))]),
    (
        lambda item: [(*_cell(item), item[1], item[2])],
        lambda row: [(row.year, row.kind, row.section, row.department)],
    ),
]
