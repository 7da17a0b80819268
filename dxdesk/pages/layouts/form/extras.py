"""What a schedule, a city's evaluation scale and its own columns ask of a measure beside figures and lines."""

from collections.abc import Iterator, Sequence

from dxdesk.pages.layouts.form.question import CELL, NONE, PHASE, Question
from dxdesk.plan.analysis.achievement import previous_assessment
from dxdesk.plan.changes.schedule import schedule_years
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import PER_YEAR, Assessment, CustomValue, Indicator, Measure, Plan, table_of
from dxdesk.plan.rows.outline import Outline, full_name


def extras(
    outline: Outline, measure: Measure, year: int, owned: bool, indicators: Sequence[Indicator]
) -> Iterator[Question]:
    """Of a measure that the department leads (`owned`), and of those of its indicators that it is asked for."""
    plan = outline.rows.all(Plan)[measure.plan]
    if owned:
        yield from _schedule(outline, plan, measure, year)
    if outline.marks(plan):
        if owned:
            yield from _assessed(outline, plan, measure, None, year)
        for indicator in indicators:
            if previous_assessment(outline, measure, indicator, year + 1) is not None:
                yield from _assessed(outline, plan, measure, indicator, year)
    if owned:
        yield from _columns(outline, plan, measure, year)


def _schedule(outline: Outline, plan: Plan, measure: Measure, year: int) -> Iterator[Question]:
    """What each lane begins in the asked year and in the next, beside what it did until then."""
    years = [y for y in (year, year + 1) if y in schedule_years(outline, plan, measure)]
    for lane in outline.lanes(measure):
        phases = outline.phases(lane)
        about = f"{lane.label}　新しい段階（前の段階が続く年は空ける）".strip()
        for asked in years:
            now = next((phase.text for phase in phases if phase.year == asked), "")
            before = [phase for phase in phases if phase.year < asked][-1:]
            past = "".join(f"{short_year(phase.year)}から：{phase.text or '（なし）'}" for phase in before)
            later = "、".join(
                f"{short_year(phase.year)}から：{phase.text or '（なし）'}" for phase in phases if phase.year > years[-1]
            )
            yield Question(
                (PHASE, lane.id, str(asked)), measure, asked, f"{short_year(asked)}スケジュール", about, past, now, later
            )


def _assessed(outline: Outline, plan: Plan, measure: Measure, indicator: Indicator | None, year: int) -> Iterator[Question]:
    """A mark of the scale and the 見解, each beside the last one."""
    newborn = Assessment.new(measure=measure.id, indicator=indicator.id if indicator else None, year=year)
    now = outline.rows.all(Assessment).get(newborn.id, newborn)
    last = previous_assessment(outline, measure, indicator, year)
    of = f"【{full_name(outline.rows, indicator)}】" if indicator is not None else ""
    scale = "、".join(f"{mark.symbol} {mark.meaning}".strip() for mark in outline.marks(plan))
    told = f"{short_year(last.year)}：" if last is not None else ""
    for field, about in (("mark", f"{of}評価（{scale}）"), ("text", f"{of}見解")):
        past = getattr(last, field, "")
        key = _key(newborn, field)
        yield Question(key, measure, year, f"{short_year(year)}評価", about, past and told + past, getattr(now, field))


def _columns(outline: Outline, plan: Plan, measure: Measure, year: int) -> Iterator[Question]:
    """The city's own columns: those of a measure as they stand, those of a year beside last year's."""
    for custom in outline.custom_fields(plan):
        yearly = custom.scope == PER_YEAR
        years = (year, year - 1) if yearly else (None, None)
        newborn, last = (CustomValue.new(field=custom.id, measure=measure.id, year=y) for y in years)
        now, past = (outline.rows.all(CustomValue).get(row.id, row).text for row in (newborn, last))
        column = f"{short_year(year)}の項目" if yearly else "項目"
        yield Question(_key(newborn, "text"), measure, year, column, custom.name, past if yearly else "", now)


def _key(row: Assessment | CustomValue, field: str) -> tuple[str, ...]:
    """A cell of a row that is known by its natural key."""
    named = (getattr(row, name) for name in row.KEY)
    return (CELL, table_of(row), field, *(NONE if value is None else str(value) for value in named))
