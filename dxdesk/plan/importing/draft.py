"""A plan as it stands on paper: nested, without ids. What sheets and seeds are read into, before rows are made of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.quantity import Quantity


@dataclass
class Draft:
    """One row to be: its table, the values the paper states, its children.

    `values` are set on a new row and on the row found for it; `defaults` only on a new one. References
    to parents come from nesting; a department is named by its name as written.

    `shows`, of a plan: table, year and role or kind of the figures and entries that
    its paper has room for, where those are not all of its shown years.
    """

    table: str
    values: dict[str, Value] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    children: list["Draft"] = field(default_factory=list)
    shows: frozenset[tuple[str, int, str]] | None = None

    def add(self, table: str, defaults: dict[str, Value] | None = None, **values: Value) -> "Draft":
        """A new child, returned so that it can be filled."""
        child = Draft(table, dict(values), defaults or {})
        self.children.append(child)
        return child

    def of(self, table: str) -> Iterator["Draft"]:
        """The direct children of one table."""
        return (child for child in self.children if child.table == table)

    def text(self, name: str) -> str:
        """A text value, blank where the paper does not state it."""
        value = self.stated(name)
        return value if isinstance(value, str) else ""

    def stated(self, name: str, otherwise: Value = None) -> Value:
        """A value, from the defaults too, `otherwise` where there is none."""
        return self.values.get(name, self.defaults.get(name, otherwise))


@dataclass(frozen=True)
class Unread:
    """A place of a sheet that could not be understood: sheet, cell (`B6`) and the text there.

    `repeats`: the indicator in whose row it is, on a page that only repeats figures said elsewhere; None on any other.
    """

    sheet: str
    cell: str
    text: str
    repeats: str | None = None


@dataclass
class Reading:
    """What a layout made of a sheet: the plan as drafted, and what it could not read."""

    plan: Draft
    unread: list[Unread] = field(default_factory=list)


def newest_unit(indicator: Draft) -> str:
    """The unit of an indicator's newest figure that can be read, blank for none."""
    newest_first = sorted(indicator.of("figure"), key=lambda figure: str(figure.values["year"]), reverse=True)
    values = (Quantity(figure.text("text")) for figure in newest_first)
    return next((value.unit for value in values if value.number is not None), "")
