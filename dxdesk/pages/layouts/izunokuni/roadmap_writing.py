"""工程表: pillars and their measures below each other, one column a year with what is planned or done in it."""

from collections.abc import Mapping, Sequence

from dxdesk.pages.layouts.common.years import year_heading
from dxdesk.pages.layouts.izunokuni.wording import (
    BELOW,
    COUNT,
    DEPARTMENTS,
    GOES_ON,
    LANE,
    LED,
    MEASURE,
    NUMBER,
    ROADMAP,
    SECTION,
    in_one,
    level_name,
    levels_of,
    pillar_band,
    section_names,
    told_apart,
)
from dxdesk.pages.page import Page
from dxdesk.plan.rows.model import LEAD, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline

_BREADTH, _NARROWEST = 160, 30  # half-width characters: the whole table, one year column at least


def roadmap_page(
    outline: Outline,
    plan: Plan,
    measures: Sequence[Measure],
    pillars: Sequence[tuple[int, Pillar]],
    kinds: Mapping[int, str],
) -> Page:
    """The table; `pillars` with their depth from 0; measures keep their place in the plan in the first column."""
    levels = levels_of(plan.levels)
    headings = {COUNT: 6, NUMBER: 9, BELOW.join(levels) or MEASURE: 46, DEPARTMENTS: 18}
    if not any(measure.number for measure in measures):
        del headings[NUMBER]
    if not any(outline.department_roles(measure) for measure in measures):
        del headings[DEPARTMENTS]
    lead, count = sum(headings.values()), len(kinds)
    page = Page(ROADMAP, widths=[*headings.values(), *[max(_NARROWEST, (_BREADTH - lead) // count)] * count])
    page.repeat_rows, page.freeze = (2, 2), (3, len(headings))
    page.put(0, 0, f"{plan.title} {ROADMAP}", "title", columns=len(page.widths))
    for column, heading in enumerate((*headings, *(year_heading(year, kind) for year, kind in kinds.items()))):
        page.put(2, column, heading, "heading")
    places = {measure.id: str(place) for place, measure in enumerate(outline.measures(plan), 1)}
    row = 3
    for depth, pillar in pillars:
        band = pillar_band(level_name(levels, depth), pillar.number, pillar.title, depth)
        page.put(row, 0, band, "contents_pillar" if depth else "pillar", columns=len(page.widths))
        page.together.append((row, row + 1))
        row += 1
        for measure in outline.measures_in(pillar):
            if measure in measures:
                _put_measure(page, row, outline, measure, [places[measure.id], *_leading(outline, measure, headings)], kinds)
                row += 1
    return page


def _leading(outline: Outline, measure: Measure, headings: Mapping[str, int]) -> list[str]:
    """What stands between the count and the years."""
    title = "\n".join(filter(None, (measure.title, measure.description)))
    departments = [d.name + (LED if share.role == LEAD else "") for share, d in outline.department_roles(measure)]
    numbered = [measure.number] if NUMBER in headings else []
    return [*numbered, title, *(["\n".join(departments)] if DEPARTMENTS in headings else [])]


def _put_measure(
    page: Page, row: int, outline: Outline, measure: Measure, leading: Sequence[str], kinds: Mapping[int, str]
) -> None:
    for column, text in enumerate(leading):
        page.put(row, column, text, "body" if column else "value")
    for column, (year, kind) in enumerate(kinds.items(), len(leading)):
        lines = [*_lane_lines(outline, measure, year), *_entry_lines(outline, measure, year, kind)]
        page.put(row, column, "\n".join(lines), "body")


def _lane_lines(outline: Outline, measure: Measure, year: int) -> list[str]:
    """`▶【電子申請】導入`; in later years without a phase of their own the last one goes on, unless it is blank."""
    lines: list[str] = []
    lanes = outline.lanes(measure)
    for lane, label in zip(lanes, told_apart(lane.label for lane in lanes), strict=True):
        phases = {phase.year: phase.text for phase in outline.phases(lane)}
        if phases.get(max((begun for begun in phases if begun <= year), default=year)):
            head = f"{LANE}【{label}】" if label else f"{LANE} "
            lines.append(in_one(head + phases.get(year, GOES_ON)))
    return lines


def _entry_lines(outline: Outline, measure: Measure, year: int, kind: str) -> list[str]:
    """The narrative, section by section; the wording for publication stands before the submitted one."""
    lines: list[str] = []
    for section, heading in section_names(outline, measure):
        entries = [e for e in outline.entries(section, year, kind) if e.printed.strip()]
        if entries and heading:
            lines.append(f"{SECTION} {heading}")
        for entry in entries:
            name = entry.written or outline.department_name(entry.department)
            lines.append(in_one(f"{entry.bullet}{entry.printed}{f'（{name}）' if name else ''}"))
    return lines
