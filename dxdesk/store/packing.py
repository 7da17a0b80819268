"""Whole plans and lists of changes as few bytes, and a digest by which two plans are known to be the same."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cache
from operator import attrgetter
from typing import Any

from dxdesk.plan.change import Change
from dxdesk.plan.model import TABLES, Row
from dxdesk.plan.rows import Rows
from dxdesk.store.codec import decoded, encoded, field_types


def packed_rows(rows: Rows) -> bytes:
    """All rows, the same bytes for equal ones."""
    tables = {
        table: [list(field_types(row_type)), sorted(_values(rows, table))]
        for table, row_type in TABLES.items()
        if rows.tables[table]
    }
    return zlib.compress(json.dumps(tables, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked_rows(content: bytes) -> Rows:
    """What `packed_rows` packed, by this or an older release: fields that came since then have their defaults."""
    tables: dict[str, Any] = json.loads(zlib.decompress(content))
    found = {}
    for table, (names, lines) in tables.items():
        known = field_types(TABLES[table])
        made = (TABLES[table](**{n: v for n, v in zip(names, line, strict=True) if n in known}) for line in lines)
        found[table] = {row.id: row for row in made}
    return Rows(found)


def _values(rows: Rows, table: str) -> Iterator[tuple[Any, ...]]:
    get = attrgetter(*field_types(TABLES[table]))
    return (get(row) for row in rows.tables[table].values())


def packed_changes(changes: Iterable[Change]) -> bytes:
    """Changes in their order."""
    lines = [(c.table, c.id, c.field, encoded(c.before), encoded(c.after)) for c in changes]
    return zlib.compress(json.dumps(lines, ensure_ascii=False).encode())


def unpacked_changes(content: bytes) -> tuple[Change, ...]:
    """What `packed_changes` packed."""
    lines = json.loads(zlib.decompress(content))
    return tuple(
        Change(table, row_id, field, decoded(table, before), decoded(table, after))
        for table, row_id, field, before, after in lines
    )


def in_order(rows: Rows) -> Rows:
    """The same rows, those of a table by id: the order in which they are handed out, packed and digested."""
    return Rows({table: dict(sorted(held.items())) for table, held in rows.tables.items()})


Part = bytes | memoryview


def part_of(table: str, row: Row) -> bytes:
    """A row's part of the digest: a comma, its names and values. Defaults are left out: a migration then does not change it."""
    names = tuple(field_types(TABLES[table]))
    values = zip(names, attrgetter(*names)(row), _defaults(table), strict=True)
    return f",{_json([[n, v] for n, v, d in values if v != d or type(v) is not type(d)])}".encode()


def _parts(table: str, held: Mapping[str, Row]) -> Iterator[Part]:
    return (part_of(table, held[row_id]) for row_id in sorted(held))


def digest_of(rows: Rows, parts: Callable[[str, Mapping[str, Row]], Iterator[Part]] = _parts) -> str:
    """SHA-256 of all rows, whatever their order; `parts`: what else tells the parts of a table's rows in order."""
    found = hashlib.sha256()
    for table in TABLES:
        if not rows.tables[table]:
            continue
        found.update(f"[{_json(table)},[".encode())
        told = parts(table, rows.tables[table])
        found.update(next(told)[1:])
        for part in told:
            found.update(part)
        found.update(b"]]")
    return found.hexdigest()


def _json(value: object) -> str:
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@cache
def _defaults(table: str) -> tuple[Any, ...]:
    """A field's default each; what no value equals where there is none."""
    known = {f.name: f.default for f in fields(TABLES[table])}
    return tuple(known[name] if known[name] is not MISSING else MISSING for name in field_types(TABLES[table]))
