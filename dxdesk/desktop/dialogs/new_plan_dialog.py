"""新しい計画: the city, the title, the years."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.parts.choice import Choice
from dxdesk.desktop.parts.text_table import roomy
from dxdesk.plan.years import long

_FIRST, _LAST = 2015, 2060
_USUAL = (2024, 2027)


class NewPlanDialog(QDialog):
    """Asks for what a plan cannot be without."""

    wanted = Signal(str, str, object)  # municipality, title, (first year, last year)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新しい計画を作る")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.municipality = QLineEdit(self)
        self.municipality.setPlaceholderText("例：伊東市")
        self.title = QLineEdit(self)
        self.title.setPlaceholderText("例：伊東市DX推進計画")
        years = [(long(year), year) for year in range(_FIRST, _LAST + 1)]
        self.first = Choice("はじめの年度", years, self)
        self.last = Choice("おわりの年度", years, self)
        self.first.choose(_USUAL[0])
        self.last.choose(_USUAL[1])
        between = QWidget(self)
        span = QHBoxLayout(between)
        span.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, QLabel("から", self), self.last, QLabel("まで", self)):
            span.addWidget(widget)
        span.addStretch()
        self.message = QLabel("最後の年度は「実施予定」、その前は「実績」の欄になります。", self)
        self.message.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        self.make = buttons.addButton("保存する場所を選ぶ…", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("やめる", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._make)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("団体名(&M)", self.municipality)
        form.addRow("計画名(&T)", self.title)
        between.setFocusProxy(self.first)
        form.addRow("年度(&Y)", between)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addStretch()
        column.addWidget(buttons)
        roomy(self, 36, 14)

    def _make(self) -> None:
        missing = [
            words for words, field in (("団体名", self.municipality), ("計画名", self.title)) if not field.text().strip()
        ]
        years = self.first.currentData(), self.last.currentData()
        if missing:
            self._complain(f"{'と'.join(missing)}を書いてください。")
        elif years[0] > years[1]:
            self._complain("年度の始まりが終わりより後になっています。年度を選び直してください。")
        else:
            self.accept()
            self.wanted.emit(self.municipality.text().strip(), self.title.text().strip(), years)

    def _complain(self, sentence: str) -> None:
        self.message.setForegroundRole(QPalette.ColorRole.BrightText)
        self.message.setText(sentence)
