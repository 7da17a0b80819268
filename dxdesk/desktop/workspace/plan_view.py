"""One open plan: the contents on the left, one measure in the middle, its trends on the right, findings below."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from dxdesk.desktop.contents.tree import TreePanel
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.later import later
from dxdesk.desktop.session import Session
from dxdesk.desktop.tabs.measure_tabs import MeasureTabs
from dxdesk.desktop.trends.trends_panel import TrendsPanel
from dxdesk.desktop.window_settings import Position
from dxdesk.desktop.workspace.findings_panel import FindingsPanel
from dxdesk.plan.changes.describe import describe
from dxdesk.plan.checks import Finding
from dxdesk.plan.rows.change import WHOLE, Batch
from dxdesk.plan.rows.model import FORECAST, PLANNED, RESULT, Figure, Measure
from dxdesk.plan.rows.outline import kind_of_year, measure_of

_LEFT, _RIGHT = 21, 25  # characters of the contents and of the trends
_WIDE = 84  # characters: below this width a chart would crowd out the measure
SETTLES_AFTER = 500  # ms without moving before the place is noted


class PlanView(FitsFont, QSplitter):
    """The measures of one session, with all that is around them."""

    turned = Signal()  # to another measure
    settled = Signal()  # somewhere: the place is worth remembering
    structure_wanted = Signal()  # there is no measure yet

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.session = session
        session.setParent(self)
        # All are made in their places: whoever moves a widget has everything in it dressed anew.
        self.columns = QSplitter(self)
        self.tree = TreePanel(session, self.columns)
        self.tabs = MeasureTabs(session, self.columns)
        self.page = self.tabs.page
        self.tree.picked.connect(self.show_measure)
        self.tree.entered.connect(self.tabs.focus_first)
        self.turned.connect(self.tree.offer_departments)
        self.trends = TrendsPanel(session, self.columns)
        self.findings = FindingsPanel(session, self)
        self.findings.jumped.connect(self.jump)
        self.page.grid.selectionModel().currentChanged.connect(self._indicator_moved)
        self.page.nothing.make.clicked.connect(self.structure_wanted)
        session.changed.connect(self._changed)
        self.wants_trends: bool | None = None  # nobody chose: as there is room
        self._arrange()
        self._settling = later(SETTLES_AFTER, self.settled, self)
        for moved in (self.page.grid.moved, self.page.verticalScrollBar().valueChanged, session.saved):
            moved.connect(self._moved)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)
        self.watch_font()

    def _arrange(self) -> None:
        for splitter in (self, self.columns):
            splitter.setChildrenCollapsible(False)
        self.columns.setStretchFactor(1, 1)
        self.setStretchFactor(0, 1)
        self.setSizes([10_000, self.findings.sizeHint().height()])

    def _share_out(self) -> None:
        """Make the panels around the measure as large as their letters ask for; the measure has most of the room."""
        letter = self.fontMetrics().horizontalAdvance("あ")
        left, right = min(_LEFT * letter, self.width() * 3 // 10), _RIGHT * letter
        self.columns.setSizes([left, max(self.width() - left - right, 0), right])
        low = min(self.findings.sizeHint().height(), self.height() // 4)
        self.setSizes([self.height() - low, low])

    def fit(self) -> None:
        """Give the panels the widths that their letters need."""
        self._share_out()
        self._fit_trends()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for a chart the measure has it all."""
        super().resizeEvent(event)
        if not event.oldSize().isValid():
            self._share_out()
        self._fit_trends()

    def _fit_trends(self) -> None:
        room = self.width() >= _WIDE * self.fontMetrics().horizontalAdvance("あ")
        wanted = room if self.wants_trends is None else self.wants_trends
        shown = self.page.measure_id
        self.trends.setVisible(wanted and shown is not None and not self.session.is_by_name(shown))

    def toggle_trends(self) -> None:
        """Show or hide the trends; from then on they stay as the person wants them."""
        self.wants_trends = self.trends.isHidden()
        self._fit_trends()

    def toggle_findings(self) -> None:
        """Show or hide the findings."""
        self.findings.setVisible(self.findings.isHidden())

    def focus_first(self) -> None:
        """Give the keyboard to the contents."""
        self.tree.view.setFocus()

    def on_shown(self) -> None:
        """The measures follow every change: nothing on them is old."""

    def focus_areas(self) -> list[QWidget]:
        """Return what F6 goes round."""
        return [self.tree.box, self.tree.view, self.tabs.current(), self.trends, self.findings]

    def start_at(self, place: Position | None) -> None:
        """Start at this place, or at the first measure where it is gone."""
        measures = self.session.rows.all(Measure)
        if place is not None and place.measure in measures:
            self.show_measure(place.measure)
            if not self.page.go_to(place.table, place.row, place.cursor):
                self.tree.view.setFocus()  # the keyboard must not be left nowhere
            self.page.scroll_to(place.scroll)
        else:
            self._show_first()
            (self.tree.view if self.page.measure_id is not None else self.page.nothing.make).setFocus()

    def _show_first(self) -> None:
        """Show the plan's first measure; without one, the place to make it."""
        first = self.tree.model.first_measure(self.session.plan)
        if first is not None:
            self.show_measure(first)
        else:
            self.tabs.show_nothing()
        self._fit_trends()

    def _changed(self, batch: Batch) -> None:
        """Show another measure when the first one comes, or the one shown goes."""
        born_or_gone = any(change.table == "measure" and change.field == WHOLE for change in batch.changes)
        if born_or_gone and self.page.measure_id not in self.session.rows.all(Measure):
            self._show_first()

    def go_to(self, table: str, row_id: str) -> bool:
        """Move the keyboard to where a row is written, in whatever measure. Return False where it has no field."""
        row = self.session.rows.get(table, row_id)
        measure = measure_of(self.session.rows, row)
        if measure is None or measure.id not in self.session.rows.all(Measure):
            return False
        self.show_measure(measure.id)
        self.tabs.show_tab(0)
        return self.page.go_to(table, row_id)

    def show_measure(self, measure_id: str) -> None:
        """Turn everything to a measure."""
        self.tree.show_measure(measure_id)
        if self.page.measure_id != measure_id:
            self.write()
            self.session.show_plan_of(measure_id)
            self.tabs.show_measure(measure_id)
            self.trends.show_measure(measure_id)
            self._fit_trends()
            self.findings.show_measure(measure_id)
            self.turned.emit()
            if QApplication.focusWidget() is None and self.isActiveWindow():
                self.tree.view.setFocus()  # the keyboard must not be left nowhere

    def jump(self, finding: Finding) -> None:
        """Go to the field a finding is about; where it has none, to its measure."""
        table, row_id = finding.table, finding.id
        if table == "indicator" and finding.year is not None:
            role = FORECAST if kind_of_year(self.session.plan, finding.year) == PLANNED else RESULT
            table, row_id = "figure", Figure.new(indicator=row_id, year=finding.year, role=role).id
        if finding.measure is not None and finding.measure.id in self.session.rows.all(Measure):
            self.show_measure(finding.measure.id)
            self.tabs.show_tab(0)
            if not self.page.go_to(table, row_id):
                self.page.focus_first()
        else:
            self.session.message.emit("この内容は計画全体に関わるもので、移る先の欄がありません。")

    def _indicator_moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        indicator = self.page.grid.kpis.rows[current.row()].indicator if current.isValid() else None
        if indicator is not None:
            self.trends.show_indicator(indicator.id)

    def follow(self, batch: Batch | None) -> None:
        """Go to where a change took place, so that nobody undoes unseen."""
        for change in batch.changes if batch else ():
            measure = describe(change, self.session.rows).measure
            if measure is not None and measure.id in self.session.rows.all(Measure):
                self.show_measure(measure.id)
                if self.page.go_to(change.table, change.id):
                    return

    def _moved(self) -> None:
        self._settling.start()

    def load_now(self) -> None:
        """Lay out and check now and here: for pictures."""
        self.findings.load_now()
        self.trends.load_now()

    def write(self) -> None:
        """Write what is being typed in any of the tabs."""
        self.tabs.finish()

    def finish(self) -> bool:
        """Write what is being typed. Return False where that failed and the person wants to stay."""
        self.write()
        self.session.retry()
        held = len(self.session.held)
        return not held or prompts.ask(
            self,
            f"保存できていない記載が{held}か所あります。閉じると、その記載は失われます。",
            "閉じる",
            "閉じずに確かめる",
        )
