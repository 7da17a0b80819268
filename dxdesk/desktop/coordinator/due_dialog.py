"""締切を変える: another day for one department or for all that were handed something."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.dialog import Answers, Dialog
from dxdesk.desktop.parts.labels import complaint, sentence
from dxdesk.plan.rows.dates import read_due
from dxdesk.plan.rows.errors import Refused

_ABOUT = "配った写しには元の締切が出たままです。変えたことは、課に知らせてください。"


class DueDialog(Dialog):
    """The day that counts now stands there to begin with."""

    wanted = Signal(object, object)  # the day as a text or None, the department or None for all

    def __init__(self, due: str | None, department: str, handed: int, parent: QWidget | None = None) -> None:
        """`department`: the one at hand, blank where it was handed nothing; `handed`: how many were."""
        super().__init__("締切を変える", parent)
        everybody = (f"配ったすべての課（{handed}課）", None)
        self.whom = Choice("どの課の締切か", [*([(department, department)] if department else []), everybody], self)
        self.due = QLineEdit(due or "", self)
        self.due.setPlaceholderText("例：2026-05-30（空けておけば締切なし）")
        about, self.reason = sentence(_ABOUT, self), complaint(self)
        buttons = Answers("締切を変える", self._go, self)
        self.go = buttons.yes
        form = QFormLayout()
        form.addRow("課(&S)", self.whom)
        form.addRow("締切(&D)", self.due)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(about)
        column.addWidget(self.reason)
        column.addStretch()
        column.addWidget(buttons)
        self.make_room(32, 11)

    def _go(self) -> None:
        try:
            due = read_due(self.due.text())
        except Refused as refused:
            self.reason.setText(refused.message)
            self.due.setFocus()
        else:
            self.accept()
            self.wanted.emit(due, self.whom.currentData())
