"""Which department owns a figure, a line or a measure: it is asked for it, and may edit it."""

from dxdesk.plan.rows.model import Department, Entry, Indicator, Measure
from dxdesk.plan.rows.outline import Outline


def measure_owner(outline: Outline, measure: Measure) -> Department | None:
    """The 主管, else the first department named; a dissolved one's successor in its place."""
    roles = outline.department_roles(measure)  # 主管 first
    return current_department(outline, roles[0][1]) if roles else None


def figure_owner(outline: Outline, indicator: Indicator) -> Department | None:
    """The indicator's own department, else the measure's."""
    departments = outline.rows.all(Department)
    if indicator.department is not None:
        return current_department(outline, departments[indicator.department])
    return measure_owner(outline, outline.rows.all(Measure)[indicator.measure])


def entry_owner(outline: Outline, entry: Entry) -> Department | None:
    """The line's own department, else the measure's."""
    departments = outline.rows.all(Department)
    if entry.department is not None:
        return current_department(outline, departments[entry.department])
    return measure_owner(outline, outline.rows.all(Measure)[entry.measure])


def participants(outline: Outline, measure: Measure) -> set[str]:
    """Return the ids of the departments named in a measure or writing in it; of dissolved ones the successors."""
    named = [current_department(outline, other) for _, other in outline.department_roles(measure)]
    lines = (entry_owner(outline, entry) for entry in outline.all_entries(measure))
    return {department.id for department in (*named, *lines) if department is not None}


def current_department(outline: Outline, department: Department) -> Department:
    """The department, or the one that has taken over its work."""
    passed = {department.id}
    # Departments that succeed each other in a circle (a damaged file) must not hang the window.
    while department.successor is not None and department.successor not in passed:
        department = outline.rows.all(Department)[department.successor]
        passed.add(department.id)
    return department
