"""Withdraw a hand-out (配布の取下げ) or take that back: what comes back of it meanwhile is refused, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.dates import short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HandOut
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class Withdrawal:
    """What is withdrawn: all that a department was handed out for a year, or `which`, a number or id; `undo`: no more."""

    department: str
    year: int
    plan: str | None = None
    which: str | None = None
    undo: bool = False


def withdraw(store: Store, wanted: Withdrawal, *, author: str) -> list[HandOut]:
    """Withdraw hand-outs, or take that back, and return them; the history records it. Raises Refused."""
    require_master(store)
    outline = Outline(store.load())
    plan = find_plan(outline, wanted.plan)
    department = find_department(outline, plan, wanted.department)
    of_year = [h for h in store.records(HandOut) if (h.plan, h.year, h.department) == (plan.id, wanted.year, department.id)]
    found = _chosen(of_year, wanted, department.name)
    came = {accepted.hand_out for accepted in store.records(Accepted) if accepted.undone is None}
    if not wanted.undo and any(h.id in came for h in found):
        raise Refused(
            f"{department.name}の提出が統合されているため、取り下げられません。先に、その統合を取り消してください（undo-merge）。"
        )
    now = None if wanted.undo else utc_now()
    changes = tuple(Change("hand_out", h.id, "withdrawn", h.withdrawn, now) for h in found)

    def work(transaction: Transaction) -> None:
        transaction.update(replace(h, withdrawn=now) for h in found)
        transaction.append_history(Batch(changes, author, kind="merge"))

    store.transaction(work)
    return [replace(h, withdrawn=now) for h in found]


def _chosen(of_year: Sequence[HandOut], wanted: Withdrawal, name: str) -> list[HandOut]:
    """Return the hand-outs meant: numbers count all of the year, from 1, as the board does. Raises Refused."""
    year = short_year(wanted.year)
    if not of_year:
        raise Refused(f"{name}に{year} はまだ配っていません。課と年度を確かめてください。")
    numbered = [h for n, h in enumerate(of_year, 1) if wanted.which in (None, str(n), h.id)]
    if not numbered:
        raise Refused(f"{name}に配ったものに「{wanted.which}」はありません。1から{len(of_year)}の番号で指定してください。")
    found = [h for h in numbered if (h.withdrawn is not None) == wanted.undo]
    if not found:
        raise Refused(f"{name}の{year} の配布は、{'取り下げていません' if wanted.undo else 'すでに取り下げてあります'}。")
    return found
