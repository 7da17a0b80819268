"""Lines of a form as people type them: with bullets, several in one cell, signed by a department in brackets."""

from dataclasses import dataclass

from dxdesk.pages.layouts.common.departments import Departments, signature_of
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import current_department

_GRAMMAR = Departments(())


@dataclass(frozen=True)
class TypedLine:
    """One line of what was typed into a cell: its text, and the other department that its last bracket names.

    `taken_off`: the bullet and the department's own name that it was typed with, blank for none.
    """

    text: str
    other: Department | None = None
    written: str = ""
    taken_off: str = ""


def has_bullet(text: str) -> bool:
    """Return whether a text begins with a bullet."""
    return bool(_GRAMMAR.entry(text.strip()).bullet)


def typed_lines(outline: Outline, department: Department, text: str) -> list[TypedLine]:
    """Return the lines in a cell: one for each bullet where there are several, else one with all of the text."""
    found = _parts(text)
    return [line for part in found if (line := _line(outline, department, part)).text] or [TypedLine(text)]


def _parts(text: str) -> list[str]:
    lines = text.split("\n")
    if sum(map(has_bullet, lines)) < 2:
        return [text]
    parts: list[list[str]] = []
    for line in lines:
        if has_bullet(line) or not parts:
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _line(outline: Outline, department: Department, part: str) -> TypedLine:
    """One line without its bullet, and without the department's own name behind it."""
    text = part.strip()
    bullet = _GRAMMAR.entry(text).bullet
    text = text.removeprefix(bullet).strip()
    before, name = signature_of(text)
    plan = outline.rows.all(Plan)[department.plan]
    named = outline.department_named(plan, name) if name and before else None
    if named is None:
        return TypedLine(text, taken_off=bullet)
    if current_department(outline, named) == current_department(outline, department):
        return TypedLine(before, taken_off=f"{bullet}（{name}）")
    return TypedLine(before, named, name, bullet)
