"""The pages that every plan has beside its measures; each is imported when it is first turned to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.views import MEASURES, STRUCTURE

if TYPE_CHECKING:
    from dxdesk.desktop.forms.glossary_page import GlossaryPage
    from dxdesk.desktop.forms.structure_page import StructurePage
    from dxdesk.desktop.overview.overview_page import OverviewPage


class PlanPages(QObject):
    """Make the pages, and connect them with the measures."""

    def __init__(self, pages: PageStack, progress: Progress) -> None:
        super().__init__(pages)
        self._pages, self._view, self._session = pages, pages.plan_view, pages.session
        self._progress = progress
        self._view.structure_wanted.connect(self.show_structure)

    def overview(self, parent: QWidget) -> OverviewPage:
        """Make the page 概況."""
        from dxdesk.desktop.overview.overview_page import OverviewPage  # 20 ms

        page = OverviewPage(self._session, self._progress, parent)
        page.opened.connect(self.open_measure)
        return page

    def glossary(self, parent: QWidget) -> GlossaryPage:
        """Make the page 用語集."""
        from dxdesk.desktop.forms.glossary_page import GlossaryPage  # 7 ms

        return GlossaryPage(self._session, parent)

    def structure(self, parent: QWidget) -> StructurePage:
        """Make the page 計画の構成, which follows the measure shown."""
        from dxdesk.desktop.forms.structure_page import StructurePage  # 52 ms

        page = StructurePage(self._session, parent)
        page.opened.connect(self.open_measure)
        self._follow(page)
        self._view.turned.connect(partial(self._follow, page))
        return page

    def _follow(self, page: StructurePage) -> None:
        page.prefer_measure(self._view.page.measure_id)

    def show_structure(self) -> None:
        """Turn to 計画の構成."""
        self._pages.turn(STRUCTURE)

    def open_measure(self, measure: str) -> None:
        """Show a measure (id)."""
        self._view.show_measure(measure)
        self._pages.turn(MEASURES)
