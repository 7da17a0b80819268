"""記入の依頼: about which measures a department is asked, or which departments are asked about a measure."""

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
    "印のある{what}の記入を頼みます。印は、課が主管か、昨年度に書いたか、今年度の予定や記載がある施策に付いています。"
    "付け外しすると、{year} だけに効きます。"
)
_HANDED_OUT = "すでに配った写しや様式の中身は変わりません。配り直すか、課に知らせてください。"


@dataclass(frozen=True)
class Asked:
    """A department and a measure (id), the name of whichever varies in the list, and how many items are asked there."""

    department: str
    measure: str
    name: str
    items: int


@dataclass(frozen=True)
class AskedList:
    """What the dialog shows: of whom or what, for which year, and whether something was handed out already.

    `what`: what varies in the list (施策, 課).
    """

    title: str
    what: str
    year: int
    lines: Sequence[Asked]
    handed_out: bool


class RequestsDialog(Dialog):
    """Measures or departments, those checked where something is asked."""

    confirmed = Signal(object)  # (Asked, wanted) of each that was changed

    def __init__(self, asked: AskedList, parent: QWidget | None = None) -> None:
        super().__init__(asked.title, parent)
        self._lines = list(asked.lines)
        about = wrapped_label(_ABOUT.format(what=asked.what, year=short_year(asked.year)), self)
        warning = wrapped_label(_HANDED_OUT if asked.handed_out else "", self)
        warning.setVisible(asked.handed_out)
        self.box = QLineEdit(self)
        self.box.setPlaceholderText("絞り込み：番号・語")
        self.box.setAccessibleName(f"{asked.what}の絞り込み")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._filter)
        self.list = CheckList(f"記入を頼む{asked.what}", self)
        for line in self._lines:
            self.list.offer(f"{line.name}（{line.items}件）" if line.items else line.name, line, bool(line.items))
        self.reason = error_label(self)
        buttons = AnswerButtons("依頼を変える", self._go, self)
        self.yes = buttons.yes
        column = QVBoxLayout(self)
        for widget in (about, warning, self.box, self.list, self.reason, buttons):
            column.addWidget(widget)
        self.make_room(46, 30)

    def _filter(self, typed: str) -> None:
        words = [folded(word).lower() for word in typed.split()]
        for row, line in enumerate(self._lines):
            self.list.item(row).setHidden(not all(word in folded(line.name).lower() for word in words))

    def changes(self) -> list[tuple[Asked, bool]]:
        """Return each line whose mark was changed, with the mark."""
        marks = [is_checked(self.list.item(row)) for row in range(self.list.count())]
        return [(line, mark) for line, mark in zip(self._lines, marks, strict=True) if mark != bool(line.items)]

    def _go(self) -> None:
        changes = self.changes()
        if not changes:
            self.reason.setText("どの印も変わっていません。")
            return
        self.accept()
        self.confirmed.emit(changes)
