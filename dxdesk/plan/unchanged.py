"""未更新: a line that says what its department said the year before, until somebody says that it may stay so.

Nothing marks a copy: what was pasted in a sheet is as stale as what was copied here, and what was edited is not any more.
"""

from dxdesk.plan.model import Department, Entry, Measure
from dxdesk.plan.outline import Outline, folded
from dxdesk.plan.owners import standing
from dxdesk.plan.quantity import STATEMENTS

# What is said when there is nothing to say may well be said every year.
NOTHING = frozenset({"", *STATEMENTS, "なし", "特になし", "同上", "未実施"})


def unchanged(outline: Outline, measure: Measure, year: int, kind: str) -> list[Entry]:
    """The lines of a year's 実績 or 実施予定 that are last year's, and of which nobody said that they may be."""
    lines = [entry for entry in outline.all_entries(measure) if entry.kind == kind]
    before = {said(outline, entry) for entry in lines if entry.year == year - 1}
    return [
        entry
        for entry in lines
        if entry.year == year and not entry.as_before and _says_something(entry) and said(outline, entry) in before
    ]


def said(outline: Outline, entry: Entry) -> tuple[str | None, str]:
    """Who says it, and what; whoever took over a department's work goes on where it ended."""
    department = outline.rows.all(Department).get(entry.department or "")
    return (standing(outline, department).id if department is not None else None), folded(entry.text)


def _says_something(entry: Entry) -> bool:
    return folded(entry.text).rstrip("。") not in NOTHING
