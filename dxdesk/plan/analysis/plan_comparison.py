"""Several plans of a city side by side: a row for each pillar and measure, matched from plan to plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dxdesk.plan.analysis.overview import OverviewLine, Sparkline, newest_overview, sparkline_of
from dxdesk.plan.analysis.succession import (
    indicator_predecessors,
    measure_predecessors,
    pillar_predecessors,
    plans_by_city,
    predecessor_place,
)
from dxdesk.plan.rows.model import Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress


@dataclass(frozen=True)
class ComparedRow:
    """A pillar or measure in each of the plans (None: not in that one), and the rows below."""

    cells: tuple[OverviewLine | None, ...]
    lines: tuple["ComparedRow", ...] = ()

    @property
    def newest(self) -> OverviewLine:
        """The line of the last plan that has it: what the row is called by."""
        return next(line for line in reversed(self.cells) if line is not None)

    def cell(self, plan: int) -> OverviewLine:
        """The line in one of the plans (its place), where it has none the newest."""
        return self.cells[plan] or self.newest


@dataclass(frozen=True)
class PlanComparison:
    """The plans of one city in their order, one cell a plan in every row; `whole` is the plans themselves."""

    plans: tuple[Plan, ...]
    whole: ComparedRow


@dataclass
class _Row:
    """A row in the making: the pillar or measure of each plan that has it, by the plan's place."""

    found: dict[int, Pillar | Measure]
    below: list["_Row"] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The place of the last plan that has it."""
        return max(self.found)


def compare_plans(outline: Outline, step: Step = no_progress) -> list[PlanComparison]:
    """The cities of the file that have several plans. What is on one side only has a row of its own."""
    return [_compared(outline, plans, step) for plans in plans_by_city(outline) if len(plans) > 1]


def _compared(outline: Outline, plans: Sequence[Plan], step: Step) -> PlanComparison:
    pillars: dict[str, _Row] = {}
    measures: dict[str, _Row] = {}
    for place, plan in enumerate(plans):
        back = predecessor_place(plans, place)
        before = plans[back] if back is not None else None
        _add(pillars, place, outline.all_pillars(plan), pillar_predecessors(outline, before, plan) if before else {})
        _add(measures, place, outline.measures(plan), measure_predecessors(outline, before, plan) if before else {})
    roots = _grown(outline, plans, pillars, measures)
    told = [newest_overview(outline, plan, step) for plan in plans]
    lines = {line.row.id: line for whole in told for line in _all(whole)}
    for row in measures.values():
        for measure_id, sparkline in _shared_course(outline, plans, row).items():
            lines[measure_id] = replace(lines[measure_id], sparkline=sparkline)
    return PlanComparison(tuple(plans), ComparedRow(tuple(told), tuple(_across(row, len(plans), lines) for row in roots)))


def _add(
    rows: dict[str, _Row], place: int, here: Iterable[Pillar | Measure], before: Mapping[str, Pillar | Measure]
) -> None:
    """What a plan has stands in the row of what it goes on from."""
    for item in here:
        earlier = before.get(item.id)
        row = rows[earlier.id] if earlier is not None else _Row({})
        row.found[place] = item
        rows[item.id] = row


def _grown(outline: Outline, plans: Sequence[Plan], pillars: dict[str, _Row], measures: dict[str, _Row]) -> list[_Row]:
    """Each row below that of the pillar in which its newest stands; what goes on first, what has ended last."""
    roots: list[_Row] = []
    for place in reversed(range(len(plans))):
        for measure in outline.measures(plans[place]):
            if measures[measure.id].last == place:
                pillars[measure.pillar].below.append(measures[measure.id])
        for pillar in outline.all_pillars(plans[place]):
            if pillars[pillar.id].last == place:
                (pillars[pillar.parent].below if pillar.parent else roots).append(pillars[pillar.id])
    return roots


def _shared_course(outline: Outline, plans: Sequence[Plan], row: _Row) -> dict[str, Sparkline]:
    """By measure (id) the sparkline of the first indicator that has numbers in each plan: else unlike would stand beside unlike."""
    found = [(plans[place], row.found[place]) for place in sorted(row.found, reverse=True)]
    stages = [(plan, measure) for plan, measure in found if isinstance(measure, Measure)]
    if len(stages) < 2:
        return {}
    links = [indicator_predecessors(outline, before, after) for (_, after), (_, before) in pairwise(stages)]
    for indicator in outline.indicators_of(stages[0][1]):
        way = [indicator]
        for link in links:
            way += [link[way[-1].id]] if way[-1].id in link else []
        courses = [sparkline_of(outline, plan, one) for (plan, _), one in zip(stages, way, strict=False)]
        if len(way) == len(stages) and all(any(n is not None for n in c.numbers) for c in courses):
            return {measure.id: sparkline for (_, measure), sparkline in zip(stages, courses, strict=True)}
    return {}


def _across(row: _Row, plans: int, lines: dict[str, OverviewLine]) -> ComparedRow:
    cells = (lines[row.found[place].id] if place in row.found else None for place in range(plans))
    return ComparedRow(tuple(cells), tuple(_across(below, plans, lines) for below in row.below))


def _all(line: OverviewLine) -> Iterator[OverviewLine]:
    """A line and all below it; without those, which the row has in its own order."""
    yield replace(line, lines=())
    for below in line.lines:
        yield from _all(below)
