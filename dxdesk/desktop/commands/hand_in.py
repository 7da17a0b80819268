"""A department's copy in the window: the page of what is asked, and the file that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.commands.open import Opening
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.page_stack import DESK, Views
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.progress import Step
from dxdesk.store import MASTER

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.hand_over_dialog import HandOverDialog
    from dxdesk.desktop.dialogs.submit_dialog import SubmitDialog
    from dxdesk.desktop.hand_in.hand_in_page import HandInPage
    from dxdesk.submission.hand_in.submit import SubmittedFile, Todo

HAND_IN = "hand-in"


@dataclass(frozen=True)
class Ended:
    """How making the file ended: what was made, or why not."""

    location: str
    made: SubmittedFile | None = None
    refused: str = ""


def hand_in(location: str, file: str, author: str, person: str, extension: str, confirmed: str, _step: Step) -> Ended:
    """Job: the copy closed and the file made; the window has let go of the copy meanwhile."""
    from dxdesk.submission.hand_in.submit import submit

    try:
        made = submit(location, file, author=author, person=person, extension=extension, confirmed=confirmed)
    except DxdeskError as error:
        return Ended(location, refused=error.message)
    return Ended(location, made)


@dataclass(frozen=True)
class Left:
    """How handing over ended: the colleague's file, or why not."""

    location: str
    colleague: str
    file: Path | None = None
    refused: str = ""


def leave_to(location: str, file: str, author: str, colleague: str, note: str, _step: Step) -> Left:
    """Job: the copy closed for a colleague; the window has let go of it meanwhile."""
    from dxdesk.submission.hand_in.hand_over import hand_over

    try:
        done = hand_over(location, file, author=author, colleague=colleague, note=note)
    except DxdeskError as error:
        return Left(location, colleague, refused=error.message)
    return Left(location, colleague, done.file)


class Handing(QObject):
    """Acts on an open copy; with any other plan it does nothing."""

    def __init__(
        self,
        desk: Callable[[], PlanView | None],
        views: Callable[[], Views | None],
        opening: Opening,
        work: Work,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk, self._views = desk, views
        self._opening, self._work, self._window = opening, work, window
        self.dialog: SubmitDialog | HandOverDialog | None = None

    def add_pages(self, views: Views, session: Session) -> None:
        """The page of a copy that was just opened; the contents begin with what is the department's."""
        choice = views.desk.tree.department
        choice.setCurrentIndex(max(choice.findData(session.scope.department), 0))
        views.add(HAND_IN, "記入と提出", partial(self._page, session), "Ctrl+2")

    def _page(self, session: Session, parent: QWidget) -> HandInPage:
        from dxdesk.desktop.hand_in.hand_in_page import HandInPage

        page = HandInPage(session, parent)
        page.opened.connect(self.open_todo)
        page.handing_in.connect(self.ask)
        page.handing_over.connect(self.ask_over)
        return page

    def show(self) -> None:
        """提出 > 記入と提出."""
        views = self._views()
        if views is not None:
            views.turn(HAND_IN)

    def open_todo(self, todo: Todo) -> None:
        """The keyboard to where it is written."""
        desk, views = self._desk(), self._views()
        if desk is not None and views is not None:
            views.turn(DESK)
            desk.show_measure(todo.measure)
            desk.tabs.turn(0)
            if todo.table == "figure":
                desk.page.go_to(todo.table, todo.row)
            else:
                desk.page.go_to_year(todo.year)

    def ask(self) -> None:
        """提出ファイルを作る: what is missing, and whom to ask."""
        from dxdesk.desktop.dialogs.submit_dialog import SubmitDialog
        from dxdesk.desktop.hand_in.hand_in_page import HandInPage
        from dxdesk.store.tables.records import Submit

        views, desk = self._views(), self._desk()
        page = views.page(HAND_IN) if views is not None else None
        if desk is None or not isinstance(page, HandInPage):
            return
        desk.write()
        last = next(reversed(desk.session.store.records(Submit)), None)
        before = (last.person, last.extension, last.confirmed) if last is not None else (desk.session.author, "", "")
        dialog = SubmitDialog(page.missing(), before, page.hand_out.confirming, self._window)
        suggested = f"{short_year(page.hand_out.year)}_{page.hand_out.name}_提出.dxdb"
        dialog.wanted.connect(partial(self._make, suggested))
        self.dialog = dialog
        dialog.open()

    def _make(self, suggested: str, person: str, extension: str, confirmed: str) -> None:
        desk = self._desk()
        out = prompts.save_file(self._window, "提出ファイルの保存場所", suggested, prompts.PLAN_FILES)
        if desk is None or not out:
            return
        file = out if Path(out).suffix else f"{out}.dxdb"
        location, author = desk.session.store.location, desk.session.author
        if self._opening.leave():
            work = partial(hand_in, location, file, author, person, extension, confirmed)
            self._work.start(work, self._made, "提出ファイルを作っています…")

    def _made(self, ended: Ended) -> None:
        if ended.refused:
            prompts.warn(self._window, ended.refused)
        if self._opening.open(ended.location):
            self.show()
            if ended.made is not None:
                self._work.message.emit(f"提出ファイル「{ended.made.file}」を作りました。照会文にある方法で送ってください。")

    def ask_over(self) -> None:
        """引き継ぎ用に閉じる: to whom, and what to know."""
        from dxdesk.desktop.dialogs.hand_over_dialog import HandOverDialog

        desk = self._desk()
        if desk is None or desk.session.store.role == MASTER or desk.session.read_only:
            return
        desk.write()
        dialog = HandOverDialog(self._window)
        dialog.wanted.connect(self._leave)
        self.dialog = dialog
        dialog.open()

    def _leave(self, colleague: str, note: str) -> None:
        desk = self._desk()
        if desk is None:
            return
        location, author = desk.session.store.location, desk.session.author
        suggested = f"{Path(location).stem}_引き継ぎ.dxdb"
        out = prompts.save_file(self._window, "引き継ぐ人に渡すファイルの保存場所", suggested, prompts.PLAN_FILES)
        if not out:
            return
        file = out if Path(out).suffix else f"{out}.dxdb"
        if self._opening.leave():
            work = partial(leave_to, location, file, author, colleague, note)
            self._work.start(work, self._left, "引き継ぎファイルを作っています…")

    def _left(self, left: Left) -> None:
        if left.refused:
            prompts.warn(self._window, left.refused)
            self._opening.open(left.location)
        else:
            self._work.message.emit(
                f"引き継ぎファイル「{left.file}」を作り、写しを閉じました。{left.colleague}さんに渡してください。"
            )
