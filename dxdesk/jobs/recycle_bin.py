"""Deleted rows: they can be seen, and brought back with all that went with them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dxdesk.plan.changes.describe import ChangeText, describe, text_of
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.change import WHOLE, Batch, insertions, ordered
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import TABLES, Row, table_of
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import RowKey, Rows, cascades
from dxdesk.store import HistoryEntry, Store


@dataclass(frozen=True)
class Deletion:
    """Rows that went together and are still gone, the one that was deleted first; `described`: that one in words."""

    at: str
    author: str
    rows: tuple[Row, ...]
    described: ChangeText


def deletions(store: Store, rows: Rows) -> list[Deletion]:
    """What is deleted and has any text, newest first; `rows`: the plan as it stands."""
    together: dict[str, list[HistoryEntry]] = {}
    seen: set[RowKey] = set()
    for recorded in store.history():
        change = recorded.change
        key = (change.table, change.id)
        if change.field != WHOLE or key in seen:
            continue
        # Only the newest death of a row counts, and only where no birth followed it.
        seen.add(key)
        if change.after is None and rows.get(*key) is None:
            together.setdefault(recorded.group, []).append(recorded)
    found = (deletion for group in together.values() for deletion in _deletions(group, rows))
    return [deletion for deletion in found if any(map(_has_text, deletion.rows))]


def _deletions(group: list[HistoryEntry], rows: Rows) -> Iterable[Deletion]:
    """One for each row of a group that hangs on none of the others, with what hung on it."""
    dead = {(r.change.table, r.change.id): r.change.before for r in group if isinstance(r.change.before, Row)}
    fallen = Rows.of(dead.values())
    for recorded in group:
        change = recorded.change
        row = dead.get((change.table, change.id))
        if row is None or any((table, _named(row, field)) in dead for field, table in _parents(row)):
            continue
        below = tuple(fallen.subtree(change.table, change.id))
        # What it stood in may be gone as well by now; its words then come from what went with it.
        yield Deletion(recorded.at, recorded.author, below, describe(change, rows.put(below)))


def bring_back(store: Store, deletion: Deletion, *, author: str) -> int:
    """Writes the deleted rows again and returns how many. Raises Refused where they would stand in nothing."""
    outline = Outline(store.load())
    changes = coming_back(outline, deletion)
    if not changes:
        return 0
    if store.apply(Batch(changes, author, "削除したものを戻す")).refused:
        raise Refused("ほかの人が同時に書き換えました。開き直して、もう一度戻してください。")
    return len(changes)


def coming_back(outline: Outline, deletion: Deletion) -> Changes:
    """The births of the deleted rows that are still gone. Raises Refused where they would stand in nothing."""
    rows = outline.rows
    back = [row for row in deletion.rows if rows.get(table_of(row), row.id) is None]
    there = {(table_of(row), row.id) for row in back}
    return ordered(insertions((table_of(row), _without_lost_references(row, rows, there, deletion)) for row in back))


def _without_lost_references(row: Row, rows: Rows, coming: set[RowKey], deletion: Deletion) -> Row:
    """The row, naming nobody where it named somebody who is gone."""
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
    """(field, table) of what a row goes along with."""
    return [(field, table) for field, table in references(type(row)) if cascades(table_of(row), field)]


def _named(row: Row, field: str) -> str:
    value = getattr(row, field)
    return value if isinstance(value, str) else ""


def _has_text(row: Row) -> bool:
    return bool(text_of(row).strip())
