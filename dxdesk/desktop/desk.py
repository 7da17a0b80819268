"""One open plan: the contents on the left, one measure in the middle."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from dxdesk.desktop import prompts
from dxdesk.desktop.measure_page import MeasurePage
from dxdesk.desktop.session import Session
from dxdesk.desktop.tree import TreePanel
from dxdesk.plan.change import Batch
from dxdesk.plan.model import Measure
from dxdesk.plan.wording import tell


class Desk(QSplitter):
    """What a person works at; made for one session and gone with it."""

    turned = Signal()  # to another measure

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

    def start_at(self, measure_id: str | None) -> None:
        """At this measure, or at the first where it is gone."""
        known = measure_id if measure_id in self.session.rows.all(Measure) else None
        first = known or self.tree.model.first_measure(self.session.plan)
        if first is not None:
            self.show_measure(first)

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
        if not batch:
            return
        measure = tell(batch.changes[0], self.session.rows).measure
        if measure is not None and measure.id in self.session.rows.all(Measure):
            self.show_measure(measure.id)

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
