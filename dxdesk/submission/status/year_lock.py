"""確定: a year is made final, or opened again; both are remembered."""

import uuid

from dxdesk.plan.rows.dates import short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock, locked_years
from dxdesk.submission.hand_out.copies import require_master


def lock(store: Store, year: int, *, author: str, plan: str | None = None) -> bool:
    """Makes a year final; False where it is so already. Raises Refused."""
    return _put(store, year, True, "", author, plan)


def unlock(store: Store, year: int, reason: str, *, author: str, plan: str | None = None) -> bool:
    """Opens a final year again; False where it is open. Raises Refused."""
    if not reason.strip():
        raise Refused("確定を解除する理由が空です。--reason に理由を書いてください。")
    return _put(store, year, False, reason.strip(), author, plan)


def _put(store: Store, year: int, locked: bool, reason: str, author: str, title: str | None) -> bool:
    require_master(store)
    plan = find_plan(Outline(store.load()), title)
    if not plan.shown_from <= year <= plan.shown_to:
        shown = f"{short_year(plan.shown_from)}～{short_year(plan.shown_to)}"
        raise Refused(f"{short_year(year)} は「{plan.title}」の表示年度（{shown}）にありません。年度を確かめてください。")
    if ((plan.id, year) in locked_years(store.records(YearLock))) == locked:
        return False
    record = YearLock(
        id=str(uuid.uuid4()), plan=plan.id, year=year, locked=locked, at=utc_now(), author=author, reason=reason
    )
    store.transaction(lambda at_once: at_once.insert(record))
    return True
