"""The pages of an open plan: the measures first, the others made when they are first turned to."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session
from dxdesk.desktop.workspace.plan_view import PlanView
from dxdesk.views import MEASURES, ViewSpec, view_named


class PageStack(QWidget):
    """Shows one page; the bar above names them, and is there only where there are several."""

    turned = Signal(str)  # the name of the page that is shown now

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._factories: dict[str, Callable[[QWidget], View]] = {}
        self._entered = {MEASURES}
        self._names = [MEASURES]
        self.bar = QTabBar(self)
        self.bar.setAccessibleName("画面の切り替え")
        self.bar.setDocumentMode(True)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.hide()
        self._add_tab(view_named(MEASURES))
        self.stack = QStackedWidget(self)
        self.plan_view = PlanView(session, self.stack)
        self.stack.addWidget(self.plan_view)
        self._made: dict[str, View | PlanView] = {MEASURES: self.plan_view}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._show)
        session.about_to_rest.connect(self.plan_view.write)
        session.rest_changed.connect(self.plan_view.setDisabled)
        session.resumed.connect(self._keep_keyboard)

    def add(self, spec: ViewSpec, factory: Callable[[QWidget], View]) -> None:
        """Add a page, which `factory` makes, given its parent, when it is first turned to."""
        self._names.append(spec.name)
        self._factories[spec.name] = factory
        self._add_tab(spec)
        self.bar.show()

    def _add_tab(self, spec: ViewSpec) -> None:
        self.bar.setTabToolTip(self.bar.addTab(spec.title), spec.keys)

    @property
    def name(self) -> str:
        """The name of the page that is shown."""
        return self._names[self.bar.currentIndex()]

    def holds(self, name: str) -> bool:
        """Whether this plan has a page of this name."""
        return name in self._names

    def page(self, name: str) -> View | PlanView:
        """Return a page, made if need be. Raises KeyError where there is none of this name."""
        if name not in self._made:
            made = self._made[name] = self._factories[name](self.stack)
            self.stack.addWidget(made)
        return self._made[name]

    def turn(self, name: str) -> View | PlanView:
        """Show a page, give it the keyboard, and return it. Raises KeyError where there is none of this name."""
        page = self.page(name)
        self.bar.setCurrentIndex(self._names.index(name))
        self.take_keyboard()
        return page

    def focus_areas(self) -> list[QWidget]:
        """Return what F6 goes round on the page that is shown."""
        return [*((self.bar,) if self.bar.isVisible() else ()), *self.page(self.name).focus_areas()]

    def finish(self) -> bool:
        """Write what is being typed. Return False where the person wants to stay."""
        others = (page for page in self._made.values() if page is not self.plan_view)
        return all(page.finish() for page in others) and self.plan_view.finish()

    def _show(self, place: int) -> None:
        if self.stack.currentWidget() is self.plan_view:
            self.plan_view.write()
        page = self.page(self._names[place])
        self.stack.setCurrentWidget(page)
        page.on_shown()
        if not self.bar.hasFocus():
            self.take_keyboard()
        self.turned.emit(self.name)

    def _keep_keyboard(self) -> None:
        if QApplication.focusWidget() is None:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Give the keyboard to where it last was on the page, else to where a person begins: never to nothing."""
        page = self.page(self.name)
        # The first time Qt has given the keyboard to whatever comes first on the page.
        last = page.focusWidget() if self.name in self._entered else None
        self._entered.add(self.name)
        if last is not None and last.isVisibleTo(page) and last.isEnabled():
            last.setFocus()
        else:
            page.focus_first()
