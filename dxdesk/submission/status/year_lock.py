"""Lock a year (確定) or unlock it again; both are recorded."""

import uuid
from dataclasses import replace

from dxdesk.plan.rows.dates import short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.codec import encode_json
from dxdesk.store.tables.records import YearLock, locked_years
from dxdesk.submission.roles import require_master
from dxdesk.submission.status.board import board


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
    counts = _counts(store, year, plan.title) if record.locked else {}
    kept = replace(record, plan=plan.id, counts=encode_json(counts))
    store.transaction(lambda transaction: transaction.insert(kept))
    return True


def _counts(store: Store, year: int, plan: str) -> dict[str, tuple[int, int]]:
    """Return by department how much is filled and required: it stays what the year was, whatever the plan becomes."""
    return {status.department: (status.filled, status.required) for status in board(store, year, plan=plan).departments}
