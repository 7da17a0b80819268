"""The board (提出状況): how far each department is with a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from dxdesk.plan.analysis.required import RequiredItem, items_of_department, required_items_in_plan
from dxdesk.plan.rows.dates import local_time
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import UNREAD, Department, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HandOut, YearLock
from dxdesk.submission.hand_in.completeness import completeness
from dxdesk.submission.hand_out.due_date import is_late
from dxdesk.submission.merge.received_form import FORM_SUFFIXES
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.roles import require_master


class SubmissionState(StrEnum):
    """How far a department is with a year, as people read it."""

    NOT_HANDED_OUT = "未配布"
    HANDED_OUT = "配布済"
    OVERDUE = "締切後"  # nothing has come
    HANDED_IN = "提出済"  # merged, but required items are missing
    TO_CHECK = "要確認"  # nothing but messages has come, and some of them are unread
    IN_REVIEW = "確認中"  # merged, but changes are pending
    RETURNED = "差戻し"
    ACCEPTED = "受理"  # merged, and complete or of a locked year


@dataclass(frozen=True)
class HandedOutItem:
    """One thing that a department was handed out: when, to whom, until when, and what came back of it.

    `id`: the hand-out's; `returned`: it was sent back; `came`: how many submissions of it are in the plan, the newest by
    `person`, made with the version `made_with`; `withdrawn`: when it was withdrawn, None while it counts.
    """

    id: str
    form: bool
    returned: bool
    at: str
    recipient: str
    due: str | None
    came: int
    person: str
    made_with: str
    withdrawn: str | None

    @property
    def kind(self) -> str:
        """What it is: 写し, 記入様式, 差戻し."""
        return "差戻し" if self.returned else "記入様式" if self.form else "写し"

    @property
    def text(self) -> str:
        """All of it in words: `写し（2026-12-01 09:30 配布、田中）、提出1回（市民 一郎）`."""
        given = "、".join(filter(None, (f"{local_time(self.at)} 配布", self.recipient)))
        came = f"提出{self.came}回" + (f"（{self.person}）" if self.person else "") if self.came else "提出なし"
        gone = f"、{local_time(self.withdrawn)} に取下げ" if self.withdrawn is not None else ""
        return f"{self.kind}（{given}）、{came}{gone}"


@dataclass(frozen=True)
class DepartmentStatus:
    """A department's state, the number of its submissions in the plan, when the newest was made, and what is filled.

    `due` is that of the newest hand-out; `late`: the newest submission was made after it; `merged`: when that one was
    merged; the contact is that submission's, and so is `made_with`, the release of dxdesk, blank for a form. `missing`: what
    is required and not filled, in words. `handed_out`: all that the department was given, withdrawn or not; `asked`: when it
    was first; `reference` and `sender`: of the newest letter.
    """

    name: str
    state: SubmissionState
    version: int
    at: str | None
    filled: int
    required: int
    due: str | None = None
    late: bool = False
    person: str = ""
    extension: str = ""
    confirmed: str = ""
    merged: str | None = None
    missing: tuple[str, ...] = ()
    handed_out: tuple[HandedOutItem, ...] = ()
    asked: str = ""
    reference: str = ""
    sender: str = ""
    department: str = ""
    made_with: str = ""

    @property
    def current(self) -> HandedOutItem | None:
        """What the department answers with: the newest hand-out that was not withdrawn."""
        return next((item for item in reversed(self.handed_out) if item.withdrawn is None), None)


@dataclass(frozen=True)
class Board:
    """A year's departments in the plan's order; `locks`: when and why the year was locked or unlocked."""

    year: int
    departments: tuple[DepartmentStatus, ...]
    title: str = ""
    locks: tuple[YearLock, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the year is locked."""
        return bool(self.locks) and self.locks[-1].locked


