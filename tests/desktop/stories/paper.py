"""What lies beside the keyboard: some measures of a city's document, and everything of its plan that these need."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import openpyxl

from dxdesk.jobs.exporting import export
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.importing.draft import Draft
from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import TABLES, Indicator, Measure, Pillar, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of

Cells = dict[str, list[list[str]]]
FEW = 2  # of a kind, on a short paper


class Paper:
    """A plan to be entered anew; of a seed most measures are left out, and what is left is whole."""

    def __init__(self, whole: Draft, measures: Sequence[str] = (), *, short: bool = False) -> None:
        """`measures`: the numbers, or titles where there are none, of those that stay; without, all of them.

        `short`: a few terms, a few indicators of each section, and few departments that nothing names.
        """
        self.whole = adopt(Rows(), whole).rows
        outline = Outline(self.whole)
        (self.plan,) = outline.plans
        others = [m for m in outline.measures(self.plan) if measures and (m.number or m.title) not in measures]
        gone = [row for m in others for row in self.whole.subtree("measure", m.id)]
        rows = self.whole.without((table_of(row), row.id) for row in gone)
        rows = rows.without(("pillar", pillar.id) for pillar in _empty(rows))
        self.rows = _shortened(rows) if short else rows
        self.outline = Outline(self.rows)

    @property
    def measures(self) -> list[Measure]:
        """In the order of the document."""
        return self.outline.measures(self.plan)

    def lacks(self) -> set[str]:
        """What some row of the document states and none of these does: `indicator.breakdown=inline`."""
        return stated(self.whole) - stated(self.rows)


def stated(rows: Rows) -> set[str]:
    """The fields that say something, each word of a choice for itself."""
    found = set()
    for table, row_type in TABLES.items():
        for row, (name, spec) in product(rows.tables[table].values(), specs(row_type).items()):
            value = getattr(row, name)
            if value not in ("", None, False):
                found.add(f"{table}.{name}" + (f"={value}" if spec.kind == "choice" else ""))
    return found


def _shortened(rows: Rows) -> Rows:
    """Return the rows without most terms, indicators, members of breakdowns, and departments that nothing names."""
    outline = Outline(rows)
    groups: list[Sequence[Row]] = [
        *map(outline.terms, outline.plans),
        *map(outline.indicators, rows.all(Section).values()),
        *map(outline.children, rows.all(Indicator).values()),
    ]
    more = [row for group in groups for row in group[FEW:]]
    rows = rows.without((table_of(row), row.id) for top in more for row in rows.subtree(table_of(top), top.id))
    named = {
        getattr(row, field)
        for table, row_type in TABLES.items()
        for field, target in references(row_type)
        for row in rows.tables[table].values()
        if target == "department"
    }
    return rows.without(("department", id_) for id_ in sorted(rows.tables["department"].keys() - named)[FEW:])


def _empty(rows: Rows) -> list[Pillar]:
    """The pillars without a measure in them or below them."""
    used = {measure.pillar for measure in rows.all(Measure).values()}
    while above := {p.parent for p in rows.all(Pillar).values() if p.id in used and p.parent is not None} - used:
        used |= above
    return [pillar for pillar in rows.all(Pillar).values() if pillar.id not in used]


def told(rows: Rows) -> list[str]:
    """Every row in a line, as the plan orders them; ids and ranks are told by the places they give."""
    names: dict[str, str] = {}
    found: list[Row] = []
    for table in TABLES:
        waiting = list(rows.tables[table].values())
        while waiting:  # parts come after their wholes
            ready = [row for row in waiting if (getattr(row, "parent", None) or "") in {"", *names}]
            for row in sorted(ready, key=lambda row: _standing(row, names)):
                names[row.id] = f"{table} {sum(table_of(other) == table for other in found):03} {_label(row)}".strip()
                found.append(row)
            waiting = [row for row in waiting if row.id not in names]
    return [_line(row, names) for row in found]


def _standing(row: Row, names: dict[str, str]) -> tuple[str, ...]:
    """What orders rows of a table: what they stand in, the year, the rank."""
    owners = [names.get(getattr(row, f) or "", "") for f, target in references(type(row)) if target != "department"]
    keys = [str(getattr(row, name, "")) for name in ("year", "kind", "role", "rank")]
    return (*owners, *keys, row.id)


def _label(row: Row) -> str:
    return str(next((v for n in ("name", "title", "label", "symbol", "word") if (v := getattr(row, n, ""))), ""))


def _line(row: Row, names: dict[str, str]) -> str:
    stated = []
    for name, spec in specs(type(row)).items():
        value = getattr(row, name)
        if spec.table and value is not None:
            value = names.get(str(value), "?")
        if name != "id" and spec.kind != "rank":
            stated.append(f"{name}={value!r}")
    return f"{names[row.id]}: {' '.join(stated)}"


def exported(rows: Rows, layout: str, file: Path) -> Cells:
    """What stands in the sheets that these rows make."""
    export(rows, layout, file)
    return cells_in(file)


def cells_in(file: Path) -> Cells:
    """Sheet → rows of texts."""
    book = openpyxl.load_workbook(file)
    return {s.title: [[str(v or "") for v in row] for row in s.iter_rows(values_only=True)] for s in book.worksheets}
