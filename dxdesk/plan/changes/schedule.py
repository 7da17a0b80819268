"""A measure's schedule as bars over the years: added, moved, split and joined, and the changes of phases that follow.

A phase lasts from its year until the lane's next one; with a phase of blank text the lane pauses or ends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.changes.ordering import rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import Lane, Measure, Phase, Plan
from dxdesk.plan.rows.outline import Outline


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: a stage of a lane in the years from `first` to `last`."""

    first: int
    last: int
    text: str


def schedule_years(outline: Outline, plan: Plan, measure: Measure) -> range:
    """The years of a measure's schedule: the plan's period and display window, extended by phases outside them."""
    known = [phase.year for lane in outline.lanes(measure) for phase in outline.phases(lane)]
    known += [year for year in (plan.first_year, plan.last_year) if year is not None]
    return range(min([plan.shown_from, *known]), max([plan.shown_to, *known]) + 1)


def bars_of(outline: Outline, lane: Lane, years: range) -> tuple[Bar, ...]:
    """The lane's bars, by year."""
    phases = outline.phases(lane)
    begins = [*(phase.year for phase in phases), years.stop]
    bars = (Bar(first, stop - 1, phase.text) for phase, (first, stop) in zip(phases, pairwise(begins), strict=True))
    return tuple(bar for bar in bars if bar.text.strip() and bar.first <= bar.last)


def with_bar(bars: Iterable[Bar], fresh: Bar) -> tuple[Bar, ...]:
    """The bars with one more; others make room for it, and a bar that encloses it is cut in two."""
    parts = [
        part
        for bar in bars
        for part in {replace(bar, last=min(bar.last, fresh.first - 1)), replace(bar, first=max(bar.first, fresh.last + 1))}
        if part.first <= part.last
    ]
    return _by_year([*parts, fresh])


def with_bar_replaced(bars: Iterable[Bar], old: Bar, fresh: Bar) -> tuple[Bar, ...]:
    """The bars with one of them longer, shorter or moved."""
    return with_bar((bar for bar in bars if bar != old), fresh)


def with_bar_split(bars: Iterable[Bar], old: Bar, year: int) -> tuple[Bar, ...]:
    """The bars with one of them split before `year`; unchanged where the year is not within it."""
    if not old.first < year <= old.last:
        return tuple(bars)
    return _by_year([*(bar for bar in bars if bar != old), replace(old, last=year - 1), replace(old, first=year)])


def with_bar_joined(bars: Sequence[Bar], old: Bar) -> tuple[Bar, ...]:
    """The bars with one of them extended over the next one; unchanged where there is none."""
    following = next((bar for bar in bars if bar.first > old.last), None)
    return with_bar_replaced(bars, old, replace(old, last=following.last)) if following is not None else tuple(bars)


def without_bar(bars: Iterable[Bar], old: Bar) -> tuple[Bar, ...]:
    """The bars without one of them; its years become empty."""
    return tuple(bar for bar in bars if bar != old)


def phase_changes(outline: Outline, lane: Lane, bars: Iterable[Bar], years: range) -> Changes:
    """The changes that turn the lane's phases into these bars; a bar that lasts to the end of the schedule needs no end."""
    bars = tuple(bars)
    wanted = {bar.last + 1: "" for bar in bars if bar.last + 1 < years.stop} | {bar.first: bar.text for bar in bars}
    changes: Changes = ()
    for phase in outline.phases(lane):
        if phase.year in wanted:
            changes += set_field(phase, "text", wanted.pop(phase.year))
        else:
            changes += (Change("phase", phase.id, WHOLE, phase, None),)
    new = (Phase.new(lane=lane.id, year=year, text=text) for year, text in sorted(wanted.items()))
    return (*(Change("phase", phase.id, WHOLE, None, phase) for phase in new), *changes)


def add_lane(outline: Outline, measure: Measure, label: str = "", after: Lane | None = None) -> Changes:
    """Add a lane at the end of a measure's schedule, or right after another one; its label may be blank."""
    siblings = outline.lanes(measure)
    place = next((p for p, lane in enumerate(siblings, 1) if after and lane.id == after.id), len(siblings))
    rank, room = rank_at(siblings, place)
    lane = Lane.new(measure=measure.id, label=label.strip(), rank=rank)
    return (*room, Change("lane", lane.id, WHOLE, None, lane))


def _by_year(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: bar.first))
