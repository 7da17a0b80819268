"""What a file keeps beside the plan: hand-outs, submissions, merges, conflicts and year locks. One class a table.

Every record has a random id, and a number: the order in which those of its kind came. Times are UTC, ISO 8601.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.fields import Id, Spec, Value, Year
from dxdesk.plan.rows.requests import RequiredKey
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import decode_json, decode_value, encode_value

Time = Annotated[str, Spec("日時", editor="nobody")]
Author = Annotated[str, Spec("記入者", editor="nobody")]
PlanId = Annotated[str, Spec("計画", "reference", "nobody")]
DepartmentId = Annotated[str, Spec("課", "reference", "nobody")]
HandOutId = Annotated[str, Spec("配布", "reference", "nobody", "hand_out")]
SubmitId = Annotated[str, Spec("提出", "reference", "nobody")]
Person = Annotated[str, Spec("担当者名", editor="nobody")]
Extension = Annotated[str, Spec("内線", editor="nobody")]
Confirmed = Annotated[str, Spec("課長確認", editor="nobody")]
Version = Annotated[str, Spec("dxdesk の版", editor="nobody", added=1003)]
Unchanged = Annotated[bool, Spec("変更なし", "flag", "nobody", added=1003)]

Remark = tuple[str, str, str]  # table, row id, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of all records; `number` is given when the record is inserted."""

    id: Id
    number: Annotated[int, Spec("番号", "number", "nobody")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut(Record):
    """A copy that went to a department for a fiscal year: in the master, and as the only one in the copy itself.

    `base` is None in a copy; `required` (the frozen denominator) and `comments` are JSON; `returned` is blank for a first
    hand-out; `due` is an ISO date; `confirming`: a 課長 is to confirm what is handed in. `reference` and `sender` are those
    of the request's letter; `made_with` is the version of dxdesk, blank before 1003; `withdrawn` is when it was withdrawn.
    `form`: it is a form, no copy (unknown before 1003); `recipient`: whom it was given to, where somebody noted it.
    """

    plan: PlanId
    department: DepartmentId
    name: Annotated[str, Spec("課名", editor="nobody")]
    year: Year
    at: Time
    author: Author
    base: Annotated[str | None, Spec("配布した内容", "reference", "nobody", "base")] = None
    due: Annotated[str | None, Spec("締切")] = None
    message: Annotated[str, Spec("照会文", "paragraphs", "nobody")] = ""
    guide: Annotated[str, Spec("記入要領", "paragraphs", "nobody")] = ""
    confirming: Annotated[bool, Spec("課長確認を求める", "flag", "nobody")] = False
    required: Annotated[str, Spec("必要な記入", editor="nobody")] = "[]"
    comments: Annotated[str, Spec("コメント", editor="nobody")] = "[]"
    returned: Annotated[str, Spec("差戻しの理由", "paragraphs", "nobody")] = ""
    reference: Annotated[str, Spec("文書番号", editor="nobody", added=1003)] = ""
    sender: Annotated[str, Spec("発信者", editor="nobody", added=1003)] = ""
    made_with: Version = ""
    withdrawn: Annotated[str | None, Spec("配布の取下げの日時", editor="nobody", added=1003)] = None
    form: Annotated[bool, Spec("記入様式", "flag", "nobody", added=1003)] = False
    recipient: Annotated[str, Spec("渡した相手", editor="nobody", added=1003)] = ""

    @property
    def required_keys(self) -> list[RequiredKey]:
        """`required` decoded: the keys of everything that was asked for."""
        return [(measure, year, kind, indicator) for measure, year, kind, indicator in decode_json(self.required)]

    @property
    def remarks(self) -> list[Remark]:
        """`comments` decoded: a text on a row each; a row may have several."""
        return [(table, row_id, text) for table, row_id, text in decode_json(self.comments)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Record):
    """In a copy: that it was closed for handing in, by whom, with which digest of all its rows.

    `confirmed` names the 課長 who confirmed it, blank for nobody; `batch` is the newest of the copy's history by then.
    `unchanged`: the department says that it has nothing to change; `made_with` is the version of dxdesk, blank before 1003.
    """

    hand_out: HandOutId
    at: Time
    author: Author
    digest: Annotated[str, Spec("要約値", editor="nobody")]
    person: Person = ""
    extension: Extension = ""
    confirmed: Confirmed = ""
    batch: Annotated[int, Spec("履歴の番号", "number", "nobody")] = 0
    unchanged: Unchanged = False
    made_with: Version = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Record):
    """In a copy: that `author` handed it over, half-done, and to whom."""

    hand_out: HandOutId
    at: Time
    author: Author
    colleague: Annotated[str, Spec("引き継ぐ相手", editor="nobody")]
    note: Annotated[str, Spec("引き継ぎの内容", "paragraphs", "nobody")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Record):
    """In the master: a submission that was merged; its id is the group of the changes it made.

    `lineage` is JSON; `changes` are compressed, from what was handed out to what came back; `undone` is when the merge was
    undone, None while it counts.
    """

    submit: SubmitId
    lineage: Annotated[str, Spec("以前の提出", editor="nobody")]
    hand_out: HandOutId
    department: DepartmentId
    file: Annotated[str, Spec("ファイル名", editor="nobody")]
    digest: Annotated[str, Spec("要約値", editor="nobody")]
    submitted: Time
    author: Author
    at: Time
    applied: Annotated[int, Spec("反映した数", "number", "nobody")]
    changes: Annotated[bytes, Spec("変更", editor="nobody")]
    undone: Annotated[str | None, Spec("取消しの日時", editor="nobody")] = None
    person: Person = ""
    extension: Extension = ""
    confirmed: Confirmed = ""
    unchanged: Unchanged = False
    made_with: Version = ""

    @property
    def earlier_submits(self) -> list[str]:
        """`lineage` decoded: the ids of the copy's earlier submits, oldest first."""
        return list(map(str, decode_json(self.lineage)))

    @property
    def submits(self) -> list[str]:
        """The ids of the copy's submits up to this one, oldest first."""
        return [*self.earlier_submits, self.submit]


