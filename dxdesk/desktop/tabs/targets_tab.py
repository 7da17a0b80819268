"""指標と目標: baselines and targets, what was reached and how that comes about, and what the indicator is."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLabel, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.forms.row_form import RowForm
from dxdesk.desktop.measure.kpi_grid import KpiGrid
from dxdesk.desktop.measure.kpi_model import GridPosition
from dxdesk.desktop.measure.printed_as import Writings
from dxdesk.desktop.parts.labels import secondary_label, sentence
from dxdesk.desktop.parts.scroll import Scroll
from dxdesk.desktop.session import Session
from dxdesk.desktop.tabs.column_adder import ColumnAdder
from dxdesk.desktop.tabs.target_model import TargetModel
from dxdesk.plan.analysis.achievement import explain_achievement
from dxdesk.plan.changes.describe import year_column
from dxdesk.plan.rows.model import TARGET, Indicator
from dxdesk.plan.rows.outline import full_name

NO_INDICATORS = "この施策には指標がありません。「計画の構成」（Ctrl+5）で施策を選び、「追加」から指標を加えます。"
_LEAST = 5  # characters that a column has room for, however many there are
_NOTHING = "上の表で指標を選ぶと、その指標の性質や算定方法をここで書けます。"
_FIELDS = (
    *("label", "unit", "nature", "direction", "definition", "observed", "first_year", "last_year"),
    *("department", "published", "shows_change", "children_sum", "breakdown", "form", "decimals"),
)


class TargetsTab(Scroll):
    """One measure at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.targets = TargetModel(session)
        self.grid = KpiGrid(session, self.body, self.targets, least=_LEAST)
        self.grid.setAccessibleName("基準値と目標")
        self.adder = ColumnAdder(self.add_column, self.give_up_column, self.body)
        self.adder.setVisible(not session.read_only)
        self.blank, self.sums = secondary_label(NO_INDICATORS, self.body), sentence("", self.body)
        self.name = QLabel(self.body)
        self.name.setFont(bold(self.font()))
        self.form = RowForm(session, "indicator", _NOTHING, self.body, _FIELDS)
        self.form.unscrolled()
        self.writings = Writings(session, self.body)
        for part in (self.grid, self.blank, self.adder, self.name, self.sums, self.form, self.writings):
            self.column.addWidget(part)
        self.column.addStretch()
        self.grid.selectionModel().currentChanged.connect(self._turn)
        self.grid.moved.connect(self.follow(self.grid))
        session.changed.connect(self._tell)

    def show_measure(self, measure_id: str) -> None:
        """Turns to another measure."""
        self.grid.show_measure(measure_id)
        self.blank.setVisible(not self.grid.kpis.rows)
        self.adder.setVisible(bool(self.grid.kpis.rows) and not self.session.read_only)
        first = next((r for r, line in enumerate(self.grid.kpis.rows) if line.indicator is not None), None)
        if first is not None:
            self.grid.setCurrentIndex(self.grid.kpis.index(first, 1))
        for bar in (self.grid.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(0)  # not laid out yet, what is current seemed out of sight
        self._tell()

    def finish(self) -> None:
        """Writes what is being typed."""
        self.grid.delegate.finish()
        self.form.finish()
        self.writings.finish()

    def enter(self) -> None:
        """The keyboard to the figures."""
        self.grid.setFocus()

    def add_column(self, place: GridPosition) -> str:
        """The grid with one more column, the keyboard in it; says why it cannot be."""
        measure_id, row = self.grid.kpis.measure_id, max(self.grid.currentIndex().row(), 0)
        if measure_id is None:
            return ""
        if not self.targets.want(place):
            return f"{year_column(*place)}は「実績・予定」の表に欄があります。そこに書いてください。"
        self.grid.show_measure(measure_id)
        self.grid.setFocus()
        self.grid.setCurrentIndex(self.targets.index(row, self.targets.columns.index(place) + 1))
        return ""

    def give_up_column(self) -> None:
        """The current column goes, where nothing is written in it; the keyboard to its neighbour."""
        measure_id, at = self.grid.kpis.measure_id, self.grid.currentIndex()
        place = self._added()
        if measure_id is not None and place is not None:
            self.targets.give_up(place)
            self.grid.show_measure(measure_id)
            self.grid.setFocus()
            self.grid.setCurrentIndex(self.targets.index(at.row(), min(at.column(), len(self.targets.columns))))
            self._tell()

    def _added(self) -> GridPosition | None:
        """The place of the current column, where somebody added it."""
        column = self.grid.currentIndex().column()
        place = self.targets.columns[column - 1] if 0 < column <= len(self.targets.columns) else None
        return place if place in self.targets.wanted else None

    def _indicator(self) -> Indicator | None:
        index = self.grid.currentIndex()
        rows = self.grid.kpis.rows
        return rows[index.row()].indicator if index.isValid() and index.row() < len(rows) else None

    def _turn(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._tell()

    def _tell(self) -> None:
        indicator = self._indicator()
        if (indicator.id if indicator is not None else None) != self.form.row_id:
            self.form.show_row(indicator.id if indicator is not None else None)
            self.writings.show_indicator(indicator.id if indicator is not None else None)
        self.adder.drop.setVisible(self._added() is not None)
        self.name.setVisible(indicator is not None)
        self.sums.setVisible(indicator is not None)
        self.form.setVisible(bool(self.grid.kpis.rows))
        if indicator is not None:
            years = [f.year for f in self.session.outline.figures(indicator) if f.role == TARGET and f.text.strip()]
            self.name.setText(f"【{full_name(self.session.rows, indicator)}】")
            said = [explain_achievement(self.session.outline, indicator, year) for year in years]
            self.sums.setText("\n".join(said) or "この指標には目標がありません。上の表の「目標」の欄に書きます。")
