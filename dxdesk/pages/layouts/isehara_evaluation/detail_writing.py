"""詳細: for each measure what it is, how its indicators did, and the 見解."""

from collections.abc import Iterator, Sequence

from dxdesk.pages.layouts.common.figures import value_text
from dxdesk.pages.layouts.isehara_evaluation.columns import Columns, assessment_of
from dxdesk.pages.layouts.isehara_evaluation.wording import (
    DESCRIPTION,
    DETAIL,
    FIGURES,
    LABEL,
    MARK,
    VIEW,
    figure_heading,
    numbered,
)
from dxdesk.pages.page import Page
from dxdesk.plan.rows.model import RESULT, Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline

_ACROSS = 5
# Before the label of a part of a breakdown.
INDENT = "　"


def detail_page(outline: Outline, plan: Plan, measures: Sequence[Measure], columns: Columns) -> Page:
    """The measures below each other."""
    page = Page(DETAIL, widths=[36, 20, 20, 20, 8], landscape=False, footer=plan.title)
    row = 0
    for measure in measures:
        row = 1 + _put_measure(page, row, outline, measure, columns)
    return page


def _put_measure(page: Page, row: int, outline: Outline, measure: Measure, columns: Columns) -> int:
    """Returns the row below."""
    first = row
    page.put(row, 0, f"<{numbered(measure.number, measure.title)}>", "measure", columns=_ACROSS)
    row = _put_text(page, row + 1, DESCRIPTION, measure.description)
    shown = list(_shown(outline, measure))
    if shown:
        page.put(row, 0, FIGURES, "subheading", columns=_ACROSS)
        row = _put_figures(page, row + 1, outline, measure, shown, columns)
    assessment = assessment_of(outline, measure, None, columns.evaluated)
    row = _put_text(page, row, VIEW, assessment.text if assessment else "")
    page.together.append((first, row - 1))
    return row


def _put_text(page: Page, row: int, heading: str, text: str) -> int:
    page.put(row, 0, heading, "subheading", columns=_ACROSS)
    page.put(row + 1, 0, text, "text", columns=_ACROSS)
    return row + 2


def _put_figures(
    page: Page, row: int, outline: Outline, measure: Measure, shown: Sequence[tuple[int, Indicator]], columns: Columns
) -> int:
    """The year of the results is told where it is not the one aimed at."""
    told = {role: role != RESULT or columns.target != columns.evaluated for role, _ in columns.figures}
    headings = [figure_heading(role, year, told[role]) for role, year in columns.figures]
    for column, heading in enumerate((LABEL, *headings, MARK)):
        page.put(row, column, heading, "heading")
    for depth, indicator in shown:
        row += 1
        page.put(row, 0, INDENT * depth + indicator.label, "cell")
        for column, (role, year) in enumerate(columns.figures, 1):
            text = value_text(outline, indicator, year, role) if year is not None else ""
            page.put(row, column, text, "value")
        assessment = assessment_of(outline, measure, indicator, columns.evaluated)
        page.put(row, 4, assessment.mark if assessment else "", "value")
    return row + 1


def _shown(outline: Outline, measure: Measure) -> Iterator[tuple[int, Indicator]]:
    """The published indicators, each with how deep it stands in a breakdown."""

    def walk(indicators: Sequence[Indicator], depth: int) -> Iterator[tuple[int, Indicator]]:
        for indicator in indicators:
            if indicator.published:
                yield depth, indicator
                yield from walk(outline.children(indicator), depth + 1)

    for section in outline.sections(measure):
        yield from walk(outline.indicators(section), 0)
