"""指標 as indicators with their figures, in the measures of the roadmap."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.izunokuni.indicator_writing import Column
from dxdesk.pages.layouts.izunokuni.roadmap_page import Roadmap
from dxdesk.pages.layouts.izunokuni.wording import HEADING, LABEL, MEASURE, OF_INDICATORS, PART, UNIT
from dxdesk.pages.page import joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import ROLES
from dxdesk.plan.rows.outline import folded

_COLUMN = re.compile(rf"(?P<year>.+?)の?(?P<role>{'|'.join(ROLES)})値?")


def heads_indicators(row: Sequence[CellRef]) -> bool:
    """Whether a row says whose indicators follow, or heads them."""
    texts = [place.text.strip() for place in row[:2]]
    return (texts[0] == MEASURE and len(texts) == 2) or texts == [LABEL, UNIT]


def read_column(text: str) -> Column | None:
    """Fiscal year and role of `2020年見込`, `R7目標`; None for any other text."""
    found = _COLUMN.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    try:
        return (read_year(found.group("year")), found.group("role")) if found else None
    except Refused:
        return None


class IndicatorReader:
    """The page row by row: captions name measure and section, a heading row the columns, then a line an indicator."""

    def __init__(self, roadmap: Roadmap, unread: list[CellRef]) -> None:
        self.roadmap = roadmap
        self.unread = unread
        self.measure: Draft | None = None
        self.name = ""
        self.notes: dict[int, str] = {}
        self.columns: dict[int, Column] = {}
        # Indicators of the section by what stands above them, label, and how many alike stood before in the table.
        self.known: dict[tuple[int, str, int], Draft] = {}
        self.seen: Counter[tuple[int, str]] = Counter()
        self.above: list[Draft] = []

    def take(self, rows: Sequence[Sequence[CellRef]]) -> None:
        """All rows from the first caption on."""
        left = rows[0][0].column
        self.unread += [place for row in rows for place in row if place.column < left]
        for row in ([place for place in row if place.column >= left] for row in rows):
            if not row:
                continue
            first = row[0].text.strip()
            if first in (MEASURE, HEADING) and row[0].column == left:
                # A caption is a label with its name.
                self.unread += [place for place in row[2:] if place.text != row[1].text]
                row = row[:2]
            if first == MEASURE and len(row) == 2:
                self.measure = self.roadmap.measures.get(folded(row[1].text))
                self._begin("")
                self.unread += [] if self.measure else row
            elif first == HEADING and len(row) == 2 and self.measure is not None:
                self._begin(row[1].text.strip())
            elif heads_indicators(row):
                self._take_headings(row)
            elif self.measure is None:
                self.unread += row
            elif row[0].column != left and self.above:
                self._go_on(self.above[-1], row)
            elif row[0].column != left or not self._take_line(self.measure, row):
                self.unread += row

    def _begin(self, name: str) -> None:
        """What follows stands in the section so named."""
        self.name, self.known = name, {}
        self.notes, self.columns = {}, {}

    def _take_headings(self, row: Sequence[CellRef]) -> None:
        fields = dict(OF_INDICATORS)
        self.notes, self.columns = {}, {}
        self.seen.clear()
        self.above = []
        for place in row:
            text = place.text.strip()
            column = read_column(text)
            if text == UNIT or text in fields:
                self.notes[place.column] = fields.get(text, "unit")
            elif column is not None and column not in self.columns.values():
                self.columns[place.column] = column
            elif text != LABEL:
                self.unread.append(place)

    def _take_line(self, measure: Draft, row: Sequence[CellRef]) -> bool:
        """An indicator, drafted on first sight, and its figures; whether its label could be read."""
        text = row[0].text.strip()
        label = text.lstrip(PART).strip()
        depth = len(text) - len(text.lstrip(PART))
        if not label or depth > len(self.above):
            return False
        self.above = self.above[:depth]
        parent = self.above[-1] if self.above else self.roadmap.section(measure, self.name)
        indicator = self._indicator(parent, label)
        self.above.append(indicator)
        for place in row[1:]:
            if place.column in self.notes:
                indicator.values[self.notes[place.column]] = place.text.strip()
            elif place.column in self.columns:
                year, role = self.columns[place.column]
                indicator.add("figure", year=year, role=role, text=place.text.strip())
            else:
                self.unread.append(place)
        return True

    def _go_on(self, indicator: Draft, row: Sequence[CellRef]) -> None:
        """A row without label: notes that the row above was too low for."""
        for place in row:
            name = self.notes.get(place.column, "")
            if indicator.text(name):
                indicator.values[name] = joined([indicator.text(name), place.text])
            else:
                self.unread.append(place)

    def _indicator(self, parent: Draft, label: str) -> Draft:
        alike = (id(parent), folded(label))
        self.seen[alike] += 1
        key = (*alike, self.seen[alike])
        if key not in self.known:
            self.known[key] = parent.add("indicator", label=label)
            if parent.table == "indicator":
                # How parts are written elsewhere is the plan's own; a new plan lists them.
                parent.defaults["breakdown"] = "bullets"
                self.known[key].defaults["form"] = "bullet"
        return self.known[key]
