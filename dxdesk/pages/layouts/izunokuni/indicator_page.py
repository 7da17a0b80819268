"""指標: the indicators of each measure's section with a column for each year and role of their figures; written and read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.common.figures import published, value_text
from dxdesk.pages.layouts.izunokuni.names import MEASURE, measure_path, section_names
from dxdesk.pages.layouts.izunokuni.roadmap_page import Roadmap
from dxdesk.pages.page import Cell, Page, joined
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.dates import read_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import ROLES, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.quantity import Quantity, format_number

_SHEET, _SECTION, _LABEL, _UNIT = "指標", "見出し", "指標", "単位"
# Heading, field and width; these columns are there only where an indicator fills them.
_NOTES = (("算定方法・出典", "definition", 36), ("時点", "observed", 16))
_FIELDS = {_UNIT: "unit"} | {heading: field for heading, field, _ in _NOTES}
# Before the label of a part of an indicator, once a level.
_PART = "└"
# Figure columns of one table; further years have a table below it.
MOST = 8
_EXACT = 15  # digits that Excel keeps of a number

_HEADING = re.compile(rf"(?P<year>.+?)の?(?P<role>{'|'.join(ROLES)})値?")

# Fiscal year and role.
FigureColumn = tuple[int, str]

# -- writing


def indicator_pages(outline: Outline, measures: Sequence[Measure], years: range | None) -> list[Page]:
    """The page, none where no measure has an indicator to show. `years`: only these, None for all."""
    writer = _Writer(outline, measures, years)
    for measure in measures:
        for section, name in section_names(outline, measure):
            lines = list(published(outline, [section]))
            if lines:
                writer.put_section(measure_path(outline, measure), name, lines)
    return [writer.page] if writer.row > 2 else []


class _Writer:
    """The page while it is written; `row`: the next free one."""

    def __init__(self, outline: Outline, measures: Sequence[Measure], years: range | None) -> None:
        self.outline = outline
        self.years = years
        shown = [i for measure in measures for i in outline.indicators_of(measure) if i.published]
        self.notes = [note for note in _NOTES if any(getattr(i, note[1]) for i in shown)]
        self.page = Page(_SHEET, widths=[44, 8, *(width for _, _, width in self.notes), *[10] * MOST])
        self.page.put(0, 0, _SHEET, "title", columns=len(self.page.widths))
        self.row = 2

    def put_section(self, measure: str, section: str, lines: Sequence[tuple[Indicator, int]]) -> None:
        """Whose indicators follow, then the indicators with their depths, in tables below each other."""
        first = self.row
        for label, text in ((MEASURE, measure), (_SECTION, section)):
            if text:
                self.page.put(self.row, 0, label, "heading")
                self.page.put(self.row, 1, text, "contents_pillar", columns=len(self.page.widths) - 1)
                self.row += 1
        columns = self._columns([indicator for indicator, _ in lines])
        for start in range(0, len(columns) or 1, MOST):
            self._put_table(lines, columns[start : start + MOST], noted=not start)
        self.page.together.append((first, self.row - 1))
        self.row += 1

    def _put_table(self, lines: Sequence[tuple[Indicator, int]], columns: Sequence[FigureColumn], noted: bool) -> None:
        notes = [heading for heading, _, _ in self.notes]
        for column, heading in enumerate((_LABEL, _UNIT, *notes, *(figure_heading(*key) for key in columns))):
            self.page.put(self.row, column, heading, "heading")
        for indicator, depth in lines:
            self.row += 1
            label = f"{_PART * depth} {indicator.label}" if depth else indicator.label
            texts = [getattr(indicator, field) if noted else "" for _, field, _ in self.notes]
            for column, text in enumerate((label, indicator.unit, *texts)):
                self.page.put(self.row, column, text, "cell")
            for column, key in enumerate(columns, 2 + len(notes)):
                self.page.cells[(self.row, column)] = figure_cell(value_text(self.outline, indicator, *key))
        self.row += 1

    def _columns(self, indicators: Sequence[Indicator]) -> list[FigureColumn]:
        """The years and roles in which an indicator has something to show."""
        # A total counts parts that are not published, too.
        counted = [part for i in indicators for part in (i, *self.outline.children(i))]
        known = {(figure.year, figure.role) for i in counted for figure in self.outline.figures(i)}
        shown = {key for key in known if any(value_text(self.outline, i, *key) for i in indicators)}
        wanted = [key for key in shown if self.years is None or key[0] in self.years]
        return sorted(wanted, key=lambda key: (key[0], ROLES.index(key[1]) if key[1] in ROLES else len(ROLES)))


def figure_heading(year: int, role: str) -> str:
    """`2020年` over `見込`: tables reach over eras."""
    return f"{year}年\n{role}"


def figure_cell(text: str) -> Cell:
    """A number where Excel prints it as the city did; else the text as written."""
    number = Quantity(text).number
    if number is None or format_number(number) != text or len(number.as_tuple().digits) > _EXACT:
        return Cell(text, "number")
    return Cell("", "number", number=number)


# -- reading


def heads_indicators(row: Sequence[CellRef]) -> bool:
    """Whether a row names the measure whose indicators follow, or heads their columns."""
    texts = [place.text.strip() for place in row[:2]]
    return (texts[0] == MEASURE and len(texts) == 2) or texts == [_LABEL, _UNIT]


def read_figure_heading(text: str) -> FigureColumn | None:
    """Fiscal year and role of `2020年見込`, `R7目標`; None for any other text."""
    found = _HEADING.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
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
        self.columns: dict[int, FigureColumn] = {}
        # Indicators of the section by parent, label, and how many alike the table has up to this one.
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
            if first in (MEASURE, _SECTION) and row[0].column == left:
                # A caption is a label with its name.
                self.unread += [place for place in row[2:] if place.text != row[1].text]
                row = row[:2]
            if first == MEASURE and len(row) == 2:
                self.measure = self.roadmap.measures.get(folded(row[1].text))
                self._begin("")
                self.unread += [] if self.measure else row
            elif first == _SECTION and len(row) == 2 and self.measure is not None:
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
        """The rows that follow belong to the section so named."""
        self.name, self.known = name, {}
        self.notes, self.columns = {}, {}

    def _take_headings(self, row: Sequence[CellRef]) -> None:
        self.notes, self.columns = {}, {}
        self.seen.clear()
        self.above = []
        for place in row:
            text = place.text.strip()
            column = read_figure_heading(text)
            if text in _FIELDS:
                self.notes[place.column] = _FIELDS[text]
            elif column is not None and column not in self.columns.values():
                self.columns[place.column] = column
            elif text != _LABEL:
                self.unread.append(place)

    def _take_line(self, measure: Draft, row: Sequence[CellRef]) -> bool:
        """An indicator, drafted on first sight, and its figures; whether its label could be read."""
        text = row[0].text.strip()
        label = text.lstrip(_PART).strip()
        depth = len(text) - len(text.lstrip(_PART))
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
