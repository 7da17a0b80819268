"""提出状況: the status of each department in a year, and what can be done about it."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import BOXED, LINK, PRIMARY, bold, set_look
from dxdesk.desktop.background.background_view import BackgroundView
from dxdesk.desktop.coordinator.board_model import MISSING, read_board, untouched
from dxdesk.desktop.coordinator.board_view import BoardView
from dxdesk.desktop.parts.buttons import FlowLayout, clear_flow
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, secondary_label
from dxdesk.desktop.session import Session
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import shown_years
from dxdesk.submission.status.board import Board, DepartmentStatus, SubmissionState
from dxdesk.submission.status.reminders import is_remindable

_ALL = "すべての状態"
_HINT = (
    "まだどの課にも配っていません。「配布」で課ごとの写しを作って渡すと、"
    "ここに、どの課から提出があったか、どこまで記入されたかが並びます。"
)
_NAMED = 3  # missing items that are named below the table
_NOBODY = "記入を頼む課がありません。施策に担当課を登録すると、ここに並びます。"


class BoardPage(BackgroundView):
    """Read in the background; what it offers is carried out by whoever is connected."""

    opened = Signal(str)  # a department's name
    return_requested = Signal(str, int)  # a department and the year
    undo_requested = Signal(str, int)  # likewise
    lock_requested = Signal(object, bool)  # the year, and whether it is final now
    remind_requested = Signal(object)  # the names of departments
    hand_out_requested = Signal(object)  # the year
    due_change_requested = Signal(object, str)  # a Board, the department at hand
    export_requested = Signal(object)  # a Board
    mails_requested = Signal(object, object)  # a Board, the names of departments
    contacts_requested = Signal()
    requests_requested = Signal(object, str)  # a Board, a department's name
    withdrawal_requested = Signal(object, object, bool)  # a Board, a DepartmentStatus, whether to take it back

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.shown: Board | None = None
        self.reading.on_success(self.show_board).on_failure(self._failed)
        session.rest_changed.connect(self.set_busy)
        self._build()
        self._show_message("読んでいます…")

    def _build(self) -> None:
        plan = self.session.plan
        self.row_buttons: list[QPushButton] = []
        self.title = Label("", self)
        self.title.setFont(bold(self.font(), 1.2))
        self.year = Choice("年度", _years(plan), self)
        self.year.setCurrentIndex(-1)
        self.year.activated.connect(self.refresh)
        self.states = Choice("状態で絞り込み", [(_ALL, None)], self)
        self.states.currentIndexChanged.connect(self._show_lines)
        self.counts = FlowLayout()
        self.count_buttons: list[QPushButton] = []
        self.message = secondary_label("", self)
        self.hand_out = self._button("配布(&H)…", self._hand_out)
        set_look(self.hand_out, PRIMARY)
        self.hand_out.hide()
        self.view = BoardView(self)
        self.view.opened.connect(self._open)
        self.view.sorted.connect(self._show_lines)
        self.detail = QPlainTextEdit(self)
        self.detail.setReadOnly(True)
        self.detail.setAccessibleName("この課に配ったものと未記入の欄")
        self.detail.setTabChangesFocus(True)
        set_look(self.detail, BOXED)
        self.view.selectionModel().currentRowChanged.connect(self._offer)
        self.open = self._row_button("この課の施策を見る(&V)", self._open)
        self.remind = self._row_button("催促文をコピー(&C)", self._remind)
        self.return_button = self._row_button("差戻し(&R)…", self._return)
        self.undo = self._row_button("統合を取り消す(&Z)…", self._undo)
        self.requests = self._row_button("記入の依頼(&Q)…", self._requests)
        self.requests.setToolTip("この課にどの施策の記入を頼むかを、足したり外したりします。")
        self.withdraw = self._row_button("配布を取り下げる(&T)…", self._withdraw)
        self.restore = self._row_button("取下げをやめる(&U)", self._restore)
        self.remind_all = self._button("未提出の課すべての催促文(&A)", self._remind_all)
        self.remind_all.setToolTip("まだ提出のない課の催促文を、まとめてコピーします。")
        self.mails = self._button("催促メールを作る(&M)…", self._mails)
        self.mails.setToolTip("課ごとのメール（.eml）と、差し込み用の表（CSV）を、選んだフォルダに作ります。")
        self.contacts = self._button("連絡先を読む(&N)…", self.contacts_requested)
        self.contacts.setToolTip("課のメールアドレス・内線・担当者を、CSVの表から読みます。写しには入りません。")
        self.due = self._button("締切を変える(&D)…", self._change_due)
        self.sheet = self._button("Excelに(&E)…", self._export)
        self.sheet.setToolTip("この一覧をExcelブックに書き出します。")
        self.lock = self._button("年度を確定(&K)…", self._lock)
        head, rows, whole = QHBoxLayout(), FlowLayout(), FlowLayout()
        for widget in (self.title, self.year, self.states):
            head.addWidget(widget)
        head.addStretch()
        for button in self.row_buttons:
            rows.addWidget(button)
        for button in (self.remind_all, self.mails, self.contacts, self.due, self.sheet, self.lock):
            whole.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addLayout(head)
        begin = QHBoxLayout()
        begin.addWidget(self.message, 1)
        begin.addWidget(self.hand_out)
        column.addLayout(begin)
        column.addLayout(self.counts)
        column.addWidget(self.view, 1)
        column.addWidget(self.detail)
        column.addLayout(rows)
        column.addLayout(whole)
        self._offer()

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    def _row_button(self, text: str, run: object) -> QPushButton:
        """Add a button for the current line, and the same to the line's menu."""
        button = self._button(text, run)
        self.row_buttons.append(button)
        action = QAction(text, self.view)
        action.triggered.connect(button.click)
        self.view.addAction(action)
        return button

    # reading

    def refresh(self) -> None:
        """Read the board again, in the background."""
        super().refresh()
        if self.year.offer(_years(self.session.plan)):
            self.year.setCurrentIndex(-1)  # the years have moved on: the board is of the year that is asked for now
        self.reading.start(partial(read_board, self.session.store, self.session.plan.title, self.year.currentData()))

    def load_now(self) -> None:
        """Load and lay out everything now, for pictures."""
        self.reading.give_up()
        session = self.session
        self.show_board(read_board(session.store, session.plan.title, self.year.currentData()))

    def _failed(self, sentence: str) -> None:
        self.shown = None
        self.view.board.show_departments([])
        self._show_message(sentence)

    def show_board(self, read: Board) -> None:
        """Show a board."""
        self.shown = read
        self.year.choose(read.year)
        counts = Counter(status.state for status in read.departments)
        everything: tuple[str, object] = (f"{_ALL}（{len(read.departments)}）", None)
        self._show_counts([(state, counts[state]) for state in SubmissionState if counts[state]])
        self.states.offer([everything, *((f"{state}（{counts[state]}）", state) for state in SubmissionState)])
        self.title.setText("提出状況" + ("（確定済み）" if read.final else ""))
        self.lock.setText("確定を解除(&K)…" if read.final else "年度を確定(&K)…")
        self._show_message(_NOBODY if not read.departments else _HINT if untouched(read) else _counted(read))
        self._show_lines()

    def _show_counts(self, counts: Sequence[tuple[SubmissionState, int]]) -> None:
        """Offer the states there are as words with their numbers; a click shows only those departments."""
        clear_flow(self.counts)
        self.count_buttons = []
        for state, count in counts:
            button = QPushButton(f"{state} {count}", self)
            button.setAccessibleName(f"{state}の{count}課だけを並べる")
            set_look(button, LINK)
            button.clicked.connect(partial(self._choose_state, state))
            self.counts.addWidget(button)
            self.count_buttons.append(button)

    def _choose_state(self, state: SubmissionState) -> None:
        """Show only one state; all again where it is shown already."""
        self.states.choose(None if self.states.currentData() == state else state)

    def _show_message(self, sentence: str) -> None:
        self.message.setText(sentence)

    def _show_lines(self) -> None:
        departments = self.shown.departments if self.shown is not None else ()
        state = self.states.currentData()
        current = self.view.current()
        shown = [status for status in departments if state in (None, status.state)]
        self.view.board.show_departments(shown)
        places = [n for n, status in enumerate(shown) if current is not None and status.name == current.name]
        if shown and (places or not self.view.currentIndex().isValid()):
            self.view.setCurrentIndex(self.view.board.index(places[0] if places else 0, 0))
        self._offer()

    # actions

    def set_busy(self, busy: bool) -> None:
        """Let nothing else begin while something is written."""
        self._offer()
        if not busy and self.isVisible():
            self.refresh()

    def _offer(self) -> None:
        """Enable what can be done with the current line."""
        status = self.view.current()
        writing = not self.session.read_only and not self.session.resting
        merged = bool(status is not None and status.version) and writing
        for button, possible in (
            (self.open, status is not None),
            (self.remind, status is not None and is_remindable(status)),
            (self.return_button, merged),
            (self.undo, merged),
            (self.requests, status is not None and writing and not (self.shown is None or self.shown.final)),
            (self.withdraw, status is not None and writing and not status.version and status.current is not None),
            (self.restore, status is not None and writing and any(i.withdrawn is not None for i in status.handed_out)),
        ):
            button.setEnabled(possible)
        self.restore.setVisible(self.restore.isEnabled())
        for action, button in zip(self.view.actions(), self.row_buttons, strict=True):
            action.setEnabled(button.isEnabled())
        self.detail.setPlainText(_detail(status) if status is not None else "")
        self.detail.setVisible(bool(self.detail.toPlainText()))
        # Two lines are seen; more are scrolled, so that the list keeps its room in large letters.
        self.detail.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 10)
        read = self.shown
        self.remind_all.setEnabled(read is not None and bool(self._missing()))
        self.mails.setEnabled(read is not None and any(map(is_remindable, read.departments)))
        self.contacts.setEnabled(writing)
        self.sheet.setEnabled(read is not None and bool(read.departments))
        self.lock.setEnabled(read is not None and writing)
        begins = read is not None and bool(read.departments) and untouched(read) and not read.final
        self.hand_out.setVisible(begins)
        self.hand_out.setEnabled(writing)
        self.due.setEnabled(read is not None and writing and not untouched(read))

    def _missing(self) -> list[str]:
        departments = self.shown.departments if self.shown is not None else ()
        return [status.name for status in departments if status.state in MISSING]

    def _name(self) -> str:
        status = self.view.current()
        return status.name if status is not None else ""

    def _hand_out(self) -> None:
        if self.shown is not None:
            self.hand_out_requested.emit(self.shown.year)

    def _change_due(self) -> None:
        self.due_change_requested.emit(self.shown, self._name())

    def _open(self) -> None:
        if self._name():
            self.opened.emit(self._name())

    def _remind(self) -> None:
        self.remind_requested.emit([self._name()])

    def _remind_all(self) -> None:
        self.remind_requested.emit(self._missing())

    def _return(self) -> None:
        if self.shown is not None:
            self.return_requested.emit(self._name(), self.shown.year)

    def _requests(self) -> None:
        self.requests_requested.emit(self.shown, self._name())

    def _withdraw(self) -> None:
        self.withdrawal_requested.emit(self.shown, self.view.current(), False)

    def _restore(self) -> None:
        self.withdrawal_requested.emit(self.shown, self.view.current(), True)

    def _mails(self) -> None:
        self.mails_requested.emit(self.shown, [])

    def _undo(self) -> None:
        if self.shown is not None:
            self.undo_requested.emit(self._name(), self.shown.year)

    def _export(self) -> None:
        self.export_requested.emit(self.shown)

    def _lock(self) -> None:
        if self.shown is not None:
            self.lock_requested.emit(self.shown.year, self.shown.final)

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.view, self.year, self.open if self.open.isEnabled() else self.sheet]

    def focus_first(self) -> None:
        """Focus the list."""
        self.view.setFocus()


