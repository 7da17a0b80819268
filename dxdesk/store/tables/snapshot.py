"""Whole plans and lists of changes as few bytes, and a digest by which two plans are known to be the same."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache, lru_cache
from gzip import GzipFile
from io import BytesIO
from itertools import islice
from operator import attrgetter
from typing import Any

from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import TABLES, Row
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.codec import decode_value, encode_value, field_types


def packed_rows(rows: Rows) -> bytes:
    """All rows, a line each after one that tells table, fields and number; the same bytes for equal ones."""
    content = BytesIO()
    # Without the time of packing, which would be kept too.
    with GzipFile(fileobj=content, mode="wb", compresslevel=6, mtime=0) as file:
        for table, held in rows.tables.items():
            if held:
                names = tuple(field_types(TABLES[table]))
                get = attrgetter(*names)
                file.write(f"{_json([table, names, len(held)])}\n".encode())
                file.writelines(f"{_json(get(held[row_id]))}\n".encode() for row_id in sorted(held))
    return content.getvalue()


def unpacked_rows(content: bytes, at_hand: Rows | None = None) -> Rows:
    """What `packed_rows` packed, by this or an older release: fields that came since then have their defaults.

    Rows equal to those at hand are the very same objects: a large plan is then there once, and comparing costs nothing.
    """
    start = at_hand or Rows()
    fresh: list[Row] = []
    gone = {table: set(held) for table, held in start.tables.items()}
    lines = _lines(content)
    for table, names, count in lines:
        fresh += _others(table, names, islice(lines, count), start.tables[table], gone[table])
    return start.without((table, row_id) for table, ids in gone.items() for row_id in ids).put(fresh)


def _lines(content: bytes) -> Iterator[list[Any]]:
    with GzipFile(fileobj=BytesIO(content)) as file:
        for line in file:
            yield _DECODER.decode(line.decode())


def _others(
    table: str, names: list[str], lines: Iterable[list[Value]], held: Mapping[str, Row], gone: set[str]
) -> Iterator[Row]:
    """The rows that are not held; takes the ids of all out of `gone`."""
    known = field_types(TABLES[table])
    get, same = attrgetter(*known), names == list(known)
    make: Callable[..., Row] = TABLES[table]
    for line in lines:
        # The id comes first in every row, of whatever release.
        row_id = str(line[0])
        gone.discard(row_id)
        row = held.get(row_id)
        if row is not None and same and get(row) == tuple(line):
            continue
        made = make(**{name: value for name, value in zip(names, line, strict=True) if name in known})
        if row != made:
            yield made


def packed_changes(changes: Iterable[Change]) -> bytes:
    """Changes in their order."""
    lines = [(c.table, c.id, c.field, encode_value(c.before), encode_value(c.after)) for c in changes]
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode())


def unpacked_changes(content: bytes) -> tuple[Change, ...]:
    """What `packed_changes` packed."""
    lines = json.loads(zlib.decompress(content))
    return tuple(
        Change(table, row_id, field, decode_value(table, before), decode_value(table, after))
        for table, row_id, field, before, after in lines
    )


def in_order(rows: Rows) -> Rows:
    """The same rows, those of a table by id: the order in which they are handed out, packed and digested."""
    return Rows({table: dict(sorted(held.items())) for table, held in rows.tables.items()})


Part = bytes | memoryview


def digest_part(table: str, row: Row) -> bytes:
    """A row's part of the digest: a comma, its names and values. Defaults are left out: a migration then does not change it."""
    get, fields = _fields(table)
    told = [f"[{n},{_value(v)}]" for v, (n, d) in zip(get(row), fields, strict=True) if v != d or type(v) is not type(d)]
    return f",[{','.join(told)}]".encode()


def _value(value: Value) -> str:
    return _json(value) if type(value) is str else _few(value)


@lru_cache(typed=True)
def _few(value: Value) -> str:
    """Numbers, flags and None as JSON: few, and slow to write each time."""
    return _json(value)


def _parts(table: str, rows: Rows) -> Iterator[Part]:
    return (digest_part(table, row) for _, row in sorted(rows.tables[table].items()))


def digest_of(rows: Rows, parts: Callable[[str, Rows], Iterator[Part]] = _parts) -> str:
    """SHA-256 of all rows, whatever their order; `parts`: what else tells the parts of a table's rows in order."""
    found = hashlib.sha256()
    for table in TABLES:
        if not rows.tables[table]:
            continue
        found.update(f"[{_json(table)},[".encode())
        told = parts(table, rows)
        found.update(next(told)[1:])
        for part in told:
            found.update(part)
        found.update(b"]]")
    return found.hexdigest()


def _json(value: object) -> str:
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()


@cache
def _fields(table: str) -> tuple[Callable[[Row], tuple[Value, ...]], list[tuple[str, Any]]]:
    """What tells a row's values; of each field its name as JSON, and its default or what no value equals."""
    known = {f.name: f.default for f in fields(TABLES[table])}
    names = tuple(field_types(TABLES[table]))
    return attrgetter(*names), [(_json(name), known[name]) for name in names]
