"""記入と提出: what is asked of a department, what of it is there, and the one button that makes the file to send."""

from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop import window_settings
from dxdesk.desktop.appearance.style import PRIMARY, bold, set_look
from dxdesk.desktop.hand_in.message_panel import MessagePanel
from dxdesk.desktop.hand_in.submitted_row import SubmittedRow
from dxdesk.desktop.parts.buttons import FoldButton
from dxdesk.desktop.parts.labels import Label, error_label, wrapped_label
from dxdesk.desktop.parts.text_table import TextTable
from dxdesk.desktop.parts.view import View
from dxdesk.desktop.session import Session
from dxdesk.plan.changes.describe import describe_place
from dxdesk.plan.rows.dates import local_time, short_year
from dxdesk.plan.rows.model import Message
from dxdesk.store.tables.records import HandOut, HandOver, Submit
from dxdesk.submission.hand_in.completeness import Todo, todos_of
from dxdesk.submission.hand_in.hand_over import last_hand_over
from dxdesk.submission.roles import hand_out_of

_LETTER = "照会文・記入要領"
_EDGE = 18
_SHARE = 0.35  # of the page's height: at most so much for what is to be read before the list
_COUNTED = 100  # days before the due date from which on they are counted
_DONE, _MISSING, _STALE = "✓ 記入済", "！未記入", "！未更新"


