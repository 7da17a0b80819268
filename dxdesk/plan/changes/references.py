"""Whether what a row refers to fits together: a file from outside may name any row of the plan in any field."""

from collections.abc import Mapping

from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.model import (
    Assessment,
    CustomField,
    CustomValue,
    Department,
    Entry,
    Indicator,
    Measure,
    Message,
    Section,
)
from dxdesk.plan.rows.outline import Outline, folded, spellings_of
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import Row


def references_agree(outline: Outline, row: Row, field: str, inserted: Mapping[RowKey, Row]) -> bool:
    """Return whether a row, as it is after a change of `field`, refers to rows of one measure and one plan.

    `inserted`: rows that come into the plan with it. What the field has nothing to do with is left alone.
    """
    rows = outline.rows
    match row:
        case Entry():
            section = inserted.get(("section", row.section)) or rows.all(Section).get(row.section)
            placed = field not in ("section", WHOLE) or (isinstance(section, Section) and section.measure == row.measure)
            return placed and (field not in ("department", "written", WHOLE) or _department_agrees(outline, row))
        case Assessment() if row.indicator is not None:
            return _measure_of_indicator(outline, row.indicator) == row.measure
        case CustomValue():
            return rows.all(CustomField)[row.field].plan == rows.all(Measure)[row.measure].plan
        case Message() if row.measure is not None:
            return rows.all(Department)[row.department].plan == rows.all(Measure)[row.measure].plan
    return True


def _measure_of_indicator(outline: Outline, indicator: str) -> str:
    return outline.rows.all(Indicator)[indicator].measure


def _department_agrees(outline: Outline, entry: Entry) -> bool:
    """Whether a line's department is of its measure's plan, and its name as written is one of that department's names."""
    department = outline.rows.all(Department).get(entry.department or "")
    if department is None:
        return not entry.written
    if department.plan != outline.rows.all(Measure)[entry.measure].plan:
        return False
    names = (*spellings_of(department), *spellings_of(current_department(outline, department)))
    return not entry.written or folded(entry.written) in map(folded, names)
