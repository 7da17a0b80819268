"""Undo the merge of one submission, also long after; what has changed since stays and is reported.

The plan, and what is pending of other submissions, become as if the submission had never been merged: changes of others that
it contested are applied, changes that others submitted too are applied in their name, or held.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dxdesk.plan.changes.compare import converge, value_at
from dxdesk.plan.changes.describe import summarise
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import WHOLE, Batch, Change, squashed
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import references_exist
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.merge.engine import CONFLICT_GONE, changed_rows
from dxdesk.submission.merge.held import (
    Closing,
    accept_unless_locked,
    already_in_plan,
    contains_change,
    pending,
    uncontested,
)
from dxdesk.submission.merge.state import CHANGED_MEANWHILE, MergeState
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class UndoneMerge:
    """The file whose merge was undone, the number of changes, and descriptions of what has changed since and stays."""

    file: str
    changes: int
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class UndoRequest:
    """Whose newest submission is taken out of the plan, and of which year; or (`submission`, its record's id) which one.

    Without a year it is that of the department's newest hand-out.
    """

    department: str
    plan: str | None = None
    year: int | None = None
    submission: str | None = None


def undo_merge(store: Store, request: UndoRequest, *, author: str) -> UndoneMerge:
    """Undo the merge of one submission; it can be merged again.

    Raises Refused (also where it has changed something in a year that is locked now), EnvironmentFault.
    """
    require_master(store)
    state = MergeState.of(store)
    if request.submission is None:
        accepted = state.newest_submission(request.department, request.plan, request.year)
    else:
        accepted = _undoable(state, request.submission)
    before = dict(state.held)
    undo = _Undo(state, accepted, author)

    def work(transaction: Transaction) -> UndoneMerge:
        undone = undo.run(transaction)
        state.save_held(transaction, before)
        return undone

    if not is_server(store.location):
        back_up(store.location)
    return store.transaction(work)


def _undoable(state: MergeState, submission: str) -> Accepted:
    """Return a submission that no later one of the same copy builds on. Raises Refused."""
    accepted = next((accepted for accepted in state.merged if accepted.id == submission), None)
    if accepted is None:
        raise Refused("この提出は統合されていないため、取り消せません。一覧を読み直してください。")
    later = next((a for a in state.relatives(accepted.hand_out) if accepted.submit in a.earlier_submits), None)
    if later is not None:
        raise Refused(f"「{accepted.file}」より後の提出「{later.file}」が統合されています。先にそちらを取り消してください。")
    return accepted


@dataclass
class _Undo:
    """An undo in progress."""

    state: MergeState
    accepted: Accepted
    author: str
    at: str = field(default_factory=utc_now)

    def run(self, transaction: Transaction) -> UndoneMerge:
        """Carry it out in a transaction; held changes are left to be saved. Raises Refused."""
        changes = tuple(change.inverted() for change in squashed(transaction.changes_of(*self._groups())))
        require_permission(Scope(locked=self.state.locked), Outline(self.state.rows), changes)
        reason = f"{self.state.hand_outs[self.accepted.hand_out].name}の提出「{self.accepted.file}」の統合の取消し"
        result = transaction.revert(Batch(changes[::-1], self.author, reason, "merge", at=self.at), self.accepted.id)
        reverted = result.batch.changes
        self.state.rows = self.state.rows.apply(reverted)
        undone = replace(self.accepted, undone=self.at)
        self.state.accepted = [undone if a.id == undone.id else a for a in self.state.accepted]
        transaction.update([undone])
        self._restore_held()
        self.state.reopen_settled(changed_rows(reverted))
        for batch in (*self._apply_uncontested(reverted), *self._apply_others(reverted)):
            if transaction.apply(batch).refused:
                raise Refused(CHANGED_MEANWHILE)
        since = [*(stale.change for stale in result.refused), *squashed(transaction.changes_of(*self._decisions()))]
        return UndoneMerge(
            self.accepted.file, len(reverted), tuple(summarise([change], self.state.rows) for change in since)
        )

    # what the merge did

    def _groups(self) -> list[str]:
        """Return the groups to undo: the merge's, those that settled a conflict with it, its policy's decisions."""
        held = self.state.held.values()
        settled = (
            h.id for h in held if h.decision == HeldDecision.SETTLED and self.accepted.id in (h.closed_by, h.accepted)
        )
        return [self.accepted.id, *settled, *(h.closed_by for h in held if self._decided_by_policy(h))]

    def _decided_by_policy(self, held: Held) -> bool:
        """Return whether a held change was decided by the merge's conflict policy, and by nobody since."""
        return (
            held.accepted == self.accepted.id
            and held.decision in (HeldDecision.THEIRS, HeldDecision.MASTER)
            and held.decided_at == self.accepted.at
        )

    def _decisions(self) -> list[str]:
        """Return the groups of what a person decided of the submission after its merge: it stays decided."""
        return list({held.closed_by for held in self.state.held_of(self.accepted) if held.decided})

    # held changes

    def _restore_held(self) -> None:
        """Reopen what the merge closed, and withdraw what it held."""
        merged = {accepted.id: accepted for accepted in self.state.merged}
        for held in list(self.state.held.values()):
            if held.closed_by == self.accepted.id and held.accepted in merged:
                self._restore(held, merged[held.accepted])
            held = self.state.held[held.id]
            withdrawn = held.is_open and self.accepted.id in (held.made_by, held.accepted)
            if withdrawn or self._decided_by_policy(held):
                self._close(held, HeldDecision.WITHDRAWN, self.accepted.id)

    def _restore(self, held: Held, submission: Accepted) -> None:
        """Reopen a submission's held change, unless another fork from the same submit has superseded it too."""
        fork_point = _fork_point(submission, self.accepted)
        own = set(submission.submits)
        relatives = self.state.relatives(submission.hand_out)
        forks = (a for a in relatives if a.submit not in own and _fork_point(submission, a) >= fork_point)
        superseding = (fork for fork in forks if self._supersedes(fork, held))
        other = next(superseding, None) if fork_point and held.decision == HeldDecision.SUPERSEDED else None
        if other is None:
            self.state.reopen(held)
        else:
            self.state.held[held.id] = replace(held, closed_by=other.id)

    def _supersedes(self, later: Accepted, held: Held) -> bool:
        """Return whether a later submission has another value than the held change, or wants the change itself."""
        wants = any(own.cell == held.cell for own in self.state.pending_of(later))
        return wants or not contains_change(self.state.submitted_rows(later), held)

    def _close(self, held: Held, decision: HeldDecision, by: str) -> None:
        self.state.close([held], Closing(by, decision, self.author, self.at))

    # changes of others

    def _apply_uncontested(self, reverted: Iterable[Change]) -> Iterator[Batch]:
        """Yield what others want and nothing contests any more."""
        rows = changed_rows(reverted)
        held_there = [held for held in pending(self.state.held.values()) if held.key in rows]
        for held in sorted(held_there, key=lambda held: held.number):
            if already_in_plan(held, self.state.rows):
                self._close(held, HeldDecision.SETTLED, held.accepted)
            elif uncontested(held, self.state.rows):
                changes = accept_unless_locked(held, self.state.rows, self.state.locked)
                if changes is None:
                    continue
                self.state.rows = self.state.rows.apply(changes)
                self._close(held, HeldDecision.SETTLED, held.accepted)
                yield Batch(changes, held.author, CONFLICT_GONE, "merge", held.accepted, held.at)

    def _apply_others(self, reverted: Iterable[Change]) -> Iterator[Batch]:
        """Yield what was reverted although others have submitted it too; hold what can no longer be applied."""
        for change in reverted:
            for head in self.state.heads():
                theirs = self.state.submitted_changes(head).get(change.cell)
                if theirs is None or not self._is_missing(head, theirs):
                    continue
                possible = not isinstance(theirs.after, Row) or references_exist(theirs.after, self.state.rows)
                if possible and converge(replace(change, after=change.before), theirs):
                    self.state.rows = self.state.rows.apply([theirs])
                    # Of a row that they added, other texts may be held: nothing contests them now.
                    for held in self.state.pending_of(head):
                        if held.key == theirs.cell[:2] and theirs.field in (WHOLE, held.field):
                            self._close(held, HeldDecision.SETTLED, head.id)
                    yield Batch((theirs,), head.author, CONFLICT_GONE, "merge", head.id, head.submitted)
                else:
                    reason = HeldReason.CONFLICT
                    self.state.add(Held.of(theirs, reason, accepted=head.id, author=head.author, at=head.submitted))

    def _is_missing(self, head: Accepted, change: Change) -> bool:
        """Return whether a submitted change is neither in the plan nor held, though the plan has what it started from."""
        row_is_gone = change.field != WHOLE and self.state.rows.get(change.table, change.id) is None
        if row_is_gone or value_at(self.state.rows, change.cell) != change.before:
            return False
        insertion = change.field == WHOLE and change.before is None
        held = [h for h in self.state.held_of(head) if h.key == change.cell[:2]]
        held = [h for h in held if WHOLE in (h.field, change.field) or h.field == change.field]
        return not any(h.why != HeldReason.CONFLICT or h.decided or (h.is_open and not insertion) for h in held)


def _fork_point(one: Accepted, other: Accepted) -> int:
    """Return after how many of its submits somebody else went on with the same copy; 0 where nobody did."""
    theirs = set(other.submits)
    return max((number for number, submit in enumerate(one.submits, 1) if submit in theirs), default=0)
