"""The pages that every plan has beside its measures, and how to turn to them; each is imported when it is turned to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.page_stack import DESK, Views
from dxdesk.desktop.window.plan_view import PlanView

if TYPE_CHECKING:
    from dxdesk.desktop.forms.glossary_page import GlossaryPage
    from dxdesk.desktop.forms.structure_page import StructurePage
    from dxdesk.desktop.overview.overview_page import OverviewPage

OVERVIEW, STRUCTURE, GLOSSARY = "overview", "structure", "glossary"


class PlanPages(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(
        self, desk: Callable[[], PlanView | None], views: Callable[[], Views | None], work: Work, window: QWidget
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._views = views
        self._work = work

    def add_pages(self, views: Views, session: Session) -> None:
        """The pages of a plan that was just opened."""
        views.add(OVERVIEW, "概況", partial(self._overview, session), "Ctrl+4")
        views.add(STRUCTURE, "計画の構成", partial(self._structure, session), "Ctrl+5")
        views.add(GLOSSARY, "用語集", partial(self._glossary, session), "Ctrl+6")

    def _overview(self, session: Session, parent: QWidget) -> OverviewPage:
        from dxdesk.desktop.overview.overview_page import OverviewPage

        page = OverviewPage(session, self._work, parent)
        page.opened.connect(self.open_measure)
        return page

    def _glossary(self, session: Session, parent: QWidget) -> GlossaryPage:
        from dxdesk.desktop.forms.glossary_page import GlossaryPage

        return GlossaryPage(session, parent)

    def _structure(self, session: Session, parent: QWidget) -> StructurePage:
        from dxdesk.desktop.forms.structure_page import StructurePage

        page = StructurePage(session, parent)
        page.opened.connect(self.open_measure)
        desk = self._desk()
        if desk is not None:
            page.follow(desk.page.measure_id)
            desk.turned.connect(partial(self._follow, page))
        return page

    def _follow(self, page: StructurePage) -> None:
        desk = self._desk()
        if desk is not None:
            page.follow(desk.page.measure_id)

    def show_overview(self) -> None:
        """移動 > 概況."""
        self._turn(OVERVIEW)

    def show_structure(self) -> None:
        """移動 > 計画の構成."""
        self._turn(STRUCTURE)

    def show_glossary(self) -> None:
        """移動 > 用語集."""
        self._turn(GLOSSARY)

    def _turn(self, name: str) -> None:
        views = self._views()
        if views is not None:
            views.turn(name)

    def open_measure(self, measure: str) -> None:
        """A measure (id) on the desk."""
        desk, views = self._desk(), self._views()
        if desk is not None and views is not None:
            desk.show_measure(measure)
            views.turn(DESK)
