"""The texts of a page with the cells that hold them, named as Excel names cells."""

from collections.abc import Iterator
from dataclasses import dataclass

from dxdesk.pages.page import Page
from dxdesk.plan.importing.draft import Unread


@dataclass(frozen=True)
class CellRef:
    """A text with its sheet, and its row and column from 0."""

    sheet: str
    row: int
    column: int
    text: str

    @property
    def name(self) -> str:
        """The cell as Excel names it: `B6`."""
        return f"{letters(self.column)}{self.row + 1}"

    def unread(self, repeats: str | None = None) -> Unread:
        """The text as one that could not be read."""
        return Unread(self.sheet, self.name, self.text, repeats)


def text_rows(page: Page, *, strip: bool = False) -> Iterator[list[CellRef]]:
    """The rows that hold a text, each with its texts from left to right; `strip`: without the white space around them."""
    rows: dict[int, list[CellRef]] = {}
    for (row, column), cell in sorted(page.cells.items()):
        if text := cell.text.strip():
            rows.setdefault(row, []).append(CellRef(page.name, row, column, text if strip else cell.text))
    yield from (rows[row] for row in sorted(rows))


def letters(column: int) -> str:
    """0 as A, 26 as AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(name: str) -> int | None:
    """A as 0, AA as 26; None for what names no column of a sheet."""
    text = name.strip().upper()
    if not text.isascii() or not text.isalpha() or len(text) > 3:
        return None
    column = 0
    for letter in text:
        column = column * 26 + ord(letter) - 64
    return column - 1
