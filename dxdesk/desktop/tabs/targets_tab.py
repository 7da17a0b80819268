"""指標と目標: baselines and targets, what was reached and how that is computed, and what the indicator is."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop import window_settings
from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.kpi_model import CellCaption, FigureColumn, KpiModel
from dxdesk.desktop.measure.printed_overrides import PrintedOverrides
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, secondary_label, wrapped_label
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.session import Session
from dxdesk.plan.analysis.achievement import achievement_percent, explain_achievement
from dxdesk.plan.analysis.trend import total_text
from dxdesk.plan.rows.dates import read_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, FORECAST, RESULT, ROLES, TARGET, Indicator, Measure
from dxdesk.plan.rows.outline import full_name, shown_years, year_column

_ORDER = (RESULT, TARGET, FORECAST)
_HINT = "ほかの年度の基準値や、計画の外の年度の値を書くには、欄を加えます。"
NO_INDICATORS = "この施策には指標がありません。「計画の構成」（Ctrl+5）で施策を選び、「追加」から指標を加えます。"
_LEAST = 5  # characters that a column has room for, however many there are
_NOTHING = "上の表で指標を選ぶと、その指標の性質や算定方法をここで書けます。"
_FIELDS = (
    *("label", "unit", "nature", "direction", "definition", "observed", "first_year", "last_year"),
    *("department", "published", "shows_change", "children_sum", "breakdown", "form", "decimals"),
)


class TargetModel(KpiModel):
    """As the printed table's figures; a year that has nothing yet is there as soon as it is added."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, parent)
        # Columns that somebody asked for: they stay from measure to measure, and from day to day.
        self.added_columns = {
            FigureColumn(*known) for known in window_settings.columns_in(session.store.location) if known[1] in ROLES
        }

    def plan_columns(self) -> list[FigureColumn]:
        """Return one 基準値, of its year; a 目標 for each year of the plan; whatever else there is, by year."""
        plan = self.session.plan
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        places = set(self.added_columns)
        for indicator in self.outline.indicators_of(measure) if measure is not None else ():
            places |= {FigureColumn(figure.year, figure.role) for figure in self.outline.figures(indicator)}
        places -= set(super().plan_columns())
        baselines = sorted(year for year, role in places if role == BASELINE)
        years = {*shown_years(plan), *(year for year, role in places if role == TARGET)}
        years |= {year for year in (plan.first_year, plan.last_year) if year is not None}
        places |= {FigureColumn(year, TARGET) for year in range(min(years), max(years) + 1)}
        others = sorted((p for p in places if p.role != BASELINE), key=lambda p: (p.year, _ORDER.index(p.role)))
        first = plan.first_year or plan.shown_from
        return [*(FigureColumn(year, BASELINE) for year in baselines or [first - 1]), *others]

    def add_column(self, place: FigureColumn) -> bool:
        """Add a column; False where the printed table has it."""
        if place in super().plan_columns():
            return False
        self._set_added(self.added_columns | {place})
        return True

    def remove_column(self, place: FigureColumn) -> None:
        """Remove a column that nobody wants any more; what has figures stays."""
        self._set_added(self.added_columns - {place})

    def _set_added(self, places: set[FigureColumn]) -> None:
        self.added_columns = places
        window_settings.remember_columns(self.session.store.location, places)

    def title(self, column: int) -> str:
        """The headings `R1基準値`, `R4目標`, `R12見込`."""
        year, role = self.columns[column - 1]
        return f"{short_year(year)}{role}"

    def is_asked(self, _column: int) -> bool:
        """False: no column is asked for more than the others."""
        return False

    def value_caption(self, indicator: Indicator, year: int, role: str) -> CellCaption:
        """Return what was reached of a target."""
        if role in (RESULT, FORECAST):
            return super().value_caption(indicator, year, role)
        if role == TARGET:
            share = achievement_percent(self.outline, indicator, year)
            if share is not None:
                return CellCaption(f"達成率 {round(share):,}%", alarm=share < 100)
        blank = not self._text(indicator, year, role).strip()
        return CellCaption(total_text(self.outline, indicator, year, role) if blank else "")


class ColumnAdder(QWidget):
    """A role, a year as people write it, a button; why it cannot be added is shown below."""

    def __init__(self, add: Callable[[FigureColumn], str], give_up: Callable[[], None], parent: QWidget) -> None:
        """`add`: adds the column, returns why it cannot be added; `remove`: removes the current one again."""
        super().__init__(parent)
        self._add = add
        self.role = Choice("加える欄の区分", [(role, role) for role in ROLES], self)
        self.year = QLineEdit(self)
        self.year.setAccessibleName("加える欄の年度")
        self.year.setPlaceholderText("R1、H30 など")
        self.year.setMaximumWidth(10 * self.fontMetrics().horizontalAdvance("あ"))
        self.year.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin)
        self.button = QPushButton("欄を加える", self)
        self.button.clicked.connect(self.add)
        self.drop = QPushButton("加えた欄を外す", self)
        self.drop.clicked.connect(give_up)
        self.drop.hide()
        self.year.returnPressed.connect(self.add)
        self.message = secondary_label(_HINT, self)
        row = QHBoxLayout()
        for control in (self.role, self.year, self.button, self.drop):
            row.addWidget(control)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.message)

    def add(self) -> None:
        """Add the column (欄を加える)."""
        try:
            refused = self._add(FigureColumn(read_year(self.year.text()), self.role.currentData()))
        except Refused as error:
            refused = error.message
        self.message.setText(refused or _HINT)
        self.message.setForegroundRole(QPalette.ColorRole.BrightText if refused else QPalette.ColorRole.PlaceholderText)
        if not refused:
            self.year.clear()


