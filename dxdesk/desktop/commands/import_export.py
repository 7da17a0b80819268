"""Between the open plan and sheets: writing it out, taking one in; and the history of what was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.session import EditedCell
from dxdesk.desktop.workspace.plan_view import PlanView
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.export_dialog import ExportDialog
    from dxdesk.desktop.dialogs.history_dialog import HistoryDialog
    from dxdesk.desktop.wizard.wizard import ImportWizard
    from dxdesk.jobs.importing import PreparedImport


class ImportExportCommands(QObject):
    """Open the dialogs about sheets and the history."""

    def __init__(self, view: PlanView, progress: Progress) -> None:
        super().__init__(view)
        self._view = view
        self._session = view.session
        self._progress = progress
        self.dialog: ExportDialog | ImportWizard | HistoryDialog | None = None

    def choose_export(self) -> None:
        """ファイル > 表に書き出す."""
        from dxdesk.desktop.dialogs.export_dialog import ExportDialog  # 30 ms

        self._view.write()
        self.dialog = ExportDialog(self._session, self._progress, self._view.window())
        self.dialog.wrote.connect(self._progress.message)
        self.dialog.open()

    def choose_import(self) -> None:
        """ファイル > 表を取り込む."""
        from dxdesk.desktop.wizard.wizard import ImportWizard, Target  # 111 ms

        self._view.write()
        target = Target(self._rows, self._session.plan, self._session.store.maps())
        self.dialog = ImportWizard(target, self._import, self._view.window())
        self.dialog.open()

    def _rows(self) -> Rows:
        return self._session.rows

    def _import(self, prepared: PreparedImport, _file: str, ended: Callable[[], None]) -> bool:
        running = Operation(self).with_progress(self._progress, "バックアップを作って、取り込んでいます…")
        work = partial(imported, self._session.store, prepared, self._session.author)
        running.on_success(self._imported).on_end(ended).start(work)
        return True

    def _imported(self, batch: Batch | None) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        if batch is not None:
            self._session.take_in(batch)
            self._progress.message.emit(
                f"取り込みました（{len(batch.changes):,}か所）。取り込む前の状態はバックアップにあります。"
            )

    def show_history(self) -> None:
        """編集 > 履歴, of the field the keyboard is in or the measure shown."""
        from dxdesk.desktop.dialogs.history_dialog import HistoryDialog  # 18 ms

        place = self._view.page.position()
        cell = EditedCell(place.table, place.row, "text") if place is not None and place.row else None
        self._view.write()
        self.dialog = HistoryDialog(self._session, self._view.page.measure_id, cell, self._view.window())
        self.dialog.open()


def imported(store: Store, prepared: PreparedImport, author: str) -> Batch | None:
    """Write a prepared import. Return what it changed."""
    from dxdesk.jobs.importing import apply_import

    return apply_import(store, prepared, author=author)
