"""Checks: what in a plan a person should look at before it is handed in or printed.

A rule is a function from the outline to its findings; its module's RULES lists it with its id and title.
"""

from dxdesk.plan.checks import characters, completeness, departments, figures, marks, narrative, sums, targets, texts
from dxdesk.plan.checks.finding import Finding, Level, Rule, all_measures
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress, stepping

__all__ = ["RULES", "Finding", "Level", "Rule", "check"]

RULES: tuple[Rule, ...] = (
    *completeness.RULES,
    *figures.RULES,
    *sums.RULES,
    *targets.RULES,
    *marks.RULES,
    *narrative.RULES,
    *departments.RULES,
    *characters.RULES,
    *texts.RULES,
)


def check(outline: Outline, step: Step = no_progress) -> list[Finding]:
    """All findings: first those outside any measure, then by measure as printed, year, level and rule, then as found."""
    places = {measure.id: place for place, (_, measure) in enumerate(all_measures(outline), 1)}
    found = [finding for rule in stepping(RULES, step) for finding in rule.find(outline)]
    return sorted(
        found,
        key=lambda f: (places.get(f.measure.id, 0) if f.measure else 0, f.year or 0, list(Level).index(f.level), f.rule),
    )
