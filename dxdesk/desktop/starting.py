"""The ways to a plan file that is not there yet: a new one, the sample, a city's sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dxdesk.desktop.opening import Opening
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.work import Work
from dxdesk.plan.rows import Rows
from dxdesk.plan.steps import Step

if TYPE_CHECKING:
    from dxdesk.desktop.dialogs.import_dialog import ImportDialog
    from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog
    from dxdesk.jobs.importing import Prepared

SAMPLE = "ito"


class Starting(QObject):
    """Asks where to, makes the file in a worker, and has it opened."""

    def __init__(self, opening: Opening, work: Work, window: QWidget) -> None:
        super().__init__(window)
        self._opening = opening
        self._work = work
        self._window = window
        self.dialog: NewPlanDialog | ImportDialog | None = None

    def new_plan(self) -> None:
        """新しい計画を作る."""
        from dxdesk.desktop.dialogs.new_plan_dialog import NewPlanDialog

        self.dialog = NewPlanDialog(self._window)
        self.dialog.wanted.connect(self._new_plan)
        self.dialog.open()

    def _new_plan(self, municipality: str, title: str, years: tuple[int, int]) -> None:
        place = self._place("新しい計画を保存する場所", f"{title}.dxdb")
        if place:
            self._make(partial(_make_empty, place, municipality, title, years, self._opening.author))

    def sample(self) -> None:
        """伊東市の見本で試す."""
        place = self._place("見本の写しを置く場所", "伊東市の見本.dxdb")
        if place:
            self._make(partial(_make_sample, place, self._opening.author))

    def import_new(self) -> None:
        """表を取り込む, where no plan is open."""
        from dxdesk.desktop.dialogs.import_dialog import ImportDialog

        self.dialog = ImportDialog(Rows, new_plan=True, parent=self._window)
        self.dialog.accepted_import.connect(self._import_new)
        self.dialog.open()

    def _import_new(self, prepared: Prepared) -> None:
        from dxdesk.desktop.dialogs.import_dialog import ImportDialog, name_of_sheet

        sheet = self.dialog.file.text() if isinstance(self.dialog, ImportDialog) else ""
        place = self._place("取り込んだ計画を保存する場所", name_of_sheet(sheet))
        if place:
            self._make(partial(_make_imported, place, prepared, self._opening.author))

    def _place(self, title: str, suggested: str) -> str:
        out = prompts.save_file(self._window, title, suggested, prompts.PLAN_FILES)
        return out if not out or Path(out).suffix else f"{out}.dxdb"

    def _make(self, work: partial[str]) -> None:
        self._work.start(work, self._made, "計画ファイルを作っています…")

    def _made(self, place: str) -> None:
        self._opening.open(place)


def _make_empty(place: str, municipality: str, title: str, years: tuple[int, int], author: str, _step: Step) -> str:
    from dxdesk.jobs.creating import empty

    empty(place, municipality, title, years, author=author).close()
    return place


def _make_sample(place: str, author: str, _step: Step) -> str:
    from dxdesk.jobs.creating import from_seeds

    from_seeds(place, [SAMPLE], author=author).close()
    return place


def _make_imported(place: str, prepared: Prepared, author: str, _step: Step) -> str:
    from dxdesk.jobs.importing import create_from

    create_from(place, prepared, author=author).close()
    return place
