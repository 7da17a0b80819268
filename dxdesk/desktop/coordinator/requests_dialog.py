"""記入の依頼: about which measures a department is asked; whoever is connected records what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from dxdesk.desktop.parts.check_list import CheckList, is_checked
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label, wrapped_label
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.outline import folded

_ABOUT = (
    "印のある施策の記入を、{name}に頼みます。印は、課が主管か、昨年度に書いたか、今年度の予定や記載がある施策に付いています。"
    "付け外しすると、{year} だけに効きます。"
)
_HANDED_OUT = "すでに配った写しや様式の中身は変わりません。配り直すか、課に知らせてください。"


@dataclass(frozen=True)
class AskedMeasure:
    """A measure (id and name), and for how many items a department is asked there."""

    measure: str
    name: str
    items: int


class RequestsDialog(Dialog):
    """The measures of the plan, those checked of which the department is asked."""

    confirmed = Signal(object)  # (measure id, wanted) of each that was changed

    def __init__(
        self, name: str, year: int, measures: Sequence[AskedMeasure], *, handed_out: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"{name}への記入の依頼", parent)
        self._measures = list(measures)
        about = wrapped_label(_ABOUT.format(name=name, year=short_year(year)), self)
        warning = wrapped_label(_HANDED_OUT if handed_out else "", self)
        warning.setVisible(handed_out)
        self.box = QLineEdit(self)
        self.box.setPlaceholderText("絞り込み：番号・語")
        self.box.setAccessibleName("施策の絞り込み")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._filter)
        self.list = CheckList("記入を頼む施策", self)
        for asked in self._measures:
            self.list.offer(f"{asked.name}（{asked.items}件）" if asked.items else asked.name, asked, bool(asked.items))
        self.reason = error_label(self)
        buttons = AnswerButtons("依頼を変える", self._go, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        for widget in (about, warning, self.box, self.list, self.reason, buttons):
            column.addWidget(widget)
        self.make_room(46, 30)

    def _filter(self, typed: str) -> None:
        words = [folded(word).lower() for word in typed.split()]
        for row, asked in enumerate(self._measures):
            self.list.item(row).setHidden(not all(word in folded(asked.name).lower() for word in words))

    def changes(self) -> list[tuple[str, bool]]:
        """Return (measure id, wanted) of each measure whose mark was changed."""
        marks = [is_checked(self.list.item(row)) for row in range(self.list.count())]
        pairs = zip(self._measures, marks, strict=True)
        return [(asked.measure, mark) for asked, mark in pairs if mark != bool(asked.items)]

    def _go(self) -> None:
        changes = self.changes()
        if not changes:
            self.reason.setText("どの施策の印も変わっていません。")
            return
        self.accept()
        self.confirmed.emit(changes)
