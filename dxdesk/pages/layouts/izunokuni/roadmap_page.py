"""工程表: pillars and measures below each other, one column a year with schedule and narrative; written and read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.departments import Departments, entry_text
from dxdesk.pages.layouts.common.years import YearHeading, merged_order, read_year_heading, year_heading
from dxdesk.pages.layouts.izunokuni.names import (
    BELOW,
    MEASURE,
    level_name,
    levels_of,
    section_names,
    with_counts,
    without_count,
)
from dxdesk.pages.page import Page, goes_on, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import LEAD, PLANNED, RELATED, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline, folded

ROADMAP = "工程表"
_COUNT, _NUMBER, _DEPARTMENTS = "No.", "番号", "担当課"
_BREADTH, _NARROWEST = 160, 30  # half-width characters: the whole table, one year column at least
_HEADINGS = 2  # the row of the headings

# A pillar, once a level; a lane and that it continues; the section that the lines below belong to.
_PILLAR, _LANE, _CONTINUES, _SECTION = "■", "▶", "→", "◇"
# Before the further lines of a text.
_INDENT = "　"
_LEAD = "（主管）"
# Without a label a space precedes the text, which may itself begin with 【.
_PHASE = re.compile(rf"{_LANE}(?:【(?P<label>[^【】]*)】)?\s*(?P<text>.*)", re.S)
_DIGITS = re.compile(r"[0-9０-９]+")

# -- writing


def roadmap_page(
    outline: Outline, plan: Plan, measures: Sequence[Measure], pillars: Sequence[Pillar], kinds: Mapping[int, str]
) -> Page:
    """The table; measures keep their place in the plan in the first column."""
    levels = levels_of(plan.levels)
    headings = {_COUNT: 6, _NUMBER: 9, BELOW.join(levels) or MEASURE: 46, _DEPARTMENTS: 18}
    if not any(measure.number for measure in measures):
        del headings[_NUMBER]
    if not any(outline.department_roles(measure) for measure in measures):
        del headings[_DEPARTMENTS]
    lead, count = sum(headings.values()), len(kinds)
    page = Page(ROADMAP, widths=[*headings.values(), *[max(_NARROWEST, (_BREADTH - lead) // count)] * count])
    page.repeat_rows, page.freeze = (_HEADINGS, _HEADINGS), (_HEADINGS + 1, len(headings))
    page.put(0, 0, f"{plan.title} {ROADMAP}", "title", columns=len(page.widths))
    for column, heading in enumerate((*headings, *(year_heading(year, kind) for year, kind in kinds.items()))):
        page.put(_HEADINGS, column, heading, "heading")
    counts = {measure.id: str(count) for count, measure in enumerate(outline.measures(plan), 1)}
    row = _HEADINGS + 1
    for pillar in pillars:
        depth = len(outline.pillar_path(pillar)) - 1
        band = _pillar_band(level_name(levels, depth), pillar, depth)
        page.put(row, 0, band, "contents_pillar" if depth else "pillar", columns=len(page.widths))
        page.together.append((row, row + 1))
        row += 1
        for measure in outline.measures_in(pillar):
            if measure in measures:
                years = [_year_text(outline, measure, year, kind) for year, kind in kinds.items()]
                for column, text in enumerate((counts[measure.id], *_leading(outline, measure, headings), *years)):
                    page.put(row, column, text, "body" if column else "value")
                row += 1
    return page


def _pillar_band(level: str, pillar: Pillar, depth: int) -> str:
    """`■ 重点取組事項1　行政サービスをより便利に`."""
    head = f"{level}{pillar.number}"
    return f"{_PILLAR * (depth + 1)} {head}{'　' if head else ''}{pillar.title}"


def _leading(outline: Outline, measure: Measure, headings: Mapping[str, int]) -> list[str]:
    """The cells between the count and the years."""
    title = "\n".join(filter(None, (measure.title, measure.description)))
    departments = [d.name + (_LEAD if share.role == LEAD else "") for share, d in outline.department_roles(measure)]
    numbered = [measure.number] if _NUMBER in headings else []
    return [*numbered, title, *(["\n".join(departments)] if _DEPARTMENTS in headings else [])]


def _year_text(outline: Outline, measure: Measure, year: int, kind: str) -> str:
    return "\n".join([*_lane_lines(outline, measure, year), *_entry_lines(outline, measure, year, kind)])


def _lane_lines(outline: Outline, measure: Measure, year: int) -> list[str]:
    """`▶【電子申請】導入`; in later years without a phase of their own the last one goes on, unless it is blank."""
    lines: list[str] = []
    lanes = outline.lanes(measure)
    for lane, label in zip(lanes, with_counts(lane.label for lane in lanes), strict=True):
        phases = {phase.year: phase.text for phase in outline.phases(lane)}
        if phases.get(max((begun for begun in phases if begun <= year), default=year)):
            head = f"{_LANE}【{label}】" if label else f"{_LANE} "
            lines.append(_indented(head + phases.get(year, _CONTINUES)))
    return lines


def _entry_lines(outline: Outline, measure: Measure, year: int, kind: str) -> list[str]:
    """The narrative, section by section."""
    lines: list[str] = []
    for section, heading in section_names(outline, measure):
        entries = [e for e in outline.entries(section, year, kind) if e.printed.strip()]
        if entries and heading:
            lines.append(f"{_SECTION} {heading}")
        lines += [_indented(entry_text(outline, entry)) for entry in entries]
    return lines


def _indented(text: str) -> str:
    """The text with its further lines indented, which shows that they belong to the first."""
    return text.replace("\n", f"\n{_INDENT}")


# -- reading


def _items_of(cell: str) -> list[str]:
    """The texts of a cell, each with its indented lines."""
    items: list[str] = []
    for line in cell.split("\n"):
        if line.startswith(_INDENT) and items:
            items[-1] += f"\n{line.removeprefix(_INDENT).rstrip()}"
        elif line.strip():
            items.append(line.strip())
    return items


def _read_band(text: str, levels: Sequence[str]) -> tuple[int, str, str] | None:
    """Depth, number and title of a pillar's band; None for any other text."""
    found = re.fullmatch(rf"(?P<signs>{_PILLAR}+)\s*(?P<name>.+)", text.strip(), re.S)
    if found is None:
        return None
    depth, (head, space, title) = len(found.group("signs")) - 1, found.group("name").partition("　")
    return (depth, head.removeprefix(level_name(levels, depth)), title) if space else (depth, "", head)


