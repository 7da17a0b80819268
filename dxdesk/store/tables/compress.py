"""Whole plans and lists of changes as few bytes: what was handed out, and what came back."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from gzip import GzipFile
from io import BytesIO
from itertools import islice
from operator import attrgetter
from typing import Any

from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.fields import Value
from dxdesk.plan.rows.model import TABLES
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store.tables.codec import compact_json, decode_value, encode_json, encode_value, field_types

_DECODER = json.JSONDecoder()


def compress_rows(rows: Rows) -> bytes:
    """Return all rows as gzipped JSON lines, after a line of each table's name, fields and count; equal for equal rows."""
    content = BytesIO()
    # Without the present time, which gzip would store too.
    with GzipFile(fileobj=content, mode="wb", compresslevel=6, mtime=0) as file:
        for table, held in rows.tables.items():
            if held:
                names = tuple(field_types(TABLES[table]))
                get = attrgetter(*names)
                file.write(f"{compact_json([table, names, len(held)])}\n".encode())
                file.writelines(f"{compact_json(get(held[row_id]))}\n".encode() for row_id in sorted(held))
    return content.getvalue()


def decompress_rows(content: bytes, at_hand: Rows | None = None) -> Rows:
    """Return the rows of `compress_rows`, in this or an older release: fields that came since then have their defaults.

    Rows equal to those at hand are the very same objects: a large plan is then in memory once, and comparing costs nothing.
    """
    start = at_hand or Rows()
    fresh: list[Row] = []
    gone = {table: set(held) for table, held in start.tables.items()}
    lines = _lines(content)
    for table, names, count in lines:
        fresh += _changed(table, names, islice(lines, count), start.tables[table], gone[table])
    # A light copy's few rows are not made from all rows of the plan: to remember what is missing would take longer.
    few = {
        t: {i: held[i] for i in held if i not in gone[t]} for t, held in start.tables.items() if 2 * len(gone[t]) > len(held)
    }
    made = Rows({**start.tables, **few}) if few else start
    return made.without((t, row_id) for t, ids in gone.items() if t not in few for row_id in ids).put(fresh)


def _lines(content: bytes) -> Iterator[list[Any]]:
    with GzipFile(fileobj=BytesIO(content)) as file:
        for line in file:
            yield _DECODER.decode(line.decode())


def _changed(
    table: str, names: list[str], lines: Iterable[list[Value]], held: Mapping[str, Row], gone: set[str]
) -> Iterator[Row]:
    """Yield the rows that differ from those held; removes the ids of all lines from `gone`."""
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


def compress_changes(changes: Iterable[Change]) -> bytes:
    """Return changes as zlib-compressed JSON, in their order."""
    lines = [(c.table, c.id, c.field, encode_value(c.before), encode_value(c.after)) for c in changes]
    return zlib.compress(encode_json(lines).encode())


def decompress_changes(content: bytes) -> tuple[Change, ...]:
    """Return the changes of `compress_changes`."""
    lines = json.loads(zlib.decompress(content))
    return tuple(
        Change(table, row_id, field, decode_value(table, before), decode_value(table, after))
        for table, row_id, field, before, after in lines
    )


def sorted_by_id(rows: Rows) -> Rows:
    """Return the same rows, each table ordered by id: as they are handed out, compressed and digested."""
    return Rows({table: dict(sorted(held.items())) for table, held in rows.tables.items()})
