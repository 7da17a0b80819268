"""前期計画 → 改定版: which pillar, measure and indicator of a plan continues as which of the plan after it."""

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import Indicator, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.pairing import Keys, match_items
from dxdesk.plan.rows.rows import R, RowKey, cascades
from dxdesk.plan.rows.table import Row, table_of

# References to the glossary, and the brackets at the end of a label: 公開件数（累計）.
_GLOSSARY = re.compile(r"\[※\]|※")
_TAIL = re.compile(r"\([^()]*\)$")
_CACHED = 20_000  # titles and labels: the same plans are compared for every measure that is shown


@lru_cache(_CACHED)
def title_key(text: str) -> str:
    """A title or label for comparison: width, white space and references to the glossary do not matter."""
    return _GLOSSARY.sub("", folded(text))


def plans_by_city(outline: Outline) -> list[list[Plan]]:
    """The plans of each municipality, each after the one that it follows, else in the order of their periods."""
    groups: dict[str, list[Plan]] = defaultdict(list)
    for plan in outline.plans:
        groups[folded(plan.municipality)].append(plan)
    return [_in_order(plans) for plans in groups.values()]


def _in_order(plans: Iterable[Plan]) -> list[Plan]:
    waiting = sorted(plans, key=_period)
    made: list[Plan] = []
    while waiting:
        ids = {plan.id for plan in waiting}
        # Plans that follow each other in a circle (a damaged file) come last, by their periods.
        first = next((plan for plan in waiting if plan.follows not in ids or plan.follows == plan.id), waiting[0])
        waiting.remove(first)
        made.append(first)
    return made


def _period(plan: Plan) -> tuple[int, int]:
    """When it begins and ends; where no period is stated, what it shows."""
    return plan.first_year or plan.shown_from, plan.last_year or plan.shown_to


def predecessor_place(plans: Sequence[Plan], place: int) -> int | None:
    """The place of the plan that the one at `place` is compared with; None for the first."""
    followed = next((spot for spot in range(place) if plans[spot].id == plans[place].follows), None)
    return followed if followed is not None else place - 1 if place else None


def pillar_predecessors(outline: Outline, before: Plan, after: Plan) -> dict[str, Pillar]:
    """The predecessors in `before` of the pillars (ids) of `after`, by title and by the title of the pillar above."""
    earlier, later = (outline.all_pillars(plan) for plan in (before, after))
    return _matched(later, earlier, lambda p: [_titles_above(outline, p)], lambda p: [title_key(p.title)])


def _titles_above(outline: Outline, pillar: Pillar) -> tuple[str, str]:
    above = outline.rows.all(Pillar).get(pillar.parent or "")
    return title_key(above.title) if above is not None else "", title_key(pillar.title)


def measure_predecessors(outline: Outline, before: Plan, after: Plan) -> dict[str, Measure]:
    """The predecessors in `before` of the measures (ids) of `after`: by title, else by the labels that they share."""
    earlier, later = outline.measures(before), outline.measures(after)
    found = _matched(
        later,
        earlier,
        lambda m: [(title_key(outline.pillar_of(m).title), title) for title in _titles(m)],
        lambda m: [(folded(m.number), title) for title in _titles(m)],
        _titles,
    )
    taken = {measure.id for measure in found.values()}
    rest = [m for m in later if m.id not in found], [m for m in earlier if m.id not in taken]
    return found | _by_labels(outline, *rest)


def _titles(measure: Measure) -> list[str]:
    return [title_key(title) for title in (measure.title, measure.contents_title) if title_key(title)]


def _by_labels(outline: Outline, later: Sequence[Measure], earlier: Sequence[Measure]) -> dict[str, Measure]:
    """Match by most shared labels. A label that several measures of a plan have (システム導入) does not count."""
    before, after = (_holders(outline, measures) for measures in (earlier, later))
    shared = Counter((after[label], before[label]) for label in after if label in before)
    found: dict[str, Measure] = {}
    taken: set[int] = set()
    for (place, spot), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if later[place].id not in found and spot not in taken:
            found[later[place].id] = earlier[spot]
            taken.add(spot)
    return found


