"""What a person has to decide, in files and in the plan: a list, and the one at hand side by side below it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dxdesk.desktop.coordinator.changes_panel import Filters
from dxdesk.desktop.coordinator.conflict_view import ConflictView, Draft
from dxdesk.desktop.coordinator.many import ManyBar, answered
from dxdesk.desktop.coordinator.merge_jobs import TAKES, WHY, Group, Wanted, named, statement, what
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import secondary_label
from dxdesk.desktop.parts.wrapped_table import WrappedModel, WrappedTable
from dxdesk.submission.merge.resolve import HOLD, Resolution

_NOTHING = "決めるところはありません。課と計画の両方で同じところが違う内容に変わったとき、ここに並びます。"
_ROWS = 3  # lines that the list shows at least, its heading among them
_FILTERED = "当てはまるものはありません。絞り込みを解いてください。"


class CasesPanel(FitsFont, QWidget):
    """Keeps what a person means to decide until it is carried out."""

    drafted = Signal()

    def __init__(self, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._writing = True
        self.groups: Sequence[Group] = ()
        self.shown: list[Group] = []
        self.drafts: dict[tuple[str, str, str], Draft] = {}
        self.empty = secondary_label("", self)
        self.model = WrappedModel(("種類", "施策", "ところ", "課", "決定"), self)
        self.table = WrappedTable(self.model, (3, 6, 6, 4, 5), "決めるところ", (0, 1, 2, 3, 4), self)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.selectionModel().currentRowChanged.connect(self._turn)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.many = ManyBar(self.table, self)
        self.many.wanted.connect(self._answer)
        self.many.dropping.connect(self._drop)
        self.view = ConflictView(self)
        self.view.drafted.connect(self._take)
        self.view.written.connect(self._next)
        self.table.doubleClicked.connect(self.view.enter)
        self.halves = QSplitter(Qt.Orientation.Vertical, self)
        self.halves.setChildrenCollapsible(False)
        upper = QWidget(self)
        over = QVBoxLayout(upper)
        over.setContentsMargins(0, 0, 0, 0)
        over.setSpacing(4)
        over.addWidget(self.table, 1)
        over.addWidget(self.many)
        self.halves.addWidget(upper)
        self.around = QScrollArea(self)
        self.around.setWidgetResizable(True)
        self.around.setFrameShape(QFrame.Shape.NoFrame)
        self.around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.around.setWidget(self.view)
        self.halves.addWidget(self.around)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 3)
        self.halves.setSizes([100, 300])  # parts of what there is
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.halves, 1)
        self.fit()
        self.watch_font()
        self.show_groups((), True)

    def show_groups(self, groups: Sequence[Group], writing: bool) -> None:
        """Other cases; the one at hand and what is written for it stay."""
        self.groups, self._writing = groups, writing
        self.filter()

    def filter(self) -> None:
        """As the filters stand."""
        at_hand = self.view.group.key if self.view.group is not None else None
        self.shown = [group for group in self.groups if self._wanted(group)]
        self.model.show_lines([self._line(group) for group in self.shown])
        self.halves.setVisible(bool(self.shown))
        self.empty.setVisible(not self.shown)
        self.empty.setText(_FILTERED if self.groups else _NOTHING)
        row = next((n for n, group in enumerate(self.shown) if group.key == at_hand), 0)
        self.table.choose(row)
        self.many.setVisible(len(self.shown) > 1)
        self._turn()
        self._offer()

    def _wanted(self, group: Group) -> bool:
        filters, first = self._filters, group.cases[0]
        measure = named(first.shown.described.measure)
        return filters.holds_kind(first.held.why, group.decided) and any(
            filters.holds(case.shown.department, measure) for case in group.cases
        )

    def _line(self, group: Group) -> tuple[str, ...]:
        first = group.cases[0]
        told = first.shown.described
        departments = "、".join(dict.fromkeys(case.shown.department for case in group.cases))
        return (WHY[first.held.why], named(told.measure), what(told), departments, self._state(group))

    def _state(self, group: Group) -> str:
        draft = self.drafts.get(group.key, Draft())
        held = group.cases[0].held
        if draft.complete:
            return f"{TAKES[draft.take]}（未反映）"
        if group.decided:
            return f"決定済み：{TAKES[held.decision]}"
        return "保留（理由あり）" if held.reason else "未定（保留になります）" if group.pending else "保留中"

    def _turn(self) -> None:
        row = self.table.currentIndex().row()
        group = self.shown[row] if 0 <= row < len(self.shown) else None
        draft = self.drafts.get(group.key, Draft()) if group is not None else Draft()
        self.view.show_group(group, draft, self._writing)

    def _take(self, draft: Draft) -> None:
        """What the person means now; the list says so."""
        group = self.view.group
        if group is None:
            return
        if draft.typed or draft.take != HOLD:
            self.drafts[group.key] = draft
        else:
            self.drafts.pop(group.key, None)
        row = next((n for n, shown in enumerate(self.shown) if shown.key == group.key), None)
        if row is not None:
            self.model.change_line(row, self._line(group))
        self.drafted.emit()

    def _next(self) -> None:
        """The keyboard to the next one below, or from the top, that nobody has decided yet."""
        at = self.table.currentIndex().row() + 1
        order = [*range(at, len(self.shown)), *range(at)]
        open_ones = (row for row in order if not self.shown[row].decided and not self._drafted(self.shown[row]))
        row = next(open_ones, None)
        if row is not None:
            self.table.choose(row)
            self.view.enter()

    def _drafted(self, group: Group) -> bool:
        draft = self.drafts.get(group.key)
        return draft is not None and draft.complete

    # many at once

    def chosen(self) -> list[Group]:
        """The rows that are chosen."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.shown[row] for row in rows if row < len(self.shown)]

    def _offer(self) -> None:
        self.many.offer(self.chosen(), self._filters.department.currentData() or "", self._writing)

    def _answer(self, take: Resolution, reason: str) -> None:
        """What is chosen gets one answer, as far as one fits."""
        self.view.commit()
        department = self._filters.department.currentData() or ""
        for group in self.chosen():
            draft = answered(group, take, reason, department)
            if draft is not None:
                self.drafts[group.key] = draft
        self._tell_many()

    def _drop(self) -> None:
        for group in self.chosen():
            self.drafts.pop(group.key, None)
        self._tell_many()

    def _tell_many(self) -> None:
        self.model.change_lines([self._line(group) for group in self.shown])
        self._turn()
        self.drafted.emit()

    def wanted(self) -> list[Wanted]:
        """The decisions that can be carried out."""
        found: list[Wanted] = []
        for group in self.groups:
            draft = self.drafts.get(group.key)
            if draft is not None and draft.complete and not (draft.take == HOLD and draft.of is None and group.decided):
                of = draft.of or statement(group.cases[0])
                found.append(Wanted(of, draft.take, draft.text, draft.reason))
        return found

    def forget(self, done: Sequence[Wanted]) -> None:
        """What was carried out is no draft any more."""
        cells = {wanted.statement[:3] for wanted in done}
        self.drafts = {key: draft for key, draft in self.drafts.items() if (draft.of or key)[:3] not in cells}
        if self.view.group is not None and self.view.group.key not in self.drafts:
            self.view.draft = Draft()

    def fit(self) -> None:
        """Keep the list high enough to show some rows."""
        self.table.setMinimumHeight(_ROWS * (self.fontMetrics().height() + 12))

    def settle(self) -> None:
        """All heights now: for pictures."""
        self.table.settle()
