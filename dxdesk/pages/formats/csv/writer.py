"""Pages as a CSV file that Excel opens by a double click: UTF-8 with its mark, lines ended by CR LF.

CSV has no sign for pages, merged cells and texts that Excel takes for a formula; these are ours, which `read_csv` reads:

- A file of one page is the bare table. With several, a line `［シート］名前` precedes each page, after a blank line.
- A text that reaches over several rows has 〃 in each further row, so that it is not blank there; cells merged sideways
  are blank behind the first.
- Excel runs a cell that begins with = + - @ as a formula, quoted or not. Such a text gets a `'` before it, which
  other programs show; reading takes it off again. Numbers (`-5`) and a lone `-` are no formula and stay bare.
"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats.characters import writable
from dxdesk.pages.page import SAME, Book, Page
from dxdesk.plan.rows.quantity import format_number

PAGE = "［シート］"

_FORMULA = re.compile(r"'*(?:[=+\-@＝＋－＠\t\r]|〃$)")
_HARMLESS = re.compile(r"[-+－＋]?[\d,.]*%?", re.A)


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


def escape_formula(text: str) -> str:
    """The text so that Excel shows it instead of running it, and not taken for a sign of ours."""
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def unescape_formula(text: str) -> str:
    """The text that `escape_formula` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