def board(store: Store, year: int | None = None, *, plan: str | None = None, today: date | None = None) -> Board:
    """Return the board of a year, by default the one in question. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    outline = Outline(state.rows, requests=store.requests())
    the_plan = find_plan(outline, plan)
    asked = year if year is not None else outline.asked_year(the_plan)
    if asked is None:
        raise Refused(f"「{the_plan.title}」には実績の年度がありません。--year で年度を指定してください。")
    locks = tuple(lock for lock in store.records(YearLock) if (lock.plan, lock.year) == (the_plan.id, asked))
    kept = locks[-1].counts_by_department if locks and locks[-1].locked else {}
    reading = _BoardReading(state, outline, the_plan, asked, (today or date.today()).isoformat(), kept)
    return Board(asked, tuple(map(reading.status, reading.departments())), the_plan.title, locks)


@dataclass(frozen=True)
class _BoardReading:
    """What the board of a plan's year is read from; `today`: an ISO date.

    `kept`: department id → filled and required when the year was made final, as long as it is.
    """

    state: MergeState
    outline: Outline
    plan: Plan
    year: int
    today: str
    kept: Mapping[str, tuple[int, int]]

    @cached_property
    def all_hand_outs(self) -> list[HandOut]:
        """All hand-outs of the year, those that were withdrawn as well."""
        return [h for h in self.state.hand_outs.values() if (h.plan, h.year) == (self.plan.id, self.year)]

    @cached_property
    def items(self) -> list[RequiredItem]:
        """All that the year requires."""
        return required_items_in_plan(self.outline, self.plan, self.year)

    def departments(self) -> list[Department]:
        """Return the departments that are asked for something or were handed out something."""
        handed = {h.department for h in self.all_hand_outs}
        departments = self.outline.departments(self.plan)
        known = handed | self.kept.keys()
        return [d for d in departments if d.id in known or items_of_department(self.outline, self.items, d, self.year)]

    def status(self, department: Department) -> DepartmentStatus:
        """Return the status of a department."""
        own = [h for h in self.all_hand_outs if h.department == department.id]
        hand_outs = [h for h in own if h.withdrawn is None]
        ids = {h.id for h in hand_outs}
        merged = [accepted for accepted in self.state.merged if accepted.hand_out in ids]
        items = items_of_department(self.outline, self.items, department, self.year)
        filled = completeness(self.outline, items)
        now = filled.filled, filled.required
        counts = self.kept.get(department.id, now)
        status = DepartmentStatus(
            department.name,
            self._state(hand_outs, merged, complete=not filled.missing),
            len(merged),
            None,
            *counts,
            missing=filled.missing if counts == now else (),
            handed_out=tuple(map(self._item, own)),
            department=department.id,
        )
        if hand_outs:
            newest = hand_outs[-1]
            status = replace(status, due=newest.due, asked=hand_outs[0].at, reference=newest.reference, sender=newest.sender)
        return self._with_submission(status, merged[-1]) if merged else status

    def _with_submission(self, status: DepartmentStatus, newest: Accepted) -> DepartmentStatus:
        return replace(
            status,
            at=newest.submitted,
            merged=newest.at,
            late=is_late(self.state.hand_outs[newest.hand_out].due, newest.submitted),
            person=newest.person,
            extension=newest.extension,
            confirmed=newest.confirmed,
            made_with=newest.made_with,
        )

    def _item(self, hand_out: HandOut) -> HandedOutItem:
        came = [accepted for accepted in self.state.merged if accepted.hand_out == hand_out.id]
        newest = came[-1] if came else None
        # Before 1003 nobody recorded what was handed out: what came back says it.
        form = hand_out.form or (newest is not None and Path(newest.file).suffix.lower() in FORM_SUFFIXES)
        person, made_with = (newest.person, newest.made_with) if newest is not None else ("", "")
        return HandedOutItem(
            hand_out.id,
            form,
            bool(hand_out.returned),
            hand_out.at,
            hand_out.recipient,
            hand_out.due,
            len(came),
            person,
            made_with,
            hand_out.withdrawn,
        )

    def _state(self, hand_outs: Sequence[HandOut], merged: Sequence[Accepted], *, complete: bool) -> SubmissionState:
        locked = (self.plan.id, self.year) in self.state.locked
        if not hand_outs:
            return SubmissionState.NOT_HANDED_OUT
        newest = hand_outs[-1]
        if newest.returned and all(accepted.at < newest.at for accepted in merged):
            return SubmissionState.RETURNED
        if not merged:
            overdue = locked or (newest.due is not None and newest.due < self.today)
            return SubmissionState.OVERDUE if overdue else SubmissionState.HANDED_OUT
        if any(self.state.pending_of(accepted) for accepted in merged):
            return SubmissionState.IN_REVIEW
        if self._has_only_unread(newest.department, merged):
            return SubmissionState.TO_CHECK
        return SubmissionState.ACCEPTED if complete or locked else SubmissionState.HANDED_IN

    def _has_only_unread(self, department: str, merged: Sequence[Accepted]) -> bool:
        """Return whether a department has only written beside what was asked, and nobody has read it yet."""
        changes = [change for accepted in merged for change in self.state.submitted_changes(accepted).values()]
        if not changes or any(change.table != "message" for change in changes):
            return False
        written = {change.id for change in changes}
        messages = self.outline.messages(self.outline.rows.all(Department)[department])
        return any(message.id in written and message.state == UNREAD for message in messages)
