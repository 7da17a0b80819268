"""The report back to a department: what became of each thing it handed in, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dxdesk.plan.changes.compare import converge, value_at
from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.model import Row
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, Held, HeldDecision, HeldReason
from dxdesk.submission.hand_out.copies import require_master
from dxdesk.submission.merge.state import MergeState

# What becomes of a thing that was handed in.
APPLIED, CHANGED, HELD, REVIEW, DECLINED = "反映", "変更あり", "保留", "確認待ち", "不採用"
_WAITS = {
    HeldReason.CONFLICT: (HELD, "ほかの内容と食い違っているため、担当が確かめています。"),
    HeldReason.SCOPE: (REVIEW, "担当の範囲の外のため、担当が確かめています。"),
    HeldReason.LOCKED: (REVIEW, "確定済みの年度のため、担当が確かめています。"),
}


@dataclass(frozen=True)
class ReportLine:
    """One thing that was handed in: its row, in words; what became of it; what stands in the plan now; why."""

    table: str
    row: str
    described: ChangeText
    became: str
    stands: str
    why: str = ""

    @property
    def remark(self) -> str:
        """What to write beside it where it did not become as it was handed in."""
        stands = f"計画は「{self.stands}」です。" if self.stands else "計画にはありません。"
        said = {CHANGED: f"提出のあとで直しました。{stands}", DECLINED: f"採用しませんでした。{stands}"}
        return said.get(self.became, "") and f"{said[self.became]}{self.why}".strip()


@dataclass(frozen=True)
class Report:
    """The report on one submission."""

    department: str
    file: str
    at: str
    lines: tuple[ReportLine, ...]

    def count(self, became: str) -> int:
        """How many things became this."""
        return sum(line.became == became for line in self.lines)


def report(store: Store, department: str, *, plan: str | None = None) -> Report:
    """On a department's newest submission that is in the plan, as things stand now. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    return report_on(state, state.newest_submission(department, plan))


def report_on(state: MergeState, accepted: Accepted) -> Report:
    """On one submission."""
    said = state.submitted_rows(accepted)
    helds = [held for held in state.held.values() if held.accepted == accepted.id]
    words = (word for word in state.submitted_changes(accepted).values() if not _is_order(word))
    lines = tuple(_reported(word, state.rows, said, helds) for word in words)
    return Report(state.hand_outs[accepted.hand_out].name, accepted.file, accepted.at, lines)


def _is_order(word: Change) -> bool:
    """Another place in the order is no statement."""
    return word.spec is not None and word.spec.kind == "rank"


def _reported(word: Change, rows: Rows, said: Rows, helds: Iterable[Held]) -> ReportLine:
    became, why = _became(word, rows, _about(word, helds))
    return ReportLine(word.table, word.id, describe(word, said), became, _standing(word, rows), why)


def _became(word: Change, rows: Rows, held: Held | None) -> tuple[str, str]:
    """What became of a word, and why."""
    if held is not None and held.is_open:
        became, why = _WAITS[held.why]
        return became, held.reason or why
    decided = held is not None and held.decided
    why = held.reason if held is not None and decided else ""
    if _stands(word, rows):
        return APPLIED, why
    return DECLINED if decided and held is not None and held.decision == HeldDecision.MASTER else CHANGED, why


def _about(word: Change, helds: Iterable[Held]) -> Held | None:
    """What was held of a word: the newest, of the cell or of its whole row."""
    row = [held for held in helds if held.key == (word.table, word.id)]
    found = [held for held in row if word.field == WHOLE or held.field in (word.field, WHOLE)]
    waiting = [held for held in found if held.is_open]
    return max(waiting or found, key=lambda held: held.number, default=None)


def _standing(word: Change, rows: Rows) -> str:
    """What stands in the plan where the word was said, in words."""
    return describe(replace(word, before=value_at(rows, word.cell), after=None), rows).before


def _stands(word: Change, rows: Rows) -> bool:
    """Whether the plan says it; of a row that was added, whether it still reads as it did."""
    row = rows.get(word.table, word.id)
    if row is None or word.after is None:
        return row is None and word.field == WHOLE
    if not isinstance(word.after, Row):
        return _same(word, word.field, word.after, row)
    read = [name for name, spec in specs(type(row)).items() if spec.free_text]
    return all(_same(word, name, value, row) for name in read if (value := getattr(word.after, name)) not in ("", None))


def _same(word: Change, field: str, value: Value, row: Row) -> bool:
    one, other = (Change(word.table, word.id, field, None, v) for v in (value, getattr(row, field)))
    return converge(one, other)
