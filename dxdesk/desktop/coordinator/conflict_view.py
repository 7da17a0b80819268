"""The sides of a conflict: as handed out, as departments wrote it, as the plan has it now; and the choice."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.appearance.style import bold, small
from dxdesk.desktop.coordinator.merge_jobs import (
    REASON_NAMES,
    RESOLUTION_NAMES,
    ConflictGroup,
    ConflictKey,
    conflict_key,
    measure_label,
    subject_text,
)
from dxdesk.desktop.parts.difference_marks import write_pieces
from dxdesk.desktop.parts.differences import Part, Piece, Pieces, accessible_text, inline_differences
from dxdesk.desktop.parts.fits_font import FitsFont, FitsFontAndTheme
from dxdesk.desktop.parts.free_text import FreeText
from dxdesk.desktop.parts.labels import Label, secondary_label, wrapped_label
from dxdesk.plan.rows.dates import local_time
from dxdesk.store.tables.records import HeldReason
from dxdesk.submission.merge.conflict_list import ConflictEntry
from dxdesk.submission.merge.resolve import Resolution

_ABOUT = {
    HeldReason.CONFLICT: "配ったあとに、課と計画の両方で違う内容に変わりました。",
    HeldReason.SCOPE: "この課の担当ではないところが書き換えられています。採用するまで計画には反映しません。",
    HeldReason.BLANK: "同じ人の前の様式には記入がありましたが、出し直した様式では空いています。採用すると前の記入を消します。",
    HeldReason.LOCKED: "確定した年度が書き換えられています。採用するには、先に年度の確定を解除してください。",
}


@dataclass(frozen=True)
class DecisionDraft:
    """What a person means to decide; `key`: whose text is chosen."""

    resolution: Resolution = Resolution.HOLD
    key: ConflictKey | None = None
    text: str = ""
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether it can be carried out: with a reason, and a text where one is to be written."""
        return bool(self.reason.strip()) and (self.resolution != Resolution.TEXT or bool(self.text.strip()))

    @property
    def chosen(self) -> bool:
        """Whether a person chose, even if only to keep it waiting."""
        return self.resolution != Resolution.HOLD or self.key is not None

    @property
    def typed(self) -> bool:
        """Whether something typed would be lost."""
        return bool(self.text.strip() or self.reason.strip())


class Card(FitsFontAndTheme, QFrame):
    """One side: whose, when, and its text with what differs from what was handed out."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)  # the frame, in every theme
        self.setForegroundRole(QPalette.ColorRole.Mid)
        self.choice: QRadioButton | None = None
        self.pieces: Pieces = ()
        self._first_shown = 0
        self.title = Label(title, self)
        self.title.setFont(bold(self.font()))
        self.when = secondary_label("", self)
        self.when.setFont(small(self.font()))
        self.text = QTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setTabChangesFocus(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 6)
        self._column.setSpacing(2)
        self._column.addWidget(self.title)
        self._column.addWidget(self.when)
        self._column.addWidget(self.text, 1)
        self.watch_font()

    def offer(self, text: str) -> QRadioButton:
        """Make the card one that can be chosen."""
        self.choice = QRadioButton(text, self)
        self.choice.setFont(bold(self.font()))
        self._column.insertWidget(0, self.choice)
        self.title.hide()
        return self.choice

    def show_text(self, when: str, pieces: Pieces, name: str, seen: int = 0) -> None:
        """Show its content; `seen`: the position to which a text without differences of its own is scrolled."""
        self.when.setText(when)
        self.pieces = pieces
        self._first_shown = _first_difference(pieces, seen)
        self.fit()
        self._fit_height()
        self.text.setAccessibleName(f"{name}：{accessible_text(pieces) or '空白'}")

    def fit(self) -> None:
        """Write the text in the present font and colours."""
        self.text.document().setDefaultFont(self.text.font())
        write_pieces(self.text.document(), self.pieces or (Piece(Part.SAME, "（空白）"),), self.text.palette())

    def _fit_height(self) -> None:
        """As tall as its text, from two lines to eight; more is scrolled."""
        line = self.text.fontMetrics().lineSpacing()
        needed = int(self.text.document().size().height()) + 4
        self.text.setMinimumHeight(min(max(needed, 2 * line + 8), 8 * line))
        self._scroll_to_difference()

    def _scroll_to_difference(self) -> None:
        """Scroll a long text to where it differs, with a line before it."""
        cursor = self.text.textCursor()
        cursor.setPosition(min(self._first_shown, self.text.document().characterCount() - 1))
        top = self.text.cursorRect(cursor).top() - self.text.viewport().y()
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + top - self.text.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew at another width."""
        super().resizeEvent(event)
        self._fit_height()


