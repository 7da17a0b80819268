"""Merge one submission into the master: three ways, cell by cell, in memory only.

What a department changed of its baseline is applied where the plan still has the value that was handed out. Conflicts (both
sides changed a cell differently), changes outside the department's part and changes in a locked year are held until a
person decides. `command` and `undo` write to the file what is decided here.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dxdesk.plan.changes.compare import Conflict, three_way, value_at
from dxdesk.plan.changes.permissions import Objection, objections
from dxdesk.plan.rows.change import WHOLE, Batch, Change
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.nesting import CHILDREN
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row, Travels
from dxdesk.store.tables.codec import encode_ids
from dxdesk.store.tables.compress import compress_changes
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.submission.merge.held import (
    Closing,
    accept_unless_locked,
    already_in_plan,
    orphaned,
    pending,
    uncontested,
    widen_to_row,
)
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.resubmission import Resubmission, resubmission_of, taken_back
from dxdesk.submission.merge.state import MergeState

MESSAGE = "message"
_REASONS = {Objection.OUTSIDE: HeldReason.SCOPE, Objection.LOCKED: HeldReason.LOCKED}
CONFLICT_GONE = "食い違いの解消"


class ConflictPolicy(StrEnum):
    """What becomes of a submission's conflicts when it is merged: held for a person, or decided at once."""

    HOLD = "hold"
    THEIRS = "theirs"
    MASTER = "master"


@dataclass(frozen=True)
class MergeContext:
    """Who merges which file, when, and what becomes of its conflicts.

    `same_person`: a form without a name goes on from the form before it, as the coordinator says.
    """

    author: str
    at: str
    file: str
    take: ConflictPolicy = ConflictPolicy.HOLD
    same_person: bool = False


@dataclass
class MergedSubmission:
    """What a merge did: the submission's record, the batches to apply, the changes that it holds."""

    accepted: Accepted
    batches: list[Batch] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """All changes of the batches."""
        return [change for batch in self.batches for change in batch.changes]


def merge_one(state: MergeState, submission: Submission, context: MergeContext) -> MergedSubmission:
    """Merge a submission that is not in the plan yet; the state becomes what the file is to hold."""
    baseline = state.baseline(submission.hand_out)
    resubmission = resubmission_of(state, submission)
    base, theirs = (baseline, submission.received.rows) if resubmission is None else (resubmission.base, resubmission.theirs)
    scope, outline = state.scope(submission.hand_out), state.baseline_outline(submission.hand_out)
    judged = [(change, objection) for change, objection in objections(scope, outline, submission.changes) if objection]
    review = {change: _REASONS[objection] for change, objection in judged if objection in _REASONS}
    back = taken_back(resubmission, submission.handed_out) if resubmission and submission.handed_out is not None else []
    permitted = _reverted((*(change for change, _ in judged), *back), theirs, base)
    changes, conflicts = three_way(base, permitted, _within_reach(base, permitted, state.rows))
    # Judged again by what the master has: whose row it is may have changed, and the file may lie about its past.
    judged = list(objections(scope, state.outline, changes, handed_out=False))
    refused = {change: _REASONS[objection] for change, objection in judged if objection in _REASONS}
    changes = tuple(change for change, objection in judged if not objection)

    merging = _Merging(state, MergedSubmission(_record(submission, context)), submission, context)
    if resubmission is not None:
        merging.supersede(resubmission, review)
    for change, reason in review.items():
        # What was held of an earlier submission and decided since is part of the base.
        if value_at(base, change.cell) != value_at(submission.received.rows, change.cell):
            merging.hold(_widened(change, base, state.rows), reason)
    for change, reason in refused.items():
        merging.hold(change, reason)
    for change in back:
        if change.table != MESSAGE and change not in review:
            merging.hold(_widened(change, base, state.rows), HeldReason.BLANK)
    for conflict in conflicts:
        merging.hold(_their_change(conflict), HeldReason.CONFLICT)
    merging.apply(changes)
    merging.resolve_conflicts()
    merging.settle_others()
    return merging.finish()


