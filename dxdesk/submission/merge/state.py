"""The master on the coordinator's desk: its rows and records while submissions are merged, before anything is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from dxdesk.plan.changes.permissions import Scope
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store import Store
from dxdesk.store.tables.compress import decompress_changes
from dxdesk.store.tables.records import Accepted, HandOut, Held, HeldDecision, HeldReason, YearLock, locked_years
from dxdesk.submission.merge.held import already_in_plan, pending, reopened


@dataclass
class MergeState:
    """Everything a merge looks at and changes; `held` by id, `accepted` in order, undone ones too."""

    rows: Rows
    hand_outs: dict[str, HandOut]
    accepted: list[Accepted]
    held: dict[str, Held]
    locked: frozenset[tuple[str, int]]
    bases: Mapping[str, Rows]
    outlines: dict[str, Outline] = field(default_factory=dict)
    newest: int = 0
    changes_by_submission: dict[str, dict[tuple[str, str, str], Change]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store) -> "MergeState":
        """The state of the master."""
        hand_outs = {record.id: record for record in store.records(HandOut)}
        rows = store.load()
        return cls(
            rows=rows,
            hand_outs=hand_outs,
            accepted=store.records(Accepted),
            held={held.id: held for held in store.records(Held)},
            locked=locked_years(store.records(YearLock)),
            bases=store.bases(rows),
        )

    def handed(self, hand_out: HandOut) -> Rows:
        """What was handed out."""
        return self.bases[hand_out.base or ""]

    def outline(self, hand_out: HandOut) -> Outline:
        """What was handed out, as people see it."""
        base = hand_out.base or ""
        if base not in self.outlines:
            self.outlines[base] = Outline(self.bases[base])
        return self.outlines[base]

    def scope(self, hand_out: HandOut) -> Scope:
        """What the department may write, as the locks are now."""
        return Scope(hand_out.department, hand_out.year, self.locked)

    @property
    def merged(self) -> list[Accepted]:
        """The submissions that are in the plan, in the order they came."""
        return [accepted for accepted in self.accepted if accepted.undone is None]

    def family(self, submit_id: str) -> list[Accepted]:
        """A submission and all that were made from it, as far as they are in the plan."""
        return [a for a in self.merged if submit_id in a.submits]

    def contains(self, submit_id: str) -> bool:
        """Whether a submission is in the plan, itself or in a later one of the same copy."""
        return bool(self.family(submit_id))

    def heads(self) -> list[Accepted]:
        """The submissions in the plan that no later one of the same copy has replaced."""
        replaced = {earlier for accepted in self.merged for earlier in accepted.earlier_submits}
        return [accepted for accepted in self.merged if accepted.submit not in replaced]

    def words(self, accepted: Accepted) -> dict[tuple[str, str, str], Change]:
        """What a submission said, from what was handed out, by cell."""
        if accepted.id not in self.changes_by_submission:
            self.changes_by_submission[accepted.id] = {c.cell: c for c in decompress_changes(accepted.changes)}
        return self.changes_by_submission[accepted.id]

    def newest_submission(self, name: str, plan: str | None = None) -> Accepted:
        """A department's newest submission that is in the plan. Raises Refused."""
        outline = Outline(self.rows)
        department = find_department(outline, find_plan(outline, plan), name)
        found = [accepted for accepted in self.merged if accepted.department == department.id]
        if not found:
            raise Refused(f"{department.name}の提出はまだ統合されていません。課名を確かめてください。")
        return found[-1]

    def pending_of(self, accepted: Accepted) -> list[Held]:
        """What a submission said and still waits."""
        return pending(held for held in self.held.values() if held.accepted == accepted.id)

    def said(self, accepted: Accepted) -> Rows:
        """The rows that a submission held."""
        return self.handed(self.hand_outs[accepted.hand_out]).apply(self.words(accepted).values())

    def add(self, held: Held) -> Held:
        """Keeps a new one, with the number it will have in the file."""
        if not self.newest:
            self.newest = max((h.number for h in self.held.values()), default=0)
        self.newest += 1
        kept = replace(held, number=self.newest)
        self.held[held.id] = kept
        return kept

    def reopen(self, touched: Collection[RowKey]) -> None:
        """What was to be reviewed, and stood in the plan by chance, and does so no more: it waits."""
        heads = {accepted.id for accepted in self.heads()}
        for held in list(self.held.values()):
            by_chance = held.decision == HeldDecision.SETTLED and held.why != HeldReason.CONFLICT and held.accepted in heads
            if by_chance and held.key in touched and not already_in_plan(held, self.rows):
                self.held[held.id] = reopened(held)

    def department_of(self, held: Held) -> str:
        """The name of the department that said it."""
        accepted = next(a for a in self.accepted if a.id == held.accepted)
        return self.hand_outs[accepted.hand_out].name
