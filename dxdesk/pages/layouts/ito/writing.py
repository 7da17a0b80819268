"""A plan as 伊東市's workbook: 目次, a page per measure, 指標一覧."""

from collections.abc import Sequence
from dataclasses import dataclass

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.ito.cell_writing import cell_text
from dxdesk.pages.layouts.ito.index_writing import index_page
from dxdesk.pages.layouts.ito.left_out import left_out
from dxdesk.pages.page import Book, Page
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import DONE, PLANNED, Measure, Pillar, Plan
from dxdesk.plan.outline import Outline, kind_of, measure_name, shown_years
from dxdesk.plan.years import short

CONTENTS = "目次"
PUBLISHED = "※ 成果指標（KPI）公表項目"
_BREADTH, _NARROWEST = 160, 24  # half-width characters: all year columns together, one of them at least


@dataclass(frozen=True)
class Columns:
    """The year columns: fiscal year → 実績 or 実施予定."""

    kinds: dict[int, str]

    @classmethod
    def of(cls, plan: Plan, options: Options) -> "Columns":
        """Years asked for, of which the last is 実施予定; else the plan's own window."""
        if options.years is None:
            return cls({year: kind_of(plan, year) for year in shown_years(plan)})
        return cls({year: PLANNED if year == options.years[-1] else DONE for year in options.years})

    @property
    def headings(self) -> list[str]:
        """`R4実績` … `R7実施予定`."""
        return [f"{short(year)}{kind}" for year, kind in self.kinds.items()]


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    columns = Columns.of(plan, options)
    everything = outline.measures(plan)
    measures = _chosen(outline, everything, options)
    # A page keeps its number when only some are written: it can take its place among the others.
    numbers = {m.id: str(place) for place, m in enumerate(everything, 1) if m in measures}
    title = f"{plan.title}進捗管理表"
    pages = [_contents(outline, plan, measures, numbers, title)]
    pages += [_measure_page(outline, plan, measure, columns, numbers[measure.id]) for measure in measures]
    index = index_page(outline, measures, columns.kinds, columns.headings)
    return Written(Book(title, [*pages, *index]), left_out(outline, plan, measures, columns.kinds))


def _chosen(outline: Outline, measures: list[Measure], options: Options) -> list[Measure]:
    """The measures asked for, in printed order."""
    if options.years is not None and not options.years:
        raise Refused("書き出す年度がありません。R4-R7 のように指定してください。")
    if options.measures is not None:
        wanted = {measure.id for measure in options.measures}
        measures = [m for m in measures if m.id in wanted]
    if options.department is not None:
        measures = [m for m in measures if _has_part(outline, m, options.department.id)]
        if not measures:
            raise Refused(f"「{options.department.name}」が関わる施策がありません。課名を確かめてください。")
    if not measures:
        raise Refused("書き出す施策がありません。施策を登録するか、施策の指定を確かめてください。")
    return measures


def _has_part(outline: Outline, measure: Measure, department: str) -> bool:
    return (
        any(share.department == department for share, _ in outline.shares(measure))
        or any(entry.department == department for entry in outline.all_entries(measure))
        or any(indicator.department == department for indicator in outline.indicators_of(measure))
    )


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


def _measure_page(outline: Outline, plan: Plan, measure: Measure, columns: Columns, number: str) -> Page:
    count = len(columns.kinds)
    page = Page(number, widths=[max(_NARROWEST, _BREADTH // count)] * count, repeat_rows=(4, 4), freeze=(5, 0))
    page.put(0, 0, _pillar_line(outline, measure), "pillar", columns=count)
    page.put(1, 0, measure_name(measure), "measure", columns=count)
    page.put(2, 0, measure.description, "text", columns=count)
    for column, heading in enumerate(columns.headings):
        page.put(4, column, heading, "heading")
    for column, (year, kind) in enumerate(columns.kinds.items()):
        page.put(5, column, "\n".join(cell_text(outline, plan, measure, year, kind)), "body")
    return page


def _pillar_line(outline: Outline, measure: Measure) -> str:
    """`1 デジタル技術の…`; where pillars stand in pillars, from the top."""
    pillar: Pillar | None = outline.pillar_of(measure)
    names: list[str] = []
    while pillar is not None:
        names.insert(0, f"{pillar.number} {pillar.title}".strip())
        pillar = outline.rows.all(Pillar)[pillar.parent] if pillar.parent else None
    return " ＞ ".join(names)
