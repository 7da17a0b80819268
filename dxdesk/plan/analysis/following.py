"""前期計画 → 改定版: a plan that follows another one takes over what it is made of, but nothing that was reached."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import (
    CustomField,
    Department,
    Indicator,
    Lane,
    Mark,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Row,
    Section,
    Term,
    table_of,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import current_department
from dxdesk.plan.rows.rows import RowKey, cascades

# What a plan is made of. Figures, lines, phases, assessments, notes and the city's own texts tell how it went.
_STRUCTURE = (Mark, Department, Pillar, Measure, MeasureDepartment, Section, Indicator, Lane, Term, CustomField)
_Named = Callable[[str, str], str | None]


def successor_rows(outline: Outline, plan: Plan, following: Plan) -> list[Row]:
    """`following` and the rows that it takes over from `plan`, with ids of its own.

    What ended before its first year, and what is completed, goes no further; a dissolved department's part goes to
    who took over its work.
    """
    fresh = following.replace(follows=plan.id, levels=plan.levels)
    heirs = {d.id: current_department(outline, d).id for d in outline.departments(plan)}
    kept = _kept(outline, plan, fresh.shown_from, heirs)
    ids = {(table_of(row), row.id): str(uuid.uuid4()) for row in kept}
    ids[table_of(plan), plan.id] = fresh.id

    def named(table: str, row_id: str) -> str | None:
        return ids.get((table, heirs.get(row_id, row_id)))

    copies = (_copy(row, ids[table_of(row), row.id], named) for row in kept)
    return [fresh, *{copy.id: copy for copy in copies}.values()]


def _kept(outline: Outline, plan: Plan, first: int, heirs: dict[str, str]) -> list[Row]:
    """The rows that go on, each with all that it stands in."""
    below = outline.rows.subtree(table_of(plan), plan.id)
    kept: list[Row] = [row for row in below if isinstance(row, _STRUCTURE) and _goes_on(row, first)]
    while True:
        there = {(table_of(plan), plan.id), *((table_of(row), row.id) for row in kept)}
        standing_in = [row for row in kept if all(key in there for key in _parents(row, heirs))]
        if len(standing_in) == len(kept):
            return standing_in
        kept = standing_in


def _goes_on(row: Row, first: int) -> bool:
    last = getattr(row, "last_year", None)
    return (last is None or last >= first) and not (isinstance(row, Measure) and row.completed)


def _parents(row: Row, heirs: dict[str, str]) -> Iterable[RowKey]:
    for field, table in references(type(row)):
        named = getattr(row, field)
        if named is not None and cascades(table_of(row), field):
            yield table, heirs.get(named, named)


def _copy(row: Row, row_id: str, named: _Named) -> Row:
    values: dict[str, Any] = {name: getattr(row, name) for name in specs(type(row)) if name != "id"}
    for field, table in references(type(row)):
        values[field] = named(table, values[field]) if values[field] is not None else None
    if isinstance(row, Measure):
        values["newly"] = False
    # The id of a cell-like row follows from what it refers to.
    return type(row).new(**values) if row.KEY else type(row).new(id=row_id, **values)
