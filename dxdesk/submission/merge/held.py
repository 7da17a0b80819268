"""Held changes: what a submission wants and the plan does not get until the coordinator decides.

A change is held where the plan was changed differently in the meantime (a conflict), where it is outside the department's
part, and where its year is locked. It stops being pending when a person decides, when a later submission of the same copy
supersedes it, when the plan comes to have the same value, or when its merge is undone. `base` is the value that was handed
out, `theirs` the department's; a change of a field of a row that is no longer in the plan is held as two whole rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dxdesk.plan.changes.compare import value_at
from dxdesk.plan.changes.edits import Changes, delete_row, set_field
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import WHOLE, Change, row_edits
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value, references, specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import same_value
from dxdesk.plan.rows.rows import RowKey, Rows, references_exist
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import encode_value
from dxdesk.store.tables.records import Held, HeldDecision, HeldReason


def pending(held_changes: Iterable[Held]) -> list[Held]:
    """Return those that nothing has closed yet."""
    return [held for held in held_changes if held.is_open]


def about_same_cell(held: Held, others: Iterable[Held]) -> list[Held]:
    """Return all about the same cell, itself too; all about the same row where one of them is about the whole row."""
    same_row = [other for other in others if other.key == held.key]
    if any(other.field == WHOLE for other in (held, *same_row)):
        return same_row
    return [other for other in same_row if other.field == held.field]


def orphaned(held_changes: Iterable[Held]) -> list[Held]:
    """Return, of one submission's, the rows that were held only for references to or from rows that no longer are held."""
    conflicts = {held.key: held for held in pending(held_changes) if held.why == HeldReason.CONFLICT}
    rows = {key: row for key, held in conflicts.items() if isinstance(row := held.their_value, Row)}
    parents = {key: {(t, getattr(row, f)) for f, t in references(type(row))} for key, row in rows.items()}
    reached = {key for key, held in conflicts.items() if held.base_value != held.their_value}
    while near := {key for key in conflicts if key not in reached and _connected(key, reached, parents)}:
        reached |= near
    return [held for key, held in conflicts.items() if key not in reached]


def _connected(key: RowKey, others: set[RowKey], parents: Mapping[RowKey, set[RowKey]]) -> bool:
    """Return whether a row refers to one of the others, or one of them to it."""
    return bool(parents.get(key, set()) & others) or any(key in parents.get(other, ()) for other in others)


# what rows have of a held change


def current_value(held: Held, rows: Rows) -> Value | Row:
    """Return what rows have where the change is held; None where the row is not there."""
    return value_at(rows, held.cell)


def already_in_plan(held: Held, rows: Rows) -> bool:
    """Return whether the plan has the department's value."""
    current, theirs = current_value(held, rows), held.their_value
    if current == theirs:
        return held.field == WHOLE or rows.get(*held.key) is not None
    quantity = held.field != WHOLE and specs(TABLES[held.table_name])[held.field].kind == "quantity"
    return quantity and isinstance(current, str) and isinstance(theirs, str) and same_value(current, theirs)


def contains_change(rows: Rows, held: Held) -> bool:
    """Return whether a submission's rows have the held change."""
    base, theirs, row = held.base_value, held.their_value, rows.get(*held.key)
    if isinstance(base, Row) and isinstance(theirs, Row):
        changed = row_edits(held.table_name, base, theirs)
        return row is not None and bool(changed) and all(getattr(row, c.field) == c.after for c in changed)
    return current_value(held, rows) == theirs and (row is not None or held.field == WHOLE)


def uncontested(held: Held, rows: Rows) -> bool:
    """Return whether a conflict is gone because the plan has again what was handed out."""
    if held.why != HeldReason.CONFLICT or (held.field != WHOLE and rows.get(*held.key) is None):
        return False
    base = held.base_value
    return current_value(held, rows) == (
        blank_value(held.table_name, held.field) if base is None and held.field != WHOLE else base
    )


def revert_held(rows: Rows, held_changes: Iterable[Held]) -> Rows:
    """Return a submission's rows without its held changes."""
    reverted: dict[RowKey, Row | None] = {}
    for held in held_changes:
        key, base, theirs = held.key, held.base_value, held.their_value
        row = reverted.get(key) or rows.get(*key)
        if held.field == WHOLE and row is not None and isinstance(base, Row) and isinstance(theirs, Row):
            # A change of one field, of a row that was deleted later: by then others may have changed other fields.
            reverted[key] = row.replace(**{edit.field: edit.before for edit in row_edits(held.table_name, base, theirs)})
        elif held.field == WHOLE:
            reverted[key] = base if isinstance(base, Row) else None
        elif row is not None:
            reverted[key] = row.replace(**{held.field: blank_value(held.table_name, held.field) if base is None else base})
    gone = [key for key, row in reverted.items() if row is None]
    return rows.put(row for row in reverted.values() if row is not None).without(gone)


def blank_value(table: str, field: str) -> Value:
    """Return a field's value before anybody has written in it."""
    return None if specs(TABLES[table])[field].table or field in ("publication", "publication_of") else ""


# the changes that a decision makes


def accept_theirs(held: Held, rows: Rows) -> Changes:
    """Return the changes that give the plan the department's value. Raises Refused where that is impossible."""
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
    """Return the same; None where it is impossible or its year is locked. `locked`: pairs of plan id and year."""
    try:
        changes = accept_theirs(held, rows)
        if locked:
            require_permission(Scope(locked=locked), Outline(rows), changes)
    except Refused:
        return None
    return changes


def write_text(held: Held, rows: Rows, text: str) -> Changes:
    """Return the changes that put a person's own text in place. Raises Refused where no text is possible."""
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


# records


def widen_to_row(held: Held, deleted: Row) -> Held:
    """Return a held change of a field as one of the whole row, which has just been deleted."""
    base, theirs = (deleted.replace(**{held.field: value}) for value in (held.base_value, held.their_value))
    return replace(held, field=WHOLE, base=encode_value(base), theirs=encode_value(theirs))


@dataclass(frozen=True)
class Closing:
    """What closes held changes: the merge or group of decisions `by`, how, and for a person's decision by whom and why."""

    by: str
    decision: HeldDecision
    author: str = ""
    at: str = ""
    reason: str = ""

    def close(self, held: Held) -> Held:
        """Return the record, closed."""
        return replace(
            held,
            closed_by=self.by,
            decision=self.decision,
            decided_by=self.author,
            decided_at=self.at,
            reason=self.reason,
        )


REOPENING = Closing("", HeldDecision.NONE)