class HandInPage(View):
    """The list follows what is typed; Enter leads to the field."""

    opened = Signal(object)  # a Todo
    handing_in = Signal()
    handing_over = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.hand_out: HandOut = hand_out_of(session.store)
        self.todos: list[Todo] = []
        self.shown: list[Todo] = []
        self.title = Label(f"{self.hand_out.name}　{short_year(self.hand_out.year)} の記入と提出", self)
        self.title.setFont(bold(self.font(), 1.3))
        self.due, self.letter, self.hand_over_note, self.replies, self.state = (wrapped_label("", self) for _ in range(5))
        self.returned_note = error_label(self)
        self.only = QCheckBox("未記入だけ(&M)", self)
        self.only.toggled.connect(self._show)
        self.list = TextTable(("状態", "施策と欄", "備考・連絡"), (0, 3, 2), "記入を求められているもの", self)
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentRowChanged.connect(self._show_remark)
        self.submitted = SubmittedRow(session, self.hand_out, self)
        self.messages = MessagePanel(session, self.hand_out, self)
        self.next_button = QPushButton("次の未記入へ(&N)", self)
        self.next_button.clicked.connect(self.open_next)
        self.submit_button = QPushButton("提出ファイルを作る(&S)…", self)
        set_look(self.submit_button, PRIMARY)
        self.submit_button.clicked.connect(self.handing_in)
        self.hand_over_button = QPushButton("引き継ぎ用に閉じる(&O)…", self)
        self.hand_over_button.setToolTip("書きかけの写しを閉じて、ほかの人に渡すファイルを作ります。")
        self.hand_over_button.clicked.connect(self.handing_over)
        for button in (self.submit_button, self.hand_over_button):
            button.setEnabled(not session.read_only)
        row = QHBoxLayout()
        for widget in (self.submit_button, self.next_button, self.only):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.hand_over_button)
        self.fold = FoldButton(_LETTER, self)
        self.fold.shown_changed.connect(self._fold)
        self.readings = self._readings()
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 12, _EDGE, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.due, 1)
        head.addWidget(self.fold)
        column.addLayout(head)
        column.addWidget(self.readings)
        column.addWidget(self.state)
        column.addWidget(self.submitted)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addWidget(self.messages)
        session.changed.connect(self._changed)
        self._show_letter()

    def _readings(self) -> QScrollArea:
        """Build what is to be read first; however long it is, the list below keeps its room."""
        self._inner = QWidget(self)
        self._inner.installEventFilter(self)
        self._inner.setMinimumHeight(1)  # else Qt keeps room for the texts at their narrowest
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        for label in self._labels():
            column.addWidget(label)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("はじめに読むこと")
        area.setWidget(self._inner)
        return area

    def _labels(self) -> tuple[QLabel, ...]:
        """Return what is to be read first, in its order."""
        return self.hand_over_note, self.returned_note, self.replies, self.letter

    def _fold(self, shown: bool) -> None:
        window_settings.remember_fold(self.session.store.location, _LETTER, not shown)
        self._unfold(shown)

    def _unfold(self, shown: bool) -> None:
        self.fold.set_shown(shown)
        self.letter.setVisible(shown and bool(self.letter.text()))
        self._share_out()

    def _share_out(self) -> None:
        """Make the texts as high as they are, at most so much of the page."""
        there = any(label.text() and not label.isHidden() for label in self._labels())
        width = self.width() - 2 * _EDGE - self.readings.verticalScrollBar().sizeHint().width()
        needed = self._inner.heightForWidth(width) if there else 0
        self.readings.setVisible(there)
        self.readings.setFixedHeight(min(needed, int(self.height() * _SHARE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at another width."""
        super().resizeEvent(event)
        self._share_out()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Give other texts or larger letters other room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_out()
        return False

    def _show_letter(self) -> None:
        """Show 照会文, 記入要領, 締切, and why it was sent back."""
        asked = self.hand_out
        self.due.setText(due_text(asked.due, date.today()))
        self.due.setVisible(bool(asked.due))
        parts = [("照会文", asked.message), ("記入要領", asked.guide)]
        self.letter.setText("\n".join(f"【{name}】{text}" for name, text in parts if text))
        self.fold.setVisible(bool(self.letter.text()))
        remarks = [f"・{describe_place(self.session.rows, table, row)}：{text}" for table, row, text in asked.remarks]
        self.returned_note.setText("\n".join([f"差戻し：{asked.returned}", *remarks]) if asked.returned else "")
        self.returned_note.setVisible(bool(asked.returned))
        self.replies.setText("\n".join(map(_reply_text, self.messages.replies())))
        self.replies.setVisible(bool(self.replies.text()))
        over = last_hand_over(self.session.store)
        self.hand_over_note.setText(hand_over_text(over, self.session.author) if over is not None else "")
        self.hand_over_note.setVisible(over is not None)
        self._unfold(not window_settings.is_folded(self.session.store.location, _LETTER))

    def _changed(self) -> None:
        """Count when it is visible; else it counts when it is shown."""
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Count again."""
        self.todos = todos_of(self.session.outline, self.hand_out)
        missing = sum(not todo.filled for todo in self.todos)
        submits = self.session.store.records(Submit)
        text = f"記入済 {len(self.todos) - missing}／必要 {len(self.todos)}"
        if submits:
            text += (
                f"　提出ファイルは {local_time(submits[-1].at)} に作りました。直したときは、もう一度作って送ってください。"
            )
        self.state.setText(text)
        self.submitted.show_submit(submits[-1] if submits else None)
        self.next_button.setEnabled(bool(missing))
        self._show()

    def _show(self) -> None:
        place = self.list.currentIndex().row()
        self.shown = [todo for todo in self.todos if not (self.only.isChecked() and todo.filled)]
        states = [_DONE if todo.filled else _STALE if todo.stale else _MISSING for todo in self.shown]
        remarks = [self.messages.remark_on(todo).text for todo in self.shown]
        self.list.show_lines(
            [(state, todo.text, remark) for state, todo, remark in zip(states, self.shown, remarks, strict=True)]
        )
        if 0 <= place < len(self.shown):
            self.list.setCurrentIndex(self.list.texts.index(place, 0))

    def _show_remark(self) -> None:
        place = self.list.currentIndex().row()
        self.messages.show_item(self.shown[place] if 0 <= place < len(self.shown) else None)

    def _open(self) -> None:
        place = self.list.currentIndex().row()
        if 0 <= place < len(self.shown):
            self.opened.emit(self.shown[place])

    def open_next(self) -> None:
        """Open the first thing that is missing."""
        first = next((todo for todo in self.todos if not todo.filled), None)
        if first is not None:
            self.opened.emit(first)

    def missing(self) -> list[str]:
        """Describe what is not there yet."""
        return [todo.text for todo in self.todos if not todo.filled]

    def finish(self) -> bool:
        """Write the messages that are being typed."""
        self.messages.finish()
        return True

    def on_shown(self) -> None:
        """Count what was typed meanwhile."""
        self.refresh()

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.list, self.messages.item.editor, self.submit_button, self.readings]

    def focus_first(self) -> None:
        """Focus the list."""
        self.list.setFocus()


def _reply_text(message: Message) -> str:
    """Describe a reply of the coordinator with what it answers."""
    return f"とりまとめ課からの回答（{short_year(message.year)} {message.what}「{message.text}」）：{message.reply}"


def due_text(due: str | None, today: date) -> str:
    """Describe the due date: `締切：2026-05-30（あと8日）`; days are counted where they are few."""
    if not due:
        return ""
    left = (date.fromisoformat(due) - today).days
    if left > _COUNTED:
        return f"締切：{due}"
    distance = f"あと{left}日" if left > 0 else "今日まで" if left == 0 else "締切を過ぎています"
    return f"締切：{due}（{distance}）"


def hand_over_text(over: HandOver, reader: str) -> str:
    """Describe who continues with the copy since when, as `reader` sees it, and what to know."""
    if over.author == reader != over.colleague:
        text = f"この写しは {local_time(over.at)} に{over.colleague}さんへ引き継ぎました。続きは、渡したファイルで書いてもらってください。"
    else:
        text = f"{local_time(over.at)} に{over.author}さんから{over.colleague}さんへ引き継がれた写しです。"
    return f"{text}\n【伝えること】{over.note}" if over.note else text
