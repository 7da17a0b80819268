"""Lock a year (確定) or unlock it again; both are recorded."""

import uuid
from dataclasses import replace

from dxdesk.plan.rows.dates import short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import YearLock, locked_years
from dxdesk.submission.roles import require_master


def lock(store: Store, year: int, *, author: str, plan: str | None = None) -> bool:
    """Lock a year and return True; False where it is locked already. Raises Refused."""
    return _record(store, _year_lock(year, locked=True, author=author), plan)


def unlock(store: Store, year: int, reason: str, *, author: str, plan: str | None = None) -> bool:
    """Unlock a year and return True; False where it is not locked. Raises Refused."""
    if not reason.strip():
        raise Refused("確定を解除する理由が空です。--reason に理由を書いてください。")
    return _record(store, _year_lock(year, locked=False, author=author, reason=reason.strip()), plan)


def _year_lock(year: int, *, locked: bool, author: str, reason: str = "") -> YearLock:
    return YearLock(id=str(uuid.uuid4()), plan="", year=year, locked=locked, at=utc_now(), author=author, reason=reason)


def _record(store: Store, record: YearLock, title: str | None) -> bool:
    """Record a lock for the plan of this title, the only one where none is named; return False where it changes nothing."""
    require_master(store)
    plan, year = find_plan(Outline(store.load()), title), record.year
    if not plan.shown_from <= year <= plan.shown_to:
        shown = f"{short_year(plan.shown_from)}～{short_year(plan.shown_to)}"
        raise Refused(f"{short_year(year)} は「{plan.title}」の表示年度（{shown}）にありません。年度を確かめてください。")
    if ((plan.id, year) in locked_years(store.records(YearLock))) == record.locked:
        return False
    store.transaction(lambda transaction: transaction.insert(replace(record, plan=plan.id)))
    return True
