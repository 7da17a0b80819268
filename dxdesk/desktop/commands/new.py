"""The ways to a plan file that is not there yet: a new one, the sample, a city's sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.commands.open import OpenCommands
from dxdesk.desktop.parts import prompts
from dxdesk.plan.rows.rows import Rows

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog
    from dxdesk.desktop.dialogs.new_plan_ways import Recipe
    from dxdesk.desktop.wizard.wizard import ImportWizard
    from dxdesk.jobs.importing import PreparedImport

SAMPLE = "ito"
_MAKING = "計画ファイルを作っています…"


class NewPlanCommands(QObject):
    """Ask where to, make the file in a worker, and open it."""

    made = Signal()

    def __init__(self, opening: OpenCommands, progress: Progress, window: QWidget) -> None:
        super().__init__(window)
        self._opening = opening
        self._progress = progress
        self._window = window
        self.dialog: NewPlanDialog | ImportWizard | None = None

    def new_plan(self) -> None:
        """新しい計画を作る."""
        from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog  # 31 ms

        self.dialog = NewPlanDialog(self._window)
        self.dialog.confirmed.connect(self._new_plan)
        # Only when the file is there the dialog goes: what was typed must survive a refusal.
        self.made.connect(self.dialog.accept)
        self.dialog.open()

    def _new_plan(self, recipe: Recipe) -> None:
        place = self._place("新しい計画を保存する場所", recipe.name)
        if place:
            self._make(partial(_make, place, recipe, self._opening.author))

    def sample(self) -> None:
        """伊東市の見本で試す."""
        place = self._place("見本の写しを置く場所", "伊東市の見本.dxdb")
        if place:
            self._make(partial(_make_sample, place, self._opening.author))

    def import_new(self) -> None:
        """表から計画を作る."""
        from dxdesk.desktop.wizard.wizard import ImportWizard, Target  # 111 ms

        self.dialog = ImportWizard(Target(Rows, None, {}), self._import_new, self._window)
        self.dialog.open()

    def _import_new(self, prepared: PreparedImport, file: str, ended: Callable[[], None]) -> bool:
        place = self._place("取り込んだ計画を保存する場所", f"{Path(file).stem}.dxdb")
        if place:
            work = partial(_make_imported, place, prepared, self._opening.author)
            self._making().on_success(self._imported).on_end(ended).start(work)
        return bool(place)

    def _imported(self, place: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._made(place)

    def _place(self, title: str, suggested: str) -> str:
        out = prompts.save_file(self._window, title, suggested, prompts.PLAN_FILES)
        # The part after a dot in `R6.4の計画` is no ending.
        return out if not out or out.lower().endswith(".dxdb") else f"{out}.dxdb"

    def _make(self, work: partial[str]) -> None:
        self._making().on_success(self._made).start(work)

    def _making(self) -> Operation:
        return Operation(self).with_progress(self._progress, _MAKING)

    def _made(self, place: str) -> None:
        self.made.emit()
        if self._opening.open(place):
            self._progress.message.emit(f"「{Path(place).name}」を作って開きました。")


def _make(place: str, recipe: Recipe, author: str) -> str:
    recipe.make(place, author=author).close()
    return place


def _make_sample(place: str, author: str) -> str:
    from dxdesk.jobs.creating import from_seeds

    from_seeds(place, [SAMPLE], author=author).close()
    return place


def _make_imported(place: str, prepared: PreparedImport, author: str) -> str:
    from dxdesk.jobs.importing import create_from

    create_from(place, prepared, author=author).close()
    return place
