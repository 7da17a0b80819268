"""The rollover of the fiscal year: the window of shown years moves on by one. Nothing is deleted or copied.

What was 実施予定 for the year that is now 実績 is kept as it is, and is shown as a prompt beside the results.
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.dates import NEWEST, short_year, span_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import FORECAST, PLANNED, Entry, Figure, Indicator, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up
from dxdesk.store.tables.records import YearLock, locked_years

_WINDOW = ("shown_from", "shown_to", "planned_from")
_OVERTAKEN = "ほかの人が同時に表示年度を変えました。開き直して、表示年度を確かめてください。"


@dataclass(frozen=True)
class Rollover:
    """A rollover of a plan: the plan `before` and `after` it.

    `year` becomes 実績; `lines` of 実施予定 in so many `measures`, and `forecasts` (見込), were written for it.
    """

    before: Plan
    after: Plan
    year: int
    lines: int
    measures: int
    forecasts: int

    @property
    def years(self) -> tuple[str, str]:
        """`R4-R7` and `R5-R8`."""
        return _years(self.before), _years(self.after)

    @property
    def past_end(self) -> bool:
        """Whether years are shown then that are past the plan's last one."""
        last = self.before.last_year
        return last is not None and self.after.shown_to > last

    @property
    def in_sight(self) -> bool:
        """Whether the year that becomes 実績 is among those shown then: in a plan that shows only 実施予定 it is not."""
        return self.after.shown_from <= self.year


@dataclass(frozen=True)
class RolloverResult:
    """The years shown now, and the backup made before; None on a server, which has its own, and where none is needed."""

    years: str
    backup: Path | None


@dataclass(frozen=True)
class DoneRollover:
    """A rollover that can be undone: when, by whom, the years before it, and its changes."""

    at: str
    author: str
    years: str
    changes: tuple[Change, ...]


def past_end_sentence(plan: Plan) -> str:
    """Return the sentence about a rollover that shows years past the plan's last one."""
    last = short_year(plan.last_year) if plan.last_year is not None else ""
    return f"「{plan.title}」の計画期間は {last} までです。切り替えると、そのあとの年度の欄が加わります。"


def rollover_of(store: Store, outline: Outline, plan: Plan) -> Rollover:
    """Return the rollover of a plan of the file, which is not carried out. Raises Refused where it cannot be."""
    after = _moved(plan)
    year = plan.planned_from if plan.planned_from is not None else after.shown_to
    if (plan.id, year) in locked_years(store.records(YearLock)):
        raise Refused(
            f"{short_year(year)} は確定済みのため、実績の年度にできません。{short_year(year)} の確定を解除してから切り替えてください。"
        )
    measures = {measure.id for measure in outline.measures(plan)}
    indicators = outline.rows.all(Indicator)
    lines = [
        e.measure
        for e in outline.rows.all(Entry).values()
        if (e.year, e.kind) == (year, PLANNED) and e.measure in measures and e.text.strip()
    ]
    forecasts = [
        f
        for f in outline.rows.all(Figure).values()
        if (f.year, f.role) == (year, FORECAST) and indicators[f.indicator].measure in measures and f.text.strip()
    ]
    return Rollover(plan, after, year, len(lines), len(set(lines)), len(forecasts))


def rollover(store: Store, author: str, plan: str | None = None, seen: Rollover | None = None) -> RolloverResult:
    """Move R4–R7 to R5–R8 and 実施予定 by a year, as one batch after a verified backup. Raises Refused, EnvironmentFault.

    `seen`: the rollover that somebody agreed to; refused where the years have changed since.
    """
    require_writable(store)
    outline = Outline(store.load())
    current = _current_plan(outline.rows, seen.before.id) if seen is not None else find_plan(outline, plan)
    if seen is not None and _window(current) != _window(seen.before):
        raise Refused(
            f"表示年度はすでに {_years(current)} に変わっています。内容を確かめてから、必要なら切り替えてください。"
        )
    wanted = rollover_of(store, outline, current)
    backup = None if is_server(store.location) else back_up(store.location)
    apply_rollover(store, wanted, author)
    return RolloverResult(wanted.years[1], backup)


def apply_rollover(store: Store, wanted: Rollover, author: str) -> None:
    """Write a rollover as one batch. Raises Refused where the years have changed since."""
    fields = ((field, getattr(wanted.after, field)) for field in _WINDOW)
    changes = tuple(change for field, value in fields for change in set_field(wanted.before, field, value))
    before, after = wanted.years
    if store.apply(Batch(changes, author, f"年度の切り替え（{before} から {after} へ）", "rollover")).refused:
        raise Refused(_OVERTAKEN)


def last_rollover(store: Store, plan: Plan) -> DoneRollover | None:
    """Return the rollover that led to the years a plan shows now; None where they were set in another way."""
    groups: dict[str, list[Change]] = defaultdict(list)
    recorded_by: dict[str, tuple[str, str]] = {}
    for recorded in store.history([("plan", plan.id)]):
        if recorded.kind == "rollover":
            groups[recorded.group].append(recorded.change)
            recorded_by[recorded.group] = recorded.at, recorded.author
    for group, changes in groups.items():  # newest first
        after = {change.field: cast(int, change.after) for change in changes}
        before = {change.field: cast(int, change.before) for change in changes}
        forward = before.get("shown_to", 0) < after.get("shown_to", 0)
        if forward and all(getattr(plan, field) == value for field, value in after.items()):
            return DoneRollover(*recorded_by[group], _years(plan.replace(**before)), tuple(changes))
    return None


def undo_rollover(store: Store, author: str, plan: str) -> RolloverResult:
    """Undo a plan's (id) last rollover; what was written since is kept. Raises Refused, EnvironmentFault."""
    require_writable(store)
    current = _current_plan(store.load(), plan)
    last = last_rollover(store, current)
    if last is None:
        raise Refused(f"「{current.title}」には、取り消せる年度の切り替えがありません。")
    changes = tuple(change.inverted() for change in last.changes)
    reason = f"年度の切り替えの取り消し（{_years(current)} から {last.years} へ）"
    if store.apply(Batch(changes, author, reason, "rollover")).refused:
        raise Refused(_OVERTAKEN)
    return RolloverResult(last.years, None)


def require_writable(store: Store) -> None:
    """Raise Refused where no rollover is possible: in a department's copy, and where the file is only read."""
    if store.role != "master":
        raise Refused("配られた写しでは年度を切り替えられません。元の計画ファイルで切り替えてください。")
    if store.read_only:
        raise Refused(f"「{store.location}」は読み取り専用で開いているため、年度を切り替えられません。開き直してください。")


def _current_plan(rows: Rows, plan: str) -> Plan:
    found = rows.all(Plan).get(plan)
    if found is None:
        raise Refused("この計画は、ほかで削除されました。開き直して、内容を確かめてください。")
    return found


def _moved(plan: Plan) -> Plan:
    if plan.shown_to >= NEWEST:
        raise Refused(
            f"「{plan.title}」の表示年度は{short_year(plan.shown_to)}までで、これより後の年度は扱えません。表示年度を確かめてください。"
        )
    planned = plan.planned_from
    return plan.replace(
        shown_from=plan.shown_from + 1, shown_to=plan.shown_to + 1, planned_from=planned + 1 if planned is not None else None
    )


def _window(plan: Plan) -> tuple[int | None, ...]:
    return plan.shown_from, plan.shown_to, plan.planned_from


def _years(plan: Plan) -> str:
    return span_text(plan.shown_from, plan.shown_to)
