"""The plan that is open in the window: its session, its pages, and every command that acts on it."""

from operator import attrgetter

from PySide6.QtCore import QObject

from dxdesk.desktop import window_settings
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.background.retrying import Retrying
from dxdesk.desktop.commands.backup import BackupCommands
from dxdesk.desktop.commands.coordinate import CoordinatorCommands
from dxdesk.desktop.commands.edit import EditCommands
from dxdesk.desktop.commands.focus import FocusCommands
from dxdesk.desktop.commands.hand_in import HandInCommands
from dxdesk.desktop.commands.import_export import ImportExportCommands
from dxdesk.desktop.commands.open import OpenCommands
from dxdesk.desktop.commands.pages import PlanPages
from dxdesk.desktop.commands.rollover import RolloverCommand
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.store import MASTER
from dxdesk.views import HAND_IN, MEASURES, HeldBy, views_held_by


class OpenPlan(QObject):
    """Made when a plan is opened and gone when it is closed, with its pages: no command asks whether there is one."""

    def __init__(self, pages: PageStack, opening: OpenCommands, progress: Progress, remembers: bool) -> None:
        """`remembers`: note the page and the place, for the next time the file is opened."""
        super().__init__(pages)
        self.session = pages.session
        self.pages = pages
        self.view = view = pages.plan_view
        self.master = self.session.store.role == MASTER
        self.edit = EditCommands(view)
        self.focus = FocusCommands(pages)
        self.sheets = ImportExportCommands(view, progress)
        self.backups = BackupCommands(view, opening)
        self.coordinator = CoordinatorCommands(pages, progress)
        self.hand_in = HandInCommands(pages, opening)
        self.rollover = RolloverCommand(view, progress)
        self.plan_pages = PlanPages(pages, progress)
        self.retrying = Retrying(self.session)
        for spec in views_held_by(HeldBy.MASTER if self.master else HeldBy.COPY):
            if spec.factory:
                pages.add(spec, attrgetter(spec.factory)(self))
        if not self.master:
            self.hand_in.begin_with_own()
        if remembers:
            view.settled.connect(self.remember_place)
            pages.turned.connect(self._remember_page)

    @property
    def location(self) -> str:
        """Where the plan file is."""
        return self.session.store.location

    @property
    def title(self) -> str:
        """The window's title."""
        mark = "［読み取り専用］" if self.session.read_only else ""
        return f"{self.session.plan.municipality} {self.session.plan.title}{mark}"

    def show_last_page(self) -> None:
        """Turn to the page that was shown last, else to where a person begins."""
        name = window_settings.page_in(self.location) or (MEASURES if self.master else HAND_IN)
        if self.pages.holds(name):
            self.pages.turn(name)

    def _remember_page(self, name: str) -> None:
        window_settings.remember_page(self.location, name)

    def remember_place(self) -> None:
        """Note the place while somebody works, so that even a power cut leads back to it."""
        place = self.view.page.position()
        if place is not None:
            window_settings.remember_position(self.location, place)

    def finish(self) -> bool:
        """Write what is being typed. Return False where the person wants to stay, or a worker writes into the file."""
        if self.session.resting:
            self.session.message.emit("実行中の作業が終わるのを待つか、中止してから閉じてください。")
            return False
        return self.pages.finish()

    def let_go(self) -> None:
        """Before the pages go: nobody waits for what operations still find, and the session outlives its widgets."""
        self.view.blockSignals(True)
        for operation in self.pages.findChildren(Operation):
            operation.give_up()
        self.session.setParent(None)

    def close(self) -> None:
        """Close the file."""
        self.retrying.stop()
        self.session.close()
        self.session.deleteLater()
