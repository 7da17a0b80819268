"""A submission taken in: its file is sound, it belongs to a hand-out of this plan, and it says only what can be said."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.describe import describe_place
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import NEWEST, OLDEST
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.received.baseline import Baselines
from dxdesk.store.received.receive import Received, open_received
from dxdesk.store.tables.records import HandOut


@dataclass(frozen=True)
class Submission:
    """What came back, the master's own record of the hand-out, and everything that changed since.

    `remark`: what of the file was not read, in a sentence.
    """

    received: Received
    hand_out: HandOut
    changes: tuple[Change, ...]
    remark: str = ""

    @property
    def submit_id(self) -> str:
        """The id of this submission."""
        return self.received.submits[-1].id

    def rows_at(self, submit_id: str) -> Rows | None:
        """What an earlier submission of the copy said; None where the file does not tell it, or tells what cannot be."""
        rows = self.received.rows_at(next(submit for submit in self.received.submits if submit.id == submit_id))
        return rows if rows is not None and all(map(possible, compare(self.received.rows, rows))) else None

    @property
    def lineage(self) -> list[str]:
        """The ids of the copy's earlier submissions, oldest first."""
        return [submit.id for submit in self.received.submits[:-1]]


def receive_copy(path: Path, hand_outs: Mapping[str, HandOut], baselines: Baselines) -> Submission:
    """Read a submission: the hand-out that it answers comes first, and its baseline verifies the rest.

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
    if _plain(received.hand_out) != _plain(hand_out) or any(s.hand_out != hand_out.id for s in received.submits):
        raise Refused(f"「{path}」は配布の記録が書き換えられています。配った写しから提出し直してもらってください。")
    changes = compare(baseline.rows, received.rows)
    if received.rows.get("plan", hand_out.plan) is None or not all(map(possible, changes)):
        raise Refused(f"「{path}」は行の番号や所属が書き換えられています。配った写しから提出し直してもらってください。")
    for change in changes:
        _require_readable(change, received.rows, path)
    return Submission(received, hand_out, changes)


def _plain(hand_out: HandOut) -> HandOut:
    """The part of a record that is the same in the master and in the copy; the day it is due may have been changed since."""
    return replace(hand_out, number=0, base=None, due=None)


def possible(change: Change) -> bool:
    """Whether the change is one that a person can make: what identifies a row and where it belongs stays for ever."""
    fields = specs(TABLES[change.table])
    if change.field != WHOLE:
        spec = fields[change.field]
        return spec.editor != "nobody" and _sensible(spec.kind, spec.choices, change.after)
    row = change.after
    if not isinstance(row, Row):
        return True
    values = {name: getattr(row, name) for name in fields}
    return _own_id(row, values) and all(_sensible(s.kind, s.choices, values[name]) for name, s in fields.items())


def _require_readable(change: Change, rows: Rows, path: Path) -> None:
    """Raises Refused for what no sheet can hold: the window takes no such text, nor may it come in another way."""
    row = change.after
    values = {n: getattr(row, n) for n in specs(type(row))} if isinstance(row, Row) else {change.field: change.after}
    for name, value in values.items():
        if isinstance(value, str) and (fault := text_fault(value)):
            where = describe_place(rows, change.table, change.id)
            label = specs(TABLES[change.table])[name].label
            raise Refused(f"「{path}」の {where}（{label}）は受け取れません。{fault}")


def _sensible(kind: str, choices: tuple[str, ...], value: object) -> bool:
    if choices and value not in choices:
        return False
    return not (kind == "year" and isinstance(value, int) and not OLDEST <= value <= NEWEST)


def _own_id(row: Row, values: dict[str, object]) -> bool:
    """A random id, or that of the row's natural key."""
    if row.KEY:
        named = {name: value for name, value in values.items() if name != "id"}
        return type(row).new(**named).id == row.id  # type: ignore[arg-type]
    try:
        return str(uuid.UUID(row.id)) == row.id
    except ValueError:
        return False
