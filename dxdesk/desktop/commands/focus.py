"""F6 and Ctrl+F: the keyboard from one area of the window to the next, back to where it was in each."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from dxdesk.desktop.measure.measure_page import MeasurePage
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.workspace.page_stack import PageStack


class FocusCommands(QObject):
    """Go round the visible areas of the page that is shown."""

    def __init__(self, pages: PageStack) -> None:
        super().__init__(pages)
        self._pages = pages
        self._view = pages.plan_view

    def filter(self) -> None:
        """Go to the contents' filter."""
        self._view.tree.focus_filter()

    def toggle_trends(self) -> None:
        """推移を表示・隠す."""
        self._view.toggle_trends()

    def toggle_findings(self) -> None:
        """確認するところを表示・隠す."""
        self._view.toggle_findings()

    def next(self) -> None:
        """Go to the next area."""
        self._step(1)

    def previous(self) -> None:
        """Go to the area before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        areas = [area for area in self._pages.focus_areas() if area.isVisible()]
        if not areas:
            return
        focused = QApplication.focusWidget()
        here = [place for place, area in enumerate(areas) if focused is not None and _within(focused, area)]
        place = here[0] + by if here else 0
        for step in range(len(areas)):
            if _enter(areas[(place + by * step) % len(areas)]):
                return


def _within(widget: QWidget, area: QWidget) -> bool:
    return widget is area or area.isAncestorOf(widget)


def _enter(area: QWidget) -> bool:
    """The keyboard to where it last was in an area, else to its first field; False where it has none."""
    last = area.focusWidget()
    if last is not None and last.isVisibleTo(area) and last.isEnabled():
        last.setFocus(Qt.FocusReason.ShortcutFocusReason)
    elif isinstance(area, MeasurePage | ScrollPage):
        area.focus_first()
    else:
        fields = [w for w in (area, *area.findChildren(QWidget)) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        first = next((w for w in fields if w.isVisible() and w.isEnabled()), None)
        if first is None:
            return False
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
    return True
