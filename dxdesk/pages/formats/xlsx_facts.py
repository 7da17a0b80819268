"""What of a workbook its pages do not tell: when it was saved, and which formulas have no value."""

import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

_SAVED = re.compile(rb"<(?:\w+:)?modified[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?\s*</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True)
class Facts:
    """`saved`: UTC, None where the file does not tell; `uncomputed`: (sheet, row, column), from 0."""

    saved: datetime | None
    uncomputed: frozenset[tuple[str, int, int]]


def facts(path: Path) -> Facts:
    """Of a workbook that `xlsx_reader` has read already, so that it is known to be sound."""
    data = path.read_bytes()
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        core = package.read("docProps/core.xml") if "docProps/core.xml" in names else b""
        sheets = (n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml"))
        calculates = any(_FORMULA.search(package.read(name)) for name in sheets)
    return Facts(_saved(core), _uncomputed(data) if calculates else frozenset())


def _saved(core: bytes) -> datetime | None:
    found = _SAVED.search(core)
    try:
        return datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _uncomputed(data: bytes) -> frozenset[tuple[str, int, int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        written, computed = (load_workbook(BytesIO(data), data_only=values) for values in (False, True))
    return frozenset(
        (sheet.title, row - 1, column - 1)
        for sheet in written.worksheets
        for (row, column), cell in sheet._cells.items()
        if cell.data_type == "f" and computed[sheet.title].cell(row, column).value is None
    )
