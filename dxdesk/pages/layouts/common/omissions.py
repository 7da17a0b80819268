"""The contents of a plan that have no place in a layout, counted by kind. Notes are internal and never counted.

A layout declares what it shows: kinds of texts as a set, columns of years as `YearColumns`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dxdesk.plan.rows.model import (
    BASELINE,
    DONE,
    FORECAST,
    RESULT,
    TARGET,
    Assessment,
    CustomField,
    Entry,
    Figure,
    Indicator,
    Mark,
    Measure,
    Phase,
    Plan,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity

VISION, REVISIONS, PILLAR_TEXT, TERMS = "基本理念・目指す姿", "策定・改定の経過", "柱の説明", "用語の説明"
SCALE = "評価の記号の意味"
CONTENTS_TITLE, DESCRIPTION, EFFECT, SPAN = "目次での施策名", "施策の概要", "期待効果", "施策の開始・終了年度"
PUBLISHED, NATIONAL, NEW, DONE_FLAG = "※（成果指標（KPI）公表項目）", "☆（国の重点取組事項）", "【新】", "【完了】"
DEPARTMENTS, CHARGES, HEADINGS = "施策の担当課", "担当", "施策の中の見出し"
DEFINITION, OBSERVED = "指標の算定方法・出典", "指標の時点"
# No layout shows these.
_PRIVATE = "公表しない指標"

YearRow = Figure | Entry | Phase | Assessment
# The kind of a row of one year that has no place; blank for a row that has one or that was not asked for.
Hidden = Callable[[YearRow], str]
_ROLES = {BASELINE: "基準値", RESULT: "実績の値", TARGET: "目標値", FORECAST: "見込の値"}


@dataclass(frozen=True)
class YearColumns:
    """A table with a column for each fiscal year of `kinds`, 実績 or 実施予定.

    `roles`: of the figures in these columns, 実績 in those of 実績 and others in those of 実施予定; None: figures of every
    role have columns of their own. `tables`: of entries, phases and assessments those that are shown.
    """

    kinds: Mapping[int, str]
    tables: Collection[type[YearRow]]
    roles: Collection[str] | None = None

    def hidden(self, row: YearRow) -> str:
        """The kind of a row that has no place, blank for others."""
        if isinstance(row, Figure):
            return self._hidden_figure(row)
        if type(row) not in self.tables:
            return unshown(row)
        kind = self.kinds.get(row.year)
        if isinstance(row, Entry) and kind not in (None, row.kind):
            return f"{kind}の年度にある{row.kind}の記載"
        return ""

    def _hidden_figure(self, figure: Figure) -> str:
        if self.roles is None:
            return ""
        if figure.role not in self.roles:
            return _ROLES.get(figure.role, figure.role)
        kind = self.kinds.get(figure.year)
        if kind is None or (figure.role == RESULT) == (kind == DONE):
            return ""
        return f"{kind}の年度にある{figure.role}の値"


def unshown(row: Entry | Phase | Assessment) -> str:
    """The kind of rows of a table that is not shown at all."""
    if isinstance(row, Entry):
        return f"{row.kind}の記載"
    return "スケジュールの段階" if isinstance(row, Phase) else "評価・見解"


def left_out(outline: Outline, plan: Plan, measures: Sequence[Measure], shown: Collection[str], hidden: Hidden) -> list[str]:
    """One line a kind, none where everything has its place.

    `shown`: the kinds above, and names of custom fields, that the layout has a place for; `hidden`: for rows of a year.
    """
    counts: Counter[str] = Counter()
    for kind in (*_of_plan(outline, plan), *(kind for m in measures for kind in _of_measure(outline, m, shown, hidden))):
        counts[kind] += kind not in shown
    return omission_lines(counts)


def omission_lines(counts: Mapping[str, int]) -> list[str]:
    """A line for each kind of which something was counted."""
    return [f"{kind} {count:,}件" for kind, count in counts.items() if kind and count]


def _stated(*pairs: tuple[str, object]) -> Iterator[str]:
    yield from (kind for kind, value in pairs if value)


def _of_plan(outline: Outline, plan: Plan) -> Iterator[str]:
    yield from _stated((VISION, plan.vision), (REVISIONS, plan.revisions))
    marks: list[Mark] = outline.marks(plan)
    yield from (SCALE for mark in marks if mark.meaning)
    for pillar in outline.all_pillars(plan):
        yield from _stated((PILLAR_TEXT, pillar.description))
    yield from (TERMS for _ in outline.terms(plan))


def _of_measure(outline: Outline, measure: Measure, shown: Collection[str], hidden: Hidden) -> Iterator[str]:
    yield from _stated(
        (CONTENTS_TITLE, measure.contents_title),
        (DESCRIPTION, measure.description),
        (EFFECT, measure.effect),
        (SPAN, measure.first_year or measure.last_year),
        (PUBLISHED, measure.kpi_published),
        (NATIONAL, measure.national),
        (NEW, measure.newly),
        (DONE_FLAG, measure.completed),
    )
    for share, _ in outline.department_roles(measure):
        yield from _stated((DEPARTMENTS, True), (CHARGES, share.charge))
    yield from (HEADINGS for section in outline.sections(measure) if section.heading)
    yield from (hidden(entry) for entry in outline.all_entries(measure) if entry.text.strip())
    yield from (hidden(phase) for lane in outline.lanes(measure) for phase in outline.phases(lane) if phase.text)
    yield from (hidden(a) for a in outline.assessments(measure) if a.mark or a.text)
    for value in outline.values(measure):
        name = outline.rows.all(CustomField)[value.field].name
        yield from _stated((f"項目「{name}」", value.text and name not in shown))
    for indicator in outline.indicators_of(measure):
        yield from _of_indicator(outline, indicator, hidden)


def _of_indicator(outline: Outline, indicator: Indicator, hidden: Hidden) -> Iterator[str]:
    if not indicator.published:
        yield _PRIVATE
        return
    yield from _stated((DEFINITION, indicator.definition), (OBSERVED, indicator.observed))
    yield from (hidden(f) for f in outline.figures(indicator) if not Quantity(f.text).blank)
