"""The history of a plan file, in words."""

from typing import Any

from dxdesk.jobs.places import find_measure, find_plan
from dxdesk.plan.model import Measure
from dxdesk.plan.outline import Outline, measure_name
from dxdesk.plan.wording import tell
from dxdesk.plan.years import short
from dxdesk.store import Store


def history(store: Store, measure: str | None = None, plan: str | None = None) -> list[dict[str, Any]]:
    """Every change, newest first, of one measure where it is named. Raises Refused."""
    rows = store.load()
    outline = Outline(rows)
    wanted: Measure | None = None
    if measure is not None:
        wanted = find_measure(outline, find_plan(outline, plan), measure)
    told = []
    for recorded in store.history():
        words = tell(recorded.change, rows)
        if wanted is not None and (words.measure is None or words.measure.id != wanted.id):
            continue
        told.append(
            {
                "at": recorded.at,
                "author": recorded.author,
                "reason": recorded.reason,
                "measure": measure_name(words.measure) if words.measure else None,
                "what": words.what,
                "year": short(words.year) if words.year else None,
                "before": words.before,
                "after": words.after,
            }
        )
    return told
