"""A person decides what waits: the department's words, the master's, or others."""

import uuid
from dataclasses import replace

from dxdesk.plan.change import Batch
from dxdesk.plan.errors import Refused
from dxdesk.plan.outline import Outline
from dxdesk.plan.scope import Scope, require
from dxdesk.store import Store
from dxdesk.store.keeping import Together
from dxdesk.store.records import OPEN, Held
from dxdesk.submission.desk import Desk
from dxdesk.submission.handing_out import now, require_master
from dxdesk.submission.merge import OVERTAKEN
from dxdesk.submission.waiting import (
    MASTER,
    SETTLED,
    SUPERSEDED,
    TEXT,
    THEIRS,
    closed,
    grouped_with,
    taking,
    writing,
)

_WHY_NOT = {
    SUPERSEDED: "課が出し直したため、もうありません",
    SETTLED: "計画と同じ内容になったため、もうありません",
    "withdrawn": "統合が取り消されたため、もうありません",
}


def resolve(store: Store, number: str, take: str, reason: str, *, author: str) -> int:
    """Decides what waits under `number`, and all that is said of the same cell; returns the number of changes.

    `take`: theirs, master, or a text of one's own. Deciding again what a person decided before is allowed. Raises Refused.
    """
    require_master(store)
    if not reason.strip():
        raise Refused("決めた理由が空です。--reason に理由を書いてください。")
    desk = Desk.of(store)
    held = _find(desk, number)
    if take == THEIRS:
        changes, decision = taking(held, desk.rows), THEIRS
    elif take == MASTER:
        changes, decision = (), MASTER
    elif take.strip():
        changes, decision = writing(held, desk.rows, take), TEXT
    else:
        raise Refused("採用する文が空です。theirs、master か、書き直した文を --take に指定してください。")
    require(Scope(locked=desk.locked), Outline(desk.rows), changes)
    together = [held, *(h for h in grouped_with(held, desk.helds.values()) if h.closed_by == OPEN and h.id != held.id)]
    decided_by = str(uuid.uuid4())
    decided = closed(together, decided_by, decision, who=author, at=now(), reason=reason.strip())

    def work(at_once: Together) -> int:
        applied = at_once.apply(Batch(changes, author, f"食い違いの決定：{reason.strip()}", "merge", decided_by))
        if applied.refused:
            raise Refused(OVERTAKEN)
        at_once.renew(decided)
        return len(applied.batch.changes)

    return store.together(work)


def put_off(store: Store, number: str, reason: str, *, author: str) -> None:
    """Leaves what waits under `number`, and all that is said of the same cell, waiting, with the reason. Raises Refused."""
    require_master(store)
    if not reason.strip():
        raise Refused("保留にする理由が空です。理由を書いてください。")
    desk = Desk.of(store)
    held = _find(desk, number)
    if held.closed_by != OPEN:
        raise Refused(f"番号「{number}」はすでに決めてあります。決め直すときは、採用する内容を選んでください。")
    at = now()
    together = [held, *(h for h in grouped_with(held, desk.helds.values()) if h.closed_by == OPEN and h.id != held.id)]
    waiting = [replace(h, reason=reason.strip(), decided_by=author, decided_at=at) for h in together]
    store.together(lambda at_once: at_once.renew(waiting))


def _find(desk: Desk, number: str) -> Held:
    found = next((held for held in desk.helds.values() if str(held.number) == number.strip()), None)
    if found is None:
        raise Refused(f"番号「{number}」の食い違いはありません。統合の結果に示された番号を指定してください。")
    if found.closed_by != OPEN and found.decision in _WHY_NOT:
        raise Refused(f"番号「{number}」は{_WHY_NOT[found.decision]}。統合の結果を見直してください。")
    return found
