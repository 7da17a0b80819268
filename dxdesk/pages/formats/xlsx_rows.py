"""A page cut to Excel's rows: explicit heights, and cells beyond the highest row go on in further rows."""

from dataclasses import dataclass, replace

from dxdesk.pages.formats.xlsx_styles import LOOKS
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.pages.text_lines import line_count, portions

HIGHEST = 409.0  # points, Excel's limit for a row
LONGEST = 32_767  # characters, Excel's limit for a cell


@dataclass(frozen=True)
class Fitted:
    """The page with its cells divided, and the height in points of each row with text."""

    page: Page
    heights: dict[int, float]


def fitted(page: Page) -> Fitted:
    """Divides what does not fit; repeated rows, frozen panes and charts move along."""
    parts = {place: _parts(page, place, cell) for place, cell in page.cells.items()}
    further: dict[int, int] = {}
    for (row, column), texts in parts.items():
        last = row + page.cells[(row, column)].rows - 1
        further[last] = max(further.get(last, 0), len(texts) - 1)
    start = _starts(page.height, further)
    cells: dict[tuple[int, int], Cell] = {}
    for (row, column), cell in page.cells.items():
        last = row + cell.rows - 1
        texts = parts[(row, column)]
        cells[(start[row], column)] = replace(cell, text=texts[0], rows=start[last] - start[row] + 1)
        for extra in range(1, further[last] + 1):
            text = texts[extra] if extra < len(texts) else ""
            cells[(start[last] + extra, column)] = replace(cell, text=text, rows=1, number=None, link="", continues=True)
    moved = replace(
        page,
        cells=cells,
        repeat_rows=page.repeat_rows and (start[page.repeat_rows[0]], start[page.repeat_rows[1]]),
        freeze=page.freeze and (start[page.freeze[0]], page.freeze[1]),
        charts=[_moved(chart, start) for chart in page.charts],
    )
    return Fitted(moved, _heights(moved))


def _parts(page: Page, place: tuple[int, int], cell: Cell) -> list[str]:
    look = LOOKS[cell.style]
    width = _width(page, place[1], cell)
    most = min(int((HIGHEST - 2 * look.space) / look.line), LONGEST // width)
    if not look.wrap or len(cell.text) < most:
        return [cell.text] if len(cell.text) <= LONGEST else portions(cell.text, LONGEST, 1, 1)
    return portions(cell.text, width, min(most * cell.rows, LONGEST // width), most)


def _width(page: Page, column: int, cell: Cell) -> int:
    return max(1, sum(page.widths[column : column + cell.columns]))


def _starts(rows: int, further: dict[int, int]) -> list[int]:
    """Where each row of the page begins once the further rows stand between; one more for what lies below."""
    starts, place = [], 0
    for row in range(rows + 1):
        starts.append(place)
        place += 1 + further.get(row, 0)
    return starts


def _moved(chart: Chart, start: list[int]) -> Chart:
    row, first, last = chart.years
    return replace(chart, years=(start[row], first, last), series=tuple((name, start[r]) for name, r in chart.series))


def _heights(page: Page) -> dict[int, float]:
    heights: dict[int, float] = {}
    spanning: list[tuple[int, int, float]] = []
    for (row, column), cell in page.cells.items():
        look = LOOKS[cell.style]
        lines = line_count(cell.text, _width(page, column, cell)) if look.wrap and cell.number is None else 1
        needed = min(lines * look.line + 2 * look.space, HIGHEST * cell.rows)
        if cell.rows > 1:
            spanning.append((row, cell.rows, needed))
        else:
            heights[row] = max(heights.get(row, 0.0), needed)
    for row, rows, needed in spanning:
        _raise(heights, range(row, row + rows), needed)
    return {row: round(height, 1) for row, height in heights.items()}


def _raise(heights: dict[int, float], rows: range, needed: float) -> None:
    """Makes rows under one merged cell high enough together, evenly as far as each may still grow."""
    for done, row in enumerate(rows):
        missing = needed - sum(heights.get(r, 0.0) for r in rows)
        if missing > 0:
            heights[row] = min(HIGHEST, heights.get(row, 0.0) + missing / (len(rows) - done))
