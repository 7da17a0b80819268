"""One submission taken out of the master again, also long after: what changed since stays and is told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dxdesk.plan.change import Batch, squashed
from dxdesk.plan.errors import Refused
from dxdesk.plan.wording import in_short
from dxdesk.store import Store
from dxdesk.store.backup import back_up
from dxdesk.store.keeping import Together
from dxdesk.store.opened import is_server
from dxdesk.store.records import OPEN, Accepted, Held
from dxdesk.submission.desk import Desk
from dxdesk.submission.handing_out import now, require_master
from dxdesk.submission.merge import OVERTAKEN, keep_helds
from dxdesk.submission.merging import touched_by
from dxdesk.submission.waiting import (
    SETTLED,
    WITHDRAWN,
    came_true,
    closed,
    key_of,
    still_waiting,
    taking,
    uncontested,
)


@dataclass(frozen=True)
class Undone:
    """The file that was taken back, how many changes, and in words what changed since and stays."""

    file: str
    changes: int
    skipped: tuple[str, ...]


def undo_merge(store: Store, department: str, *, author: str, plan: str | None = None) -> Undone:
    """Takes a department's newest submission back; the file can be merged again. Raises Refused, EnvironmentFault."""
    require_master(store)
    desk = Desk.of(store)
    accepted = desk.newest_of(department, plan)
    stood = dict(desk.helds)
    if not is_server(store.location):
        back_up(store.location)
    at = now()

    def work(at_once: Together) -> Undone:
        changes = tuple(change.inverted() for change in squashed(at_once.changes_of(accepted.id)))
        reason = f"{desk.hand_outs[accepted.hand_out].name}の提出「{accepted.file}」の統合の取消し"
        taken_back = at_once.take_back(Batch(changes[::-1], author, reason, "merge", at=at), accepted.id)
        desk.rows = desk.rows.apply(taken_back.batch.changes)
        gone = replace(accepted, undone=at)
        desk.accepted = [gone if a.id == gone.id else a for a in desk.accepted]
        at_once.renew([gone])
        _bring_back(desk, accepted, author, at)
        for batch in _let_in(desk, touched_by(taken_back.batch.changes), author, at):
            if at_once.apply(batch).refused:
                raise Refused(OVERTAKEN)
        keep_helds(at_once, desk, stood)
        skipped = tuple(in_short([stale.change], desk.rows) for stale in taken_back.refused)
        return Undone(accepted.file, len(taken_back.batch.changes), skipped)

    return store.together(work)


def _bring_back(desk: Desk, accepted: Accepted, author: str, at: str) -> None:
    """What waited before the merge waits again; what the merge made wait does so no more."""
    for held in list(desk.helds.values()):
        if held.closed_by == accepted.id:
            held = replace(held, closed_by=OPEN, decision="", decided_by="", decided_at="", reason="")
            desk.helds[held.id] = held
        if held.made_by == accepted.id and held.closed_by == OPEN:
            desk.helds[held.id], *_ = closed([held], accepted.id, WITHDRAWN, who=author, at=at)


def _let_in(desk: Desk, touched: Iterable[tuple[str, str]], author: str, at: str) -> Iterable[Batch]:
    """What others said and nothing stands against any more, as if the submission had never come."""
    rows = set(touched)
    waiting = [held for held in still_waiting(desk.helds.values()) if key_of(held) in rows]
    for held in sorted(waiting, key=lambda held: held.number):
        if came_true(held, desk.rows):
            _settle(desk, held, author, at)
        elif uncontested(held, desk.rows):
            try:
                changes = taking(held, desk.rows)
            except Refused:
                continue
            desk.rows = desk.rows.apply(changes)
            _settle(desk, held, author, at)
            yield Batch(changes, held.author, "食い違いの解消", "merge", held.accepted, held.at)


def _settle(desk: Desk, held: Held, author: str, at: str) -> None:
    desk.helds[held.id], *_ = closed([held], held.accepted, SETTLED, who=author, at=at)
