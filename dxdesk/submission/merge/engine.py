"""One submission into the master, three ways, cell by cell. Pure: what is decided here is written elsewhere."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dxdesk.plan.changes.compare import Conflict, three_way, value_at
from dxdesk.plan.changes.permissions import Objection, objections
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.model import Row
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store.tables.codec import encode_ids
from dxdesk.store.tables.compress import compress_changes
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.submission.merge.held import (
    accept_unless_locked,
    already_in_plan,
    closed,
    orphaned,
    pending,
    uncontested,
    widen_to_row,
)
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.resubmission import earlier
from dxdesk.submission.merge.state import MergeState

_WHY = {
    Objection.NONE: HeldReason.CONFLICT,
    Objection.OUTSIDE: HeldReason.SCOPE,
    Objection.LOCKED: HeldReason.LOCKED,
}
CONFLICT_GONE = "食い違いの解消"


class ConflictPolicy(StrEnum):
    """What becomes of a submission's conflicts when it is merged: held for a person, or decided at once."""

    HOLD = "hold"
    THEIRS = "theirs"
    MASTER = "master"


@dataclass(frozen=True)
class MergeContext:
    """Who merges which file, when, and what becomes of conflicts."""

    author: str
    at: str
    file: str
    take: ConflictPolicy = ConflictPolicy.HOLD


@dataclass
class MergedSubmission:
    """What a submission did: the record of it, the batches to apply, what it made wait, all that it closed."""

    accepted: Accepted
    batches: list[Batch] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def applied(self) -> int:
        """The number of changes."""
        return sum(len(batch.changes) for batch in self.batches)


def merge_one(state: MergeState, submission: Submission, merge: MergeContext) -> MergedSubmission:
    """Merges a submission that the desk does not know yet; the desk then stands as the file will."""
    handed = state.handed(submission.hand_out)
    before = earlier(state, submission)
    base, said = (handed, submission.received.rows) if before is None else (before.base, before.theirs)
    scope = state.scope(submission.hand_out)
    against = [
        (change, why) for change, why in objections(scope, state.outline(submission.hand_out), submission.changes) if why
    ]
    theirs = _without((change for change, _ in against), said, base)
    changes, conflicts = three_way(base, theirs, state.rows)

    merged = MergedSubmission(_record(submission, merge))
    work = _Work(state, merged, submission, merge)
    if before is not None:
        work.close(before.waiting, HeldDecision.SUPERSEDED)
        for relative in {held.accepted for held in before.waiting}:
            work.close(orphaned(h for h in state.held.values() if h.accepted == relative), HeldDecision.SUPERSEDED)
        reasons = dict(against)
        for change, other in before.overridden:
            work.record_superseded(change, _WHY[reasons.get(change, Objection.NONE)], other)
    for change, why in against:
        # What was held of an earlier submission and decided since is part of the base.
        if value_at(base, change.cell) != value_at(submission.received.rows, change.cell):
            work.hold(_of_its_row(change, base, state.rows), _WHY[why])
    for conflict in conflicts:
        work.hold(_statement(conflict), HeldReason.CONFLICT)
    work.apply(changes)
    if merge.take != ConflictPolicy.HOLD:
        work.take_all()
    work.settle(touched_rows(change for batch in merged.batches for change in batch.changes))
    merged.accepted = replace(merged.accepted, applied=merged.applied)
    state.accepted.append(merged.accepted)
    return merged


def _record(submission: Submission, merge: MergeContext) -> Accepted:
    submit = submission.received.submits[-1]
    return Accepted(
        id=str(uuid.uuid4()),
        submit=submit.id,
        lineage=encode_ids(submission.lineage),
        hand_out=submission.hand_out.id,
        department=submission.hand_out.department,
        file=merge.file,
        digest=submit.digest,
        submitted=submit.at,
        author=submit.author,
        at=merge.at,
        applied=0,
        changes=compress_changes(submission.changes),
        person=submit.person,
        extension=submit.extension,
        confirmed=submit.confirmed,
    )


def _without(refused: Iterable[Change], theirs: Rows, base: Rows) -> Rows:
    """Their rows with the refused changes as they are in the base."""
    rows: dict[RowKey, Row | None] = {}
    for change in refused:
        key = (change.table, change.id)
        stood = base.get(*key)
        if change.field == WHOLE or stood is None:
            rows[key] = stood
        else:
            row = rows.get(key) or theirs.get(*key) or stood
            rows[key] = row.replace(**{change.field: getattr(stood, change.field)})
    return theirs.without(key for key, row in rows.items() if row is None).put(row for row in rows.values() if row)


def _statement(conflict: Conflict) -> Change:
    return Change(conflict.table, conflict.id, conflict.field, conflict.base, conflict.theirs)


def _of_its_row(change: Change, base: Rows, ours: Rows) -> Change:
    """An edit of a row that the plan has no longer is a statement about the row."""
    row = base.get(change.table, change.id)
    if change.field == WHOLE or row is None or ours.get(change.table, change.id) is not None:
        return change
    before, after = (row.replace(**{change.field: value}) for value in (change.before, change.after))
    return Change(change.table, change.id, WHOLE, before, after)


