"""The part of a plan that goes into a department's copy: its own measures whole, the others by number and title.

What goes is declared with the tables (`Travels`) and fields (`Spec.travels`). For the merge, what stays was added by the
coordinator since: a department that deletes a line does not take its wording for publication along; the deletion is held
until a person decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any

from dxdesk.plan.rows.fields import Value, references, specs
from dxdesk.plan.rows.model import TABLES, Department, Indicator, Measure, Plan
from dxdesk.plan.rows.nesting import CHILDREN
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import current_department, figure_owner, participants
from dxdesk.plan.rows.rows import Rows, cascades
from dxdesk.plan.rows.table import Row, Travels, table_of


class Extracts:
    """The extracts of a plan for its departments."""

    def __init__(self, outline: Outline, plan: Plan) -> None:
        self._outline, self._plan = outline, plan
        # By measure the ids of the departments that have a part in it.
        self._parts = {m.id: participants(outline, m) | _counting(outline, m) for m in outline.measures(plan)}
        departments = outline.rows.all(Department)
        for (measure, _), by_hand in outline.requests.by_hand.items():
            wanted = (departments[department] for department, wanted in by_hand.items() if wanted)
            self._parts.get(measure, set()).update(current_department(outline, department).id for department in wanted)

    def rows_for(self, department: Department, *, whole: bool = False) -> Rows:
        """Return the rows of a department's copy, each table ordered by id.

        The department has a part in a measure where it is named, leads, writes, has an indicator of its own or is asked by
        hand; `whole`: in every measure. Of messages, its own go. Internal notes, contacts, wordings for publication, other
        departments' unpublished indicators and other plans never go. References stay sound: a row goes with the rows that
        it belongs to, and a weak reference to a row that stays is blank.
        """
        me = current_department(self._outline, department)
        own = [m for m in self._outline.measures(self._plan) if whole or me.id in self._parts[m.id]]
        selection = _Selection(self._outline, self._plan, own, me)
        for table, row_type in TABLES.items():
            if row_type.TABLE.travels is not Travels.NEVER:
                selection.add(table)
        return selection.rows()


def by_name(measure: Measure) -> Measure:
    """Return a measure as it goes to departments without a part in it."""
    named = ("id", "plan", "pillar", "number", "title", "rank")
    values: dict[str, Value] = {name: getattr(measure, name) for name in named}
    return Measure.new(**values)


def is_by_name(outline: Outline, measure: Measure) -> bool:
    """Whether nothing of a measure is there but its number and title: in a copy it is another department's."""
    return measure == by_name(measure) and not any(
        outline.rows_in(measure, TABLES[child]) for child, field in CHILDREN[table_of(measure)] if cascades(child, field)
    )


def _counting(outline: Outline, measure: Measure) -> set[str]:
    """The ids of the departments that have an indicator in a measure."""
    owners = (figure_owner(outline, indicator) for indicator in outline.indicators_of(measure))
    return {owner.id for owner in owners if owner is not None}


def _indicators(outline: Outline, measures: Iterable[Measure], me: Department) -> tuple[set[str], set[str]]:
    """Return the ids of the indicators that go, and of those among them whose values go too.

    An indicator is published where its totals are; the parts of one's own indicator belong to it. A total goes without
    values where only a part of it goes.
    """
    known = outline.rows.all(Indicator)
    kept: set[str] = set()
    with_values: set[str] = set()
    published: set[str] = set()
    own: set[str] = set()
    for indicator in (i for measure in measures for i in outline.indicators_of(measure)):
        if indicator.published and (indicator.parent is None or indicator.parent in published):
            published.add(indicator.id)
        if indicator.parent in own or figure_owner(outline, indicator) == me:
            own.add(indicator.id)
        if indicator.id in published or indicator.id in own:
            with_values.add(indicator.id)
            above: str | None = indicator.id
            while above is not None and above not in kept:
                kept.add(above)
                above = known[above].parent
    return kept, with_values


class _Selection:
    """The rows chosen so far, by table: parents come before children."""

    def __init__(self, outline: Outline, plan: Plan, measures: list[Measure], me: Department) -> None:
        self._outline, self._plan, self._me = outline, plan, me
        self._measures = {measure.id: measure for measure in measures}
        self._indicators, self._with_values = _indicators(outline, measures, me)
        self._kept: dict[str, dict[str, Row]] = {}

    def add(self, table: str) -> None:
        """Choose the rows of the next table."""
        chosen = (row for row in self._candidates(table) if self._goes(row))
        self._kept[table] = {row.id: row for row in sorted(chosen, key=attrgetter("id"))}

    def rows(self) -> Rows:
        """Return the chosen rows as they go."""
        return Rows(
            {table: {row_id: self._copied(row) for row_id, row in kept.items()} for table, kept in self._kept.items()}
        )

    def _candidates(self, table: str) -> Iterable[Row]:
        """The rows of a table in the rows of one that were chosen: looked up, as most rows of a plan stay."""
        targets = [target for _, target in _parents(table)]
        if not targets:
            return [self._plan]
        target = table_of(Measure) if table_of(Measure) in targets else targets[0]
        above = self._outline.rows.tables[target]
        return (row for parent in self._open(target) for row in self._outline.rows_in(above[parent], TABLES[table]))

    def _open(self, table: str) -> Collection[str]:
        """The ids of the rows of a table that go with what is in them."""
        if table == table_of(Measure):
            return self._measures
        return self._with_values if table == table_of(Indicator) else self._kept.get(table, {})

    def _is_mine(self, row: Row) -> bool:
        """Whether a row of a department, whatever was its name then, is this department's."""
        named = getattr(row, table_of(Department))
        return current_department(self._outline, self._outline.rows.all(Department)[named]) == self._me

    def _goes(self, row: Row) -> bool:
        if isinstance(row, Indicator) and row.id not in self._indicators:
            return False
        if row.TABLE.travels is Travels.WITH_DEPARTMENT and not self._is_mine(row):
            return False
        named = ((target, getattr(row, field)) for field, target in _parents(table_of(row)))
        return all(row_id in self._open(target) for target, row_id in named if row_id is not None)

    def _copied(self, row: Row) -> Row:
        """Return a row as it goes."""
        if isinstance(row, Measure) and row.id not in self._measures:
            return by_name(row)
        blank = {name: default for name, default in _kept_back(table_of(row)) if getattr(row, name) != default}
        for field, target in _weak(table_of(row)):
            named = getattr(row, field)
            if named is not None and named not in self._kept.get(target, {}):
                blank[field] = None
        return row.replace(**blank) if blank else row


@cache
def _parents(table: str) -> list[tuple[str, str]]:
    """Return the references to the rows of other tables that a row cannot be without."""
    return [(field, target) for field, target in references(TABLES[table]) if target != table and cascades(table, field)]


@cache
def _weak(table: str) -> list[tuple[str, str]]:
    return [(field, target) for field, target in references(TABLES[table]) if not cascades(table, field)]


@cache
def _kept_back(table: str) -> list[tuple[str, Any]]:
    """Return the fields that never go, with their defaults."""
    defaults = {f.name: f.default for f in fields(TABLES[table]) if f.default is not MISSING}
    return [(name, defaults[name]) for name, spec in specs(TABLES[table]).items() if not spec.travels]
