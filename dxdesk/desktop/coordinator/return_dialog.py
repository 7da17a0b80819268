"""差戻し: why, remarks on single cells, and where the file for the department is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.coordinator.hand_out_dialog import confirm_past
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.free_text import FreeText
from dxdesk.desktop.parts.labels import error_label, wrapped_label
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.plan.rows.dates import is_past, read_due
from dxdesk.plan.rows.errors import Refused
from dxdesk.store.tables.records import Remark
from dxdesk.submission.status.send_back import SubmittedCell


@dataclass(frozen=True)
class SendBackAnswers:
    """What a person wants sent back."""

    department: str
    reason: str
    remarks: tuple[Remark, ...]
    file: Path
    due: str | None = None


class ReturnDialog(Dialog):
    """Asks for a reason; the file is written by whoever is connected."""

    confirmed = Signal(object)  # a SendBackAnswers

    def __init__(
        self, department: str, places: Sequence[SubmittedCell], suggested: str, parent: QWidget | None = None
    ) -> None:
        """`places`: the cells that can be remarked on, `suggested`: a name for the file."""
        super().__init__(f"{department}へ差戻し", parent)
        self._department, self._places, self._suggested = department, list(places), suggested
        self._ending = Path(suggested).suffix
        self._written: dict[int, str] = {}
        about = wrapped_label(
            "差戻しファイルを作ります。課はこのファイルの続きから直して、もう一度提出します。"
            "「未記入」と決めていないところの指摘は、自動で付きます。",
            self,
        )
        self.reason = FreeText("差し戻す理由", "差し戻す理由（課に伝わります）", 2, self)
        self.model = WrappedModel(("施策", "ところ", "課の記入", "指摘"), self)
        self.table = WrappedTable(self.model, (4, 4, 6, 5), "欄ごとの指摘", (0, 1, 2, 3), self)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.table.doubleClicked.connect(self._go_on)
        self.remark = FreeText("選んだ欄への指摘", "選んだ欄への指摘（なければ空白のまま）", 2, self)
        self.remark.textChanged.connect(self._remarked)
        self.due = QLineEdit(self)
        self.due.setPlaceholderText("再提出の締切　例：令和9年1月15日、1/15（空けておけば元の締切。過ぎていれば締切なし）")
        self.due.setAccessibleName("再提出の締切")
        self.message = error_label(self)
        buttons = AnswerButtons("保存する場所を選ぶ…", self._make, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        for widget in (about, self.reason, self.due, self.table, self.remark, self.message, buttons):
            column.addWidget(widget)
        self.make_room(62, 30)
        self.model.show_lines([self._line(number) for number in range(len(self._places))])
        self.table.setVisible(bool(places))
        self.remark.setVisible(bool(places))
        self.table.select_row(0)
        self.reason.setFocus()

    def _line(self, number: int) -> tuple[str, str, str, str]:
        place = self._places[number]
        remarks = "\n".join(text for text in (self._written.get(number, ""), place.remark) if text)
        return (place.measure, place.what, place.text, remarks)

    def _current_changed(self) -> None:
        self.remark.commit()
        self.remark.show_text(self._written.get(self.table.currentIndex().row(), ""))

    def _go_on(self) -> None:
        self.remark.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remarked(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._places):
            self._written[row] = self.remark.toPlainText().strip()
            self.model.change_line(row, self._line(row))

    def _kinds(self) -> str:
        """Put the kind of file first that the department worked with."""
        kinds = [prompts.PLAN_FILES, prompts.EXCEL_FILES]
        return ";;".join(kinds if self._ending in kinds[0] else kinds[::-1])

    def _make(self) -> None:
        self.reason.commit()
        self.remark.commit()
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.message.setText("差し戻す理由を書いてください。")
            self.reason.setFocus()
            return
        try:
            due = read_due(self.due.text())
        except Refused as refused:
            self.message.setText(refused.message)
            self.due.setFocus()
            return
        if is_past(due) and not confirm_past(self, due):
            self.due.setFocus()
            return
        file = prompts.save_file(self, "差戻しファイルを保存する場所", self._suggested, self._kinds())
        if not file:
            return
        remarks = tuple((self._places[n].table, self._places[n].row, text) for n, text in self._written.items() if text)
        target = Path(file if Path(file).suffix else f"{file}{self._ending}")
        self.confirmed.emit(SendBackAnswers(self._department, reason, remarks, target, due))
