"""The turn of the fiscal year: the window of shown years moves on by one. Nothing is deleted or copied.

What was 実施予定 for the year that is now 実績 stays as it is, and stands as the prompt beside what is written there.
"""

from dataclasses import dataclass
from pathlib import Path

from dxdesk.plan.change import Batch
from dxdesk.plan.edits import set_field
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline
from dxdesk.plan.places import find_plan
from dxdesk.plan.years import NEWEST, short, span_text
from dxdesk.store import Store
from dxdesk.store.backup import back_up
from dxdesk.store.opened import is_server


@dataclass(frozen=True)
class Rolled:
    """The years shown now, and the backup made before (None on a server, which has its own)."""

    years: str
    backup: Path | None


def rollover(store: Store, author: str, plan: str | None = None) -> Rolled:
    """R4–R7 becomes R5–R8, 実施予定 one year later, as one batch after a verified backup. Raises Refused, EnvironmentFault."""
    if store.role != "master":
        raise Refused("配られた写しでは年度を切り替えられません。元の計画ファイルで切り替えてください。")
    if store.read_only:
        raise Refused(f"「{store.location}」は読み取り専用で開いているため、年度を切り替えられません。開き直してください。")
    rows = store.load()
    standing = find_plan(Outline(rows), plan)
    moved = _moved(standing)
    changes = tuple(
        change
        for field in ("shown_from", "shown_to", "planned_from")
        for change in set_field(standing, field, getattr(moved, field))
    )
    backup = None if is_server(store.location) else back_up(store.location)
    before, after = (span_text(p.shown_from, p.shown_to) for p in (standing, moved))
    if store.apply(Batch(changes, author, f"年度の切り替え（{before} から {after} へ）", "rollover")).refused:
        raise Refused("ほかの人が同時に表示年度を変えました。開き直して、表示年度を確かめてください。")
    return Rolled(after, backup)


def _moved(plan: Plan) -> Plan:
    if plan.shown_to >= NEWEST:
        raise Refused(
            f"「{plan.title}」の表示年度は{short(plan.shown_to)}までで、これより後の年度は扱えません。表示年度を確かめてください。"
        )
    planned = plan.planned_from
    return plan.but(
        shown_from=plan.shown_from + 1, shown_to=plan.shown_to + 1, planned_from=planned + 1 if planned is not None else None
    )
