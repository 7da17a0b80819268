"""課からの連絡: what departments wrote beside what they were asked for, and the coordinator's replies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.background.background_view import BackgroundView
from dxdesk.desktop.background.operation import with_snapshot
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, secondary_label
from dxdesk.desktop.parts.text_field import TextField, framed
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.plan.changes.messages import mark_read
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import ANSWERED, READ, UNREAD, Measure, Message
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.status.messages import Letter, letters, reply_text

_ALL = "すべて"
_NOTHING = "課からの連絡はまだありません。課が記入のほかに書いたことは、提出を統合するとここに並びます。"
_NONE_OF_STATE = "この状態の連絡はありません。"
_WITHDRAWN = "（課が取り下げました）"
_READING = "読んでいます…"


@with_snapshot
def read_inbox(store: Store, plan: str) -> list[Letter]:
    """Return the messages of a plan (title), unread ones first."""
    outline = Outline(store.load())
    return letters(store, outline, find_plan(outline, plan))


class InboxPage(BackgroundView):
    """A list, and under it the reply to the message at hand."""

    opened = Signal(str)  # a measure's id
    copied = Signal(str)  # a reply as the text of a mail
    mail_requested = Signal(object)  # a Letter

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.all: Sequence[Letter] = ()
        self.shown: Sequence[Letter] = ()
        self.reading.on_success(self.show_letters).on_failure(self._failed)
        session.rest_changed.connect(self._rested)
        self._build()

    def _build(self) -> None:
        self.title = Label("課からの連絡", self)
        self.title.setFont(bold(self.font(), 1.2))
        self.states = Choice("状態で絞り込み", [(_ALL, None)], self)
        self.states.currentIndexChanged.connect(self._show_lines)
        self.message = secondary_label(_READING, self)
        model = WrappedModel(("状態", "課", "施策と欄", "連絡", "記入"), self)
        self.table = WrappedTable(model, (3, 5, 8, 14, 5), "課からの連絡", (1, 2, 3, 4), self)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.doubleClicked.connect(self._open)
        self.reply = TextField(self.session, self)
        self.reply.editor.setPlaceholderText("ここに回答を書きます。次の配布や差戻しで課に届きます。")
        self.reply_label = Label("回答(&P)", self)
        self.reply_label.setBuddy(self.reply.editor)
        self.read = self._button("読んだことにする(&R)", self._mark_read)
        self.open = self._button("この施策を見る(&V)", self._open)
        self.copy = self._button("回答の文をコピー(&C)", self._copy)
        self.mail = self._button("回答をメールに(&M)…", self._mail)
        head, row, answer = QHBoxLayout(), QHBoxLayout(), QFormLayout()
        for widget in (self.title, self.states):
            head.addWidget(widget)
        head.addStretch()
        for button in (self.read, self.open, self.copy, self.mail):
            row.addWidget(button)
        row.addStretch()
        self.frame = framed(self.reply, self)
        answer.addRow(self.reply_label, self.frame)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addLayout(answer)
        column.addLayout(row)
        self._show_current()

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    # reading

    def refresh(self) -> None:
        """Read the messages again, in the background."""
        super().refresh()
        self.reading.start(partial(read_inbox, self.session.store, self.session.plan.title))

    def load_now(self) -> None:
        """Load and lay out everything now, for pictures."""
        self.reading.give_up()
        self.show_letters(read_inbox(self.session.store, self.session.plan.title))
        self.table.measure_all()

    def _failed(self, sentence: str) -> None:
        self.show_letters(())
        self.message.setText(sentence)

    def show_letters(self, found: Sequence[Letter]) -> None:
        """Show the messages; the one at hand stays so."""
        self.all = found
        counts = Counter(letter.message.state for letter in found)
        states = [(f"{state}（{counts[state]}）", state) for state in (UNREAD, READ, ANSWERED)]
        self.states.offer([(f"{_ALL}（{len(found)}）", None), *states])
        self._show_lines()

    def _show_lines(self) -> None:
        at_hand = self.current()
        state = self.states.currentData()
        self.shown = [letter for letter in self.all if state in (None, letter.message.state)]
        self.table.model().show_lines([_line(letter) for letter in self.shown])  # type: ignore[attr-defined]
        self.message.setText(_NOTHING if not self.all else _NONE_OF_STATE)
        self.message.setVisible(not self.shown)
        ids = [letter.message.id for letter in self.shown]
        if ids:
            self.table.select_row(ids.index(at_hand.message.id) if at_hand and at_hand.message.id in ids else 0)
        self._show_current()

    def current(self) -> Letter | None:
        """Return the message at hand."""
        row = self.table.currentIndex().row()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    # the message at hand

    def _at_hand(self) -> Message | None:
        """Return the message at hand as it is now."""
        letter = self.current()
        return self.session.rows.all(Message).get(letter.message.id) if letter is not None else None

    def _show_current(self) -> None:
        message = self._at_hand()
        cell = EditedCell("message", message.id, "reply") if message is not None else None
        if cell != self.reply.editor.cell:
            self.reply.editor.show_cell(cell, "回答")
        else:
            self.reply.editor.refresh()
        for widget in (self.reply_label, self.frame, self.read, self.open, self.copy, self.mail):
            widget.setVisible(message is not None)
        self._offer(message)

    def _offer(self, message: Message | None) -> None:
        writing = not self.session.read_only and not self.session.resting
        self.read.setEnabled(message is not None and message.state == UNREAD and writing)
        self.open.setEnabled(message is not None and message.measure in self.session.rows.all(Measure))
        for button in (self.copy, self.mail):
            button.setEnabled(message is not None and bool(message.reply.strip()))

    def _rested(self, busy: bool) -> None:
        self._show_current()
        if not busy and self.isVisible():
            self.refresh()

    def _mark_read(self) -> None:
        message = self._at_hand()
        if message is not None and self.session.apply(mark_read(message), reason="課からの連絡を読んだ"):
            self.refresh()

    def _open(self) -> None:
        letter = self.current()
        if letter is not None and self.open.isEnabled() and letter.message.measure is not None:
            self.opened.emit(letter.message.measure)

    def _answered(self) -> Letter | None:
        """Return the message at hand with the reply that is in the field."""
        self.reply.editor.finish()
        letter, message = self.current(), self._at_hand()
        return replace(letter, message=message) if letter is not None and message is not None else None

    def _copy(self) -> None:
        letter = self._answered()
        if letter is None:
            return
        try:
            self.copied.emit(reply_text(letter, self.session.plan.title))
        except Refused as refused:
            self.session.message.emit(refused.message)

    def _mail(self) -> None:
        letter = self._answered()
        if letter is not None:
            self.mail_requested.emit(letter)

    # the view

    def finish(self) -> bool:
        """Write what is being typed."""
        self.reply.editor.finish()
        return True

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.table, self.states, self.reply.editor if self.frame.isVisibleTo(self) else self.table]

    def focus_first(self) -> None:
        """Focus the list."""
        self.table.setFocus()


def _line(letter: Letter) -> tuple[str, ...]:
    message = letter.message
    written = "\n".join(part for part in (local_time(letter.at) if letter.at else "", letter.author) if part)
    about = " ".join(part for part in (letter.measure, message.what) if part)
    text = (message.text or _WITHDRAWN) + (f"\n→ {message.reply}" if message.reply else "")
    return message.state, f"{letter.department}\n{short_year(message.year)}", about, text, written
