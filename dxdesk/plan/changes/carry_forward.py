"""前年度の文を写す: last year's texts as a beginning for this year's. Lines count as 未更新 until somebody touches them."""

import uuid
from collections.abc import Iterable, Sequence

from dxdesk.plan.analysis.evaluation_history import last_assessment, predecessors
from dxdesk.plan.analysis.stale_text import line_key
from dxdesk.plan.changes.edits import Changes, set_field
from dxdesk.plan.changes.permissions import Scope, objections
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import (
    DONE,
    PER_YEAR,
    PLANNED,
    Assessment,
    CustomValue,
    Department,
    Entry,
    Measure,
    Plan,
    Section,
    table_of,
)
from dxdesk.plan.rows.outline import Outline, asked_year, kind_of_year
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.rank import between, last_rank

_NAMESPACE = uuid.UUID("0f6c2a58-7c41-5b7d-8a94-3d1f2b6e9c05")


def copy_entries(outline: Outline, entries: Sequence[Entry], year: int) -> Changes:
    """The same lines in another year, after those there are; a dissolved department's go to who took over its work."""
    ends: dict[tuple[str, str], str | None] = {}
    copies = []
    for entry in entries:
        copy = entry.replace(id=_id_of_copy(outline, entry, year), year=year, publication=None, as_before=False)
        named = outline.rows.all(Department).get(entry.department or "")
        owner = current_department(outline, named) if named is not None else None
        if owner is not None and owner != named:
            copy = copy.replace(department=owner.id, written=owner.name)
        place = (entry.section, entry.kind)
        if place not in ends:
            section = outline.rows.all(Section)[entry.section]
            ends[place] = last_rank([there.rank for there in outline.entries(section, year, entry.kind)])
        ends[place] = between(ends[place], None)
        copies.append(copy.replace(rank=ends[place]))
    return tuple(Change("entry", copy.id, WHOLE, None, copy) for copy in copies)


def _id_of_copy(outline: Outline, entry: Entry, year: int) -> str:
    """The same wherever the line is copied, so that two people who do meet in one line; a second copy is another one."""
    known = str(uuid.uuid5(_NAMESPACE, repr((entry.id, year))))
    return known if outline.rows.get("entry", known) is None else str(uuid.uuid4())


def uncopied_entries(outline: Outline, section: Section, year: int, kind: str) -> list[Entry]:
    """Last year's lines of a section that its cell of this year has not got."""
    here = {line_key(outline, entry) for entry in outline.entries(section, year, kind)}
    return [e for e in outline.entries(section, year - 1, kind) if e.text.strip() and line_key(outline, e) not in here]


def copy_permitted(outline: Outline, scope: Scope, entries: Sequence[Entry], year: int) -> Changes:
    """Those of the lines that may be written here, in another year."""
    return _permitted(outline, scope, copy_entries(outline, entries, year))


def copy_measure_texts(outline: Outline, scope: Scope, measure: Measure) -> Changes:
    """What was written last, for each asked cell of a measure, each 見解 and each custom field told by year, that is empty."""
    plan = outline.rows.all(Plan)[measure.plan]
    changes: Changes = ()
    for section in outline.sections(measure):
        for year, kind in asked_cells(plan):
            if not outline.entries(section, year, kind):
                changes += copy_permitted(outline, scope, uncopied_entries(outline, section, year, kind), year)
    asked = asked_year(plan)
    if asked is None:
        return changes
    views, values = (copy(outline, scope, measure, asked) for copy in (_copied_views, _copied_values))
    return changes + views + values


def _copied_views(outline: Outline, scope: Scope, measure: Measure, year: int) -> Changes:
    earlier, changes = predecessors(outline, measure), Changes()
    for subject in (None, *outline.indicators_of(measure)):
        last = last_assessment(outline, measure, subject, year, earlier)
        if last is not None:
            own = subject.id if subject is not None else None
            changes += copy_assessment_text(
                outline, scope, last.row, Assessment.new(measure=measure.id, indicator=own, year=year)
            )
    return changes


def _copied_values(outline: Outline, scope: Scope, measure: Measure, year: int) -> Changes:
    values, changes = outline.rows.all(CustomValue), Changes()
    for field in outline.custom_fields(outline.rows.all(Plan)[measure.plan]):
        if field.scope == PER_YEAR:
            fresh, last = (CustomValue.new(field=field.id, measure=measure.id, year=at) for at in (year, year - 1))
            if last.id in values:
                changes += _filled(outline, scope, fresh.replace(text=values[last.id].text))
    return changes


def copy_assessment_text(outline: Outline, scope: Scope, last: Assessment, blank: Assessment) -> Changes:
    """An earlier 見解 in a `blank` assessment, of another year or plan, where none is written there and it may be."""
    return _filled(outline, scope, blank.replace(text=last.text))


def _filled(outline: Outline, scope: Scope, fresh: Assessment | CustomValue) -> Changes:
    """A row in the place of none, or its text in that of a blank one."""
    table = table_of(fresh)
    there = outline.rows.get(table, fresh.id)
    if not fresh.text.strip():
        return ()
    if there is None:
        return _permitted(outline, scope, (Change(table, fresh.id, WHOLE, None, fresh),))
    assert isinstance(there, Assessment | CustomValue)
    if there.text.strip():
        return ()
    anew = set_field(there, "as_before", False) if isinstance(there, Assessment) else ()
    return _permitted(outline, scope, (*set_field(there, "text", fresh.text), *anew))


def asked_cells(plan: Plan) -> list[tuple[int, str]]:
    """The (fiscal year, kind) that lines are asked for: the latest 実績, and the 実施予定 after it where it is shown."""
    year = asked_year(plan)
    if year is None:
        return []
    following = [(year + 1, PLANNED)] if year < plan.shown_to and kind_of_year(plan, year + 1) == PLANNED else []
    return [(year, DONE), *following]


def _permitted(outline: Outline, scope: Scope, changes: Iterable[Change]) -> Changes:
    return tuple(change for change, objection in objections(scope, outline, changes) if not objection)