def _holders(outline: Outline, measures: Sequence[Measure]) -> dict[str, int]:
    """Label → the place of the only measure that has it."""
    spots = {measure.id: place for place, measure in enumerate(measures)}
    places: dict[str, set[int]] = defaultdict(set)
    for indicator in outline.rows.all(Indicator).values():
        place = spots.get(indicator.measure)
        if place is not None and indicator.parent is None and (stem := _stem(indicator.label)):
            places[stem].add(place)
    return {label: next(iter(held)) for label, held in places.items() if len(held) == 1}


@lru_cache(_CACHED)
def _stem(label: str) -> str:
    """A label without its last brackets; the brackets themselves where it is nothing else."""
    return _TAIL.sub("", title_key(label)) or title_key(label)


def indicator_predecessors(outline: Outline, before: Measure, after: Measure) -> dict[str, Indicator]:
    """The predecessors in `before` of the indicators (ids) of `after`: by label, a part only in the same total."""
    earlier, later = outline.indicators_of(before), outline.indicators_of(after)

    def total(indicator: Indicator) -> str:
        above = outline.rows.all(Indicator).get(indicator.parent or "")
        return _stem(above.label) if above is not None else ""

    return _matched(later, earlier, lambda i: [(total(i), title_key(i.label))], lambda i: [(total(i), _stem(i.label))])


def _matched(later: Sequence[R], earlier: Sequence[R], *keys: Callable[[R], Keys]) -> dict[str, R]:
    """The later rows (ids) with the earlier ones that share one of the keys, the surest key first."""
    found = match_items(later, earlier, [(key, key) for key in keys])
    return {row.id: match for row, match in zip(later, found, strict=True) if match is not None}


# (table, id) in the earlier plan → id in its successor, None where the row is not taken over.
_NewId = Callable[[str, str], str | None]


def successor_rows(outline: Outline, plan: Plan, successor: Plan) -> list[Row]:
    """Return the plan `successor` and the rows that it takes over from `plan`, with ids of their own.

    What ended before its first year, and completed measures, are not taken over; a dissolved department's work is that of
    its successor.
    """
    fresh = successor.replace(follows=plan.id, levels=plan.levels)
    successors = {d.id: current_department(outline, d).id for d in outline.departments(plan)}
    kept = _kept(outline, plan, fresh.shown_from, successors)
    ids = {(table_of(row), row.id): str(uuid.uuid4()) for row in kept}
    ids[table_of(plan), plan.id] = fresh.id

    def new_id(table: str, row_id: str) -> str | None:
        return ids.get((table, successors.get(row_id, row_id)))

    copies = (_copy(row, ids[table_of(row), row.id], new_id) for row in kept)
    return [fresh, *{copy.id: copy for copy in copies}.values()]


def _kept(outline: Outline, plan: Plan, first: int, successors: dict[str, str]) -> list[Row]:
    """The rows that continue, each with all rows that it belongs to."""
    below = outline.rows.subtree(table_of(plan), plan.id)
    kept: list[Row] = [row for row in below if row.TABLE.inherited and _continues(row, first)]
    while True:
        there = {(table_of(plan), plan.id), *((table_of(row), row.id) for row in kept)}
        complete = [row for row in kept if all(key in there for key in _parents(row, successors))]
        if len(complete) == len(kept):
            return complete
        kept = complete


def _continues(row: Row, first: int) -> bool:
    last = getattr(row, "last_year", None)
    return (last is None or last >= first) and not (isinstance(row, Measure) and row.completed)


def _parents(row: Row, successors: dict[str, str]) -> Iterable[RowKey]:
    for field, table in references(type(row)):
        named = getattr(row, field)
        if named is not None and cascades(table_of(row), field):
            yield table, successors.get(named, named)


def _copy(row: Row, row_id: str, new_id: _NewId) -> Row:
    values: dict[str, Any] = {name: getattr(row, name) for name in specs(type(row)) if name != "id"}
    for field, table in references(type(row)):
        values[field] = new_id(table, values[field]) if values[field] is not None else None
    if isinstance(row, Measure):
        values["newly"] = False
    # The id of a cell-like row follows from what it refers to.
    return type(row).new(**values) if row.KEY else type(row).new(id=row_id, **values)
