"""A plan as a sheet or seed states it: nested, without ids, before rows are made of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.quantity import Quantity


@dataclass
class Draft:
    """A drafted row: its table, the values that the sheet states, its children.

    `values` are set on a new row and on the existing row that it is matched with; `defaults` only on a new one.
    References to the rows it is written in come from nesting; a department is given by its name as written.
    `shows`, of a plan: (table, year, role or kind) of the figures and entries that the sheet has room for, where those
    are not all of the plan's shown years.
    """

    table: str
    values: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    children: list["Draft"] = field(default_factory=list)
    shows: frozenset[tuple[str, int, str]] | None = None

    def add(self, table: str, defaults: dict[str, Value] | None = None, **values: Value) -> "Draft":
        """Add a child and return it, so that it can be filled."""
        child = Draft(table, dict(values), defaults or {})
        self.children.append(child)
        return child

    def of(self, table: str) -> Iterator["Draft"]:
        """The direct children of one table."""
        return (child for child in self.children if child.table == table)

    def text(self, name: str) -> str:
        """A text value, blank where the sheet does not state it."""
        value = self.stated(name)
        return value if isinstance(value, str) else ""

    def stated(self, name: str, otherwise: Value = None) -> Value:
        """A value, from the defaults too, `otherwise` where there is none."""
        return self.values.get(name, self.defaults.get(name, otherwise))


@dataclass(frozen=True)
class Unread:
    """A text of a sheet that could not be read: the sheet, the cell (`B6`) and the text.

    `repeats`: the indicator in whose row it is, on a page that only repeats figures of other pages; None elsewhere.
    """

    sheet: str
    cell: str
    text: str
    repeats: str | None = None


@dataclass
class Reading:
    """What a layout read from a sheet: the drafted plan, and the texts that it could not read."""

    plan: Draft
    unread: list[Unread] = field(default_factory=list)


def newest_unit(indicator: Draft) -> str:
    """The unit of an indicator's newest figure that is a number, blank for none."""
    newest_first = sorted(indicator.of("figure"), key=lambda figure: str(figure.values["year"]), reverse=True)
    values = (Quantity(figure.text("text")) for figure in newest_first)
    return next((value.unit for value in values if value.number is not None), "")
