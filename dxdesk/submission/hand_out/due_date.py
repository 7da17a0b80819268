"""締切 put off, or brought forward, after the copies went out: the master's record counts, whatever a copy says."""

from collections.abc import Sequence
from dataclasses import replace

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.dates import read_due, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.copies import require_master


def change_due(
    store: Store, year: int, due: str | None, departments: Sequence[str] = (), *, author: str, plan: str | None = None
) -> int:
    """Another day for what these departments (none: all of them) were handed for a year; returns how many departments.

    None: no day any more. The history tells who changed it. Raises Refused.
    """
    require_master(store)
    due = read_due(due)
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    wanted = {find_department(outline, the_plan, name).id for name in departments}
    handed = [h for h in store.records(HandOut) if (h.plan, h.year) == (the_plan.id, year)]
    found = [h for h in handed if not wanted or h.department in wanted]
    missing = wanted - {h.department for h in found}
    if missing or not found:
        whom = outline.department_name(min(missing)) if missing else "どの課"
        raise Refused(
            f"{whom}{'に' if missing else 'にも'}{short_year(year)} はまだ配っていないため、締切を変えられません。"
        )
    # What a department was handed last is what it is told of.
    newest = {h.department: h for h in found}.values()
    changes = tuple(Change("hand_out", h.id, "due", h.due, due) for h in newest if h.due != due)

    def work(at_once: Transaction) -> None:
        at_once.update(replace(h, due=due) for h in found)
        at_once.append_history(Batch(changes, author, kind="merge"))

    store.transaction(work)
    return len(newest)
