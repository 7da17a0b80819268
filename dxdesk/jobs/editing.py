"""Writing one figure or one line from the command line."""

from dataclasses import dataclass

from dxdesk.plan.changes.edits import Changes, NewEntry, add_entry, write_figure
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.extract import is_by_name
from dxdesk.plan.rows.lookup import find_department, find_indicator, find_measure, find_plan
from dxdesk.plan.rows.model import DONE, FORECAST, RESULT, Measure, Plan
from dxdesk.plan.rows.outline import Outline, kind_of_year, measure_name
from dxdesk.store import COPY, Store


@dataclass(frozen=True)
class FigureRef:
    """A figure as a person names it; without a role it is 実績 or 見込 by the year's column."""

    measure: str
    label: str
    year: int
    role: str | None = None
    parent: str | None = None
    plan: str | None = None


@dataclass(frozen=True)
class LineRef:
    """The place of a line of narrative as a person names it."""

    measure: str
    year: int
    kind: str = DONE
    department: str | None = None
    plan: str | None = None


def set_figure(store: Store, place: FigureRef, text: str, *, author: str) -> int:
    """Write a figure and return the number of changes. Raises Refused."""
    outline = Outline(store.load())
    plan = find_plan(outline, place.plan)
    indicator = find_indicator(outline, _own_measure(store, outline, plan, place.measure), place.label, place.parent)
    role = place.role or (RESULT if kind_of_year(plan, place.year) == DONE else FORECAST)
    _require_keepable(text)
    return _write(store, write_figure(outline, indicator, place.year, text, role), author, "値の入力")


def add_line(store: Store, place: LineRef, text: str, *, author: str) -> int:
    """Add a line of narrative and return the number of changes. Raises Refused."""
    if not text.strip():
        raise Refused("記載の内容が空です。追加する文を書いてください。")
    _require_keepable(text)
    outline = Outline(store.load())
    plan = find_plan(outline, place.plan)
    measure = _own_measure(store, outline, plan, place.measure)
    department = find_department(outline, plan, place.department) if place.department else None
    changes = add_entry(outline, NewEntry(measure, place.year, place.kind, text, department))
    return _write(store, changes, author, "記載の追加")


def _own_measure(store: Store, outline: Outline, plan: Plan, named: str) -> Measure:
    """Return the measure that a person names. Raises Refused for one of which a copy has number and title only."""
    measure = find_measure(outline, plan, named)
    if store.role == COPY and is_by_name(outline, measure):
        raise Refused(f"「{measure_name(measure)}」はほかの課の施策です。この写しでは、担当する施策だけを書けます。")
    return measure


def _require_keepable(text: str) -> None:
    """Refuse a text that no sheet can hold: a submission with it would be refused as a whole."""
    if fault := text_fault(text):
        raise Refused(f"この内容は書けません。{fault}")


def _write(store: Store, changes: Changes, author: str, reason: str) -> int:
    if not changes:
        return 0
    applied = store.apply(Batch(changes, author, reason))
    if applied.refused:
        raise Refused("ほかの人が同じところを書き換えました。内容を見直してから、もう一度書いてください。")
    return len(applied.batch.changes)
