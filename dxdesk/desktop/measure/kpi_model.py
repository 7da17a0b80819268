"""A measure's figures as the printed table has them: indicators down, fiscal years across."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dxdesk.desktop.parts.labels import plain_tooltip
from dxdesk.desktop.session import EditedCell, HeldText, Outcome, Session
from dxdesk.plan.analysis.trend import total_text
from dxdesk.plan.analysis.year_over_year import change_from_last_year, printed_change
from dxdesk.plan.changes import edits
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import Change, squashed
from dxdesk.plan.rows.model import DIRECTIONS, FORECAST, PLANNED, RESULT, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, kind_of_year, shown_years, year_column
from dxdesk.plan.rows.quantity import STATEMENTS, Quantity

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_YEAR = re.compile(r"^([A-Z]\d+)(?=\D)")
_PATTERNS = {"bracket": "【{}】", "bullet": "・{}", "line": "{}"}


@dataclass(frozen=True)
class GridRow:
    """A line of the grid: a section's heading, or an indicator with its depth."""

    heading: str = ""
    indicator: Indicator | None = None
    depth: int = 0


@dataclass(frozen=True)
class CellCaption:
    """The small text under a value; `alarm`: a minus, or something to look at."""

    text: str = ""
    alarm: bool = False


class FigureColumn(NamedTuple):
    """The fiscal year and role of a column of figures."""

    year: int
    role: str


