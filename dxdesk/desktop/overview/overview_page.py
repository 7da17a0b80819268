"""概況: how far the plan is, by pillar and by department; several plans of a file one under the other,
those of one city also side by side."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dxdesk.desktop.appearance.style import bold
from dxdesk.desktop.background.background_view import BackgroundView
from dxdesk.desktop.background.operation import Operation
from dxdesk.desktop.background.progress import Progress
from dxdesk.desktop.overview.overview_view import OverviewView
from dxdesk.desktop.parts import prompts
from dxdesk.desktop.parts.combo_box import Choice
from dxdesk.desktop.parts.labels import Label, secondary_label
from dxdesk.desktop.session import Session
from dxdesk.jobs.overview_sheet import export_overview, marks_text, targets_text
from dxdesk.plan.analysis.overview import Overview, overview
from dxdesk.plan.analysis.plan_comparison import ComparedRow, PlanComparison, compare_plans
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Measure, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress

_PILLARS, _DEPARTMENTS, _PLANS = "柱ごと", "課ごと", "計画を並べる"
_EMPTY = "この計画にはまだ施策がありません。施策を加えると、ここに柱ごと・課ごとの集計が並びます。"


Counts = tuple[list[Overview], list[PlanComparison]]


def counts(outline: Outline, year: int | None, step: Step = no_progress) -> Counts:
    """Job: count every plan of the file, in one year or each in its latest 実績 year; those of a city also side by side."""
    return [overview(outline, plan, year, step) for plan in outline.plans], compare_plans(outline, step)


class OverviewPage(BackgroundView):
    """Counts in the background; a line leads to its measure."""

    opened = Signal(str)  # a measure's id

    def __init__(self, session: Session, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._progress = progress
        self.overviews: list[Overview] = []
        self.cities: list[PlanComparison] = []
        self._build()
        self.reading.on_success(self._show).on_failure(self.message.setText)

    def _build(self) -> None:
        self.title = Label("概況", self)
        self.title.setFont(bold(self.font(), 1.2))
        self.year = Choice("年度", _years(self.session.outline.plans), self)
        self.year.activated.connect(self.refresh)
        self.grouping = Choice("まとめ方", _ways([]), self)
        self.grouping.currentIndexChanged.connect(self._show_lines)
        self.message = secondary_label("数えています…", self)
        self.view = OverviewView(self)
        self.view.opened.connect(self.opened)
        self.sheet = QPushButton("一覧をExcelに(&E)…", self)
        self.sheet.clicked.connect(self._export)
        head = QHBoxLayout()
        for widget in (self.title, self.grouping, self.year):
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
        """Count again, in the background."""
        super().refresh()
        self.year.offer(_years(self.session.outline.plans))
        outline = Outline(self.session.rows, self.session.outline)
        self.reading.start_stepwise(partial(counts, outline, self.year.currentData()))

    def load_now(self) -> None:
        """Count now, for pictures."""
        self._show(counts(self.session.outline, self.year.currentData()))

    def _show(self, found: Counts) -> None:
        if found != (self.overviews, self.cities):
            self.overviews, self.cities = found
            self.grouping.offer(_ways(self.cities))
            self._show_lines()
        self.sheet.setEnabled(any(t.pillars.measures for t in self.overviews))

    def shown_city(self) -> PlanComparison | None:
        """Return the plans shown side by side, None in the other groupings."""
        chosen = self.grouping.currentData()
        return self.cities[chosen] if isinstance(chosen, int) and chosen < len(self.cities) else None

    def _show_lines(self) -> None:
        city = self.shown_city()
        self.year.setVisible(city is None)  # side by side each plan shows its newest
        if city is not None:
            self.view.show_plans(city)
            self.view.expandToDepth(0)
        else:
            self._show_counts()
        if self.view.lines.rowCount():
            self.view.setCurrentIndex(self.view.lines.index(0, 0))
        self._show_summary(city)

    def _show_counts(self) -> None:
        several = len(self.overviews) > 1
        by_pillar = self.grouping.currentData() == _PILLARS
        lines = [
            line
            for one in self.overviews
            for line in ((one.pillars,) if several and by_pillar else one.pillars.lines if by_pillar else one.departments)
        ]
        self.view.show_lines(lines)
        self.view.expandToDepth(1 if several else 0) if by_pillar else self.view.collapseAll()

    def _show_summary(self, city: PlanComparison | None) -> None:
        filled = [one for one in self.overviews if one.pillars.measures]
        self.message.setText(
            _EMPTY if not filled else _sides_sentence(city) if city else "\n".join(map(_sentence, self.overviews))
        )

    # actions

    def _export(self) -> None:
        out = prompts.save_file(self, "概況を書き出すファイル", "概況.xlsx", "Excelブック（.xlsx） (*.xlsx)")
        if out:
            place = out if Path(out).suffix else f"{out}.xlsx"
            export = Operation(self._progress).with_progress(self._progress, "概況を書き出しています…")
            export.on_success(self._exported).start(partial(export_overview, self.overviews, place, self.cities))

    def _exported(self, place: Path) -> None:
        self._progress.message.emit(f"「{place}」に概況を書き出しました。")

    def focus_areas(self) -> list[QWidget]:
        """Return the areas that F6 moves through."""
        return [self.grouping, self.view]

    def focus_first(self) -> None:
        """Focus the lines."""
        self.view.setFocus()


def _ways(cities: Sequence[PlanComparison]) -> list[tuple[str, object]]:
    """Return the ways of grouping lines; side by side only where a city has several plans."""
    several = len(cities) > 1
    sides = ((f"{_PLANS}（{city.plans[0].municipality}）" if several else _PLANS, n) for n, city in enumerate(cities))
    return [(_PILLARS, _PILLARS), (_DEPARTMENTS, _DEPARTMENTS), *sides]


def _years(plans: Sequence[Plan]) -> list[tuple[str, object]]:
    """Return every year that one of the plans shows; first of all the latest 実績 year of each."""
    first, last = min(plan.shown_from for plan in plans), max(plan.shown_to for plan in plans)
    return [("最新の実績の年度", None), *((short_year(year), year) for year in range(first, last + 1))]


def _sentence(one: Overview) -> str:
    """Summarise a plan's counts in one line."""
    whole = one.pillars
    parts = [f"{short_year(one.year)}：施策 {whole.measures:,}"]
    parts += [f"評価 {marks_text(whole.marks)}"] if whole.marks else []
    parts += [f"目標の達成 {targets_text(whole)}"] if whole.percents else []
    parts += [f"記入済 {whole.filled:,}／{whole.required:,}"] if whole.required else []
    return f"{whole.name}　" + "　".join(parts)


def _sides_sentence(city: PlanComparison) -> str:
    """Summarise how many measures continue in the last plan, ended before it, or are new in it."""
    rows = list(_measures(city.whole))
    new = sum(row.cells[-1] is not None and not any(row.cells[:-1]) for row in rows)
    ended = sum(row.cells[-1] is None for row in rows)
    counted = f"引き継がれた施策 {len(rows) - new - ended:,}　終了 {ended:,}　新規 {new:,}"
    return f"{counted}　（評価・達成・値は、それぞれの計画で最も新しいもの。施策名か指標名の同じものを並べています）"


def _measures(row: ComparedRow) -> Iterator[ComparedRow]:
    if isinstance(row.newest.row, Measure):
        yield row
    for below in row.lines:
        yield from _measures(below)
