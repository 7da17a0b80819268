"""スケジュール: the bars above, the words of the one in hand below."""

from collections.abc import Callable

from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFormLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from dxdesk.desktop.appearance.style import BOXED, as_look
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.parts.scroll import Scroll
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.desktop.tabs.schedule_view import ScheduleView
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.changes.ordering import moved_by
from dxdesk.plan.changes.schedule import add_lane, with_bar_joined, with_bar_split
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Measure, Phase

_TEACHES = (
    "「取組を追加」で行を作り、年度のマスに「検討」「導入」「運用」などを書きます。段階は次の段階まで続きます。"
    "Shift＋←→で長さを、Ctrl＋←→で位置を、Alt＋↑↓で取組の順を変えます。マウスで帯の端や中ほどを引いても変えられます。"
)


class ScheduleTab(Scroll):
    """One measure at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view = ScheduleView(session, self.body)
        self.view.turned.connect(self._turn)
        self.view.typed.connect(self._type)
        self.view.left.connect(self._left)
        self.view.entered.connect(self._enter)
        self.view.stepping.connect(self._step)
        self.view.removing.connect(self._remove)
        self.hint = secondary_label(_TEACHES, self.body)
        self.label, self.words = TextField(session, self.body, lines=False), TextField(session, self.body)
        self.view.field = self.words.editor
        self._following = False  # the keyboard is just going into the field
        for field in (self.label, self.words):
            as_look(field.editor, BOXED)
        self.where = QLabel(self.body)
        lanes, phases = QHBoxLayout(), QHBoxLayout()
        self.fresh = self._button(lanes, "取組を追加(&A)", self.add)
        self.up = self._button(lanes, "取組を上へ", self._up)
        self.down = self._button(lanes, "取組を下へ", self._down)
        self.gone = self._button(lanes, "取組を削除", self._remove)
        self.cut = self._button(phases, "段階をここで分ける(&B)", self._split)
        self.join = self._button(phases, "次の段階とつなげる(&J)", self._join)
        self.erase = self._button(phases, "段階を消す", self.view.erase)
        for row in (lanes, phases):
            row.addStretch()
        form = QFormLayout()
        form.addRow("取組", self.label)
        form.addRow(self.where, self.words)
        self.column.addWidget(self.view)
        self.column.addLayout(lanes)
        self.column.addLayout(phases)
        self.column.addLayout(form)
        self.column.addWidget(self.hint)
        self.column.addStretch()

    def _button(self, row: QHBoxLayout, words: str, run: Callable[[], None]) -> QPushButton:
        made = QPushButton(words, self.body)
        made.clicked.connect(run)
        row.addWidget(made)
        return made

    def show_measure(self, measure_id: str) -> None:
        """Turns to another measure."""
        self.finish()
        self.view.show_measure(self.session.rows.all(Measure).get(measure_id))

    def finish(self) -> None:
        """Writes what is being typed."""
        self.label.editor.finish()
        self.words.editor.finish()

    def enter(self) -> None:
        """The keyboard to the bars, or to what makes the first lane."""
        (self.view if self.view.lanes else self.fresh).setFocus()

    def _turn(self) -> None:
        """The fields show the lane and the bar in hand; one that is not there yet comes into being with its first letter."""
        lane, bar = self.view.lane, self.view.bar
        self.view.setVisible(bool(self.view.lanes))
        self.label.editor.show_cell(EditedCell("lane", lane.id, "label") if lane is not None else None, "取組")
        if lane is not None:
            year = bar.first if bar is not None else self.view.year
            newborn = Phase.new(lane=lane.id, year=year)
            self.words.editor.show_cell(EditedCell("phase", newborn.id, "text"), f"{short_year(year)}からの段階", newborn)
            self.words.editor.refresh()
            self.label.editor.refresh()
            self.where.setText(
                f"{short_year(year)}から" if bar is None else f"{short_year(bar.first)}～{short_year(bar.last)}"
            )
        else:
            self.words.editor.show_cell(None, "段階")
            self.where.setText("")
        measure = self.view.measure
        lanes = measure is not None and not self.session.objection(add_lane(self.session.outline, measure))
        self.fresh.setEnabled(lanes)
        for button in (self.up, self.down, self.gone):
            button.setEnabled(lanes and lane is not None)
        phases = bar is not None and not self.words.editor.isReadOnly()
        for button, possible in (
            (self.cut, bar is not None and bar.first < self.view.year),
            (self.join, True),
            (self.erase, True),
        ):
            button.setEnabled(phases and possible)
        for field in (self.label, self.words):
            field.setEnabled(lane is not None)

    def _enter(self) -> None:
        if self.view.lane is not None:
            self.words.editor.setFocus()
            self.words.editor.selectAll()

    def _type(self, event: QKeyEvent | QInputMethodEvent) -> None:
        """What is typed at a bar takes its text's place."""
        if self.view.lane is None or self.session.read_only or self._following:
            return
        if isinstance(event, QInputMethodEvent):
            self._compose(event)
        else:
            self._enter()
            QApplication.sendEvent(self.words.editor, event)

    def _compose(self, event: QInputMethodEvent) -> None:
        """The keyboard stays at the bars until something is committed or given up: in going it would cut the composition off."""
        editor = self.words.editor
        begun, goes_on = editor.composing, bool(event.preeditString())
        if not begun and not goes_on and not event.commitString():
            return
        if not begun:
            editor.selectAll()
        QApplication.sendEvent(editor, event)
        if goes_on:
            return
        if not event.commitString():
            editor.undo()  # given up: what it took the place of comes back
        self._following = True  # some IMEs commit once more when the keyboard goes
        editor.setFocus()
        self._following = False

    def _left(self) -> None:
        if self.words.editor.composing and not self.words.editor.hasFocus():
            self.words.editor.finish()

    # doing

    def add(self) -> None:
        """取組を追加: the new lane waits for its name."""
        self.finish()
        measure = self.view.measure
        if measure is not None and self.session.apply(
            add_lane(self.session.outline, measure, "", self.view.lane), reason="取組の追加"
        ):
            self.view.go_to(self.view.row + (len(self.view.lanes) > 1), self.view.year)
            self.label.editor.setFocus()

    def _split(self) -> None:
        bar = self.view.bar
        if bar is not None:
            self.view.write(with_bar_split(self.view.bars(), bar, self.view.year))

    def _join(self) -> None:
        bar = self.view.bar
        if bar is not None:
            self.view.write(with_bar_joined(self.view.bars(), bar))

    def _up(self) -> None:
        self._step(-1)

    def _down(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        lane = self.view.lane
        if lane is not None and self.session.apply(moved_by(lane, self.view.lanes, by), reason="並べ替え"):
            self.view.go_to(self.view.row + by, self.view.year)

    def _remove(self) -> None:
        lane = self.view.lane
        if lane is None:
            return
        count = len(self.view.bars())
        if not count or prompts.ask(
            self, f"取組「{lane.label}」と、その段階{count:,}件を削除します。「ごみ箱」から戻せます。", "削除する", "やめる"
        ):
            self.session.apply(delete_row(self.session.outline, lane), reason="取組の削除")
