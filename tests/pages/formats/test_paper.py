"""Rows that belong together stay on one sheet of paper."""

import openpyxl

from dxdesk.pages.formats.paper import page_breaks
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.page import Book, Page


def _stacked(*blocks: int) -> Page:
    """A page of blocks of so many rows that go together, an empty row between them."""
    page = Page("1", widths=[20])
    row = 0
    for count in blocks:
        for place in range(row, row + count):
            page.put(place, 0, "行")
        page.together.append((row, row + count - 1))
        row += count + 1
    return page


def test_rows_that_go_together_begin_a_new_sheet_of_paper_where_they_do_not_fit():
    heights = dict.fromkeys(range(100), 15.0)
    # Ten rows on each: 4 + 1 + 4 + 1, so that the third block begins the next.
    assert page_breaks(_stacked(4, 4, 4), heights, 150.0) == [10]
    assert page_breaks(_stacked(4, 5, 4), heights, 150.0) == [11]
    assert page_breaks(_stacked(4, 6, 4), heights, 150.0) == [5, 12]
    # What fits on no sheet flows on, and the next block follows it.
    assert page_breaks(_stacked(3, 12, 4), heights, 150.0) == [10, 17]
    repeating = _stacked(4, 5, 4)
    repeating.repeat_rows = (0, 0)
    assert page_breaks(repeating, heights, 150.0) == [5, 11]


def test_a_page_with_such_rows_is_scaled_to_the_paper_and_broken_by_us(tmp_path):
    page = _stacked(20, 20, 20)
    page.widths = [150]
    write_xlsx(Book("表題", [page]), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 60 < sheet.page_setup.scale < 100
    assert [b.id for b in sheet.row_breaks.brk] == [21, 42]
