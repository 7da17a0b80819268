"""Values and rows as the database and the history hold them, checked on the way in."""

import json
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.fields import Value, specs
from dxdesk.plan.rows.model import TABLES, Row

# What an INTEGER column holds on every server.
_LARGEST = 2**31 - 1

_TYPES: dict[type[Any], dict[str, tuple[type[Any], bool]]] = {}


def field_types(row_type: type[Row]) -> dict[str, tuple[type[Any], bool]]:
    """Field name → (str, int or bool; whether None is allowed), in the order declared."""
    known = _TYPES.get(row_type)
    if known is None:
        hints = get_type_hints(row_type)
        known = _TYPES[row_type] = {name: _plain(hints[name]) for name in specs(row_type)}
    return known


def _plain(hint: Any) -> tuple[type[Any], bool]:
    if get_origin(hint) is UnionType:
        (plain,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return plain, True
    return hint, False


def values_of(row: Row) -> dict[str, Value]:
    """A row's fields by name."""
    return {name: getattr(row, name) for name in field_types(type(row))}


def check_change(change: Change) -> None:
    """A change that no form of the plan allows is a bug: TypeError. Text that no database keeps: Refused."""
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
        if not keepable(value):
            raise Refused(f"「{label}」に保存できない文字があります。貼り付けた文字を確かめて、打ち直してください。")
    elif isinstance(value, int) and abs(value) > _LARGEST:
        raise Refused(f"「{label}」の数 {value} は大きすぎます。10桁より短い数にしてください。")


def keepable(text: str) -> bool:
    """NUL ends a text on some servers; half a surrogate pair is no character."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def encoded(value: Value | Row) -> str:
    """A value or a whole row as JSON text, for the history."""
    return json.dumps(values_of(value) if isinstance(value, Row) else value, ensure_ascii=False)


def decoded(table: str, text: str) -> Value | Row:
    """What `encoded` wrote, by this or an older release: fields that came since then have their defaults."""
    value = json.loads(text)
    if isinstance(value, Mapping):
        known: dict[str, Any] = {name: value[name] for name in field_types(TABLES[table]) if name in value}
        return TABLES[table](**known)
    result: Value = value
    return result
