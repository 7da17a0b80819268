"""Where a sheet's pages end, so that rows which belong together stay on one sheet of paper."""

from collections.abc import Mapping

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.page import Page

_PAPERS = {"A4": (595.0, 842.0), "A3": (842.0, 1191.0)}  # points, upright
_PLAIN_ROW = 15.0  # points: a row without text
# A column of n half-width characters in points, with the room that Excel leaves beside them.
_CHARACTER, _BESIDE = 5.25, 3.75
# Fonts differ in width and height from what is counted here.
_SAFE = 0.96


def set_breaks(sheet: Worksheet, page: Page, heights: Mapping[int, float]) -> None:
    """Page breaks for `page.together`, and the scale that makes the page as wide as the paper.

    Excel heeds no page breaks while it fits a sheet to the paper's width by itself.
    """
    across, down = _PAPERS[page.paper]
    if page.landscape:
        across, down = down, across
    margins = sheet.page_margins
    width = sum(chars * _CHARACTER + _BESIDE for chars in page.widths)
    scale = min(1.0, _SAFE * (across - 72 * (margins.left + margins.right)) / width)
    setup = sheet.page_setup
    setup.fitToWidth, setup.fitToHeight, setup.scale = None, None, int(scale * 100)
    sheet.sheet_properties.pageSetUpPr = None
    # The scale is on the safe side: what is left over stands on both sides.
    sheet.print_options.horizontalCentered = True
    for row in breaks(page, heights, _SAFE * (down - 72 * (margins.top + margins.bottom)) / scale):
        sheet.row_breaks.append(Break(id=row))


def breaks(page: Page, heights: Mapping[int, float], room: float) -> list[int]:
    """The rows before which a new sheet of paper begins; `room`: points for rows on one, repeated rows among them."""
    if page.repeat_rows:
        first, last = page.repeat_rows
        room -= sum(heights.get(row, _PLAIN_ROW) for row in range(first, last + 1))
    lasts = dict(page.together)
    filled = {row for row, _ in page.cells}
    found: list[int] = []
    used = 0.0
    for row in range(page.height):
        height = heights.get(row, _PLAIN_ROW)
        needed = sum(heights.get(r, _PLAIN_ROW) for r in range(row, lasts.get(row, row) + 1))
        # Rows that go together but do not fit on any sheet flow on; nor does a sheet begin with an empty row.
        if used and used + (needed if needed <= room else height) > room and row in filled:
            found.append(row)
            used = 0.0
        used += height
    return found
