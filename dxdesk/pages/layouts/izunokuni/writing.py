"""A plan as 伊豆の国市's document in tables: 計画の概要, 工程表, 指標, 用語集."""

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import YearColumns, left_out
from dxdesk.pages.layouts.common.selection import chosen_measures, pillars_of, year_kinds
from dxdesk.pages.layouts.izunokuni.indicator_page import indicator_pages
from dxdesk.pages.layouts.izunokuni.outline_page import about_page, glossary_pages
from dxdesk.pages.layouts.izunokuni.roadmap_page import roadmap_page
from dxdesk.pages.page import Book
from dxdesk.plan.rows.model import Entry, Phase, Plan
from dxdesk.plan.rows.outline import Outline

_SHOWN = {kind.VISION, kind.REVISIONS, kind.PILLAR_TEXT, kind.TERMS, kind.DESCRIPTION, kind.DEPARTMENTS, kind.HEADINGS}
_SHOWN |= {kind.DEFINITION, kind.OBSERVED}


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    measures, kinds = chosen_measures(outline, plan, options), year_kinds(plan, options)
    whole = len(measures) == len(outline.measures(plan))
    # Of a part of the plan only the pillars that hold some of it.
    pillars = outline.all_pillars(plan) if whole else pillars_of(outline, plan, measures)
    pages = [
        about_page(outline, plan, pillars),
        roadmap_page(outline, plan, measures, pillars, kinds),
        *indicator_pages(outline, measures, options.years),
        *glossary_pages(outline, plan),
    ]
    hidden = YearColumns(kinds, tables=(Entry, Phase)).hidden
    return Written(Book(plan.title, pages), left_out(outline, plan, measures, _SHOWN, hidden))
