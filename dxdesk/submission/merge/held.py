"""What waits for a person: conflicts, and edits outside a department's part or in a locked year."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dxdesk.plan.changes.compare import value_at
from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.changes.edits import Changes, delete_row, set_field
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import WHOLE, Change, row_edits
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value, references, specs
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import same_value
from dxdesk.plan.rows.rows import RowKey, Rows, references_exist
from dxdesk.store.tables.codec import encode_value
from dxdesk.store.tables.records import Held, HeldDecision, HeldReason


def current_value(held: Held, rows: Rows) -> Value | Row:
    """What stands there in the plan; None where the row is not there."""
    return value_at(rows, held.cell)


def pending(helds: Iterable[Held]) -> list[Held]:
    """Those that nobody has decided."""
    return [held for held in helds if held.is_open]


def about_same_cell(held: Held, others: Iterable[Held]) -> list[Held]:
    """All that is said of the same cell, or of the same row where one of them is about the whole row; itself too."""
    same_row = [other for other in others if other.key == held.key]
    if any(other.field == WHOLE for other in (held, *same_row)):
        return same_row
    return [other for other in same_row if other.field == held.field]


def orphaned(helds: Iterable[Held]) -> list[Held]:
    """Of one submission: rows that waited only because something that does so no more hung on them."""
    waiting = {held.key: held for held in pending(helds) if held.why == HeldReason.CONFLICT}
    rows = {key: row for key, held in waiting.items() if isinstance(row := held.their_value, Row)}
    named = {key: {(t, getattr(row, f)) for f, t in references(type(row))} for key, row in rows.items()}
    reached = {key for key, held in waiting.items() if held.base_value != held.their_value}
    while near := {key for key in waiting if key not in reached and _joined(key, reached, named)}:
        reached |= near
    return [held for key, held in waiting.items() if key not in reached]


def _joined(key: RowKey, others: set[RowKey], named: Mapping[RowKey, set[RowKey]]) -> bool:
    """Whether a row refers to one of the others, or one of them to it."""
    return bool(named.get(key, set()) & others) or any(key in named.get(other, ()) for other in others)


def revert_held(rows: Rows, helds: Iterable[Held]) -> Rows:
    """Rows of a submission as if it had not said what is held."""
    stood: dict[RowKey, Row | None] = {}
    for held in helds:
        key, base, theirs = held.key, held.base_value, held.their_value
        row = stood.get(key) or rows.get(*key)
        if held.field == WHOLE and row is not None and isinstance(base, Row) and isinstance(theirs, Row):
            # Said of one field, of a row that was deleted later: by then others may have written in it.
            stood[key] = row.replace(**{edit.field: edit.before for edit in row_edits(held.table_name, base, theirs)})
        elif held.field == WHOLE:
            stood[key] = base if isinstance(base, Row) else None
        elif row is not None:
            stood[key] = row.replace(**{held.field: blank_value(held.table_name, held.field) if base is None else base})
    gone = [key for key, row in stood.items() if row is None]
    return rows.put(row for row in stood.values() if row is not None).without(gone)


def blank_value(table: str, field: str) -> Value:
    """What stands in a field before anybody wrote in it."""
    return None if specs(TABLES[table])[field].table or field == "publication" else ""


def already_in_plan(held: Held, rows: Rows) -> bool:
    """Whether the plan says what the department said."""
    now, theirs = current_value(held, rows), held.their_value
    if now == theirs:
        return held.field == WHOLE or rows.get(*held.key) is not None
    quantity = held.field != WHOLE and specs(TABLES[held.table_name])[held.field].kind == "quantity"
    return quantity and isinstance(now, str) and isinstance(theirs, str) and same_value(now, theirs)


def contains_change(rows: Rows, held: Held) -> bool:
    """Whether rows of a submission say what is held."""
    base, theirs, row = held.base_value, held.their_value, rows.get(*held.key)
    if isinstance(base, Row) and isinstance(theirs, Row):
        said = row_edits(held.table_name, base, theirs)
        return row is not None and bool(said) and all(getattr(row, e.field) == e.after for e in said)
    return current_value(held, rows) == theirs and (row is not None or held.field == WHOLE)


def uncontested(held: Held, rows: Rows) -> bool:
    """Whether a conflict has gone because the plan is back where the department began."""
    if held.why != HeldReason.CONFLICT or (held.field != WHOLE and rows.get(*held.key) is None):
        return False
    base = held.base_value
    return current_value(held, rows) == (
        blank_value(held.table_name, held.field) if base is None and held.field != WHOLE else base
    )


def widen_to_row(held: Held, dead: Row) -> Held:
    """A statement about a field of a row that has just been deleted becomes one about the row."""
    base, theirs = (dead.replace(**{held.field: value}) for value in (held.base_value, held.their_value))
    return replace(held, field=WHOLE, base=encode_value(base), theirs=encode_value(theirs))


def accept_theirs(held: Held, rows: Rows) -> Changes:
    """The changes that make the plan say what the department said. Raises Refused where it cannot."""
    theirs, row = held.their_value, rows.get(*held.key)
    if held.field != WHOLE:
        if row is None:
            raise Refused("この行はもう計画にないため、課の記入を採用できません。元の内容（master）を選んでください。")
        return set_field(row, held.field, theirs if not isinstance(theirs, Row) else None)
    if theirs is None:
        return delete_row(Outline(rows), row) if row is not None else ()
    assert isinstance(theirs, Row)
    if row is not None:
        return row_edits(held.table_name, row, theirs)
    if not references_exist(theirs, rows):
        raise Refused(
            "この行が属する施策や指標が計画にないため、採用できません。先に上の行を戻すか、master を選んでください。"
        )
    return (Change(held.table_name, held.row_id, WHOLE, None, theirs),)


def accept_unless_locked(held: Held, rows: Rows, locked: frozenset[tuple[str, int]]) -> Changes | None:
    """The same; None where it cannot be, or where its year is final."""
    try:
        changes = accept_theirs(held, rows)
        if locked:
            require_permission(Scope(locked=locked), Outline(rows), changes)
    except Refused:
        return None
    return changes


def write_text(held: Held, rows: Rows, text: str) -> Changes:
    """The changes that put a person's own text there. Raises Refused where no text can stand."""
    theirs, row = held.their_value, rows.get(*held.key)
    field = "text" if held.field == WHOLE else held.field
    spec = specs(TABLES[held.table_name]).get(field)
    if spec is None or not spec.free_text:
        raise Refused("ここには文を書けません。--take には theirs か master を指定してください。")
    if row is not None:
        return set_field(row, field, text)
    if not isinstance(theirs, Row):
        raise Refused("この行はもう計画にないため、文を書けません。--take には theirs か master を指定してください。")
    fresh = theirs.replace(**{field: text})
    if not references_exist(fresh, rows):
        raise Refused("この行が属する施策や指標が計画にないため、書けません。先に上の行を戻してください。")
    return (Change(held.table_name, held.row_id, WHOLE, None, fresh),)


