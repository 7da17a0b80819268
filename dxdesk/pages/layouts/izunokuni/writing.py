"""A plan as 伊豆の国市's document in tables: 計画の概要, 工程表, 指標, 用語集."""

from collections.abc import Sequence

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common.omissions import left_out
from dxdesk.pages.layouts.common.selection import chosen, year_kinds
from dxdesk.pages.layouts.izunokuni.indicator_writing import indicator_pages
from dxdesk.pages.layouts.izunokuni.left_out import SHOWN, hidden_by
from dxdesk.pages.layouts.izunokuni.outline_writing import about_page, glossary_pages
from dxdesk.pages.layouts.izunokuni.roadmap_writing import roadmap_page
from dxdesk.pages.page import Book
from dxdesk.plan.rows.model import Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    measures, kinds = chosen(outline, plan, options), year_kinds(plan, options)
    pillars = _pillars(outline, plan, measures)
    pages = [
        about_page(outline, plan, [pillar for _, pillar in pillars]),
        roadmap_page(outline, plan, measures, pillars, kinds),
        *indicator_pages(outline, measures, options.years),
        *glossary_pages(outline, plan),
    ]
    return Written(Book(plan.title, pages), left_out(outline, plan, measures, SHOWN, hidden_by(kinds)))


def _pillars(outline: Outline, plan: Plan, measures: Sequence[Measure]) -> list[tuple[int, Pillar]]:
    """Pillars with their depth from 0, those above first: all, or where a part is written, those that hold some of it."""
    whole = len(measures) == len(outline.measures(plan))
    found: list[tuple[int, Pillar]] = []

    def walk(parent: Pillar | None, depth: int) -> bool:
        any_here = False
        for pillar in outline.pillars(plan, parent):
            place = len(found)
            inside = walk(pillar, depth + 1)
            if inside or whole or any(m in measures for m in outline.measures_in(pillar)):
                found.insert(place, (depth, pillar))
                any_here = True
        return any_here

    walk(None, 0)
    return found
