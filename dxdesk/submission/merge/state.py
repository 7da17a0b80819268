"""The state that a merge works on: the master's rows and records in memory, before anything is written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dxdesk.plan.changes.compare import value_at
from dxdesk.plan.changes.permissions import Scope, objections
from dxdesk.plan.rows.change import WHOLE, CellKey, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import RowKey, Rows, references_exist
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.tables.compress import decompress_changes
from dxdesk.store.tables.records import Accepted, HandOut, Held, HeldDecision, HeldReason, Submit, YearLock, locked_years
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.merge.held import REOPENING, Closing, already_in_plan, pending

CHANGED_MEANWHILE = "ほかの人が同時に計画を書き換えました。開き直して、もう一度行ってください。"


@dataclass
class MergeState:
    """What a merge reads and changes; `held` by id, `accepted` in order, undone ones too."""

    rows: Rows
    hand_outs: dict[str, HandOut]
    accepted: list[Accepted]
    held: dict[str, Held]
    locked: frozenset[tuple[str, int]]
    bases: Mapping[str, Rows]
    _outlines: dict[str, Outline] = field(default_factory=dict)
    _changes: dict[str, dict[CellKey, Change]] = field(default_factory=dict)
    _newest_number: int = 0
    _outline: Outline | None = None

    @classmethod
    def of(cls, store: Store) -> "MergeState":
        """Return the state of the master."""
        rows = store.load()
        return cls(
            rows=rows,
            hand_outs={record.id: record for record in store.records(HandOut)},
            accepted=store.records(Accepted),
            held={held.id: held for held in store.records(Held)},
            locked=locked_years(store.records(YearLock)),
            bases=store.bases(rows),
        )

    @property
    def outline(self) -> Outline:
        """The outline of the master's rows as they are now."""
        if self._outline is None or self._outline.rows is not self.rows:
            self._outline = Outline(self.rows, self._outline)
        return self._outline

    def kept(self) -> "MergeState":
        """Return what a merge changes of the state, as it is now."""
        return replace(self, accepted=list(self.accepted), held=dict(self.held))

    def take_back(self, kept: "MergeState") -> None:
        """Become again what was kept, after a merge that broke off."""
        self.rows, self.accepted, self.held = kept.rows, kept.accepted, kept.held
        self._newest_number = kept._newest_number

    # hand-outs

    def baseline(self, hand_out: HandOut) -> Rows:
        """Return the rows that were handed out."""
        return self.bases[hand_out.base or ""]

    def baseline_outline(self, hand_out: HandOut) -> Outline:
        """Return the outline of the rows that were handed out."""
        base = hand_out.base or ""
        if base not in self._outlines:
            self._outlines[base] = Outline(self.bases[base])
        return self._outlines[base]

    def scope(self, hand_out: HandOut) -> Scope:
        """Return what the department may write, with the locks as they are now."""
        return Scope(hand_out.department, hand_out.year, self.locked)

    # submissions

    @property
    def merged(self) -> list[Accepted]:
        """The submissions that are in the plan, in the order in which they came."""
        return [accepted for accepted in self.accepted if accepted.undone is None]

    def family(self, hand_out_id: str) -> tuple[str, str, int]:
        """Return what the master's own records say that a hand-out is of: the plan, the department, the year.

        Only submissions of one family can build on each other, whatever a file says about its past.
        """
        hand_out = self.hand_outs[hand_out_id]
        return hand_out.plan, hand_out.department, hand_out.year

    def relatives(self, hand_out_id: str) -> list[Accepted]:
        """Return the submissions in the plan that one of this hand-out can build on, in the order in which they came."""
        family = self.family(hand_out_id)
        return [accepted for accepted in self.merged if self.family(accepted.hand_out) == family]

    def contains(self, hand_out_id: str, submit_id: str) -> bool:
        """Return whether a submission is in the plan, itself or in a later one of the same copy."""
        return any(submit_id in accepted.submits for accepted in self.relatives(hand_out_id))

    def is_of_others(self, hand_out_id: str, submit_id: str) -> bool:
        """Return whether only another department, or one for another year, has handed in a submit of this id."""
        families = {self.family(accepted.hand_out) for accepted in self.accepted if accepted.submit == submit_id}
        return bool(families) and self.family(hand_out_id) not in families

    def heads(self) -> list[Accepted]:
        """Return the submissions in the plan that no later one of the same copy supersedes."""
        superseded = {
            (self.family(accepted.hand_out), earlier) for accepted in self.merged for earlier in accepted.earlier_submits
        }
        return [a for a in self.merged if (self.family(a.hand_out), a.submit) not in superseded]

    def newest_submission(self, department: str, plan: str | None = None, year: int | None = None) -> Accepted:
        """Return the newest submission of a department, given by name, that is in the plan. Raises Refused.

        Of the year of the plan's newest hand-out to it unless a year is given: no action reaches back into another one.
        """
        return self.submissions_of(department, plan, year)[-1]

    def submissions_of(self, department: str, plan: str | None = None, year: int | None = None) -> list[Accepted]:
        """Return a department's submissions of a year that are in the plan, as `newest_submission`, oldest first."""
        outline = Outline(self.rows)
        the_plan = find_plan(outline, plan)
        wanted = find_department(outline, the_plan, department)
        handed = [h for h in self.hand_outs.values() if (h.plan, h.department) == (the_plan.id, wanted.id)]
        asked = year if year is not None else max(handed, key=lambda h: h.number).year if handed else None
        ids = {hand_out.id for hand_out in handed if hand_out.year == asked}
        found = [accepted for accepted in self.merged if accepted.hand_out in ids]
        if not found:
            of = f"（{short_year(asked)} の提出）" if asked is not None else ""
            raise Refused(f"{wanted.name}の提出はまだ統合されていません{of}。課名と年度を確かめてください。")
        return found

    def submitted_changes(self, accepted: Accepted) -> dict[CellKey, Change]:
        """Return what a submission changed of its baseline, by cell."""
        if accepted.id not in self._changes:
            self._changes[accepted.id] = {change.cell: change for change in decompress_changes(accepted.changes)}
        return self._changes[accepted.id]

    def submitted_rows(self, accepted: Accepted) -> Rows:
        """Return the rows of a submission."""
        return self.baseline(self.hand_outs[accepted.hand_out]).apply(self.submitted_changes(accepted).values())

    def submitted_rows_within(self, hand_out: HandOut, accepted: Accepted) -> Rows:
        """Return the same as far as the rows of another hand-out reach: of a form that was sent back as a copy."""
        if self.hand_outs[accepted.hand_out].base == hand_out.base:
            return self.submitted_rows(accepted)
        return apply_known(self.baseline(hand_out), self.submitted_changes(accepted).values())

    # sent back

    def carried(self, returned: HandOut, accepted: Accepted) -> list[Accepted]:
        """Return the department's other submissions of the year that counted when `accepted` was sent back."""
        counted = [a for a in self.accepted if a.at <= returned.at and (a.undone is None or a.undone > returned.at)]
        superseded = {(self.family(one.hand_out), earlier) for one in counted for earlier in one.earlier_submits}
        asked = (returned.plan, returned.department, returned.year)
        return [
            other
            for other in counted
            if (self.family(other.hand_out), other.submit) not in superseded and other.submit not in accepted.submits
            if (h := self.hand_outs[other.hand_out]) and (h.plan, h.department, h.year) == asked
        ]

    def sent_back_rows(self, returned: HandOut, accepted: Accepted) -> Rows:
        """Return the rows of a return: the submission, and what colleagues of the department handed in beside it."""
        return self.with_carried(self.submitted_rows_within(returned, accepted), returned, accepted)

    def with_carried(self, rows: Rows, returned: HandOut, accepted: Accepted) -> Rows:
        """Return rows with what was carried put in; where the submission wrote the same cell, its own text stays."""
        own = self.submitted_changes(accepted)
        scope = Scope(returned.department, returned.year)
        for other in self.carried(returned, accepted):
            outline = self.baseline_outline(self.hand_outs[other.hand_out])
            theirs = objections(scope, outline, self.submitted_changes(other).values())
            for change, objection in theirs:
                if not objection and change.cell not in own and _is_possible(change, rows):
                    rows = rows.apply([change])
        return rows

    # held changes

    def held_of(self, accepted: Accepted) -> list[Held]:
        """Return the held changes of a submission, closed ones too."""
        return [held for held in self.held.values() if held.accepted == accepted.id]

    def pending_of(self, accepted: Accepted) -> list[Held]:
        """Return the held changes of a submission that are still pending."""
        return pending(self.held_of(accepted))

    def hand_out_of(self, held: Held) -> HandOut:
        """Return the hand-out that the submission of a held change answers."""
        accepted = next(a for a in self.accepted if a.id == held.accepted)
        return self.hand_outs[accepted.hand_out]

    def department_of(self, held: Held) -> str:
        """Return the name of the department that wants the change."""
        return self.hand_out_of(held).name

    def add(self, held: Held) -> Held:
        """Add a held change with the number that it will have in the file, and return it."""
        if not self._newest_number:
            self._newest_number = max((known.number for known in self.held.values()), default=0)
        self._newest_number += 1
        self.held[held.id] = replace(held, number=self._newest_number)
        return self.held[held.id]

    def close(self, held_changes: Iterable[Held], closing: Closing) -> list[Held]:
        """Close held changes and return them."""
        closed = [closing.close(held) for held in held_changes]
        self.held.update((held.id, held) for held in closed)
        return closed

    def reopen(self, held: Held) -> None:
        """Make a held change pending again."""
        self.close([held], REOPENING)

    def reopen_settled(self, changed: Collection[RowKey]) -> None:
        """Reopen what needs review and was settled because the plan had the same value, where it no longer has."""
        heads = {accepted.id for accepted in self.heads()}
        for held in list(self.held.values()):
            settled = held.decision == HeldDecision.SETTLED and held.why != HeldReason.CONFLICT and held.accepted in heads
            if settled and held.key in changed and not already_in_plan(held, self.rows):
                self.reopen(held)

    def save_held(self, transaction: Transaction, before: Mapping[str, Held]) -> None:
        """Insert new held changes in the order of their numbers, and update those that differ from `before`."""
        for held in sorted(self.held.values(), key=lambda held: held.number):
            if held.id not in before:
                transaction.insert(held)
        transaction.update(held for held in self.held.values() if held.id in before and held != before[held.id])


