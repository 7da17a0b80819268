"""Many things decided at once: the rows that are chosen get the same answer, with one reason."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QTableView, QWidget

from dxdesk.desktop.coordinator.conflict_view import Draft
from dxdesk.desktop.coordinator.merge_jobs import Group, statement
from dxdesk.desktop.dialogs.reason_dialog import ReasonDialog
from dxdesk.submission.merge.conflict_list import ConflictEntry
from dxdesk.submission.merge.resolve import HOLD, MASTER, THEIRS, Resolution

_ASKED: dict[Resolution, str] = {
    THEIRS: "に、課の記入を採用します。",
    MASTER: "を、計画の内容のままにします。課の記入は採用しません。",
    HOLD: "を保留にします。決めてあるものは、決める前の内容に戻します。",
}
_LATER = "「統合する」か「決定を反映する」を押すまで、計画には書き込みません。あとから1件ずつ決め直せます。"
_APART = "{count}件は、複数の課が違う内容を書いています。1件ずつ決めてください。"


def answered(group: Group, take: Resolution, reason: str, department: str) -> Draft | None:
    """The draft of a group; None where departments differ. `department`: the one that the list is filtered by."""
    case: ConflictEntry | None = group.cases[0]
    if take == THEIRS:
        own = [c for c in group.cases if c.shown.department == department] or group.cases
        case = own[0] if len({c.held.theirs for c in own}) == 1 else None
    return Draft(take, statement(case), reason=reason) if case is not None else None


class ManyBar(QWidget):
    """Chooses rows of the table, and asks what becomes of them."""

    wanted = Signal(str, str)  # a Take, the reason
    dropping = Signal()  # the answers that are not carried out yet

    def __init__(self, table: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._groups: Sequence[Group] = ()
        self._department = ""
        self.dialog: ReasonDialog | None = None
        self.all = QPushButton("すべて選ぶ(&A)", self)
        self.all.clicked.connect(table.selectAll)
        self.decide = QPushButton(self)
        self.decide.setToolTip("ShiftキーやCtrlキーを押しながら行を選ぶと、まとめて決められます。")
        self.menu = QMenu(self.decide)
        self.decide.setMenu(self.menu)
        self.theirs = self._action("課の記入を採用(&T)…", THEIRS)
        self.master = self._action("計画の内容のまま(&M)…", MASTER)
        self.hold = self._action("保留(&H)…", HOLD)
        self.menu.addSeparator()
        self.drop = self.menu.addAction("まだ反映していない決定を消す(&D)")
        self.drop.triggered.connect(self.dropping)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.all)
        row.addWidget(self.decide)
        row.addStretch()

    def _action(self, words: str, take: Resolution) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(partial(self.ask, take))
        return action

    def offer(self, groups: Sequence[Group], department: str, writing: bool) -> None:
        """The rows that are chosen now."""
        self._groups, self._department = groups, department
        self.decide.setText(f"選んだ{len(groups):,}件をまとめて決める(&B)")
        self.decide.setEnabled(writing and len(groups) > 1)
        self.all.setEnabled(writing)

    def ask(self, take: Resolution) -> None:
        """Why; whoever gives a reason means it."""
        fitting = [group for group in self._groups if answered(group, take, "", self._department) is not None]
        left_out = len(self._groups) - len(fitting)
        lines = [f"{len(fitting):,}件{_ASKED[take]}", _LATER] if fitting else []
        if left_out:
            lines.append(_APART.format(count=f"{left_out:,}"))
        self.dialog = ReasonDialog("まとめて決める", "\n".join(lines), "まとめて決める", self.window())
        self.dialog.yes.setEnabled(bool(fitting))
        self.dialog.given.connect(partial(self.wanted.emit, take))
        self.dialog.open()
