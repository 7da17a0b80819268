"""The due date (締切): change it after the hand-out, and find what is late; the master's record counts, not a copy's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.dates import is_past, long_day, read_due, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.recipients import named_departments
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class DueDateChange:
    """Another due date (None: none any more) for what departments (none: all of them) were handed out for a year.

    `past`: it may have passed.
    """

    year: int
    due: str | None
    departments: Sequence[str] = ()
    plan: str | None = None
    past: bool = True


def change_due(store: Store, change: DueDateChange, *, author: str) -> int:
    """Change a due date and return the number of departments; the history records it. Raises Refused."""
    require_master(store)
    due, year = read_coming_due(change.due, past=change.past), change.year
    outline = Outline(store.load())
    plan = find_plan(outline, change.plan)
    wanted = {department.id for department in named_departments(outline, plan, change.departments)}
    of_year = [h for h in store.records(HandOut) if (h.plan, h.year) == (plan.id, year)]
    found = [h for h in of_year if not wanted or h.department in wanted]
    missing = wanted - {h.department for h in found}
    if missing or not found:
        whom = outline.department_name(min(missing)) if missing else "どの課"
        raise Refused(
            f"{whom}{'に' if missing else 'にも'}{short_year(year)} はまだ配っていないため、締切を変えられません。"
        )
    # The history has one change for each department: that of its newest hand-out.
    newest = {h.department: h for h in found}.values()
    changes = tuple(Change("hand_out", h.id, "due", h.due, due) for h in newest if h.due != due)

    def work(transaction: Transaction) -> None:
        transaction.update(replace(h, due=due) for h in found)
        transaction.append_history(Batch(changes, author, kind="merge"))

    store.transaction(work)
    return len(newest)


def read_coming_due(text: str | None, *, past: bool = False) -> str | None:
    """Read a due date as it is stored; None where none is given. Raises Refused, also for one that has passed unasked."""
    due = read_due(text)
    if due is not None and is_past(due) and not past:
        raise Refused(
            f"締切「{text}」（{long_day(due)}）は過ぎています。年を確かめてください。過ぎた日のままでよければ --past を付けてください。"
        )
    return due


def is_late(due: str | None, at: str) -> bool:
    """Return whether a moment (as `utc_now` writes it) is after the due date; the day itself counts to its local end."""
    try:
        return due is not None and datetime.fromisoformat(at).astimezone().date().isoformat() > due
    except (ValueError, OverflowError):
        return False  # the time is the copy's own: an invalid one proves nothing
