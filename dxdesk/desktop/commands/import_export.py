"""Between the open plan and sheets: writing it out, taking one in; and the history of what was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.progress import Work
from dxdesk.desktop.session import EditedCell
from dxdesk.desktop.window.plan_view import PlanView
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.progress import Step
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.export_dialog import ExportDialog
    from dxdesk.desktop.dialogs.history_dialog import HistoryDialog
    from dxdesk.desktop.wizard.wizard import ImportWizard
    from dxdesk.jobs.importing import PreparedImport


class Sheets(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(self, desk: Callable[[], PlanView | None], work: Work, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._work = work
        self._window = window
        self.dialog: ExportDialog | ImportWizard | HistoryDialog | None = None

    def choose_export(self) -> None:
        """ファイル > 表に書き出す."""
        from dxdesk.desktop.dialogs.export_dialog import ExportDialog

        desk = self._desk()
        if desk is not None:
            desk.write()
            self.dialog = ExportDialog(desk.session, self._work, self._window)
            self.dialog.wrote.connect(self._work.message)
            self.dialog.open()

    def choose_import(self) -> None:
        """ファイル > 表を取り込む."""
        from dxdesk.desktop.wizard.wizard import ImportWizard, Target

        desk = self._desk()
        if desk is not None:
            desk.write()
            target = Target(self._rows, desk.session.plan, desk.session.store.maps())
            self.dialog = ImportWizard(target, self._import, self._window)
            self.dialog.open()

    def _rows(self) -> Rows:
        desk = self._desk()
        return desk.session.rows if desk is not None else Rows()

    def _import(self, prepared: PreparedImport, _file: str, ended: Callable[[], None]) -> bool:
        desk = self._desk()
        if desk is None:
            return False
        session = desk.session
        work = partial(_carry_out, session.store, prepared, session.author)
        self._work.start(work, self._imported, "バックアップを作って、取り込んでいます…", ended)
        return True

    def _imported(self, batch: Batch | None) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        desk = self._desk()
        if desk is not None and batch is not None:
            desk.session.take_in(batch)
            self._work.message.emit(
                f"取り込みました（{len(batch.changes):,}か所）。取り込む前の状態はバックアップにあります。"
            )

    def show_history(self) -> None:
        """編集 > 履歴, of the field the keyboard is in or the measure shown."""
        from dxdesk.desktop.dialogs.history_dialog import HistoryDialog

        desk = self._desk()
        if desk is not None:
            place = desk.page.place()
            cell = EditedCell(place.table, place.row, "text") if place is not None and place.row else None
            desk.write()
            self.dialog = HistoryDialog(desk.session, desk.page.measure_id, cell, self._window)
            self.dialog.open()


def _carry_out(store: Store, prepared: PreparedImport, author: str, _step: Step) -> Batch | None:
    from dxdesk.jobs.importing import apply_import

    return apply_import(store, prepared, author=author)