@dataclass(frozen=True)
class HeldText:
    """Something that waits, in words; `number` is what a person calls it, `held` what is said in which cell."""

    number: int
    why: HeldReason
    described: ChangeText
    master: str
    department: str
    held: Held = field(compare=False)


def describe_held(held: Held, rows: Rows, department: str) -> HeldText:
    """A held statement in words."""
    base, theirs, now = held.base_value, held.their_value, current_value(held, rows)
    field = held.field
    if isinstance(base, Row) and isinstance(theirs, Row):
        # The plan no longer has what they edited, or hung something on.
        edited = row_edits(held.table_name, base, theirs)
        if not edited:
            gone = describe(Change(held.table_name, held.row_id, WHOLE, base, None), rows)
            return HeldText(held.number, held.why, replace(gone, after=gone.before), "", department, held)
        rows, field = rows.put([theirs]), edited[0].field
        base, theirs, now = (getattr(value, field) if isinstance(value, Row) else None for value in (base, theirs, now))
    told = describe(Change(held.table_name, held.row_id, field, base, theirs), rows)
    master = describe(Change(held.table_name, held.row_id, field, now, theirs), rows).before
    return HeldText(held.number, held.why, told, master, department, held)


def reopened(held: Held) -> Held:
    """The same, waiting."""
    return replace(held, closed_by="", decision=HeldDecision.NONE, decided_by="", decided_at="", reason="")


def closed(
    helds: Collection[Held], by: str, decision: HeldDecision, *, who: str = "", at: str = "", reason: str = ""
) -> list[Held]:
    """The same, decided; `by`: the merge or decision."""
    return [replace(held, closed_by=by, decision=decision, decided_by=who, decided_at=at, reason=reason) for held in helds]
