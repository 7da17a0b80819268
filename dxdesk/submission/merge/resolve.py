"""Decide held changes: the department's value, the plan's, or a text of one's own; one of them, or many at once.

A decision counts for all held changes about the same cell. What was decided can be decided anew, or made pending again.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dxdesk.plan.changes.compare import value_at
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import WHOLE, Batch, Change, squashed
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress, stepping
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import Held, HeldDecision
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.merge.cases import Case, case_of
from dxdesk.submission.merge.held import Closing, about_same_cell, accept_theirs, already_in_plan, write_text
from dxdesk.submission.merge.state import CHANGED_MEANWHILE, MergeState
from dxdesk.submission.roles import require_master

_PLACES = {table: place for place, table in enumerate(TABLES)}  # parents before children
_NOT_DECIDABLE = {
    HeldDecision.SUPERSEDED: "課が出し直したため、もうありません",
    HeldDecision.SETTLED: "計画と同じ内容になったため、もうありません",
    HeldDecision.WITHDRAWN: "統合が取り消されたため、もうありません",
}


class Resolution(StrEnum):
    """What a person chooses for a held change.

    MASTER leaves the plan as it is now; BEFORE takes it back to what it was before anybody decided, which is the same for
    what is still pending. HOLD makes a decided change pending again, with the plan as it was before the decision.
    """

    HOLD = ""
    THEIRS = "theirs"
    MASTER = "master"
    TEXT = "text"
    BEFORE = "before"


_TYPED = {"theirs": Resolution.THEIRS, "master": Resolution.BEFORE, "hold": Resolution.HOLD}


@dataclass(frozen=True)
class Decision:
    """A person's choice for the held change `number` and all others about the same cell; `text` goes with TEXT."""

    number: str
    resolution: Resolution
    reason: str
    text: str = ""


@dataclass(frozen=True)
class DecisionResult:
    """The number of changes that a decision made, or why it was refused."""

    changes: int = 0
    refused: str = ""


def resolve(store: Store, number: str, take: str, reason: str, *, author: str) -> int:
    """Decide the held change `number` and all others about the same cell; return the number of changes.

    `take`: theirs, master (as it was before anybody decided), hold, or a text of one's own. Raises Refused.
    """
    (result,) = resolve_all(store, [Decision(number, _TYPED.get(take, Resolution.TEXT), reason, take)], author=author)
    if result.refused:
        raise Refused(result.refused)
    return result.changes


def resolve_all(
    store: Store, decisions: Sequence[Decision], *, author: str, step: Step = no_progress
) -> list[DecisionResult]:
    """Carry out decisions in their order, in one transaction; a refused one does not stop the others.

    Raises Refused where somebody else has written meanwhile, Stopped by `step`; then nothing is written.
    """
    require_master(store)
    state = MergeState.of(store)

    def work(transaction: Transaction) -> list[DecisionResult]:
        resolving = _Resolving(state, author, transaction)
        return [resolving.decide(decision) for decision in stepping(decisions, step)]

    return store.transaction(work)