class ConflictView(FitsFont, QWidget):
    """Shows one group and edits its draft."""

    draft_changed = Signal(object)  # the DecisionDraft as it is now
    next_requested = Signal()  # the person wants the next conflict

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group: ConflictGroup | None = None
        self.draft = DecisionDraft()
        self._cards: list[Card] = []
        self._writing = True
        self.heading, self.about = wrapped_label("", self), secondary_label("", self)
        self.heading.setFont(bold(self.font()))
        self.choices = QButtonGroup(self)
        self.own = QRadioButton("自分で書く(&W)", self)
        self.hold = QRadioButton(self)
        self.text = FreeText("自分で書く文", "", 3, self)
        self.reason = FreeText("決めた理由", "理由（記録に残ります。Ctrl＋Enterで次へ）", 1, self)
        self.state = wrapped_label("", self)
        self._sides = QHBoxLayout()
        self._sides.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.about)
        column.addLayout(self._sides, 1)
        ways = QHBoxLayout()
        ways.addWidget(self.own)
        ways.addWidget(self.hold)
        ways.addStretch()
        column.addLayout(ways)
        for widget in (self.text, self.reason, self.state):
            column.addWidget(widget)
        self.choices.buttonClicked.connect(self._chosen)
        self.text.textChanged.connect(self._text_changed)
        self.reason.textChanged.connect(self._reason_changed)
        for field in (self.text, self.reason):
            field.submitted.connect(self.next_requested)
        self.watch_font()

    def fit(self) -> None:
        """Give the fields the height of their lines, and put the texts side by side where there is room."""
        self.text.fit()
        self.reason.fit()
        self._fit_sides()

    def show_group(self, group: ConflictGroup | None, draft: DecisionDraft, writing: bool) -> None:
        """Show another group; the same one keeps what is being written."""
        if group is None or self.group is None or group.key != self.group.key:
            self.commit()
        self.setVisible(group is not None)
        self._writing = writing
        if group is not None and (self.group is None or group != self.group):
            self._lay_out(group)
        self.group, self.draft = group, draft
        if group is not None:
            self.text.show_text(draft.text)
            self.reason.show_text(draft.reason)
            self._show_draft()
            self._show_state()

    def commit(self) -> None:
        """Turn what is being composed into text."""
        self.text.commit()
        self.reason.commit()

    def _lay_out(self, group: ConflictGroup) -> None:
        for button in self.choices.buttons():
            self.choices.removeButton(button)
        for card in self._cards:
            self._sides.removeWidget(card)
            card.hide()
            card.deleteLater()
        first = group.entries[0]
        change = first.text.described
        self.heading.setText(f"{measure_label(change.measure)}　{subject_text(change)}")
        self.about.setText(f"{REASON_NAMES[first.held.why]}：{_ABOUT[first.held.why]}")
        handed = Card("配布時", self)
        seen = _first_difference(_marked(first), 0)
        handed.show_text("課に配ったときの内容", _plain(change.before), "配布時", seen)
        self._cards = [handed]
        for number, entry in enumerate(group.entries, 1):
            card = Card("", self)
            self.choices.addButton(card.offer(f"{entry.text.department}の記入(&{number})"), number)
            card.show_text(_when(entry.held.author, entry.held.at), _marked(entry), f"{entry.text.department}の記入")
            self._cards.append(card)
        now = Card("", self)
        self.choices.addButton(now.offer("計画の内容(&N)"), 0)
        base = change.before
        now.show_text(_when(first.by, first.at), inline_differences(base, first.text.master), "計画の内容")
        self._cards.append(now)
        for card in self._cards:
            self._sides.addWidget(card, 1)
            card.show()
        self.choices.addButton(self.own, _OWN)
        self.choices.addButton(self.hold, _HOLD)

    def _show_draft(self) -> None:
        """Check the button of the draft; none where a decided group was not decided again."""
        assert self.group is not None
        statements = [conflict_key(entry) for entry in self.group.entries]
        resolution = self.draft.resolution
        place = next((button for button, choice in _BUTTONS.items() if choice == resolution), None)
        if resolution == Resolution.THEIRS and self.draft.key in statements:
            place = statements.index(self.draft.key) + 1
        self.hold.setText(
            "保留に戻す（決める前の計画に戻ります）(&H)" if self.group.decided else "保留（計画は今のまま）(&H)"
        )
        self.choices.setExclusive(False)
        for button in self.choices.buttons():
            button.setChecked(self.choices.id(button) == place and (self.draft.chosen or not self.group.decided))
            button.setEnabled(self._writing)
        self.choices.setExclusive(True)
        for field in (self.text, self.reason):
            field.setReadOnly(not self._writing)
        self.text.setVisible(self.own.isChecked())

    def _chosen(self) -> None:
        if self.group is None:
            return
        number = self.choices.checkedId()
        resolution = _BUTTONS.get(number, Resolution.THEIRS)
        of = conflict_key(self.group.entries[number - 1 if resolution == Resolution.THEIRS else 0])
        text = self.text.toPlainText()
        if resolution == Resolution.TEXT and not text:
            text = self.group.entries[0].text.described.after  # the department's text to start from
            self.text.show_text(text)
        self.text.setVisible(resolution == Resolution.TEXT)
        self._set(DecisionDraft(resolution, of, text, self.reason.toPlainText()))

    def _text_changed(self) -> None:
        self._set(replace(self.draft, text=self.text.toPlainText()))

    def _reason_changed(self) -> None:
        self._set(replace(self.draft, reason=self.reason.toPlainText()))

    def _set(self, draft: DecisionDraft) -> None:
        assert self.group is not None
        self.draft = draft
        self._show_state()
        self.draft_changed.emit(self.draft)

    def _show_state(self) -> None:
        """Show what was decided, or what is still needed."""
        assert self.group is not None
        held, draft = self.group.entries[0].held, self.draft
        state = ""
        if self.group.decided:
            state = f"決定済み：{RESOLUTION_NAMES[held.decision]}（{_when(held.decided_by, held.decided_at)}　理由：{held.reason}）"
            state += "　決め直すには、選び直して理由を書いてください。"
        elif held.reason and not draft.typed:
            state = f"保留の理由：{held.reason}（{_when(held.decided_by, held.decided_at)}）"
        if draft.complete:
            state = "下の「統合する」で、この決定も反映します。"
        elif draft.chosen if self.group.decided else draft.resolution != Resolution.HOLD or draft.typed:
            needed = "採用する文と理由" if draft.resolution == Resolution.TEXT and not draft.text.strip() else "理由"
            state = f"{needed}を書くと決められます。"
        self.state.setText(state)
        self.state.setVisible(bool(state))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to another width."""
        super().resizeEvent(event)
        self._fit_sides()

    def _fit_sides(self) -> None:
        wide = self.width() >= _WIDE * self.fontMetrics().horizontalAdvance("あ")
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def focus_first(self) -> None:
        """Focus the first choice."""
        buttons = [button for button in self.choices.buttons() if button.isEnabled()]
        (next((b for b in buttons if b.isChecked()), None) or (buttons[0] if buttons else self.reason)).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )


_OWN, _HOLD = 1000, 1001
_BUTTONS = {0: Resolution.MASTER, _OWN: Resolution.TEXT, _HOLD: Resolution.HOLD}
_WIDE = 36  # characters: three texts side by side


def _plain(text: str) -> Pieces:
    return (Piece(Part.SAME, text),) if text else ()


def _first_difference(pieces: Pieces, otherwise: int) -> int:
    """Return the position of the first difference."""
    before = 0
    for part, text in pieces:
        if part is not Part.SAME:
            return before
        before += len(text)
    return otherwise


def _marked(entry: ConflictEntry) -> Pieces:
    change = entry.text.described
    return inline_differences(change.before, change.after)


def _when(who: str, at: str) -> str:
    return "　".join(part for part in (who, local_time(at) if at else "") if part)
