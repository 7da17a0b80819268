"""Writing one figure or one line from the command line."""

from dxdesk.jobs.places import find_department, find_indicator, find_measure, find_plan
from dxdesk.plan.change import Batch
from dxdesk.plan.edits import Changes, add_entry, write_figure
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import DONE, FORECAST, RESULT
from dxdesk.plan.outline import Outline, kind_of
from dxdesk.store import Store


def set_figure(
    store: Store,
    measure: str,
    label: str,
    year: int,
    text: str,
    *,
    author: str,
    role: str | None = None,
    parent: str | None = None,
    plan: str | None = None,
) -> int:
    """Writes a figure and returns the number of changes; without a role the year's column says 実績 or 見込."""
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    indicator = find_indicator(outline, find_measure(outline, the_plan, measure), label, parent)
    if role is None:
        role = RESULT if kind_of(the_plan, year) == DONE else FORECAST
    return _write(store, write_figure(outline, indicator, year, text, role), author, "値の入力")


def add_line(
    store: Store,
    measure: str,
    year: int,
    kind: str,
    text: str,
    *,
    author: str,
    department: str | None = None,
    plan: str | None = None,
) -> int:
    """Adds a line of narrative and returns the number of changes."""
    if not text.strip():
        raise Refused("記載の内容が空です。追加する文を書いてください。")
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    where = find_measure(outline, the_plan, measure)
    who = find_department(outline, the_plan, department) if department else None
    return _write(store, add_entry(outline, where, year, kind, text, who), author, "記載の追加")


def _write(store: Store, changes: Changes, author: str, reason: str) -> int:
    if not changes:
        return 0
    applied = store.apply(Batch(changes, author, reason))
    if applied.refused:
        raise Refused("ほかの人が同じところを書き換えました。内容を見直してから、もう一度書いてください。")
    return len(applied.batch.changes)
