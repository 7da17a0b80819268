"""The edits that people make to a plan, as changes: one function each, for the command line and the window alike."""

from dataclasses import dataclass

from dxdesk.plan.changes.ordering import moved_by, rank_at
from dxdesk.plan.rows.change import WHOLE, Change, ordered
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import DONE, RESULT, Department, Entry, Figure, Indicator, Measure, Message, Note, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rank import between, last_rank
from dxdesk.plan.rows.table import Row, table_of

Changes = tuple[Change, ...]


def set_field(row: Row, field: str, value: Value) -> Changes:
    """Set one field of a row; no change where it already has the value."""
    before = getattr(row, field)
    return () if before == value else (Change(table_of(row), row.id, field, before, value),)


def write_text(outline: Outline, row: Row, field: str, text: str) -> Changes:
    """A text of a row, which comes into being with it where the plan does not have it yet."""
    table = table_of(row)
    indicator = outline.rows.all(Indicator).get(row.indicator) if isinstance(row, Figure) and field == "text" else None
    if isinstance(row, Figure) and indicator is not None:
        return write_figure(outline, indicator, row.year, text, row.role)
    known = outline.rows.get(table, row.id)
    if known is None:
        return (Change(table, row.id, WHOLE, None, row.replace(**{field: text})),)
    # None and blank look alike but are not the same cell value.
    change = Change(table, row.id, field, getattr(known, field), text)
    # Whoever replies to a message has read it, and whoever writes a text for publication has the submitted one in sight.
    if isinstance(known, Message) and field == "reply":
        return (change, *set_field(known, "seen", known.text))
    if isinstance(known, Entry) and field == "publication":
        return (change, *set_field(known, "publication_of", known.text if text else None))
    return (change,)


def write_figure(outline: Outline, indicator: Indicator, year: int, text: str, role: str = RESULT) -> Changes:
    """Write a figure's text; writing blank where there is no figure is no change.

    A printed 対前年比 that was kept with this figure or the next year's is no longer valid and is cleared.
    """
    figure = outline.figure(indicator, year, role)
    if figure is None:
        if not text:
            return ()
        fresh = Figure.new(indicator=indicator.id, year=year, role=role, text=text)
        changes: Changes = (Change("figure", fresh.id, WHOLE, None, fresh),)
    else:
        changes = set_field(figure, "text", text)
    if changes and role == RESULT:
        for stale in (figure, outline.figure(indicator, year + 1, RESULT)):
            if stale is not None:
                changes += set_field(stale, "printed_change", "")
    return changes


@dataclass(frozen=True)
class NewEntry:
    """A line of narrative to be added; `section` None: in the measure's section without a heading."""

    measure: Measure
    year: int
    kind: str = DONE
    text: str = ""
    department: Department | None = None
    section: Section | None = None


def add_entry(outline: Outline, new: NewEntry, after: Entry | None = None) -> Changes:
    """Add a line at the end of its section's year, or right after another line."""
    changes: Changes = ()
    measure, section = new.measure, new.section
    sections = outline.sections(measure)
    if section is None:
        section = next((s for s in sections if not s.heading), None)
    if section is None:
        section = Section.new(measure=measure.id, rank=between(None, sections[0].rank if sections else None))
        changes += (Change("section", section.id, WHOLE, None, section),)
    siblings = outline.entries(section, new.year, new.kind)
    place = next((p for p, e in enumerate(siblings, 1) if after and e.id == after.id), len(siblings))
    rank, room = rank_at(siblings, place)
    entry = Entry.new(
        measure=measure.id,
        section=section.id,
        year=new.year,
        kind=new.kind,
        department=new.department.id if new.department else None,
        written=new.department.name if new.department else "",
        bullet=siblings[-1].bullet if siblings else "・",
        text=new.text,
        rank=rank,
    )
    return (*changes, *room, Change("entry", entry.id, WHOLE, None, entry))


def add_note(outline: Outline, measure: Measure, text: str = "") -> Changes:
    """Add an internal note after the others."""
    ranks = [note.rank for note in outline.notes(measure)]
    note = Note.new(measure=measure.id, text=text, rank=between(last_rank(ranks), None))
    return (Change("note", note.id, WHOLE, None, note),)


def move_entry(outline: Outline, entry: Entry, by: int) -> Changes:
    """Move a line up (-1) or down (+1) among the lines of its section's year; no change at the ends."""
    return moved_by(entry, outline.entries(outline.rows.all(Section)[entry.section], entry.year, entry.kind), by)


def assign_entry(entry: Entry, department: Department | None, written: str = "") -> Changes:
    """Set the department of a line, with its name as written: in one of its other spellings where that is given."""
    return set_field(entry, "department", department.id if department else None) + set_field(
        entry, "written", (written or department.name) if department else ""
    )


def delete_row(outline: Outline, row: Row) -> Changes:
    """Delete a row and all that belongs to it, each row explicitly; rows with a weak reference stay and refer to nothing."""
    gone = {(table_of(r), r.id): r for r in outline.rows.subtree(table_of(row), row.id)}
    deletions = (Change(table, row_id, WHOLE, old, None) for (table, row_id), old in gone.items())
    cleared = (
        change
        for references in outline.rows.references_to(gone).values()
        for table, other, field in references
        if (table, other.id) not in gone
        for change in set_field(other, field, None)
    )
    return ordered((*cleared, *deletions))
