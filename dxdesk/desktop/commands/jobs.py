"""What the coordinator's commands do beside the window; merging is imported when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dxdesk.desktop.background.beside import beside
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.progress import Step
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.coordinator.hand_out_dialog import HandingOut
    from dxdesk.desktop.coordinator.return_dialog import Returning
    from dxdesk.plan.rows.model import Plan
    from dxdesk.plan.rows.outline import Outline
    from dxdesk.submission.merge.undo import UndoneMerge
    from dxdesk.submission.status.board import Board
    from dxdesk.submission.status.send_back import SubmittedCell


def whom_to_ask(outline: Outline, plan: Plan, year: int, _step: Step) -> list[str]:
    """Job: the names of the departments that have something to do with a year's results, to choose from."""
    from dxdesk.plan.analysis.required import required_items_in_plan
    from dxdesk.submission.hand_out.copies import concerned_departments

    return [
        department.name
        for department in concerned_departments(outline, plan, year, required_items_in_plan(outline, plan, year))
    ]


def give_out(wanted: HandingOut, folder: str, author: str, plan: str, store: Store, _step: Step) -> str:
    """Job: 配布; what to tell."""
    from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out

    asking = HandOutRequest(
        wanted.year,
        wanted.departments,
        wanted.due,
        wanted.message,
        plan,
        wanted.guide,
        confirming=wanted.confirming,
        excel=wanted.excel,
    )
    what = "記入様式" if wanted.excel else "写し"
    return f"{len(hand_out(store, folder, asking, author=author))}課の{what}を「{folder}」に作りました。"


def postpone(year: int, due: str | None, department: str | None, author: str, plan: str, store: Store, _step: Step) -> str:
    """Job: another 締切; what to tell."""
    from dxdesk.submission.hand_out.due_date import change_due

    count = change_due(store, year, due, (department,) if department is not None else (), author=author, plan=plan)
    whose = department or f"{count}課"
    told = f"{whose}の締切を {due} に変えました。" if due else f"{whose}の締切をなくしました。"
    return f"{told}写しには元の締切が出たままなので、課に知らせてください。"


def take_back(department: str, submission: str | None, author: str, plan: str, store: Store, _step: Step) -> UndoneMerge:
    """Job: one submission taken back, the department's newest where none is named."""
    from dxdesk.submission.merge.undo import undo_merge

    return undo_merge(store, department, author=author, plan=plan, submission=submission)


def make_final(year: int, author: str, plan: str, store: Store, _step: Step) -> str:
    """Job: 確定; what to tell."""
    from dxdesk.submission.status.year_lock import lock

    done = lock(store, year, author=author, plan=plan)
    return f"{short_year(year)}を確定しました。" if done else f"{short_year(year)}はすでに確定しています。"


def open_again(year: int, reason: str, author: str, plan: str, store: Store, _step: Step) -> str:
    """Job: the undoing of 確定; what to tell."""
    from dxdesk.submission.status.year_lock import unlock

    done = unlock(store, year, reason, author=author, plan=plan)
    return f"{short_year(year)}の確定を解除しました。" if done else f"{short_year(year)}は確定していません。"


@beside
def read_places(store: Store, department: str, plan: str, _step: Step) -> tuple[str, list[SubmittedCell], str]:
    """The cells of a department's newest submission, and which kind of file that was."""
    from dxdesk.submission.status.send_back import ending, places

    return department, places(store, department, plan=plan), ending(store, department, plan=plan)


def give_back(wanted: Returning, author: str, plan: str, store: Store, _step: Step) -> Path:
    """Job: 差戻し."""
    from dxdesk.submission.status.send_back import send_back

    return send_back(store, wanted.department, wanted.reason, wanted.file, author=author, plan=plan, remarks=wanted.remarks)


def write_board(found: Board, out: str, _step: Step) -> Path:
    """The board as a workbook."""
    from dxdesk.submission.status.workbooks import board_book, write_book

    return write_book(board_book(found), out)


@beside
def write_report(store: Store, plan: str, out: str, _step: Step) -> Path:
    """The report as a workbook."""
    from dxdesk.submission.status.workbooks import report_book, write_book

    return write_book(report_book(store, plan), out)
