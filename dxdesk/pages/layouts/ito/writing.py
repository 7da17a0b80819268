"""A plan as 伊東市's workbook: 目次, a page per measure, 指標一覧."""

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import YearColumns, left_out
from dxdesk.pages.layouts.common.selection import chosen_measures, year_kinds
from dxdesk.pages.layouts.ito.contents_page import contents_page, plan_heading
from dxdesk.pages.layouts.ito.index_page import index_page
from dxdesk.pages.layouts.ito.measure_page import measure_page
from dxdesk.pages.page import Book
from dxdesk.plan.rows.model import FORECAST, RESULT, Entry, Plan
from dxdesk.plan.rows.outline import Outline

# The city writes years and 主管 in the title, if at all.
_SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.SPAN, kind.PUBLISHED, kind.DEPARTMENTS, kind.HEADINGS}


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    kinds, measures = year_kinds(plan, options), chosen_measures(outline, plan, options)
    # A page keeps its number when only some are written: it can take its place among the others.
    numbers = {m.id: str(number) for number, m in enumerate(outline.measures(plan), 1) if m in measures}
    pages = [
        contents_page(outline, plan, measures, numbers),
        *(measure_page(outline, measure, kinds, numbers[measure.id]) for measure in measures),
        *index_page(outline, measures, kinds),
    ]
    hidden = YearColumns(kinds, tables=(Entry,), roles=(RESULT, FORECAST)).hidden
    return Written(Book(plan_heading(plan), pages), left_out(outline, plan, measures, _SHOWN, hidden))
