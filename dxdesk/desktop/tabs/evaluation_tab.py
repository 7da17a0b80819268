"""評価: the mark and the 見解 of a measure and of its indicators, beside what the numbers suggest and the last ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QPushButton, QWidget

from dxdesk.desktop.appearance.style import BOXED, bold, set_look
from dxdesk.desktop.measure.last_year import UNCHANGED, Unchanged, copy_opinion
from dxdesk.desktop.parts.buttons import LinkButton
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.fits_font import FitsFont
from dxdesk.desktop.parts.labels import Label, plain_tooltip, secondary_label
from dxdesk.desktop.parts.scroll import ScrollPage
from dxdesk.desktop.parts.text_field import TextField
from dxdesk.desktop.session import EditedCell, Session
from dxdesk.desktop.tabs.past_evaluations import LastOpinion, MarkHistory
from dxdesk.plan.analysis.achievement import explain_achievement, suggest_mark
from dxdesk.plan.analysis.evaluation_history import (
    PastAssessment,
    Predecessor,
    Subject,
    last_assessment,
    marks_by_year,
    predecessors,
)
from dxdesk.plan.analysis.stale_text import is_assessment_unchanged
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Assessment, Measure, Plan
from dxdesk.plan.rows.outline import full_name, shown_years

NO_SCALE = "評価の区分（◎○△● など）がまだありません。「計画の構成」（Ctrl+5）の「評価の区分」で作ると、ここで選べます。"
_NONE = "（未評価）"
_BESIDE = 44  # letters: from this width on the last 見解 is beside this one, else below it


class EvaluationTab(ScrollPage):
    """One measure in one year at a time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.measure_id: str | None = None
        self.boxes: list[AssessmentBox] = []
        self._predecessors: list[Predecessor] = []
        self.year = Choice("評価する年度", [], self.body)
        self._offer_years()
        self.year.currentIndexChanged.connect(self._rebuild)
        self.scale = secondary_label("", self.body)
        head = QHBoxLayout()
        head.addWidget(Label("年度", self.body))
        head.addWidget(self.year)
        head.addWidget(self.scale, 1)
        self.marks = MarkHistory(self.body)
        self.marks.chosen.connect(self.year.choose)
        self.column.addLayout(head)
        self.column.addWidget(self.marks)
        self.column.addStretch()
        session.changed.connect(self._changed)
        session.permitted.connect(self._changed)

    def show_measure(self, measure_id: str) -> None:
        """Show another measure."""
        self.measure_id = measure_id
        self._offer_years()
        self._rebuild()

    def _offer_years(self) -> bool:
        """Offer the years of the plan shown, with the asked one chosen; return whether they differ from before."""
        plan = self.session.plan
        others = self.year.offer([(short_year(year), year) for year in shown_years(plan)])
        if others:
            self.year.blockSignals(True)
            self.year.choose(self.session.asked_year or plan.shown_to)
            self.year.blockSignals(False)
        return others

    def _rebuild(self) -> None:
        self.finish()
        for box in self.boxes:
            self.column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = []
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        marks = self.session.outline.marks(self.session.plan)
        self.scale.setText("　".join(f"{mark.symbol} {mark.meaning}".strip() for mark in marks) or NO_SCALE)
        if measure is None:
            return
        self._predecessors = predecessors(self.session.outline, measure)
        for subject in (None, *self.session.outline.indicators_of(measure)):
            assessed = Assessed(measure, subject, self.year.currentData(), self._predecessors)
            box = AssessmentBox(self.session, assessed, self.body)
            self.column.insertWidget(self.column.count() - 1, box)
            self.boxes.append(box)
        self._show_history()

    def _show_history(self) -> None:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        if measure is not None:
            subjects = [box.indicator for box in self.boxes]
            columns = marks_by_year(self.session.outline, measure, subjects, self._predecessors, self.year.currentData())
            self.marks.show_marks(subjects, columns, self.session.plan)

    def _changed(self) -> None:
        measure = self.session.rows.all(Measure).get(self.measure_id or "")
        expected = [i.id for i in self.session.outline.indicators_of(measure)] if measure is not None else []
        shown = [box.indicator.id for box in self.boxes if box.indicator is not None]
        if self._offer_years() or shown != expected:
            self._rebuild()
        for box in self.boxes:
            box.refresh()
        self._show_history()

    def finish(self) -> None:
        """Write what is being typed."""
        for box in self.boxes:
            box.finish()

    def focused_box(self) -> AssessmentBox | None:
        """Return the assessment that has the focus."""
        at = self.focusWidget()
        return next((box for box in self.boxes if at is not None and at.hasFocus() and box.isAncestorOf(at)), None)

    def focus_first(self) -> None:
        """Focus the measure's mark."""
        if self.boxes:
            self.boxes[0].mark.setFocus()


