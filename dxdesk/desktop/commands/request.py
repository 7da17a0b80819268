"""Who is asked for what: requests by hand, withdrawing a hand-out, reminders as mails, contacts of the departments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dxdesk.desktop.background.operation import Operation, with_snapshot
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.background.writing import WritingOperation
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.page_stack import PageStack
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.lookup import find_department
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.owners import current_department
from dxdesk.store import Store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from dxdesk.desktop.coordinator.requests_dialog import Asked, AskedList
    from dxdesk.submission.status.board import Board, DepartmentStatus
    from dxdesk.submission.status.reminders import Reminders

CSV_FILES = "CSVの表 (*.csv)"


class RequestCommands(QObject):
    """Act on what the departments of an open master are asked."""

    def __init__(self, pages: PageStack, progress: Progress) -> None:
        super().__init__(pages)
        self._pages, self._session, self._progress = pages, pages.session, progress
        self.dialog: QDialog | None = None

    def _write(self, sentence: str, work: Callable[[], object], then: object = None) -> None:
        writing = WritingOperation(self, self._session, self._progress, sentence)
        writing.on_success(then or self._progress.message.emit).start(work)

    # requests by hand

    def ask(self, board: Board, department: str) -> None:
        """記入の依頼: show about which measures a department is asked in a year."""
        self.ask_for(board.year, department)

    def ask_for(self, year: int, department: str) -> None:
        """Show the same."""
        self._find(year, partial(asked_measures, department=department), f"{department}への依頼を調べています…")

    def ask_about(self) -> None:
        """提出 > この施策の記入の依頼: show which departments are asked about the measure shown."""
        measure, year = self._pages.plan_view.page.measure_id, self._session.asked_year
        if measure is None or year is None:
            self._progress.message.emit("記入を頼む施策を開いてから、行ってください。")
            return
        self._find(year, partial(asked_departments, measure=measure), "この施策の依頼を調べています…")

    def _find(self, year: int, look: Callable[[Outline, str, int], AskedList], sentence: str) -> None:
        """Find what is asked in a worker, and show it."""
        session = self._session
        looking = partial(look, Outline(session.rows, session.outline), session.plan.id, year)
        finding = Operation(self).with_progress(self._progress, sentence)
        finding.on_success(self._show_requests).start(looking)

    def _show_requests(self, found: AskedList) -> None:
        from dxdesk.desktop.coordinator.requests_dialog import RequestsDialog

        self._progress.message.emit("")
        dialog = RequestsDialog(found, self._pages.window())
        dialog.confirmed.connect(partial(self._change_requests, found.year))
        self.dialog = dialog
        dialog.open()

    def _change_requests(self, year: int, changes: list[tuple[Asked, bool]]) -> None:
        session = self._session
        work = partial(change_requests, session.store, session.plan.title, year, changes, session.author)
        self._write("記入の依頼を変えています…", work)

    # withdrawing

    def withdraw(self, board: Board, status: DepartmentStatus, undo: bool) -> None:
        """配布の取下げ, or take that back, of all that a department has."""
        year = short_year(board.year)
        about = (
            f"{status.name}の{year} の配布の取下げをやめます。届いた提出を統合できるようになります。"
            if undo
            else f"{status.name}の{year} の配布を取り下げます。\n"
            "この配布から届く提出は、統合せずに断ります（ファイルはそのまま残ります）。取下げはあとでやめられます。"
        )
        if prompts.ask(self._pages.window(), about, "取下げをやめる" if undo else "取り下げる", "そのままにする"):
            session = self._session
            work = partial(withdraw, session.store, session.plan.title, board.year, status.name, undo, session.author)
            self._write("配布の記録を変えています…", work)

    # reminders and contacts

    def write_mails(self, board: Board, names: list[str]) -> None:
        """催促メールを作る: ask for a folder; the mails and the table are written in a worker."""
        folder = prompts.open_folder(self._pages.window(), "催促のメールと表を置くフォルダ")
        if folder:
            work = partial(write_mails, self._session.store, self._session.plan.title, board.year, names, folder)
            writing = Operation(self).with_progress(self._progress, "催促を作っています…")
            writing.on_success(partial(self._wrote_mails, folder)).start(work)

    def _wrote_mails(self, folder: str, made: Reminders) -> None:
        left = f"（まだ配っていない{len(made.not_handed_out)}課は除きました）" if made.not_handed_out else ""
        self._progress.message.emit(
            f"{len(made.departments)}課への催促のメールと表を「{folder}」に作りました{left}。"
            if made.files
            else "催促する課はありません。"
        )

    def read_contacts(self) -> None:
        """連絡先を読む: ask for the table."""
        file = prompts.open_file(self._pages.window(), "連絡先の表", CSV_FILES)
        if file:
            session = self._session
            work = partial(read_contacts, session.store, session.plan.title, file, session.author)
            self._write("連絡先を読んでいます…", work)


def asked_measures(outline: Outline, plan_id: str, year: int, *, department: str) -> AskedList:
    """Return every measure with what a department (name) is asked there."""
    from dxdesk.desktop.coordinator.requests_dialog import Asked, AskedList
    from dxdesk.plan.analysis.required import required_items

    plan = outline.rows.all(Plan)[plan_id]
    wanted = find_department(outline, plan, department)
    lines = [
        Asked(wanted.name, m.id, measure_name(m), sum(item.owner == wanted for item in required_items(outline, m, year)))
        for m in outline.measures(plan)
        if not m.completed
    ]
    handed_out = (wanted.id, year) in outline.requests.handed_out
    return AskedList(f"{wanted.name}への記入の依頼", "施策", year, lines, handed_out)


def asked_departments(outline: Outline, plan_id: str, year: int, *, measure: str) -> AskedList:
    """Return every department of the year with what it is asked about a measure (id)."""
    from dxdesk.desktop.coordinator.requests_dialog import Asked, AskedList
    from dxdesk.plan.analysis.required import required_items

    plan, about = outline.rows.all(Plan)[plan_id], outline.rows.all(Measure)[measure]
    items = required_items(outline, about, year)
    there = [d for d in outline.departments(plan) if current_department(outline, d) == d and (d.last_year or year) >= year]
    lines = [Asked(d.name, measure, d.name, sum(item.owner == d for item in items)) for d in there]
    handed_out = any((d.id, year) in outline.requests.handed_out for d in there)
    return AskedList(f"{measure_name(about)} の記入の依頼", "課", year, lines, handed_out)


def change_requests(store: Store, plan: str, year: int, changes: list[tuple[Asked, bool]], author: str) -> str:
    """Record requests by hand. Return a sentence about it."""
    from dxdesk.submission.hand_out.requests import RequestByHand, change_requests

    wanted = [RequestByHand(asked.department, asked.measure, mark) for asked, mark in changes]
    done = change_requests(store, year, wanted, plan=plan, author=author)
    added, taken = (sum(change.wanted == mark for change in done if change.done) for mark in (True, False))
    later = (
        "配った写しや様式には載っていないので、配り直すか、課に知らせてください。" if any(c.needs_copy for c in done) else ""
    )
    return f"記入の依頼を変えました（足した依頼 {added}、外した依頼 {taken}）。{later}"


def withdraw(store: Store, plan: str, year: int, department: str, undo: bool, author: str) -> str:
    """Withdraw hand-outs, or take that back. Return a sentence about it."""
    from dxdesk.submission.status.withdraw import Withdrawal, withdraw

    count = len(withdraw(store, Withdrawal(department, year, plan, undo=undo), author=author))
    return f"{department}への配布（{count}件）{'の取下げをやめました' if undo else 'を取り下げました'}。"


@with_snapshot
def write_mails(store: Store, plan: str, year: int, names: list[str], folder: str) -> Reminders:
    """Write reminders into a folder. Raises Refused, EnvironmentFault."""
    from dxdesk.submission.status.reminders import write_reminders

    return write_reminders(store, folder, year=year, plan=plan, departments=names)


def read_contacts(store: Store, plan: str, file: str, author: str) -> str:
    """Read contacts from a table. Return a sentence about it."""
    from dxdesk.submission.status.contacts import read_contacts

    read = read_contacts(store, file, author=author, plan=plan)
    unknown = f"計画にない課は読んでいません：{'、'.join(read.unknown)}" if read.unknown else ""
    return f"{read.read}課の連絡先を読みました（変わったのは {read.changed}課）。{unknown}"
