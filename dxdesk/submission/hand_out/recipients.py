"""Which departments are asked for a year."""

from collections.abc import Sequence

from dxdesk.plan.analysis.required import RequiredItem
from dxdesk.plan.rows.lookup import find_department
from dxdesk.plan.rows.model import Department, Indicator, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import entry_owner, figure_owner


def named_departments(outline: Outline, plan: Plan, names: Sequence[str]) -> list[Department]:
    """Return the departments of these names, each once. Raises Refused."""
    return list(dict.fromkeys(find_department(outline, plan, name) for name in names))


def concerned_departments(outline: Outline, plan: Plan, year: int, required: Sequence[RequiredItem]) -> list[Department]:
    """Return whoever is asked for something, or has lines or figures in the year or the one before; in the plan's order."""
    owners = {item.owner.id for item in required if item.owner is not None}
    years = (year - 1, year)
    measures = {measure.id for measure in outline.measures(plan)}
    for measure in outline.measures(plan):
        for entry in outline.all_entries(measure):
            if entry.year in years and (owner := entry_owner(outline, entry)) is not None:
                owners.add(owner.id)
    for indicator in outline.rows.all(Indicator).values():
        if indicator.measure in measures and any(f.year in years and f.text for f in outline.figures(indicator)):
            owner = figure_owner(outline, indicator)
            owners |= {owner.id} if owner is not None else set()
    return [department for department in outline.departments(plan) if department.id in owners]
