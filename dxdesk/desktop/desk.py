"""One open plan: the contents on the left, one measure in the middle."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from dxdesk.desktop import prompts
from dxdesk.desktop.measure_page import MeasurePage
from dxdesk.desktop.memory import Place
from dxdesk.desktop.session import Session
from dxdesk.desktop.tree import TreePanel
from dxdesk.plan.change import Batch
from dxdesk.plan.model import Measure
from dxdesk.plan.wording import measure_of, tell

SETTLES_AFTER = 500  # ms without moving before the place is noted


class Desk(QSplitter):
    """What a person works at; made for one session and gone with it."""

    turned = Signal()  # to another measure
    settled = Signal()  # somewhere: the place is worth remembering

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        session.setParent(self)
        self.tree = TreePanel(session)
        self.page = MeasurePage(session)
        self.tree.picked.connect(self.show_measure)
        self.tree.entered.connect(self.page.enter)
        self.addWidget(self.tree)
        self.addWidget(self.page)
        self.setStretchFactor(1, 1)
        self.setSizes([300, 1066])
        self.setChildrenCollapsible(False)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLES_AFTER)
        self._settling.timeout.connect(self.settled)
        for moved in (self.page.grid.moved, self.page.verticalScrollBar().valueChanged, session.saved):
            moved.connect(self._moved)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)

    def start_at(self, place: Place | None) -> None:
        """At this place, or at the first measure where it is gone."""
        measures = self.session.rows.all(Measure)
        if place is not None and place.measure in measures:
            self.show_measure(place.measure)
            self.page.go_to(place.table, place.row, place.cursor)
            self.page.scroll_to(place.scroll)
        else:
            first = self.tree.model.first_measure(self.session.plan)
            if first is not None:
                self.show_measure(first)

    def go_to(self, table: str, row_id: str) -> bool:
        """The keyboard to where a row is written, in whatever measure; False where it has no field."""
        row = self.session.rows.get(table, row_id)
        measure = measure_of(row, self.session.rows)
        if measure is None or measure.id not in self.session.rows.all(Measure):
            return False
        self.show_measure(measure.id)
        return self.page.go_to(table, row_id)

    def show_measure(self, measure_id: str) -> None:
        """Turns everything to a measure."""
        self.tree.show_measure(measure_id)
        if self.page.measure_id != measure_id:
            self.page.finish()
            self.session.turn_to(measure_id)
            self.page.show_measure(measure_id)
            self.turned.emit()
            if QApplication.focusWidget() is None and self.isActiveWindow():
                self.tree.view.setFocus()  # the keyboard must not be left nowhere

    def follow(self, batch: Batch | None) -> None:
        """To where a change took place, so that nobody undoes unseen."""
        for change in batch.changes if batch else ():
            measure = tell(change, self.session.rows).measure
            if measure is not None and measure.id in self.session.rows.all(Measure):
                self.show_measure(measure.id)
                if self.page.go_to(change.table, change.id):
                    return

    def _moved(self) -> None:
        self._settling.start()

    def finish(self) -> bool:
        """Writes what is being typed; False where something could not be written and the person wants to stay."""
        self.page.finish()
        held = len(self.session.held)
        return not held or prompts.ask(
            self,
            f"保存できていない記載が{held}か所あります。閉じると、その記載は失われます。",
            "閉じる",
            "閉じずに確かめる",
        )