class _Resolving:
    """A transaction in which decisions are carried out, each on the state that the one before has left."""

    def __init__(self, state: MergeState, author: str, transaction: Transaction) -> None:
        self._state, self._author, self._transaction = state, author, transaction
        self._heads = {accepted.id for accepted in state.heads()}
        self._by_number = {str(held.number): held.id for held in state.held.values()}
        self._by_row: dict[RowKey, list[str]] = {}
        for held in state.held.values():
            self._by_row.setdefault(held.key, []).append(held.id)

    def decide(self, decision: Decision) -> DecisionResult:
        """Carry out a decision. Raises Refused only where somebody else has written meanwhile."""
        try:
            reason = _required_reason(decision)
            held = self._find(decision.number)
            case = case_of(held, self._state)
            changes = self._changes(held, decision) if case.deleted is None else self._changes_of_case(case, decision)
            require_permission(Scope(locked=self._state.locked), Outline(self._state.rows), changes)
        except Refused as refused:
            return DecisionResult(refused=refused.message)
        # All decisions of a held change are one group, so that taking them back leads to before the first.
        group = held.closed_by or str(uuid.uuid4())
        batch = Batch(changes, self._author, f"食い違いの決定：{reason}", "merge", group)
        if batch and self._transaction.apply(batch).refused:
            raise Refused(CHANGED_MEANWHILE)
        self._state.rows = self._state.rows.apply(changes)
        if decision.resolution == Resolution.HOLD:
            # Pending again, but with the reason why it was left undecided.
            held_changes, group = (self._pending_again(held) if case.deleted is None else list(case.members)), ""
        else:
            held_changes = self._decided_together(held) if case.deleted is None else self._members(case)
        how = HeldDecision.MASTER if decision.resolution == Resolution.BEFORE else HeldDecision(decision.resolution)
        self._transaction.update(self._state.close(held_changes, Closing(group, how, self._author, batch.at, reason)))
        return DecisionResult(len(changes))

    # a deleted measure, with all that hangs on it

    def _members(self, case: Case) -> list[Held]:
        """Return all about the same cells as a case's, too."""
        return list({held.id: held for member in case.members for held in self._decided_together(member)}.values())

    def _changes_of_case(self, case: Case, decision: Decision) -> Changes:
        """Return the changes of a decision on all of a case. Raises Refused."""
        if decision.resolution == Resolution.TEXT:
            raise Refused(
                f"番号「{case.held.number}」は削除された施策の全体です。--take には theirs か master を指定してください。"
            )
        if not case.held.is_open:
            # Its decision is one group: taken back at once, then perhaps made anew.
            changes = self._take_back(case.held)
            if decision.resolution == Resolution.MASTER:
                return ()
            if decision.resolution != Resolution.THEIRS:
                return changes
            return squashed((*changes, *self._restored(case, self._state.rows.apply(changes))))
        return self._restored(case, self._state.rows) if decision.resolution == Resolution.THEIRS else ()

    def _restored(self, case: Case, rows: Rows) -> Changes:
        """Return the changes that bring back the measure and what was written in it, parents first. Raises Refused."""
        made: list[Change] = []
        for held in sorted(case.members, key=lambda held: (_PLACES[held.table_name], held.number)):
            if already_in_plan(held, rows):
                continue
            if any(change.cell[:2] == held.key for change in made) and held.field == WHOLE:
                raise Refused(
                    f"番号「{case.held.number}」は、同じところに違う記入が重なっています。施策を「削除した行」から戻し、1件ずつ決めてください。"
                )
            changes = accept_theirs(held, rows)
            rows = rows.apply(changes)
            made += changes
        return squashed(made)

    def _decided_together(self, held: Held) -> list[Held]:
        """Return all about the same cell that are pending, or were decided together with this one; itself first."""
        same_row = [self._state.held[known] for known in self._by_row[held.key]]
        same_cell = [other for other in about_same_cell(held, same_row) if other.id != held.id]
        return [held, *(other for other in same_cell if other.is_open or other.closed_by == held.closed_by)]

    def _pending_again(self, held: Held, changes: Changes = ()) -> list[Held]:
        """Return those that are pending after these changes: not what the plan then has anyway."""
        rows = self._state.rows.apply(changes)
        return [one for one in self._decided_together(held) if not already_in_plan(one, rows)]

    def _changes(self, held: Held, decision: Decision) -> Changes:
        """Return the changes of a decision. Raises Refused."""
        match decision.resolution:
            case Resolution.THEIRS:
                return accept_theirs(held, self._state.rows)
            case Resolution.TEXT:
                if not decision.text.strip():
                    raise Refused("採用する文が空です。theirs、master か、書き直した文を --take に指定してください。")
                if fault := text_fault(decision.text):
                    raise Refused(f"採用する文は受け取れません。{fault}")
                return write_text(held, self._state.rows, decision.text)
            case Resolution.BEFORE:
                return self._take_back(held)
            case Resolution.HOLD:
                return self._take_back_to_pending(held)
        return ()

    def _take_back_to_pending(self, held: Held) -> Changes:
        """Return what `_take_back` does. Raises Refused also where it would not be pending: superseded, or in the plan."""
        if held.is_open:
            return ()
        number = f"番号「{held.number}」は"
        if held.accepted not in self._heads:
            raise Refused(
                f"{number}課が出し直したか、統合が取り消されたため、保留に戻せません。採用する内容を選び直してください。"
            )
        changes = self._take_back(held)
        if not self._pending_again(held, changes):
            raise Refused(f"{number}計画がもう課の記入と同じため、保留に戻せません。")
        return changes

    def _take_back(self, held: Held) -> Changes:
        """Return the inverse of all its decisions. Raises Refused where the plan has been changed there since."""
        if held.is_open:
            return ()
        decided = squashed(self._transaction.changes_of(held.closed_by))
        changes = tuple(change.inverted() for change in decided)[::-1]
        changed_since = any(value_at(self._state.rows, change.cell) != change.before for change in changes)
        if changed_since or self._leaves_children(changes):
            raise Refused(
                f"番号「{held.number}」は決めたあとに書き換えられたため、決める前に戻せません。採用する内容を選び直してください。"
            )
        return changes

    def _leaves_children(self, changes: Changes) -> bool:
        """Return whether rows refer to one that would be deleted."""
        deleted = {(change.table, change.id) for change in changes if change.field == WHOLE and change.after is None}
        referring = self._state.rows.references_to(deleted) if deleted else {}
        return any((table, row.id) not in deleted for rows in referring.values() for table, row, _ in rows)

    def _find(self, number: str) -> Held:
        """Return the held change of a number. Raises Refused where there is none that a person can decide."""
        known = self._by_number.get(number.strip())
        if known is None:
            raise Refused(f"番号「{number}」の食い違いはありません。統合の結果に示された番号を指定してください。")
        held = self._state.held[known]
        if not held.is_open and held.decision in _NOT_DECIDABLE:
            raise Refused(f"番号「{number}」は{_NOT_DECIDABLE[held.decision]}。統合の結果を見直してください。")
        return held


def _required_reason(decision: Decision) -> str:
    """Return the reason of a decision. Raises Refused where it is blank."""
    reason = decision.reason.strip()
    if not reason and decision.resolution == Resolution.HOLD:
        raise Refused("保留にする理由が空です。理由を書いてください。")
    if not reason:
        raise Refused("決めた理由が空です。--reason に理由を書いてください。")
    return reason
