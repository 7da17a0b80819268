"""書き出し: which table, what of the plan, into which file."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidgetItem,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.dialogs.layout_choice import layout_choice
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.buttons import with_button
from dxdesk.desktop.parts.check_list import CheckList, is_checked, set_checked
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.dialog import Dialog
from dxdesk.desktop.parts.labels import Label, wrapped_label
from dxdesk.desktop.printing import pdf
from dxdesk.desktop.session import Session
from dxdesk.jobs.exporting import ExportRequest, ExportResult, export
from dxdesk.pages.formats import FORMATS
from dxdesk.pages.layouts import BY_MAP
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import measure_name, shown_years

_BROKE = "書き出しの途中で不具合が起きました。ほかの表の形か種類を試してください。"
_NO_MAPS = "まだありません。表を取り込むと残ります。"
# The kinds of files by their titles; PDF is drawn by the window.
_KINDS = {**{name: kind.title for name, kind in FORMATS.items()}, "pdf": "PDF（.pdf）"}


def with_ending(file: str, kind: str) -> str:
    """Give a file's name the ending of its kind, replacing that of another kind only: `R6.4の進捗` has none yet."""
    path = Path(file)
    ending = path.suffix.lower().removeprefix(".")
    if ending == kind:
        return file
    return str(path.with_suffix(f".{kind}")) if ending in _KINDS else f"{file}.{kind}"


