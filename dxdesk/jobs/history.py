"""The history of a plan file, and the changes of an import, described for people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.lookup import find_measure, find_plan
from dxdesk.plan.rows.model import TABLES, Department, Measure
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import HistoryEntry, Store
from dxdesk.store.tables.records import FINAL, Accepted, HandOut, Request, YearLock

_WITHDRAWN, _ASKED, _NOT_ASKED = "取下げ", "頼む", "頼まない"


@dataclass(frozen=True)
class Event:
    """One event with its description: a change, another 締切, a withdrawal, a request, or a year locked or unlocked."""

    at: str
    author: str
    reason: str
    described: ChangeText


def events(
    store: Store, rows: Rows, *, cells: Collection[tuple[str, str]] | None = None, measure: str | None = None
) -> list[Event]:
    """Return the history, newest first: of rows given as (table, id), of a measure (id), or of everything.

    Locks of years and requests are no changes of rows: only the history of everything has them.
    """
    recorded = store.history(cells)
    rows = rows.put(_deleted_since(recorded, rows))
    handed = {h.id: h for h in store.records(HandOut)}
    found = [Event(r.at, r.author, r.reason, _described(r.change, rows, handed)) for r in recorded]
    if measure is not None:
        return [event for event in found if event.described.measure is not None and event.described.measure.id == measure]
    if cells is None:
        # A change from a department's copy has the time at which it was written; it is in the plan since its merge.
        merged = {accepted.id: accepted.at for accepted in store.records(Accepted)}
        since = [merged.get(r.group, r.at) for r in recorded]
        locks = [Event(lock.at, lock.author, lock.reason, _described_lock(lock)) for lock in store.records(YearLock)]
        asked = [Event(asked.at, asked.author, "", _described_request(asked, rows)) for asked in store.records(Request)]
        for event in (*locks, *asked):
            place = next((n for n, at in enumerate(since) if at <= event.at), len(since))
            since.insert(place, event.at)
            found.insert(place, event)
    return found


def _deleted_since(recorded: Iterable[HistoryEntry], rows: Rows) -> Iterable[Row]:
    """Return the rows that are gone, as they were last: their names and places are kept. `recorded`: newest first."""
    gone: dict[RowKey, Row] = {}
    for change in (entry.change for entry in recorded):
        key = change.table, change.id
        if change.field == WHOLE and isinstance(change.before, Row) and rows.get(*key) is None:
            gone.setdefault(key, change.before)
    return gone.values()


def _described(change: Change, rows: Rows, handed: Mapping[str, HandOut]) -> ChangeText:
    """The description of a change; of a hand-out only the 締切 and whether it was withdrawn ever change."""
    if change.table in TABLES:
        return describe(change, rows)
    hand_out = handed[change.id]
    if change.field == "withdrawn":
        before, after = (_WITHDRAWN if value else "" for value in (change.before, change.after))
        return ChangeText(None, f"{hand_out.name}への配布", hand_out.year, before, after)
    before, after = (str(value or "") for value in (change.before, change.after))
    return ChangeText(None, f"{hand_out.name}の締切", hand_out.year, before, after)


def _described_request(asked: Request, rows: Rows) -> ChangeText:
    """The description of a request by hand, as if it were a change."""
    department = rows.all(Department).get(asked.department)
    before, after = (_NOT_ASKED, _ASKED) if asked.wanted else (_ASKED, _NOT_ASKED)
    name = department.name if department is not None else "削除された課"
    return ChangeText(rows.all(Measure).get(asked.measure), f"{name}への記入の依頼", asked.year, before, after)


def _described_lock(lock: YearLock) -> ChangeText:
    """The description of a lock or an unlock, as if it were a change."""
    before, after = ("", FINAL) if lock.locked else (FINAL, "")
    return ChangeText(None, f"年度の{lock.done}", lock.year, before, after)


def history(store: Store, measure: str | None = None, plan: str | None = None) -> list[dict[str, Any]]:
    """Return every event, newest first, or those of one measure where it is named. Raises Refused."""
    rows = store.load()
    outline = Outline(rows)
    wanted: Measure | None = None
    if measure is not None:
        wanted = find_measure(outline, find_plan(outline, plan), measure)
    return [
        {
            "at": event.at,
            "author": event.author,
            "reason": event.reason,
            "measure": measure_name(event.described.measure) if event.described.measure else None,
            "what": event.described.what,
            "year": short_year(event.described.year) if event.described.year else None,
            "before": event.described.before,
            "after": event.described.after,
        }
        for event in events(store, rows, measure=wanted.id if wanted else None)
    ]


def described_in_order(changes: Iterable[Change], rows: Rows) -> list[ChangeText]:
    """Return changes described, those of the whole plan first, then by measure as printed; `rows`: after the changes."""
    outline = Outline(rows)
    order = {m.id: place for place, m in enumerate((m for p in outline.plans for m in outline.measures(p)), 1)}
    found = [describe(change, rows) for change in changes]
    return sorted(found, key=lambda text: order.get(text.measure.id, len(order) + 1) if text.measure else 0)
