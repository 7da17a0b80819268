"""A page cut into sheets of paper, and one sheet drawn. All lengths are in points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from dxdesk.desktop.printing.chart import draw_chart
from dxdesk.desktop.printing.text import Align, Lettering, write_text
from dxdesk.pages.formats.paper import MARGINS, PLAIN_ROW, column_widths, page_breaks, paper_size, printable_area
from dxdesk.pages.formats.style import ACCENT, CHART_HEIGHT, LINE, LOOKS, Look
from dxdesk.pages.formats.xlsx.row_heights import fit_rows
from dxdesk.pages.page import Cell, Chart, Page
from dxdesk.plan.rows.quantity import format_number

_PADDING = 3.0  # between a cell's edge and its text
_FOOTER = Lettering(8.0, "595959")
_ACROSS = {"left": Align.AlignLeft, "center": Align.AlignHCenter, "right": Align.AlignRight}
_DOWN = {"top": Align.AlignTop, "center": Align.AlignVCenter}


@dataclass(frozen=True)
class Grid:
    """Where a page's columns and rows begin, and where the last ones end; `scale` makes them as wide as the paper."""

    page: Page
    lefts: tuple[float, ...]
    tops: tuple[float, ...]
    scale: float

    def rect(self, row: int, column: int, cell: Cell) -> QRectF:
        """Return the place of a cell on an endless sheet."""
        left, top = self.lefts[column], self.tops[row]
        return QRectF(left, top, self.lefts[column + cell.columns] - left, self.tops[row + cell.rows] - top)


@dataclass(frozen=True)
class Sheet:
    """One sheet of paper: some rows of a page, its repeated rows above them; or some of its charts."""

    grid: Grid
    first: int
    stop: int
    charts: tuple[Chart, ...] = ()


def sheets(page: Page) -> Iterator[Sheet]:
    """Yield the sheets of a page in order, its charts on the last ones."""
    grid = _grid(page)
    _, height = printable_area(page)
    page, tops = grid.page, grid.tops
    heights = {row: tops[row + 1] - tops[row] for row in range(page.height)}
    starts = [0, *page_breaks(page, heights, height / grid.scale), page.height]
    rows = [(first, stop) for first, stop in pairwise(starts) if stop > first]
    left = list(page.charts)
    for place, (first, stop) in enumerate(rows):
        free = height / grid.scale - (tops[stop] - tops[first]) - _repeated(grid, first) if place == len(rows) - 1 else 0
        here = _fitting(free, left)
        yield Sheet(grid, first, stop, tuple(left[:here]))
        left = left[here:]
    while left:
        here = max(2, _fitting(height / grid.scale, left))
        yield Sheet(grid, page.height, page.height, tuple(left[:here]))
        left = left[here:]


def _grid(page: Page) -> Grid:
    fit = fit_rows(page)
    columns = max([len(fit.page.widths), *(column + cell.columns for (_, column), cell in fit.page.cells.items())])
    wide = column_widths(fit.page) + [PLAIN_ROW] * (columns - len(fit.page.widths))
    heights = (fit.heights.get(row, PLAIN_ROW) for row in range(fit.page.height))
    lefts, tops = tuple(accumulate(wide, initial=0.0)), tuple(accumulate(heights, initial=0.0))
    return Grid(fit.page, lefts, tops, min(1.0, printable_area(page)[0] / max(lefts[-1], 1.0)))


def _repeated(grid: Grid, first: int) -> float:
    """Return the height of the rows that are repeated above row `first`, 0 for none."""
    rows = grid.page.repeat_rows
    again = rows is not None and rows[1] < first < grid.page.height
    return grid.tops[rows[1] + 1] - grid.tops[rows[0]] if rows is not None and again else 0.0


def _fitting(height: float, charts: Sequence[Chart]) -> int:
    """Return how many charts fit into a height, two beside each other."""
    return min(len(charts), 2 * int(height / CHART_HEIGHT))


def draw_sheet(painter: QPainter, sheet: Sheet, footer: str, number: int) -> None:
    """Draw one sheet onto a paper whose unit is the point; `number` counts the page's sheets."""
    page, grid = sheet.grid.page, sheet.grid
    left, top, _, _ = MARGINS
    across = printable_area(page)[0]
    painter.save()
    painter.translate(left + (across - grid.lefts[-1] * grid.scale) / 2, top)
    painter.scale(grid.scale, grid.scale)
    if (repeated := _repeated(grid, sheet.first)) and page.repeat_rows is not None:
        first, last = page.repeat_rows
        _draw_rows(painter, grid, first, last + 1)
        painter.translate(0, repeated)
    _draw_rows(painter, grid, sheet.first, sheet.stop)
    below = grid.tops[sheet.stop] - grid.tops[sheet.first]
    for place, chart in enumerate(sheet.charts):
        half = grid.lefts[-1] / 2
        place_of = QRectF(place % 2 * half + 6, below + place // 2 * CHART_HEIGHT + 8, half - 12, CHART_HEIGHT - 14)
        draw_chart(painter, page, chart, place_of)
    painter.restore()
    _draw_footer(painter, page, footer, number)


def _draw_rows(painter: QPainter, grid: Grid, first: int, stop: int) -> None:
    """Draw rows; a cell that continues beyond the edge of the paper is cut there and continued on the next sheet."""
    painter.save()
    whole = QRectF(-1, 0, grid.lefts[-1] + 2, grid.tops[stop] - grid.tops[first] + 1)
    painter.setClipRect(whole)
    painter.translate(0, -grid.tops[first])
    for (row, column), cell in grid.page.cells.items():
        if row < stop and row + cell.rows > first:
            below = grid.page.cells.get((row + cell.rows, column))
            _draw_cell(painter, grid.rect(row, column, cell), cell, below is not None and below.continues)
    painter.restore()


def _draw_cell(painter: QPainter, place: QRectF, cell: Cell, open_below: bool) -> None:
    look = LOOKS[cell.style]
    if look.fill:
        painter.fillRect(place, QColor(f"#{look.fill}"))
    _draw_edges(painter, place, look, cell.continues, open_below)
    text = format_number(cell.number) if cell.number is not None else cell.text
    if text:
        within = place.adjusted(_PADDING, look.space, -_PADDING, -look.space)
        align = _ACROSS[look.across] | _DOWN[look.down]
        write_text(painter, within, text, Lettering(look.size, look.colour, look.bold, align))


def _draw_edges(painter: QPainter, place: QRectF, look: Look, open_above: bool, open_below: bool) -> None:
    corners = place.topLeft(), place.topRight(), place.bottomRight(), place.bottomLeft()
    if look.edges == "box":
        painter.setPen(QPen(QColor(f"#{LINE}"), 0.5))
        sides = [(corners[0], corners[3]), (corners[1], corners[2])]
        sides += [] if open_above else [(corners[0], corners[1])]
        sides += [] if open_below else [(corners[3], corners[2])]
        for start, end in sides:
            painter.drawLine(start, end)
    elif look.edges:
        under = look.edges == "under"
        painter.setPen(QPen(QColor(f"#{ACCENT if under else LINE}"), 1.2 if under else 0.4))
        painter.drawLine(corners[3], corners[2])


def _draw_footer(painter: QPainter, page: Page, text: str, number: int) -> None:
    width, height = paper_size(page)
    left, _, right, bottom = MARGINS
    place = QRectF(left, height - bottom + 14, width - left - right, 14)
    write_text(painter, place, text, _FOOTER)
    write_text(painter, place, f"［{page.name}］　{number} ページ", replace(_FOOTER, align=Align.AlignRight))
