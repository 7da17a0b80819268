"""Whatever stands in a sheet, it can be described, and nothing that is written in it gets lost unseen."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.pages.layouts import BY_MAP
from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.heading_guess import guess_heading
from dxdesk.pages.layouts.list_table.headings import heading_paths
from dxdesk.pages.layouts.list_table.map_guess import guess_map
from dxdesk.pages.layouts.list_table.map_problems import problems
from dxdesk.pages.layouts.list_table.map_reuse import fitting, portable
from dxdesk.pages.layouts.list_table.map_toml import map_in, map_text
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.errors import Refused

PRESENT = 2026
_TEXTS = st.sampled_from(
    [
        *(
            "施策名",
            "取組",
            "No.",
            "柱",
            "基本方針",
            "担当課",
            "関連課",
            "概要",
            "指標名",
            "単位",
            "R5実績",
            "令和6年度",
            "R7予定",
        ),
        *(
            "目標値（R8）",
            "基準値",
            "評価",
            "見解",
            "予算額",
            "期間",
            "開始",
            "【新】",
            "〃",
            "合計",
            "※ 注",
            "1-(1) 申請",
            "1",
            "50%",
        ),
        *(
            "広げた。（総務課）",
            "・始めた。\n・広げた。",
            "12件",
            "-",
            "○",
            "令和5～7年度",
            "　",
            "a/b",
            "総務課、税務課",
            "R99",
            "メモ",
        ),
    ]
)

_HEADINGS = [
    ("No.", "基本方針", "施策名", "担当課", "関連課", "メモ"),
    ("施策名", "指標名", "単位", "基準値（R3）", "R5実績", "R6実績", "R7目標", "R7予定"),
    ("柱", "取組", "概要", "開始", "終了", "令和5年度実績", "予算額", "見解 R5"),
]


@st.composite
def _pages(draw: st.DrawFn) -> Page:
    """A sheet of words that tables are made of, some cells merged, none over another; most have a row of headings."""
    page = Page("表")
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    headings = draw(st.sampled_from(_HEADINGS)) if draw(st.integers(0, 3)) else ()
    for column, text in enumerate(headings):
        page.put(0, column, text)
    taken = set(page.cells)
    for row, column in product(range(height), range(max(width, len(headings)))):
        if (row, column) in taken or draw(st.integers(0, 3)) == 0:
            continue
        rows, columns = draw(st.sampled_from([(1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (1, 3)]))
        covers = set(product(range(row, row + rows), range(column, column + columns)))
        if covers & taken:
            rows, columns, covers = 1, 1, {(row, column)}
        taken |= covers
        page.put(row, column, draw(_TEXTS), rows=rows, columns=columns)
    return page


@settings(max_examples=300)
@given(_pages())
def test_every_sheet_can_be_described(page: Page) -> None:
    book = Book("表", [page])
    found = guess_map(book, PRESENT)
    places = [column.position for column in found.columns]
    assert len(set(places)) == len(places)
    assert set(places) <= set(heading_paths(page, found.headings))
    whole = replace(found, municipality="市", title="計画", pillar="全体")
    if problems(whole):
        return
    again = map_in(map_text(portable(whole, book)), "表")
    assert fitting(again, page) is not None
    try:
        reading = BY_MAP.with_map(whole).read(book)
    except Refused:
        return
    # What stands in a column that nobody decided is listed cell by cell.
    unread = {(u.cell, u.text) for u in reading.unread}
    for (row, column), cell in page.cells.items():
        covers = set(range(column, column + cell.columns))
        if row >= whole.first_row and cell.text.strip() and not covers & set(places):
            assert (f"{letters(column)}{row + 1}", cell.text) in unread


@given(st.text(max_size=30))
def test_every_heading_can_be_looked_at(text: str) -> None:
    guess_heading(text)
