"""概況: how far the plan is, by pillar and by department; several plans of a file one under the other."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.overview.overview_view import OverviewView
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.choice import Choice
from dxdesk.desktop.parts.tasks import Task
from dxdesk.desktop.parts.view import View
from dxdesk.desktop.parts.work import Work
from dxdesk.desktop.session import Session
from dxdesk.jobs.overview_sheet import export_overview, marks_text, targets_text
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline
from dxdesk.plan.overview import Overview, overview
from dxdesk.plan.steps import Step
from dxdesk.plan.years import short

_SOON = 500  # ms without a change before the plan is counted again
_PILLARS, _DEPARTMENTS = "柱ごと", "課ごと"
_EMPTY = "この計画にはまだ施策がありません。施策を加えると、ここに柱ごと・課ごとの集計が並びます。"


def overviews(outline: Outline, year: int | None, step: Step) -> list[Overview]:
    """Job: every plan of the file, in one year or each in its latest 実績 year."""
    return [overview(outline, plan, year, step) for plan in outline.plans]


def written(told: list[Overview], out: str, _step: Step) -> Path:
    """Job: the sheets."""
    return export_overview(told, out)


class OverviewPage(View):
    """Counts beside the window; a line leads to its measure."""

    opened = Signal(str)  # a measure's id

    def __init__(self, session: Session, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._work = work
        self.told: list[Overview] = []
        self._task: Task | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self.refresh)
        self._build()
        session.changed.connect(self._changed)

    def _build(self) -> None:
        self.title = QLabel("概況", self)
        self.title.setFont(bold(self.font(), 1.2))
        self.year = Choice("年度", _years(self.session.outline.plans), self)
        self.year.activated.connect(self.refresh)
        self.sides = Choice("まとめ方", [(_PILLARS, _PILLARS), (_DEPARTMENTS, _DEPARTMENTS)], self)
        self.sides.currentIndexChanged.connect(self._show_lines)
        self.message = QLabel("数えています…", self)
        self.message.setWordWrap(True)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.message.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.view = OverviewView(self)
        self.view.opened.connect(self.opened)
        self.sheet = QPushButton("一覧をExcelに(&E)…", self)
        self.sheet.clicked.connect(self._export)
        head = QHBoxLayout()
        for widget in (self.title, self.sides, self.year):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self.sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.view, 1)

    # reading

    def refresh(self) -> None:
        """Counts again, beside the window."""
        self._soon.stop()
        if self.year.offer(_years(self.session.outline.plans)) and self.year.currentIndex() < 0:
            self.year.setCurrentIndex(0)
        outline = Outline(self.session.rows, self.session.outline)
        self._task = Task(partial(overviews, outline, self.year.currentData()))
        self._task.finished.connect(self._take)
        self._task.failed.connect(self.message.setText)
        self._task.start()

    def settle(self) -> None:
        """Counts now and here: for pictures."""
        self._show(overviews(self.session.outline, self.year.currentData(), lambda *_: None))

    def _take(self, told: list[Overview]) -> None:
        if self.sender() is self._task:
            self._task = None
            self._show(told)

    def _show(self, told: list[Overview]) -> None:
        if told != self.told:
            self.told = told
            self._show_lines()
        self.message.setText("\n".join(map(_sentence, told)) if any(t.pillars.measures for t in told) else _EMPTY)
        self.sheet.setEnabled(any(t.pillars.measures for t in told))

    def _show_lines(self) -> None:
        several = len(self.told) > 1
        by_pillar = self.sides.currentData() == _PILLARS
        lines = [
            line
            for told in self.told
            for line in ((told.pillars,) if several and by_pillar else told.pillars.lines if by_pillar else told.departments)
        ]
        self.view.show_lines(lines)
        self.view.expandToDepth(1 if several else 0) if by_pillar else self.view.collapseAll()
        if lines:
            self.view.setCurrentIndex(self.view.lines.index(0, 0))

    def _changed(self) -> None:
        if self.isVisible():
            self._soon.start()

    def turned_to(self) -> None:
        """What stood in the plan may have changed."""
        self.refresh()

    def hideEvent(self, event: QEvent) -> None:
        """Nobody looks: nothing is counted."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._soon.stop()

    # doing

    def _export(self) -> None:
        out = prompts.save_file(self, "概況を書き出すファイル", "概況.xlsx", "Excelブック（.xlsx） (*.xlsx)")
        if out:
            place = out if Path(out).suffix else f"{out}.xlsx"
            self._work.start(partial(written, self.told, place), self._exported, "概況を書き出しています…")

    def _exported(self, place: Path) -> None:
        self._work.told.emit(f"「{place}」に概況を書き出しました。")

    def areas(self) -> list[QWidget]:
        """What F6 goes round."""
        return [self.sides, self.view]

    def enter(self) -> None:
        """The keyboard to the lines."""
        self.view.setFocus()


def _years(plans: Sequence[Plan]) -> list[tuple[str, object]]:
    """Every year that one of the plans shows; first of all the latest 実績 year of each."""
    first, last = min(plan.shown_from for plan in plans), max(plan.shown_to for plan in plans)
    return [("最新の実績の年度", None), *((short(year), year) for year in range(first, last + 1))]


def _sentence(told: Overview) -> str:
    """A plan's counts in one line."""
    whole = told.pillars
    parts = [f"{short(told.year)}：施策 {whole.measures:,}"]
    parts += [f"評価 {marks_text(whole.marks)}"] if whole.marks else []
    parts += [f"目標の達成 {targets_text(whole)}"] if whole.percents else []
    parts += [f"記入済 {whole.filled:,}／{whole.required:,}"] if whole.required else []
    return f"{whole.name}　" + "　".join(parts)
