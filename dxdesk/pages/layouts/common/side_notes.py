"""Pages and lines that clerks put beside a table: listed as unread, never taken for a part of the table."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dxdesk.pages.layouts.common.cell_refs import CellRef, letters, text_rows
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.draft import Unread
from dxdesk.plan.rows.outline import folded

_ABOUT_FILLING = r"(?:記入|記載|入力|作成|回答|様式)?"
# `記入例`, `【記載要領】`, `(見本)`: a sheet that says how the others are to be filled in.
_GUIDE = re.compile(rf"\W*{_ABOUT_FILLING}(?:例|見本|要領|方法|サンプル|について|の?手引き?|の仕方|説明)\W*[0-9]*\W*")
_NOTE = re.compile(r"\s*(?:[※＊*]|[(（【]?(?:注|出典|資料|作成|備考|問い?合わ?せ先|担当)\s*[0-9０-９]*\s*[)）】：:])")


def without_side_pages(book: Book) -> tuple[Book, list[Unread]]:
    """The book without guides and without exact copies of its own pages, and a line for each of these."""
    kept: list[Page] = []
    unread: list[Unread] = []
    for page in book.pages:
        same = next((other for other in kept if page.cells and other.cells == page.cells), None)
        if same is not None:
            unread += whole_page(page, f"シート「{same.name}」と同じ内容")
        elif len(book.pages) > 1 and _GUIDE.fullmatch(folded(page.name)):
            unread += whole_page(page, "記入のしかたのシート")
        else:
            kept.append(page)
    return replace(book, pages=kept), unread


def whole_page(page: Page, why: str) -> list[Unread]:
    """One line for all of a page, none where it is blank."""
    places = [place for row in text_rows(page) for place in row]
    if not places:
        return []
    last = f"{letters(max(p.column for p in places))}{places[-1].row + 1}"
    return [Unread(page.name, f"A1:{last}", f"シート全体（{len(places)}か所。{why}）")]


def without_notes(rows: Sequence[list[CellRef]]) -> tuple[list[list[CellRef]], list[CellRef]]:
    """The rows of a page without the notes at its foot: below a blank row, from a line that begins as notes do."""
    for place in range(len(rows) - 1, 0, -1):
        row, above = rows[place], rows[place - 1]
        if len(row) > 1:
            break
        if row[0].row > above[0].row + 1 and _NOTE.match(row[0].text):
            return list(rows[:place]), [place for row in rows[place:] for place in row]
    return list(rows), []
