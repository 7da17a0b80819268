"""取り込み: step by step, forth and back, and nothing is written before the last one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.style import PRIMARY, bold, set_look
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts.dialog import Dialog
from dxdesk.desktop.parts.labels import secondary_label, wrapped_label
from dxdesk.desktop.wizard.columns_stage import ColumnsStage
from dxdesk.desktop.wizard.file_stage import FileStage, likely_layout
from dxdesk.desktop.wizard.plan_stage import PlanStage
from dxdesk.desktop.wizard.sheet_stage import SheetStage
from dxdesk.desktop.wizard.stage import Stage
from dxdesk.desktop.wizard.trial_stage import TrialStage
from dxdesk.jobs.importing import ImportRequest, PreparedImport, prepare
from dxdesk.jobs.map_wizard import MapDraft, read_for_map
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.rows import Rows

_CHANGED = "「{}」は、見ている間に変わったので読み直しました。見出しと列を、もう一度確かめてください。"
_BROKE = "このファイルを読んでいる途中で不具合が起きました。Excelで開いて保存し直すか、ファイルを担当者に渡してください。"


# Begins to write what was prepared from a file, calls the last argument when it ended; False where nothing was begun.
Take = Callable[[PreparedImport, str, Callable[[], None]], bool]


@dataclass(frozen=True)
class Target:
    """Where a sheet goes: the present rows, the plan (None for a new one), the maps kept with it."""

    rows: Callable[[], Rows]
    plan: Plan | None
    maps: Mapping[str, str]


class ImportWizard(Dialog):
    """Asks for file, headings, columns and names, shows what would change, and has it written."""

    def __init__(self, target: Target, take: Take, parent: QWidget | None = None) -> None:
        """`take`: who writes; it closes the wizard when that is done."""
        super().__init__("表から計画を作る" if target.plan is None else "表を取り込む", parent)
        self._target = target
        self._take_in = take
        self.reading = Operation(self).on_success(self._described).on_failure(self._failed, bug=_BROKE)
        self._being_written = False
        self._read: tuple[str, float] | None = None  # place and time of change of the file that is described
        self.make_room(72, 40)
        self.first = FileStage(likely_layout(target.plan, target.maps), self)
        self.sheet = SheetStage(self)
        self.columns = ColumnsStage(self)
        self.plan = PlanStage(self)
        self.trial = TrialStage(self)
        self.stages: tuple[Stage, ...] = (self.first, self.sheet, self.columns, self.plan, self.trial)
        self._build()
        self.trial.ready.connect(self.take.setEnabled)
        self.trial.running.connect(self.bar.setVisible)
        self.show_stage(self.first)

    def _build(self) -> None:
        self.heading, self.hint, self.message = wrapped_label("", self), secondary_label("", self), wrapped_label("", self)
        self.heading.setFont(bold(self.font(), 1.2))
        self.message.setMinimumHeight(self.fontMetrics().lineSpacing())  # so that what is below does not move
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("読み取りの進み具合")
        self.bar.hide()
        self.pages = QStackedWidget(self)
        for stage in self.stages:
            self.pages.addWidget(stage)
            stage.message.connect(self._show_message)
        self.cancel_button = QPushButton("やめる", self)
        self.back = QPushButton("戻る(&B)", self)
        self.forward = QPushButton("次へ(&N)", self)
        self.take = QPushButton("取り込む(&T)", self)
        for button, run in (
            (self.cancel_button, self.reject),
            (self.back, self.go_back),
            (self.forward, self.go_on),
            (self.take, self._take),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(run)
        for button in (self.forward, self.take):
            set_look(button, PRIMARY)
        self.take.setEnabled(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        for button in (self.back, self.forward, self.take):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.heading)
        column.addWidget(self.hint)
        column.addWidget(self.message)  # over the fields that it is about
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        column.addLayout(buttons)

    # steps

    @property
    def stage(self) -> Stage:
        """The step that is shown."""
        return self.stages[self.pages.currentIndex()]

    def steps(self) -> list[Stage]:
        """Return the steps there are: a table whose columns are known needs no describing."""
        return list(self.stages) if self.first.by_columns else [self.first, self.trial]

    def show_stage(self, stage: Stage) -> None:
        """Show a step."""
        way = self.steps()
        self.pages.setCurrentWidget(stage)
        number = f"{way.index(stage) + 1}/{len(way)}　" if stage is not self.first else ""
        self.heading.setText(f"{number}{stage.title}")
        self.hint.setText(stage.hint)
        self._show_message("", False)
        last = stage is self.trial
        self.back.setEnabled(stage is not self.first)
        self.forward.setVisible(not last)
        self.take.setVisible(last)
        self.forward.setDefault(not last)  # Enter writes nothing
        stage.enter()

    def go_back(self) -> None:
        """Go back (戻る): what was chosen stays."""
        way = self.steps()
        self.trial.give_up()
        self.show_stage(way[max(way.index(self.stage) - 1, 0)])

    def go_on(self) -> None:
        """Go on (次へ), where nothing is missing."""
        if self.reading.busy or not self.stage.complete():
            return
        way = self.steps()
        following = way[way.index(self.stage) + 1]
        if self.first.by_columns and self.stage in (self.first, way[-2]) and self._outdated():
            self._describe()
            return
        self.show_stage(following)
        if following is self.trial:
            self._try_out()

    def _outdated(self) -> bool:
        """Return whether the file has to be read: another one was chosen, or it was changed."""
        return self._read is None or self._read != _file_stamp(self.first.location)

    def busy(self) -> bool:
        """Return whether a file is being read."""
        return self.reading.busy or self.trial.reading.busy

    # reading

    def _describe(self) -> None:
        """Read the file in the background, then go on."""
        target, before = self._target, self.sheet.description
        own = before.kept() if before is not None and before.file == self.first.location else {}
        # The columns described of a file that was changed meanwhile come before any map that was kept.
        maps = own | {name: text for name, text in target.maps.items() if name not in own}
        this_year = date.today().year - (date.today().month < 4)
        self._show_message("ファイルを読んでいます…", False)
        self.forward.setEnabled(False)
        self.bar.show()
        self.reading.start_stepwise(partial(read_for_map, self.first.location, this_year, target.plan, maps))

    def _described(self, description: MapDraft) -> None:
        self._give_up()
        again = self.stage is not self.first
        self._read = _file_stamp(description.file)
        for stage in (self.sheet, self.columns, self.plan):
            stage.describe(description)
        self.show_stage(self.sheet)
        if again:
            self._show_message(_CHANGED.format(Path(description.file).name), False)

    def _failed(self, sentence: str) -> None:
        self._give_up()
        self.show_stage(self.first)
        self.first.show_error(sentence, self.first.file)

    def _give_up(self) -> None:
        self.reading.give_up()
        self.bar.hide()
        self.forward.setEnabled(True)

    def _try_out(self) -> None:
        rows = self._target.rows()
        description = self.sheet.description
        if self.first.by_columns and description is not None:
            self.trial.try_out(partial(description.prepared, rows), description)
        else:
            self.trial.try_out(
                partial(prepare, rows, ImportRequest(self.first.location, self.first.layouts.currentData())), None
            )

    # writing

    def _take(self) -> None:
        trial = self.trial.trial
        if trial is None:
            return
        if self._take_in(trial.prepared, self.first.location, self.ended):
            self._writing(True)

    def _writing(self, on: bool) -> None:
        self._being_written = on
        for button in (self.cancel_button, self.back, self.take):
            button.setEnabled(not on)
        self.trial.setEnabled(not on)

    def ended(self) -> None:
        """Allow to try again: nobody writes any more, and what failed was shown."""
        self._writing(False)

    def _show_message(self, sentence: str, wrong: bool) -> None:
        role = QPalette.ColorRole.BrightText if wrong else QPalette.ColorRole.WindowText
        self.message.setForegroundRole(role)
        self.message.setText(sentence)

    def reject(self) -> None:
        """Give up what is being read, or wait for what is being written; else close (やめる and Esc)."""
        if self.busy():
            self._give_up()
            self.trial.give_up()
            self._show_message("読み取りを中止しました。", False)
        elif not self._being_written:
            super().reject()

    def done(self, result: int) -> None:
        """Wait for no file any more, however it ends."""
        self._give_up()
        self.trial.give_up()
        super().done(result)


def _file_stamp(file: str) -> tuple[str, float] | None:
    """Return a file's place and time of change, None where it cannot be seen."""
    try:
        return file, Path(file).stat().st_mtime
    except OSError:
        return None
