"""A department's copy in the window: the page of what is asked, and the file that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop import window_settings
from dxdesk.desktop.commands.open import OnClosedFile, OpenCommands
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.plan.rows.dates import short_year
from dxdesk.store import MASTER
from dxdesk.views import HAND_IN, MEASURES

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.hand_over_dialog import HandOverDialog
    from dxdesk.desktop.dialogs.submit_dialog import SubmitAnswers, SubmitDialog
    from dxdesk.desktop.hand_in.hand_in_page import HandInPage
    from dxdesk.submission.hand_in.completeness import Todo
    from dxdesk.submission.hand_in.submit import SubmittedFile


class HandInCommands(QObject):
    """Hand in an open copy, or hand it over to a colleague."""

    def __init__(self, pages: PageStack, opening: OpenCommands) -> None:
        super().__init__(pages)
        self._pages, self._view, self._session = pages, pages.plan_view, pages.session
        self._opening = opening
        self.dialog: SubmitDialog | HandOverDialog | None = None

    def page(self, parent: QWidget) -> HandInPage:
        """Make the page 記入と提出."""
        from dxdesk.desktop.hand_in.hand_in_page import HandInPage  # 14 ms

        page = HandInPage(self._session, parent)
        page.opened.connect(self.open_todo)
        page.handing_in.connect(self.ask)
        page.handing_over.connect(self.ask_over)
        return page

    def begin_with_own(self) -> None:
        """Let the contents begin with what is the department's."""
        choice = self._view.tree.department
        choice.setCurrentIndex(max(choice.findData(self._session.scope.department), 0))

    def open_todo(self, todo: Todo) -> None:
        """Move the keyboard to where it is written."""
        view = self._view
        self._pages.turn(MEASURES)
        view.show_measure(todo.measure)
        view.tabs.show_tab(0)
        if todo.table == "figure":
            view.page.go_to(todo.table, todo.row)
        else:
            view.page.go_to_year(todo.year)

    def ask(self) -> None:
        """提出ファイルを作る: show what is missing, and ask who can answer questions."""
        from dxdesk.desktop.dialogs.submit_dialog import SubmitAnswers, SubmitDialog
        from dxdesk.desktop.hand_in.hand_in_page import HandInPage
        from dxdesk.store.tables.records import Submit

        page = self._pages.page(HAND_IN)
        assert isinstance(page, HandInPage)
        self._view.write()
        last = next(reversed(self._session.store.records(Submit)), None)
        remark = page.messages.all.editor.text()
        before = SubmitAnswers(self._session.author, message=remark)
        if last is not None:
            before = SubmitAnswers(last.person, last.extension, last.confirmed, remark)
        dialog = SubmitDialog(page.missing(), before, page.hand_out.confirming, self._pages.window())
        suggested = f"{short_year(page.hand_out.year)}_{page.hand_out.name}_提出.dxdb"
        dialog.submitted.connect(partial(self._hand_in, suggested))
        self.dialog = dialog
        dialog.open()

    def _hand_in(self, suggested: str, answers: SubmitAnswers) -> None:
        from dxdesk.desktop.hand_in.hand_in_page import HandInPage
        from dxdesk.submission.hand_in.submit import Contact, submit

        page = self._pages.page(HAND_IN)
        assert isinstance(page, HandInPage)
        if not page.messages.write_to_all(answers.message):
            return  # the reason is shown, and the text stays in its field
        file = self._ask_file("提出ファイルの保存場所", suggested)
        if file:
            location, author = self._session.store.location, self._session.author
            contact = Contact(answers.person, answers.extension, answers.confirmed)
            handing_in = partial(submit, location, file, author=author, contact=contact)
            window_settings.remember_submission(location, file)
            job = OnClosedFile(location, partial(handed_in, handing_in), "提出ファイルを作っています…", page=HAND_IN)
            self._opening.run_closed(job)

    def ask_over(self) -> None:
        """引き継ぎ用に閉じる: ask to whom, and what to know. Only of a copy that can be written."""
        from dxdesk.desktop.dialogs.hand_over_dialog import HandOverDialog

        if self._session.store.role == MASTER or self._session.read_only:
            return
        self._view.write()
        dialog = HandOverDialog(self._pages.window())
        dialog.confirmed.connect(self._hand_over)
        self.dialog = dialog
        dialog.open()

    def _hand_over(self, colleague: str, note: str) -> None:
        location = self._session.store.location
        file = self._ask_file("引き継ぐ人に渡すファイルの保存場所", f"{Path(location).stem}_引き継ぎ.dxdb")
        if file:
            work = partial(handed_over, location, file, self._session.author, colleague, note)
            self._opening.run_closed(OnClosedFile(location, work, "引き継ぎファイルを作っています…", reopens=False))

    def _ask_file(self, title: str, suggested: str) -> str:
        """Return the plan file that the person chooses to write, blank for none."""
        out = prompts.save_file(self._pages.window(), title, suggested, prompts.PLAN_FILES)
        return out if not out or Path(out).suffix else f"{out}.dxdb"


def handed_in(submitting: Callable[[], SubmittedFile]) -> str:
    """Make the file to send. Return a sentence about it."""
    done = submitting()
    return f"提出ファイル「{done.file}」を作りました。照会文にある方法で送ってください。{done.warning}"


def handed_over(location: str, file: str, author: str, colleague: str, note: str) -> str:
    """Close the copy for a colleague. Return a sentence about it."""
    from dxdesk.submission.hand_in.hand_over import hand_over

    done = hand_over(location, file, author=author, colleague=colleague, note=note)
    return f"引き継ぎファイル「{done.file}」を作り、写しを閉じました。{colleague}さんに渡してください。"