class TargetsTab(ScrollPage):
    """One measure at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.targets = TargetModel(session)
        self.grid = KpiGrid(session, self.body, self.targets, least=_LEAST)
        self.grid.setAccessibleName("基準値と目標")
        self.adder = ColumnAdder(self.add_column, self.remove_column, self.body)
        self.adder.setVisible(not session.read_only)
        self.blank, self.sums = secondary_label(NO_INDICATORS, self.body), wrapped_label("", self.body)
        self.name = Label("", self.body)
        self.name.setFont(bold(self.font()))
        self.form = RowForm(session, "indicator", _NOTHING, self.body, _FIELDS)
        self.form.disable_scrolling()
        self.overrides = PrintedOverrides(session, self.body)
        for part in (self.grid, self.blank, self.adder, self.name, self.sums, self.form, self.overrides):
            self.column.addWidget(part)
        self.column.addStretch()
        self.grid.selectionModel().currentChanged.connect(self._current_moved)
        self.grid.moved.connect(self.follow(self.grid))
        session.changed.connect(self._show_indicator)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.grid.show_measure(measure_id)
        self.blank.setVisible(not self.grid.kpis.rows)
        self.adder.setVisible(bool(self.grid.kpis.rows) and not self.session.read_only)
        first = next((r for r, line in enumerate(self.grid.kpis.rows) if line.indicator is not None), None)
        if first is not None:
            self.grid.setCurrentIndex(self.grid.kpis.index(first, 1))
        for bar in (self.grid.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(0)  # before the layout the current cell seems out of sight
        self._show_indicator()

    def finish(self) -> None:
        """Write what is being typed."""
        self.grid.delegate.finish()
        self.form.finish()
        self.overrides.finish()

    def focus_first(self) -> None:
        """Focus the figures."""
        self.grid.setFocus()

    def add_column(self, place: FigureColumn) -> str:
        """Add a column and focus it; return why it cannot be added."""
        measure_id, row = self.grid.kpis.measure_id, max(self.grid.currentIndex().row(), 0)
        if measure_id is None:
            return ""
        if not self.targets.add_column(place):
            return f"{year_column(*place)}は「実績・予定」の表に欄があります。そこに書いてください。"
        self.grid.show_measure(measure_id)
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.targets.index(row, self.targets.columns.index(place) + 1))
        return ""

    def remove_column(self) -> None:
        """Remove the current column, where nothing is written in it, and focus its neighbour."""
        measure_id, at = self.grid.kpis.measure_id, self.grid.currentIndex()
        place = self._added()
        if measure_id is not None and place is not None:
            self.targets.remove_column(place)
            self.grid.show_measure(measure_id)
            self.grid.setFocus()
            self.grid.setCurrentIndex(self.targets.index(at.row(), min(at.column(), len(self.targets.columns))))
            self._show_indicator()

    def _added(self) -> FigureColumn | None:
        """Return the current column, where somebody added it."""
        column = self.grid.currentIndex().column()
        place = self.targets.columns[column - 1] if 0 < column <= len(self.targets.columns) else None
        return place if place in self.targets.added_columns else None

    def _indicator(self) -> Indicator | None:
        index = self.grid.currentIndex()
        rows = self.grid.kpis.rows
        return rows[index.row()].indicator if index.isValid() and index.row() < len(rows) else None

    def _current_moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_indicator()

    def _show_indicator(self) -> None:
        indicator = self._indicator()
        if (indicator.id if indicator is not None else None) != self.form.row_id:
            self.form.show_row(indicator.id if indicator is not None else None)
            self.overrides.show_indicator(indicator.id if indicator is not None else None)
        self.adder.drop.setVisible(self._added() is not None)
        self.name.setVisible(indicator is not None)
        self.sums.setVisible(indicator is not None)
        self.form.setVisible(bool(self.grid.kpis.rows))
        if indicator is not None:
            years = [f.year for f in self.session.outline.figures(indicator) if f.role == TARGET and f.text.strip()]
            self.name.setText(f"【{full_name(self.session.rows, indicator)}】")
            sums = [explain_achievement(self.session.outline, indicator, year) for year in years]
            self.sums.setText("\n".join(sums) or "この指標には目標がありません。上の表の「目標」の欄に書きます。")
