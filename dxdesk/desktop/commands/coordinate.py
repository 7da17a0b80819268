"""The coordinator's work with departments: handing out, sending back, taking back, making a year final.

Pages, dialogs and merging are imported when they are asked for: the window is there sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.background.writing import WritingOperation
from dxdesk.desktop.commands.coordinator_jobs import CoordinatorJobs, asked_departments, write_board
from dxdesk.desktop.commands.request import RequestCommands
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.model import DONE
from dxdesk.plan.rows.outline import Outline, asked_year, kind_of_year, shown_years
from dxdesk.store.tables.records import YearLock, locked_years
from dxdesk.views import BOARD, MEASURES

if TYPE_CHECKING:
    from dxdesk.desktop.coordinator.board_page import BoardPage
    from dxdesk.desktop.coordinator.hand_out_dialog import AskedDepartments, HandOutAnswers, HandOutDialog
    from dxdesk.desktop.coordinator.inbox_page import InboxPage
    from dxdesk.desktop.coordinator.merge_jobs import MergedFile
    from dxdesk.desktop.coordinator.merge_page import MergePage
    from dxdesk.desktop.coordinator.return_dialog import SendBackAnswers
    from dxdesk.submission.merge.undo import UndoneMerge
    from dxdesk.submission.status.board import Board
    from dxdesk.submission.status.messages import Letter
    from dxdesk.submission.status.send_back import SentBack, SubmittedCell


class CoordinatorCommands(QObject):
    """Act on the departments of an open master."""

    def __init__(self, pages: PageStack, progress: Progress) -> None:
        super().__init__(pages)
        self._pages, self._session = pages, pages.session
        self._progress = progress
        self.requests = RequestCommands(pages, progress)
        self.dialog: QDialog | None = None

    # pages

    def merge_page(self, parent: QWidget) -> MergePage:
        """Make the page 提出の統合."""
        from dxdesk.desktop.coordinator.merge_page import MergePage  # 299 ms

        page = MergePage(self._session, self._progress, parent)
        page.undo_requested.connect(self.undo_one)
        page.return_requested.connect(self.send_back)
        page.report_requested.connect(self.report)
        page.failed.connect(self._show_failures)
        return page

    def board_page(self, parent: QWidget) -> BoardPage:
        """Make the page 提出状況."""
        from dxdesk.desktop.coordinator.board_page import BoardPage  # 252 ms

        page = BoardPage(self._session, parent)
        page.opened.connect(self.open_department)
        page.undo_requested.connect(self.undo)
        page.return_requested.connect(self.send_back)
        page.remind_requested.connect(self.remind)
        page.export_requested.connect(self.export)
        page.lock_requested.connect(self.ask_lock)
        page.hand_out_requested.connect(self.hand_out_for)
        page.due_change_requested.connect(self.ask_due)
        page.requests_requested.connect(self.requests.ask)
        page.withdrawal_requested.connect(self.requests.withdraw)
        page.mails_requested.connect(self.requests.write_mails)
        page.contacts_requested.connect(self.requests.read_contacts)
        return page

    def inbox_page(self, parent: QWidget) -> InboxPage:
        """Make the page 課からの連絡."""
        from dxdesk.desktop.coordinator.inbox_page import InboxPage

        page = InboxPage(self._session, parent)
        page.opened.connect(self._open_measure)
        page.copied.connect(self._copied)
        page.mail_requested.connect(self._mail_reply)
        return page

    def _mail_reply(self, letter: Letter) -> None:
        from dxdesk.submission.status.messages import write_reply_mail

        file = prompts.save_file(
            self._pages.window(), "回答のメールの保存場所", f"回答_{letter.department}.eml", prompts.MAILS
        )
        if not file:
            return
        try:
            done = write_reply_mail(self._session.outline, letter, self._session.plan.title, file)
        except DxdeskError as error:
            self._progress.message.emit(error.message)
        else:
            self._progress.message.emit(f"「{done}」に回答のメールを書き出しました。")

    def _open_measure(self, measure: str) -> None:
        self._pages.plan_view.show_measure(measure)
        self._pages.turn(MEASURES)

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._progress.message.emit("回答の文をコピーしました。メールなどに貼り付けてください。")

    def _board(self, page: QWidget | None) -> BoardPage:
        from dxdesk.desktop.coordinator.board_page import BoardPage

        assert isinstance(page, BoardPage)
        return page

    def open_department(self, name: str) -> None:
        """Show the measures of a department."""
        tree = self._pages.plan_view.tree
        tree.clear_filter()
        tree.department.setCurrentIndex(max(tree.department.findText(name), 0))
        self._pages.turn(MEASURES)

    # doing

    @property
    def _jobs(self) -> CoordinatorJobs:
        return CoordinatorJobs(self._session.store, self._session.author, self._session.plan.title)

    def _write(self, sentence: str, work: Callable[[], object], then: object = None) -> None:
        """Let `work` write into the plan; `then` gets what it returns, else that is a sentence to show."""
        writing = WritingOperation(self, self._session, self._progress, sentence)
        writing.on_success(then or self._progress.message.emit).start(work)

    def undo_one(self, merged: MergedFile) -> None:
        """Take one submission out of the plan again."""
        self._undo(
            f"{merged.department}の提出「{merged.file}」", partial(self._jobs.undo_merge, merged.department, None, merged.id)
        )

    def undo(self, department: str, year: int) -> None:
        """Take a department's newest submission of a year out of the plan again."""
        called = f"{department}の最後の提出（{short_year(year)}）"
        self._undo(called, partial(self._jobs.undo_merge, department, year, None))

    def _undo(self, called: str, work: Callable[[], UndoneMerge]) -> None:
        if prompts.ask(
            self._pages.window(),
            f"{called}を、計画から取り消します。\n"
            "統合したあとに変わったところは、そのまま残して一覧で示します。ファイルはあとでもう一度統合できます。",
            "取り消す",
            "やめる",
        ):
            self._write(f"バックアップを作って、{called}を取り消しています…", work, self._undone)

    def _undone(self, undone: UndoneMerge) -> None:
        done = f"「{undone.file}」の統合を取り消しました（{undone.changes:,}か所）。"
        self._progress.message.emit(done)
        if undone.skipped:
            more = f"{done}次の{len(undone.skipped):,}か所は、統合のあとに変わっていたため、そのまま残しました。"
            self._show_outcome("統合の取消し", more, undone.skipped)

    def choose_hand_out(self) -> None:
        """提出 > 配布: ask what is asked of whom, then where to put the copies."""
        self.hand_out_for(None)

    def hand_out_for(self, year: int | None) -> None:
        """Ask the same, begun with a year that has results; else with the one that is asked for."""
        plan = self._session.plan
        years = [y for y in shown_years(plan) if kind_of_year(plan, y) == DONE]
        asked = year if year in years else asked_year(plan)
        if asked is None:
            self._progress.message.emit("この計画には実績の年度がないため、配布できません。")
            return
        self._find_asked(asked, self._ask_hand_out, self)

    def _find_asked(self, year: int, then: Callable[[AskedDepartments], None], owner: QObject) -> None:
        """Find out who is asked for a year, for `owner`, which may be closed meanwhile."""
        session = self._session
        # The outline fills itself while it is read: the worker gets one of its own.
        looking = partial(asked_departments, Outline(session.rows, session.outline), session.plan, year)
        finding = Operation(owner).with_progress(self._progress, "配布先を調べています…")
        finding.on_success(then).start(looking)

    def _ask_hand_out(self, asked: AskedDepartments) -> None:
        """Offer those who are asked for something."""
        from dxdesk.desktop.coordinator.hand_out_dialog import HandOutDialog

        self._progress.message.emit("")
        plan = self._session.plan
        years = [y for y in shown_years(plan) if kind_of_year(plan, y) == DONE]
        dialog = HandOutDialog(years, asked, self._pages.window())
        dialog.confirmed.connect(self._hand_out)
        dialog.year_chosen.connect(partial(self._show_other_year, dialog))
        dialog.requests_wanted.connect(self.requests.ask_for)
        self._session.requested.connect(dialog.choose_year)
        self._show(dialog)

    def _show_other_year(self, dialog: HandOutDialog, year: int) -> None:
        self._find_asked(year, dialog.show_asked, dialog)

    def _hand_out(self, wanted: HandOutAnswers) -> None:
        kind = "記入様式" if wanted.excel else "写し"
        folder = prompts.open_folder(self._pages.window(), f"{kind}を置くフォルダ")
        if folder:
            self._write(f"課ごとの{kind}を作っています…", partial(self._jobs.hand_out, wanted, folder))

    def ask_due(self, found: Board, department: str) -> None:
        """締切を変える: ask for another day, for the department at hand or for all."""
        from dxdesk.desktop.coordinator.hand_out_dialog import DueDialog
        from dxdesk.submission.status.board import SubmissionState

        handed = {s.name: s.due for s in found.departments if s.state != SubmissionState.NOT_HANDED_OUT}
        own = department if department in handed else ""
        due = handed[own] if own else next(iter(handed.values()), None)
        dialog = DueDialog(due, own, len(handed), self._pages.window())
        dialog.confirmed.connect(partial(self._change_due, found.year))
        self._show(dialog)

    def _change_due(self, year: int, due: str | None, department: str | None) -> None:
        self._write("締切を変えています…", partial(self._jobs.change_due, year, due, department))

    def choose_return(self) -> None:
        """提出 > 差戻し: of the department that the board is at, else the board is turned to first."""
        board = self._board(self._pages.turn(BOARD))
        department = board.view.current()
        if board.shown is not None and department is not None and department.version:
            self.send_back(department.name, board.shown.year)
        else:
            self._progress.message.emit("提出のあった課を一覧で選んでから、「差戻し」を押してください。")

    def send_back(self, department: str, year: int | None = None) -> None:
        """差戻し of a department's newest submission of a year: read its cells in a worker first."""
        reading = Operation(self).with_progress(self._progress, f"{department}の提出を読んでいます…")
        reading.on_success(partial(self._ask_return, year)).start(partial(self._jobs.returned_cells, department, year))

    def _ask_return(self, year: int | None, read: tuple[str, list[SubmittedCell], str]) -> None:
        from dxdesk.desktop.coordinator.return_dialog import ReturnDialog

        self._progress.message.emit("")
        department, found, ending = read
        dialog = ReturnDialog(department, found, f"差戻し_{department}{ending}", self._pages.window())
        dialog.confirmed.connect(partial(self._send_back, year))
        self._show(dialog)

    def _send_back(self, year: int | None, wanted: SendBackAnswers) -> None:
        doing = f"{wanted.department}への差戻しファイルを作っています…"
        self._write(doing, partial(self._jobs.send_back, wanted, year), self._sent_back)

    def _sent_back(self, sent: SentBack) -> None:
        from dxdesk.desktop.coordinator.return_dialog import ReturnDialog

        if isinstance(self.dialog, ReturnDialog):
            self.dialog.accept()  # only now that the file is there: what was typed must survive a refusal
        self._progress.message.emit(f"差戻しファイル「{sent.file.name}」を作りました。課に送ってください。")
        if sent.warning:
            self._show_outcome("差戻し", sent.warning, [str(sent.file)])

    def remind(self, departments: list[str]) -> None:
        """催促: copy texts to the clipboard."""
        from dxdesk.submission.status.reminders import reminder

        found = self._board(self._pages.page(BOARD)).shown
        if found is not None:
            wanted = [department for department in found.departments if department.name in departments]
            QGuiApplication.clipboard().setText("\n\n".join(reminder(found, department) for department in wanted))
            whose = wanted[0].name if len(wanted) == 1 else f"{len(wanted)}課"
            self._progress.message.emit(f"{whose}への催促文をコピーしました。メールなどに貼り付けてください。")

    def export(self, found: Board) -> None:
        """Write 提出状況 as a sheet."""
        self._save(f"提出状況_{short_year(found.year)}.xlsx", partial(write_board, found))

    def report(self) -> None:
        """Write what became of everything that departments wrote as a sheet."""
        self._save("統合の報告.xlsx", self._jobs.write_report)

    def _save(self, suggested: str, work: Callable[[str], str]) -> None:
        out = prompts.save_file(self._pages.window(), "保存する場所", suggested, prompts.EXCEL_FILES)
        if out:
            out = out if Path(out).suffix else f"{out}.xlsx"
            # Owned by the window, not by the plan: whoever closes the plan meanwhile still gets the file and the message.
            saving = Operation(self._progress).with_progress(self._progress, "Excelブックを書き出しています…")
            saving.on_success(self._progress.message.emit).start(partial(work, out))

    def _show_failures(self, sentence: str, places: list[str]) -> None:
        self._show_outcome("提出の統合", sentence, places)

    def _show_outcome(self, title: str, sentence: str, places: Sequence[str]) -> None:
        from dxdesk.desktop.parts.dialog import OutcomeDialog

        self._show(OutcomeDialog(title, sentence, places, self._pages.window()))

    def turn_lock(self) -> None:
        """提出 > 年度の確定・解除, of the year that is asked for."""
        session = self._session
        year = asked_year(session.plan)
        if year is None:
            self._progress.message.emit("この計画には実績の年度がないため、確定できません。")
            return
        final = (session.plan.id, year) in locked_years(session.store.records(YearLock))
        self.ask_lock(year, final)

    def ask_lock(self, year: int, final: bool) -> None:
        """年度の確定, or its undoing with a reason where the year is final."""
        from dxdesk.desktop.dialogs.reason_dialog import ReasonDialog

        if final:
            about = f"{short_year(year)}の確定を解除すると、また書き換えられるようになります。解除したことは記録に残ります。"
            dialog = ReasonDialog(f"{short_year(year)}の確定の解除", about, "解除する", self._pages.window())
            dialog.confirmed.connect(partial(self._unlock, year))
            self._show(dialog)
        else:
            looking = Operation(self).with_progress(self._progress, f"{short_year(year)}に残っていることを調べています…")
            looking.on_success(partial(self._ask_lock, year)).start(partial(self._jobs.open_matters, year))

    def _ask_lock(self, year: int, matters: Sequence[str]) -> None:
        self._progress.message.emit("")
        lines = [
            f"{short_year(year)}を確定します。確定した年度の値と記載は書き換えられなくなり、"
            "あとから届いた提出は保留になります。解除もできます。"
        ]
        if matters:
            lines += ["", f"{short_year(year)}には、次のことが残っています。", *(f"・{matter}" for matter in matters)]
        if prompts.ask(self._pages.window(), "\n".join(lines), "確定する", "やめる"):
            self._write(f"{short_year(year)}を確定しています…", partial(self._jobs.lock, year))

    def _unlock(self, year: int, reason: str) -> None:
        self._write(f"{short_year(year)}の確定を解除しています…", partial(self._jobs.unlock, year, reason))

    def _show(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
