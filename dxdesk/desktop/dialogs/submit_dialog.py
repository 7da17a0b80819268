"""提出ファイルを作る: whom to ask, who confirmed it, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import Label, error_label
from dxdesk.desktop.parts.text_table import TextTable


@dataclass(frozen=True)
class SubmitAnswers:
    """Whom to ask, with the extension; the 課長 who confirmed; and what the department writes to the coordinator."""

    person: str
    extension: str = ""
    confirmed: str = ""
    message: str = ""


class SubmitDialog(Dialog):
    """Begins with the answers of the last time."""

    submitted = Signal(object)  # SubmitAnswers

    def __init__(
        self,
        missing: Sequence[str],
        before: SubmitAnswers,
        confirming: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("提出ファイルを作る", parent)
        self._confirming = confirming
        texts = (before.person, before.extension, before.confirmed)
        self.person, self.extension, self.confirmed = (QLineEdit(text, self) for text in texts)
        self.remark = QPlainTextEdit(before.message, self)
        self.remark.setTabChangesFocus(True)
        self.remark.setPlaceholderText("期限に間に合わない欄や、数え方が変わったことなどがあれば書きます。")
        self.remark.setFixedHeight(4 * self.fontMetrics().lineSpacing())
        self.message = error_label(self)
        self.list = TextTable(("まだ記入されていないもの",), (1,), "まだ記入されていないもの", self)
        self.list.show_lines([(text,) for text in missing])
        self.list.setVisible(bool(missing))
        text = "未記入のまま作る…" if missing else "保存する場所を選ぶ…"
        buttons = AnswerButtons(text, self._make, self)
        self.yes = buttons.yes
        form = QFormLayout()
        form.addRow("担当者名(&P)", self.person)
        form.addRow("内線(&E)", self.extension)
        if confirming:
            form.addRow("確認した課長(&C)", self.confirmed)
        else:
            self.confirmed.hide()
        form.addRow("とりまとめ課への連絡(&T)", self.remark)
        column = QVBoxLayout(self)
        column.addLayout(form)
        if missing:
            column.addWidget(Label(f"求められているもののうち、{len(missing)}件がまだ記入されていません。", self))
        column.addWidget(self.list, 1)
        column.addWidget(self.message)
        if not missing:
            column.addStretch()
        column.addWidget(buttons)
        self.make_room(34, 30 if missing else 16)

    def _make(self) -> None:
        if not self.person.text().strip():
            self.message.setText("担当者名を書いてください。問い合わせ先になります。")
            self.person.setFocus()
        elif self._confirming and not self.confirmed.text().strip():
            self.message.setText("課長の確認が求められています。確認した課長の名前を書いてください。")
            self.confirmed.setFocus()
        else:
            self.accept()
            answers = (self.person.text(), self.extension.text(), self.confirmed.text(), self.remark.toPlainText())
            self.submitted.emit(SubmitAnswers(*answers))
