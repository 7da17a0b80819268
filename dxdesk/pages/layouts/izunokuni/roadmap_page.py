"""工程表 as pillars and measures with their lanes and narrative."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.departments import Departments
from dxdesk.pages.layouts.common.years import merged_order, read_year_heading
from dxdesk.pages.layouts.izunokuni.wording import (
    BELOW,
    COUNT,
    DEPARTMENTS,
    GOES_ON,
    LANE,
    LED,
    NUMBER,
    SECTION,
    items_of,
    levels_of,
    named,
    read_band,
    without_count,
)
from dxdesk.pages.page import goes_on, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import LEAD, PLANNED, RELATED
from dxdesk.plan.rows.outline import folded

# Without a label a space stands before the text, which may itself begin with 【.
_PHASE = re.compile(rf"{LANE}(?:【(?P<label>[^【】]*)】)?\s*(?P<text>.*)", re.S)
_COUNT = re.compile(r"[0-9０-９]+")

YearColumn = tuple[int, str]


def heads_roadmap(row: Sequence[CellRef]) -> bool:
    """Whether a row names the measures and, most of all, years."""
    texts = [place.text.strip() for place in row]
    return COUNT in texts and any(read_year_heading(text) for text in texts)


@dataclass
class _Table:
    """Which column holds what: the fields by heading, the measures' own, the years."""

    fields: dict[int, str] = field(default_factory=dict)
    measures: int = -1
    years: dict[int, YearColumn] = field(default_factory=dict)


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
        self._columns: list[YearColumn] = []

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
        left = next(column for column, name in table.fields.items() if name == COUNT)
        lines: list[_Line] = []
        above: list[Draft] = []
        for whole in rows[1:]:
            if heads_roadmap(whole):
                continue
            self.unread += [place for place in whole if place.column < left]
            row = [place for place in whole if place.column >= left]
            if not row:
                continue
            band = read_band(row[0].text, levels_of(self.plan.text("levels")))
            if band is not None:
                above = self._take_pillar(above, *band)
                # A band whose merged cells were taken apart and filled says the same in each.
                self.unread += [place for place in row[1:] if place.text != row[0].text]
            elif above and row[0].column == left and _COUNT.fullmatch(row[0].text.strip()):
                lines.append(_Line(table, above[-1], {}))
                self._fill(lines[-1], row[1:])
            elif above and self._begins(row, lines[-1] if lines else None, table):
                lines.append(_Line(table, above[-1], {}))
                self._fill(lines[-1], row)
            elif lines and lines[-1].pillar is above[-1]:
                self._fill(lines[-1], row)
            else:
                self.unread += row
        departments = Departments(item for line in lines for column in table.years for item in items_of(line.text(column)))
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
            elif text in (COUNT, NUMBER, DEPARTMENTS):
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
        path = self._path(parent, named(number, title))
        if folded(path) not in self.pillars:
            made = self.pillars[folded(path)] = parent.add("pillar", number=number, title=title)
            self._paths[id(made)] = path
        return [*above, self.pillars[folded(path)]]

    def _path(self, parent: Draft, own: str) -> str:
        above = self._paths.get(id(parent), "")
        return f"{above}{BELOW}{own}" if above else own

    def _take_measure(self, line: _Line, departments: Departments) -> None:
        title, _, description = line.text(line.table.measures).partition("\n")
        if not title:
            self.unread += [place for places in line.cells.values() for place in places]
            return
        number = line.of(NUMBER)
        measure = line.pillar.add("measure", title=title, description=description)
        if number is not None:
            measure.values["number"] = number
        self.measures.setdefault(folded(self._path(line.pillar, named(number or "", title))), measure)
        for name in (line.of(DEPARTMENTS) or "").split("\n"):
            if name.strip():
                role = LEAD if name.strip().endswith(LED) else RELATED
                measure.add("measure_department", department=name.strip().removesuffix(LED), role=role)
        cells = {year: _cell(line.text(column)) for column, year in line.table.years.items()}
        for label in merged_order([list(cell.phases) for cell in cells.values()]):
            lane = measure.add("lane", label=without_count(label))
            _take_phases(lane, {year: cell.phases.get(label) for (year, _), cell in cells.items()})
        for name in merged_order([list(cell.sections) for cell in cells.values()]):
            for (year, kind), cell in cells.items():
                if lines := cell.sections.get(name):
                    _take_entries(self.section(measure, name), lines, departments, {"year": year, "kind": kind})


@dataclass
class _Cell:
    """A year of a measure: lane → phase, section → lines."""

    phases: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)


def _cell(text: str) -> _Cell:
    cell, section = _Cell(), ""
    for line in items_of(text):
        phase = _PHASE.fullmatch(line)
        if phase is not None and (phase.group("label") or "") not in cell.phases:
            cell.phases[phase.group("label") or ""] = phase.group("text")
        elif line.startswith(SECTION):
            section = line.removeprefix(SECTION).strip()
        else:
            cell.sections.setdefault(section, []).append(line)
    return cell


def _take_phases(lane: Draft, told: Mapping[int, str | None]) -> None:
    """What a lane does by year, None where no line tells it: there it has ended."""
    runs = False
    for year, text in told.items():
        if text is not None and text != GOES_ON:
            lane.add("phase", year=year, text=text)
        elif text is None and runs:
            lane.add("phase", year=year, text="")
        runs = text is not None


def _take_entries(section: Draft, lines: Sequence[str], departments: Departments, cell: Mapping[str, Value]) -> None:
    for line in lines:
        entry = departments.entry(line)
        values = {"department": entry.department or None, "bullet": entry.bullet, "text": entry.text}
        section.children.append(Draft("entry", {**cell, **values}))
