"""A plan with many measures, made of a seed's: each measure again and again with all that belongs to it."""

from collections.abc import Iterator, Mapping
from itertools import cycle, islice

from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of

Under = Mapping[tuple[str, str], list[Row]]


def many(rows: Rows, count: int) -> Rows:
    """The seed's measures repeated up to `count`, each with departments, figures, lines, lanes and marks of its own."""
    made = list(rows.all(Measure).values())
    under = _under(rows)
    wanted = enumerate(islice(cycle(made), max(count - len(made), 0)))
    return rows.put([row for number, pattern in wanted for row in _again(pattern, under, number)])


def _under(rows: Rows) -> Under:
    """The rows that cannot do without another one, by that one's table and id."""
    found: dict[tuple[str, str], list[Row]] = {}
    for held in rows.tables.values():
        for row in held.values():
            for field, table in references(type(row)):
                parent = getattr(row, field)
                if parent is not None:
                    found.setdefault((table, parent), []).append(row)
    return found


def _again(measure: Measure, under: Under, number: int) -> Iterator[Row]:
    """A measure and what belongs to it, parents before children, under new ids."""
    ids: dict[str, str] = {}
    waiting: list[Row] = [measure]
    while waiting:
        row = waiting.pop(0)
        if row.id in ids:
            continue
        own = {name: getattr(row, name) for name in specs(type(row)) if name != "id"}
        values = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in own.items()}
        if row is measure:
            values["number"] = f"{measure.number}の{number + 2}"
        copied = type(row).new(**values)
        ids[row.id] = copied.id
        yield copied
        waiting += under.get((table_of(row), row.id), [])
