"""The tabs of a measure: what was done and is planned, targets, schedule, evaluation and the city's own columns."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from dxdesk.desktop.measure.measure_page import MeasurePage
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import measure_name

if TYPE_CHECKING:
    from dxdesk.desktop.tabs.custom_tab import CustomTab
    from dxdesk.desktop.tabs.evaluation_tab import EvaluationTab
    from dxdesk.desktop.tabs.schedule_tab import ScheduleTab
    from dxdesk.desktop.tabs.targets_tab import TargetsTab

    Tab = TargetsTab | ScheduleTab | EvaluationTab | CustomTab

# Title, module and class: a tab is imported when it is first shown.
_TABS = (
    ("指標と目標", "targets_tab", "TargetsTab"),
    ("スケジュール", "schedule_tab", "ScheduleTab"),
    ("評価", "evaluation_tab", "EvaluationTab"),
    ("独自の項目", "custom_tab", "CustomTab"),
)


class MeasureTabs(QWidget):
    """A tab is made when it is first shown; it shows the measure of the page."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.bar = QTabBar(self)
        self.bar.setAccessibleName("施策の表示")
        self.bar.setDocumentMode(True)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.stack = QStackedWidget(self)
        self.page = MeasurePage(session, self.stack)
        self.stack.addWidget(self.page)
        self.bar.addTab("実績・予定")
        for title, _, _ in _TABS:
            self.bar.addTab(title)
        self._made: dict[int, Tab] = {}
        self.bar.currentChanged.connect(self._tab_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        for keys, step in (("Ctrl+PgDown", self.next), ("Ctrl+PgUp", self.previous)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(step)

    def current(self) -> MeasurePage | Tab:
        """Return the tab shown."""
        return self._made.get(self.bar.currentIndex(), self.page)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure on the page and in the tab shown; the other tabs follow when they are shown."""
        by_name = self.session.is_by_name(measure_id)
        if by_name:
            self.show_tab(0)
        self.page.show_measure(measure_id)
        self.bar.setVisible(not by_name)
        self._show_measure_in_tab()

    def show_nothing(self) -> None:
        """Show that the plan has no measure: there are no tabs."""
        self.show_tab(0)
        self.bar.hide()
        self.page.show_nothing()

    def focus_first(self) -> None:
        """Focus the control where a person begins in the tab shown."""
        self.current().focus_first()

    def show_tab(self, place: int) -> None:
        """Show a tab."""
        self.bar.setCurrentIndex(place)

    def next(self) -> None:
        """Show the tab to the right, after the last one the first."""
        if self.bar.isHidden():
            return
        self.bar.setCurrentIndex((self.bar.currentIndex() + 1) % self.bar.count())
        self.current().focus_first()

    def previous(self) -> None:
        """Show the tab to the left, before the first one the last."""
        if self.bar.isHidden():
            return
        self.bar.setCurrentIndex((self.bar.currentIndex() - 1) % self.bar.count())
        self.current().focus_first()

    def finish(self) -> None:
        """Write what is being typed in any of them."""
        self.page.finish()
        for tab in self._made.values():
            tab.finish()

    def _tab_changed(self, place: int) -> None:
        self.finish()
        if place and place not in self._made:
            _, module, name = _TABS[place - 1]
            make = getattr(importlib.import_module(f"dxdesk.desktop.tabs.{module}"), name)
            self._made[place] = make(self.session, self)
            self.stack.addWidget(self._made[place])
        self._show_measure_in_tab()
        self.stack.setCurrentWidget(self.current())

    def _show_measure_in_tab(self) -> None:
        """Show the page's measure in the tab shown."""
        tab = self.current()
        measure = self.session.rows.all(Measure).get(self.page.measure_id or "")
        if isinstance(tab, ScrollPage) and measure is not None:
            tab.title.setText(measure_name(measure))
            tab.show_measure(measure.id)
