"""Several plans of a city compared: a row for each pillar and measure, matched from plan to plan."""

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
    """A pillar or measure in each of the plans (None where it is not in the plan), and the rows below."""

    cells: tuple[OverviewLine | None, ...]
    lines: tuple["ComparedRow", ...] = ()

    @property
    def newest(self) -> OverviewLine:
        """The line of the last plan that has it, which names the row."""
        return next(line for line in reversed(self.cells) if line is not None)

    def cell(self, plan: int) -> OverviewLine:
        """The line of a plan (given by its place); the newest line where that plan has none."""
        return self.cells[plan] or self.newest


@dataclass(frozen=True)
class PlanComparison:
    """The plans of one city in their order, one cell a plan in every row; `whole`: the row of the plans themselves."""

    plans: tuple[Plan, ...]
    whole: ComparedRow


@dataclass
class _Row:
    """A row in the making: the pillar or measure by the place of the plan that has it."""

    found: dict[int, Pillar | Measure]
    below: list["_Row"] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The place of the last plan that has it."""
        return max(self.found)


def compare_plans(outline: Outline, step: Step = no_progress) -> list[PlanComparison]:
    """The cities of the file that have several plans. What only one plan has gets a row of its own."""
    return [_compared(outline, plans, step) for plans in plans_by_city(outline) if len(plans) > 1]


def _compared(outline: Outline, plans: Sequence[Plan], step: Step) -> PlanComparison:
    pillars: dict[str, _Row] = {}
    measures: dict[str, _Row] = {}
    for place, plan in enumerate(plans):
        back = predecessor_place(plans, place)
        before = plans[back] if back is not None else None
        _add(pillars, place, outline.all_pillars(plan), pillar_predecessors(outline, before, plan) if before else {})
        _add(measures, place, outline.measures(plan), measure_predecessors(outline, before, plan) if before else {})
    roots = _nested(outline, plans, pillars, measures)
    overviews = [newest_overview(outline, plan, step) for plan in plans]
    lines = {line.row.id: line for whole in overviews for line in _all(whole)}
    for row in measures.values():
        for measure_id, sparkline in _shared_sparkline(outline, plans, row).items():
            lines[measure_id] = replace(lines[measure_id], sparkline=sparkline)
    return PlanComparison(
        tuple(plans), ComparedRow(tuple(overviews), tuple(_across(row, len(plans), lines) for row in roots))
    )


def _add(
    rows: dict[str, _Row], place: int, here: Iterable[Pillar | Measure], before: Mapping[str, Pillar | Measure]
) -> None:
    """Put a plan's pillars or measures into the rows of their predecessors, else into new rows."""
    for item in here:
        earlier = before.get(item.id)
        row = rows[earlier.id] if earlier is not None else _Row({})
        row.found[place] = item
        rows[item.id] = row


def _nested(outline: Outline, plans: Sequence[Plan], pillars: dict[str, _Row], measures: dict[str, _Row]) -> list[_Row]:
    """Put each row below that of the pillar that its newest is in: first what continues, last what has ended."""
    roots: list[_Row] = []
    for place in reversed(range(len(plans))):
        for measure in outline.measures(plans[place]):
            if measures[measure.id].last == place:
                pillars[measure.pillar].below.append(measures[measure.id])
        for pillar in outline.all_pillars(plans[place]):
            if pillars[pillar.id].last == place:
                (pillars[pillar.parent].below if pillar.parent else roots).append(pillars[pillar.id])
    return roots


def _shared_sparkline(outline: Outline, plans: Sequence[Plan], row: _Row) -> dict[str, Sparkline]:
    """By measure (id) the sparkline of the first indicator that has numbers in each plan, so that like is beside like."""
    found = [(plans[place], row.found[place]) for place in sorted(row.found, reverse=True)]
    stages = [(plan, measure) for plan, measure in found if isinstance(measure, Measure)]
    if len(stages) < 2:
        return {}
    links = [indicator_predecessors(outline, before, after) for (_, after), (_, before) in pairwise(stages)]
    for indicator in outline.indicators_of(stages[0][1]):
        chain = [indicator]
        for link in links:
            chain += [link[chain[-1].id]] if chain[-1].id in link else []
        sparklines = [sparkline_of(outline, plan, one) for (plan, _), one in zip(stages, chain, strict=False)]
        if len(chain) == len(stages) and all(any(n is not None for n in s.numbers) for s in sparklines):
            return {measure.id: sparkline for (_, measure), sparkline in zip(stages, sparklines, strict=True)}
    return {}


def _across(row: _Row, plans: int, lines: dict[str, OverviewLine]) -> ComparedRow:
    cells = (lines[row.found[place].id] if place in row.found else None for place in range(plans))
    return ComparedRow(tuple(cells), tuple(_across(below, plans, lines) for below in row.below))


def _all(line: OverviewLine) -> Iterator[OverviewLine]:
    """A line and all below it, each without its inner lines: the rows have these in an order of their own."""
    yield replace(line, lines=())
    for below in line.lines:
        yield from _all(below)
