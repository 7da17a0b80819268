"""What a person has to decide, in files and in the plan: a list, and the current conflict side by side below it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.coordinator.changes_panel import Filters
from dxdesk.desktop.coordinator.conflict_view import ConflictView, DecisionDraft
from dxdesk.desktop.coordinator.merge_jobs import (
    REASON_NAMES,
    RESOLUTION_NAMES,
    ConflictGroup,
    ReadyDecision,
    conflict_key,
    measure_label,
    subject_text,
)
from dxdesk.desktop.dialogs.reason_dialog import ReasonDialog
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.submission.merge.conflict_list import ConflictEntry
from dxdesk.submission.merge.resolve import Resolution

_ASKED: dict[Resolution, str] = {
    Resolution.THEIRS: "に、課の記入を採用します。",
    Resolution.MASTER: "を、計画の内容のままにします。課の記入は採用しません。",
    Resolution.HOLD: "を保留にします。決めてあるものは、決める前の内容に戻します。",
}
_LATER = "「統合する」か「決定を反映する」を押すまで、計画には書き込みません。あとから1件ずつ決め直せます。"
_APART = "{count}件は、複数の課が違う内容を書いています。1件ずつ決めてください。"
_NOTHING = "決めるところはありません。課と計画の両方で同じところが違う内容に変わったとき、ここに並びます。"
_ROWS = 3  # lines that the list shows at least, with its heading
_FILTERED = "当てはまるものはありません。絞り込みを解いてください。"


def bulk_draft(group: ConflictGroup, resolution: Resolution, reason: str, department: str) -> DecisionDraft | None:
    """Return the draft of a group for a decision on many; None where departments differ. `department`: of the filter."""
    entry: ConflictEntry | None = group.entries[0]
    if resolution == Resolution.THEIRS:
        own = [c for c in group.entries if c.text.department == department] or group.entries
        entry = own[0] if len({c.held.theirs for c in own}) == 1 else None
    return DecisionDraft(resolution, conflict_key(entry), reason=reason) if entry is not None else None


class BulkBar(QWidget):
    """Selects rows of the table, and asks what to decide for all of them."""

    answered = Signal(object, str)  # a Resolution, the reason
    drop_requested = Signal()  # drop the decisions that are not carried out yet

    def __init__(self, table: QTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._groups: Sequence[ConflictGroup] = ()
        self._department = ""
        self.dialog: ReasonDialog | None = None
        self.all = QPushButton("すべて選ぶ(&A)", self)
        self.all.clicked.connect(table.selectAll)
        self.decide = QPushButton(self)
        self.decide.setToolTip("ShiftキーやCtrlキーを押しながら行を選ぶと、まとめて決められます。")
        self.menu = QMenu(self.decide)
        self.decide.setMenu(self.menu)
        self.theirs = self._action("課の記入を採用(&T)…", Resolution.THEIRS)
        self.master = self._action("計画の内容のまま(&M)…", Resolution.MASTER)
        self.hold = self._action("保留(&H)…", Resolution.HOLD)
        self.menu.addSeparator()
        self.drop = self.menu.addAction("まだ反映していない決定を消す(&D)")
        self.drop.triggered.connect(self.drop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.all)
        row.addWidget(self.decide)
        row.addStretch()

    def _action(self, text: str, resolution: Resolution) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(partial(self.ask, resolution))
        return action

    def offer(self, groups: Sequence[ConflictGroup], department: str, writing: bool) -> None:
        """Take the rows that are selected now."""
        self._groups, self._department = groups, department
        self.decide.setText(f"選んだ{len(groups):,}件をまとめて決める(&B)")
        self.decide.setEnabled(writing and len(groups) > 1)
        self.all.setEnabled(writing)

    def ask(self, resolution: Resolution) -> None:
        """Ask for a reason; whoever gives one confirms."""
        fitting = [group for group in self._groups if bulk_draft(group, resolution, "", self._department) is not None]
        left_out = len(self._groups) - len(fitting)
        lines = [f"{len(fitting):,}件{_ASKED[resolution]}", _LATER] if fitting else []
        if left_out:
            lines.append(_APART.format(count=f"{left_out:,}"))
        self.dialog = ReasonDialog("まとめて決める", "\n".join(lines), "まとめて決める", self.window())
        self.dialog.yes.setEnabled(bool(fitting))
        self.dialog.confirmed.connect(partial(self.answered.emit, resolution))
        self.dialog.open()


class ConflictsPanel(FitsFont, QWidget):
    """Keeps what a person means to decide until it is carried out."""

    drafts_changed = Signal()

    def __init__(self, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._writing = True
        self.groups: Sequence[ConflictGroup] = ()
        self.shown: list[ConflictGroup] = []
        self.drafts: dict[tuple[str, str, str], DecisionDraft] = {}
        self.empty = secondary_label("", self)
        self.model = WrappedModel(("種類", "施策", "ところ", "課", "決定"), self)
        self.table = WrappedTable(self.model, (3, 6, 6, 4, 5), "決めるところ", (0, 1, 2, 3, 4), self)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().currentRowChanged.connect(self._show_current)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.bulk = BulkBar(self.table, self)
        self.bulk.answered.connect(self._set_drafts)
        self.bulk.drop_requested.connect(self._drop)
        self.view = ConflictView(self)
        self.view.draft_changed.connect(self._set_draft)
        self.view.next_requested.connect(self._go_to_next)
        self.table.doubleClicked.connect(self.view.focus_first)
        self.halves = QSplitter(Qt.Orientation.Vertical, self)
        self.halves.setChildrenCollapsible(False)
        upper = QWidget(self)
        over = QVBoxLayout(upper)
        over.setContentsMargins(0, 0, 0, 0)
        over.setSpacing(4)
        over.addWidget(self.table, 1)
        over.addWidget(self.bulk)
        self.halves.addWidget(upper)
        self.around = QScrollArea(self)
        self.around.setWidgetResizable(True)
        self.around.setFrameShape(QFrame.Shape.NoFrame)
        self.around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.around.setWidget(self.view)
        self.halves.addWidget(self.around)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 3)
        self.halves.setSizes([100, 300])  # relative sizes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.halves, 1)
        self.fit()
        self.watch_font()
        self.show_groups((), True)

    def show_groups(self, groups: Sequence[ConflictGroup], writing: bool) -> None:
        """Show other conflicts; the current one and what is written for it stay."""
        self.groups, self._writing = groups, writing
        self.filter()

    def filter(self) -> None:
        """Show the conflicts that pass the filters."""
        current = self.view.group.key if self.view.group is not None else None
        self.shown = [group for group in self.groups if self._matches(group)]
        self.model.show_lines([self._line(group) for group in self.shown])
        self.halves.setVisible(bool(self.shown))
        self.empty.setVisible(not self.shown)
        self.empty.setText(_FILTERED if self.groups else _NOTHING)
        row = next((n for n, group in enumerate(self.shown) if group.key == current), 0)
        self.table.select_row(row)
        self.bulk.setVisible(len(self.shown) > 1)
        self._show_current()
        self._offer()

    def _matches(self, group: ConflictGroup) -> bool:
        filters, first = self._filters, group.entries[0]
        measure = measure_label(first.text.described.measure)
        return filters.matches_kind(first.held.why, group.decided) and any(
            filters.matches(entry.text.department, measure) for entry in group.entries
        )

    def _line(self, group: ConflictGroup) -> tuple[str, ...]:
        first = group.entries[0]
        change = first.text.described
        departments = "、".join(dict.fromkeys(entry.text.department for entry in group.entries))
        return (
            REASON_NAMES[first.held.why],
            measure_label(change.measure),
            subject_text(change),
            departments,
            self._state(group),
        )

    def _state(self, group: ConflictGroup) -> str:
        draft = self.drafts.get(group.key, DecisionDraft())
        held = group.entries[0].held
        if draft.complete:
            return f"{RESOLUTION_NAMES[draft.resolution]}（未反映）"
        if group.decided:
            return f"決定済み：{RESOLUTION_NAMES[held.decision]}"
        return "保留（理由あり）" if held.reason else "未定（保留になります）" if group.pending else "保留中"

    def _show_current(self) -> None:
        row = self.table.currentIndex().row()
        group = self.shown[row] if 0 <= row < len(self.shown) else None
        draft = self.drafts.get(group.key, DecisionDraft()) if group is not None else DecisionDraft()
        self.view.show_group(group, draft, self._writing)

    def _set_draft(self, draft: DecisionDraft) -> None:
        """Keep the current conflict's draft and show it in the list."""
        group = self.view.group
        if group is None:
            return
        if draft.typed or draft.resolution != Resolution.HOLD:
            self.drafts[group.key] = draft
        else:
            self.drafts.pop(group.key, None)
        row = next((n for n, shown in enumerate(self.shown) if shown.key == group.key), None)
        if row is not None:
            self.model.change_line(row, self._line(group))
        self.drafts_changed.emit()

    def _go_to_next(self) -> None:
        """Go to the next conflict below, or from the top, that is not decided yet."""
        at = self.table.currentIndex().row() + 1
        order = [*range(at, len(self.shown)), *range(at)]
        open_ones = (row for row in order if not self.shown[row].decided and not self._drafted(self.shown[row]))
        row = next(open_ones, None)
        if row is not None:
            self.table.select_row(row)
            self.view.focus_first()

    def _drafted(self, group: ConflictGroup) -> bool:
        draft = self.drafts.get(group.key)
        return draft is not None and draft.complete

    # several at once

    def selected(self) -> list[ConflictGroup]:
        """Return the selected conflicts."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.shown[row] for row in rows if row < len(self.shown)]

    def _offer(self) -> None:
        self.bulk.offer(self.selected(), self._filters.department.currentData() or "", self._writing)

    def _set_drafts(self, resolution: Resolution, reason: str) -> None:
        """Give all that is selected one decision, where it applies."""
        self.view.commit()
        department = self._filters.department.currentData() or ""
        for group in self.selected():
            draft = bulk_draft(group, resolution, reason, department)
            if draft is not None:
                self.drafts[group.key] = draft
        self._drafts_changed()

    def _drop(self) -> None:
        for group in self.selected():
            self.drafts.pop(group.key, None)
        self._drafts_changed()

    def _drafts_changed(self) -> None:
        self.model.change_lines([self._line(group) for group in self.shown])
        self._show_current()
        self.drafts_changed.emit()

    def ready_decisions(self) -> list[ReadyDecision]:
        """Return the decisions that can be carried out."""
        found: list[ReadyDecision] = []
        for group in self.groups:
            draft = self.drafts.get(group.key)
            if (
                draft is not None
                and draft.complete
                and not (draft.resolution == Resolution.HOLD and draft.key is None and group.decided)
            ):
                of = draft.key or conflict_key(group.entries[0])
                found.append(ReadyDecision(of, draft.resolution, draft.text, draft.reason))
        return found

    def discard_done(self, done: Sequence[ReadyDecision]) -> None:
        """Discard the drafts that were carried out."""
        cells = {decision.key[:3] for decision in done}
        self.drafts = {key: draft for key, draft in self.drafts.items() if (draft.key or key)[:3] not in cells}
        if self.view.group is not None and self.view.group.key not in self.drafts:
            self.view.draft = DecisionDraft()

    def fit(self) -> None:
        """Keep the list high enough to show some rows."""
        self.table.setMinimumHeight(_ROWS * (self.fontMetrics().height() + 12))

    def load_now(self) -> None:
        """Measure all heights now, for pictures."""
        self.table.measure_all()
