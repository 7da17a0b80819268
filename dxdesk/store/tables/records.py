"""What a file keeps beside the plan: what was handed out, what came back, what waits for a person. One class a table.

Every record has a random id, and a number: the order in which those of its kind came. Times are UTC, ISO 8601.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One of them; `number` is given when it is kept."""

    id: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut(Record):
    """A copy that went to a department for a fiscal year: in the master, and as the only one in the copy itself.

    `base`: what was handed out (None in a copy); `required`: the frozen denominator, JSON; `returned`: why it was sent
    back, blank for a first one; `comments`: JSON of [table, row id, text]; `due`: a date; `message`: 照会文, `guide`:
    記入要領; `confirming`: a 課長 is to confirm what is handed in.
    """

    plan: str
    department: str
    name: str
    year: int
    at: str
    author: str
    base: str | None = None
    due: str | None = None
    message: str = ""
    guide: str = ""
    confirming: bool = False
    required: str = "[]"
    comments: str = "[]"
    returned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Record):
    """In a copy: that it was closed for handing in, by whom, with which digest of all its rows.

    `person` and `extension`: whom to ask, 担当者名 and 内線; `confirmed`: the 課長 who confirmed it, blank for nobody;
    `batch`: the newest of the copy's history by then.
    """

    hand_out: str
    at: str
    author: str
    digest: str
    person: str = ""
    extension: str = ""
    confirmed: str = ""
    batch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Record):
    """In a copy: that `author` handed it over, half-done, and to whom; `note`: what to know for going on."""

    hand_out: str
    at: str
    author: str
    colleague: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Record):
    """In the master: a submission that was merged; its id is the group of the changes it made.

    `lineage`: JSON of the ids of the copy's earlier submits; `changes`: packed, from what was handed out to what came
    back; `undone`: when it was taken out again; `person` … as in the submit.
    """

    submit: str
    lineage: str
    hand_out: str
    department: str
    file: str
    digest: str
    submitted: str
    author: str
    at: str
    applied: int
    changes: bytes
    undone: str | None = None
    person: str = ""
    extension: str = ""
    confirmed: str = ""


CONFLICT, SCOPE, LOCKED = "conflict", "scope", "locked"
OPEN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Record):
    """One thing that a submission says and that the plan does not: neither applied nor dropped until a person decides.

    `base` and `theirs` are JSON; `why`: contested, outside the department's part, in a locked year. `made_by` and
    `closed_by` name the merge (or decision) that did it, so that undoing that merge brings things back.
    """

    accepted: str
    made_by: str
    table_name: str
    row_id: str
    field: str
    base: str
    theirs: str
    author: str
    at: str
    why: str
    closed_by: str = OPEN
    decision: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: str = ""


FINAL = "確定"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLock(Record):
    """That a year of a plan was made final, or opened again; the newest one counts."""

    plan: str
    year: int
    locked: bool
    at: str
    author: str
    reason: str = ""

    @property
    def done(self) -> str:
        """What was done, in words."""
        return FINAL if self.locked else f"{FINAL}の解除"


def locked_years(locks: Iterable[YearLock]) -> frozenset[tuple[str, int]]:
    """The (plan id, year) that are final, by locks in the order in which they came."""
    newest = {(lock.plan, lock.year): lock.locked for lock in locks}
    return frozenset(place for place, locked in newest.items() if locked)


# Table name → class, referred ones first.
RECORDS: dict[str, type[Record]] = {
    "hand_out": HandOut,
    "submit": Submit,
    "hand_over": HandOver,
    "accepted": Accepted,
    "held": Held,
    "year_lock": YearLock,
}
