"""Where a sheet's pages end, so that rows which belong together stay on one sheet of paper."""

from collections.abc import Mapping

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.formats.paper import page_breaks, printable_area, widths
from dxdesk.pages.page import Page

# Fonts differ in width and height from what is counted here.
_SAFE = 0.96


def set_breaks(sheet: Worksheet, page: Page, heights: Mapping[int, float]) -> None:
    """Page breaks for `page.together`, and the scale that makes the page as wide as the paper.

    Excel heeds no page breaks while it fits a sheet to the paper's width by itself.
    """
    across, down = printable_area(page)
    scale = min(1.0, _SAFE * across / sum(widths(page)))
    setup = sheet.page_setup
    setup.fitToWidth, setup.fitToHeight, setup.scale = None, None, int(scale * 100)
    sheet.sheet_properties.pageSetUpPr = None
    # The scale is on the safe side: what is left over stands on both sides.
    sheet.print_options.horizontalCentered = True
    for row in page_breaks(page, heights, _SAFE * down / scale):
        sheet.row_breaks.append(Break(id=row))
