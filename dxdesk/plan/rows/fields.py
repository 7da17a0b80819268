"""What a field of a row is: declared once, beside the field, for display, editing and merging alike."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_type_hints

Value = str | int | bool | None
Kind = Literal["text", "paragraphs", "year", "flag", "reference", "choice", "quantity", "rank", "number"]
Editor = Literal["department", "coordinator", "nobody"]


@dataclass(frozen=True)
class Spec:
    """Label for people, kind of value, who may edit it, table it refers to, choices; a `named` text is never blank.

    A row goes along when the row goes that it refers to; where the reference is `loose` it stays, naming nobody.
    The kind says how it merges: a quantity converges when the value is the same, a rank never
    conflicts, anything else is compared as it stands.
    """

    label: str
    kind: Kind = "text"
    editor: Editor = "coordinator"
    table: str = ""
    choices: tuple[str, ...] = ()
    loose: bool = False
    named: bool = False


# Identity and parents of a row are set at birth and never edited.
Id = Annotated[str, Spec("ID", editor="nobody")]
Rank = Annotated[str, Spec("並び", "rank", "department")]
Year = Annotated[int, Spec("年度", "year", "nobody")]


_SPECS: dict[type[Any], dict[str, Spec]] = {}
_REFERENCES: dict[type[Any], tuple[tuple[str, str], ...]] = {}


def specs(row_type: type[Any]) -> dict[str, Spec]:
    """Field name → Spec for a row type, in the order declared, `id` included."""
    known = _SPECS.get(row_type)
    if known is None:
        hints = get_type_hints(row_type, include_extras=True)
        known = _SPECS[row_type] = {f.name: hints[f.name].__metadata__[0] for f in fields(row_type)}
    return known


def references(row_type: type[Any]) -> tuple[tuple[str, str], ...]:
    """(field, table) for each field of a row type that refers to another row."""
    known = _REFERENCES.get(row_type)
    if known is None:
        known = tuple((name, spec.table) for name, spec in specs(row_type).items() if spec.table)
        _REFERENCES[row_type] = known
    return known