def heads_roadmap(row: Sequence[CellRef]) -> bool:
    """Whether a row names the measures and, most of all, years."""
    texts = [place.text.strip() for place in row]
    return _COUNT in texts and any(read_year_heading(text) for text in texts)


@dataclass
class _Table:
    """Which column holds what: the fields by heading, the measures' own, the years."""

    fields: dict[int, str] = field(default_factory=dict)
    measures: int = -1
    years: dict[int, YearHeading] = field(default_factory=dict)


@dataclass
class _Line:
    """A measure's row: column → its texts, the further ones from rows that go on with it."""

    table: _Table
    pillar: Draft
    cells: dict[int, list[CellRef]]

    def text(self, column: int) -> str:
        return joined([place.text for place in self.cells.get(column, [])]).strip()

    def of(self, heading: str) -> str | None:
        """The text under a heading, None where there is no such column."""
        return next((self.text(column) for column, name in self.table.fields.items() if name == heading), None)


class Roadmap:
    """The pillars and measures read so far; other pages find theirs by name."""

    def __init__(self, plan: Draft, unread: list[CellRef]) -> None:
        self.plan = plan
        self.unread = unread
        self.pillars: dict[str, Draft] = {}
        self.measures: dict[str, Draft] = {}
        self._sections: dict[int, dict[str, Draft]] = {}
        self._paths: dict[int, str] = {}
        self._columns: list[YearHeading] = []

    def window(self) -> dict[str, Value]:
        """The years shown, and from which on they are planned."""
        years = [year for year, _ in self._columns]
        planned = [year for year, kind in self._columns if kind == PLANNED]
        return {"shown_from": min(years), "shown_to": max(years), "planned_from": min(planned, default=None)}

    def section(self, measure: Draft, name: str) -> Draft:
        """The measure's section so named, drafted on first sight."""
        known = self._sections.setdefault(id(measure), {})
        if folded(name) not in known:
            known[folded(name)] = measure.add("section", heading=without_count(name))
        return known[folded(name)]

    def take(self, rows: Sequence[Sequence[CellRef]]) -> None:
        """A table from its heading row on."""
        table = self._headed(rows[0])
        left = next(column for column, name in table.fields.items() if name == _COUNT)
        lines: list[_Line] = []
        above: list[Draft] = []
        for whole in rows[1:]:
            if heads_roadmap(whole):
                continue
            self.unread += [place for place in whole if place.column < left]
            row = [place for place in whole if place.column >= left]
            if not row:
                continue
            band = _read_band(row[0].text, levels_of(self.plan.text("levels")))
            if band is not None:
                above = self._take_pillar(above, *band)
                # Merged cells of a band that were taken apart and filled repeat its text.
                self.unread += [place for place in row[1:] if place.text != row[0].text]
            elif above and row[0].column == left and _DIGITS.fullmatch(row[0].text.strip()):
                lines.append(_Line(table, above[-1], {}))
                self._fill(lines[-1], row[1:])
            elif above and self._begins(row, lines[-1] if lines else None, table):
                lines.append(_Line(table, above[-1], {}))
                self._fill(lines[-1], row)
            elif lines and lines[-1].pillar is above[-1]:
                self._fill(lines[-1], row)
            else:
                self.unread += row
        departments = Departments(item for line in lines for column in table.years for item in _items_of(line.text(column)))
        for line in lines:
            self._take_measure(line, departments)

    def _begins(self, row: Sequence[CellRef], last: _Line | None, table: _Table) -> bool:
        """Whether a row without a count is a measure that somebody put in, not more of the one above."""
        own = next((place for place in row if place.column == table.measures), None)
        return own is not None and (last is None or not goes_on(last.text(table.measures), own.text))

    def _headed(self, row: Sequence[CellRef]) -> _Table:
        table = _Table()
        for place in row:
            text = place.text.strip()
            year = read_year_heading(text)
            if year is not None and year not in table.years.values():
                table.years[place.column] = year
            elif text in (_COUNT, _NUMBER, _DEPARTMENTS):
                table.fields[place.column] = text
            elif table.measures < 0 and year is None:
                table.measures = place.column
                if len(levels_of(text)) > 1:
                    self.plan.values["levels"] = " > ".join(levels_of(text))
            else:
                self.unread.append(place)
        self._columns += table.years.values()
        return table

    def _fill(self, line: _Line, row: Sequence[CellRef]) -> None:
        known = {line.table.measures, *line.table.fields, *line.table.years}
        for place in row:
            if place.column in known:
                line.cells.setdefault(place.column, []).append(place)
            else:
                self.unread.append(place)

    def _take_pillar(self, above: list[Draft], depth: int, number: str, title: str) -> list[Draft]:
        """The pillars from the top down to this one."""
        above = above[:depth]
        parent = above[-1] if above else self.plan
        path = self._path(parent, number, title)
        if folded(path) not in self.pillars:
            made = self.pillars[folded(path)] = parent.add("pillar", number=number, title=title)
            self._paths[id(made)] = path
        return [*above, self.pillars[folded(path)]]

    def _path(self, parent: Draft, number: str, title: str) -> str:
        above, own = self._paths.get(id(parent), ""), f"{number} {title}".strip()
        return f"{above}{BELOW}{own}" if above else own

    def _take_measure(self, line: _Line, departments: Departments) -> None:
        title, _, description = line.text(line.table.measures).partition("\n")
        if not title:
            self.unread += [place for places in line.cells.values() for place in places]
            return
        number = line.of(_NUMBER)
        measure = line.pillar.add("measure", title=title, description=description)
        if number is not None:
            measure.values["number"] = number
        self.measures.setdefault(folded(self._path(line.pillar, number or "", title)), measure)
        for name in (line.of(_DEPARTMENTS) or "").split("\n"):
            if name.strip():
                role = LEAD if name.strip().endswith(_LEAD) else RELATED
                measure.add("measure_department", department=name.strip().removesuffix(_LEAD), role=role)
        cells = {year: _year_cell(line.text(column)) for column, year in line.table.years.items()}
        for label in merged_order([list(cell.phases) for cell in cells.values()]):
            lane = measure.add("lane", label=without_count(label))
            _take_phases(lane, {year: cell.phases.get(label) for (year, _), cell in cells.items()})
        for name in merged_order([list(cell.sections) for cell in cells.values()]):
            for (year, kind), cell in cells.items():
                if lines := cell.sections.get(name):
                    _take_entries(self.section(measure, name), lines, departments, {"year": year, "kind": kind})


