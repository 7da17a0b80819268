"""What a table is and what a row is: the base of the tables in `model.py`."""

import uuid
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, ClassVar, Self, TypeVar

from dxdesk.plan.rows.fields import Id, Value

R = TypeVar("R", bound="Row")

_NAMESPACE = uuid.UUID("6b1f4a3e-3d3f-5c0e-9a52-0d8c6f7a2e11")


# Filled as the classes are declared; complete once `model.py` is imported, which offers it as `TABLES`.
DECLARED: dict[str, type["Row"]] = {}


class Travels(Enum):
    """With what a table's rows go into a department's copy: see `extract.py`."""

    WITH_PLAN = "計画とともに、どの課にも"
    WITH_MEASURE = "施策とともに、その施策に関わる課に"
    BY_NAME = "関わる課に。ほかの課には番号と名前だけ"
    WITH_DEPARTMENT = "その課のものだけ、その課に"
    NEVER = "配らない"


@dataclass(frozen=True)
class Table:
    """The declaration of a table, as the decorator of its row type. Whatever else knows of tables is derived from it.

    `name`: in the file, in seeds and in JSON. `label`: what people call one of its rows.
    `travels`: to whom its rows go when copies are handed out.
    `inside`: the tables in whose rows its rows are written, in drafts and seeds; the last is the innermost.
    `title`: the text by which people know a row. `shorthand`: the field that a bare text in a seed states.
    `by_year`: a seed writes its rows as `R5 = "…"`. `after_others`: seeds name it after all else that its parent holds.
    `inherited`: a plan that follows another one takes over its rows; the other rows record how that plan went.
    """

    name: str
    label: str
    travels: Travels
    inside: tuple[str, ...] = ()
    title: str = ""
    shorthand: str = ""
    by_year: bool = False
    after_others: bool = False
    inherited: bool = False

    def __call__(self, row_type: type[R]) -> type[R]:
        """Declare the row type to be this table's."""
        row_type.TABLE = self
        DECLARED[self.name] = row_type
        return row_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the plan; `KEY` names the fields that identify a cell-like row."""

    TABLE: ClassVar[Table]
    KEY: ClassVar[tuple[str, ...]] = ()

    id: Id

    @classmethod
    def new(cls, **values: Value) -> Self:
        """Return a row with its id: random, or that of its natural key."""
        fresh: dict[str, Any] = {"id": str(uuid.uuid4()), **values}
        row = cls(**fresh)
        if not cls.KEY or "id" in values:
            return row
        # Read from the row, so that a key field left at its default counts like the same value stated.
        key = [getattr(row, name) for name in cls.KEY]
        return replace(row, id=str(uuid.uuid5(_NAMESPACE, repr((table_of(cls), *key)))))

    def replace(self, **values: Any) -> Self:
        """Return the same row with other values in some fields."""
        return replace(self, **values)


def table_of(row: Row | type[Row]) -> str:
    """Return the table name of a row or row type."""
    return row.TABLE.name


def title_of(row: Row) -> str:
    """Return the text by which people know a row, blank where its table has none."""
    return str(getattr(row, row.TABLE.title)) if row.TABLE.title else ""
