"""A plan as 伊勢原市's workbook: 取組事業一覧, a sheet per measure, 用語解説."""

from collections.abc import Sequence

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common.omissions import OBSERVED, left_out, omission_lines
from dxdesk.pages.layouts.common.selection import chosen, year_kinds
from dxdesk.pages.layouts.isehara_action.left_out import hidden_by, shown_kinds, unshown_times
from dxdesk.pages.layouts.isehara_action.lists_writing import glossary_pages, list_pages
from dxdesk.pages.layouts.isehara_action.measure_writing import measure_page
from dxdesk.pages.layouts.isehara_action.wording import GLOSSARY, LIST
from dxdesk.pages.page import Book
from dxdesk.plan.rows.model import PLANNED, Measure, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    asked = year_kinds(plan, options)
    # Years that the plan itself still plans show what they aim at, however many are asked for.
    kinds = {year: PLANNED if kind_of_year(plan, year) == PLANNED else kind for year, kind in asked.items()}
    measures = chosen(outline, plan, options)
    sheets = _sheets(outline.measures(plan))
    pages = list_pages(outline, plan, measures, sheets)
    pages += [measure_page(outline, measure, kinds, sheets[measure.id]) for measure in measures]
    pages += glossary_pages(outline.terms(plan))
    lacking = left_out(outline, plan, measures, shown_kinds(outline, plan), hidden_by(outline, kinds))
    lacking += omission_lines({OBSERVED: unshown_times(outline, measures)})
    return Written(Book(plan.title, pages), lacking)


def _sheets(measures: Sequence[Measure]) -> dict[str, str]:
    """Measure id → the name of its sheet: its number, its place in the plan where that is none or another's too."""
    numbers = [measure.number.strip() for measure in measures]
    taken = {LIST, GLOSSARY, *numbers}
    names: dict[str, str] = {}
    for place, (measure, number) in enumerate(zip(measures, numbers, strict=True), 1):
        name = number
        if not name or numbers.count(name) > 1 or name in (LIST, GLOSSARY):
            name = f"{place}番目"
            while name in taken:
                name += "*"
        taken.add(name)
        names[measure.id] = name
    return names