@dataclass(frozen=True)
class Assessed:
    """What is assessed: a measure, or one of its indicators, in a year; and what the measure was in the plans before."""

    measure: Measure
    indicator: Subject
    year: int
    predecessors: Sequence[Predecessor]


class AssessmentBox(FitsFont, QWidget):
    """The assessment of a measure, or of one indicator, in a year; its row is created with its first text."""

    def __init__(self, session: Session, assessed: Assessed, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.measure, self.indicator, self.year = assessed.measure, assessed.indicator, assessed.year
        self._predecessors = assessed.predecessors
        measure, indicator, year = self.measure, self.indicator, self.year
        own = indicator.id if indicator is not None else None
        self._newborn = Assessment.new(measure=measure.id, indicator=own, year=year)
        self._name = name = f"【{full_name(session.rows, indicator)}】" if indicator is not None else "施策の評価"
        self.mark = Choice(f"{name}の評価", [], self)
        self.mark.activated.connect(self._chosen)
        self.apply = QPushButton("この評価にする", self)
        self.apply.setAccessibleName(f"{name}を目安の評価にする")
        self.apply.clicked.connect(self._apply_suggestion)
        self.reason, self.comparison = secondary_label("", self), secondary_label("", self)
        self.copy = LinkButton("", self)
        self.copy.clicked.connect(self.copy_last_year)
        self.unchanged = Unchanged(not session.read_only, self)
        self.unchanged.confirmed.connect(self.confirm_unchanged)
        self.opinion, self.at = TextField(session, self), TextField(session, self, lines=False)
        self.last_opinion = LastOpinion(self)
        for field, column, label, hint in (
            (self.opinion, "text", "見解", "評価の理由や今後の方向"),
            (self.at, "at", "評価時点", "R5.3 など"),
        ):
            set_look(field.editor, BOXED)
            field.editor.setPlaceholderText(hint)
            field.editor.show_cell(EditedCell("assessment", self._newborn.id, column), f"{name}の{label}", self._newborn)
        self._arrange()
        self.refresh()
        self.watch_font()

    def _arrange(self) -> None:
        title = Label(self._name, self)
        title.setFont(bold(self.font(), 1.0 if self.indicator is not None else 1.15))
        self.views = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.views.setSpacing(12)
        for view in (self.opinion, self.last_opinion):
            self.views.addWidget(view, 1, Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setColumnStretch(3, 1)
        grid.addWidget(title, 0, 0, 1, 4)
        for row, label in ((1, "評価"), (4, "見解"), (7, "評価時点")):
            grid.addWidget(Label(label, self), row, 0, Qt.AlignmentFlag.AlignTop if row == 4 else Qt.AlignmentFlag(0))
        grid.addWidget(self.mark, 1, 1)
        grid.addWidget(self.apply, 1, 2)
        grid.addLayout(self.views, 4, 1, 1, 3)
        for row, widget in ((2, self.reason), (3, self.comparison), (5, self.unchanged), (6, self.copy), (7, self.at)):
            grid.addWidget(widget, row, 1, 1, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit to another width."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put the last 見解 below this one where there is no room beside it."""
        beside = self.width() >= _BESIDE * self.fontMetrics().horizontalAdvance("あ")
        self.views.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def refresh(self) -> None:
        """Show the plan as it is now."""
        outline, plan = self.session.outline, self.session.plan
        row = self._row()
        given = row.mark if row is not None else ""
        self.mark.clear()
        self.mark.addItem(_NONE, "")
        for mark in outline.marks(plan):
            self.mark.addItem(f"{mark.symbol} {mark.meaning}".strip(), mark.symbol)
        if given and self.mark.findData(given) < 0:
            self.mark.addItem(f"{given}（評価の区分にありません）", given)
        self.mark.choose(given)
        suggested = suggest_mark(outline, plan, self.measure, self.indicator, self.year)
        sums = explain_achievement(outline, self.indicator, self.year) if self.indicator is not None else suggested.reason
        self.reason.setText(f"目安：{suggested.mark.symbol}（{suggested.reason}）　{sums}" if suggested.mark else sums)
        self.apply.setVisible(suggested.mark is not None and suggested.mark.symbol != given)
        past = self._past()
        self._compare(past, row)
        objection = self.session.objection_to(EditedCell("assessment", self._newborn.id, "mark"), self._newborn)
        for control in (self.mark, self.apply):
            control.setEnabled(not objection)
            control.setToolTip("" if self.session.read_only else plain_tooltip(objection))
        for field in (self.opinion, self.at):
            field.editor.refresh()
        last_row = past.row if past is not None else None
        stale = row is not None and is_assessment_unchanged(outline, row, last_row)
        self.unchanged.setVisible(stale)
        last = (
            f"{self.last_opinion.title.text()}：{self.last_opinion.accessible_text}"
            if self.last_opinion.accessible_text
            else ""
        )
        self.opinion.editor.setAccessibleDescription("。".join(filter(None, (UNCHANGED if stale else "", last))))
        written = row is not None and bool(row.text.strip())
        self.copy.setVisible(not objection and not written and last_row is not None and bool(last_row.text.strip()))
        if last_row is not None:
            self.copy.setText(f"⟲ {short_year(last_row.year)}の見解を写す")
            self.copy.setAccessibleName(f"{self._name}に{short_year(last_row.year)}の見解を写す")

    def _compare(self, past: PastAssessment | None, row: Assessment | None) -> None:
        """Show 前回 ◎ → 今回 ○, and the last 見解 beside this one."""
        self.comparison.setVisible(past is not None)
        now = row if row is not None else self._newborn
        if past is None:
            self.last_opinion.show_texts("", "", now.text)
            return
        own = past.plan.id == self.session.plan.id
        when = f"前回（{'' if own else f'「{past.plan.title}」 '}{short_year(past.row.year)}）"
        was, given = (self._mark_text(p, m) for p, m in ((past.plan, past.row.mark), (self.session.plan, now.mark)))
        self.comparison.setText(f"{when} {was}　→　今回（{short_year(self.year)}） {given}")
        self.last_opinion.show_texts("前回の見解", past.row.text, now.text)

    def _past(self) -> PastAssessment | None:
        """Return the last assessment (前回)."""
        return last_assessment(self.session.outline, self.measure, self.indicator, self.year, self._predecessors)

    def _mark_text(self, plan: Plan, mark: str) -> str:
        """Return a mark with its meaning: `◎ 目標以上の成果`."""
        meanings = {m.symbol: m.meaning for m in self.session.outline.marks(plan)}
        return f"{mark} {meanings.get(mark, '')}".strip() or _NONE

    def copy_last_year(self) -> None:
        """Copy the last 見解 as a beginning, even from the plan before."""
        self.finish()
        past = self._past()
        if past is not None and copy_opinion(self.session, past.row, self._newborn):
            self.opinion.editor.reload()
            self.opinion.editor.setFocus()

    def confirm_unchanged(self) -> None:
        """Confirm that the 見解 may stay as it was."""
        self.finish()
        row, past = self._row(), self._past()
        if row is not None and is_assessment_unchanged(self.session.outline, row, past.row if past is not None else None):
            self.session.apply(set_field(row, "as_before", True), reason="前年度のままでよい")

    def _row(self) -> Assessment | None:
        return self.session.rows.all(Assessment).get(self._newborn.id)

    def _chosen(self) -> None:
        self._set_mark(self.mark.currentData())

    def _apply_suggestion(self) -> None:
        suggested = suggest_mark(self.session.outline, self.session.plan, self.measure, self.indicator, self.year)
        if suggested.mark is not None:
            self._set_mark(suggested.mark.symbol)

    def _set_mark(self, symbol: str) -> None:
        row = self._row()
        if row is not None:
            self.session.apply(set_field(row, "mark", symbol), reason="評価")
        elif symbol:
            fresh = self._newborn.replace(mark=symbol)
            self.session.apply((Change("assessment", fresh.id, WHOLE, None, fresh),), reason="評価")

    def finish(self) -> None:
        """Write what is being typed."""
        self.opinion.editor.finish()
        self.at.editor.finish()
