"""取り込み: a sheet is read on trial and looked at before anything is written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.choice import Choice
from dxdesk.desktop.parts.tasks import Task
from dxdesk.desktop.parts.text_table import Detail, TextTable, roomy
from dxdesk.jobs.importing import Prepared, prepare
from dxdesk.jobs.telling import told_in_order
from dxdesk.pages.layouts import BY_MAP, layout, names
from dxdesk.plan.outline import measure_name
from dxdesk.plan.rows import Rows
from dxdesk.plan.steps import Step
from dxdesk.plan.years import short

SHEETS = "表のファイル (*.xlsx *.xlsm *.html *.htm *.csv)"
MAPS = "列の対応表 (*.toml)"
_BY_MAP = "一覧表（列の対応表を使う）"


class Trial:
    """A prepared import with its changes in words."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        after = prepared.after
        self.lines = [
            (
                measure_name(told.measure) if told.measure else "計画全体",
                f"{told.what}（{short(told.year)}）" if told.year and short(told.year) not in told.what else told.what,
                told.before,
                told.after,
            )
            for told in told_in_order(prepared.changes, after)
        ]


def try_out(rows: Rows, file: str, layout_name: str, map_file: str | None, step: Step) -> Trial:
    """Reads a sheet on trial. Raises Refused, EnvironmentFault."""
    trial = Trial(prepare(rows, file, layout_name, map_file=map_file, step=step))
    step(3, 3)
    return trial


class ImportDialog(QDialog):
    """Chooses file and layout, shows what would change; whether it is written the person decides."""

    accepted_import = Signal(object)  # the Prepared

    def __init__(self, rows: Callable[[], Rows], new_plan: bool, parent: QWidget | None = None) -> None:
        """`rows`: what stands now; `new_plan`: nothing does yet."""
        super().__init__(parent)
        self._rows = rows
        self._task: Task | None = None
        self.trial: Trial | None = None
        self.setWindowTitle("表を取り込んで新しい計画を作る" if new_plan else "表を取り込む")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        roomy(self, 66, 32)
        self.file = QLineEdit(self)
        self.file.setPlaceholderText("取り込むExcelブック、HTML、CSV")
        self.file.setAccessibleName("取り込むファイル")
        self.file.editingFinished.connect(self.read)
        self.layouts = layout_box(self)
        self.layouts.currentIndexChanged.connect(self._layout_chosen)
        self.map = QLineEdit(self)
        self.map.setAccessibleName("列の対応表")
        self.map.editingFinished.connect(self.read)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("試し読みの進み具合")
        self.bar.hide()
        self.changes = TextTable(
            ("施策", "変わるところ", "いま", "取り込み後"), (2, 2, 3, 3), "取り込みで変わるところ", self
        )
        self.unread = TextTable(("シート", "セル", "書かれている内容"), (0, 0, 1), "読めなかったところ", self)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("試し読みの結果")
        self.tabs.tabBar().setAccessibleName("試し読みの結果")
        self.tabs.addTab(self.changes, "変わるところ")
        self.tabs.addTab(self.unread, "読めなかったところ")
        self.buttons = QDialogButtonBox(self)
        self.take = self.buttons.addButton("取り込む", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("やめる", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._form = QFormLayout()
        self._form.addRow("ファイル(&F)", with_button(self.file, "選ぶ…", self.choose_file))
        self._form.addRow("表の形(&L)", self.layouts)
        self._map_row = with_button(self.map, "選ぶ…", self.choose_map)
        self._form.addRow("列の対応表(&M)", self._map_row)
        self._form.setRowVisible(self._map_row, False)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(self.message)
        column.addWidget(self.bar)
        column.addWidget(self.tabs, 1)
        column.addWidget(Detail(self.changes, self))
        column.addWidget(self.buttons)
        self._forget("ファイルと表の形を選ぶと、取り込む前に、何が変わるかをここで確かめられます。")

    def choose_file(self) -> None:
        """選ぶ…"""
        file = prompts.open_file(self, "取り込む表を選ぶ", SHEETS)
        if file:
            self.file.setText(file)
            self.read()

    def choose_map(self) -> None:
        """選ぶ…"""
        file = prompts.open_file(self, "列の対応表を選ぶ", MAPS)
        if file:
            self.map.setText(file)
            self.read()

    def _layout_chosen(self) -> None:
        self._form.setRowVisible(self._map_row, self.layouts.currentData() in BY_MAP)
        self.read()

    def read(self) -> None:
        """Reads on trial, beside the window; an earlier trial is given up."""
        self._give_up()
        file, name = self.file.text().strip(), self.layouts.currentData()
        map_file = self.map.text().strip() if name in BY_MAP else None
        if not file or map_file == "":
            return
        self._forget("試しに読んでいます。まだ何も書き込んでいません。")
        self._task = Task(partial(try_out, self._rows(), file, name, map_file))
        self._task.finished.connect(self._show)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._task.start()

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.bar.hide()

    def _forget(self, message: str) -> None:
        self.trial = None
        self.take.setEnabled(False)
        self._say(message)
        self._list([], [])

    def _show(self, trial: Trial) -> None:
        if self.sender() is not self._task:
            return  # of a file or layout that was chosen before
        self._task = None
        self.bar.hide()
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
        self._say(counts + more + unread + nothing, alarm=bool(done.unread))
        self._list(trial.lines, [(u.sheet, u.cell, u.text) for u in done.unread])
        self.take.setEnabled(bool(trial.prepared.changes))

    def _list(self, changes: list[tuple[str, str, str, str]], unread: list[tuple[str, str, str]]) -> None:
        self.changes.show_lines(changes)
        self.unread.show_lines(unread)
        self.tabs.setTabText(0, f"変わるところ（{len(changes):,}）")
        self.tabs.setTabText(1, f"読めなかったところ（{len(unread):,}）")
        self.tabs.setTabEnabled(1, bool(unread))

    def _failed(self, sentence: str) -> None:
        if self.sender() is self._task:
            self._give_up()
            self._forget(sentence)
            self._say(sentence, alarm=True)

    def _broke(self, error: Exception) -> None:
        self._failed("この表を読んでいる途中で不具合が起きました。ほかの表の形を選ぶか、この表を担当者に渡してください。")
        raise error  # the application's hook logs it and tells

    def _say(self, message: str, alarm: bool = False) -> None:
        role = QPalette.ColorRole.BrightText if alarm else QPalette.ColorRole.WindowText
        self.message.setForegroundRole(role)
        self.message.setText(message)

    def _take(self) -> None:
        if self.trial is not None:
            self.accepted_import.emit(self.trial.prepared)
            self.accept()

    def done(self, result: int) -> None:
        """However it ends, nobody waits for a trial any more."""
        self._give_up()
        super().done(result)


def layout_box(parent: QWidget) -> Choice:
    """The layouts by their titles."""
    titles = [(_BY_MAP if name in BY_MAP else layout(name).title, name) for name in names()]
    return Choice("表の形", titles, parent)


def with_button(field: QWidget, words: str, run: Callable[[], None]) -> QWidget:
    """A field with a button behind it."""
    both = QWidget(field.parentWidget())
    button = QPushButton(words, both)
    button.setAccessibleName(f"{field.accessibleName()}を{words.rstrip('…')}")
    button.setAutoDefault(False)
    button.clicked.connect(run)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    QWidget.setTabOrder(field, button)
    return both


def name_of_sheet(file: str) -> str:
    """What a plan file made of a sheet is called."""
    return f"{Path(file).stem}.dxdb"
