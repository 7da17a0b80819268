"""A page: a grid of cells with spans, text, style names and print setup; every layout and format shares it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dxdesk.plan.importing.draft import Unread

Style = Literal[
    "title",
    "heading",
    "subheading",
    "pillar",
    "measure",
    "text",
    "body",
    "cell",
    "number",
    "value",
    "phase",
    "contents",
    "contents_pillar",
    "note",
    "centre",
    "plain",
    "fill",
    "past",
    "mark",
]


@dataclass(frozen=True)
class Cell:
    """Text or a number in `rows` × `columns` grid places, top left first.

    `link`: name of the page it leads to. `continues`: the text goes on from the cell above, which was full.
    A format divides cells where its rows have a limit; layouts write whole texts.
    """

    text: str = ""
    style: Style = "plain"
    rows: int = 1
    columns: int = 1
    number: Decimal | None = None
    link: str = ""
    continues: bool = False


@dataclass(frozen=True)
class Chart:
    """A line chart of rows of the same page. From 0: `years` is (row, first column, last column), a series (name, row)."""

    title: str
    unit: str
    years: tuple[int, int, int]
    series: tuple[tuple[str, int], ...]


@dataclass
class Page:
    """One sheet. `cells`: (row, column) from 0 → Cell; `widths` in half-width characters per column.

    `together`: rows (first, last) that stay on one printed sheet of paper where they fit. `form`: people fill in the
    cells of style `fill`, the others are locked, and no row is divided. `unprinted`: columns at the right that stay off
    the paper. `data`: a table for programs, whose numbers are bare digits in CSV.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: list[int] = field(default_factory=list)
    landscape: bool = True
    paper: Literal["A4", "A3"] = "A4"
    repeat_rows: tuple[int, int] | None = None
    freeze: tuple[int, int] | None = None
    footer: str = ""
    charts: list[Chart] = field(default_factory=list)
    together: list[tuple[int, int]] = field(default_factory=list)
    form: bool = False
    unprinted: int = 0
    data: bool = False

    def put(self, row: int, column: int, text: str = "", style: Style = "plain", **more: object) -> None:
        """Set the cell whose top left is (row, column)."""
        self.cells[(row, column)] = Cell(text, style, **more)  # type: ignore[arg-type]

    @property
    def height(self) -> int:
        """Rows in use."""
        return max((r + c.rows for (r, _), c in self.cells.items()), default=0)


@dataclass
class Book:
    """The pages of one file, in order. `unread`: contents of a file that are no texts of its cells."""

    title: str
    pages: list[Page] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


# A cell with the text of the cell above it, as people write it and as CSV has to.
SAME = "〃"
# An en space, which no one types: a continuing cell that begins with it goes on in the middle of a line.
GOES_ON = "\u2002"
# Characters and lines that one cell always holds: the highest row some twenty lines, of ten wide letters or more.
_DIVIDED, _DIVIDED_LINES = 200, 18


def goes_on(above: str, text: str) -> bool:
    """Whether a text may be the rest of one that had no room in the cell above it: together they are long."""
    both = above + text
    return text.startswith(GOES_ON) or len(both) > _DIVIDED or both.count("\n") > _DIVIDED_LINES


def joined(parts: Sequence[str]) -> str:
    """The text that `divided` took apart into a cell and those that continue it."""
    text = parts[0] if parts else ""
    for part in parts[1:]:
        text += part[1:] if part.startswith(GOES_ON) else f"\n{part}"
    return text
