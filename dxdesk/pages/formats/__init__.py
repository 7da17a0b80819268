"""One file per kind of file and direction; a heavy library is imported only by the format that is used."""

from collections.abc import Callable
from pathlib import Path

from dxdesk.pages.page import Book
from dxdesk.plan.rows.errors import Refused


def read_book(path: Path) -> Book:
    """The pages of a workbook, a web page or a text with fields, told by its name's ending. Raises Refused."""
    ending = path.suffix.lower()
    if ending in (".html", ".htm"):
        from dxdesk.pages.formats.html import reader as html_reader

        return html_reader.read(path)
    if ending in (".xlsx", ".xlsm", ".xls"):
        from dxdesk.pages.formats.xlsx import reader as xlsx_reader

        return xlsx_reader.read(path)
    if ending in (".csv", ".tsv", ".txt"):
        from dxdesk.pages.formats.csv import reader as csv_reader

        return csv_reader.read(path)
    raise Refused(
        f"「{path.name}」は読めない種類のファイルです。Excelで開いて .xlsx で保存し直すか、HTML（.html）かCSV（.csv）を指定してください。"
    )


FORMATS = ("xlsx", "html", "csv")


def writer(kind: str) -> Callable[[Book, Path], None]:
    """The function that writes a book as one of `FORMATS`. Raises Refused for a kind that is not written."""
    if kind == "xlsx":
        from dxdesk.pages.formats.xlsx import writer as xlsx_writer

        return xlsx_writer.write
    if kind == "html":
        from dxdesk.pages.formats.html import writer as html_writer

        return html_writer.write
    if kind == "csv":
        from dxdesk.pages.formats.csv import writer as csv_writer

        return csv_writer.write
    raise Refused(f"「{kind}」の形では書き出せません。{'、'.join(FORMATS)} から選んでください。")
