"""Read a copy that came back as a submission.

Its file must be sound, answer a hand-out of this plan, and contain only changes that a person can make.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.describe import describe_place
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import NEWEST, OLDEST
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rank import is_rank
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store.received.baseline import Baselines
from dxdesk.store.received.receive import Received, open_received
from dxdesk.store.tables.records import Accepted, HandOut


@dataclass(frozen=True)
class Submission:
    """A submission, the master's own record of its hand-out, and what it changed of the baseline.

    `remark`: a sentence about what was not read. Of a form: `asked_about` is the earlier one that it goes on from only if
    the coordinator says so; `handed_out` are the rows that were handed out, where it goes on from an earlier form: what
    nobody touched in it takes nothing back.
    """

    received: Received
    hand_out: HandOut
    changes: tuple[Change, ...]
    remark: str = ""
    asked_about: Accepted | None = None
    handed_out: Rows | None = None

    @property
    def submit_id(self) -> str:
        """The id of this submission."""
        return self.received.submits[-1].id

    def rows_at(self, submit_id: str) -> Rows | None:
        """Return the rows of an earlier submit; None where the file does not prove them, or nobody can have written them."""
        rows = self.received.rows_at(next(submit for submit in self.received.submits if submit.id == submit_id))
        return rows if rows is not None and all(map(is_possible, compare(self.received.rows, rows))) else None

    @property
    def lineage(self) -> list[str]:
        """The ids of the copy's earlier submits, oldest first."""
        return [submit.id for submit in self.received.submits[:-1]]


def receive_copy(path: Path, hand_outs: Mapping[str, HandOut], baselines: Baselines) -> Submission:
    """Read a copy: first the hand-out that it answers, then the rest, compared with that hand-out's baseline.

    Raises Refused, EnvironmentFault.
    """
    with open_received(path) as file:
        hand_out = hand_outs.get(file.hand_out.id)
        if hand_out is None:
            raise Refused(
                f"「{path}」はこの計画から配ったものではありません。配った計画ファイルと提出ファイルの組を確かめてください。"
            )
        baseline = baselines.of(hand_out.base or "")
        received = file.read(baseline)
    if _comparable(received.hand_out) != _comparable(hand_out) or any(s.hand_out != hand_out.id for s in received.submits):
        raise Refused(f"「{path}」は配布の記録が書き換えられています。配った写しから提出し直してもらってください。")
    changes = compare(baseline.rows, received.rows)
    if received.rows.get("plan", hand_out.plan) is None or not all(map(is_possible, changes)):
        raise Refused(f"「{path}」は行の番号や所属が書き換えられています。配った写しから提出し直してもらってください。")
    for change in changes:
        _require_readable(change, received.rows, path)
    return Submission(received, hand_out, changes, received.remark)


def _comparable(hand_out: HandOut) -> HandOut:
    """Return the part of a record that master and copy have in common.

    The due date and the withdrawal are the master's, and an older release's copy lacks what came later.
    """
    later: dict[str, Any] = {f.name: f.default for f in fields(HandOut) if specs(HandOut)[f.name].added}
    return replace(hand_out, **later, number=0, base=None, due=None)


def is_possible(change: Change) -> bool:
    """Return whether a person can make the change: a row's identity and its parent never change."""
    fields = specs(TABLES[change.table])
    if change.field != WHOLE:
        spec = fields[change.field]
        return spec.editor != "nobody" and _in_range(spec.kind, spec.choices, change.after)
    row = change.after
    if not isinstance(row, Row):
        return True
    values = {name: getattr(row, name) for name in fields}
    return _has_own_id(row, values) and all(_in_range(s.kind, s.choices, values[name]) for name, s in fields.items())


def _require_readable(change: Change, rows: Rows, path: Path) -> None:
    """Raise Refused for a text that no sheet can hold: the window refuses such texts too."""
    row = change.after
    values = {n: getattr(row, n) for n in specs(type(row))} if isinstance(row, Row) else {change.field: change.after}
    for name, value in values.items():
        if isinstance(value, str) and (fault := text_fault(value)):
            where = describe_place(rows, change.table, change.id)
            label = specs(TABLES[change.table])[name].label
            raise Refused(f"「{path}」の {where}（{label}）は受け取れません。{fault}")


def _in_range(kind: str, choices: tuple[str, ...], value: object) -> bool:
    if choices and value not in choices:
        return False
    if kind == "rank" and not is_rank(str(value)):
        return False
    return not (kind == "year" and isinstance(value, int) and not OLDEST <= value <= NEWEST)


def _has_own_id(row: Row, values: dict[str, object]) -> bool:
    """Return whether a row's id is a random one, or that of its natural key."""
    if row.KEY:
        named = {name: value for name, value in values.items() if name != "id"}
        return type(row).new(**named).id == row.id  # type: ignore[arg-type]
    try:
        return str(uuid.UUID(row.id)) == row.id
    except ValueError:
        return False
