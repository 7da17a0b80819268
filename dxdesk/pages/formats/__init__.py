"""The kinds of files that pages are written to and read from. To add one: a folder here and a line in `FORMATS`.

Its `reader.py` has `read_…`, its `writer.py` `write_…` with the name of the format; a heavy library is imported only
with the format that is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from dxdesk.pages.page import Book
from dxdesk.plan.rows.errors import Refused


@dataclass(frozen=True)
class Format:
    """A kind of file. `title` is for people; `suffixes`: of files that are offered for reading, `others`: read as well."""

    title: str
    suffixes: tuple[str, ...]
    others: tuple[str, ...] = ()


# By the name on the command line, which is the suffix of files that are written.
FORMATS = {
    "xlsx": Format("Excelブック（.xlsx）", (".xlsx", ".xlsm"), (".xls",)),  # the reader says what is wrong with a .xls
    "html": Format("Webページ（.html）", (".html", ".htm")),
    "csv": Format("CSV（.csv）", (".csv",), (".tsv", ".txt")),
}


def read_book(path: Path) -> Book:
    """The pages of a file, whose name's suffix decides how it is read. Raises Refused, EnvironmentFault."""
    suffix = path.suffix.lower()
    for name, kind in FORMATS.items():
        if suffix in (*kind.suffixes, *kind.others):
            book: Book = _function(name, "read")(path)
            return book
    raise Refused(
        f"「{path.name}」は読めない種類のファイルです。Excelで開いて .xlsx で保存し直すか、HTML（.html）かCSV（.csv）を指定してください。"
    )


def writer(kind: str) -> Callable[[Book, Path], None]:
    """The function that writes a book as one of `FORMATS`. Raises Refused for any other kind."""
    if kind not in FORMATS:
        raise Refused(f"「{kind}」の形では書き出せません。{'、'.join(FORMATS)} から選んでください。")
    write: Callable[[Book, Path], None] = _function(kind, "write")
    return write


def _function(name: str, verb: str) -> Any:
    module = {"read": "reader", "write": "writer"}[verb]
    return getattr(import_module(f"{__name__}.{name}.{module}"), f"{verb}_{name}")
