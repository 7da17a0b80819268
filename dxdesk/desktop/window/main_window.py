"""The window around a plan: menus, the open plan or the way to one, and the status bar."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from dxdesk.desktop import window_settings
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.commands.help import START, HelpCommands
from dxdesk.desktop.commands.new import NewPlanCommands
from dxdesk.desktop.commands.open import OpenCommands, OpenedFile
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.tab_order import move_focus
from dxdesk.desktop.window.appearance_menu import Appearance, AppearanceMenu
from dxdesk.desktop.window.banner import UnderBanner
from dxdesk.desktop.window.menus import Menus, Needs, fulfilled_by
from dxdesk.desktop.window.open_plan import OpenPlan
from dxdesk.desktop.window.splash import SIZE
from dxdesk.desktop.window.start_page import StartPage
from dxdesk.desktop.window.status import PlanStatus
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.views import view_named

MESSAGE_STAYS = 8_000  # ms in the status bar


class MainWindow(QMainWindow):
    """Shows one plan file, or the ways to one."""

    def __init__(self, author: str, remembers: bool = True, starts: bool = True) -> None:
        """`remembers`: come back in the shape and place it was left; `starts`: show the page of a window without a plan."""
        super().__init__()
        self.appearance = Appearance(self, remembers)
        self._plan: OpenPlan | None = None
        self._remembers = remembers
        self._leaving = False
        self.progress = Progress(self)
        self.progress.message.connect(self.show_message)
        self.progress.failed.connect(self._warn)
        self.progress.all_done.connect(self._all_done)
        self.opening = OpenCommands(author, self.close_file, self.progress, self, remembers)
        self.opening.opened.connect(self.show_opened)
        self.new_plans = NewPlanCommands(self.opening, self.progress, self)
        self.help = HelpCommands(self)
        self.menus = Menus(self.menuBar(), self)
        self.appearance_menu = AppearanceMenu(self, self.menus.appearance, self.appearance)
        self.status = PlanStatus(self.statusBar(), self.progress.meter)
        self.resize(*SIZE)
        if starts:
            self.show_start()
        shape = window_settings.shape()
        if remembers and "window" in shape:
            self.restoreGeometry(QByteArray.fromBase64(shape["window"].encode()))

    # the open plan

    @property
    def has_plan(self) -> bool:
        """Whether a plan is open."""
        return self._plan is not None

    @property
    def plan(self) -> OpenPlan:
        """The open plan; asked for only where there is one."""
        assert self._plan is not None
        return self._plan

    def open(self, location: str, read_only: bool = False) -> bool:
        """Open a plan file in place of the one shown. Return whether it is open now."""
        return self.opening.open(location, read_only)

    def show_opened(self, opened: OpenedFile) -> None:
        """Show a plan that was just opened, at the place left last time."""
        session = opened.session
        why = f"読み取り専用で開いています。{opened.why_read_only}書き込むには、閉じてから開き直してください。"
        frame = UnderBanner(why, self) if session.read_only else None
        pages = PageStack(session, frame or self)
        self._plan = plan = OpenPlan(pages, self.opening, self.progress, self._remembers)
        plan.view.turned.connect(self._show_title)
        if frame is not None:
            frame.hold(pages)
        self.setCentralWidget(frame or pages)
        pages.turned.connect(self._page_turned)
        session.message.connect(self.show_message)
        self.status.follow(session)
        self._page_turned(pages.name)
        self._show_title()
        plan.view.start_at(window_settings.position_in(plan.location) if self._remembers else None)
        if self._remembers:
            plan.show_last_page()
        if opened.page:
            pages.turn(opened.page)

    def close_file(self) -> bool:
        """Write what is being typed and close the file. Return False where the person wants to stay."""
        plan = self._plan
        if plan is None:
            return True
        if not plan.finish():
            return False
        if self._remembers:
            plan.remember_place()
        self._plan = None
        plan.let_go()
        self.show_start()
        plan.close()
        return True

    def show_measure(self, measure_id: str) -> None:
        """Turn to a measure of the open plan."""
        self.plan.view.show_measure(measure_id)

    def _page_turned(self, name: str) -> None:
        """Offer the commands that make sense for the file and the page shown."""
        self.menus.enable(fulfilled_by(self.plan))
        self.help.page = view_named(name).help

    def _show_title(self) -> None:
        self.setWindowTitle(self.plan.title)

    # messages

    def show_message(self, sentence: str) -> None:
        """Show one sentence in the status bar; blank takes the last one away."""
        self.statusBar().showMessage(sentence, MESSAGE_STAYS)

    def _warn(self, sentence: str) -> None:
        prompts.warn(self, sentence)

    # without a plan

    def show_start(self, recent: Sequence[str] | None = None) -> None:
        """Show what a window without a plan offers; `recent`: instead of the plans that are remembered."""
        known = window_settings.recent() if self._remembers else []
        start = StartPage(self.opening, self.new_plans, list(recent) if recent is not None else known, self)
        self.setCentralWidget(start)
        start.focus_first()
        self.setWindowTitle("dxdesk")
        self.status.clear()
        self.menus.enable({Needs.NOTHING})
        self.help.page = START

    # closing

    def _all_done(self) -> None:
        if self._leaving:
            self.close()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go as one reads."""
        return move_focus(self, forward) or super().focusNextPrevChild(forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lose nothing that was typed, and let work that runs end first."""
        if self.progress.running:
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
