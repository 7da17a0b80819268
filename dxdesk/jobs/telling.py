"""Changes in words: the history of a plan file, and what an import would do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from dxdesk.plan.change import Change
from dxdesk.plan.model import Measure
from dxdesk.plan.outline import Outline, measure_name
from dxdesk.plan.places import find_measure, find_plan
from dxdesk.plan.rows import Rows
from dxdesk.plan.wording import Told, tell
from dxdesk.plan.years import short
from dxdesk.store import Recorded, Store
from dxdesk.store.records import YearLock


@dataclass(frozen=True)
class Event:
    """One change of the history, with its words."""

    recorded: Recorded
    told: Told


def events(
    store: Store, rows: Rows, *, cells: Collection[tuple[str, str]] | None = None, measure: str | None = None
) -> list[Event]:
    """The history, newest first: of rows given as (table, id), of a measure (id), or of everything."""
    found = [Event(recorded, tell(recorded.change, rows)) for recorded in store.history(cells)]
    return [e for e in found if measure is None or (e.told.measure is not None and e.told.measure.id == measure)]


def history(store: Store, measure: str | None = None, plan: str | None = None) -> list[dict[str, Any]]:
    """Every change, newest first, of one measure where it is named; else also when a year was made final. Raises Refused."""
    rows = store.load()
    outline = Outline(rows)
    wanted: Measure | None = None
    if measure is not None:
        wanted = find_measure(outline, find_plan(outline, plan), measure)
    told = [
        {
            "at": event.recorded.at,
            "author": event.recorded.author,
            "reason": event.recorded.reason,
            "measure": measure_name(event.told.measure) if event.told.measure else None,
            "what": event.told.what,
            "year": short(event.told.year) if event.told.year else None,
            "before": event.told.before,
            "after": event.told.after,
        }
        for event in events(store, rows, measure=wanted.id if wanted else None)
    ]
    if wanted is None:
        told += [_told_of(lock) for lock in store.records(YearLock)]
        told.sort(key=lambda change: str(change["at"]), reverse=True)
    return told


def _told_of(lock: YearLock) -> dict[str, Any]:
    """A year made final, or opened again, as a change."""
    before, after = ("", "確定") if lock.locked else ("確定", "")
    year = short(lock.year)
    said = {"at": lock.at, "author": lock.author, "reason": lock.reason, "measure": None}
    return {
        **said,
        "what": "年度の確定" if lock.locked else "年度の確定の解除",
        "year": year,
        "before": before,
        "after": after,
    }


def told_in_order(changes: Iterable[Change], rows: Rows) -> list[Told]:
    """Changes in words, those of the whole plan first, then by measure as printed; `rows`: after the changes."""
    outline = Outline(rows)
    order = {m.id: place for place, m in enumerate((m for p in outline.plans for m in outline.measures(p)), 1)}
    found = [tell(change, rows) for change in changes]
    return sorted(found, key=lambda told: order.get(told.measure.id, len(order) + 1) if told.measure else 0)
