"""改称・分割・統合: the new names, the departments concerned, and from which year on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QFormLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts.check_list import CheckList
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label, secondary_label
from dxdesk.plan.rows.dates import long_year
from dxdesk.plan.rows.model import Department

_AROUND = 6  # years before and after the one suggested


@dataclass(frozen=True)
class Reorganisation:
    """What becomes of a department, as far as it is known before the person answers."""

    title: str
    department: Department
    names_label: str  # which names are asked for
    others: Sequence[Department]  # that may become one with it; empty where none can
    year: int  # suggested, from which on it holds
    several: bool = False  # whether there may be several names


class ReorganisationDialog(Dialog):
    """Stays open with the reason where it cannot be done; nothing typed is lost."""

    def __init__(
        self,
        asked: Reorganisation,
        write: Callable[[list[str], list[str], int], str],
        parent: QWidget | None = None,
    ) -> None:
        """`write(names, ids of the others, year)` does it and returns why it cannot be done, blank where it is."""
        super().__init__(f"{asked.title}：{asked.department.name}", parent)
        self._write = write
        year = asked.year
        lines = 4 if asked.several else 1
        self.names = QPlainTextEdit(self)
        set_look(self.names, BOXED)
        self.names.setAccessibleName(asked.names_label)
        self.names.setTabChangesFocus(True)
        self.names.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 14)
        self.others = CheckList("いっしょになる課", self)
        for other in asked.others:
            self.others.offer(other.name, other.id)
        self.year = Choice("いつから", [(long_year(y), y) for y in range(year - _AROUND, year + _AROUND + 1)], self)
        self.year.choose(year)
        note = secondary_label("これまでの年度の記載は、元の課名のまま残ります。今後の記入は、新しい課に求めます。", self)
        self.message = error_label(self)
        buttons = AnswerButtons("登録する", self._take, self)
        self.yes = buttons.yes
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(asked.names_label, self.names)
        if asked.others:
            form.addRow("いっしょになる課", self.others)
        else:
            self.others.hide()
        form.addRow("いつから", self.year)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(self.message)
        column.addStretch()
        column.addWidget(buttons)
        self.make_room(30, 24 if asked.others else 16)

    def _take(self) -> None:
        names = [line.strip() for line in self.names.toPlainText().splitlines() if line.strip()]
        refused = self._write(names, self.others.checked(), self.year.currentData())
        self.message.setText(refused)
        if not refused:
            self.accept()