def _record(submission: Submission, context: MergeContext) -> Accepted:
    submit = submission.received.submits[-1]
    return Accepted(
        id=str(uuid.uuid4()),
        submit=submit.id,
        lineage=encode_ids(submission.lineage),
        hand_out=submission.hand_out.id,
        department=submission.hand_out.department,
        file=context.file,
        digest=submit.digest,
        submitted=submit.at,
        author=submit.author,
        at=context.at,
        applied=0,
        changes=compress_changes(submission.changes),
        person=submit.person,
        extension=submit.extension,
        confirmed=submit.confirmed,
        made_with=submit.made_with,
        unchanged=submit.unchanged,
    )


def _reverted(changes: Iterable[Change], theirs: Rows, base: Rows) -> Rows:
    """Return their rows with the changed cells as they are in the base."""
    rows: dict[RowKey, Row | None] = {}
    for change in changes:
        key = (change.table, change.id)
        before = base.get(*key)
        if change.field == WHOLE or before is None:
            rows[key] = before
        else:
            row = rows.get(key) or theirs.get(*key) or before
            rows[key] = row.replace(**{change.field: getattr(before, change.field)})
    return theirs.without(key for key, row in rows.items() if row is None).put(row for row in rows.values() if row)


# Tables to whose rows others refer.
_PARENTS = frozenset(table for table, children in CHILDREN.items() if children)


def _within_reach(base: Rows, theirs: Rows, ours: Rows) -> Rows:
    """Return the plan's rows without most of those that did not go into the copy: neither side changed any of them.

    Left in, all of them would be compared as rows that the plan has added since. Where their side deletes a row to which
    others may refer, every row counts.
    """
    if any(theirs.changed_since(base, table)[1] for table in _PARENTS):
        return ours
    reach: dict[str, Mapping[str, Row]] = dict(ours.tables)
    for table, held in ours.tables.items():
        baseline = base.tables[table]
        if TABLES[table].TABLE.travels is not Travels.WITH_PLAN and 2 * len(baseline) < len(held):
            reach[table] = {row_id: held[row_id] for row_id in {**baseline, **theirs.tables[table]} if row_id in held}
    return Rows(reach)


def _their_change(conflict: Conflict) -> Change:
    return Change(conflict.table, conflict.id, conflict.field, conflict.base, conflict.theirs)


def _widened(change: Change, base: Rows, ours: Rows) -> Change:
    """Return the edit of a row that the plan no longer has as a change of the whole row."""
    row = base.get(change.table, change.id)
    if change.field == WHOLE or row is None or ours.get(change.table, change.id) is not None:
        return change
    before, after = (row.replace(**{change.field: value}) for value in (change.before, change.after))
    return Change(change.table, change.id, WHOLE, before, after)


def changed_rows(changes: Iterable[Change]) -> set[RowKey]:
    """Return the rows that changes are about."""
    return {(change.table, change.id) for change in changes}


