"""A digest of all rows of a plan, by which two plans are known to be the same."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import compact_json, field_types

Part = bytes | memoryview


def digest_part(table: str, row: Row) -> bytes:
    """Return a row's part of the digest: a comma, names and values.

    Values equal to their default are left out, so that a migration that adds a field does not change the digest.
    """
    get, defaults = _fields(table)
    parts = [f"[{n},{_value(v)}]" for v, (n, d) in zip(get(row), defaults, strict=True) if v != d or type(v) is not type(d)]
    return f",[{','.join(parts)}]".encode()


def _value(value: Value) -> str:
    return compact_json(value) if type(value) is str else _few(value)


@lru_cache(typed=True)
def _few(value: Value) -> str:
    """Return numbers, flags and None as JSON: few different ones, and slow to encode each time."""
    return compact_json(value)


def _parts(table: str, rows: Rows) -> Iterator[Part]:
    return (digest_part(table, row) for _, row in sorted(rows.tables[table].items()))


def digest_of(rows: Rows, parts: Callable[[str, Rows], Iterator[Part]] = _parts) -> str:
    """Return the SHA-256 of all rows in hexadecimal, independent of their order.

    `parts` may replace `digest_part`: it yields the parts of a table's rows in the order of ids.
    """
    found = hashlib.sha256()
    for table in TABLES:
        if not rows.tables[table]:
            continue
        found.update(f"[{compact_json(table)},[".encode())
        all_parts = parts(table, rows)
        found.update(next(all_parts)[1:])
        for part in all_parts:
            found.update(part)
        found.update(b"]]")
    return found.hexdigest()


@cache
def _fields(table: str) -> tuple[Callable[[Row], tuple[Value, ...]], list[tuple[str, Any]]]:
    """Return what reads a row's values, and of each field its name as JSON and its default (MISSING equals no value)."""
    known = {f.name: f.default for f in fields(TABLES[table])}
    names = tuple(field_types(TABLES[table]))
    return attrgetter(*names), [(compact_json(name), known[name]) for name in names]
