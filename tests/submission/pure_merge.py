"""A master and departments' copies in memory: the real merge without files, fast enough for many examples."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import HandOut, Held, Submit
from dxdesk.submission.merge.engine import MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.held import pending
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState
from tests.submission.city import BOSS, DEPARTMENTS, PLAN, YEAR
from tests.submission.gestures import GONE, START, FieldValues, Gesture, after_gestures, changed_values, keys_of, plain

AT = "2026-11-21T00:00:00.000+00:00"
BASE = "handed"


@dataclass
class Copy:
    """A department's copy on a clerk's machine."""

    hand_out: HandOut
    rows: Rows
    submits: list[Submit] = field(default_factory=list)
    states: dict[str, Rows] = field(default_factory=dict)

    def work(self, gestures: Iterable[Gesture]) -> None:
        """Edit it."""
        self.rows = after_gestures(self.rows, gestures)

    def fork(self) -> "Copy":
        """Return the same copy on a colleague's machine."""
        return Copy(self.hand_out, self.rows, list(self.submits), dict(self.states))

    def submit(self) -> Submission:
        """Hand it in; unchanged it is the same submission again."""
        digest = digest_of(self.rows)
        if not self.submits or self.submits[-1].digest != digest:
            new = Submit(id=str(uuid.uuid4()), hand_out=self.hand_out.id, at=AT, author="課員", digest=digest)
            self.submits.append(new)
            self.states[new.id] = self.rows
        states = dict(self.states)
        received = Received(self.rows, self.hand_out, tuple(self.submits), {}, lambda submit: states.get(submit.id))
        return Submission(received, self.hand_out, compare(START, self.rows))


def new_copies(departments: Iterable[int]) -> list[Copy]:
    """Return new copies, one for each number of a department."""
    return [Copy(_hand_out(number), START) for number in departments]


def _hand_out(number: int) -> HandOut:
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    return HandOut(
        id=str(uuid.uuid4()),
        plan=PLAN.id,
        department=department.id,
        name=department.name,
        year=YEAR,
        at=AT,
        author=BOSS,
        base=BASE,
    )


def new_state(rows: Rows, copies: Iterable[Copy], locked: frozenset[tuple[str, int]] = frozenset()) -> MergeState:
    """Return the state of a master before anything comes back."""
    return MergeState(rows, {c.hand_out.id: c.hand_out for c in copies}, [], {}, locked, {BASE: START})


def merge_new(state: MergeState, submission: Submission) -> MergedSubmission | None:
    """Merge a submission; return None where it is in the plan already."""
    if state.contains(submission.hand_out.id, submission.submit_id):
        return None
    return merge_one(state, submission, MergeContext("政策", AT, f"{submission.submit_id[:4]}.dxdb"))


def is_head(state: MergeState, submission: Submission) -> bool:
    """Return whether a submission is in the plan and no later one of the same copy supersedes it."""
    superseded = {earlier for accepted in state.merged for earlier in accepted.earlier_submits}
    return submission.submit_id in {accepted.submit for accepted in state.merged} - superseded


def held_values(held: Held) -> FieldValues:
    """Return the values that a held change gives its row."""
    base, theirs = held.base_value, held.their_value
    if held.field == WHOLE:
        assert not isinstance(base, str | int)
        assert not isinstance(theirs, str | int)
        # A row that is held as a whole brings all that it has, also what an earlier submission of its copy had changed.
        whole = changed_values(START.get(held.table_name, held.row_id), theirs) if theirs is not None else set()
        return changed_values(base, theirs) | whole
    return {(held.field, plain(TABLES[held.table_name], held.field, theirs))}


def missing_values(state: MergeState, rows: Rows, base: Rows = START) -> list[tuple[RowKey, object]]:
    """Return what a copy has changed that is neither in the plan nor pending."""
    held_there: dict[RowKey, FieldValues] = {}
    for held in pending(state.held.values()):
        held_there.setdefault(held.key, set()).update(held_values(held))
    found: list[tuple[RowKey, object]] = []
    for key in keys_of(base, rows):
        now = state.rows.get(*key)
        for name, value in changed_values(base.get(*key), rows.get(*key)):
            in_plan = now is None if name == GONE else _has_value(now, name, value)
            if not in_plan and (name, value) not in held_there.get(key, set()):
                found.append((key, (name, value)))
    return found


def _has_value(now: Row | None, name: str, value: object) -> bool:
    return now is not None and plain(type(now), name, getattr(now, name)) == value


def lost_values(state: MergeState, submission: Submission) -> list[object]:
    """Return what of a submission is neither in the plan nor pending, and that no fork of the same copy has changed."""
    others = [a for a in state.merged if a.submit != submission.submit_id]
    return [
        (key, value)
        for key, value in missing_values(state, submission.received.rows)
        if not any(
            value in values_of_row(submission.rows_at(earlier.id), key)
            and value not in values_of_row(state.submitted_rows(other), key)
            for earlier in submission.received.submits
            for other in others
            if earlier.id in other.earlier_submits
        )
    ]


def writes_same_as(submission: Submission, master: Rows) -> bool:
    """Return whether clerk and coordinator wrote the same: what the clerk writes there later counts, if it comes later."""
    rows = submission.received.rows
    return any(
        changed_values(START.get(*key), master.get(*key)) & changed_values(START.get(*key), rows.get(*key))
        for key in keys_of(rows, START)
    )


def values_of_row(rows: Rows | None, key: RowKey) -> FieldValues:
    """Return what rows have changed of one row; nothing of unknown rows."""
    return changed_values(START.get(*key), rows.get(*key)) if rows is not None else set()


def merge_outcome(
    state: MergeState, before: Rows
) -> tuple[dict[RowKey, frozenset[tuple[str, object]]], set[RowKey], set[tuple[RowKey, object, str]]]:
    """Return all values of each row, in the plan or pending; the contested rows; what is to be reviewed."""
    values = {key: changed_values(before.get(*key), state.rows.get(*key)) for key in keys_of(before, state.rows)}
    contested: set[RowKey] = set()
    review: set[tuple[RowKey, object, str]] = set()
    for held in pending(state.held.values()):
        values.setdefault(held.key, set()).update(held_values(held))
        if held.why == "conflict" and held_values(held):  # not what is held only along with what refers to it
            contested.add(held.key)
        elif held.why != "conflict":
            review |= {(held.key, value, held.why) for value in held_values(held)}
    # What is to be reviewed may be one of several values of a cell: who came first decides whether it is in the plan.
    review = {entry for entry in review if entry[0] not in contested}
    reviewed = {entry[0] for entry in review}
    # An earlier value of the same copy stays in the plan until the later one is reviewed, if it came by itself.
    # So it does where the later one is held, of a row that is contested.
    latest = {
        key: _latest_values(state, key, found) if key in contested or (GONE, None) in found else found
        for key, found in values.items()
        if key not in reviewed
    }
    return {key: frozenset(found) for key, found in latest.items() if found}, contested, review


def _latest_values(state: MergeState, key: RowKey, found: FieldValues) -> FieldValues:
    """Return only what the newest submissions have: a copy's earlier values go when its later ones are decided."""
    newest = (changed_values(START.get(*key), state.submitted_rows(head).get(*key)) for head in state.heads())
    return found & {value for values in newest for value in values}
