"""The last step: what would change and what could not be read, before anything is written."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTabWidget, QVBoxLayout, QWidget

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.text_table import RowDetail, TextTable
from dxdesk.desktop.wizard.stage import Stage
from dxdesk.jobs.history import described_in_order
from dxdesk.jobs.importing import PreparedImport
from dxdesk.jobs.map_wizard import MapDraft
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.outline import measure_name
from dxdesk.plan.rows.progress import Step

Prepare = Callable[..., PreparedImport]  # takes `step` by name
_BROKE = "この表を読んでいる途中で不具合が起きました。ほかの表の形を選ぶか、この表を担当者に渡してください。"


class TrialImport:
    """A prepared import with its changes described."""

    def __init__(self, prepared: PreparedImport) -> None:
        self.prepared = prepared
        self.lines = [
            (
                measure_name(change.measure) if change.measure else "計画全体",
                f"{change.what}（{short_year(change.year)}）"
                if change.year and short_year(change.year) not in change.what
                else change.what,
                change.before,
                change.after,
            )
            for change in described_in_order(prepared.changes, prepared.after)
        ]


def try_out(prepare: Prepare, step: Step) -> TrialImport:
    """Prepare an import and describe it. Raises Refused, EnvironmentFault."""
    trial = TrialImport(prepare(step=step))
    step(3, 3)
    return trial


class TrialStage(Stage):
    """Read in the background; an earlier trial is given up."""

    title = "試し読み"
    hint = "取り込むと変わるところと、読めなかったところです。まだ何も書き込んでいません。"
    ready = Signal(bool)  # whether there is something to import
    running = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = Operation(self).on_success(self._show).on_failure(self._failed, bug=_BROKE)
        self.trial: TrialImport | None = None
        self.description: MapDraft | None = None
        self.changes = TextTable(
            ("施策", "変わるところ", "いま", "取り込み後"), (2, 2, 3, 3), "取り込みで変わるところ", self
        )
        self.unread = TextTable(("シート", "セル", "書かれている内容"), (0, 0, 1), "読めなかったところ", self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("試し読みの結果")
        self.tabs.tabBar().setAccessibleName("試し読みの結果")
        for table, title in ((self.changes, "変わるところ"), (self.unread, "読めなかったところ")):
            pane = QWidget(self.tabs)
            column = QVBoxLayout(pane)
            column.setContentsMargins(0, 4, 0, 0)
            column.addWidget(table, 1)
            column.addWidget(RowDetail(table, pane))
            self.tabs.addTab(pane, title)
        self.keep = QPushButton("列の対応表をファイルに残す…", self)
        self.keep.setToolTip("対応表は計画といっしょにも残り、次の年の表に使えます。")
        self.keep.setAutoDefault(False)
        self.keep.clicked.connect(self.save_map)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)

    def enter(self) -> None:
        """Focus what would change."""
        self.tabs.tabBar().setFocus()

    def try_out(self, prepare: Prepare, description: MapDraft | None) -> None:
        """Begin a trial, of a sheet that a person described or of a known one; `ready` follows."""
        self.give_up()
        self.description = description
        self.keep.setVisible(description is not None)
        self.trial = None
        self._list([], [])
        self.ready.emit(False)
        self.message.emit("試しに読んでいます。まだ何も書き込んでいません。", False)
        self.running.emit(True)
        self.reading.start_stepwise(partial(try_out, prepare))

    def give_up(self) -> None:
        """Wait for the trial no more."""
        self.reading.give_up()
        self.running.emit(False)

    def _show(self, trial: TrialImport) -> None:
        self.give_up()
        self.trial = trial
        done = trial.prepared.imported
        counts = f"追加 {done.added:,}　変更 {done.changed:,}　同じ {done.unchanged:,}　表にないもの {done.missing:,}"
        more = "（表にないものも、計画からは消しません）" if done.missing else ""
        unread = (
            f"\n読めなかったところが{len(done.unread):,}か所あります。取り込んだあと、手で書き足してください。"
            if done.unread
            else ""
        )
        nothing = "" if trial.prepared.changes else "\n計画はもうこの表のとおりです。取り込むものはありません。"
        self.message.emit(counts + more + unread + nothing, bool(done.unread))
        self._list(trial.lines, [(u.sheet, u.cell, u.text) for u in done.unread])
        self.ready.emit(bool(trial.prepared.changes))

    def _list(self, changes: list[tuple[str, str, str, str]], unread: list[tuple[str, str, str]]) -> None:
        self.changes.show_lines(changes)
        self.unread.show_lines(unread)
        self.tabs.setTabText(0, f"変わるところ（{len(changes):,}）")
        self.tabs.setTabText(1, f"読めなかったところ（{len(unread):,}）")
        self.tabs.setTabEnabled(1, bool(unread))

    def _failed(self, sentence: str) -> None:
        self.give_up()
        self.message.emit(sentence, True)

    def save_map(self) -> None:
        """Save the map into a file (列の対応表をファイルに残す…)."""
        if self.description is None:
            return
        name = f"{self.description.source or self.description.page.name or self.description.book.title}.toml"
        file = prompts.save_file(self, "列の対応表を残す", name, prompts.MAP_FILES)
        if not file:
            return
        file = file if file.lower().endswith(".toml") else f"{file}.toml"
        try:
            self.description.save(file)
        except DxdeskError as error:
            self.message.emit(error.message, True)
        else:
            self.message.emit(f"列の対応表を「{file}」に残しました。", False)