class HeldReason(StrEnum):
    """Why something is held: contested, outside the department's part, in a locked year, or only left blank in a form.

    The last takes back what an earlier form of the same person wrote.
    """

    CONFLICT = "conflict"
    SCOPE = "scope"
    LOCKED = "locked"
    BLANK = "blank"


class HeldDecision(StrEnum):
    """How something stopped being held.

    A person chose (the department's value, the master's, an edited text); the department has handed in anew; the plan came
    to say the same; its merge was undone.
    """

    NONE = ""
    THEIRS = "theirs"
    MASTER = "master"
    TEXT = "text"
    SUPERSEDED = "superseded"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


_BY_PERSON = (HeldDecision.THEIRS, HeldDecision.MASTER, HeldDecision.TEXT)
_NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Record):
    """A change that a submission wants and the plan does not have: neither applied nor dropped until a person decides.

    `base` and `theirs` are JSON. `made_by` and `closed_by` are the id of the merge or the group of the decision that did
    it, so that undoing that merge brings things back; `closed_by` is blank while it is open.
    """

    accepted: Annotated[str, Spec("統合", "reference", "nobody", "accepted")]
    made_by: Annotated[str, Spec("保留にした統合", editor="nobody")]
    table_name: Annotated[str, Spec("表", editor="nobody")]
    row_id: Annotated[str, Spec("行", editor="nobody")]
    field: Annotated[str, Spec("項目", editor="nobody")]
    base: Annotated[str, Spec("配布した内容", editor="nobody")]
    theirs: Annotated[str, Spec("課の記入", editor="nobody")]
    author: Author
    at: Time
    why: Annotated[HeldReason, Spec("保留の理由", "choice", "nobody")]
    closed_by: Annotated[str, Spec("決定した統合", editor="nobody")] = _NOBODY
    decision: Annotated[HeldDecision, Spec("決定", "choice", "nobody")] = HeldDecision.NONE
    reason: Annotated[str, Spec("決定の理由", "paragraphs", "nobody")] = ""
    decided_by: Author = ""
    decided_at: Time = ""

    @classmethod
    def of(cls, change: Change, why: HeldReason, *, accepted: str, author: str, at: str) -> Self:
        """Return a new open record of a change that the merge `accepted` holds; `author` and `at` are of the change."""
        return cls(
            id=str(uuid.uuid4()),
            accepted=accepted,
            made_by=accepted,
            table_name=change.table,
            row_id=change.id,
            field=change.field,
            base=encode_value(change.before),
            theirs=encode_value(change.after),
            author=author,
            at=at,
            why=why,
        )

    @property
    def key(self) -> RowKey:
        """The row it is about."""
        return self.table_name, self.row_id

    @property
    def cell(self) -> tuple[str, str, str]:
        """The cell it is about, as `Change.cell`."""
        return self.table_name, self.row_id, self.field

    @property
    def base_value(self) -> Value | Row:
        """`base` decoded: the value that was handed out."""
        return decode_value(self.table_name, self.base)

    @property
    def their_value(self) -> Value | Row:
        """`theirs` decoded: the value that the department wants; None for a deletion."""
        return decode_value(self.table_name, self.theirs)

    @property
    def is_open(self) -> bool:
        """Whether nothing has closed it yet."""
        return self.closed_by == _NOBODY

    @property
    def decided(self) -> bool:
        """Whether a person chose."""
        return self.decision in _BY_PERSON


FINAL = "確定"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLock(Record):
    """That a year of a plan was made final, or opened again; the newest one counts.

    `counts` is JSON, in the master: by department, how much was filled and how much was required when it was made final.
    """

    plan: PlanId
    year: Year
    locked: Annotated[bool, Spec(FINAL, "flag", "nobody")]
    at: Time
    author: Author
    reason: Annotated[str, Spec("理由", "paragraphs", "nobody")] = ""
    counts: Annotated[str, Spec("確定したときの記入の数", editor="nobody", added=1003)] = "{}"

    @property
    def counts_by_department(self) -> dict[str, tuple[int, int]]:
        """`counts` decoded: department id → filled and required."""
        return {department: (filled, required) for department, (filled, required) in decode_json(self.counts).items()}

    @property
    def done(self) -> str:
        """Whether it locks or unlocks, in Japanese."""
        return FINAL if self.locked else f"{FINAL}の解除"


def locked_years(locks: Iterable[YearLock]) -> frozenset[tuple[str, int]]:
    """Return the locked (plan id, year), by locks in the order in which they came."""
    newest = {(lock.plan, lock.year): lock.locked for lock in locks}
    return frozenset(place for place, locked in newest.items() if locked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Record):
    """That the coordinator asks a department about a measure in a year, or takes that off; the newest one counts."""

    plan: PlanId
    department: DepartmentId
    year: Year
    measure: Annotated[str, Spec("施策", "reference", "nobody")]
    wanted: Annotated[bool, Spec("記入を求める", "flag", "nobody")]
    at: Time
    author: Author


# Table name → class, referred ones first.
RECORDS: dict[str, type[Record]] = {
    "hand_out": HandOut,
    "submit": Submit,
    "hand_over": HandOver,
    "accepted": Accepted,
    "held": Held,
    "year_lock": YearLock,
    "request": Request,
}
_NAMES = {kind: name for name, kind in RECORDS.items()}


def record_table(kind: type[Record]) -> str:
    """Return the name of a kind's table."""
    return _NAMES[kind]
