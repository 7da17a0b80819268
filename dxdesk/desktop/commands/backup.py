"""The backups of the open plan, and the way back to one: the file is closed, put back and opened again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dxdesk.desktop.commands.open import OnClosedFile, OpenCommands
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.workspace.plan_view import PlanView
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import restore

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog


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
        work = partial(put_back, self._location, backup)
        self._opening.run_closed(OnClosedFile(self._location, work, "バックアップから戻しています…"))


def put_back(location: str, backup: Path) -> str:
    """Put a backup in the place of the plan file. Return a sentence about what was kept of it, blank for nothing."""
    kept = restore(location, backup)
    return f"戻しました。戻す前の状態は「{kept.name}」に残してあります。" if kept is not None else ""
