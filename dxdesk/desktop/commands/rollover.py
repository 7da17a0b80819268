"""The turn of the fiscal year of the open plan: told, agreed to, carried out beside the window, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.commands.coordinate import Coordination
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.progress import Step
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.rollover_dialog import RolloverDialog
    from dxdesk.jobs.rollover import Rollover, RolloverResult


class Turning(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(self, desk: Callable[[], PlanView | None], coordination: Coordination, work: Work, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._coordination = coordination
        self._work = work
        self._window = window
        self.dialog: RolloverDialog | None = None

    def show(self) -> None:
        """提出 > 年度の切り替え, of the plan shown."""
        from dxdesk.desktop.dialogs.rollover_dialog import RolloverDialog
        from dxdesk.jobs.rollover import last_rollover, require_writable, rollover_of

        desk = self._desk()
        if desk is None:
            return
        desk.write()
        session = desk.session
        try:
            require_writable(session.store)
            found = rollover_of(session.store, session.outline, session.plan)
            last = last_rollover(session.store, session.plan)
        except DxdeskError as error:
            prompts.warn(self._window, error.message)
            return
        self.dialog = RolloverDialog(found, last, self._window)
        self.dialog.wanted.connect(self._turn)
        self.dialog.back_wanted.connect(self._turn_back)
        self.dialog.open()

    def _turn(self, seen: Rollover) -> None:
        desk, writer = self._desk(), self._coordination.writer
        if desk is not None and writer is not None:
            writer.start(
                partial(turned, seen, desk.session.author), self._turned, "バックアップを作って、年度を切り替えています…"
            )

    def _turned(self, done: RolloverResult) -> None:
        kept = f"切り替える前の状態は「{done.backup.name}」に残してあります。" if done.backup is not None else ""
        self._work.message.emit(f"表示年度を {done.years} に切り替えました。{kept}")

    def _turn_back(self) -> None:
        desk, writer = self._desk(), self._coordination.writer
        if desk is not None and writer is not None:
            job = partial(taken_back, desk.session.plan_id, desk.session.author)
            writer.start(job, self._back, "年度の切り替えを取り消しています…")

    def _back(self, done: RolloverResult) -> None:
        self._work.message.emit(
            f"年度の切り替えを取り消し、表示年度を {done.years} に戻しました。書いた内容はそのままです。"
        )


def turned(seen: Rollover, author: str, store: Store, _step: Step) -> RolloverResult:
    """Job: the turn that somebody agreed to."""
    from dxdesk.jobs.rollover import rollover

    return rollover(store, author, seen=seen)


def taken_back(plan: str, author: str, store: Store, _step: Step) -> RolloverResult:
    """Job: the last turn taken back."""
    from dxdesk.jobs.rollover import undo_rollover

    return undo_rollover(store, author, plan)
