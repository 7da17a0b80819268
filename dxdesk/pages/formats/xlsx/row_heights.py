"""A page cut to Excel's rows: explicit heights, and cells beyond the highest row go on in further rows."""

from dataclasses import dataclass, replace

from dxdesk.pages.formats.style import LOOKS
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.pages.text_lines import divided, wrapped

HIGHEST = 409.0  # points, Excel's limit for a row
LONGEST = 32_767  # characters, Excel's limit for a cell


# For each cell its text in parts, one for each row, with the lines that they take.
_Parts = dict[tuple[int, int], list[tuple[str, int]]]


@dataclass(frozen=True)
class FittedPage:
    """The page with its cells divided, and the height in points of each row with text."""

    page: Page
    heights: dict[int, float]


def fit_rows(page: Page) -> FittedPage:
    """Divides what does not fit, in a form nothing; repeated rows, frozen panes and charts move along."""
    parts = {place: _parts(page, place[1], cell) for place, cell in page.cells.items()}
    further: dict[int, int] = {}
    for (row, column), texts in parts.items():
        last = row + page.cells[(row, column)].rows - 1
        further[last] = max(further.get(last, 0), len(texts) - 1)
    if any(further.values()):
        page, parts = _divided(page, parts, further)
    return FittedPage(page, _heights(page, parts))


def _divided(page: Page, parts: _Parts, further: dict[int, int]) -> tuple[Page, _Parts]:
    """The page with its further rows, each cell of them continuing the one above."""
    start = _starts(page.height, further)
    cells: dict[tuple[int, int], Cell] = {}
    placed: _Parts = {}
    for (row, column), cell in page.cells.items():
        last = row + cell.rows - 1
        texts = parts[(row, column)]
        cells[(start[row], column)] = replace(cell, text=texts[0][0], rows=start[last] - start[row] + 1)
        placed[(start[row], column)] = texts[:1]
        for extra in range(1, further[last] + 1):
            place = (start[last] + extra, column)
            placed[place] = texts[extra : extra + 1] or [("", 1)]
            cells[place] = replace(cell, text=placed[place][0][0], rows=1, number=None, link="", continues=True)
    moved = replace(
        page,
        cells=cells,
        repeat_rows=page.repeat_rows and (start[page.repeat_rows[0]], start[page.repeat_rows[1]]),
        freeze=page.freeze and (start[page.freeze[0]], page.freeze[1]),
        charts=[_moved(chart, start) for chart in page.charts],
        together=[(start[first], start[last + 1] - 1) for first, last in page.together],
    )
    return moved, placed


def _parts(page: Page, column: int, cell: Cell) -> list[tuple[str, int]]:
    """The cell's text as parts for one row each, with the lines that they take."""
    look = LOOKS[cell.style]
    if not look.wrapped:
        return [(cell.text, 1)]
    width = _width(page, column, cell)
    if page.form:
        return [(cell.text, sum(len(wrapped(line, width)) for line in cell.text.split("\n")))]
    widest = int(LONGEST / width)
    most = min(int((HIGHEST - 2 * look.space) / look.line), widest)
    return divided(cell.text, width, min(most * cell.rows, widest), most)


def _width(page: Page, column: int, cell: Cell) -> float:
    """Half-width characters of the cell's own size that fit side by side in it; columns count in those of plain text."""
    units = sum(page.widths[column : column + cell.columns])
    return max(1.0, units * LOOKS["plain"].size / LOOKS[cell.style].size)


def _starts(rows: int, further: dict[int, int]) -> list[int]:
    """Where each row of the page begins with the further rows in between; one more for what lies below."""
    starts, place = [], 0
    for row in range(rows + 1):
        starts.append(place)
        place += 1 + further.get(row, 0)
    return starts


def _moved(chart: Chart, start: list[int]) -> Chart:
    row, first, last = chart.years
    return replace(chart, years=(start[row], first, last), series=tuple((name, start[r]) for name, r in chart.series))


def _heights(page: Page, parts: _Parts) -> dict[int, float]:
    heights: dict[int, float] = {}
    spanning: list[tuple[int, int, float]] = []
    for (row, column), cell in page.cells.items():
        look = LOOKS[cell.style]
        needed = parts[(row, column)][0][1] * look.line + 2 * look.space
        if cell.rows > 1:
            spanning.append((row, cell.rows, needed))
        elif needed > heights.get(row, 0.0):
            heights[row] = needed
    for row, rows, needed in spanning:
        _raise(heights, range(row, row + rows), needed)
    return {row: min(HIGHEST, round(height, 1)) for row, height in heights.items()}


def _raise(heights: dict[int, float], rows: range, needed: float) -> None:
    """Makes rows under one merged cell high enough together, evenly as far as each may still grow."""
    for done, row in enumerate(rows):
        missing = needed - sum(heights.get(r, 0.0) for r in rows)
        if missing > 0:
            heights[row] = min(HIGHEST, heights.get(row, 0.0) + missing / (len(rows) - done))
