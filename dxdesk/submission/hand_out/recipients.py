"""Which departments are asked for a year."""

from collections.abc import Sequence

from dxdesk.plan.analysis.required import RequiredItem
from dxdesk.plan.rows.lookup import find_department
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline


def named_departments(outline: Outline, plan: Plan, names: Sequence[str]) -> list[Department]:
    """Return the departments of these names, each once. Raises Refused."""
    return list(dict.fromkeys(find_department(outline, plan, name) for name in names))


def asked_departments(outline: Outline, plan: Plan, required: Sequence[RequiredItem]) -> list[Department]:
    """Return whoever is asked for something, in the plan's order."""
    owners = {item.owner.id for item in required if item.owner is not None}
    return [department for department in outline.departments(plan) if department.id in owners]
