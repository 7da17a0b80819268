"""未更新: a line or a 見解 with the text that its department wrote the year before, until a person confirms it.

Copies are not marked: a text pasted in a sheet is as stale as one copied here, and one that was edited no longer is.
"""

from dxdesk.plan.rows.model import Assessment, Department, Entry, Measure
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.quantity import STATEMENTS

# A text that reports nothing may well be the same every year.
NOTHING_TO_REPORT = frozenset({"", *STATEMENTS, "なし", "特になし", "同上", "未実施"})


def unchanged_entries(outline: Outline, measure: Measure, year: int, kind: str) -> list[Entry]:
    """The lines of a year's 実績 or 実施予定 that are last year's and not confirmed."""
    lines = [entry for entry in outline.all_entries(measure) if entry.kind == kind]
    here = [entry for entry in lines if entry.year == year and not entry.as_before]
    before = {line_key(outline, entry) for entry in lines if entry.year == year - 1} if here else set()
    return [entry for entry in here if _reports_something(entry) and line_key(outline, entry) in before]


def is_assessment_unchanged(outline: Outline, assessment: Assessment, last: Assessment | None = None) -> bool:
    """Whether a 見解 is that of `last` (None: of last year) and not confirmed."""
    last = last if last is not None else last_year_assessment(outline, assessment)
    same = last is not None and folded(last.text) == folded(assessment.text)
    return same and not assessment.as_before and folded(assessment.text).rstrip("。") not in NOTHING_TO_REPORT


def last_year_assessment(outline: Outline, assessment: Assessment) -> Assessment | None:
    """The assessment of the same measure or indicator the year before, where there is one."""
    key = {name: getattr(assessment, name) for name in Assessment.KEY}
    return outline.rows.all(Assessment).get(Assessment.new(**{**key, "year": assessment.year - 1}).id)


def line_key(outline: Outline, entry: Entry) -> tuple[str | None, str]:
    """The department that wrote a line (its successor, where it is dissolved) and the text, for comparison."""
    department = outline.rows.all(Department).get(entry.department or "")
    return (current_department(outline, department).id if department is not None else None), folded(entry.text)


def _reports_something(entry: Entry) -> bool:
    return folded(entry.text).rstrip("。") not in NOTHING_TO_REPORT
