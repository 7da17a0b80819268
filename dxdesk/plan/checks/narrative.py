"""Rules for what is told of a year."""

from collections.abc import Iterator

from dxdesk.plan.checks.finding import NOTICE, Finding, Rule, measures, place
from dxdesk.plan.outline import Outline, folded
from dxdesk.plan.quantity import STATEMENTS
from dxdesk.plan.years import short

_BEGINNING = 20
# What is said when there is nothing to say may well be said every year.
_NOTHING = {*STATEMENTS, "なし", "特になし", "同上", "未実施"}


def unchanged(outline: Outline) -> Iterator[Finding]:
    """A line that says what its department said the year before."""
    for _, measure in measures(outline):
        entries = [e for e in outline.all_entries(measure) if folded(e.text).rstrip("。") not in {"", *_NOTHING}]
        said = {(e.year, e.kind, e.department, folded(e.text)) for e in entries}
        for entry in entries:
            if (entry.year - 1, entry.kind, entry.department, folded(entry.text)) in said:
                message = (
                    f"{place(measure)}の{short(entry.year)}{entry.kind}「{_beginning(entry.text)}」は前年度と同じ文です。"
                )
                yield Finding(NOTICE, "narrative-unchanged", measure, entry.year, message, "entry", entry.id)


def view_unchanged(outline: Outline) -> Iterator[Finding]:
    """A 見解 that says what it said the year before."""
    for _, measure in measures(outline):
        assessments = outline.assessments(measure)
        said = {(a.year, a.indicator, folded(a.text)) for a in assessments if folded(a.text) not in {"", *_NOTHING}}
        for assessment in assessments:
            if (assessment.year - 1, assessment.indicator, folded(assessment.text)) in said:
                message = f"{place(measure)}の{short(assessment.year)}の見解「{_beginning(assessment.text)}」は前年度と同じ文です。"
                yield Finding(NOTICE, "view-unchanged", measure, assessment.year, message, "assessment", assessment.id)


def _beginning(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= _BEGINNING else line[:_BEGINNING] + "…"


RULES = (
    Rule("narrative-unchanged", "前年度と同じ文", unchanged),
    Rule("view-unchanged", "前年度と同じ見解", view_unchanged),
)
