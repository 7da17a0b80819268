"""The rows of a table with the texts that their columns have, and the cells of one measure read by their columns' fields."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.departments import Departments
from dxdesk.pages.layouts.list_table.table_map import BELOW, FLAGS, SPAN, TEXTS, MapColumn, TableMap
from dxdesk.pages.page import SAME, Page
from dxdesk.plan.importing.draft import Draft, newest_unit
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import LEAD, RELATED
from dxdesk.plan.rows.outline import folded

_NUMBERED = re.compile(r"(?P<number>[0-9０-９][0-9０-９()（）.．\-－ー]*)[ \u3000\t]+(?P<title>\S.*)", re.S)
# A lane's name before what it begins.
_OF_LANE = re.compile(r"【(?P<label>[^【】]*)】\s*(?P<text>.*)")
# Arrows, as they are drawn with characters.
_GOES_ON = re.compile("[→⇒➡⇨➔ ]*")


def numbered(text: str) -> tuple[str, str]:
    """Return number and title of `1-(1) 行政手続のオンライン化`; the number is blank where the text begins with none."""
    found = _NUMBERED.fullmatch(text)
    return (found.group("number"), found.group("title")) if found else ("", text)


class Grid:
    """The cells below the headings, merged ones respected; 〃 is the text above.

    `body`: the rows of the table; `rows`: those in which a text of one of the `columns` begins.
    """

    def __init__(self, page: Page, columns: Collection[int], table_map: TableMap) -> None:
        self._own: dict[int, dict[int, CellRef]] = {}
        self._reach: dict[tuple[int, int], int] = {}
        for (row, column), cell in sorted(page.cells.items()):
            if row < table_map.first_row or not cell.text.strip() or column not in columns:
                continue
            begins = self._reach.get((row - 1, column)) if cell.text.strip() == SAME else None
            if begins is None:
                begins = row
                self._own.setdefault(row, {})[column] = CellRef(page.name, row, column, cell.text)
            self._reach |= {(below, column): begins for below in range(row, row + cell.rows)}
        self.body = range(table_map.first_row, self._end(table_map))
        self.rows = [row for row in self._own if row in self.body]

    def _end(self, table_map: TableMap) -> int:
        """The first row below the table."""
        last = max((row for row, _ in self._reach), default=-1)
        end = table_map.last_row + 1 if table_map.last_row is not None else last + 1
        mark = folded(table_map.end)
        stops = (
            row for row, texts in self._own.items() if mark and any(folded(c.text).startswith(mark) for c in texts.values())
        )
        return min(end, next(stops, end))

    def own(self, row: int) -> dict[int, CellRef]:
        """Return column → text for the texts that begin in this row."""
        return self._own.get(row, {})

    def over(self, row: int, column: int) -> CellRef | None:
        """Return the text of this row and column, also where it is part of a merged cell that begins above."""
        begins = self._reach.get((row, column))
        return self._own[begins][column] if begins is not None else None


@dataclass
class MeasureRows:
    """One measure while its rows, from `row` on, are read.

    `first`: column → text of its first row; `named`: its number and title as written; `unread`: cells not understood.
    """

    measure: Draft
    row: int
    departments: Departments
    first: dict[int, str] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    unread: list[CellRef] = field(default_factory=list)

    def take(self, column: MapColumn, place: CellRef | None) -> None:
        """Read one cell; None is a blank one, which clears the measure's own texts and flags."""
        text = place.text.strip() if place is not None else ""
        values = self.measure.values
        if column.field in TEXTS:
            values |= self._named_text(column, text)
        elif column.field in FLAGS:
            values[column.field] = bool(text)
            if place is not None and folded(text) != folded(column.sign):
                del values[column.field]
                self.unread.append(place)
        elif place is None:
            if column.field in SPAN:
                values[column.field] = None
        elif column.field in SPAN:
            self._take_year(column, place)
        elif column.field == "department":
            self._take_departments(column, place)
        elif column.field == "custom":
            self.measure.add("custom_value", field=column.name, year=column.year, text=text)
        elif column.field == "entry":
            self._take_lines(column, text)
        elif column.field == "phase":
            self._take_phases(column, text)
        else:
            self._assessment(column.year).values["mark" if column.field == "mark" else "text"] = text

    def _named_text(self, column: MapColumn, text: str) -> dict[str, Value]:
        """The values of a text with the flags and the number that its column has in the same cell."""
        values: dict[str, Value] = {}
        for flag, sign in column.flags:
            values[flag] = sign in text
            text = text.replace(sign, " ", 1).strip() if sign in text else text
        if column.numbered:
            number, text = numbered(text)
            values["number"] = number
        return {**values, column.field: text}

    def _take_year(self, column: MapColumn, place: CellRef) -> None:
        try:
            self.measure.values[column.field] = read_year(place.text)
        except Refused:
            self.unread.append(place)

    def _take_departments(self, column: MapColumn, place: CellRef) -> None:
        """Read the names in a cell; one that has a share already leaves the cell unread."""
        known = [folded(share.text("department")) for share in self.measure.of("measure_department")]
        for name in filter(None, (part.strip() for part in place.text.split(column.separator))):
            if folded(name) in known:
                self.unread.append(place)
                continue
            role = column.role or (RELATED if known else LEAD)
            share = self.measure.add("measure_department", {"role": role}, department=name)
            if column.role:
                share.values["role"] = role
            known.append(folded(name))

    def _take_lines(self, column: MapColumn, text: str) -> None:
        section = self._section()
        for line in filter(None, (part.strip() for part in text.split("\n"))):
            read = self.departments.entry(line)
            if not line.endswith("）"):
                # Writing uses full-width brackets: a name in others stays part of the text.
                read.text, read.department = line.removeprefix(read.bullet).strip(), ""
            entry = section.add("entry", year=column.year, kind=column.kind, bullet=read.bullet, text=read.text)
            entry.values |= {"department": read.department or None, "written": read.department}

    def _take_phases(self, column: MapColumn, text: str) -> None:
        """Read the phases that the measure's lanes begin in a year, a line each; an arrow continues the phase before."""
        begun: dict[str, list[str]] = {}
        for line in filter(None, (part.strip() for part in text.split("\n"))):
            found = _OF_LANE.fullmatch(line)
            label, phase = found.groups() if found else ("", line)
            if not _GOES_ON.fullmatch(phase):
                begun.setdefault(label, []).append(phase)
        for label, lines in begun.items():
            known = (lane for lane in self.measure.of("lane") if lane.text("label") == label)
            lane = next(known, None) or self.measure.add("lane", label=label)
            lane.add("phase", year=column.year, text="\n".join(lines))

    def _section(self) -> Draft:
        """The measure's only section; its heading is not stated, as such a table shows none."""
        return next(self.measure.of("section"), None) or self.measure.add("section")

    def _assessment(self, year: int | None) -> Draft:
        found = (a for a in self.measure.of("assessment") if a.values["year"] == year)
        return next(found, None) or self.measure.add("assessment", year=year)

    # -- indicators

    def take_indicator(self, about: int | str, parts: list[tuple[MapColumn, CellRef | None]]) -> None:
        """Read one group of a row, None for its blank cells; without a label its texts stay unread."""
        label = next((place.text.strip() for column, place in parts if column.field == "indicator" and place), "")
        label = about if isinstance(about, str) else label
        if not label:
            self.unread += [place for _, place in parts if place]
            return
        indicator = self._constant(label) if isinstance(about, str) else self._indicator(label)
        for column, place in parts:
            if column.field == "figure":
                self._take_figure(indicator, column, place)
            elif column.field != "indicator":
                indicator.values[column.field] = place.text.strip() if place else ""
        if "unit" not in indicator.values and (unit := newest_unit(indicator)):
            indicator.defaults["unit"] = unit

    def _take_figure(self, indicator: Draft, column: MapColumn, place: CellRef | None) -> None:
        if place is None:
            return
        key = (column.year, column.role)
        if any((figure.values["year"], figure.values["role"]) == key for figure in indicator.of("figure")):
            self.unread.append(place)
        else:
            indicator.add("figure", year=column.year, role=column.role, text=place.text.strip())

    def _constant(self, label: str) -> Draft:
        """The indicator that the map names for a column: one for all rows of the measure."""
        found = (i for i in self._section().of("indicator") if i.text("label") == label)
        return next(found, None) or self._section().add("indicator", label=label)

    def _indicator(self, label: str) -> Draft:
        """A new indicator, a part of the one whose label is before ＞ where that was read."""
        head, below, own = label.rpartition(BELOW)
        above = _labelled(self._section(), head.split(BELOW)) if below else None
        if above is None:
            return self._section().add("indicator", label=label)
        above.defaults.setdefault("breakdown", "bullets")
        return above.add("indicator", {"form": "line"}, label=own.strip())


def _labelled(place: Draft, path: list[str]) -> Draft | None:
    """The indicator at the end of a path of labels, None where there is none."""
    for label in path:
        found = [indicator for indicator in place.of("indicator") if folded(indicator.text("label")) == folded(label)]
        if not found:
            return None
        place = found[-1]
    return place
