"""What a field of a row is: declared once, beside the field, for display, editing and merging alike."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_type_hints

Value = str | int | bool | None
Kind = Literal["text", "paragraphs", "year", "flag", "reference", "choice", "quantity", "rank", "number"]
Editor = Literal["department", "coordinator", "nobody"]


@dataclass(frozen=True)
class Spec:
    """The declaration of a field.

    `kind` decides how the field is edited and merged: a quantity converges when the value is the same, a rank never
    conflicts, anything else is compared as it is.
    `table`: the table that a reference points to. When the row referred to is deleted, this row is deleted with it;
    with a `weak` reference it stays and refers to nothing.
    `mandatory`: a text that is never blank. `unique`: a text that no two rows of one parent share.
    `blank_counts`: a draft that states blank sets the field to blank (elsewhere a blank cell states nothing).
    `added`: the schema that added the field of a record to a table that existed; its column then has its default.
    `travels`: whether it goes into departments' copies; where not, they have its default.
    """

    label: str
    kind: Kind = "text"
    editor: Editor = "coordinator"
    table: str = ""
    choices: tuple[str, ...] = ()
    weak: bool = False
    mandatory: bool = False
    unique: bool = False
    blank_counts: bool = False
    added: int = 0
    travels: bool = True

    @property
    def free_text(self) -> bool:
        """Whether people write what they like in it."""
        return self.kind in ("text", "paragraphs", "quantity")


# A row's id and the rows it belongs to are set when it is made and never edited.
Id = Annotated[str, Spec("ID", editor="nobody")]
Rank = Annotated[str, Spec("並び", "rank", "department")]
Year = Annotated[int, Spec("年度", "year", "nobody")]


_SPECS: dict[type[Any], dict[str, Spec]] = {}
_REFERENCES: dict[type[Any], tuple[tuple[str, str], ...]] = {}


def specs(row_type: type[Any]) -> dict[str, Spec]:
    """Return field name → Spec of a row type, in the order declared, `id` included."""
    known = _SPECS.get(row_type)
    if known is None:
        hints = get_type_hints(row_type, include_extras=True)
        known = _SPECS[row_type] = {f.name: hints[f.name].__metadata__[0] for f in fields(row_type)}
    return known


def references(row_type: type[Any]) -> tuple[tuple[str, str], ...]:
    """Return (field, table) for each field of a row type that refers to another row."""
    known = _REFERENCES.get(row_type)
    if known is None:
        known = tuple((name, spec.table) for name, spec in specs(row_type).items() if spec.table)
        _REFERENCES[row_type] = known
    return known
