"""One submission taken out of the master again, also long after: what changed since stays and is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dxdesk.plan.changes.compare import converge, value_at
from dxdesk.plan.changes.describe import summarise
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import WHOLE, Batch, Change, squashed
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Row
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import references_exist
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.copies import require_master
from dxdesk.submission.merge.command import CHANGED_MEANWHILE, save_held
from dxdesk.submission.merge.engine import CONFLICT_GONE, touched_rows
from dxdesk.submission.merge.held import (
    accept_unless_locked,
    already_in_plan,
    closed,
    contains_change,
    pending,
    reopened,
    uncontested,
)
from dxdesk.submission.merge.state import MergeState


@dataclass(frozen=True)
class UndoneMerge:
    """The file that was taken back, how many changes, and in words what changed since and stays."""

    file: str
    changes: int
    skipped: tuple[str, ...]


def undo_merge(
    store: Store, department: str, *, author: str, plan: str | None = None, submission: str | None = None
) -> UndoneMerge:
    """Takes a department's newest submission back, or the one of this record id; the file can be merged again.

    Raises Refused (also where something of it stands in a year that is final), EnvironmentFault.
    """
    require_master(store)
    state = MergeState.of(store)
    accepted = state.newest_submission(department, plan) if submission is None else _alone(state, submission)
    stood = dict(state.held)
    at = utc_now()

    def work(at_once: Transaction) -> UndoneMerge:
        changes = tuple(change.inverted() for change in squashed(at_once.changes_of(*_groups(state, accepted))))
        require_permission(Scope(locked=state.locked), Outline(state.rows), changes)
        reason = f"{state.hand_outs[accepted.hand_out].name}の提出「{accepted.file}」の統合の取消し"
        taken_back = at_once.revert(Batch(changes[::-1], author, reason, "merge", at=at), accepted.id)
        reverted = taken_back.batch.changes
        state.rows = state.rows.apply(reverted)
        gone = replace(accepted, undone=at)
        state.accepted = [gone if a.id == gone.id else a for a in state.accepted]
        at_once.update([gone])
        _bring_back(state, accepted, author, at)
        state.reopen(touched_rows(reverted))
        for batch in (*_let_in(state, touched_rows(reverted), author, at), *_said_too(state, reverted, author, at)):
            if at_once.apply(batch).refused:
                raise Refused(CHANGED_MEANWHILE)
        save_held(at_once, state, stood)
        since = [
            *(stale.change for stale in taken_back.refused),
            *squashed(at_once.changes_of(*_decisions(state, accepted))),
        ]
        return UndoneMerge(accepted.file, len(reverted), tuple(summarise([change], state.rows) for change in since))

    if not is_server(store.location):
        back_up(store.location)
    return store.transaction(work)


def _alone(state: MergeState, submission: str) -> Accepted:
    """A submission that no later one of the same copy builds on. Raises Refused."""
    accepted = next((accepted for accepted in state.merged if accepted.id == submission), None)
    if accepted is None:
        raise Refused("この提出は統合されていないため、取り消せません。一覧を読み直してください。")
    later = next((a for a in state.merged if accepted.submit in a.earlier_submits), None)
    if later is not None:
        raise Refused(f"「{accepted.file}」より後の提出「{later.file}」が統合されています。先にそちらを取り消してください。")
    return accepted


def _groups(state: MergeState, accepted: Accepted) -> list[str]:
    """What a submission did, what it let in, what of it others let in, and what was decided when it was merged."""
    let_in = (
        h.id for h in state.held.values() if h.decision == HeldDecision.SETTLED and accepted.id in (h.closed_by, h.accepted)
    )
    return [accepted.id, *let_in, *(h.closed_by for h in state.held.values() if _decided_with(h, accepted))]


def _decided_with(held: Held, accepted: Accepted) -> bool:
    """Whether a statement was decided when its submission was merged (`take`), and by nobody since."""
    return (
        held.accepted == accepted.id
        and held.decision in (HeldDecision.THEIRS, HeldDecision.MASTER)
        and held.decided_at == accepted.at
    )


def _decisions(state: MergeState, accepted: Accepted) -> list[str]:
    """What a person decided of a submission after it was merged: it stays as it was decided."""
    own = (held for held in state.held.values() if held.accepted == accepted.id)
    return list({held.closed_by for held in own if held.decided})


def _bring_back(state: MergeState, accepted: Accepted, author: str, at: str) -> None:
    """What waited before the merge waits again; what it said, and what it made wait, does so no more."""
    there = {a.id: a for a in state.merged}
    for held in list(state.held.values()):
        if held.closed_by == accepted.id and held.accepted in there:
            held = state.held[held.id] = _as_before(state, held, there[held.accepted], accepted)
        waits = held.is_open and accepted.id in (held.made_by, held.accepted)
        if waits or _decided_with(held, accepted):
            state.held[held.id], *_ = closed([held], accepted.id, HeldDecision.WITHDRAWN, who=author, at=at)


def _as_before(state: MergeState, held: Held, said: Accepted, gone: Accepted) -> Held:
    """It waits again, unless another that went on from the same submission as the one that is gone has replaced it too."""
    parted = _parted(said, gone)
    own = set(said.submits)
    others = (a for a in state.merged if a.submit not in own and _parted(said, a) >= parted and _replaces(state, a, held))
    other = next(others, None) if parted and held.decision == HeldDecision.SUPERSEDED else None
    return reopened(held) if other is None else replace(held, closed_by=other.id)


def _parted(one: Accepted, other: Accepted) -> int:
    """After how many of its own submissions somebody else went on with the same copy."""
    theirs = set(other.submits)
    return max((number for number, submit in enumerate(one.submits, 1) if submit in theirs), default=0)


def _replaces(state: MergeState, later: Accepted, held: Held) -> bool:
    """Whether a later submission says otherwise, or says it itself."""
    itself = any(own.key == held.key and own.field == held.field for own in state.pending_of(later))
    return itself or not contains_change(state.said(later), held)


def _let_in(state: MergeState, touched: Iterable[tuple[str, str]], author: str, at: str) -> Iterator[Batch]:
    """What others said and nothing stands against any more, as if the submission had never come."""
    rows = set(touched)
    waiting = [held for held in pending(state.held.values()) if held.key in rows]
    for held in sorted(waiting, key=lambda held: held.number):
        if already_in_plan(held, state.rows):
            _settle(state, held, author, at)
        elif uncontested(held, state.rows):
            changes = accept_unless_locked(held, state.rows, state.locked)
            if changes is None:
                continue
            state.rows = state.rows.apply(changes)
            _settle(state, held, author, at)
            yield Batch(changes, held.author, CONFLICT_GONE, "merge", held.accepted, held.at)


def _settle(state: MergeState, held: Held, author: str, at: str) -> None:
    state.held[held.id], *_ = closed([held], held.accepted, HeldDecision.SETTLED, who=author, at=at)


def _said_too(state: MergeState, reverted: Iterable[Change], author: str, at: str) -> Iterator[Batch]:
    """What was taken back but somebody else had said as well: his word stands for itself now, or waits."""
    for change in reverted:
        for head in state.heads():
            word = state.words(head).get(change.cell)
            if word is None or not _speaks(state, head, word):
                continue
            # Born with other words that wait: nothing stands against them now.
            fit = references_exist(word.after, state.rows) if isinstance(word.after, Row) else True
            if fit and (converge(replace(change, after=change.before), word)):
                state.rows = state.rows.apply([word])
                for held in pending(state.held.values()):
                    same = held.key == (word.table, word.id) and word.field in (WHOLE, held.field)
                    if held.accepted == head.id and same:
                        _settle(state, held, author, at)
                yield Batch((word,), head.author, CONFLICT_GONE, "merge", head.id, head.submitted)
            else:
                state.add(Held.of(word, HeldReason.CONFLICT, accepted=head.id, author=head.author, at=head.submitted))


def _speaks(state: MergeState, head: Accepted, word: Change) -> bool:
    """Whether a word is neither in the plan nor kept, though the plan is as it was when it was said."""
    gone = word.field != WHOLE and state.rows.get(word.table, word.id) is None
    if gone or value_at(state.rows, word.cell) != word.before:
        return False
    born = word.field == WHOLE and word.before is None
    kept = [h for h in state.held.values() if h.accepted == head.id and h.key == (word.table, word.id)]
    kept = [h for h in kept if WHOLE in (h.field, word.field) or h.field == word.field]
    return not any(h.why != HeldReason.CONFLICT or h.decided or (h.is_open and not born) for h in kept)
