"""前年度の文を写す: last year's texts as a start for this year's. Copied lines count as 未更新 until somebody edits them."""

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
)
from dxdesk.plan.rows.outline import Outline, asked_year, kind_of_year
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.rank import between, last_rank
from dxdesk.plan.rows.table import table_of

_NAMESPACE = uuid.UUID("0f6c2a58-7c41-5b7d-8a94-3d1f2b6e9c05")


def copy_entries(outline: Outline, entries: Sequence[Entry], year: int) -> Changes:
    """Copy lines to another year, after the existing ones; those of a dissolved department go to its successor."""
    ends: dict[tuple[str, str], str | None] = {}
    copies = []
    for entry in entries:
        copy = entry.replace(
            id=_id_of_copy(outline, entry, year), year=year, publication=None, publication_of=None, as_before=False
        )
        named = outline.rows.all(Department).get(entry.department or "")
        owner = current_department(outline, named) if named is not None else None
        if owner is not None and owner != named:
            copy = copy.replace(department=owner.id, written=owner.name)
        place = (entry.section, entry.kind)
        if place not in ends:
            section = outline.rows.all(Section)[entry.section]
            ends[place] = last_rank([other.rank for other in outline.entries(section, year, entry.kind)])
        ends[place] = between(ends[place], None)
        copies.append(copy.replace(rank=ends[place]))
    return tuple(Change("entry", copy.id, WHOLE, None, copy) for copy in copies)


def _id_of_copy(outline: Outline, entry: Entry, year: int) -> str:
    """The same id wherever the line is copied, so that two people's copies are one line; a second copy gets another."""
    fixed = str(uuid.uuid5(_NAMESPACE, repr((entry.id, year))))
    return fixed if outline.rows.get("entry", fixed) is None else str(uuid.uuid4())


def uncopied_entries(outline: Outline, section: Section, year: int, kind: str) -> list[Entry]:
    """Last year's lines of a section that are missing in this year's cell."""
    here = {line_key(outline, entry) for entry in outline.entries(section, year, kind)}
    return [e for e in outline.entries(section, year - 1, kind) if e.text.strip() and line_key(outline, e) not in here]


def copy_permitted(outline: Outline, scope: Scope, entries: Sequence[Entry], year: int) -> Changes:
    """Copy those lines to another year that may be written here."""
    return _permitted(outline, scope, copy_entries(outline, entries, year))


def copy_measure_texts(outline: Outline, scope: Scope, measure: Measure) -> Changes:
    """Copy the last texts of a measure into each asked cell, 見解 and yearly custom field that is empty."""
    plan = outline.rows.all(Plan)[measure.plan]
    changes: Changes = ()
    for section in outline.sections(measure):
        for year, kind in asked_cells(plan):
            if not outline.entries(section, year, kind):
                changes += copy_permitted(outline, scope, uncopied_entries(outline, section, year, kind), year)
    asked = asked_year(plan)
    if asked is None:
        return changes
    changes += _copy_assessments(outline, scope, measure, asked)
    return changes + _copy_custom_values(outline, scope, measure, asked)


def _copy_assessments(outline: Outline, scope: Scope, measure: Measure, year: int) -> Changes:
    earlier, changes = predecessors(outline, measure), Changes()
    for subject in (None, *outline.indicators_of(measure)):
        last = last_assessment(outline, measure, subject, year, earlier)
        if last is not None:
            own = subject.id if subject is not None else None
            changes += copy_assessment_text(
                outline, scope, last.row, Assessment.new(measure=measure.id, indicator=own, year=year)
            )
    return changes


def _copy_custom_values(outline: Outline, scope: Scope, measure: Measure, year: int) -> Changes:
    values, changes = outline.rows.all(CustomValue), Changes()
    for field in outline.custom_fields(outline.rows.all(Plan)[measure.plan]):
        if field.scope == PER_YEAR:
            fresh, last = (CustomValue.new(field=field.id, measure=measure.id, year=at) for at in (year, year - 1))
            if last.id in values:
                changes += _filled(outline, scope, fresh.replace(text=values[last.id].text))
    return changes


def copy_assessment_text(outline: Outline, scope: Scope, last: Assessment, blank: Assessment) -> Changes:
    """Copy an earlier 見解 into a `blank` assessment of another year or plan, where it has none and it may be written."""
    return _filled(outline, scope, blank.replace(text=last.text))


def _filled(outline: Outline, scope: Scope, fresh: Assessment | CustomValue) -> Changes:
    """Insert a row where there is none, or write its text where the existing one's is blank."""
    table = table_of(fresh)
    existing = outline.rows.get(table, fresh.id)
    if not fresh.text.strip():
        return ()
    if existing is None:
        return _permitted(outline, scope, (Change(table, fresh.id, WHOLE, None, fresh),))
    assert isinstance(existing, Assessment | CustomValue)
    if existing.text.strip():
        return ()
    unconfirmed = set_field(existing, "as_before", False) if isinstance(existing, Assessment) else ()
    return _permitted(outline, scope, (*set_field(existing, "text", fresh.text), *unconfirmed))


def asked_cells(plan: Plan) -> list[tuple[int, str]]:
    """The (fiscal year, kind) of the asked cells: the latest 実績, and the 実施予定 after it where it is shown."""
    year = asked_year(plan)
    if year is None:
        return []
    following = [(year + 1, PLANNED)] if year < plan.shown_to and kind_of_year(plan, year + 1) == PLANNED else []
    return [(year, DONE), *following]


def _permitted(outline: Outline, scope: Scope, changes: Iterable[Change]) -> Changes:
    return tuple(change for change, objection in objections(scope, outline, changes) if not objection)
