"""Pages as a CSV file that Excel opens by a double click: UTF-8 with its mark, lines ended by CR LF.

See `csv_marks` for what CSV has no sign for.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats.characters import writable
from dxdesk.pages.formats.csv.marks import PAGE, escape_formula
from dxdesk.pages.page import SAME, Book, Page
from dxdesk.plan.rows.quantity import format_number


def write_csv(book: Book, path: Path) -> None:
    """Writes the file, whole or not at all; the same book gives the same bytes. Raises EnvironmentFault."""
    content = StringIO(newline="")
    lines = csv.writer(content, lineterminator="\r\n")
    for number, page in enumerate(book.pages):
        if len(book.pages) > 1:
            lines.writerows([[], [PAGE + page.name]] if number else [[PAGE + page.name]])
        lines.writerows(_rows(page))
    with replacing(path) as temporary:
        temporary.write_bytes(content.getvalue().encode("utf-8-sig"))


def _rows(page: Page) -> Iterator[list[str]]:
    """Every row from the first, each as wide as the page: other programs expect that."""
    width = max((column + cell.columns for (_, column), cell in page.cells.items()), default=0)
    rows: dict[int, list[str]] = {}
    for (row, column), cell in page.cells.items():
        text = cell.text if cell.number is None else f"{cell.number:f}" if page.data else format_number(cell.number)
        rows.setdefault(row, [""] * width)[column] = escape_formula(writable(text))
        for below in range(row + 1, row + cell.rows if text else 0):
            rows.setdefault(below, [""] * width)[column] = SAME
    yield from (rows.get(row, [""] * width) for row in range(page.height))
