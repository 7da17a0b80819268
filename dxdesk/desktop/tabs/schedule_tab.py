"""スケジュール: the bars above, the text of the current one below."""

from collections.abc import Callable

from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFormLayout, QHBoxLayout, QPushButton, QWidget

from dxdesk.desktop.appearance.style import BOXED, set_look
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.labels import Label, secondary_label
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.desktop.tabs.schedule_view import ScheduleView
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.changes.ordering import moved_by
from dxdesk.plan.changes.schedule import add_lane, with_bar_joined, with_bar_split
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Measure, Phase

_HINT = (
    "「取組を追加」で行を作り、年度のマスに「検討」「導入」「運用」などを書きます。段階は次の段階まで続きます。"
    "Shift＋←→で長さを、Ctrl＋←→で位置を、Alt＋↑↓で取組の順を変えます。マウスで帯の端や中ほどを引いても変えられます。"
)


class ScheduleTab(ScrollPage):
    """One measure at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view = ScheduleView(session, self.body)
        self.view.current_changed.connect(self._show_current)
        self.view.typed.connect(self._type)
        self.view.left.connect(self._commit_composition)
        self.view.edit_requested.connect(self._focus_text)
        self.view.move_requested.connect(self._step)
        self.view.remove_requested.connect(self._remove)
        self.hint = secondary_label(_HINT, self.body)
        self.label, self.text = TextField(session, self.body, lines=False), TextField(session, self.body)
        self.view.field = self.text.editor
        self._following = False  # the focus is just moving into the field
        for field in (self.label, self.text):
            set_look(field.editor, BOXED)
        self.span = Label("", self.body)
        lanes, phases = QHBoxLayout(), QHBoxLayout()
        self.add_button = self._button(lanes, "取組を追加(&A)", self.add)
        self.up = self._button(lanes, "取組を上へ", self._up)
        self.down = self._button(lanes, "取組を下へ", self._down)
        self.remove_button = self._button(lanes, "取組を削除", self._remove)
        self.split_button = self._button(phases, "段階をここで分ける(&B)", self._split)
        self.join_button = self._button(phases, "次の段階とつなげる(&J)", self._join)
        self.erase_button = self._button(phases, "段階を消す", self.view.erase)
        for row in (lanes, phases):
            row.addStretch()
        form = QFormLayout()
        form.addRow("取組", self.label)
        form.addRow(self.span, self.text)
        self.column.addWidget(self.view)
        self.column.addLayout(lanes)
        self.column.addLayout(phases)
        self.column.addLayout(form)
        self.column.addWidget(self.hint)
        self.column.addStretch()

    def _button(self, row: QHBoxLayout, text: str, run: Callable[[], None]) -> QPushButton:
        made = QPushButton(text, self.body)
        made.clicked.connect(run)
        row.addWidget(made)
        return made

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.finish()
        self.view.show_measure(self.session.rows.all(Measure).get(measure_id))

    def finish(self) -> None:
        """Write what is being typed."""
        self.label.editor.finish()
        self.text.editor.finish()

    def focus_first(self) -> None:
        """Focus the bars, or the button that adds the first lane."""
        (self.view if self.view.lanes else self.add_button).setFocus()

    def _show_current(self) -> None:
        """Show the current lane and bar in the fields; a bar that is not there yet is created with its first letter."""
        lane, bar = self.view.lane, self.view.bar
        self.view.setVisible(bool(self.view.lanes))
        self.label.editor.show_cell(EditedCell("lane", lane.id, "label") if lane is not None else None, "取組")
        if lane is not None:
            year = bar.first if bar is not None else self.view.year
            newborn = Phase.new(lane=lane.id, year=year)
            self.text.editor.show_cell(EditedCell("phase", newborn.id, "text"), f"{short_year(year)}からの段階", newborn)
            self.text.editor.refresh()
            self.label.editor.refresh()
            self.span.setText(
                f"{short_year(year)}から" if bar is None else f"{short_year(bar.first)}～{short_year(bar.last)}"
            )
        else:
            self.text.editor.show_cell(None, "段階")
            self.span.setText("")
        measure = self.view.measure
        lanes = measure is not None and not self.session.objection(add_lane(self.session.outline, measure))
        self.add_button.setEnabled(lanes)
        for button in (self.up, self.down, self.remove_button):
            button.setEnabled(lanes and lane is not None)
        phases = bar is not None and not self.text.editor.isReadOnly()
        for button, possible in (
            (self.split_button, bar is not None and bar.first < self.view.year),
            (self.join_button, True),
            (self.erase_button, True),
        ):
            button.setEnabled(phases and possible)
        for field in (self.label, self.text):
            field.setEnabled(lane is not None)

    def _focus_text(self) -> None:
        if self.view.lane is not None:
            self.text.editor.setFocus()
            self.text.editor.selectAll()

    def _type(self, event: QKeyEvent | QInputMethodEvent) -> None:
        """Replace a bar's text with what is typed at it."""
        if self.view.lane is None or self.session.read_only or self._following:
            return
        if isinstance(event, QInputMethodEvent):
            self._compose(event)
        else:
            self._focus_text()
            QApplication.sendEvent(self.text.editor, event)

    def _compose(self, event: QInputMethodEvent) -> None:
        """Keep the focus at the bars until something is committed or given up: moving it would cut the composition off."""
        editor = self.text.editor
        begun, goes_on = editor.composing, bool(event.preeditString())
        if not begun and not goes_on and not event.commitString():
            return
        if not begun:
            editor.selectAll()
        QApplication.sendEvent(editor, event)
        if goes_on:
            return
        if not event.commitString():
            editor.undo()  # given up: the text that it replaced comes back
        self._following = True  # some IMEs commit once more when the focus moves
        editor.setFocus()
        self._following = False

    def _commit_composition(self) -> None:
        if self.text.editor.composing and not self.text.editor.hasFocus():
            self.text.editor.finish()

    # actions

    def add(self) -> None:
        """Add a lane (取組を追加), which waits for its name."""
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
