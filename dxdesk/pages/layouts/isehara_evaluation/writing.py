"""A plan as 伊勢原市's 事業評価: 総括 and 詳細."""

from collections.abc import Sequence
from itertools import groupby

from dxdesk.pages.layouts import Options, Written
from dxdesk.pages.layouts.common import omissions as kind
from dxdesk.pages.layouts.common.omissions import Hidden, YearRow, left_out, omission_lines
from dxdesk.pages.layouts.common.selection import chosen
from dxdesk.pages.layouts.isehara_evaluation.columns import Columns, assessment_of, columns_of
from dxdesk.pages.layouts.isehara_evaluation.detail_writing import detail_page
from dxdesk.pages.layouts.isehara_evaluation.wording import (
    BELOW,
    LEVELS,
    MARK,
    SUMMARY,
    legend_line,
    numbered,
    policy_line,
    short_number,
    title_line,
)
from dxdesk.pages.page import Book, Page
from dxdesk.plan.analysis.evaluation_scale import read_tally, tally
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Assessment, Entry, Measure, Phase, Pillar, Plan
from dxdesk.plan.rows.outline import Outline

_SHOWN = {kind.CONTENTS_TITLE, kind.DESCRIPTION, kind.PILLAR_TEXT, kind.SCALE}


def write(outline: Outline, plan: Plan, options: Options) -> Written:
    """The pages, with what of the plan has no place in them. Raises Refused where nothing is left to write."""
    if options.years is not None and not options.years:
        raise Refused("書き出す年度がありません。R4-R7 のように指定してください。")
    measures = chosen(outline, plan, options)
    columns = columns_of(outline, plan, measures, options)
    pages = [_summary(outline, plan, measures, columns), detail_page(outline, plan, measures, columns)]
    hidden = _hidden_by(columns, options.years)
    described = {p.id for m in measures for p in pillar_path(outline, m)[1:] if p.description}
    return Written(
        Book(title_line(plan, columns.at), pages),
        [*omission_lines({"下位の柱の説明": len(described)}), *left_out(outline, plan, measures, _SHOWN, hidden)],
    )


def _hidden_by(columns: Columns, asked: range | None) -> Hidden:
    """What belongs to a year has its place in a column of figures, or as the evaluation of the evaluated year."""

    def hidden(row: YearRow) -> str:
        if asked is not None and row.year not in asked:
            return ""
        if isinstance(row, Entry):
            return "取組の記載"
        if isinstance(row, Phase):
            return "スケジュールの段階"
        if isinstance(row, Assessment):
            return _hidden_assessment(row, columns)
        if (row.role, row.year) not in columns.figures:
            return f"{short_year(row.year)}の{row.role}の値"
        return "年度ごとの指標の名称" if row.written else ""

    return hidden


def _hidden_assessment(row: Assessment, columns: Columns) -> str:
    if row.year != columns.evaluated:
        return f"{short_year(row.year)}の評価・見解"
    if row.indicator and row.text:
        return "指標ごとの見解"
    return "評価時点" if row.at not in ("", columns.at) else ""


def _summary(outline: Outline, plan: Plan, measures: Sequence[Measure], columns: Columns) -> Page:
    """A table for each policy: its measures with their marks, and how many of each mark."""
    page = Page(SUMMARY, widths=[34, 60, 8], landscape=False, footer=plan.title)
    page.put(0, 0, title_line(plan, columns.at), "title", columns=3)
    legend = [legend_line(mark.symbol, mark.meaning) for mark in outline.marks(plan) if mark.meaning]
    page.put(1, 0, "\n".join(legend), "note", columns=3)
    row = 2
    for policy, group in groupby(measures, key=outline.top_pillar):
        below = _put_policy(page, row, outline, plan, policy, list(group), columns)
        page.together.append((row, below - 1))
        row = below + 1
    return page


def _put_policy(
    page: Page, row: int, outline: Outline, plan: Plan, policy: Pillar, measures: Sequence[Measure], columns: Columns
) -> int:
    """The policy's heading, counts and table; returns the row below."""
    levels = level_names(plan)
    # Without pillars below the policy the measures take the whole width.
    grouped = any(outline.pillar_of(measure) != policy for measure in measures)
    marks = [a.mark if (a := assessment_of(outline, m, None, columns.evaluated)) else "" for m in measures]
    lines = policy.description.split("\n") if policy.description.strip() else []
    # Counts that a city printed otherwise than its rows give stay as printed, until a person decides.
    kept = [line for line in lines if read_tally(line)]
    counts = kept[0] if kept else tally(outline, plan, marks).line(levels[2])
    page.put(row, 0, policy_line(levels[0], policy.number, policy.title), "pillar", columns=3)
    for line in (line for line in lines if line not in kept[:1]):
        row += 1
        page.put(row, 0, line, "text", columns=3)
    page.put(row + 1, 0, counts, "subheading", columns=3)
    row += 2
    _put_heading(page, row, levels, grouped)
    row += 1
    for names, group in groupby(zip(measures, marks, strict=True), key=lambda pair: pillar_path(outline, pair[0])[1:]):
        rows = list(group)
        if grouped:
            page.put(row, 0, BELOW.join(numbered(p.number, p.title) for p in names), "cell", rows=len(rows))
        for measure, mark in rows:
            number = short_number(measure.number, [p.number for p in pillar_path(outline, measure)])
            name = numbered(number, measure.contents_title or measure.title)
            page.put(row, grouped, name, "cell", columns=2 - grouped)
            page.put(row, 2, mark, "value")
            row += 1
    return row


def _put_heading(page: Page, row: int, levels: tuple[str, str, str], grouped: bool) -> None:
    if grouped:
        page.put(row, 0, levels[1] or LEVELS[1], "heading")
    page.put(row, grouped, levels[2], "heading", columns=2 - grouped)
    page.put(row, 2, MARK, "heading")


def level_names(plan: Plan) -> tuple[str, str, str]:
    """What the plan calls its top pillars, those below and its measures; 伊勢原市's names where it says nothing."""
    names = [name.strip() for name in plan.levels.split(">") if name.strip()]
    if not names:
        return LEVELS
    return names[0] if len(names) > 1 else LEVELS[0], BELOW.join(names[1:-1]), names[-1]


def pillar_path(outline: Outline, measure: Measure) -> list[Pillar]:
    """The pillars that hold a measure, the top one first."""
    return outline.pillar_path(outline.pillar_of(measure))
