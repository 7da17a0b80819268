"""An OpenDocument spreadsheet as a Book: every visible sheet with its texts as a person sees them."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from dxdesk.files import fault
from dxdesk.pages.formats.xlsx.zip_bomb import refuse_bombs, refuse_too_large
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.importing.draft import Unread
from dxdesk.plan.rows.errors import Refused

_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
# A cell with text may be repeated: nobody writes the same into more cells than these.
_MOST_CELLS = 500_000
_MOST_SPACES = 100


def read_ods(path: Path, hidden: bool = False) -> Book:
    """The spreadsheet's visible sheets, or all; formulas by the value last computed. Raises Refused, EnvironmentFault.

    Formulas that failed, comments, struck texts and texts of shapes are listed in `unread`.
    """
    refuse_too_large(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fault(error, path) from error
    _refuse_other_kinds(path.name, data)
    try:
        refuse_bombs(path.name, data)
        from odf.opendocument import load

        document = load(BytesIO(data))
        styles = _Styles(document)
        book = Book(path.stem)
        for element in document.spreadsheet.childNodes:
            if _kind(element) == "table" and (hidden or not styles.hides(element)):
                sheet = _Sheet(Page(_attribute(element, "name")), styles, path.name)
                sheet.read(element)
                book.pages.append(sheet.page)
                book.unread += sheet.unread
    except (MemoryError, Refused):
        raise
    except Exception as error:
        # A damaged file fails anywhere in the parsers; whatever it was, it cannot be read.
        raise Refused(
            f"「{path.name}」は壊れているか、表計算の文書（.ods）ではありません。LibreOfficeで開いて保存し直してください。"
        ) from error
    return book


def saved_at(path: Path) -> datetime | None:
    """When a spreadsheet was saved, in UTC; None where the file does not say. Known to be sound: `read_ods` has read it."""
    from odf.dc import Date
    from odf.opendocument import load

    found = [str(node) for node in load(path).meta.getElementsByType(Date)]
    try:
        # The clock of the machine that saved it, unless the zone is named.
        return datetime.fromisoformat(found[0]).astimezone(UTC) if found else None
    except (ValueError, OverflowError, OSError):
        return None


def _refuse_other_kinds(name: str, data: bytes) -> None:
    if not data:
        raise Refused(f"「{name}」は空のファイルです。元のファイルを確かめてください。")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.namelist()
            kind = package.read("mimetype") if "mimetype" in members and package.getinfo("mimetype").file_size < 200 else b""
            manifest = "META-INF/manifest.xml"
            small = manifest in members and package.getinfo(manifest).file_size < 2**20
            locked = small and b"encryption-data" in package.read(manifest)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused(
            f"「{name}」は途中で切れているか壊れています。元の場所からもう一度コピーするか、保存し直してください。"
        ) from error
    if locked:
        raise Refused(f"「{name}」にはパスワードがかかっています。パスワードを外して保存し直してください。")
    if not kind.strip().startswith(_SPREADSHEET) or "content.xml" not in members:
        raise Refused(f"「{name}」は表計算の文書（.ods）ではありません。ファイルを確かめてください。")


def _kind(element: Any) -> str:
    """An element's name without its namespace, blank for a text."""
    return str(element.qname[1]) if getattr(element, "qname", None) else ""


def _attribute(element: Any, name: str) -> str:
    """An attribute, whatever its namespace: LibreOffice adds its own."""
    return next((str(value) for (_, local), value in (element.attributes or {}).items() if local == name), "")


def _repeated(element: Any, name: str) -> int:
    return max(1, int(_attribute(element, name) or 1))


class _Styles:
    """Which styles strike their text out, and which hide their sheet."""

    def __init__(self, document: Any) -> None:
        self._struck, self._hidden = set(), set()
        for group in (document.styles, document.automaticstyles):
            for style in group.childNodes:
                name = _attribute(style, "name")
                for properties in getattr(style, "childNodes", ()):
                    if _attribute(properties, "text-line-through-style") not in ("", "none"):
                        self._struck.add(name)
                    if _kind(properties) == "table-properties" and _attribute(properties, "display") == "false":
                        self._hidden.add(name)

    def strikes(self, element: Any) -> bool:
        """Whether a cell's text is struck out."""
        return _attribute(element, "style-name") in self._struck

    def hides(self, table: Any) -> bool:
        """Whether a sheet is hidden."""
        return _attribute(table, "style-name") in self._hidden


