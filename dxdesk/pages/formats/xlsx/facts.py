"""What of a workbook its pages do not tell: when it was saved."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

_SAVED = re.compile(rb"<(?:\w+:)?modified[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?\s*</")


def saved(path: Path) -> datetime | None:
    """UTC, None where the file does not tell. Of a workbook that `xlsx_reader` has read, so that it is known to be sound."""
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml") if "docProps/core.xml" in package.namelist() else b""
    found = _SAVED.search(core)
    try:
        return datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
