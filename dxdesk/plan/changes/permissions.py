"""Who may change what: a department its own part of the asked year, the coordinator everything but locked years."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from dxdesk.plan.changes.references import references_agree
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import references
from dxdesk.plan.rows.model import (
    DONE,
    FORECAST,
    PLANNED,
    RESULT,
    Assessment,
    CustomValue,
    Department,
    Entry,
    Figure,
    Indicator,
    Lane,
    Measure,
    Message,
    Note,
    Phase,
    Section,
)
from dxdesk.plan.rows.outline import Outline, measure_of
from dxdesk.plan.rows.owners import current_department, entry_owner, figure_owner, measure_owner, participants
from dxdesk.plan.rows.rows import RowKey
from dxdesk.plan.rows.table import Row


class Objection(StrEnum):
    """Why a change may not be made: it is not the department's part, or its year is final.

    ORDER: it only moves another department's line. A copy may do so, to make room for a line of its own; it is not merged,
    and nobody is asked about it, as nothing was written.
    """

    NONE = ""
    OUTSIDE = "outside"
    LOCKED = "locked"
    ORDER = "order"


@dataclass(frozen=True)
class Scope:
    """A department (id) and the year it is asked for, both None in the master; `locked`: (plan id, year) that are final."""

    department: str | None = None
    year: int | None = None
    locked: frozenset[tuple[str, int]] = frozenset()


def objections(
    scope: Scope, outline: Outline, changes: Iterable[Change], *, handed_out: bool = True
) -> Iterator[tuple[Change, Objection]]:
    """Yield each change with the objection to it; `outline`: the plan before the changes, which come parents first.

    `handed_out`: the outline is the one that the department has. Of a later one only owners and locked years are judged:
    since then it may have dropped out of a measure, and departments may have other names.
    """
    together = list(changes)
    afterwards = _afterwards(outline, together) if scope.department is not None else {}
    inserted: dict[RowKey, Row] = {}
    for change in together:
        row = _row(change, outline)
        after = afterwards.get((change.table, change.id))
        if scope.department is not None and not (
            row is not None
            and _references_exist(row, change, outline, inserted)
            and (_belongs(scope, outline, change, row) or not (handed_out or _has_owner(change, row)))
            and not _given_away(scope, outline, change, after)
            and (after is None or not handed_out or references_agree(outline, after, change.field, inserted))
        ):
            yield change, Objection.OUTSIDE
        elif row is not None and _locked_year(scope, outline, change, row) is not None:
            yield change, Objection.LOCKED
        elif handed_out and scope.department is not None and row is not None and _only_moves(scope, outline, change, row):
            yield change, Objection.ORDER
        else:
            if change.field == WHOLE and isinstance(change.after, Row):
                inserted[change.table, change.id] = change.after
            yield change, Objection.NONE


def _afterwards(outline: Outline, changes: Iterable[Change]) -> dict[RowKey, Row | None]:
    """Return the changed rows with all their changes made: what is written in one field is judged beside the others."""
    found: dict[RowKey, Row | None] = {}
    for change in changes:
        key = change.table, change.id
        if change.field == WHOLE:
            found[key] = change.after if isinstance(change.after, Row) else None
        else:
            row = found.get(key, outline.rows.get(*key))
            found[key] = row.replace(**{change.field: change.after}) if row is not None else None
    return found


def require_permission(scope: Scope, outline: Outline, changes: Iterable[Change]) -> None:
    """Raise Refused where there is an objection to one of the changes."""
    for change, objection in objections(scope, outline, changes):
        row = _row(change, outline)
        if objection is Objection.LOCKED and row is not None:
            year = short_year(_locked_year(scope, outline, change, row) or 0)
            raise Refused(
                f"{year} は確定済みのため書けません。変えるには、とりまとめの担当が「提出状況」で年度の確定を解除します。"
            )
        if objection is Objection.OUTSIDE:
            raise Refused(f"この写しでは{_part(scope, outline)}だけを書けます。施策の担当課と年度を確かめてください。")


def _part(scope: Scope, outline: Outline) -> str:
    department = outline.rows.all(Department).get(scope.department or "")
    name = department.name if department is not None else "担当課"
    year = scope.year or 0
    return f"、{name}が担当する {short_year(year)} の実績と {short_year(year + 1)} の実施予定"


def _row(change: Change, outline: Outline) -> Row | None:
    """The row that a change is about: as it is before, else as it is inserted."""
    known = outline.rows.get(change.table, change.id)
    return known if known is not None else cast(Row | None, change.after if change.field == WHOLE else None)


def _references_exist(row: Row, change: Change, outline: Outline, inserted: Mapping[RowKey, Row]) -> bool:
    """Whether all rows that the row will refer to are in the plan, or inserted by permitted changes."""
    for field, table in references(type(row)):
        named = change.after if change.field == field else getattr(row, field)
        if named is not None and outline.rows.get(table, str(named)) is None and (table, named) not in inserted:
            return False
    return True


def _belongs(scope: Scope, outline: Outline, change: Change, row: Row) -> bool:
    department = outline.rows.all(Department).get(scope.department or "")
    if department is None or scope.year is None:
        return False
    me = current_department(outline, department)
    if isinstance(row, Section):
        return _is_plain_section(outline, change, row) and _takes_part(outline, row, me)
    if change.spec is not None and change.spec.editor != "department":
        return False
    # Making room for a line moves its neighbours, whichever department they belong to.
    owned = _takes_part(outline, row, me) if change.field == "rank" else _owns(outline, row, me)
    return owned and (_is_asked(row, scope.year) or _clears_next_change(change, row, scope.year))


def _given_away(scope: Scope, outline: Outline, change: Change, after: Row | None) -> bool:
    """Whether a line would be another department's by the change, or named after it: nobody writes in another's name."""
    if change.field not in ("department", "written") or not isinstance(after, Entry):
        return False
    department = outline.rows.all(Department).get(after.department or "")
    if after.department is not None and department is None:
        return True
    me = outline.rows.all(Department).get(scope.department or "")
    return me is None or entry_owner(outline, after) != current_department(outline, me)


def _only_moves(scope: Scope, outline: Outline, change: Change, row: Row) -> bool:
    """Whether a change moves a line of another department."""
    department = outline.rows.all(Department).get(scope.department or "")
    return change.field == "rank" and (
        department is None or not _owns(outline, row, current_department(outline, department))
    )


def _clears_next_change(change: Change, row: Row, year: int) -> bool:
    """Whether the change clears the printed 対前年比 of the year after, as writing a figure does."""
    return isinstance(row, Figure) and (change.field, change.after, row.year) == ("printed_change", "", year + 1)


def _has_owner(change: Change, row: Row) -> bool:
    """Whether a change is for one department to make, and not for all that take part in the measure."""
    return change.field != "rank" and not isinstance(row, Note | Section)


def _is_plain_section(outline: Outline, change: Change, row: Section) -> bool:
    """Whether a change inserts the first section without a heading, which a line needs; else structure is read-only."""
    existing = outline.sections(outline.rows.all(Measure)[row.measure])
    return change.field == WHOLE and change.before is None and not row.heading and all(s.heading for s in existing)


def _owns(outline: Outline, row: Row, me: Department) -> bool:
    rows = outline.rows
    match row:
        case Figure():
            return figure_owner(outline, rows.all(Indicator)[row.indicator]) == me
        case Entry():
            # The text for publication is the coordinator's, also on a new line.
            fresh = rows.get("entry", row.id) is None
            return entry_owner(outline, row) == me and not (fresh and row.publication is not None)
        case Assessment() if row.indicator is not None:
            return figure_owner(outline, rows.all(Indicator)[row.indicator]) == me
        case Note():
            return _takes_part(outline, row, me)
        case Message():
            # What was read, and the reply, are the coordinator's, also of a new one.
            fresh = rows.get("message", row.id) is None
            own = current_department(outline, rows.all(Department)[row.department]) == me
            return own and not (fresh and (row.seen, row.reply) != (None, ""))
        case Assessment() | CustomValue():
            return measure_owner(outline, rows.all(Measure)[row.measure]) == me
        case Phase():
            return measure_owner(outline, rows.all(Measure)[rows.all(Lane)[row.lane].measure]) == me
    return False


def _takes_part(outline: Outline, row: Row, me: Department) -> bool:
    """Whether the department takes part in the row's measure."""
    measure = measure_of(outline.rows, row)
    return measure is not None and me.id in participants(outline, measure)


def _is_asked(row: Row, year: int) -> bool:
    """Whether a row belongs to the asked year's results, or to what is planned for the next."""
    match row:
        case Figure():
            # Never 目標 or 基準値: these are the plan's own.
            return (row.year, row.role) in ((year, RESULT), (year, FORECAST), (year + 1, FORECAST))
        case Entry():
            return (row.year, row.kind) in ((year, DONE), (year + 1, PLANNED))
        case Assessment() | Message():
            return row.year == year
        case Phase():
            return row.year in (year, year + 1)
        case CustomValue():
            return row.year in (None, year, year + 1)
    return isinstance(row, Note)


def _locked_year(scope: Scope, outline: Outline, change: Change, row: Row) -> int | None:
    """The locked year that a change would write to: that of its row, or the one that the row would move to."""
    years = (getattr(row, "year", None), change.after if change.field == "year" else None)
    if not scope.locked or years == (None, None):
        return None
    measure = measure_of(outline.rows, row)
    return next((y for y in years if measure is not None and (measure.plan, y) in scope.locked and isinstance(y, int)), None)
