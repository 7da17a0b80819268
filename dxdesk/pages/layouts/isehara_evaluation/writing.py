"""A plan as 伊勢原市's 事業評価: 総括, a table of measures with their marks, and 詳細, a block for each measure."""

from collections.abc import Sequence
from itertools import groupby

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.figures import published, value_text
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow, left_out, omission_lines, unshown
from dxdesk.pages.layouts.common.selection import chosen_measures
from dxdesk.pages.layouts.isehara_evaluation import wording
from dxdesk.pages.layouts.isehara_evaluation.columns import EvaluationColumns, assessment_of, columns_of
from dxdesk.pages.layouts.isehara_evaluation.wording import BELOW, MARK, figure_heading, numbered, title_line
from dxdesk.pages.page import Book, Page, Style
from dxdesk.plan.analysis.evaluation_scale import read_tally, tally
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import RESULT, Assessment, Entry, Figure, Indicator, Measure, Pillar, Plan
from dxdesk.plan.rows.outline import Outline

_SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.PILLAR_TEXT, kind.SCALE}


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    if options.years is not None and not options.years:
        raise Refused("書き出す年度がありません。R4-R7 のように指定してください。")
    measures = chosen_measures(outline, plan, options)
    columns = columns_of(outline, plan, measures, options)
    summary, details = _Summary(outline, plan, columns), _Details(outline, plan, columns)
    for policy, group in groupby(measures, key=outline.top_pillar):
        summary.put_policy(policy, list(group))
    for measure in measures:
        details.put_measure(measure)
    hidden = _hidden_by(columns, options.years)
    described = {p.id for m in measures for p in _pillar_path(outline, m)[1:] if p.description}
    return Written(
        Book(title_line(plan, columns.at), [summary.page, details.page]),
        [*omission_lines({"下位の柱の説明": len(described)}), *left_out(outline, plan, measures, _SHOWN, hidden)],
    )


class _Summary:
    """総括 while it is written: a table for each policy with its measures' marks, and how many of each mark."""

    def __init__(self, outline: Outline, plan: Plan, columns: EvaluationColumns) -> None:
        self.outline, self.plan, self.columns = outline, plan, columns
        self.levels = _level_names(plan)
        self.page = Page(wording.SUMMARY, widths=[34, 60, 8], landscape=False, footer=plan.title)
        self.page.put(0, 0, title_line(plan, columns.at), "title", columns=3)
        legend = [wording.legend_line(mark.symbol, mark.meaning) for mark in outline.marks(plan) if mark.meaning]
        self.page.put(1, 0, "\n".join(legend), "note", columns=3)
        self.row = 2

    def put_policy(self, policy: Pillar, measures: Sequence[Measure]) -> None:
        """The policy's heading, counts and table."""
        first = self.row
        assessments = [assessment_of(self.outline, measure, None, self.columns.evaluated) for measure in measures]
        marks = [assessment.mark if assessment else "" for assessment in assessments]
        self._put_heading(policy, marks)
        # Without pillars below the policy the measures take the whole width.
        grouped = any(self.outline.pillar_of(measure) != policy for measure in measures)
        self._put_columns(grouped)
        rated = zip(measures, marks, strict=True)
        for path, group in groupby(rated, key=lambda pair: _pillar_path(self.outline, pair[0])[1:]):
            rows = list(group)
            if grouped:
                name = BELOW.join(numbered(pillar.number, pillar.title) for pillar in path)
                self.page.put(self.row, 0, name, "cell", rows=len(rows))
            for measure, mark in rows:
                self.page.put(self.row, grouped, self._name(measure), "cell", columns=2 - grouped)
                self.page.put(self.row, 2, mark, "value")
                self.row += 1
        self.page.together.append((first, self.row - 1))
        self.row += 1

    def _put_heading(self, policy: Pillar, marks: Sequence[str]) -> None:
        lines = policy.description.split("\n") if policy.description.strip() else []
        # Counts that a city printed otherwise than its rows give stay as printed, until a person decides.
        kept = [line for line in lines if read_tally(line)]
        counts = kept[0] if kept else tally(self.outline, self.plan, marks).line(self.levels[2])
        heading = wording.policy_line(self.levels[0], policy.number, policy.title)
        self.page.put(self.row, 0, heading, "pillar", columns=3)
        for line in (line for line in lines if line not in kept[:1]):
            self.row += 1
            self.page.put(self.row, 0, line, "text", columns=3)
        self.page.put(self.row + 1, 0, counts, "subheading", columns=3)
        self.row += 2

    def _put_columns(self, grouped: bool) -> None:
        if grouped:
            self.page.put(self.row, 0, self.levels[1] or wording.LEVELS[1], "heading")
        self.page.put(self.row, grouped, self.levels[2], "heading", columns=2 - grouped)
        self.page.put(self.row, 2, MARK, "heading")
        self.row += 1

    def _name(self, measure: Measure) -> str:
        above = [pillar.number for pillar in _pillar_path(self.outline, measure)]
        return numbered(wording.short_number(measure.number, above), measure.contents_title or measure.title)