class KpiModel(QAbstractTableModel):
    """Column 0 names the indicator; each further column is a year, in the role that the plan gives it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.rows: list[GridRow] = []
        self.columns: list[FigureColumn] = []
        self.lines = 1  # of a heading over figures: 2 with （今回） below, 3 with 実績 below as well

    # showing

    def show_measure(self, measure_id: str) -> None:
        """Show another measure, or another shape of the same."""
        self.beginResetModel()
        self.measure_id = measure_id
        self.rows = self._lines()
        self.columns = self.plan_columns()
        self.endResetModel()

    def same_shape(self) -> bool:
        """Return whether the plan still has the lines and years shown; their contents may differ."""
        keys = [(r.heading, r.indicator.id if r.indicator else "", r.depth) for r in self._lines()]
        shown = [(r.heading, r.indicator.id if r.indicator else "", r.depth) for r in self.rows]
        return keys == shown and self.columns == self.plan_columns()

    def refresh(self) -> None:
        """Read the values again."""
        self.rows = self._lines()
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns)))

    @property
    def outline(self) -> Outline:
        """The present plan."""
        return self.session.outline

    def _lines(self) -> list[GridRow]:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        found: list[GridRow] = []
        for section in self.outline.sections(measure) if measure else []:
            indicators = self.outline.indicators(section)
            if indicators and section.heading:
                found.append(GridRow(heading=section.heading))
            for indicator in indicators:
                self._line(indicator, 0, found)
        return found

    def _line(self, indicator: Indicator, depth: int, found: list[GridRow]) -> None:
        found.append(GridRow(indicator=indicator, depth=depth))
        for child in self.outline.children(indicator):
            self._line(child, depth + 1, found)

    # places

    def plan_columns(self) -> list[FigureColumn]:
        """Return the columns that the plan gives the measure."""
        plan = self.session.plan
        return [FigureColumn(y, FORECAST if kind_of_year(plan, y) == PLANNED else RESULT) for y in shown_years(plan)]

    def title(self, column: int) -> str:
        """Return the heading over a column of figures, counted from 1."""
        return year_title(self.session, self.columns[column - 1].year)

    def heading(self, column: int, lines: int) -> str:
        """Break the title into at most so many lines: `R6実績（今回）`, `R6` over `実績` over `（今回）`."""
        title = self.title(column)
        title = title.replace("（", "\n（") if lines > 1 else title
        return _YEAR.sub("\\1\n", title, count=1) if lines > 2 else title

    def is_asked(self, column: int) -> bool:
        """Return whether it is the column that is asked for."""
        return column > 0 and self.columns[column - 1].year == self.session.asked_year

    def figure_key(self, index: Index) -> tuple[Indicator, int, str] | None:
        """Return the indicator, fiscal year and role of a cell; None for labels and headings."""
        if not index.isValid() or index.column() == 0:
            return None
        indicator = self.rows[index.row()].indicator
        if indicator is None:
            return None
        return indicator, *self.columns[index.column() - 1]

    def figure(self, index: Index) -> Figure | None:
        """Return the figure of a cell, a new one where the plan has none yet."""
        place = self.figure_key(index)
        if place is None:
            return None
        indicator, year, role = place
        return self.outline.figure(*place) or Figure.new(indicator=indicator.id, year=year, role=role)

    def cell(self, index: Index) -> EditedCell | None:
        """Return the plan's cell behind a cell of the grid, whether it has a row yet or not."""
        figure = self.figure(index)
        return EditedCell("figure", figure.id, "text") if figure is not None else None

    def index_of(self, figure_id: str) -> QModelIndex:
        """Find a figure, whether it has a row yet or not; invalid where it is not shown."""
        for row in range(len(self.rows)):
            for column in range(1, len(self.columns) + 1):
                index = self.index(row, column)
                cell = self.cell(index)
                if cell is not None and cell.id == figure_id:
                    return index
        return QModelIndex()

    def held(self, index: Index) -> HeldText | None:
        """Return what was typed here and could not be written."""
        cell = self.cell(index) if self.session.held else None
        return self.session.held.get(cell) if cell is not None else None

    def objection(self, index: Index) -> str:
        """Return why a value cannot be written, where that is not because of the whole file; blank where it can."""
        figure = self.figure(index)
        if figure is None or self.session.read_only:
            return ""
        return self.session.objection_to(EditedCell("figure", figure.id, "text"), figure)

    def value(self, index: Index) -> str:
        """Return the text in the plan, blank for none."""
        place = self.figure_key(index)
        return self._text(*place) if place is not None else ""

    # writing

    def write(self, index: Index, before: str, after: str, group: str = "") -> Outcome:
        """Write a figure typed over `before`; hold it with the reason where it is refused."""
        figure, cell = self.figure(index), self.cell(index)
        assert cell is not None
        if after == before and cell not in self.session.held:
            return Outcome()
        outcome = self.session.write(cell, before, after, group=group, newborn=figure)
        self.session.hold(cell, None if outcome else HeldText(after, before, outcome, newborn=figure))
        self.refresh()
        return outcome

    def write_all(self, texts: Sequence[tuple[Index, str]], reason: str) -> Outcome:
        """Write several figures at once, over their present values: all of them or, with one sentence why, none."""
        changes: list[Change] = []
        for index, text in texts:
            place, fault = self.figure_key(index), text_fault(text)
            if fault:
                return self.session.refuse(Outcome(f"{self.cell_name(index)}：{fault}", wrong=True))
            assert place is not None
            indicator, year, role = place
            changes += edits.write_figure(self.outline, indicator, year, text, role)
        # Neighbouring years both clear the same 対前年比.
        outcome = self.session.apply(squashed(changes), reason=reason)
        kept = HeldText("", "", outcome).can_be_tried and not self.session.read_only
        for index, text in texts if outcome or kept else ():
            cell = self.cell(index)
            if cell is not None:
                held = HeldText(text, self.value(index), outcome, newborn=self.figure(index))
                self.session.hold(cell, None if outcome or text == held.before else held)
        self.refresh()
        return outcome

    # Qt's model interface

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Count the lines; cells have none below them."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Count the label and the figures."""
        return 0 if parent.isValid() else len(self.columns) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only values can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.figure_key(index) is not None and not self.session.read_only and not self.objection(index):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings `R6実績`, `R7実施予定`, over their values."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return "指標" if section == 0 else self.heading(section, self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The value as typed; what is held back stays visible with its reason."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            held = self.held(index)
            return held.text if held else self.label(index) if index.column() == 0 else self.value(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            held = self.held(index)
            return plain_tooltip(held.outcome.reason if held else self.objection(index)) or None
        if role == Qt.ItemDataRole.TextAlignmentRole and self.figure_key(index) is not None:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._accessible_text(index)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write over the present value."""
        if role != Qt.ItemDataRole.EditRole or self.figure_key(index) is None:
            return False
        return bool(self.write(index, self.value(index), str(value)))

    # words

    def label(self, index: Index) -> str:
        """Return the indicator as it is printed, or the section's heading."""
        line = self.rows[index.row()]
        if line.indicator is None:
            return line.heading if index.column() == 0 else ""
        return _PATTERNS.get(line.indicator.form, "{}").format(line.indicator.label)

    def caption(self, index: Index) -> CellCaption:
        """Return the small text under the cell: 対前年比, a sum, unit and nature under the label."""
        line = self.rows[index.row()]
        if line.indicator is None:
            return CellCaption()
        if index.column() == 0:
            return CellCaption(self._nature_text(line.indicator))
        held = self.held(index)
        if held is not None:
            return CellCaption(held.outcome.reason, alarm=True)
        place = self.figure_key(index)
        return self.value_caption(*place) if place is not None else CellCaption()

    def _nature_text(self, indicator: Indicator) -> str:
        """Describe an indicator, `枚・累計・高いほどよい`; a part only by its unit, where it is not the whole's."""
        whole = self.session.rows.all(Indicator).get(indicator.parent or "")
        if whole is not None:
            return indicator.unit if indicator.unit != whole.unit else ""
        direction = DIRECTIONS[indicator.direction] if indicator.direction else ""
        return "・".join(part for part in (indicator.unit, indicator.nature, direction) if part)

    def value_caption(self, indicator: Indicator, year: int, role: str) -> CellCaption:
        """Return the small text under a value."""
        text = self._text(indicator, year, role)
        quantity = Quantity(text)
        if quantity.blank:
            if total := total_text(self.outline, indicator, year, role):
                return CellCaption(total)
            # What was expected of the year is shown beside what is to be written of it.
            expected = self._text(indicator, year, FORECAST) if role == RESULT else ""
            return CellCaption(f"{FORECAST} {expected}") if expected else CellCaption()
        if quantity.number is None and text not in STATEMENTS and self._numeric(indicator, year):
            return CellCaption("数として読めません", alarm=True)
        if role != RESULT:
            return CellCaption()
        change = printed_change(self.outline, indicator, year)
        difference = change_from_last_year(self.outline, indicator, year)
        if not change:
            return CellCaption()
        worse = -1 if indicator.direction != "down" else 1  # fewer incidents are no reason for an alarm
        return CellCaption(
            f"対前年比 {change}" if indicator.shows_change else change, bool(difference and difference * worse > 0)
        )

    def _text(self, indicator: Indicator, year: int, role: str) -> str:
        figure = self.outline.figure(indicator, year, role)
        return figure.text if figure is not None else ""

    def _numeric(self, indicator: Indicator, year: int) -> bool:
        """Return whether the indicator's other years are numbers."""
        return any(Quantity(f.text).number is not None for f in self.outline.figures(indicator) if f.year != year)

    def cell_name(self, index: Index) -> str:
        """Name a cell by its indicator and year."""
        if index.column() == 0:
            return self.label(index)
        return f"{self.label(index)} {self.title(index.column())}"

    def _accessible_text(self, index: Index) -> str:
        if index.column() == 0:
            return self.cell_name(index)
        closed = "（書けません）" if self.objection(index) else ""
        return f"{self.cell_name(index)} {self.data(index) or '空白'}{closed}"


def year_title(session: Session, year: int) -> str:
    """Return a year's heading: `R6実績（今回）` for the asked one."""
    title = year_column(year, kind_of_year(session.plan, year))
    return f"{title}（今回）" if year == session.asked_year else title
