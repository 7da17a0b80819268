"""A plan as 伊勢原市's workbook: 取組事業一覧, a sheet per measure, 用語解説."""

from collections.abc import Mapping, Sequence

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearColumns, YearRow, left_out, omission_lines
from dxdesk.pages.layouts.common.selection import chosen_measures, year_kinds
from dxdesk.pages.layouts.isehara_action.list_page import GLOSSARY, LIST, glossary_pages, list_pages
from dxdesk.pages.layouts.isehara_action.measure_page import measure_page, observed_in
from dxdesk.pages.page import Book
from dxdesk.plan.rows.model import PLANNED, RESULT, TARGET, Lane, Measure, Phase, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year

_SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.EFFECT, kind.NATIONAL, kind.NEW, kind.DONE_FLAG}
_SHOWN |= {kind.REVISIONS, kind.DEPARTMENTS, kind.CHARGES, kind.TERMS, kind.OBSERVED}


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    asked = year_kinds(plan, options)
    # Years that the plan itself still plans show what they aim at, however many are asked for.
    kinds = {year: PLANNED if kind_of_year(plan, year) == PLANNED else asked[year] for year in asked}
    measures = chosen_measures(outline, plan, options)
    sheets = _sheets(outline.measures(plan))
    pages = list_pages(outline, plan, measures, sheets)
    pages += [measure_page(outline, measure, kinds, sheets[measure.id]) for measure in measures]
    pages += glossary_pages(outline.terms(plan))
    shown = _SHOWN | {field.name for field in outline.custom_fields(plan)}
    omissions = left_out(outline, plan, measures, shown, _hidden_by(outline, kinds))
    omissions += omission_lines({kind.OBSERVED: _unshown_times(outline, measures)})
    return Written(Book(plan.title, pages), omissions)


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


def _hidden_by(outline: Outline, kinds: Mapping[int, str]) -> Hidden:
    """Name the rows of a year without a place: columns of 実施予定 show targets, and phases only from the years shown on."""
    columns = YearColumns(kinds, tables=(Phase,), roles=(RESULT, TARGET))

    def hidden(row: YearRow) -> str:
        if isinstance(row, Phase) and _runs_before(outline, row, min(kinds)):
            return "表示する年度より前に始まり続いている段階"
        return columns.hidden(row)

    return hidden


def _runs_before(outline: Outline, phase: Phase, first: int) -> bool:
    """Whether a phase of an earlier year goes on in the first year shown."""
    lane = outline.rows.all(Lane)[phase.lane]
    running = [p.year for p in outline.phases(lane) if p.year <= first]
    return phase.year < first and phase.year == max(running, default=first)


def _unshown_times(outline: Outline, measures: Sequence[Measure]) -> int:
    """How many indicators have a time of observation that their measure's headings do not show."""
    return sum(
        bool(indicator.observed) and not observed_in(outline, measure)
        for measure in measures
        for indicator in outline.indicators_of(measure)
        if indicator.published
    )
