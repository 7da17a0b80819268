"""Encode and decode values, rows and records for the database and the history; check what is written."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from sys import intern
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value, references, specs
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.table import Row

# The largest value of an INTEGER column on every server.
_LARGEST = 2**31 - 1
# Below every server's limit of values in one statement.
_PORTION = 5000

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

T = TypeVar("T")


class FieldType(NamedTuple):
    """A field's declared type: str, int, bool, of records also bytes or a StrEnum; and whether None is allowed."""

    plain: type[Any]
    optional: bool


_TYPES: dict[type[Any], dict[str, FieldType]] = {}


def field_types(kind: type[Any]) -> dict[str, FieldType]:
    """Return field name → type of a class of rows or records, in the order declared."""
    known = _TYPES.get(kind)
    if known is None:
        hints = get_type_hints(kind)
        known = _TYPES[kind] = {name: _field_type(hints[name]) for name in specs(kind)}
    return known


def _field_type(hint: Any) -> FieldType:
    if get_origin(hint) is UnionType:
        (plain,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return FieldType(plain, True)
    return FieldType(hint, False)


def values_of(item: Any) -> dict[str, Any]:
    """Return the fields of a row or record by name, as a driver takes them: states as plain texts."""
    kind: Any = type(item)
    values = {name: getattr(item, name) for name in field_types(kind)}
    for name in _states(kind):
        values[name] = values[name].value
    return values


@cache
def _states(kind: Any) -> list[str]:
    return [name for name, (plain, _) in field_types(kind).items() if issubclass(plain, StrEnum)]


def decode_lines(kind: type[T], lines: Iterable[Sequence[Any]]) -> Iterator[T]:
    """Yield the rows or records of lines with all columns of their table, in the order declared."""
    types = field_types(kind)
    make: Callable[..., T] = kind
    names = tuple(types)
    named = [field for field, _ in references(kind)]
    made = [(name, plain) for name, (plain, _) in types.items() if plain is bool or issubclass(plain, StrEnum)]
    for line in lines:
        values = dict(zip(names, line, strict=True))
        for field in named:
            # A thousand rows may name the same parent: one text for all of them.
            values[field] = values[field] and intern(values[field])
        for name, plain in made:
            # A file keeps flags as 0 and 1, and states as texts.
            values[name] = None if values[name] is None else plain(values[name])
        yield make(**values)


def in_portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield slices small enough for the values of one statement."""
    return (items[start : start + _PORTION] for start in range(0, len(items), _PORTION))


def check_change(change: Change) -> None:
    """Raise TypeError for a change that no form of the plan allows (a bug), Refused for text that no database keeps."""
    row_type = TABLES.get(change.table)
    if row_type is None:
        raise TypeError(f"no table {change.table!r}")
    if change.field == WHOLE:
        _check_whole(change, row_type)
        return
    types = field_types(row_type)
    if change.field == "id" or change.field not in types:
        raise TypeError(f"no field {change.table}.{change.field} to change")
    _check_value(row_type, change.field, change.after)


def _check_whole(change: Change, row_type: type[Row]) -> None:
    if change.before is None and change.after is None:
        raise TypeError("a change of a whole row names the row before or after it")
    for row in (change.before, change.after):
        if row is not None and (type(row) is not row_type or row.id != change.id):
            raise TypeError(f"not the row {change.table} {change.id}: {row!r}")
    if isinstance(change.after, Row):
        for name in field_types(row_type):
            _check_value(row_type, name, getattr(change.after, name))


def _check_value(row_type: type[Row], name: str, value: object) -> None:
    plain, optional = field_types(row_type)[name]
    if value is None and optional:
        return
    # A bool is an int to Python and never one here.
    if type(value) is not plain:
        raise TypeError(f"{row_type.__name__}.{name} takes {plain.__name__}, not {value!r}")
    label = specs(row_type)[name].label
    if isinstance(value, str):
        if not is_storable(value):
            raise Refused(f"「{label}」に保存できない文字があります。貼り付けた文字を確かめて、打ち直してください。")
    elif isinstance(value, int) and abs(value) > _LARGEST:
        raise Refused(f"「{label}」の数 {value} は大きすぎます。10桁より短い数にしてください。")


def is_storable(text: str) -> bool:
    """Return whether every database keeps a text: NUL ends a text on some servers; half a surrogate pair is no character."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def encode_json(value: object) -> str:
    """Return lists, texts and numbers as the JSON text that a column holds."""
    return json.dumps(value, ensure_ascii=False)


def compact_json(value: object) -> str:
    """Return a value as JSON without blanks, for what is digested or compressed."""
    return _COMPACT.encode(value)


def encode_ids(ids: Iterable[str]) -> str:
    """Return ids as JSON text, in ASCII whatever a file from outside calls its records."""
    return json.dumps(list(ids))


def decode_json(text: str) -> Any:
    """Return what `encode_json` or `encode_ids` encoded. ValueError for text that is no JSON."""
    return json.loads(text)


def encode_value(value: Value | Row) -> str:
    """Return a value or a whole row as JSON text."""
    return encode_json(values_of(value) if isinstance(value, Row) else value)


def decode_value(table: str, text: str) -> Value | Row:
    """Return what `encode_value` encoded, in this or an older release: fields that came since then have their defaults."""
    value = decode_json(text)
    if isinstance(value, Mapping):
        known: dict[str, Any] = {name: value[name] for name in field_types(TABLES[table]) if name in value}
        return TABLES[table](**known)
    result: Value = value
    return result
