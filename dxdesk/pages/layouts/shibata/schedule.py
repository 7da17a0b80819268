"""The two schedule cells of a measure, written and read: the phases of its lanes in the years before, and in those to come.

A schedule's text holds for a period (R3～R5, R6～R8), as a phase does: from a year on, until the next one. So the
text of a period is the phase of its first year. A phase that begins later in the period is written with its year:
`R5　検討`, and with its lane's name where it has one: `AIチャットボット：R5　検討`.
"""

import re
from collections.abc import Sequence

from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year, short_year
from dxdesk.plan.rows.model import Lane, Measure, Phase
from dxdesk.plan.rows.outline import Outline

# The wide space after the year distinguishes such a line from a sentence like `R5 に導入`.
_DATED = re.compile(r"(?:(?P<label>[^：\n]+)：)?(?P<year>[RHS]\d{1,2})　(?P<text>.+)")


def schedule_text(outline: Outline, measure: Measure, years: Sequence[int], *, goes_on: bool = False) -> str:
    """Return the phases that begin in `years`; with `goes_on` also the earlier ones that still hold in the first of them."""
    lines: list[str] = []
    for place, lane in enumerate(outline.lanes(measure)):
        phases = [phase for phase in outline.phases(lane) if phase.text.strip()]
        for phase in shown_phases(phases, years, goes_on=goes_on):
            bare = not lane.label and not lines and place == 0 and phase.year == years[0]
            lines.append(phase.text if bare else _dated(lane, phase))
    return "\n".join(lines)


def shown_phases(phases: Sequence[Phase], years: Sequence[int], *, goes_on: bool) -> list[Phase]:
    """Return the phases of one lane that a column of these years shows."""
    if not years:
        return []
    within = [phase for phase in phases if years[0] <= phase.year <= years[-1]]
    before = [phase for phase in phases if phase.year < years[0]]
    holds = goes_on and before and not any(phase.year == years[0] for phase in within)
    return [*before[-1:], *within] if holds else within


def _dated(lane: Lane, phase: Phase) -> str:
    return (
        f"{lane.label}：{short_year(phase.year)}　{phase.text}" if lane.label else f"{short_year(phase.year)}　{phase.text}"
    )


def take_schedule(measure: Draft, texts: Sequence[tuple[int, str]]) -> None:
    """Add the lanes of schedule cells, each cell given with the first year of its period."""
    lanes: dict[str, dict[int, list[str]]] = {}
    for first, text in texts:
        label, year = "", first
        for line in text.strip().split("\n") if text.strip() else ():
            found = _DATED.fullmatch(line.strip())
            if found is not None:
                label, year, line = (found.group("label") or "").strip(), read_year(found.group("year")), found.group("text")
            lanes.setdefault(label, {}).setdefault(year, []).append(line.strip())
    for label, phases in lanes.items():
        lane = measure.add("lane", label=label)
        for year, lines in sorted(phases.items()):
            lane.add("phase", year=year, text="\n".join(lines))
