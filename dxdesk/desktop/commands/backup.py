"""The backups of the open plan, and the way back to one: the file is closed, put back and opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.commands.open import Opening
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.progress import Step
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import restore

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog


@dataclass(frozen=True)
class Restored:
    """How putting a backup back ended; `kept`: the copy of what stood there before."""

    location: str
    kept: Path | None = None
    refused: str = ""


def put_back(location: str, backup: Path, _step: Step) -> Restored:
    """The plan file as a backup has it; where that cannot be, as it was, with the reason."""
    try:
        return Restored(location, restore(location, backup))
    except DxdeskError as error:
        return Restored(location, refused=error.message)


class Backups(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(self, desk: Callable[[], PlanView | None], opening: Opening, work: Work, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._opening = opening
        self._work = work
        self._window = window
        self.dialog: BackupsDialog | None = None

    def show(self) -> None:
        """ファイル > バックアップ."""
        desk = self._desk()
        if desk is None:
            return
        location = desk.session.store.location
        if is_server(location):
            prompts.warn(
                self._window, "サーバーの計画のバックアップは、ここでは扱えません。サーバーの担当者に相談してください。"
            )
            return
        desk.write()
        from dxdesk.desktop.dialogs.backups_dialog import BackupsDialog

        self.dialog = BackupsDialog(location, not desk.session.read_only, self._window)
        self.dialog.restoring.connect(self._restore)
        self.dialog.open()

    def _restore(self, backup: Path) -> None:
        desk = self._desk()
        if desk is not None:
            location = desk.session.store.location
            if self._opening.leave():
                self._work.start(partial(put_back, location, backup), self._restored, "バックアップから戻しています…")

    def _restored(self, outcome: Restored) -> None:
        if outcome.refused:
            prompts.warn(self._window, outcome.refused)
        if self._opening.open(outcome.location) and outcome.kept is not None:
            self._work.message.emit(f"戻しました。戻す前の状態は「{outcome.kept.name}」に残してあります。")