def apply_known(rows: Rows, changes: Iterable[Change]) -> Rows:
    """Return rows with those changes made that are about rows which are there, or that add a row to such."""
    for change in changes:
        fits = references_exist(change.after, rows) if isinstance(change.after, Row) else rows.get(change.table, change.id)
        if fits:
            rows = rows.apply([change])
    return rows


def _is_possible(change: Change, rows: Rows) -> bool:
    """Return whether rows have what a change starts from, and what it refers to or leaves behind."""
    if value_at(rows, change.cell) != change.before:
        return False
    if change.field != WHOLE:
        return rows.get(change.table, change.id) is not None
    if isinstance(change.after, Row):
        return references_exist(change.after, rows)
    return not any(rows.references_to({(change.table, change.id)}).values())


def submits_of(accepted: Accepted, hand_out: HandOut) -> list[Submit]:
    """Return the submits of the copy so far: what comes back is compared with what is sent back."""
    earlier = [
        Submit(id=submit, hand_out=hand_out.id, at=accepted.submitted, author=accepted.author, digest="")
        for submit in accepted.earlier_submits
    ]
    newest = Submit(
        id=accepted.submit,
        hand_out=hand_out.id,
        at=accepted.submitted,
        author=accepted.author,
        digest=accepted.digest,
        person=accepted.person,
        extension=accepted.extension,
    )
    return [*earlier, newest]