@dataclass
class _YearCell:
    """The cell of a measure's year: lane → phase, section → lines."""

    phases: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)


def _year_cell(text: str) -> _YearCell:
    cell, section = _YearCell(), ""
    for line in _items_of(text):
        phase = _PHASE.fullmatch(line)
        if phase is not None and (phase.group("label") or "") not in cell.phases:
            cell.phases[phase.group("label") or ""] = phase.group("text")
        elif line.startswith(_SECTION):
            section = line.removeprefix(_SECTION).strip()
        else:
            cell.sections.setdefault(section, []).append(line)
    return cell


def _take_phases(lane: Draft, phases: Mapping[int, str | None]) -> None:
    """A lane's phases by year; None where the cell has no line for it: there it has ended."""
    runs = False
    for year, text in phases.items():
        if text is not None and text != _CONTINUES:
            lane.add("phase", year=year, text=text)
        elif text is None and runs:
            lane.add("phase", year=year, text="")
        runs = text is not None


def _take_entries(section: Draft, lines: Sequence[str], departments: Departments, cell: Mapping[str, Value]) -> None:
    for line in lines:
        entry = departments.entry(line)
        values = {"department": entry.department or None, "bullet": entry.bullet, "text": entry.text}
        section.children.append(Draft("entry", {**cell, **values}))