def touched_rows(changes: Iterable[Change]) -> set[RowKey]:
    """The rows that changes touch."""
    return {(change.table, change.id) for change in changes}


@dataclass
class _Work:
    """A merge while it is done."""

    state: MergeState
    merged: MergedSubmission
    submission: Submission
    merge: MergeContext

    def hold(self, change: Change, why: HeldReason) -> None:
        """Keeps a statement until a person decides, unless the plan says the same."""
        held = self._held(change, why)
        if not already_in_plan(held, self.state.rows):
            self.merged.held.append(self.state.add(held))
        elif why != HeldReason.CONFLICT:
            # The plan says so at present, but not because of this department: it waits once the plan says otherwise.
            self.close([self.state.add(held)], HeldDecision.SETTLED)

    def record_superseded(self, change: Change, why: HeldReason, other: Accepted) -> None:
        """Keeps a statement that another submission has replaced: it is made again when that one is taken back."""
        held = self.state.add(self._held(change, why))
        self.state.held[held.id], *_ = closed(
            [held], other.id, HeldDecision.SUPERSEDED, who=self.merge.author, at=self.merge.at
        )

    def _held(self, change: Change, why: HeldReason) -> Held:
        author, at = self._writer(change)
        return Held.of(change, why, accepted=self.merged.accepted.id, author=author, at=at)

    def close(self, helds: Sequence[Held], decision: HeldDecision, by: str = "") -> None:
        """Ends the waiting of statements, by this merge unless a decision is named."""
        by = by or self.merged.accepted.id
        for held in closed(helds, by, decision, who=self.merge.author, at=self.merge.at):
            self.state.held[held.id] = held

    def apply(self, changes: Sequence[Change]) -> None:
        """Changes of the department, under the names and times of those who wrote them."""
        written: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            written.setdefault(self._writer(change), []).append(change)
        reason = f"{self.submission.hand_out.name}の提出「{self.merge.file}」"
        for (author, at), theirs in sorted(written.items(), key=lambda item: item[0][1]):
            self._batch(theirs, author, at, reason, self.merged.accepted.id)
        self.state.rows = self.state.rows.apply(changes)

    def _batch(self, changes: Sequence[Change], author: str, at: str, reason: str, group: str) -> None:
        self.merged.batches.append(Batch(tuple(changes), author, reason, "merge", group, at))

    def _writer(self, change: Change) -> tuple[str, str]:
        """Who wrote it and when: as the copy's history says, else who handed in."""
        received = self.submission.received
        submit = received.submits[-1]
        cell, row = change.cell, (change.table, change.id, WHOLE)
        return received.writers.get(cell) or received.writers.get(row) or (submit.author, submit.at)

    def take_all(self) -> None:
        """Decides this submission's conflicts as the coordinator asked for all of them, each as a person would."""
        for held in [h for h in self.merged.held if h.why == HeldReason.CONFLICT]:
            decision = str(uuid.uuid4())
            if self.merge.take == ConflictPolicy.THEIRS and not self._take(held, "統合時に課の記入を採用", decision):
                continue
            self.close([held], HeldDecision(self.merge.take), decision)

    def _take(self, held: Held, reason: str, group: str) -> bool:
        changes = accept_unless_locked(held, self.state.rows, self.state.locked)
        if changes is None:
            return False
        self._batch(changes, held.author, held.at, reason, group)
        self.state.rows = self.state.rows.apply(changes)
        return True

    def settle(self, touched: set[RowKey]) -> None:
        """What others said of the rows that changed now: it came true, or nothing stands against it any more."""
        self.state.reopen(touched)
        for held in _settling(self.state, touched, self.merged.accepted.id):
            if already_in_plan(held, self.state.rows) or (
                uncontested(held, self.state.rows) and self._take(held, CONFLICT_GONE, held.id)
            ):
                self.close([held], HeldDecision.SETTLED)
            elif (dead := self._deleted(held)) is not None:
                self.close([held], HeldDecision.SUPERSEDED)
                again = replace(widen_to_row(held, dead), id=str(uuid.uuid4()), made_by=self.merged.accepted.id)
                self.state.add(again)

    def _deleted(self, held: Held) -> Row | None:
        """The row that this merge deleted under a statement about one of its fields."""
        if held.field == WHOLE or self.state.rows.get(*held.key) is not None:
            return None
        deaths = (c for batch in self.merged.batches for c in batch.changes if c.field == WHOLE and c.after is None)
        return next((c.before for c in deaths if (c.table, c.id) == held.key and isinstance(c.before, Row)), None)


def _settling(state: MergeState, touched: set[RowKey], own: str) -> list[Held]:
    """The open statements of other submissions about these rows, oldest first."""
    found = [h for h in pending(state.held.values()) if h.key in touched and h.accepted != own]
    return sorted(found, key=lambda held: held.number)
