"""A plan as 新発田市's sheet: one row a measure under a heading of two rows, for A3 across."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearColumns, YearRow, left_out
from dxdesk.pages.layouts.common.plan_title import plan_name
from dxdesk.pages.layouts.common.selection import chosen_measures, year_kinds
from dxdesk.pages.layouts.shibata.kpi_cell import kpi_cells
from dxdesk.pages.layouts.shibata.schedule import schedule_text
from dxdesk.pages.layouts.shibata.table import BELOW, DESCRIPTION, FIELD, FLAGS, SUFFIX, TITLE, TOP
from dxdesk.pages.layouts.shibata.targets import targets_in
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.rows.dates import long_year, short_year
from dxdesk.plan.rows.model import DONE, RESULT, TARGET, Entry, Figure, Indicator, Lane, Measure, Phase, Plan
from dxdesk.plan.rows.outline import Outline, pillar_name
from dxdesk.plan.rows.quantity import same_value

PAGE = "個別取組"
SHOWN = {kind.DESCRIPTION, kind.NEW, kind.DONE_FLAG, kind.DEFINITION, kind.OBSERVED}
_LEADING = (("NO", 9), (TOP, 12), (FIELD, 16), (TITLE, 24), (DESCRIPTION, 56), ("K P I", 24))
_PAST, _RESULTS = ("スケジュール (これまで)", 28), ("実績値 (KPI)", 19)
_COMING_WIDTH = 32
_HEADING, _BODY = 2, 4  # rows; the heading takes two
_FROZEN = 4  # columns, so that the measure's name stays in sight


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """Return the sheet, and what of the plan it has no place for. Raises Refused where nothing is left to write."""
    kinds = year_kinds(plan, options)
    done = [year for year, kind in kinds.items() if kind == DONE]
    coming = [year for year in kinds if year not in done]
    measures = numbered_through(chosen_measures(outline, plan, options))
    title = f"{plan_name(plan)}{SUFFIX}"
    page = Page(PAGE, paper="A3", repeat_rows=(_HEADING, _BODY - 1), freeze=(_BODY, _FROZEN), footer=title)
    _put_heading(page, done, coming)
    page.put(0, 0, title, "title", columns=len(page.widths))
    for row, measure in enumerate(measures, _BODY):
        page.cells[(row, 0)] = _number(measure)
        for column, text in enumerate(_texts(outline, measure, done, coming), 1):
            page.put(row, column, text, "cell")
    return Written(Book(title, [page]), left_out(outline, plan, measures, SHOWN, _hidden_by(outline, kinds)))


def numbered_through(measures: Sequence[Measure]) -> list[Measure]:
    """Return the measures in the order of NO; one without a whole number follows its neighbour."""
    places: dict[str, int] = {}
    last = 0
    for measure in measures:
        last = int(measure.number) if measure.number.isdecimal() else last
        places[measure.id] = last
    return sorted(measures, key=lambda measure: places[measure.id])


def _put_heading(page: Page, done: Sequence[int], coming: Sequence[int]) -> None:
    """Put the two heading rows, and set the widths of the columns."""
    above = [*_LEADING, *([_PAST] if done else [])]
    for column, (text, width) in enumerate(above):
        page.put(_HEADING, column, text, "heading", rows=2)
        page.widths.append(width)
    if done:
        text, width = _RESULTS
        page.put(_HEADING, len(page.widths), text, "heading", columns=len(done))
        for year in done:
            page.put(_HEADING + 1, len(page.widths), f"{long_year(year)}末", "heading")
            page.widths.append(width)
    if coming:
        period = short_year(coming[0]) if len(coming) == 1 else f"{short_year(coming[0])}～{short_year(coming[-1])}"
        page.put(_HEADING, len(page.widths), f"スケジュール ({period})", "heading", rows=2)
        page.widths.append(_COMING_WIDTH)


def _texts(outline: Outline, measure: Measure, done: Sequence[int], coming: Sequence[int]) -> list[str]:
    """The texts of a measure's row, from 区分 on."""
    top, field = _pillars(outline, measure)
    kpi = kpi_cells(outline, measure, done)
    texts = [top, field, measure.title, measure.description, kpi.kpi]
    if done:
        texts += [schedule_text(outline, measure, done, goes_on=True), *(kpi.years.get(year, "") for year in done)]
    if coming:
        texts.append(schedule_text(outline, measure, coming, goes_on=not done))
    return texts


def _number(measure: Measure) -> Cell:
    """NO with the flags below it; without flags a number cell, which Excel does not warn about."""
    flags = [mark for mark, field in FLAGS.items() if getattr(measure, field)]
    if not flags and re.fullmatch(r"[1-9][0-9]*", measure.number):
        return Cell("", "value", number=Decimal(measure.number))
    return Cell("\n".join([measure.number, *flags]).strip(), "value")


def _pillars(outline: Outline, measure: Measure) -> tuple[str, str]:
    """区分 and 施策分野; the latter is a path where pillars are deeper."""
    names = [pillar_name(pillar) for pillar in outline.pillar_path(outline.pillar_of(measure))]
    return names[0], f" {BELOW} ".join(names[1:])


# -- what has no place in the sheet


def _hidden_by(outline: Outline, kinds: Mapping[int, str]) -> Hidden:
    """Name the rows of a year without a place: columns show results; the schedule shows phases and some targets."""
    columns = YearColumns(kinds, tables=(Phase,), roles=(RESULT,))

    def hidden(row: YearRow) -> str:
        outside = isinstance(row, Entry) and row.year not in kinds
        scheduled = isinstance(row, Figure) and row.role == TARGET and _in_schedule(outline, row)
        return "" if outside or scheduled else columns.hidden(row)

    return hidden


def _in_schedule(outline: Outline, target: Figure) -> bool:
    """Whether a schedule of the measure states the target."""
    measure = outline.rows.all(Indicator)[target.indicator].measure
    lanes = [lane.id for lane in outline.rows.all(Lane).values() if lane.measure == measure]
    texts = [phase.text for phase in outline.rows.all(Phase).values() if phase.lane in lanes]
    stated = [found for text in texts for found in targets_in(text)]
    return any(found.year == target.year and same_value(found.text, target.text) for found in stated)
