"""Rules for the texts of a year."""

from collections.abc import Iterator

from dxdesk.plan.analysis.stale_text import is_assessment_unchanged, unchanged_entries
from dxdesk.plan.changes.publication import older_publications
from dxdesk.plan.checks.finding import Finding, Level, Rule, all_measures, location
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import Outline

_BEGINNING = 20


def same_line(outline: Outline) -> Iterator[Finding]:
    """A line with the text that its department wrote the year before."""
    for _, measure in all_measures(outline):
        for year, kind in dict.fromkeys((e.year, e.kind) for e in outline.all_entries(measure)):
            for entry in unchanged_entries(outline, measure, year, kind):
                message = f"{location(outline, measure)}の{short_year(year)}{kind}「{_beginning(entry.text)}」は前年度と同じ文です。"
                yield Finding(Level.NOTICE, "narrative-unchanged", measure, year, message, "entry", entry.id)


def same_assessment(outline: Outline) -> Iterator[Finding]:
    """A 見解 with the text of the year before."""
    for _, measure in all_measures(outline):
        for assessment in outline.assessments(measure):
            if is_assessment_unchanged(outline, assessment):
                message = f"{location(outline, measure)}の{short_year(assessment.year)}の見解「{_beginning(assessment.text)}」は前年度と同じ文です。"
                yield Finding(Level.NOTICE, "view-unchanged", measure, assessment.year, message, "assessment", assessment.id)


def older_publication(outline: Outline) -> Iterator[Finding]:
    """A line that was written anew since its text for publication was made."""
    for entry in older_publications(outline):
        measure = outline.rows.all(Measure)[entry.measure]
        message = (
            f"{location(outline, measure)}の{short_year(entry.year)}{entry.kind}「{_beginning(entry.text)}」は、"
            f"公表用の文「{_beginning(entry.publication or '')}」ができたあとで書き直されました。公表用の文を見直してください。"
        )
        yield Finding(Level.WARNING, "publication-older", measure, entry.year, message, "entry", entry.id)


def _beginning(text: str) -> str:
    line = next(iter(text.strip().splitlines()), "")
    return line if len(line) <= _BEGINNING else line[:_BEGINNING] + "…"


RULES = (
    Rule("narrative-unchanged", "前年度と同じ文", same_line),
    Rule("publication-older", "記載より古い公表用の文", older_publication),
    Rule("view-unchanged", "前年度と同じ見解", same_assessment),
)