class ExportDialog(Dialog):
    """Writes in the background from the present rows; can be stopped, and stays open to report the outcome."""

    wrote = Signal(str)  # one sentence for the status bar

    def __init__(self, session: Session, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__("表に書き出す", parent)
        self.session = session
        self.writing = (
            Operation(self)
            .with_progress(progress)
            .on_success(self._finished)
            .on_failure(self._failed, bug=_BROKE)
            .on_stop(self._stopped)
        )
        self.make_room(50, 34)
        plan = session.plan
        self.layouts = layout_choice(self)
        self.layouts.currentIndexChanged.connect(self._layout_chosen)
        self.maps = Choice(
            "列の対応表", [(f"対応表「{name}」", (name, text)) for name, text in session.store.maps().items()], self
        )
        self.maps.setPlaceholderText(_NO_MAPS)
        self.kinds = Choice("ファイルの種類", [(title, kind) for kind, title in _KINDS.items()], self)
        self.kinds.currentIndexChanged.connect(self._kind_chosen)
        years = [(short_year(year), year) for year in range(plan.shown_from - 5, plan.shown_to + 6)]
        self.first = Choice("はじめの年度", years, self)
        self.last = Choice("おわりの年度", years, self)
        self.first.choose(plan.shown_from)
        self.last.choose(plan.shown_to)
        departments = [(d.name, d.name) for d in session.outline.departments(plan)]
        self.department = Choice("課", [("すべての課", None), *departments], self)
        self.measures = CheckList("書き出す施策", self)
        self.measures.setWordWrap(True)
        self.measures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.everything = self.measures.offer("すべての施策", None, True)
        for measure in session.outline.measures(plan):
            self.measures.offer(measure_name(measure), measure.id)
        self.measures.itemChanged.connect(self._measure_ticked)
        self.file = QLineEdit(self)
        self.file.setAccessibleName("書き出すファイル")
        self.file.setText(
            str(Path(session.store.location).with_suffix(".xlsx")) if "://" not in session.store.location else ""
        )
        self._asked = ""  # the existing file that the file dialog has asked about
        self.message = wrapped_label("", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("書き出しの進み具合")
        self._build()

    def _build(self) -> None:
        self.buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.write = self.buttons.addButton("書き出す", role.ActionRole)
        self.write.setDefault(True)
        self.folder = self.buttons.addButton("フォルダを開く", role.ActionRole)
        self.other_name_button = self.buttons.addButton("別の名前で書き出す", role.ActionRole)
        self.close_button = self.buttons.addButton("閉じる", role.RejectRole)
        self.write.clicked.connect(self.start)
        self.folder.clicked.connect(self.open_folder)
        self.other_name_button.clicked.connect(self.start_under_other_name)
        self.buttons.rejected.connect(self.reject)
        self._span = span = QWidget(self)
        row = QHBoxLayout(span)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, Label("から", span), self.last, Label("まで（最後の年度は実施予定）", span)):
            row.addWidget(widget)
        row.addStretch()
        self._form = QFormLayout()
        self._form.addRow("表の形(&L)", self.layouts)
        self._map_row = with_button(self.maps, "ファイルから…", self.choose_map)
        self._form.addRow("列の対応表(&M)", self._map_row)
        self._form.setRowVisible(self._map_row, False)
        self._form.addRow("種類(&T)", self.kinds)
        self._form.addRow("年度(&Y)", span)
        self._form.addRow("課(&D)", self.department)
        self._form.addRow("施策(&S)", self.measures)
        self._form.addRow("ファイル(&F)", with_button(self.file, "選ぶ…", self.choose_file))
        column = QVBoxLayout(self)
        column.addLayout(self._form, 1)
        column.addWidget(self.message)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)
        self._set_idle()
        self.folder.hide()
        self.other_name_button.hide()

    # choosing

    def choose_file(self) -> None:
        """Choose the file (選ぶ…)."""
        kind = self.kinds.currentData()
        name = Path(self.file.text()).name or f"進捗.{kind}"
        out = prompts.save_file(self, "書き出すファイル", name, f"{_KINDS[kind]} (*.{kind})")
        if out:
            self._asked = out  # on Windows with its ending; where that is added here, it may be another file
            self.file.setText(with_ending(out, kind))

    def choose_map(self) -> None:
        """Choose a map from a file (ファイルから…)."""
        file = prompts.open_file(self, "列の対応表を選ぶ", prompts.MAP_FILES)
        if file:
            self.maps.addItem(f"ファイル「{Path(file).name}」", file)
            self.maps.setCurrentIndex(self.maps.count() - 1)

    @property
    def _by_map(self) -> bool:
        """Whether a map says which columns there are, and of which years."""
        return bool(self.layouts.currentData() == BY_MAP.name)

    def _layout_chosen(self) -> None:
        self._form.setRowVisible(self._map_row, self._by_map)
        self._form.setRowVisible(self._span, not self._by_map)

    def _kind_chosen(self) -> None:
        text = self.file.text().strip()
        if text:
            self.file.setText(with_ending(text, self.kinds.currentData()))

    def _measure_ticked(self, item: QListWidgetItem) -> None:
        """Let すべての施策 and single ones exclude each other."""
        self.measures.blockSignals(True)
        single = [self.measures.item(row) for row in range(1, self.measures.count())]
        if item is self.everything and is_checked(item):
            for other in single:
                set_checked(other, False)
        else:
            set_checked(self.everything, not any(map(is_checked, single)))
        self.measures.blockSignals(False)

    def request(self) -> ExportRequest:
        """Return what is to be written, and as which kind of file."""
        kind = self.kinds.currentData()
        known = self.session.rows.all(Measure)
        plan = self.session.plan
        years = self.first.currentData(), self.last.currentData()
        window = shown_years(plan)
        chosen = self.maps.currentData() if self._by_map else None
        return ExportRequest(
            format=pdf.write if kind == "pdf" else kind,
            # The plan's own years are left to the plan, which also knows which of them are 実施予定.
            years=None if self._by_map or years == (window[0], window[-1]) else years,
            department=self.department.currentData(),
            measures=[measure_name(known[i]) for i in self.measures.checked() if i in known],
            plan=plan.municipality + plan.title,
            map_file=chosen if isinstance(chosen, str) else None,
            kept_map=chosen if isinstance(chosen, tuple) else None,
            requests=self.session.outline.requests,
        )

    # writing

    def start(self) -> None:
        """Check the answers, then write (書き出す)."""
        out = self.file.text().strip()
        if not out:
            self._show_message("書き出すファイルを選んでください。", alarm=True)
            self.file.setFocus()
            return
        if self._by_map and self.maps.currentData() is None:
            self._show_message(
                "列の対応表を選んでください。「ファイルから…」で、ファイルに残した対応表も選べます。", alarm=True
            )
            self.maps.setFocus()
            return
        if not self._by_map and self.first.currentData() > self.last.currentData():
            self._show_message("年度の始まりが終わりより後になっています。年度を選び直してください。", alarm=True)
            self.first.setFocus()
            return
        out = with_ending(out, self.kinds.currentData())
        self.file.setText(out)
        target = Path(out)
        if (
            target.exists()
            and out != self._asked
            and not prompts.ask(self, f"「{target}」はもうあります。上書きしますか。", "上書きする", "やめる")
        ):
            return
        self._asked = ""
        self.write.setEnabled(False)
        self.folder.hide()
        self.other_name_button.hide()
        self.close_button.setText("中止")
        self._show_message("書き出しています…")
        self.bar.setRange(0, 0)
        self.bar.show()
        work = partial(export, self.session.rows, self.layouts.currentData(), target, self.request())
        self.writing.start_stepwise(work)

    def start_under_other_name(self) -> None:
        """Write under another name beside it, as the file is open in Excel."""
        target = Path(self.file.text())
        names = (target.with_stem(f"{target.stem} ({number})") for number in range(2, 1000))
        self.file.setText(str(next(name for name in names if not name.exists())))
        self.start()

    def open_folder(self) -> None:
        """Open the folder (フォルダを開く)."""
        folder = Path(self.file.text()).absolute().parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._show_message(f"フォルダ「{folder}」を開けませんでした。エクスプローラーで開いてください。", alarm=True)

    def _finished(self, outcome: ExportResult) -> None:
        self._set_idle()
        done = f"「{outcome.file}」に{outcome.pages}ページを書き出しました。"
        left = (
            "\nこの表の形に欄がないため、次は書き出していません。\n" + "\n".join(outcome.left_out[:10])
            if outcome.left_out
            else ""
        )
        older = (
            "\n次は、記載が新しくなる前の公表用の文のまま書き出しました。見直してください。\n"
            + "\n".join(outcome.older[:10])
            if outcome.older
            else ""
        )
        self._show_message(done + left + older)
        self.folder.show()
        self.wrote.emit(done)

    def _failed(self, sentence: str) -> None:
        self._set_idle()
        self._show_message(sentence, alarm=True)
        self.other_name_button.setVisible(Path(self.file.text()).exists())

    def _stopped(self) -> None:
        self._set_idle()
        self._show_message("中止しました。ファイルは作っていません。")

    def _set_idle(self) -> None:
        self.bar.hide()
        self.write.setEnabled(True)
        self.close_button.setText("閉じる")

    def _show_message(self, message: str, alarm: bool = False) -> None:
        self.message.setForegroundRole(QPalette.ColorRole.BrightText if alarm else QPalette.ColorRole.WindowText)
        self.message.setText(message)

    def reject(self) -> None:
        """Stop while it writes (中止, Esc, ×); else close."""
        if self.writing.busy:
            self.writing.cancel()
        else:
            super().reject()
