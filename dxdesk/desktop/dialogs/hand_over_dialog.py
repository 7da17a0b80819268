"""引き継ぎ用に閉じる: who continues with a half-done copy, and what to know for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label, wrapped_label

_ABOUT = (
    "書きかけの写しを閉じて、引き継ぐ人に渡すファイルを作ります。引き継いだ人は、そのまま続きを書いて提出できます。"
    "伝えることは、写しを開いたときに出ます。とりまとめの担当の画面には出ません。"
)


class HandOverDialog(Dialog):
    """Without a name nothing is handed over; a note is optional."""

    confirmed = Signal(str, str)  # the colleague, the note

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("引き継ぎ用に閉じる", parent)
        about, self.message = wrapped_label(_ABOUT, self), error_label(self)
        self.colleague = QLineEdit(self)
        self.note = QPlainTextEdit(self)
        set_look(self.note, BOXED)
        self.note.setPlaceholderText("例：指標の値は書きました。1-(3) の記載が残っています。")
        self.note.setTabChangesFocus(True)
        buttons = AnswerButtons("保存する場所を選ぶ…", self._go, self)
        self.yes = buttons.yes
        form = QFormLayout()
        form.addRow("引き継ぐ人(&P)", self.colleague)
        form.addRow("伝えること(&N)", self.note)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addLayout(form, 1)
        column.addWidget(self.message)
        column.addWidget(buttons)
        self.make_room(38, 17)

    def _go(self) -> None:
        if not self.colleague.text().strip():
            self.message.setText("引き継ぐ人の名前を書いてください。")
            self.colleague.setFocus()
        else:
            self.accept()
            self.confirmed.emit(self.colleague.text(), self.note.toPlainText())
