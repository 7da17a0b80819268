"""The board: where each department stands in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dxdesk.plan.analysis.required import RequiredItem, required_items_in_plan
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HandOut, YearLock
from dxdesk.submission.hand_in.submit import completeness
from dxdesk.submission.hand_out.copies import concerned_departments, is_late, require_master
from dxdesk.submission.merge.state import MergeState


class SubmissionState(StrEnum):
    """How far a department is in a year, as it is shown to people."""

    NOT_HANDED_OUT = "未配布"
    HANDED_OUT = "配布済"
    OVERDUE = "締切後"  # and nothing has come
    HANDED_IN = "提出済"  # and merged, but something that was asked for is missing
    IN_REVIEW = "確認中"  # merged, but something is held
    RETURNED = "差戻し"
    ACCEPTED = "受理"


@dataclass(frozen=True)
class DepartmentStatus:
    """A department: its state, how many of its submissions are in the plan, when the newest came, filled of required.

    `due`: the newest date; `late`: the newest submission was handed in after it; `person` … as that submission says.
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
    """A year's departments in the plan's order; `locks`: when and why the year was made final or opened again."""

    year: int
    departments: tuple[DepartmentStatus, ...]
    title: str = ""
    locks: tuple[YearLock, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the year is final."""
        return bool(self.locks) and self.locks[-1].locked


def board(store: Store, year: int | None = None, *, plan: str | None = None, today: date | None = None) -> Board:
    """Where everybody stands; without a year in the latest 実績 year. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    outline = Outline(state.rows)
    the_plan = find_plan(outline, plan)
    asked = year if year is not None else asked_year(the_plan)
    if asked is None:
        raise Refused(f"「{the_plan.title}」には実績の年度がありません。--year で年度を指定してください。")
    handed = [h for h in state.hand_outs.values() if (h.plan, h.year) == (the_plan.id, asked)]
    wanted = required_items_in_plan(outline, the_plan, asked)
    named = {
        d.id for d in concerned_departments(outline, the_plan, asked, wanted) if not _asked_elsewhere(d, wanted, handed)
    }
    named |= {h.department for h in handed}
    day = (today or date.today()).isoformat()
    return Board(
        asked,
        tuple(
            _standing(state, outline, the_plan, asked, department, [h for h in handed if h.department == department.id], day)
            for department in outline.departments(the_plan)
            if department.id in named
        ),
        the_plan.title,
        tuple(lock for lock in store.records(YearLock) if (lock.plan, lock.year) == (the_plan.id, asked)),
    )


def _asked_elsewhere(department: Department, wanted: Sequence[RequiredItem], handed: Sequence[HandOut]) -> bool:
    """Whether all that a department is asked for went out to others already: to those it was before a reorganisation."""
    own = {a.key for a in wanted if a.owner == department}
    return bool(own) and own <= {key for h in handed for key in h.required_keys}


def _standing(
    state: MergeState, outline: Outline, plan: Plan, year: int, department: Department, handed: Sequence[HandOut], day: str
) -> DepartmentStatus:
    ids = {h.id for h in handed}
    merged = [accepted for accepted in state.merged if accepted.hand_out in ids]
    if handed:
        filled = completeness(outline, handed[-1])
        counts = filled.filled, filled.required
    else:
        asked = required_items_in_plan(outline, plan, year, department)
        counts = sum(a.filled for a in asked), len(asked)
    final = (plan.id, year) in state.locked
    stage = _state(state, handed, merged, counts[0] == counts[1], final, day)
    due = handed[-1].due if handed else None
    if not merged:
        return DepartmentStatus(department.name, stage, 0, None, *counts, due=due)
    newest = merged[-1]
    return DepartmentStatus(
        department.name,
        stage,
        len(merged),
        newest.at,
        *counts,
        due=due,
        late=is_late(state.hand_outs[newest.hand_out].due, newest.submitted),
        person=newest.person,
        extension=newest.extension,
        confirmed=newest.confirmed,
    )


def _state(
    state: MergeState, handed: Sequence[HandOut], merged: Sequence[Accepted], complete: bool, final: bool, day: str
) -> SubmissionState:
    """提出済: all is in the plan, but something that was asked for is missing; 受理: nothing is, or the year is final."""
    if not handed:
        return SubmissionState.NOT_HANDED_OUT
    if handed[-1].returned and all(accepted.at < handed[-1].at for accepted in merged):
        return SubmissionState.RETURNED
    if not merged:
        late = final or (handed[-1].due is not None and handed[-1].due < day)
        return SubmissionState.OVERDUE if late else SubmissionState.HANDED_OUT
    if any(state.pending_of(accepted) for accepted in merged):
        return SubmissionState.IN_REVIEW
    return SubmissionState.ACCEPTED if complete or final else SubmissionState.HANDED_IN
