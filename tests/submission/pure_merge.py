"""A coordinator's desk and departments' copies in memory: the real merge without files, fast enough for many examples."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import HandOut, Held, Submit
from dxdesk.submission.merge.engine import MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.held import pending
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState
from tests.submission.city import BOSS, DEPARTMENTS, PLAN, YEAR
from tests.submission.gestures import GONE, START, Gesture, Statements, after_gestures, keys_of, plain, statements_between

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
        """Edits it."""
        self.rows = after_gestures(self.rows, gestures)

    def fork(self) -> "Copy":
        """The same on a colleague's machine."""
        return Copy(self.hand_out, self.rows, list(self.submits), dict(self.states))

    def submit(self) -> Submission:
        """Hands it in; unchanged it is the same submission again."""
        digest = digest_of(self.rows)
        if not self.submits or self.submits[-1].digest != digest:
            new = Submit(id=str(uuid.uuid4()), hand_out=self.hand_out.id, at=AT, author="課員", digest=digest)
            self.submits.append(new)
            self.states[new.id] = self.rows
        states = dict(self.states)
        received = Received(self.rows, self.hand_out, tuple(self.submits), {}, lambda submit: states.get(submit.id))
        return Submission(received, self.hand_out, compare(START, self.rows))


def new_copies(departments: Iterable[int]) -> list[Copy]:
    """Copies that went out, one for each number of a department."""
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
    """The master as it is before anything comes back."""
    return MergeState(rows, {c.hand_out.id: c.hand_out for c in copies}, [], {}, locked, {BASE: START})


def merge_once(state: MergeState, taken: Submission) -> MergedSubmission | None:
    """Merges a submission; None where it is there already."""
    if state.contains(taken.submit_id):
        return None
    return merge_one(state, taken, MergeContext("政策", AT, f"{taken.submit_id[:4]}.dxdb"))


def is_head(state: MergeState, file: Submission) -> bool:
    """Whether a submission is in the plan and no later one of the same copy replaced it."""
    replaced = {earlier for accepted in state.merged for earlier in accepted.earlier_submits}
    return file.submit_id in {accepted.submit for accepted in state.merged} - replaced


def statements_of_held(held: Held) -> Statements:
    """What a held statement says of its row."""
    base, theirs = held.base_value, held.their_value
    if held.field == WHOLE:
        assert not isinstance(base, str | int)
        assert not isinstance(theirs, str | int)
        born_here = START.get(held.table_name, held.row_id) is None
        return statements_between(base, theirs) | (statements_between(None, theirs) if born_here else set())
    return {(held.field, plain(TABLES[held.table_name], held.field, theirs))}


def missing_statements(state: MergeState, said: Rows, base: Rows = START) -> list[tuple[RowKey, object]]:
    """What a copy says and neither stands in the plan nor waits."""
    waiting: dict[RowKey, Statements] = {}
    for held in pending(state.held.values()):
        waiting.setdefault((held.table_name, held.row_id), set()).update(statements_of_held(held))
    found: list[tuple[RowKey, object]] = []
    for key in keys_of(base, said):
        now = state.rows.get(*key)
        for name, value in statements_between(base.get(*key), said.get(*key)):
            stands = now is None if name == GONE else _has_value(now, name, value)
            if not stands and (name, value) not in waiting.get(key, set()):
                found.append((key, (name, value)))
    return found


def _has_value(now: Row | None, name: str, value: object) -> bool:
    return now is not None and plain(type(now), name, getattr(now, name)) == value


def lost_statements(state: MergeState, file: Submission) -> list[object]:
    """What a submission says and neither stands nor waits, but for what somebody who went on with the same copy changed."""
    others = [a for a in state.merged if a.submit != file.submit_id]
    return [
        (key, word)
        for key, word in missing_statements(state, file.received.rows)
        if not any(
            word in statements_of_row(file.rows_at(earlier.id), key)
            and word not in statements_of_row(state.submitted_rows(other), key)
            for earlier in file.received.submits
            for other in others
            if earlier.id in other.earlier_submits
        )
    ]


def writes_same_as(file: Submission, master: Rows) -> bool:
    """Whether a clerk wrote what the coordinator wrote too: what he writes there later counts, if it comes later."""
    keys = keys_of(file.received.rows, START)
    return any(
        statements_between(START.get(*key), master.get(*key))
        & statements_between(START.get(*key), file.received.rows.get(*key))
        for key in keys
    )


def statements_of_row(said: Rows | None, key: RowKey) -> Statements:
    return statements_between(START.get(*key), said.get(*key)) if said is not None else set()


def merge_outcome(
    state: MergeState, before: Rows
) -> tuple[dict[RowKey, frozenset[tuple[str, object]]], set[RowKey], set[tuple[RowKey, object, str]]]:
    """All that is said of each row, in the plan or waiting; the contested rows; what is to be reviewed."""
    said = {key: statements_between(before.get(*key), state.rows.get(*key)) for key in keys_of(before, state.rows)}
    contested: set[RowKey] = set()
    review: set[tuple[RowKey, object, str]] = set()
    for held in pending(state.held.values()):
        key = (held.table_name, held.row_id)
        said.setdefault(key, set()).update(statements_of_held(held))
        if held.why == "conflict" and statements_of_held(held):  # not what only waits along with what hangs on it
            contested.add(key)
        elif held.why != "conflict":
            review |= {(key, said, held.why) for said in statements_of_held(held)}
    # What is to be reviewed may be one of several words for a cell: then it depends on who came first whether it stands.
    review = {words for words in review if words[0] not in contested}
    reviewed = {words[0] for words in review}
    # An earlier word of the same copy stays in the plan until the later one is reviewed, if it came by itself.
    # So it does where the later one waits, of a row that is contested.
    words = {
        key: _latest_statements(state, key, found) if key in contested or (GONE, None) in found else found
        for key, found in said.items()
        if key not in reviewed
    }
    return {key: frozenset(found) for key, found in words.items() if found}, contested, review


def _latest_statements(state: MergeState, key: RowKey, found: Statements) -> Statements:
    """Only what is still said: a copy's earlier words go when what it says later is decided."""
    said = (statements_between(START.get(*key), state.submitted_rows(head).get(*key)) for head in state.heads())
    return found & {word for words in said for word in words}
