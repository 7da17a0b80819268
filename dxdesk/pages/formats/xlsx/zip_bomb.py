"""A workbook from outside, looked through before it is opened: what would blow up the memory or the time is refused."""

import re
import stat
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.parsers import expat

from dxdesk.files import fault
from dxdesk.plan.rows.errors import Refused

# A plan of ten cities makes a few megabytes; what is beyond these was made to hurt.
LARGEST = 64 * 2**20
LARGEST_UNPACKED = 256 * 2**20
MOST_PARTS = 5_000
# XML packs to a twentieth, a very even sheet to a sixtieth.
HIGHEST_RATIO = 120
_SMALL = 4 * 2**20
# openpyxl makes an object for every cell below a merged range or a link.
MOST_SPANNED = 500_000
_SPANNING = {"mergeCell", "hyperlink"}
_CORNERS = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?:\$?([A-Za-z]{1,3})?\$?(\d+)?")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_PIECE = 2**20


def refuse_too_large(path: Path) -> None:
    """Raises Refused for a file that is not worth reading, EnvironmentFault where it cannot be looked at."""
    try:
        status = path.stat()
    except OSError as error:
        raise fault(error, path) from error
    # A folder is the reader's to name; a pipe would keep it waiting for ever.
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise Refused(f"「{path.name}」は普通のファイルではありません。Excelブック（.xlsx）を指定してください。")
    if status.st_size > LARGEST:
        raise Refused(f"「{path.name}」は大きすぎます（{status.st_size // 2**20:,} MB）。正しいファイルか確かめてください。")


def refuse_bombs(name: str, data: bytes) -> None:
    """Raises Refused for a package that unpacks to too much, or whose XML multiplies itself. Raises BadZipFile."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        # zipfile stops reading at the declared sizes.
        unpacked = sum(part.file_size for part in parts)
        even = unpacked > _SMALL and unpacked > HIGHEST_RATIO * len(data)
        if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or even:
            raise _too_much(name)
        spanned = 0
        for part in parts:
            with package.open(part) as file:
                for cells in _spans(file, name):
                    spanned += cells
                    if spanned > MOST_SPANNED:
                        raise _too_much(name)


def _too_much(name: str) -> Refused:
    return Refused(f"「{name}」は開くと大きくなりすぎるため読めません。必要なシートだけを .xlsx で保存し直してください。")


def _spans(file: IO[bytes], name: str) -> Iterator[int]:
    """The numbers of cells that a part's ranges cover. What is no XML ends at its first byte."""
    found: list[int] = []

    def doctype(*_: object) -> None:
        # The format has none; entities, which multiply or fetch, are declared in it.
        raise Refused(f"「{name}」は読めない仕掛けを含んでいます。Excelで開いて .xlsx で保存し直してください。")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] in _SPANNING:
            found.append(_cells(attributes.get("ref", "")))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    while piece := file.read(_PIECE):
        try:
            parser.Parse(piece)
        except expat.ExpatError:
            yield from found
            return
        yield from found
        found.clear()


def _cells(ref: str) -> int:
    """How many cells a range covers; whole rows and columns count as such."""
    corners = _CORNERS.search(ref)
    if corners is None:
        return 1
    left, top, right, bottom = corners.groups()
    columns = abs(_column(right, _LAST_COLUMN) - _column(left, 1)) + 1
    rows = abs(int(bottom or _LAST_ROW) - int(top or 1)) + 1
    return rows * columns


def _column(letters: str | None, missing: int) -> int:
    if letters is None:
        return missing
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
