"""The coordinator's jobs in a worker; merging is imported there, at its first use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dxdesk.plan.rows.dates import short_year
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.coordinator.hand_out_dialog import AskedDepartments, HandOutAnswers
    from dxdesk.desktop.coordinator.return_dialog import SendBackAnswers
    from dxdesk.plan.rows.model import Plan
    from dxdesk.plan.rows.outline import Outline
    from dxdesk.submission.merge.undo import UndoneMerge
    from dxdesk.submission.status.board import Board
    from dxdesk.submission.status.send_back import SentBack, SubmittedCell


@dataclass(frozen=True)
class CoordinatorJobs:
    """Jobs on one plan (its title) of an open master, in the name of `author`. All raise Refused and EnvironmentFault."""

    store: Store
    author: str
    plan: str

    def hand_out(self, wanted: HandOutAnswers, folder: str) -> str:
        """配布. Return a sentence about what was made."""
        from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out  # 224 ms

        request = HandOutRequest(
            wanted.year,
            wanted.departments,
            wanted.due,
            wanted.message,
            self.plan,
            wanted.guide,
            confirming=wanted.confirming,
            excel=wanted.excel,
            whole=wanted.whole,
            reference=wanted.reference,
            sender=wanted.sender,
            recipient=wanted.recipient,
            past=True,
            release=wanted.release,
        )
        kind = "記入様式" if wanted.excel else "写し"
        return f"{len(hand_out(self.store, folder, request, author=self.author))}課の{kind}を「{folder}」に作りました。"

    def change_due(self, year: int, due: str | None, department: str | None) -> str:
        """Set another 締切, of all departments where none is named. Return a sentence about it."""
        from dxdesk.submission.hand_out.due_date import DueDateChange, change_due

        names = (department,) if department is not None else ()
        count = change_due(self.store, DueDateChange(year, due, names, self.plan), author=self.author)
        whose = department or f"{count}課"
        done = f"{whose}の締切を {due} に変えました。" if due else f"{whose}の締切をなくしました。"
        return f"{done}写しには元の締切が出たままなので、課に知らせてください。"

    def undo_merge(self, department: str, year: int | None, submission: str | None) -> UndoneMerge:
        """Take one submission (record id) out of the plan again, the department's newest where none is named."""
        from dxdesk.submission.merge.undo import UndoRequest, undo_merge  # 295 ms

        return undo_merge(self.store, UndoRequest(department, self.plan, year, submission), author=self.author)

    def open_matters(self, year: int) -> list[str]:
        """Read what is open around a year, a sentence each."""
        from dxdesk.submission.status.open_matters import open_matters

        with self.store.snapshot() as still:
            return [matter.text for matter in open_matters(still, year, self.plan)]

    def lock(self, year: int) -> str:
        """確定. Return a sentence about it."""
        from dxdesk.submission.status.year_lock import lock

        done = lock(self.store, year, author=self.author, plan=self.plan)
        return f"{short_year(year)}を確定しました。" if done else f"{short_year(year)}はすでに確定しています。"

    def unlock(self, year: int, reason: str) -> str:
        """Undo 確定. Return a sentence about it."""
        from dxdesk.submission.status.year_lock import unlock

        done = unlock(self.store, year, reason, author=self.author, plan=self.plan)
        return f"{short_year(year)}の確定を解除しました。" if done else f"{short_year(year)}は確定していません。"

    def returned_cells(self, department: str, year: int | None = None) -> tuple[str, list[SubmittedCell], str]:
        """Read the department's newest submission of a year: its name, the cells, and the ending of such a file."""
        from dxdesk.submission.status.send_back import file_suffix, submitted_cells  # 324 ms

        with self.store.snapshot() as still:
            cells = submitted_cells(still, department, plan=self.plan, year=year)
            return department, cells, file_suffix(still, department, plan=self.plan, year=year)

    def send_back(self, wanted: SendBackAnswers, year: int | None) -> SentBack:
        """差戻し. Return the file, and what stands against it."""
        from dxdesk.submission.status.send_back import SendBackRequest, send_back

        request = SendBackRequest(
            wanted.department, wanted.reason, self.plan, wanted.remarks, wanted.due, past=True, year=year
        )
        return send_back(self.store, request, wanted.file, author=self.author)

    def write_report(self, out: str) -> str:
        """Write what became of everything that departments wrote as a workbook. Return a sentence about it."""
        from dxdesk.submission.status.workbooks import report_book, write_book

        with self.store.snapshot() as still:
            return written(write_book(report_book(still, self.plan), out))


def asked_departments(outline: Outline, plan: Plan, year: int) -> AskedDepartments:
    """Return who is asked for something, and who is asked for nothing yet."""
    from dxdesk.desktop.coordinator.hand_out_dialog import AskedDepartments
    from dxdesk.plan.analysis.required import unasked_departments
    from dxdesk.submission.hand_out.recipients import asked_departments
    from dxdesk.submission.hand_out.requests import required_anew, unasked_lines

    names = [department.name for department in asked_departments(outline, plan, required_anew(outline, plan, year, ()))]
    unasked = [(department.name, first) for department, first in unasked_departments(outline, plan, year)]
    return AskedDepartments(year, names, unasked_lines(year, unasked))


def write_board(found: Board, out: str) -> str:
    """Write the board as a workbook. Return a sentence about it."""
    from dxdesk.submission.status.workbooks import board_book, write_book

    return written(write_book(board_book(found), out))


def written(file: Path) -> str:
    """Return the sentence about a file that was written."""
    return f"「{file.name}」に書き出しました。"
