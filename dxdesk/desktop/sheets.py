"""Between the plan and sheets: writing them out."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop import prompts
from dxdesk.desktop.desk import Desk
from dxdesk.desktop.work import Work
from dxdesk.jobs.exporting import Exported, export
from dxdesk.plan.rows import Rows
from dxdesk.plan.steps import Step

LAYOUT = "ito"


class Sheets(QObject):
    """Acts on the open plan; without one it does nothing."""

    def __init__(self, desk: Callable[[], Desk | None], work: Work, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._work = work
        self._window = window

    def choose_export(self) -> None:
        """ファイル > Excelに書き出す; written in a worker from the rows as they stand."""
        desk = self._desk()
        if desk is None:
            return
        desk.page.finish()
        suggested = str(Path(desk.session.store.location).with_suffix(".xlsx").name)
        out = prompts.save_file(self._window, "Excelに書き出す", suggested, prompts.EXCEL_FILES)
        if out:
            # The window's shape of the file name: Windows adds the ending itself, others leave it out.
            target = out if Path(out).suffix else f"{out}.xlsx"
            self._work.start(partial(_exporting, desk.session.rows, target), self._exported, "Excelに書き出しています…")

    def _exported(self, outcome: Exported) -> None:
        self._work.told.emit(f"「{outcome.file}」に{outcome.pages}ページを書き出しました。")
        if outcome.left_out:
            prompts.warn(
                self._window, "この様式に欄がないため、次は書き出していません。\n" + "\n".join(outcome.left_out[:10])
            )


def _exporting(rows: Rows, target: str, step: Step) -> Exported:
    return export(rows, LAYOUT, target, step=step)
