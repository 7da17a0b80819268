"""The turn of the fiscal year of the open plan: shown, agreed to, carried out in a worker, and taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dxdesk.desktop.background.operation import Operation, with_snapshot
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.background.writing import WritingOperation
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.plan_view import PlanView
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.rollover_dialog import RolloverDialog
    from dxdesk.jobs.rollover import Rollover, RolloverResult


class RolloverCommand(QObject):
    """Turn the year of the plan shown, or take its last turn back."""

    def __init__(self, view: PlanView, progress: Progress) -> None:
        super().__init__(view)
        self._view = view
        self._session = view.session
        self._progress = progress
        self.dialog: RolloverDialog | None = None

    def show(self) -> None:
        """提出 > 年度の切り替え."""
        from dxdesk.desktop.dialogs.rollover_dialog import RolloverDialog  # 8 ms
        from dxdesk.jobs.rollover import last_rollover, require_writable, rollover_of

        self._view.write()
        session = self._session
        try:
            require_writable(session.store)
            found = rollover_of(session.store, session.outline, session.plan)
            last = last_rollover(session.store, session.plan)
        except DxdeskError as error:
            prompts.warn(self._view.window(), error.message)
            return
        self.dialog = RolloverDialog(found, last, self._view.window())
        self.dialog.confirmed.connect(self._turn)
        self.dialog.undo_requested.connect(self._turn_back)
        self.dialog.open()
        year = session.outline.asked_year(session.plan)
        if year is not None:
            looking = Operation(self.dialog).on_success(partial(self.dialog.show_matters, year))
            looking.start(partial(open_texts, session.store, year, session.plan.title))

    def _turn(self, seen: Rollover) -> None:
        writing = self._writing("バックアップを作って、年度を切り替えています…").on_success(self._turned)
        writing.start(partial(turned, self._session.store, self._session.author, seen))

    def _turned(self, done: RolloverResult) -> None:
        kept = f"切り替える前の状態は「{done.backup.name}」に残してあります。" if done.backup is not None else ""
        self._progress.message.emit(f"表示年度を {done.years} に切り替えました。{kept}")

    def _turn_back(self) -> None:
        writing = self._writing("年度の切り替えを取り消しています…").on_success(self._turned_back)
        writing.start(partial(turned_back, self._session.store, self._session.author, self._session.plan_id))

    def _turned_back(self, done: RolloverResult) -> None:
        self._progress.message.emit(
            f"年度の切り替えを取り消し、表示年度を {done.years} に戻しました。書いた内容はそのままです。"
        )

    def _writing(self, sentence: str) -> WritingOperation:
        return WritingOperation(self, self._session, self._progress, sentence)


@with_snapshot
def open_texts(store: Store, year: int, plan: str) -> list[str]:
    """Read what is open around a year, a sentence each."""
    from dxdesk.submission.status.open_matters import open_matters

    return [matter.text for matter in open_matters(store, year, plan)]


def turned(store: Store, author: str, seen: Rollover) -> RolloverResult:
    """Carry out the turn that somebody agreed to."""
    from dxdesk.jobs.rollover import rollover

    return rollover(store, author, seen=seen)


def turned_back(store: Store, author: str, plan: str) -> RolloverResult:
    """Take back the last turn of a plan (id)."""
    from dxdesk.jobs.rollover import undo_rollover

    return undo_rollover(store, author, plan)