@dataclass
class _Sheet:
    """One sheet while it is read."""

    page: Page
    styles: _Styles
    file: str
    unread: list[Unread] = field(default_factory=list)
    cells: int = 0

    def read(self, table: Any) -> None:
        """Read all rows, and the shapes beside them."""
        row = 0
        for element in _rows(table):
            repeated = _repeated(element, "number-rows-repeated")
            filled = [cell for cell in element.childNodes if cell.childNodes]
            for again in range(repeated if filled else 0):
                self._row(row + again, element)
            row += repeated
        for element in table.childNodes:
            if _kind(element) == "shapes":
                self._shapes(element, 0, 0)

    def _row(self, row: int, element: Any) -> None:
        column = 0
        for cell in element.childNodes:
            repeated = _repeated(cell, "number-columns-repeated")
            if cell.childNodes:
                self.cells += repeated
                if self.cells > _MOST_CELLS:
                    raise Refused(
                        f"「{self.file}」は開くと大きくなりすぎるため読めません。必要なシートだけを保存し直してください。"
                    )
                for again in range(repeated):
                    self._cell(row, column + again, cell)
            column += repeated

    def _cell(self, row: int, column: int, element: Any) -> None:
        text = "\n".join(_text(part) for part in element.childNodes if _kind(part) == "p")
        for part in element.childNodes:
            if _kind(part) == "annotation":
                self._list(row, column, f"コメント：{_paragraphs(part)}")
            elif _kind(part) != "p":
                self._shapes(part, row, column)
        if not text.strip():
            return
        if _kind(element) == "covered-table-cell":
            self._list(row, column, f"結合されたセルに隠れた文字：{text}")
        elif _attribute(element, "value-type") == "error" or (_attribute(element, "formula") and _is_fault(text)):
            self._list(row, column, text if text.startswith("#") else f"#{text}")
        elif self.styles.strikes(element):
            self._list(row, column, f"取り消し線の文字：{text}")
        else:
            spans = (_repeated(element, "number-rows-spanned"), _repeated(element, "number-columns-spanned"))
            self.page.cells[(row, column)] = Cell(text, rows=spans[0], columns=spans[1], number=_number(element))

    def _shapes(self, element: Any, row: int, column: int) -> None:
        if text := _paragraphs(element):
            self._list(row, column, f"図形の文字：{text}")

    def _list(self, row: int, column: int, text: str) -> None:
        self.unread.append(Unread(self.page.name, f"{get_column_letter(column + 1)}{row + 1}", text))


def _rows(table: Any) -> Iterator[Any]:
    """A sheet's rows, also those in groups and headings."""
    for element in table.childNodes:
        if _kind(element) == "table-row":
            yield element
        elif _kind(element) in ("table-header-rows", "table-row-group", "table-rows"):
            yield from _rows(element)


def _text(element: Any) -> str:
    """The text in a paragraph. The library's own function would make as many spaces as a file asks for."""
    if not getattr(element, "qname", None):
        return str(getattr(element, "data", ""))
    if _kind(element) == "s":
        return " " * min(_repeated(element, "c"), _MOST_SPACES)
    return {"tab": "\t", "line-break": "\n"}.get(_kind(element)) or "".join(map(_text, element.childNodes))


def _paragraphs(element: Any) -> str:
    """The texts in a comment or a shape."""
    from odf.text import P

    lines = (_text(paragraph).strip() for paragraph in element.getElementsByType(P))
    return "\n".join(filter(None, lines))


def _is_fault(text: str) -> bool:
    return text.startswith(("#", "Err:"))


def _number(element: Any) -> Decimal | None:
    if _attribute(element, "value-type") not in ("float", "percentage", "currency"):
        return None
    try:
        return Decimal(_attribute(element, "value"))
    except InvalidOperation:
        return None
