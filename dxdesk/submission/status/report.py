"""The report to a department: what became of each change that it handed in, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dxdesk.plan.changes.compare import converge, value_at
from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.roles import require_master


class ChangeOutcome(StrEnum):
    """What became of a change that was handed in, as people read it."""

    APPLIED = "反映"
    CHANGED = "変更あり"
    HELD = "保留"
    REVIEW = "確認待ち"
    DECLINED = "不採用"


_PENDING = {
    HeldReason.CONFLICT: (ChangeOutcome.HELD, "ほかの内容と食い違っているため、担当が確かめています。"),
    HeldReason.SCOPE: (ChangeOutcome.REVIEW, "担当の範囲の外のため、担当が確かめています。"),
    HeldReason.BLANK: (ChangeOutcome.REVIEW, "前の様式の記入が空いているため、消してよいか担当が確かめています。"),
    HeldReason.LOCKED: (ChangeOutcome.REVIEW, "確定済みの年度のため、担当が確かめています。"),
}


@dataclass(frozen=True)
class ReportLine:
    """A change that was handed in, described; what became of it, what the plan has now, and why."""

    table: str
    row: str
    described: ChangeText
    outcome: ChangeOutcome
    current: str
    why: str = ""

    @property
    def remark(self) -> str:
        """What to write beside it where the plan has something else; blank where it was applied or is pending."""
        current = f"計画は「{self.current}」です。" if self.current else "計画にはありません。"
        match self.outcome:
            case ChangeOutcome.CHANGED:
                return f"提出のあとで直しました。{current}{self.why}".strip()
            case ChangeOutcome.DECLINED:
                return f"採用しませんでした。{current}{self.why}".strip()
        return ""


@dataclass(frozen=True)
class Report:
    """The report on one submission, or on all of a department's that stand side by side.

    `file` names all of them.
    """

    department: str
    file: str
    at: str
    lines: tuple[ReportLine, ...]

    def count(self, outcome: ChangeOutcome) -> int:
        """Return the number of changes with this outcome."""
        return sum(line.outcome == outcome for line in self.lines)


def report(store: Store, department: str, *, plan: str | None = None, year: int | None = None) -> Report:
    """Report on what a department handed in for a year, as the plan is now. Raises Refused.

    The year is that of its newest hand-out unless given. Several people may have handed in: what none of them has replaced
    by a later submission counts, a change that two of them made once.
    """
    require_master(store)
    state = MergeState.of(store)
    heads = {accepted.id for accepted in state.heads()}
    return united([report_on(state, a) for a in state.submissions_of(department, plan, year) if a.id in heads])


def united(reports: Sequence[Report]) -> Report:
    """Return the reports on a department's submissions as one."""
    files = "、".join(dict.fromkeys(one.file for one in reports))
    lines = dict.fromkeys(line for one in reports for line in one.lines)
    return Report(reports[0].department, files, max(one.at for one in reports), tuple(lines))


def report_on(state: MergeState, accepted: Accepted) -> Report:
    """Report on one submission."""
    submitted, held = state.submitted_rows(accepted), state.held_of(accepted)
    changes = (change for change in state.submitted_changes(accepted).values() if not _is_order(change))
    lines = tuple(_line(change, state.rows, submitted, held) for change in changes)
    return Report(state.hand_outs[accepted.hand_out].name, accepted.file, accepted.at, lines)


def _is_order(change: Change) -> bool:
    """Return whether a change is only of the order of rows."""
    return change.spec is not None and change.spec.kind == "rank"


def _line(change: Change, rows: Rows, submitted: Rows, held_changes: Iterable[Held]) -> ReportLine:
    outcome, why = _outcome(change, rows, _newest_held(change, held_changes))
    current = describe(replace(change, before=value_at(rows, change.cell), after=None), rows).before
    return ReportLine(change.table, change.id, describe(change, submitted), outcome, current, why)


def _outcome(change: Change, rows: Rows, held: Held | None) -> tuple[ChangeOutcome, str]:
    """Return what became of a change, and why."""
    if held is not None and held.is_open:
        outcome, why = _PENDING[held.why]
        return outcome, held.reason or why
    why = held.reason if held is not None and held.decided else ""
    if _is_in_plan(change, rows):
        return ChangeOutcome.APPLIED, why
    declined = held is not None and held.decision == HeldDecision.MASTER
    return ChangeOutcome.DECLINED if declined else ChangeOutcome.CHANGED, why


def _newest_held(change: Change, held_changes: Iterable[Held]) -> Held | None:
    """Return the newest held change about the cell or its whole row, rather a pending one than a closed one."""
    same_row = [held for held in held_changes if held.key == (change.table, change.id)]
    found = [held for held in same_row if change.field == WHOLE or held.field in (change.field, WHOLE)]
    return max([held for held in found if held.is_open] or found, key=lambda held: held.number, default=None)


def _is_in_plan(change: Change, rows: Rows) -> bool:
    """Return whether the plan has the changed value; of a row that was added, whether it still has the same texts."""
    row = rows.get(change.table, change.id)
    if row is None or change.after is None:
        return row is None and change.field == WHOLE
    if not isinstance(change.after, Row):
        return _is_same(change, change.field, change.after, row)
    texts = ((name, getattr(change.after, name)) for name, spec in specs(type(row)).items() if spec.free_text)
    return all(_is_same(change, name, value, row) for name, value in texts if value not in ("", None))


def _is_same(change: Change, field: str, value: Value, row: Row) -> bool:
    one, other = (Change(change.table, change.id, field, None, v) for v in (value, getattr(row, field)))
    return converge(one, other)
