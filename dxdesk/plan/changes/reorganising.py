"""Departments over the years: renamed, split and merged from a year on. Nothing written under the old name changes."""

from collections.abc import Sequence

from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.changes.ordering import rank_at
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline


def add_department(outline: Outline, plan: Plan, name: str) -> Changes:
    """Add a department at the end of the list. Raises Refused for a blank name, or one that is taken."""
    return _insert(outline, plan, _new_names(outline, plan, [name]), None, None)


def rename(outline: Outline, department: Department, name: str, year: int) -> Changes:
    """Continue a department under another name from a year on."""
    return split(outline, department, [name], year)


def split(outline: Outline, department: Department, names: Sequence[str], year: int) -> Changes:
    """Split a department into new ones from a year on; the first takes over what is not assigned to the others.

    Raises Refused for names blank, taken or given twice, and for a department that ended before.
    """
    plan = outline.rows.all(Plan)[department.plan]
    new = _new_names(outline, plan, names)
    inserted = _insert(outline, plan, new, department, year)
    return (*inserted, *_end(outline, department, inserted[-len(new)].id, year))


def merge(outline: Outline, departments: Sequence[Department], name: str, year: int) -> Changes:
    """Merge departments into one from a year on; one of them may be it, under the name it has.

    Raises Refused for fewer than two, a blank name, one that another department has, and for departments that ended before.
    """
    if len({department.id for department in departments}) < 2:
        raise Refused("統合する課が一つだけです。二つ以上を選んでください。")
    plan = outline.rows.all(Plan)[departments[0].plan]
    known = outline.department_named(plan, name.strip())
    staying = next((department for department in departments if known is not None and department.id == known.id), None)
    if staying is not None:
        ends = (_end(outline, other, staying.id, year) for other in departments if other.id != staying.id)
        return tuple(change for changes in ends for change in changes)
    inserted = _insert(outline, plan, _new_names(outline, plan, [name]), departments[-1], year)
    ends = (_end(outline, department, inserted[-1].id, year) for department in departments)
    return (*inserted, *(change for changes in ends for change in changes))


def _new_names(outline: Outline, plan: Plan, names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in (name.strip() for name in names):
        if not name:
            raise Refused("課名が空です。新しい課の名称を書いてください。")
        if name in found or outline.department_named(plan, name) is not None:
            raise Refused(f"「{name}」はすでにあります。別の名称を書くか、ある課を選んでください。")
        found.append(name)
    if not found:
        raise Refused("課名が空です。新しい課の名称を書いてください。")
    return found


def _insert(outline: Outline, plan: Plan, names: Sequence[str], after: Department | None, year: int | None) -> Changes:
    """Insert departments right after another one, or at the end, in the order of their names."""
    changes: Changes = ()
    siblings = outline.departments(plan)
    place = next((p for p, d in enumerate(siblings, 1) if after and d.id == after.id), len(siblings))
    for offset, name in enumerate(names):
        rank, room = rank_at(siblings, place + offset)
        department = Department.new(plan=plan.id, name=name, first_year=year, rank=rank)
        ranks = {change.id: str(change.after) for change in room}
        siblings = [d.replace(rank=ranks.get(d.id, d.rank)) for d in siblings]
        siblings.insert(place + offset, department)
        changes += (*room, Change("department", department.id, WHOLE, None, department))
    return changes


def _end(outline: Outline, department: Department, successor: str, year: int) -> Changes:
    """End a department before `year`, with its successor (id). Raises Refused where it has ended already."""
    if department.successor is not None or (department.last_year is not None and department.last_year < year):
        raise Refused(f"「{department.name}」はすでに廃止されています。今ある課を選んでください。")
    if department.first_year is not None and department.first_year >= year:
        raise Refused(
            f"「{department.name}」は{short_year(department.first_year)}にできた課です。{short_year(department.first_year + 1)}以降の年度を選んでください。"
        )
    if _leads_to(outline, successor, department.id):
        raise Refused(f"「{department.name}」が自分の後継になります。別の課を選んでください。")
    return (*set_field(department, "last_year", year - 1), *set_field(department, "successor", successor))


def _leads_to(outline: Outline, start: str, wanted: str) -> bool:
    """Whether a department's successors lead to another one; they may go in a circle."""
    departments = outline.rows.all(Department)
    seen: set[str] = set()
    at: str | None = start
    while at is not None and at not in seen:
        if at == wanted:
            return True
        seen.add(at)
        department = departments.get(at)
        at = department.successor if department is not None else None
    return False
