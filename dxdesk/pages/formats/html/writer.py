"""Pages as one web page: whole in itself, without script or address, readable by ear, printable page by page.

`read_html` reads the same pages of it. Charts are left to Excel: their numbers are in the table.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from dxdesk.files import replacing
from dxdesk.pages.formats.characters import writable
from dxdesk.pages.formats.html.web_style import column_widths, style_sheet, table_style
from dxdesk.pages.page import Book, Cell, Page, Style
from dxdesk.plan.rows.quantity import format_number

# These styles are headings for those who listen to the page.
_HEADINGS: dict[Style, str] = {"title": "h2", "pillar": "h2", "measure": "h3"}
_TITLE = 60  # characters
# White space that a web page would swallow: doubled, at the ends of a line, blank lines.
_SWALLOWED = re.compile(r"[ \t]{2,}|\t|^[ \t\u00a0\u3000]|[ \t\u00a0\u3000]$|^$", re.M)


def write_html(book: Book, path: Path) -> None:
    """Writes the page, whole or not at all; the same book gives the same bytes. Raises EnvironmentFault."""
    with replacing(path) as temporary:
        temporary.write_bytes(html(book).encode("utf-8"))


def html(book: Book) -> str:
    """The whole page."""
    title = _text(book.title)
    numbers = {page.name: number for number, page in enumerate(book.pages, 1)}
    names = "".join(f'<li><a href="#page-{numbers[p.name]}">{_text(p.name)}</a></li>' for p in book.pages)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="ja">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{style_sheet()}</style>",
        "</head>",
        "<body>",
        # The title is in here too: above a table it would be read as a row of it.
        f'<nav aria-label="ページの一覧"><h1>{title}</h1><ul>{names}</ul></nav>',
        "<main>",
        *(line for page in book.pages for line in _page(page, numbers)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _page(page: Page, numbers: dict[str, int]) -> Iterator[str]:
    """One page: a table named by its caption, which the reader takes for the page's name."""
    size = f"{page.paper.lower()}-{'landscape' if page.landscape else 'portrait'}"
    yield f'<section id="page-{numbers[page.name]}" class="{size}">'
    yield f'<table style="{table_style(page)}">\n<caption>{_text(page.name)}</caption>'
    yield "<colgroup>" + "".join(f'<col style="width:{width}">' for width in column_widths(page)) + "</colgroup>"
    repeated = _repeated(page)
    if repeated:
        yield "<thead>"
    yield from _rows(page, range(repeated), numbers)
    if repeated:
        yield "</thead>"
    for rows, together in _bodies(page, repeated):
        yield '<tbody class="together">' if together else "<tbody>"
        yield from _rows(page, rows, numbers)
        yield "</tbody>"
    yield "</table>\n</section>"


def _repeated(page: Page) -> int:
    """How many rows from the top are printed on each sheet: a title above them comes along, longer texts forbid it."""
    if page.repeat_rows is None:
        return 0
    above = sum(len(cell.text) for (row, _), cell in page.cells.items() if row < page.repeat_rows[0])
    if above > _TITLE:
        return 0
    count = page.repeat_rows[1] + 1
    across = any(row < count < row + cell.rows for (row, _), cell in page.cells.items())
    return 0 if across or count >= page.height else count


def _bodies(page: Page, top: int) -> Iterator[tuple[range, bool]]:
    """The rows from `top` on, those that stay on one sheet of paper apart; no cell reaches from one part into the next."""
    across = {between for (row, _), cell in page.cells.items() for between in range(row + 1, row + cell.rows)}
    for first, last in sorted(page.together):
        if first < top or last >= page.height or {first, last + 1} & across:
            continue
        if first > top:
            yield range(top, first), False
        yield range(first, last + 1), True
        top = last + 1
    if top < page.height:
        yield range(top, page.height), False


def _rows(page: Page, rows: range, numbers: dict[str, int]) -> Iterator[str]:
    by_row: dict[int, list[tuple[int, Cell]]] = {}
    taken: dict[int, set[int]] = {}
    for (row, column), cell in sorted(page.cells.items()):
        by_row.setdefault(row, []).append((column, cell))
        for below in range(row, row + cell.rows):
            taken.setdefault(below, set()).update(range(column, column + cell.columns))
    last_heading = max((row for (row, _), cell in page.cells.items() if cell.style == "heading"), default=-1)
    width = max((column + cell.columns for (_, column), cell in page.cells.items()), default=0)
    for row in rows:
        cells = dict(by_row.get(row, ()))
        line: list[str] = []
        column = 0
        while column < width:
            if column in cells:
                heads = _heads(cells[column], row > last_heading and column < (page.freeze or (0, 0))[1])
                line.append(_cell(cells[column], heads, numbers))
                column += cells[column].columns
            else:
                gap = column not in taken.get(row, ())
                line += ["<td></td>"] if gap else []
                column += 1
        yield f"<tr>{''.join(line)}</tr>"


def _heads(cell: Cell, frozen: bool) -> str:
    """The scope of a heading cell: columns, or rows in the frozen columns; blank for any other cell."""
    if cell.style == "heading":
        return "colgroup" if cell.columns > 1 else "col"
    return ("rowgroup" if cell.rows > 1 else "row") if frozen and cell.style in ("cell", "body") else ""


def _cell(cell: Cell, heads: str, numbers: dict[str, int]) -> str:
    text = cell.text if cell.number is None else format_number(cell.number)
    inside = _lines(text)
    if cell.link in numbers and inside:
        inside = f'<a href="#page-{numbers[cell.link]}">{inside}</a>'
    if (heading := _HEADINGS.get(cell.style)) and inside:
        inside = f"<{heading}>{inside}</{heading}>"
    tag = "th" if heads else "td"
    attributes = f' class="{cell.style}"' + (f' scope="{heads}"' if heads else "")
    attributes += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    attributes += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _text(text: str) -> str:
    return escape(writable(text))


def _lines(text: str) -> str:
    """A cell's text; as preformatted only where white space would be lost otherwise."""
    clean = writable(text)
    if text and _SWALLOWED.search(clean):
        # A line end right after the tag is none.
        return f"<pre>\n{escape(clean)}</pre>"
    return escape(clean).replace("\n", "<br>")
