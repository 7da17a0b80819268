"""The pages of an open plan: the measures first, others beside them, made when they are first turned to."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.plan_view import PlanView

DESK = "desk"


class Views(QWidget):
    """One page is shown; the bar above names them, and is there only where there are several."""

    turned = Signal(str)  # the name of the page that is shown now

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[str, Callable[[QWidget], View]] = {}
        self._made: dict[str, View] = {}
        self._entered = {DESK}
        self._names = [DESK]
        self.bar = QTabBar(self)
        self.bar.setAccessibleName("画面の切り替え")
        self.bar.setDocumentMode(True)
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.hide()
        self._tab("施策", "Ctrl+1")
        self.stack = QStackedWidget(self)
        self.desk = PlanView(session, self.stack)
        self.stack.addWidget(self.desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._show)

    def add(self, name: str, words: str, make: Callable[[QWidget], View], keys: str) -> None:
        """One more page; `make` is given where it is to stand, when it is first turned to; `keys` lead there."""
        self._names.append(name)
        self._makers[name] = make
        self._tab(words, keys)
        self.bar.show()

    def _tab(self, words: str, keys: str) -> None:
        self.bar.setTabToolTip(self.bar.addTab(words), keys)

    @property
    def name(self) -> str:
        """The page shown."""
        return self._names[self.bar.currentIndex()]

    def page(self, name: str) -> View | None:
        """A page by its name, made if need be; None where there is none, and for the desk."""
        if name not in self._made and name in self._makers:
            self._made[name] = self._makers[name](self.stack)
            self.stack.addWidget(self._made[name])
        return self._made.get(name)

    def turn(self, name: str) -> View | None:
        """Shows a page and gives it the keyboard; None where there is none of that name, and for the desk."""
        if name in self._names:
            self.bar.setCurrentIndex(self._names.index(name))
            self.take_keyboard()
        return self.page(name)

    def areas(self) -> list[QWidget]:
        """What F6 goes round on the page that is shown."""
        page = self.page(self.name)
        return [*((self.bar,) if self.bar.isVisible() else ()), *(page.areas() if page is not None else self.desk.areas())]

    def finish(self) -> bool:
        """Writes what is being typed; False where the person wants to stay."""
        return all(page.finish() for page in self._made.values()) and self.desk.finish()

    def _show(self, place: int) -> None:
        if self.stack.currentWidget() is self.desk:
            self.desk.write()
        page = self.page(self._names[place])
        self.stack.setCurrentWidget(page if page is not None else self.desk)
        if page is not None:
            page.turned_to()
        if not self.bar.hasFocus():
            self.take_keyboard()
        self.turned.emit(self.name)

    def take_keyboard(self) -> None:
        """To where it last was on the page, else to where a person begins: it must not be left nowhere."""
        page = self.page(self.name)
        shown: QWidget = page if page is not None else self.desk
        # The first time Qt has given the keyboard to whatever comes first on the page.
        last = shown.focusWidget() if self.name in self._entered else None
        self._entered.add(self.name)
        if last is not None and last.isVisibleTo(shown) and last.isEnabled():
            last.setFocus()
        elif page is not None:
            page.enter()
        else:
            self.desk.tree.view.setFocus()
