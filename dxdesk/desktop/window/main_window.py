"""The window around a plan: menus, the open plan or the way to one, and what is told at the bottom."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from dxdesk.desktop import window_settings
from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.commands.backup import Backups
from dxdesk.desktop.commands.coordinate import Coordination
from dxdesk.desktop.commands.edit import Editing
from dxdesk.desktop.commands.focus import Areas
from dxdesk.desktop.commands.hand_in import HAND_IN, Handing
from dxdesk.desktop.commands.help import Helping
from dxdesk.desktop.commands.import_export import Sheets
from dxdesk.desktop.commands.new import Starting
from dxdesk.desktop.commands.open import Opening
from dxdesk.desktop.commands.pages import PlanPages
from dxdesk.desktop.commands.rollover import Turning
from dxdesk.desktop.contents.tree import TreePanel
from dxdesk.desktop.measure.measure_page import MeasurePage
from dxdesk.desktop.parts.tab_order import step
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.appearance_menu import Look, LookMenu
from dxdesk.desktop.window.banner import UnderBanner
from dxdesk.desktop.window.menus import Actions, Commands
from dxdesk.desktop.window.page_stack import DESK, Views
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.desktop.window.splash import SIZE
from dxdesk.desktop.window.start_page import StartPage
from dxdesk.store import MASTER

TOLD_FOR = 8_000  # ms a sentence stays in the status bar


class MainWindow(QMainWindow):
    """Shows one plan file, or the way to open one."""

    def __init__(self, author: str, remembers: bool = True, starts: bool = True) -> None:
        """`remembers`: comes back in the shape and to the place it was left; `starts`: with what a window without a plan shows."""
        super().__init__()
        self.look = Look(self, remembers)
        self.desk: PlanView | None = None
        self.views: Views | None = None
        self._remembers = remembers
        self._leaving = False
        self.work = Work(self)
        self.work.message.connect(self.show_message)
        self.work.all_done.connect(self._all_done)
        self.opening = Opening(author, self.close_file, self, remembers)
        self.opening.opened.connect(self.show_session)
        self.starting = Starting(self.opening, self.work, self)
        self.backups = Backups(self.current, self.opening, self.work, self)
        self.sheets = Sheets(self.current, self.work, self)
        self.editing = Editing(self.current, self.show_message, self)
        self.areas = Areas(self.current, self.shown, self)
        self.coordination = Coordination(self.current, self.shown, self.work, self)
        self.turning = Turning(self.current, self.coordination, self.work, self)
        self.handing = Handing(self.current, self.shown, self.opening, self.work, self)
        self.plan_pages = PlanPages(self.current, self.shown, self.work, self)
        commands = Commands(
            self.opening,
            self.starting,
            self.backups,
            self.sheets,
            self.editing,
            self.areas,
            self.handing,
            self.plan_pages,
            self.coordination,
            self.turning,
        )
        self.menus = Actions(self, commands)
        self.look_menu = LookMenu(self, self.menus, self.look)
        self.helping = Helping(self.shown, self)
        self.menus.helps(self.helping)
        self.resize(*SIZE)
        self._build_status()
        if starts:
            self.show_start()
        shape = window_settings.shape()
        if remembers and "window" in shape:
            self.restoreGeometry(QByteArray.fromBase64(shape["window"].encode()))

    # what is open

    def current(self) -> PlanView | None:
        """The open plan's desk, None without one."""
        return self.desk

    def shown(self) -> Views | None:
        """The open plan's pages, None without one."""
        return self.views

    @property
    def session(self) -> Session | None:
        """The open file."""
        return self.desk.session if self.desk is not None else None

    @property
    def tree(self) -> TreePanel | None:
        """The contents."""
        return self.desk.tree if self.desk is not None else None

    @property
    def page(self) -> MeasurePage | None:
        """The measure."""
        return self.desk.page if self.desk is not None else None

    def open(self, location: str, read_only: bool = False) -> bool:
        """Opens a plan file in place of the one shown; whether it is open now."""
        return self.opening.open(location, read_only)

    def show_session(self, session: Session, only_reading: str = "") -> None:
        """Shows an open plan, at the place left last time; `only_reading`: why it cannot be written."""
        why = f"読み取り専用で開いています。{only_reading}書き込むには、閉じてから開き直してください。"
        frame = UnderBanner(why, self) if session.read_only else None
        self.views = views = Views(session, frame or self)
        self.desk = desk = views.desk
        desk.turned.connect(self._show_title)
        desk.settled.connect(self._remember_place)
        desk.structure_wanted.connect(self.plan_pages.show_structure)
        if session.store.role == MASTER:
            self.coordination.add_pages(views, session)
        else:
            self.handing.add_pages(views, session)
        self.plan_pages.add_pages(views, session)
        if frame is not None:
            frame.hold(views)
        self.setCentralWidget(frame or views)
        views.turned.connect(self._view_turned)
        session.message.connect(self.show_message)
        session.saved.connect(self._saved)
        session.holding.connect(self._show_holding)
        who = f"記入者：{session.author}" if session.author else ""
        self._author_label.setText("読み取り専用" if session.read_only else who)
        self._saved_label.setText("")
        self._enable()
        self._show_title()
        desk.start_at(window_settings.place_in(session.store.location) if self._remembers else None)
        if self._remembers:
            first = DESK if session.store.role == MASTER else HAND_IN
            views.turn(window_settings.view_in(session.store.location) or first)

    def close_file(self) -> bool:
        """Writes what is being typed and closes the file; False where the person wants to stay."""
        desk = self.desk
        if desk is None or self.views is None:
            return True
        if not self.views.finish():
            return False
        session = desk.session
        self._remember_place()
        self.desk = self.views = None
        desk.findings.reading.give_up()
        session.setParent(None)
        self.show_start()
        session.close()
        session.deleteLater()
        return True

    def show_measure(self, measure_id: str) -> None:
        """Turns to a measure."""
        if self.desk is not None:
            self.desk.show_measure(measure_id)

    def _view_turned(self, name: str) -> None:
        self._enable()
        if self._remembers and self.session is not None:
            window_settings.remember_view(self.session.store.location, name)

    def _enable(self) -> None:
        """The commands that make sense for the file and the page shown."""
        session, views = self.session, self.views
        if session is not None and views is not None:
            writing, master = not session.read_only, session.store.role == MASTER
            self.menus.enable(plan=True, writing=writing, desk=views.name == DESK, master=master)

    def _remember_place(self) -> None:
        """Noted while somebody works, so that even a power cut leads back to it."""
        place = self.desk.page.place() if self.desk is not None else None
        if self._remembers and self.session is not None and place is not None:
            window_settings.remember_place(self.session.store.location, place)

    # telling

    def show_message(self, sentence: str) -> None:
        """One sentence at the bottom; blank takes the last one away."""
        self.statusBar().showMessage(sentence, TOLD_FOR)

    def _show_title(self) -> None:
        if self.session is not None:
            plan = self.session.plan
            mark = "［読み取り専用］" if self.session.read_only else ""
            self.setWindowTitle(f"{plan.municipality} {plan.title}{mark}")

    def _saved(self, at: datetime) -> None:
        self._saved_label.setText(f"保存済 {at:%H:%M}")
        self._show_holding()

    def _show_holding(self) -> None:
        count = len(self.session.held) if self.session is not None else 0
        self._held_label.setText(f"未保存 {count}か所" if count else "")

    # building

    def _build_status(self) -> None:
        self._held_label = QLabel(self)
        self._held_label.setForegroundRole(self.palette().ColorRole.BrightText)
        self._saved_label = QLabel(self)
        self._author_label = QLabel(self)
        for label in (self._held_label, self._saved_label, self._author_label):
            label.setContentsMargins(6, 0, 6, 0)
            self.statusBar().addPermanentWidget(label)
        self.statusBar().insertPermanentWidget(0, self.work.meter)
        self.work.meter.hide()

    def show_start(self, recent: Sequence[str] | None = None) -> None:
        """What a window without a file offers; `recent`: instead of the plans that are remembered."""
        start = StartPage(
            self.opening,
            self.starting,
            list(recent) if recent is not None else window_settings.recent() if self._remembers else [],
            self,
        )
        self.setCentralWidget(start)
        start.enter()
        self.setWindowTitle("dxdesk")
        for label in (self._held_label, self._saved_label, self._author_label):
            label.setText("")
        self.menus.enable(plan=False, writing=False)

    # closing

    def _all_done(self) -> None:
        if self._leaving:
            self.close()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as one reads."""
        return step(self, forward) or super().focusNextPrevChild(forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing typed is lost, and work that runs ends first."""
        if self.work.tasks:
            self._leaving = True
            self.show_message("実行中の作業が終わったら閉じます。")
            event.ignore()
            return
        self._leaving = False
        if not self.close_file():
            event.ignore()
            return
        if self._remembers:
            window_settings.remember_shape({"window": bytes(self.saveGeometry().toBase64().data()).decode()})
        event.accept()
