"""The backups of the open plan, and the way back to one: the file is closed, put back and opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.commands.open import OnClosedFile, OpenCommands
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.plan_view import PlanView
from dxdesk.store.database import is_server

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog


_MERGED_SINCE = (
    "このバックアップのあとに、次の課の提出を統合しました：{}\n"
    "課に配ったものは、どちらを選んでも引き継ぎます。\n\n"
    "提出を、戻した計画に統合し直しますか。"
)
_ANSWERS = ["統合し直して戻す", "統合していない状態に戻す", "やめる"]


class BackupCommands(QObject):
    """Show the backups of the open plan and put one back."""

    def __init__(self, view: PlanView, opening: OpenCommands) -> None:
        super().__init__(view)
        self._view = view
        self._opening = opening
        self._location = view.session.store.location
        self.dialog: BackupsDialog | None = None

    def show(self) -> None:
        """ファイル > バックアップ."""
        if is_server(self._location):
            prompts.warn(
                self._view.window(),
                "サーバーの計画のバックアップは、ここでは扱えません。サーバーの担当者に相談してください。",
            )
            return
        self._view.write()
        from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog  # 7 ms

        self.dialog = BackupsDialog(self._location, not self._view.session.read_only, self._view.window())
        self.dialog.restore_requested.connect(self._restore)
        self.dialog.open()

    def _restore(self, backup: Path) -> None:
        looking = Operation(self).with_progress(self._opening.progress, "バックアップのあとの配布と提出を調べています…")
        looking.on_success(partial(self._ask, backup)).on_failure(self._refused)
        looking.start(partial(merged_since, self._location, backup))

    def _ask(self, backup: Path, departments: list[str]) -> None:
        """Ask what becomes of what was merged since, if anything was; closing the dialog leaves all as it is."""
        answer = (
            prompts.choose(self._view.window(), _MERGED_SINCE.format("、".join(departments)), _ANSWERS) if departments else 0
        )
        if answer < len(_ANSWERS) - 1:
            work = partial(put_back, self._location, backup, self._opening.author, keeps=answer == 0)
            self._opening.run_closed(OnClosedFile(self._location, work, "バックアップから戻しています…"))

    def _refused(self, sentence: str) -> None:
        prompts.warn(self._view.window(), sentence)


def merged_since(location: str, backup: Path) -> list[str]:
    """Return the departments of whom something was merged since a backup."""
    from dxdesk.submission.merge.restore import since_backup

    since = since_backup(location, backup)
    return since.submitting if since is not None else []


def put_back(location: str, backup: Path, author: str, *, keeps: bool) -> str:
    """Put a backup in the place of the plan file. Return sentences about what was kept.

    `keeps`: what was merged since is merged again, if there is such.
    """
    from dxdesk.submission.merge.restore import MergedSince, restore_master

    choice = MergedSince.KEEP if keeps else MergedSince.DROP
    done = restore_master(location, backup, author=author, merged_since=choice)
    before = f"戻す前の状態は「{done.replaced.name}」に残してあります。" if done.replaced is not None else ""
    return "".join((f"戻しました。{before}", *done.sentences))
