"""計画の概要: what the plan is, its vision, what each pillar is about; and 用語集."""

from collections.abc import Sequence

from dxdesk.pages.layouts.izunokuni.wording import (
    ABOUT,
    CITY,
    CONTENTS,
    GLOSSARY,
    OF_TERMS,
    PERIOD,
    REVISIONS,
    TEXT,
    VISION,
    WORD,
    level_name,
    levels_of,
    pillar_path,
    vision_blocks,
)
from dxdesk.pages.page import Page
from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.model import Pillar, Plan
from dxdesk.plan.rows.outline import Outline

_WIDTHS = [40, 120]


def about_page(outline: Outline, plan: Plan, pillars: Sequence[Pillar]) -> Page:
    """Title, then bands with a label and a text in each row; a band with nothing under it is left away."""
    page = Page(ABOUT, widths=_WIDTHS)
    page.put(0, 0, plan.title, "title", columns=2)
    row = 2
    level = level_name(levels_of(plan.levels), 0)
    for band, lines in (
        (ABOUT, [(CITY, plan.municipality), (PERIOD, period(plan)), (REVISIONS, plan.revisions)]),
        (VISION, [(heading or VISION, text) for heading, text in vision_blocks(plan)]),
        (f"{level}{CONTENTS}", [(pillar_path(outline, p), p.description) for p in pillars]),
    ):
        said = [line for line in lines if line[1] or band == VISION]
        if not said:
            continue
        page.put(row, 0, band, "pillar", columns=2)
        for place, (label, text) in enumerate(said, row + 1):
            page.put(place, 0, label, "heading")
            page.put(place, 1, text, "body")
        page.together.append((row, row + len(said)))
        row += len(said) + 2
    return page


def period(plan: Plan) -> str:
    """`令和5年度～令和8年度`; an end that is open stays blank."""
    ends = [long_year(year) if year is not None else "" for year in (plan.first_year, plan.last_year)]
    return "～".join(ends) if any(ends) else ""


def glossary_pages(outline: Outline, plan: Plan) -> list[Page]:
    """The terms, none where the plan has none."""
    terms = outline.terms(plan)
    more = [(heading, field) for heading, field in OF_TERMS if any(getattr(term, field) for term in terms)]
    page = Page(GLOSSARY, widths=[_WIDTHS[0], _WIDTHS[1] - 14 * len(more), *[14] * len(more)])
    page.repeat_rows, page.freeze = (2, 2), (3, 0)
    page.put(0, 0, GLOSSARY, "title", columns=len(page.widths))
    for column, heading in enumerate((WORD, TEXT, *(heading for heading, _ in more))):
        page.put(2, column, heading, "heading")
    for row, term in enumerate(terms, 3):
        for column, text in enumerate((term.word, term.text, *(getattr(term, field) for _, field in more))):
            page.put(row, column, text, "body")
    return [page] if terms else []
