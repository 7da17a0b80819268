"""The board (提出状況): how far each department is with a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from dxdesk.plan.analysis.required import RequiredItem, required_items_in_plan
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HandOut, YearLock
from dxdesk.submission.hand_in.completeness import completeness_of
from dxdesk.submission.hand_out.due_date import is_late
from dxdesk.submission.hand_out.recipients import concerned_departments
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.roles import require_master


class SubmissionState(StrEnum):
    """How far a department is with a year, as people read it."""

    NOT_HANDED_OUT = "未配布"
    HANDED_OUT = "配布済"
    OVERDUE = "締切後"  # nothing has come
    HANDED_IN = "提出済"  # merged, but required items are missing
    IN_REVIEW = "確認中"  # merged, but changes are pending
    RETURNED = "差戻し"
    ACCEPTED = "受理"  # merged, and complete or of a locked year


@dataclass(frozen=True)
class DepartmentStatus:
    """A department's state, the number of its submissions in the plan, when the newest came, and filled of required items.

    `due` is that of the newest hand-out; `late`: the newest submission came after it; the contact is that submission's.
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
    """Return the board of a year, by default the latest 実績 year. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    outline = Outline(state.rows)
    the_plan = find_plan(outline, plan)
    asked = year if year is not None else asked_year(the_plan)
    if asked is None:
        raise Refused(f"「{the_plan.title}」には実績の年度がありません。--year で年度を指定してください。")
    reading = _BoardReading(state, outline, the_plan, asked, (today or date.today()).isoformat())
    return Board(
        asked,
        tuple(map(reading.status, reading.departments())),
        the_plan.title,
        tuple(lock for lock in store.records(YearLock) if (lock.plan, lock.year) == (the_plan.id, asked)),
    )


@dataclass(frozen=True)
class _BoardReading:
    """What the board of a plan's year is read from; `today`: an ISO date."""

    state: MergeState
    outline: Outline
    plan: Plan
    year: int
    today: str

    @cached_property
    def hand_outs(self) -> list[HandOut]:
        """All hand-outs of the year."""
        return [h for h in self.state.hand_outs.values() if (h.plan, h.year) == (self.plan.id, self.year)]

    def departments(self) -> list[Department]:
        """Return the departments that are asked for something or were handed out something."""
        required = required_items_in_plan(self.outline, self.plan, self.year)
        concerned = concerned_departments(self.outline, self.plan, self.year, required)
        shown = {department.id for department in concerned if not self._is_asked_elsewhere(department, required)}
        shown |= {h.department for h in self.hand_outs}
        return [department for department in self.outline.departments(self.plan) if department.id in shown]

    def _is_asked_elsewhere(self, department: Department, required: Sequence[RequiredItem]) -> bool:
        """Return whether all that a department is asked for was handed out to its predecessors before a reorganisation."""
        own = {item.key for item in required if item.owner == department}
        return bool(own) and own <= {key for h in self.hand_outs for key in h.required_keys}

    def status(self, department: Department) -> DepartmentStatus:
        """Return the status of a department."""
        hand_outs = [h for h in self.hand_outs if h.department == department.id]
        ids = {h.id for h in hand_outs}
        merged = [accepted for accepted in self.state.merged if accepted.hand_out in ids]
        if hand_outs:
            completeness = completeness_of(self.outline, hand_outs[-1])
            filled, required = completeness.filled, completeness.required
        else:
            items = required_items_in_plan(self.outline, self.plan, self.year, department)
            filled, required = sum(item.filled for item in items), len(items)
        state = self._state(hand_outs, merged, complete=filled == required)
        due = hand_outs[-1].due if hand_outs else None
        if not merged:
            return DepartmentStatus(department.name, state, 0, None, filled, required, due)
        newest = merged[-1]
        return DepartmentStatus(
            department.name,
            state,
            len(merged),
            newest.at,
            filled,
            required,
            due,
            late=is_late(self.state.hand_outs[newest.hand_out].due, newest.submitted),
            person=newest.person,
            extension=newest.extension,
            confirmed=newest.confirmed,
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
        return SubmissionState.ACCEPTED if complete or locked else SubmissionState.HANDED_IN
