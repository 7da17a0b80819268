"""未更新: a line or a 見解 that says what its department said the year before, until somebody says that it may stay so.

Nothing marks a copy: what was pasted in a sheet is as stale as what was copied here, and what was edited is not any more.
"""

from dxdesk.plan.rows.model import Assessment, Department, Entry, Measure
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.quantity import STATEMENTS

# What is said when there is nothing to say may well be said every year.
NOTHING_TO_REPORT = frozenset({"", *STATEMENTS, "なし", "特になし", "同上", "未実施"})


def unchanged_entries(outline: Outline, measure: Measure, year: int, kind: str) -> list[Entry]:
    """The lines of a year's 実績 or 実施予定 that are last year's, and of which nobody said that they may be."""
    lines = [entry for entry in outline.all_entries(measure) if entry.kind == kind]
    here = [entry for entry in lines if entry.year == year and not entry.as_before]
    before = {line_key(outline, entry) for entry in lines if entry.year == year - 1} if here else set()
    return [entry for entry in here if _says_something(entry) and line_key(outline, entry) in before]


def is_assessment_unchanged(outline: Outline, view: Assessment, last: Assessment | None = None) -> bool:
    """Whether a 見解 is the `last` one's (None: last year's), and nobody said that it may be."""
    last = last if last is not None else last_year_assessment(outline, view)
    same = last is not None and folded(last.text) == folded(view.text)
    return same and not view.as_before and folded(view.text).rstrip("。") not in NOTHING_TO_REPORT


def last_year_assessment(outline: Outline, view: Assessment) -> Assessment | None:
    """The assessment of the same thing the year before, where there was one."""
    key = {name: getattr(view, name) for name in Assessment.KEY}
    return outline.rows.all(Assessment).get(Assessment.new(**{**key, "year": view.year - 1}).id)


def line_key(outline: Outline, entry: Entry) -> tuple[str | None, str]:
    """Who says it, and what; whoever took over a department's work goes on where it ended."""
    department = outline.rows.all(Department).get(entry.department or "")
    return (current_department(outline, department).id if department is not None else None), folded(entry.text)


def _says_something(entry: Entry) -> bool:
    return folded(entry.text).rstrip("。") not in NOTHING_TO_REPORT
