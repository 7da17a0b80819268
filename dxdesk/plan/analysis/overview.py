"""A plan at a glance: marks, targets met and fields filled, for each pillar, measure and department."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dxdesk.plan.analysis.achievement import achievement_percent
from dxdesk.plan.analysis.evaluation_scale import tally
from dxdesk.plan.analysis.required import RequiredItem, required_items
from dxdesk.plan.analysis.trend import first_with_numbers
from dxdesk.plan.rows.model import DONE, LEAD, TARGET, Department, Indicator, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, full_name, kind_of_year, measure_name, pillar_name, shown_years
from dxdesk.plan.rows.progress import Step, no_progress, stepping


@dataclass(frozen=True)
class Sparkline:
    """The numbers of a measure's first indicator with numbers, over the 実績 years (None: a gap), and its name."""

    name: str
    years: tuple[int, ...]
    numbers: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class OverviewLine:
    """A line of the overview: its row, and the counts of all that belongs to it.

    `percents`: the achievement of each indicator whose target of the year is comparable.
    """

    row: Plan | Pillar | Measure | Department
    name: str
    measures: int
    marks: dict[str, int]
    percents: tuple[Decimal, ...]
    filled: int
    required: int
    sparkline: Sparkline | None = None
    lines: tuple["OverviewLine", ...] = ()

    @property
    def comparable(self) -> int:
        """The number of indicators whose result and target can be compared."""
        return len(self.percents)

    @property
    def met(self) -> int:
        """The number of those that reached it."""
        return sum(percent >= 100 for percent in self.percents)


@dataclass(frozen=True)
class Overview:
    """A plan in a fiscal year: by pillar down to the measures, and by department."""

    plan: Plan
    year: int
    pillars: OverviewLine
    departments: tuple[OverviewLine, ...]


@dataclass
class _MeasureCounts:
    """The counts of one measure, for every line above it."""

    measure: Measure
    mark: str
    percents: list[Decimal]
    asked: list[RequiredItem]
    departments: set[str] = field(default_factory=set)


def overview(outline: Outline, plan: Plan, year: int | None = None, step: Step = no_progress) -> Overview:
    """The plan in a fiscal year; without one in its latest 実績 year (the first shown where all are planned)."""
    given = year if year is not None else outline.asked_year(plan)
    the_year = given if given is not None else plan.shown_from
    measures = outline.measures(plan)
    counted = {m.id: _counted(outline, m, the_year) for m in stepping(measures, step)}
    return Overview(plan, the_year, _whole(outline, plan, counted), tuple(_departments(outline, plan, counted.values())))


def newest_overview(outline: Outline, plan: Plan, step: Step = no_progress) -> OverviewLine:
    """The plan at its newest: each measure with its newest mark, each indicator with its newest achievement."""
    measures = outline.measures(plan)
    return _whole(outline, plan, {m.id: _newest(outline, m) for m in stepping(measures, step)})


def _whole(outline: Outline, plan: Plan, counted: dict[str, _MeasureCounts]) -> OverviewLine:
    pillars = tuple(_pillar(outline, plan, pillar, counted) for pillar in outline.pillars(plan))
    line = _line(outline, plan, plan, f"{plan.municipality} {plan.title}", counted.values())
    return replace(line, lines=pillars)


def _newest(outline: Outline, measure: Measure) -> _MeasureCounts:
    marks = [a.mark for a in outline.assessments(measure) if a.indicator is None and a.mark]
    found = (_newest_percent(outline, indicator) for indicator in outline.indicators_of(measure))
    return _MeasureCounts(measure, marks[-1] if marks else "", [value for value in found if value is not None], [])


def _newest_percent(outline: Outline, indicator: Indicator) -> Decimal | None:
    aimed = sorted((f.year for f in outline.figures(indicator) if f.role == TARGET), reverse=True)
    return next((share for year in aimed if (share := achievement_percent(outline, indicator, year)) is not None), None)


def _counted(outline: Outline, measure: Measure, year: int) -> _MeasureCounts:
    marks = (a.mark for a in outline.assessments(measure) if a.indicator is None and a.year == year)
    found = (achievement_percent(outline, indicator, year) for indicator in outline.indicators_of(measure))
    asked = required_items(outline, measure, year)
    owners = {department.id for share, department in outline.department_roles(measure) if share.role == LEAD}
    owners |= {a.owner.id for a in asked if a.owner is not None}
    return _MeasureCounts(measure, next(marks, ""), [value for value in found if value is not None], asked, owners)


def _pillar(outline: Outline, plan: Plan, pillar: Pillar, counted: dict[str, _MeasureCounts]) -> OverviewLine:
    own = [counted[measure.id] for measure in outline.measures_in(pillar)]
    measures = [_measure(outline, plan, part) for part in own]
    below = [_pillar(outline, plan, child, counted) for child in outline.pillars(plan, pillar)]
    parts = [counted[line.row.id] for line in _measures((*measures, *below))]
    return replace(_line(outline, plan, pillar, pillar_name(pillar), parts), lines=(*measures, *below))


def _measures(lines: Iterable[OverviewLine]) -> Iterator[OverviewLine]:
    for line in lines:
        if isinstance(line.row, Measure):
            yield line
        else:
            yield from _measures(line.lines)


def _measure(outline: Outline, plan: Plan, part: _MeasureCounts) -> OverviewLine:
    shown = first_with_numbers(outline, part.measure)
    sparkline = sparkline_of(outline, plan, shown) if shown is not None else None
    return replace(_line(outline, plan, part.measure, measure_name(part.measure), [part]), sparkline=sparkline)


def sparkline_of(outline: Outline, plan: Plan, indicator: Indicator) -> Sparkline:
    """An indicator's numbers over the plan's 実績 years."""
    years = tuple(year for year in shown_years(plan) if kind_of_year(plan, year) == DONE)
    return Sparkline(full_name(outline.rows, indicator), years, tuple(outline.number(indicator, year) for year in years))


def _departments(outline: Outline, plan: Plan, counted: Iterable[_MeasureCounts]) -> Iterator[OverviewLine]:
    """Each department with the measures that it leads or is asked for; fields of other departments do not count."""
    parts = list(counted)
    for department in outline.departments(plan):
        own = [part for part in parts if department.id in part.departments]
        mine = [
            _MeasureCounts(p.measure, p.mark, p.percents, [a for a in p.asked if a.owner == department], p.departments)
            for p in own
        ]
        if mine:
            lines = tuple(_measure(outline, plan, part) for part in mine)
            yield replace(_line(outline, plan, department, department.name, mine), lines=lines)


def _line(
    outline: Outline,
    plan: Plan,
    row: Plan | Pillar | Measure | Department,
    name: str,
    parts: Iterable[_MeasureCounts],
) -> OverviewLine:
    of = list(parts)
    asked = [a for part in of for a in part.asked]
    return OverviewLine(
        row,
        name,
        len(of),
        tally(outline, plan, (part.mark for part in of)).marks,
        tuple(value for part in of for value in part.percents),
        sum(a.filled for a in asked),
        len(asked),
    )
