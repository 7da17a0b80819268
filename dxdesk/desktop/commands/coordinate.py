"""What the coordinator does with departments: turning to the pages, sending back, taking back, making a year final.

Pages, dialogs and merging are imported when they are asked for: the window is there sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.background.writer import Writer
from dxdesk.desktop.commands.jobs import (
    give_back,
    give_out,
    make_final,
    open_again,
    postpone,
    read_places,
    take_back,
    whom_to_ask,
    write_board,
    write_report,
)
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.session import Session
from dxdesk.desktop.window.page_stack import DESK, Views
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import DONE
from dxdesk.plan.rows.outline import Outline, asked_year, kind_of_year, shown_years
from dxdesk.plan.rows.progress import Step
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock, locked_years

if TYPE_CHECKING:
    from dxdesk.desktop.coordinator.board_page import BoardPage
    from dxdesk.desktop.coordinator.hand_out_dialog import HandingOut
    from dxdesk.desktop.coordinator.merge_jobs import Merged
    from dxdesk.desktop.coordinator.merge_page import MergePage
    from dxdesk.desktop.coordinator.return_dialog import Returning
    from dxdesk.submission.merge.undo import UndoneMerge
    from dxdesk.submission.status.board import Board
    from dxdesk.submission.status.send_back import SubmittedCell

MERGE, BOARD = "merge", "board"


class Coordination(QObject):
    """Acts on the open master; without one it does nothing."""

    def __init__(
        self, desk: Callable[[], PlanView | None], views: Callable[[], Views | None], work: Work, window: QWidget
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._views = views
        self._work = work
        self._window = window
        self.writer: Writer | None = None
        self.dialog: QDialog | None = None

    # pages

    def add_pages(self, views: Views, session: Session) -> None:
        """The coordinator's pages of a master that was just opened."""
        self.writer = Writer(session, views, self._work)
        views.add(MERGE, "提出の統合", partial(self._merge, session, self.writer), "Ctrl+2")
        views.add(BOARD, "提出状況", partial(self._board, session), "Ctrl+3")

    def _merge(self, session: Session, writer: Writer, parent: QWidget) -> MergePage:
        from dxdesk.desktop.coordinator.merge_page import MergePage

        page = MergePage(session, writer, parent)
        page.undoing.connect(self.undo_one)
        page.returning.connect(self.send_back)
        page.reporting.connect(self.report)
        page.failed.connect(self._failed)
        return page

    def _board(self, session: Session, parent: QWidget) -> BoardPage:
        from dxdesk.desktop.coordinator.board_page import BoardPage

        page = BoardPage(session, parent)
        page.opened.connect(self.open_department)
        page.undoing.connect(self.undo)
        page.returning.connect(self.send_back)
        page.reminding.connect(self.remind)
        page.exporting.connect(self.export)
        page.locking.connect(self._ask_lock)
        page.handing_out.connect(self.hand_out_for)
        page.postponing.connect(self.ask_due)
        if self.writer is not None:
            self.writer.running.connect(page.rest)
        return page

    def show_desk(self) -> None:
        """移動 > 施策の画面."""
        self._turn(DESK)

    def show_merge(self) -> None:
        """提出 > 提出の統合."""
        self._turn(MERGE)

    def show_board(self) -> None:
        """提出 > 提出状況."""
        self._turn(BOARD)

    def _turn(self, name: str) -> None:
        views = self._views()
        if views is not None:
            views.turn(name)

    def open_department(self, name: str) -> None:
        """The measures of a department."""
        desk = self._desk()
        if desk is not None:
            desk.tree.clear()
            desk.tree.department.setCurrentIndex(max(desk.tree.department.findText(name), 0))
            self._turn(DESK)

    # doing

    def _session(self) -> Session | None:
        desk = self._desk()
        return desk.session if desk is not None else None

    def _write(self, job: Callable[[Store, Step], Any], then: Callable[[Any], None], busy: str) -> None:
        if self.writer is not None and self._session() is not None:
            self.writer.start(job, then, busy)

    def undo_one(self, merged: Merged) -> None:
        """Takes one submission out of the plan again."""
        self._undo(merged.department, f"{merged.department}の提出「{merged.file}」", merged.id)

    def undo(self, department: str) -> None:
        """Takes a department's newest submission out of the plan again."""
        self._undo(department, f"{department}の最後の提出", None)

    def _undo(self, department: str, called: str, submission: str | None) -> None:
        session = self._session()
        if session is not None and prompts.ask(
            self._window,
            f"{called}を、計画から取り消します。\n"
            "統合したあとに変わったところは、そのまま残して一覧で示します。ファイルはあとでもう一度統合できます。",
            "取り消す",
            "やめる",
        ):
            job = partial(take_back, department, submission, session.author, session.plan.title)
            self._write(job, self._undone, f"バックアップを作って、{department}の統合を取り消しています…")

    def _undone(self, undone: UndoneMerge) -> None:
        from dxdesk.desktop.parts.dialog import OutcomeDialog

        said = f"「{undone.file}」の統合を取り消しました（{undone.changes:,}か所）。"
        self._work.message.emit(said)
        if undone.skipped:
            more = f"{said}次の{len(undone.skipped):,}か所は、統合のあとに変わっていたため、そのまま残しました。"
            self._show(OutcomeDialog("統合の取消し", more, undone.skipped, self._window))

    def choose_hand_out(self) -> None:
        """提出 > 配布: what is asked of whom, then where to put the copies."""
        self.hand_out_for(None)

    def hand_out_for(self, year: int | None) -> None:
        """The same, begun with a year that has results; else with the one that is asked for."""
        session = self._session()
        if session is None:
            return
        plan = session.plan
        years = [y for y in shown_years(plan) if kind_of_year(plan, y) == DONE]
        asked = year if year in years else asked_year(plan)
        if asked is None:
            self._work.message.emit("この計画には実績の年度がないため、配布できません。")
            return
        # The outline fills itself while it is read: the worker gets one of its own.
        looking = partial(whom_to_ask, Outline(session.rows, session.outline), plan, asked)
        self._work.start(looking, partial(self._ask, session, asked), "配布先を調べています…")

    def _ask(self, session: Session, year: int, names: list[str]) -> None:
        """Those who have something to do with a year's results, to choose from."""
        if self._session() is not session:
            return
        from dxdesk.desktop.coordinator.hand_out_dialog import HandOutDialog

        self._work.message.emit("")
        years = [y for y in shown_years(session.plan) if kind_of_year(session.plan, y) == DONE]
        dialog = HandOutDialog(years, year, names, self._window)
        dialog.wanted.connect(self._hand_out)
        self._show(dialog)

    def _hand_out(self, wanted: HandingOut) -> None:
        session = self._session()
        what = "記入様式" if wanted.excel else "写し"
        folder = prompts.open_folder(self._window, f"{what}を置くフォルダ")
        if session is not None and folder:
            job = partial(give_out, wanted, folder, session.author, session.plan.title)
            self._write(job, self._work.message.emit, f"課ごとの{what}を作っています…")

    def ask_due(self, found: Board, department: str) -> None:
        """締切を変える, of the department at hand or of all."""
        from dxdesk.desktop.coordinator.hand_out_dialog import DueDialog
        from dxdesk.submission.status.board import SubmissionState

        handed = {s.name: s.due for s in found.departments if s.state != SubmissionState.NOT_HANDED_OUT}
        own = department if department in handed else ""
        due = handed[own] if own else next(iter(handed.values()), None)
        dialog = DueDialog(due, own, len(handed), self._window)
        dialog.wanted.connect(partial(self._change_due, found.year))
        self._show(dialog)

    def _change_due(self, year: int, due: str | None, department: str | None) -> None:
        session = self._session()
        if session is not None:
            job = partial(postpone, year, due, department, session.author, session.plan.title)
            self._write(job, self._work.message.emit, "締切を変えています…")

    def choose_return(self) -> None:
        """提出 > 差戻し: of the department that the board is at, else the board is turned to first."""
        from dxdesk.desktop.coordinator.board_page import BoardPage

        views = self._views()
        page = views.turn(BOARD) if views is not None else None
        standing = page.view.current() if isinstance(page, BoardPage) else None
        if standing is not None and standing.version:
            self.send_back(standing.name)
        else:
            self._work.message.emit("提出のあった課を一覧で選んでから、「差戻し」を押してください。")

    def send_back(self, department: str) -> None:
        """差戻し of a department's newest submission: its cells are read first, beside the window."""
        session = self._session()
        if session is not None:
            work = partial(read_places, session.store, department, session.plan.title)
            self._work.start(work, self._ask_return, f"{department}の提出を読んでいます…")

    def _ask_return(self, read: tuple[str, list[SubmittedCell], str]) -> None:
        from dxdesk.desktop.coordinator.return_dialog import ReturnDialog

        session = self._session()
        self._work.message.emit("")
        if session is not None:
            department, found, ending = read
            dialog = ReturnDialog(department, found, f"差戻し_{department}{ending}", self._window)
            dialog.wanted.connect(self._return)
            self._show(dialog)

    def _return(self, wanted: Returning) -> None:
        session = self._session()
        if session is not None and self.writer is not None:
            job = partial(give_back, wanted, session.author, session.plan.title)
            self.writer.start(job, self._returned, f"{wanted.department}への差戻しファイルを作っています…")

    def _returned(self, file: Path) -> None:
        from dxdesk.desktop.coordinator.return_dialog import ReturnDialog

        if isinstance(self.dialog, ReturnDialog):
            self.dialog.accept()  # only now that the file is there: what was typed must survive a refusal
        self._work.message.emit(f"差戻しファイル「{file.name}」を作りました。課に送ってください。")

    def remind(self, departments: list[str]) -> None:
        """催促: texts for the clipboard."""
        from dxdesk.desktop.coordinator.board_page import BoardPage
        from dxdesk.submission.status.reminders import reminder

        views = self._views()
        page = views.page(BOARD) if views is not None else None
        found = page.read if isinstance(page, BoardPage) else None
        if found is not None:
            wanted = [standing for standing in found.departments if standing.name in departments]
            QGuiApplication.clipboard().setText("\n\n".join(reminder(found, standing) for standing in wanted))
            whose = wanted[0].name if len(wanted) == 1 else f"{len(wanted)}課"
            self._work.message.emit(f"{whose}への催促文をコピーしました。メールなどに貼り付けてください。")

    def export(self, found: Board) -> None:
        """提出状況 as a sheet."""
        self._save(f"提出状況_{short_year(found.year)}.xlsx", partial(write_board, found))

    def report(self) -> None:
        """What became of everything that departments wrote, as a sheet."""
        session = self._session()
        if session is not None:
            self._save("統合の報告.xlsx", partial(write_report, session.store, session.plan.title))

    def _save(self, suggested: str, work: Callable[[str, Step], Path]) -> None:
        out = prompts.save_file(self._window, "保存する場所", suggested, prompts.EXCEL_FILES)
        if out:
            out = out if Path(out).suffix else f"{out}.xlsx"
            self._work.start(partial(work, out), self._saved, "Excelブックを書き出しています…")

    def _saved(self, file: Path) -> None:
        self._work.message.emit(f"「{file.name}」に書き出しました。")

    def _failed(self, sentence: str, places: list[str]) -> None:
        from dxdesk.desktop.parts.dialog import OutcomeDialog

        self._show(OutcomeDialog("提出の統合", sentence, places, self._window))

    def turn_lock(self) -> None:
        """提出 > 年度の確定・解除, of the year that is asked for."""
        session = self._session()
        year = asked_year(session.plan) if session is not None else None
        if session is None or year is None:
            self._work.message.emit("この計画には実績の年度がないため、確定できません。")
            return
        final = (session.plan.id, year) in locked_years(session.store.records(YearLock))
        self._ask_lock(year, final)

    def _ask_lock(self, year: int, final: bool) -> None:
        from dxdesk.desktop.dialogs.reason_dialog import ReasonDialog

        session = self._session()
        if session is None:
            return
        if final:
            about = f"{short_year(year)}の確定を解除すると、また書き換えられるようになります。解除したことは記録に残ります。"
            dialog = ReasonDialog(f"{short_year(year)}の確定の解除", about, "解除する", self._window)
            dialog.given.connect(partial(self._unlock, year))
            self._show(dialog)
        elif prompts.ask(
            self._window,
            f"{short_year(year)}を確定します。確定した年度の値と記載は書き換えられなくなり、"
            "あとから届いた提出は保留になります。解除もできます。",
            "確定する",
            "やめる",
        ):
            job = partial(make_final, year, session.author, session.plan.title)
            self._write(job, self._work.message.emit, f"{short_year(year)}を確定しています…")

    def _unlock(self, year: int, reason: str) -> None:
        session = self._session()
        if session is not None:
            job = partial(open_again, year, reason, session.author, session.plan.title)
            self._write(job, self._work.message.emit, f"{short_year(year)}の確定を解除しています…")

    def _show(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
