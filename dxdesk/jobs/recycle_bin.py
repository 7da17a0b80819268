"""Deleted rows: listed, and restored with all rows that were deleted with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dxdesk.plan.changes.describe import ChangeText, describe, text_of
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.change import WHOLE, Batch, insertions, ordered
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import RowKey, Rows, cascades
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store import HistoryEntry, Store


@dataclass(frozen=True)
class Deletion:
    """Rows that were deleted together and are still gone, the topmost first; `described`: the description of that one."""

    at: str
    author: str
    rows: tuple[Row, ...]
    described: ChangeText


def deletions(store: Store, rows: Rows) -> list[Deletion]:
    """Return the deletions of rows with any text, newest first; `rows`: the present rows."""
    together: dict[str, list[HistoryEntry]] = {}
    seen: set[RowKey] = set()
    for recorded in store.history():
        change = recorded.change
        key = (change.table, change.id)
        if change.field != WHOLE or key in seen:
            continue
        # Only the newest deletion of a row counts, and only where no insertion followed it.
        seen.add(key)
        if change.after is None and rows.get(*key) is None:
            together.setdefault(recorded.group, []).append(recorded)
    found = (deletion for group in together.values() for deletion in _deletions(group, rows))
    return [deletion for deletion in found if any(map(_has_text, deletion.rows))]


def _deletions(group: list[HistoryEntry], rows: Rows) -> Iterable[Deletion]:
    """One for each row of a group that is below none of the others, with the rows below it."""
    deleted = {(r.change.table, r.change.id): r.change.before for r in group if isinstance(r.change.before, Row)}
    deleted_rows = Rows.of(deleted.values())
    for recorded in group:
        change = recorded.change
        row = deleted.get((change.table, change.id))
        if row is None or any((table, _named(row, field)) in deleted for field, table in _parents(row)):
            continue
        below = tuple(deleted_rows.subtree(change.table, change.id))
        # Its parent may be gone by now as well; its description then comes from the rows deleted with it.
        yield Deletion(recorded.at, recorded.author, below, describe(change, rows.put(below)))


def restore_rows(store: Store, deletion: Deletion, *, author: str) -> int:
    """Insert the deleted rows again and return their number. Raises Refused where their parent is gone."""
    outline = Outline(store.load())
    changes = restoring_changes(outline, deletion)
    if not changes:
        return 0
    if store.apply(Batch(changes, author, "削除したものを戻す")).refused:
        raise Refused("ほかの人が同時に書き換えました。開き直して、もう一度戻してください。")
    return len(changes)


def restoring_changes(outline: Outline, deletion: Deletion) -> Changes:
    """Return the insertions of the deleted rows that are still gone. Raises Refused where their parent is gone."""
    rows = outline.rows
    back = [row for row in deletion.rows if rows.get(table_of(row), row.id) is None]
    there = {(table_of(row), row.id) for row in back}
    return ordered(insertions((table_of(row), _without_lost_references(row, rows, there, deletion)) for row in back))


def _without_lost_references(row: Row, rows: Rows, coming: set[RowKey], deletion: Deletion) -> Row:
    """The row with its loose references cleared where they refer to rows that are gone."""
    for field, table in references(type(row)):
        named = _named(row, field)
        if not named or (table, named) in coming or rows.get(table, named) is not None:
            continue
        if (field, table) in _parents(row):
            raise Refused(
                f"「{deletion.described.what}」が属していた{TABLES[table].TABLE.label}も削除されています。先にそちらを戻してください。"
            )
        row = row.replace(**{field: None})
    return row


def _parents(row: Row) -> list[tuple[str, str]]:
    """(field, table) of the rows with which this one is deleted."""
    return [(field, table) for field, table in references(type(row)) if cascades(table_of(row), field)]


def _named(row: Row, field: str) -> str:
    value = getattr(row, field)
    return value if isinstance(value, str) else ""


def _has_text(row: Row) -> bool:
    return bool(text_of(row).strip())
