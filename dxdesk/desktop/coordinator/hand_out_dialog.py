"""配布: the year that is asked for, to whom, until when, and the texts that go along; and how the due date is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dxdesk import __version__
from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.check_list import CheckList
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.dialog import AnswerButtons, Dialog
from dxdesk.desktop.parts.labels import error_label, secondary_label, wrapped_label
from dxdesk.desktop.parts.scroll import FullWidthScrollArea
from dxdesk.plan.rows.dates import is_past, long_day, read_due, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.store.file.step_back import OLDEST_COPY
from dxdesk.store.version import NEWEST, release_of

_ABOUT = "配った写しには元の締切が出たままです。変えたことは、課に知らせてください。"
_KINDS = (("写し（このソフトで記入する課に）", False), ("記入様式（Excelで記入する課に）", True))


class DueDialog(Dialog):
    """Begins with the present due date."""

    confirmed = Signal(object, object)  # the day as a text or None, the department or None for all

    def __init__(self, due: str | None, department: str, handed: int, parent: QWidget | None = None) -> None:
        """`department`: the current one, blank where it was handed nothing; `handed`: how many were."""
        super().__init__("締切を変える", parent)
        everybody = (f"配ったすべての課（{handed}課）", None)
        self.whom = Choice("どの課の締切か", [*([(department, department)] if department else []), everybody], self)
        self.due = QLineEdit(due or "", self)
        self.due.setPlaceholderText("例：令和9年1月15日、R9.1.15、1/15（空けておけば締切なし）")
        about, self.reason = wrapped_label(_ABOUT, self), error_label(self)
        buttons = AnswerButtons("締切を変える", self._go, self)
        self.yes = buttons.yes
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
            if is_past(due) and not confirm_past(self, due):
                self.due.setFocus()
                return
            self.accept()
            self.confirmed.emit(due, self.whom.currentData())


def confirm_past(parent: QWidget, due: str | None) -> bool:
    """Ask whether a due date that has passed is meant."""
    day = long_day(due) if due is not None else ""
    return prompts.ask(parent, f"締切 {day} は過ぎています。年を確かめてください。", "このままでよい", "直す")


@dataclass(frozen=True)
class HandOutAnswers:
    """What a person asked for; no departments: all concerned; `excel`: forms in place of copies.

    `whole`: copies with every measure whole; `release`: the dxdesk that shall open the copies, None for this one.
    """

    year: int
    departments: tuple[str, ...]
    due: str | None
    message: str
    guide: str
    confirming: bool
    excel: bool
    whole: bool = False
    reference: str = ""
    sender: str = ""
    recipient: str = ""
    release: str | None = None


@dataclass(frozen=True)
class AskedDepartments:
    """Who is asked for a year: the names of the departments, and sentences about those that are asked for nothing."""

    year: int
    names: Sequence[str]
    unasked: Sequence[str] = ()


def _releases() -> list[tuple[str, str | None]]:
    """Return this release, then the older ones that open copies, newest first."""
    older = dict.fromkeys(release_of(schema) for schema in range(NEWEST - 1, OLDEST_COPY - 1, -1))
    return [(f"この版（{__version__}）", None), *((f"{release}（前の版）", release) for release in older)]


class HandOutDialog(Dialog):
    """Every department is checked until one is left out."""

    confirmed = Signal(object)
    year_chosen = Signal(object)
    requests_wanted = Signal(object, str)  # the year, a department's name

    def __init__(self, years: Sequence[int], asked: AskedDepartments, parent: QWidget | None = None) -> None:
        super().__init__("配布", parent)
        self.year = Choice("記入を頼む年度", [(short_year(year), year) for year in years], self)
        self.year.choose(asked.year)
        self.year.activated.connect(self.choose_year)
        self.kind = Choice("配るもの", _KINDS, self)
        self.release = Choice("写しを開く dxdesk の版", _releases(), self)
        self.release.setToolTip("課のソフトがまだ新しくなっていないときは、その版を選びます。")
        self.due = QLineEdit(self)
        self.due.setPlaceholderText("例：令和9年1月15日、R9.1.15、1/15（空けておけば締切なし）")
        self.list = CheckList("配る課", self)
        self.unasked = secondary_label("", self)
        self.unasked.setWordWrap(True)
        self.requests = QPushButton("選んだ課に頼む施策(&R)…", self)
        self.requests.setToolTip("一覧で選んだ課に、どの施策の記入を頼むかを、足したり外したりします。")
        self.requests.clicked.connect(self._ask_requests)
        self.list.currentRowChanged.connect(self._fit_requests)
        self.reference, self.issuer, self.recipient = (QLineEdit(self) for _ in range(3))
        self.reference.setPlaceholderText("例：デジ政第12号（空けておけばなし）")
        self.issuer.setPlaceholderText("例：デジタル政策課（催促にも書かれます）")
        self.recipient.setPlaceholderText("配り直すときの控え（空けておけばなし）")
        self.show_asked(asked)
        self.message, self.guide = QPlainTextEdit(self), QPlainTextEdit(self)
        for text, name in ((self.message, "照会文"), (self.guide, "記入要領")):
            text.setAccessibleName(name)
            text.setTabChangesFocus(True)
            set_look(text, BOXED)
            line = self.fontMetrics().lineSpacing()
            text.setMinimumHeight(2 * line + 12)
            text.setMaximumHeight(4 * line + 12)
        self.confirming = QCheckBox("課長の確認を求める", self)
        self.whole = QCheckBox("ほかの課の施策も全部入れる", self)
        self.whole.setToolTip("付けなければ、ほかの課の施策は番号と施策名だけを入れます。写しは小さくなります。")
        self.kind.currentIndexChanged.connect(self._fit_kind)
        self.reason = error_label(self)
        buttons = AnswerButtons("置くフォルダを選ぶ…", self._go, self)
        self.yes = buttons.yes
        inner = QWidget(self)
        form = QFormLayout(inner)
        form.addRow("年度(&Y)", self.year)
        form.addRow("配るもの(&K)", self.kind)
        form.addRow("課のソフト(&V)", self.release)
        form.addRow("締切(&D)", self.due)
        form.addRow("課(&S)", self.list)
        form.addRow("", self.unasked)
        form.addRow("", self.requests)
        form.addRow("文書番号(&B)", self.reference)
        form.addRow("発信者(&F)", self.issuer)
        form.addRow("渡す相手(&T)", self.recipient)
        form.addRow("照会文(&M)", self.message)
        form.addRow("記入要領(&G)", self.guide)
        form.addRow("", self.confirming)
        form.addRow("", self.whole)
        column = QVBoxLayout(self)
        # In large letters there is more than a small screen holds.
        column.addWidget(FullWidthScrollArea(inner, self), 1)
        column.addWidget(self.reason)
        column.addWidget(buttons)
        self.make_room(46, 42)

    def show_asked(self, asked: AskedDepartments) -> None:
        """Show who is asked for a year; what was unchecked stays so."""
        left = {self.list.item(row).text() for row in range(self.list.count())} - set(self.list.checked())
        self.list.clear()
        for name in asked.names:
            self.list.offer(name, name, name not in left)
        self._fit_requests()
        self.unasked.setText("\n".join(asked.unasked))
        self.unasked.setVisible(bool(asked.unasked))

    def _fit_requests(self) -> None:
        self.requests.setEnabled(self.list.currentRow() >= 0)

    def choose_year(self) -> None:
        """Ask again who is asked for the year chosen."""
        self.year_chosen.emit(self.year.currentData())

    def _ask_requests(self) -> None:
        current = self.list.currentItem()
        if current is not None:
            self.requests_wanted.emit(self.year.currentData(), current.text())

    def _fit_kind(self) -> None:
        """A form asks a department for its own part only, and needs no dxdesk."""
        for control in (self.whole, self.release):
            control.setEnabled(not self.kind.currentData())

    def _go(self) -> None:
        chosen = tuple(self.list.checked())
        if not chosen:
            self.reason.setText("配る課を一つ以上選んでください。")
            return
        try:
            due = read_due(self.due.text())
        except Refused as refused:
            self.reason.setText(refused.message)
            return
        if is_past(due) and not confirm_past(self, due):
            self.due.setFocus()
            return
        everybody = len(chosen) == self.list.count()
        asked = HandOutAnswers(
            self.year.currentData(),
            () if everybody else chosen,
            due,
            self.message.toPlainText().strip(),
            self.guide.toPlainText().strip(),
            self.confirming.isChecked(),
            self.kind.currentData(),
            self.whole.isChecked() and not self.kind.currentData(),
            self.reference.text(),
            self.issuer.text(),
            self.recipient.text(),
            None if self.kind.currentData() else self.release.currentData(),
        )
        self.accept()
        self.confirmed.emit(asked)