class _Details:
    """詳細 while it is written: for each measure what it is, its indicators' figures and marks, and the 見解."""

    _ACROSS = 5

    def __init__(self, outline: Outline, plan: Plan, columns: EvaluationColumns) -> None:
        self.outline, self.columns = outline, columns
        self.page = Page(wording.DETAIL, widths=[36, 20, 20, 20, 8], landscape=False, footer=plan.title)
        self.row = 0

    def put_measure(self, measure: Measure) -> None:
        """The measure's block, with a blank row after it."""
        first = self.row
        self._put_across(f"<{numbered(measure.number, measure.title)}>", "measure")
        self._put_across(wording.DESCRIPTION, "subheading")
        self._put_across(measure.description, "text")
        shown = list(published(self.outline, self.outline.sections(measure)))
        if shown:
            self._put_across(wording.FIGURES, "subheading")
            self._put_headings()
            for indicator, depth in shown:
                self._put_indicator(measure, indicator, depth)
        assessment = assessment_of(self.outline, measure, None, self.columns.evaluated)
        self._put_across(wording.VIEW, "subheading")
        self._put_across(assessment.text if assessment else "", "text")
        self.page.together.append((first, self.row - 1))
        self.row += 1

    def _put_across(self, text: str, style: Style) -> None:
        self.page.put(self.row, 0, text, style, columns=self._ACROSS)
        self.row += 1

    def _put_headings(self) -> None:
        """The heading of the results names their year only where it is not that of the targets."""
        named = {role: role != RESULT or self.columns.target != self.columns.evaluated for role, _ in self.columns.figures}
        headings = [figure_heading(role, year if named[role] else None) for role, year in self.columns.figures]
        for column, heading in enumerate((wording.LABEL, *headings, MARK)):
            self.page.put(self.row, column, heading, "heading")
        self.row += 1

    def _put_indicator(self, measure: Measure, indicator: Indicator, depth: int) -> None:
        self.page.put(self.row, 0, wording.INDENT * depth + indicator.label, "cell")
        for column, (role, year) in enumerate(self.columns.figures, 1):
            text = value_text(self.outline, indicator, year, role) if year is not None else ""
            self.page.put(self.row, column, text, "value")
        assessment = assessment_of(self.outline, measure, indicator, self.columns.evaluated)
        self.page.put(self.row, 4, assessment.mark if assessment else "", "value")
        self.row += 1


def _level_names(plan: Plan) -> tuple[str, str, str]:
    """The plan's names for its top pillars, those below and its measures; 伊勢原市's where it has none."""
    names = [name.strip() for name in plan.levels.split(">") if name.strip()]
    if not names:
        return wording.LEVELS
    return names[0] if len(names) > 1 else wording.LEVELS[0], BELOW.join(names[1:-1]), names[-1]


def _pillar_path(outline: Outline, measure: Measure) -> list[Pillar]:
    """The pillars that hold a measure, the top one first."""
    return outline.pillar_path(outline.pillar_of(measure))


# -- what has no place in the pages


def _hidden_by(columns: EvaluationColumns, asked: range | None) -> Hidden:
    """Name the rows of a year without a place: there is one for the figures of three columns and one year's evaluation."""

    def hidden(row: YearRow) -> str:
        if asked is not None and row.year not in asked:
            return ""
        if isinstance(row, Assessment):
            return _hidden_assessment(row, columns)
        if not isinstance(row, Figure):
            return "取組の記載" if isinstance(row, Entry) else unshown(row)
        if (row.role, row.year) not in columns.figures:
            return f"{short_year(row.year)}の{row.role}の値"
        return "年度ごとの指標の名称" if row.written else ""

    return hidden


def _hidden_assessment(row: Assessment, columns: EvaluationColumns) -> str:
    if row.year != columns.evaluated:
        return f"{short_year(row.year)}の評価・見解"
    if row.indicator and row.text:
        return "指標ごとの見解"
    return "評価時点" if row.at not in ("", columns.at) else ""