def _detail(status: DepartmentStatus) -> str:
    """Describe who has which copy or form, where there are several or one was withdrawn, and what is missing."""
    several = len(status.handed_out) > 1 or any(item.withdrawn is not None or item.recipient for item in status.handed_out)
    lines = [f"{number}：{item.text}" for number, item in enumerate(status.handed_out, 1)] if several else []
    if status.missing:
        more = f"　ほか{len(status.missing) - _NAMED}件" if len(status.missing) > _NAMED else ""
        lines.append(f"未記入：{'、'.join(status.missing[:_NAMED])}{more}")
    return "\n".join(lines)


def _years(plan: Plan) -> list[tuple[str, object]]:
    return [(short_year(year), year) for year in shown_years(plan)]


def _counted(read: Board) -> str:
    """Describe how many were asked and answered, until when, and whether the year was made final."""
    handed = [status for status in read.departments if status.state != SubmissionState.NOT_HANDED_OUT]
    came = sum(status.version > 0 for status in handed)
    dues = sorted({status.due for status in handed if status.due})
    until = f"　締切 {'、'.join(dues)}" if dues else ""
    last = read.locks[-1] if read.locks else None
    lock = (
        f"　{local_time(last.at)} に{last.author}が{'確定しました' if last.locked else '確定を解除しました'}"
        if last is not None
        else ""
    )
    if last is not None and not last.locked:
        lock += f"（理由：{last.reason}）"
    return f"{len(handed)}課に配り、{came}課から提出がありました。{until}{lock}"
