"""前年度の文を写す: last year's lines as a beginning for this year's. They count as 未更新 until somebody touches them."""

import uuid
from collections.abc import Iterable, Sequence

from dxdesk.plan.change import WHOLE, Change
from dxdesk.plan.edits import Changes, set_field
from dxdesk.plan.model import DONE, PLANNED, Assessment, Department, Entry, Measure, Plan, Section
from dxdesk.plan.outline import Outline, asked_year, kind_of
from dxdesk.plan.owners import standing
from dxdesk.plan.rank import between, last_of
from dxdesk.plan.scope import Scope, judged
from dxdesk.plan.unchanged import said

_NAMESPACE = uuid.UUID("0f6c2a58-7c41-5b7d-8a94-3d1f2b6e9c05")


def copy_entries(outline: Outline, entries: Sequence[Entry], year: int) -> Changes:
    """The same lines in another year, after those there are; a dissolved department's go to who took over its work."""
    ends: dict[tuple[str, str], str | None] = {}
    copies = []
    for entry in entries:
        copy = entry.but(id=_id_of_copy(outline, entry, year), year=year, publication=None, as_before=False)
        named = outline.rows.all(Department).get(entry.department or "")
        owner = standing(outline, named) if named is not None else None
        if owner is not None and owner != named:
            copy = copy.but(department=owner.id, written=owner.name)
        place = (entry.section, entry.kind)
        if place not in ends:
            section = outline.rows.all(Section)[entry.section]
            ends[place] = last_of([there.rank for there in outline.entries(section, year, entry.kind)])
        ends[place] = between(ends[place], None)
        copies.append(copy.but(rank=ends[place]))
    return tuple(Change("entry", copy.id, WHOLE, None, copy) for copy in copies)


def _id_of_copy(outline: Outline, entry: Entry, year: int) -> str:
    """The same wherever the line is copied, so that two people who do meet in one line; a second copy is another one."""
    known = str(uuid.uuid5(_NAMESPACE, repr((entry.id, year))))
    return known if outline.rows.get("entry", known) is None else str(uuid.uuid4())


def waiting(outline: Outline, section: Section, year: int, kind: str) -> list[Entry]:
    """Last year's lines of a section that its cell of this year has not got."""
    here = {said(outline, entry) for entry in outline.entries(section, year, kind)}
    return [e for e in outline.entries(section, year - 1, kind) if e.text.strip() and said(outline, e) not in here]


def copied(outline: Outline, scope: Scope, entries: Sequence[Entry], year: int) -> Changes:
    """Those of the lines that may be written here, in another year."""
    return _permitted(outline, scope, copy_entries(outline, entries, year))


def copied_measure(outline: Outline, scope: Scope, measure: Measure) -> Changes:
    """All that was written last year, for each asked cell of a measure, and each 見解, that is still empty."""
    plan = outline.rows.all(Plan)[measure.plan]
    changes: Changes = ()
    for section in outline.sections(measure):
        for year, kind in asked_cells(plan):
            if not outline.entries(section, year, kind):
                changes += copied(outline, scope, waiting(outline, section, year, kind), year)
    for view in outline.assessments(measure):
        if view.year + 1 == asked_year(plan):
            changes += copied_view(outline, scope, view)
    return changes


def copied_view(outline: Outline, scope: Scope, last: Assessment) -> Changes:
    """A 見解 in the year after, where none is written there and it may be."""
    fresh = Assessment.new(measure=last.measure, indicator=last.indicator, year=last.year + 1, text=last.text)
    there = outline.rows.all(Assessment).get(fresh.id)
    if not last.text.strip() or (there is not None and there.text.strip()):
        return ()
    if there is None:
        return _permitted(outline, scope, (Change("assessment", fresh.id, WHOLE, None, fresh),))
    return _permitted(outline, scope, (*set_field(there, "text", last.text), *set_field(there, "as_before", False)))


def asked_cells(plan: Plan) -> list[tuple[int, str]]:
    """The (fiscal year, kind) that lines are asked for: the latest 実績, and the 実施予定 after it where it is shown."""
    year = asked_year(plan)
    if year is None:
        return []
    following = [(year + 1, PLANNED)] if year < plan.shown_to and kind_of(plan, year + 1) == PLANNED else []
    return [(year, DONE), *following]


def _permitted(outline: Outline, scope: Scope, changes: Iterable[Change]) -> Changes:
    return tuple(change for change, objection in judged(scope, outline, changes) if not objection)
