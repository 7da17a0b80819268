"""A person decides what waits: the department's words, the master's, or others; one thing, or many at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dxdesk.plan.changes.compare import value_at
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import WHOLE, Batch, squashed
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Step, no_progress, stepping
from dxdesk.plan.rows.rows import RowKey
from dxdesk.store import Store
from dxdesk.store.tables.records import Held, HeldDecision
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.copies import require_master
from dxdesk.submission.merge.command import CHANGED_MEANWHILE
from dxdesk.submission.merge.held import about_same_cell, accept_theirs, already_in_plan, closed, write_text
from dxdesk.submission.merge.state import MergeState

_WHY_NOT = {
    HeldDecision.SUPERSEDED: "課が出し直したため、もうありません",
    HeldDecision.SETTLED: "計画と同じ内容になったため、もうありません",
    HeldDecision.WITHDRAWN: "統合が取り消されたため、もうありません",
}


class Resolution(StrEnum):
    """What a person chooses for a held change.

    MASTER leaves the plan as it is now; BEFORE takes it back to what it was before anybody decided, which is the same of
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
    take: Resolution
    reason: str
    text: str = ""


@dataclass(frozen=True)
class DecisionResult:
    """How a decision ended: the number of changes, or why it could not be."""

    changes: int = 0
    refused: str = ""


def resolve(store: Store, number: str, take: str, reason: str, *, author: str) -> int:
    """Decides what waits under `number`, and all that is said of the same cell; returns the number of changes.

    `take`: theirs, master (as it was before anybody decided), hold, or a text of one's own. What a person decided may be
    decided anew. Raises Refused.
    """
    (done,) = decide(store, [Decision(number, _TYPED.get(take, Resolution.TEXT), reason, take)], author=author)
    if done.refused:
        raise Refused(done.refused)
    return done.changes


def decide(store: Store, decisions: Sequence[Decision], *, author: str, step: Step = no_progress) -> list[DecisionResult]:
    """Carries out decisions in their order, in one transaction; one that cannot be leaves the others alone.

    Raises Refused where the master is no longer what was looked at, Stopped by `step`; then nothing is written.
    """
    require_master(store)
    state = MergeState.of(store)

    def work(at_once: Transaction) -> list[DecisionResult]:
        deciding = _Deciding(state, author, at_once)
        return [deciding.one(decision) for decision in stepping(decisions, step)]

    return store.transaction(work)


class _Deciding:
    """The desk while a person decides: what was decided before counts for what comes after."""

    def __init__(self, state: MergeState, author: str, at_once: Transaction) -> None:
        self._state, self._author, self._at_once = state, author, at_once
        self._heads = {accepted.id for accepted in state.heads()}
        self._numbered = {str(held.number): held.id for held in state.held.values()}
        self._about: dict[RowKey, list[str]] = {}
        for held in state.held.values():
            self._about.setdefault(held.key, []).append(held.id)

    def one(self, decision: Decision) -> DecisionResult:
        """Carries one out; raises Refused only where the master is no longer what was looked at."""
        try:
            reason = _reason(decision)
            held = self._find(decision.number)
            changes = self._changes(held, decision)
            require_permission(Scope(locked=self._state.locked), Outline(self._state.rows), changes)
        except Refused as refused:
            return DecisionResult(refused=refused.message)
        # One group for all decisions of a thing, so that going back leads to before the first.
        by = held.closed_by or str(uuid.uuid4())
        batch = Batch(changes, self._author, f"食い違いの決定：{reason}", "merge", by)
        if batch and self._at_once.apply(batch).refused:
            raise Refused(CHANGED_MEANWHILE)
        self._state.rows = self._state.rows.apply(changes)
        helds, by = (self._waiting(held), "") if decision.take == Resolution.HOLD else (self._with(held), by)
        how = HeldDecision.MASTER if decision.take == Resolution.BEFORE else HeldDecision(decision.take)
        decided = closed(helds, by, how, who=self._author, at=batch.at, reason=reason)
        self._state.held.update((held.id, held) for held in decided)
        self._at_once.update(decided)
        return DecisionResult(len(changes))

    def _with(self, held: Held) -> list[Held]:
        """All that is said of the same cell and waits; what was decided together is decided anew together."""
        same_row = [self._state.held[known] for known in self._about[held.key]]
        together = [
            h for h in about_same_cell(held, same_row) if (h.is_open or h.closed_by == held.closed_by) and h.id != held.id
        ]
        return [held, *together]

    def _changes(self, held: Held, decision: Decision) -> Changes:
        match decision.take:
            case Resolution.THEIRS:
                return accept_theirs(held, self._state.rows)
            case Resolution.TEXT:
                if not decision.text.strip():
                    raise Refused("採用する文が空です。theirs、master か、書き直した文を --take に指定してください。")
                if fault := text_fault(decision.text):
                    raise Refused(f"採用する文は受け取れません。{fault}")
                return write_text(held, self._state.rows, decision.text)
            case Resolution.BEFORE:
                return self._back(held)
            case Resolution.HOLD:
                return self._back_to_wait(held)
        return ()

    def _back_to_wait(self, held: Held) -> Changes:
        """As `_back`. Raises Refused also where it would not wait: it is said anew, or stands anyway."""
        if held.is_open:
            return ()
        number = f"番号「{held.number}」は"
        if held.accepted not in self._heads:
            raise Refused(
                f"{number}課が出し直したか、統合が取り消されたため、保留に戻せません。採用する内容を選び直してください。"
            )
        changes = self._back(held)
        if not self._waiting(held, changes):
            raise Refused(f"{number}計画がもう課の記入と同じため、保留に戻せません。")
        return changes

    def _back(self, held: Held) -> Changes:
        """What takes the decisions back. Raises Refused where something has come since."""
        if held.is_open:
            return ()
        changes = tuple(change.inverted() for change in squashed(self._at_once.changes_of(held.closed_by)))[::-1]
        if any(value_at(self._state.rows, change.cell) != change.before for change in changes) or self._leaves_children(
            changes
        ):
            raise Refused(
                f"番号「{held.number}」は決めたあとに書き換えられたため、決める前に戻せません。採用する内容を選び直してください。"
            )
        return changes

    def _leaves_children(self, changes: Changes) -> bool:
        """Whether rows that came since hang on one that would go."""
        dying = {(change.table, change.id) for change in changes if change.field == WHOLE and change.after is None}
        hanging = self._state.rows.references_to(dying) if dying else {}
        return any((table, row.id) not in dying for rows in hanging.values() for table, row, _ in rows)

    def _waiting(self, held: Held, changes: Changes = ()) -> list[Held]:
        """What of it waits once the plan is as it was: what the plan says by itself does not."""
        rows = self._state.rows.apply(changes)
        return [one for one in self._with(held) if not already_in_plan(one, rows)]

    def _find(self, number: str) -> Held:
        known = self._numbered.get(number.strip())
        if known is None:
            raise Refused(f"番号「{number}」の食い違いはありません。統合の結果に示された番号を指定してください。")
        held = self._state.held[known]
        if not held.is_open and held.decision in _WHY_NOT:
            raise Refused(f"番号「{number}」は{_WHY_NOT[held.decision]}。統合の結果を見直してください。")
        return held


def _reason(decision: Decision) -> str:
    reason = decision.reason.strip()
    if not reason and decision.take == Resolution.HOLD:
        raise Refused("保留にする理由が空です。理由を書いてください。")
    if not reason:
        raise Refused("決めた理由が空です。--reason に理由を書いてください。")
    return reason