@dataclass
class _Merging:
    """A merge in progress."""

    state: MergeState
    merged: MergedSubmission
    submission: Submission
    context: MergeContext

    def supersede(self, resubmission: Resubmission, review: dict[Change, HeldReason]) -> None:
        """Close what earlier submissions of the copy wanted; record what a colleague's submission has overridden."""
        self._close(resubmission.superseded, HeldDecision.SUPERSEDED)
        for accepted in {held.accepted for held in resubmission.superseded}:
            related = (held for held in self.state.held.values() if held.accepted == accepted)
            self._close(orphaned(related), HeldDecision.SUPERSEDED)
        for change, overriding in resubmission.overridden:
            # It is pending again when the overriding submission is undone.
            held = self.state.add(self._held(change, review.get(change, HeldReason.CONFLICT)))
            self._close([held], HeldDecision.SUPERSEDED, by=overriding.id)

    def hold(self, change: Change, reason: HeldReason) -> None:
        """Hold a change until a person decides, unless the plan has the same value."""
        held = self._held(change, reason)
        if not already_in_plan(held, self.state.rows):
            self.merged.held.append(self.state.add(held))
        elif reason != HeldReason.CONFLICT:
            # The plan has the value, but not because of this department: it is pending once the plan has another.
            self._close([self.state.add(held)], HeldDecision.SETTLED)

    def apply(self, changes: Sequence[Change]) -> None:
        """Apply the department's changes, under the names and times of those who made them."""
        by_author: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            by_author.setdefault(self._author(change), []).append(change)
        reason = f"{self.submission.hand_out.name}の提出「{self.context.file}」"
        for (author, at), theirs in sorted(by_author.items(), key=lambda item: item[0][1]):
            self.merged.batches.append(Batch(tuple(theirs), author, reason, "merge", self.merged.accepted.id, at))
        self.state.rows = self.state.rows.apply(changes)

    def resolve_conflicts(self) -> None:
        """Decide this submission's conflicts by the policy, each as if a person had decided it."""
        policy = self.context.take
        if policy == ConflictPolicy.HOLD:
            return
        for held in [held for held in self.merged.held if held.why == HeldReason.CONFLICT]:
            group = str(uuid.uuid4())
            if policy == ConflictPolicy.THEIRS and not self._accept(held, "統合時に課の記入を採用", group):
                continue
            self._close([held], HeldDecision(policy), by=group)

    def settle_others(self) -> None:
        """Update what is pending of other submissions about the changed rows: same value, conflict gone, row deleted."""
        changed = changed_rows(self.merged.changes)
        self.state.reopen_settled(changed)
        others = [h for h in pending(self.state.held.values()) if h.key in changed and h.accepted != self.merged.accepted.id]
        for held in sorted(others, key=lambda held: held.number):
            if already_in_plan(held, self.state.rows) or (
                uncontested(held, self.state.rows) and self._accept(held, CONFLICT_GONE, held.id)
            ):
                self._close([held], HeldDecision.SETTLED)
            elif (deleted := self._deleted_row(held)) is not None:
                self._close([held], HeldDecision.SUPERSEDED)
                again = replace(widen_to_row(held, deleted), id=str(uuid.uuid4()), made_by=self.merged.accepted.id)
                self.state.add(again)

    def finish(self) -> MergedSubmission:
        """Add the submission's record to the state and return the merge."""
        self.merged.accepted = replace(self.merged.accepted, applied=len(self.merged.changes))
        self.state.accepted.append(self.merged.accepted)
        return self.merged

    def _held(self, change: Change, reason: HeldReason) -> Held:
        author, at = self._author(change)
        return Held.of(change, reason, accepted=self.merged.accepted.id, author=author, at=at)

    def _close(self, held_changes: Iterable[Held], decision: HeldDecision, by: str = "") -> None:
        """Close held changes by this merge, or by another merge or decision."""
        by = by or self.merged.accepted.id
        self.state.close(held_changes, Closing(by, decision, self.context.author, self.context.at))

    def _author(self, change: Change) -> tuple[str, str]:
        """Return the change's author and time: as the copy's history has it, else as the submission."""
        received = self.submission.received
        submit, row = received.submits[-1], (change.table, change.id, WHOLE)
        return received.writers.get(change.cell) or received.writers.get(row) or (submit.author, submit.at)

    def _accept(self, held: Held, reason: str, group: str) -> bool:
        """Give the plan the department's value; return False where that is impossible or its year is locked."""
        changes = accept_unless_locked(held, self.state.rows, self.state.locked)
        if changes is None:
            return False
        self.merged.batches.append(Batch(tuple(changes), held.author, reason, "merge", group, held.at))
        self.state.rows = self.state.rows.apply(changes)
        return True

    def _deleted_row(self, held: Held) -> Row | None:
        """Return the row that this merge deleted, where a field of it is held."""
        if held.field == WHOLE or self.state.rows.get(*held.key) is not None:
            return None
        deleted = (c for c in self.merged.changes if c.field == WHOLE and c.after is None)
        return next((c.before for c in deleted if (c.table, c.id) == held.key and isinstance(c.before, Row)), None)
