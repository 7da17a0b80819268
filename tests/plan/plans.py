"""Small consistent plans and random work on them, for property tests."""

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import (
    TABLES,
    Department,
    Entry,
    Figure,
    Indicator,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of

TEXTS = ("", "甲", "乙", "1211", "1,211", "△5")
RANKS = ("A", "V", "k")


def small_plan() -> Rows:
    """One plan: three departments, three pillars (one in another), three measures with everything a year cell holds."""
    plan = Plan(id="plan", municipality="市", title="計画", shown_from=2022, shown_to=2025)
    departments = [Department(id=f"d{i}", plan="plan", name=f"課{i}") for i in range(3)]
    departments[0] = departments[0].replace(successor="d1")
    pillars = [Pillar(id=f"p{i}", plan="plan", title=f"柱{i}", parent="p0" if i == 2 else None) for i in range(3)]
    rows: list[Row] = [plan, *departments, *pillars]
    for i in range(3):
        measure = Measure(id=f"m{i}", plan="plan", pillar=f"p{i}", title=f"施策{i}")
        sections = [Section(id=f"s{i}{j}", measure=measure.id) for j in range(2)]
        total = Indicator(id=f"i{i}0", measure=measure.id, section=sections[0].id, label="計")
        part = Indicator(
            id=f"i{i}1", measure=measure.id, section=sections[0].id, label="内訳", parent=total.id, department=f"d{i}"
        )
        figures = [
            Figure.new(indicator=indicator.id, year=year, text=str(year))
            for indicator in (total, part)
            for year in (2022, 2023)
        ]
        entries = [
            Entry(id=f"e{i}{j}", measure=measure.id, section=sections[j].id, year=2023, text="文", department=f"d{j}")
            for j in range(2)
        ]
        share = MeasureDepartment.new(measure=measure.id, department=f"d{i}")
        rows += [measure, *sections, total, part, *figures, *entries, share]
    return Rows.of(rows)


Step = tuple[str, int, int, int]


def steps(most: int = 6) -> st.SearchStrategy[list[Step]]:
    """Random work: what is done, to which row, which field, with which value."""
    number = st.integers(0, 200)
    return st.lists(st.tuples(st.sampled_from(sorted(_WORK)), number, number, number), max_size=most)


def worked(rows: Rows, work: Iterable[Step], author: str) -> Rows:
    """Rows after the work of one person; ids of rows that the person adds are that person's own."""
    for count, (kind, which, field, value) in enumerate(work):
        there = [row for table in rows.tables.values() for row in table.values()]
        if there:
            rows = _WORK[kind](rows, there[which % len(there)], field, value, f"{author}{count}")
    return rows


def _edit(rows: Rows, row: Row, field: int, value: int, _: str) -> Rows:
    editable = [n for n, s in specs(type(row)).items() if s.kind in ("text", "paragraphs", "quantity", "rank", "flag")][1:]
    name = editable[field % len(editable)]
    kind = specs(type(row))[name].kind
    given = {"rank": RANKS[value % 3], "flag": bool(value % 2)}.get(kind, TEXTS[value % len(TEXTS)])
    return rows.put([row.replace(**{name: given})])


def _refer(rows: Rows, row: Row, field: int, value: int, _: str) -> Rows:
    named = [(n, t) for n, t in references(type(row)) if n not in row.KEY]
    if not named:
        return rows
    name, target = named[field % len(named)]
    choices: list[str | None] = sorted(rows.tables[target])
    if getattr(row, name) is None or specs(type(row))[name].weak or target == table_of(row):
        choices = [None, *choices]
    moved = rows.put([row.replace(**{name: choices[value % len(choices)]})])
    return rows if has_circle(moved) else moved


def _insert(rows: Rows, _: Row, field: int, value: int, fresh: str) -> Rows:
    """A new row of some table, referring to rows there are; cells meet in one row by their key."""
    row_type = TABLES[sorted(TABLES)[field % len(TABLES)]]
    values: dict[str, object] = {}
    for name, spec in specs(row_type).items():
        if spec.table:
            choices = sorted(rows.tables[spec.table])
            if not choices:
                return rows
            values[name] = choices[value % len(choices)]
        elif name in ("year", "shown_from", "shown_to"):
            values[name] = 2022 + value % 3
        elif name in ("text", "title", "municipality", "name", "label", "symbol", "word"):
            values[name] = TEXTS[value % len(TEXTS)]
    if not row_type.KEY:
        values["id"] = fresh
    row = row_type.new(**values)  # type: ignore[arg-type]  # the values fit their specs
    return rows if rows.get(table_of(row), row.id) else rows.put([row])


def _delete(rows: Rows, row: Row, *_: object) -> Rows:
    return rows if isinstance(row, Plan) else rows.apply(delete_row(Outline(rows), row))


_WORK: dict[str, Callable[[Rows, Row, int, int, str], Rows]] = {
    "edit": _edit,
    "refer": _refer,
    "insert": _insert,
    "delete": _delete,
}


def dangling(rows: Rows) -> list[tuple[str, str, str]]:
    """(table, id, field) of every reference to a row that is not there."""
    return [
        (table, row.id, field)
        for table, row_type in TABLES.items()
        for field, target in references(row_type)
        for row in rows.tables[table].values()
        if getattr(row, field) is not None and rows.get(target, getattr(row, field)) is None
    ]


def has_circle(rows: Rows) -> bool:
    """Whether a row is inside itself."""
    for table, row_type in TABLES.items():
        for field in (f for f, target in references(row_type) if target == table):
            for start in rows.tables[table]:
                seen, at = set(), start
                while at is not None and at not in seen:
                    seen.add(at)
                    at = getattr(rows.tables[table][at], field)
                if at is not None:
                    return True
    return False
