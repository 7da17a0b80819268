"""Paper: how wide a page's columns are in points, and where its sheets of paper end."""

from collections.abc import Mapping

from dxdesk.pages.page import Page

_PAPERS = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0)}  # points, upright
# Points left free around the rows: left, top, right, bottom (which has the footer).
MARGINS = (32.4, 32.4, 32.4, 46.8)
PLAIN_ROW = 15.0  # points: a row without text
# A column of n half-width characters in points, with the room that Excel leaves beside them.
_CHARACTER, _BESIDE = 5.25, 3.75


def paper_size(page: Page) -> tuple[float, float]:
    """The width and height of its paper in points, as it lies."""
    across, down = _PAPERS[page.paper]
    return (down, across) if page.landscape else (across, down)


def column_widths(page: Page) -> list[float]:
    """The columns in points, before they are made to fit the paper."""
    return [chars * _CHARACTER + _BESIDE for chars in page.widths]


def printable_area(page: Page) -> tuple[float, float]:
    """Width and height in points that a sheet of paper has for rows."""
    across, down = paper_size(page)
    left, top, right, bottom = MARGINS
    return across - left - right, down - top - bottom


def page_breaks(page: Page, heights: Mapping[int, float], room: float) -> list[int]:
    """The rows before which a new sheet of paper begins; `room`: points for rows on one, repeated rows among them."""
    if page.repeat_rows:
        first, last = page.repeat_rows
        room -= sum(heights.get(row, PLAIN_ROW) for row in range(first, last + 1))
    lasts = dict(page.together)
    filled = {row for row, _ in page.cells}
    found: list[int] = []
    used = 0.0
    for row in range(page.height):
        height = heights.get(row, PLAIN_ROW)
        needed = sum(heights.get(r, PLAIN_ROW) for r in range(row, lasts.get(row, row) + 1))
        # Rows that go together but do not fit on any sheet flow on; nor does a sheet begin with an empty row.
        if used and used + (needed if needed <= room else height) > room and row in filled:
            found.append(row)
            used = 0.0
        used += height
    return found
