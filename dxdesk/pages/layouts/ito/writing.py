"""A plan as 伊東市's workbook: 目次, a page per measure, 指標一覧."""

from collections.abc import Mapping, Sequence

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common.omissions import left_out
from dxdesk.pages.layouts.common.selection import chosen, year_kinds
from dxdesk.pages.layouts.common.years import year_heading
from dxdesk.pages.layouts.ito.cell_writing import cell_text
from dxdesk.pages.layouts.ito.index_writing import index_page
from dxdesk.pages.layouts.ito.left_out import SHOWN, hidden_by
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.model import Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, measure_name, pillar_name

CONTENTS = "目次"
PUBLISHED = "※ 成果指標（KPI）公表項目"
# Half-width characters: all year columns together (the longest of the city's own cells fits one row), one at least.
_BREADTH, _NARROWEST = 172, 30


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    kinds = year_kinds(plan, options)
    everything = outline.measures(plan)
    measures = chosen(outline, plan, options)
    # A page keeps its number when only some are written: it can take its place among the others.
    numbers = {m.id: str(place) for place, m in enumerate(everything, 1) if m in measures}
    title = f"{plan.title}進捗管理表"
    pages = [_contents(outline, plan, measures, numbers, title)]
    pages += [_measure_page(outline, plan, measure, kinds, numbers[measure.id]) for measure in measures]
    index = index_page(outline, measures, kinds, _headings(kinds))
    return Written(Book(title, [*pages, *index]), left_out(outline, plan, measures, SHOWN, hidden_by(kinds)))


def _headings(kinds: Mapping[int, str]) -> list[str]:
    """`R4実績` … `R7実施予定`."""
    return [year_heading(year, kind) for year, kind in kinds.items()]


def _contents(outline: Outline, plan: Plan, measures: Sequence[Measure], numbers: dict[str, str], title: str) -> Page:
    """Pillars and measures with ※ and page, each leading to its page."""
    page = Page(CONTENTS, widths=[12, 136, 12], footer=title)
    page.put(0, 0, title, "title", columns=3)
    row = 2
    for pillar, inside in _by_pillar(outline, plan, measures):
        for column, text in enumerate((pillar.number, pillar.title, "")):
            page.put(row, column, text, "contents_pillar")
        row += 1
        for measure in inside:
            number = numbers[measure.id]
            name = (measure.contents_title or measure.title) + (" ※" if measure.kpi_published else "")
            page.put(row, 0, measure.number, "contents")
            page.put(row, 1, name, "contents", link=number)
            page.put(row, 2, number, "centre", link=number)
            row += 1
    page.put(row + 1, 0, PUBLISHED, "note", columns=3)
    return page


def _by_pillar(outline: Outline, plan: Plan, measures: Sequence[Measure]) -> list[tuple[Pillar, list[Measure]]]:
    """Pillars that hold a chosen measure, or a pillar with one, with their own measures; depth first."""
    found: list[tuple[Pillar, list[Measure]]] = []

    def walk(parent: Pillar | None) -> bool:
        any_here = False
        for pillar in outline.pillars(plan, parent):
            place = len(found)
            inside = [m for m in outline.measures_in(pillar) if m in measures]
            if walk(pillar) or inside:
                found.insert(place, (pillar, inside))
                any_here = True
        return any_here

    walk(None)
    return found


def _measure_page(outline: Outline, plan: Plan, measure: Measure, kinds: Mapping[int, str], number: str) -> Page:
    count = len(kinds)
    page = Page(number, widths=[max(_NARROWEST, _BREADTH // count)] * count, repeat_rows=(4, 4), freeze=(5, 0))
    page.put(0, 0, _pillar_line(outline, measure), "pillar", columns=count)
    page.put(1, 0, measure_name(measure), "measure", columns=count)
    page.put(2, 0, measure.description, "text", columns=count)
    for column, heading in enumerate(_headings(kinds)):
        page.put(4, column, heading, "heading")
    for column, (year, kind) in enumerate(kinds.items()):
        page.put(5, column, "\n".join(cell_text(outline, plan, measure, year, kind)), "body")
    return page


def _pillar_line(outline: Outline, measure: Measure) -> str:
    """`1 デジタル技術の…`; pillars within pillars from the top."""
    path = outline.pillar_path(outline.pillar_of(measure))
    return " ＞ ".join(pillar_name(pillar) for pillar in path)
