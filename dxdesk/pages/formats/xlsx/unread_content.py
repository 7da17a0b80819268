"""The contents of a workbook beside the values of its visible cells: listed for a person, as no table is made of them."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.plan.importing.draft import Unread

_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnreadContent:
    """Of one workbook: formulas without a value, texts in shapes, comments, struck texts, hidden sheets."""

    def __init__(self, workbook: Any, data: bytes) -> None:
        self._struck = {place for place, font in enumerate(workbook._fonts) if font.strike}
        self._parts = _sheet_parts(data)
        self._data = data

    def in_sheet(self, sheet: Worksheet) -> list[Unread]:
        """The contents of a visible sheet that are no table, from the top."""
        found: list[tuple[int, int, str]] = []
        for (row, column), cell in sheet._cells.items():
            if isinstance(cell, MergedCell):
                continue
            if cell.comment is not None and cell.comment.text.strip():
                found.append((row, column, f"コメント：{cell.comment.text.strip()}"))
            if cell.data_type == "e":
                found.append((row, column, str(cell.value)))
            elif text := self._struck_text(cell):
                found.append((row, column, f"取り消し線の文字：{text}"))
        found += self._in_package(sheet)
        return [Unread(sheet.title, f"{get_column_letter(column)}{row}", text) for row, column, text in sorted(found)]

    def value(self, cell: Any) -> object:
        """A cell's value without what is struck out; none where it could not be worked out."""
        if isinstance(cell, MergedCell) or (cell.hyperlink is not None and cell.value == cell.hyperlink.location):
            return None  # openpyxl fills a blank cell with the place that its link leads to
        if isinstance(cell.value, CellRichText):
            return "".join(str(piece) for piece in cell.value if not _is_struck(piece))
        return None if cell.data_type == "e" or cell._style.fontId in self._struck else cell.value

    def _struck_text(self, cell: Any) -> str:
        if isinstance(cell.value, CellRichText):
            return "".join(str(piece) for piece in cell.value if _is_struck(piece)).strip()
        return str(cell.value).strip() if cell._style.fontId in self._struck and cell.value is not None else ""

    def _in_package(self, sheet: Worksheet) -> Iterator[tuple[int, int, str]]:
        """Contents that openpyxl does not read: formulas that were never computed, texts in shapes."""
        part = self._parts.get(sheet.title)
        if part is None:
            return
        with zipfile.ZipFile(BytesIO(self._data)) as package:
            yield from _uncomputed(package, part)
            yield from _in_shapes(package, part)


def hidden_sheet(sheet: Worksheet) -> list[Unread]:
    """One line for a hidden sheet that is not blank."""
    filled = sum(cell.value is not None for cell in sheet._cells.values())
    return (
        [Unread(sheet.title, "A1", f"非表示のシート（{filled}か所）。取り込むには、Excelで再表示して保存")] if filled else []
    )


def _is_struck(piece: str | TextBlock) -> bool:
    return isinstance(piece, TextBlock) and bool(piece.font.strike)


def _uncomputed(package: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    """Formulas for which the file gives no value; a blank text is one."""
    if not _FORMULA.search(package.read(part)):
        return
    with package.open(part) as file:
        for _, node in ElementTree.iterparse(file):
            if _local(node) != "c":
                continue
            inside = {_local(child): child.text or "" for child in node}
            if "f" in inside and not inside.get("v") and node.get("t") != "str":
                row, column = coordinate_to_tuple(node.get("r", "A1"))
                yield row, column, f"={inside['f']}"
            node.clear()


def _in_shapes(package: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    """The texts of shapes and text boxes, each at the cell in which its top left corner lies."""
    for kind, drawing in _related(package, part).values():
        if not kind.endswith("/drawing") or drawing not in package.NameToInfo:
            continue
        try:
            anchors = ElementTree.fromstring(package.read(drawing))
        except ElementTree.ParseError:
            continue  # the cells can be read all the same
        for anchor in anchors:
            lines = [
                "".join(piece.text or "" for piece in line.iter() if _local(piece) == "t")
                for line in anchor.iter()
                if _local(line) == "p"
            ]
            text = "\n".join(filter(None, (line.strip() for line in lines)))
            if text:
                row, column = _corner(anchor)
                yield row + 1, column + 1, f"図形の文字：{text}"


def _corner(anchor: ElementTree.Element) -> tuple[int, int]:
    """Row and column, from 0, where an anchor begins; the first cell where it names none."""
    begins = next((node for node in anchor if _local(node) == "from"), None)
    found = {_local(node): int(node.text or 0) for node in (begins if begins is not None else ()) if node.text}
    return found.get("row", 0), found.get("col", 0)


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Title of a sheet → its part of the package; none where the package is arranged in an unusual way."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        book = next((part for kind, part in _related(package, "").values() if kind.endswith("/officeDocument")), "")
        if book not in package.NameToInfo:
            return {}
        parts = _related(package, book)
        sheets = [node for node in ElementTree.fromstring(package.read(book)).iter() if _local(node) == "sheet"]
        named = {node.get("name", ""): parts.get(node.get(_ID, ""), ("", ""))[1] for node in sheets}
        return {name: part for name, part in named.items() if part in package.NameToInfo}


def _related(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id → kind and part of what a part (blank: the package) refers to."""
    folder, _, name = part.rpartition("/")
    relations = join(folder, "_rels", f"{name}.rels")
    if relations not in package.NameToInfo:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for node in ElementTree.fromstring(package.read(relations)):
        if node.get("TargetMode") != "External":
            target = normpath(join("/", dirname(part), node.get("Target", ""))).lstrip("/")
            found[node.get("Id", "")] = (node.get("Type", ""), target)
    return found


def _local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
