"""One file per kind of file and direction; a heavy library is imported only by the format that is used."""

from collections.abc import Callable
from pathlib import Path

from dxdesk.pages.page import Book
from dxdesk.plan.errors import Refused


def read_book(path: Path) -> Book:
    """The pages of a workbook or HTML file, told by its name's ending. Raises Refused."""
    ending = path.suffix.lower()
    if ending in (".html", ".htm"):
        from dxdesk.pages.formats import html_reader

        return html_reader.read(path)
    if ending in (".xlsx", ".xlsm", ".xls"):
        from dxdesk.pages.formats import xlsx_reader

        return xlsx_reader.read(path)
    raise Refused(f"「{path.name}」は読めない種類のファイルです。Excelブック（.xlsx）かHTML（.html）を指定してください。")


def writer(kind: str) -> Callable[[Book, Path], None]:
    """The function that writes a book as `xlsx`. Raises Refused for a kind that is not written."""
    if kind == "xlsx":
        from dxdesk.pages.formats import xlsx_writer

        return xlsx_writer.write
    raise Refused(f"「{kind}」の形では書き出せません。xlsx を指定してください。")
