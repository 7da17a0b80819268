"""A first guess at a whole map for a sheet that has none: which sheet, which heading rows, which last row, which years."""

import re
from dataclasses import replace

from dxdesk.pages.layouts.list_table.column_guess import guess_columns, headings_of
from dxdesk.pages.layouts.list_table.heading_guess import is_heading, year_in
from dxdesk.pages.layouts.list_table.headings import heading_paths
from dxdesk.pages.layouts.list_table.table_map import MapColumn, TableMap
from dxdesk.pages.page import SAME, Book, Page
from dxdesk.plan.rows.model import DONE, FORECAST, PLANNED, RESULT
from dxdesk.plan.rows.quantity import Quantity

_SEARCHED = 120  # rows from the top in which headings are searched
_SAMPLE = 200  # rows below them by which the columns' meaning is guessed
_MOST_ROWS = 4  # of headings
_ENDS = ("合計", "総計", "※", "注", "（注", "(注")
_BEGIN = {*(word[0] for word in _ENDS), " ", "\u3000", "\n"}  # first characters: most texts begin with none of them
_CITY = re.compile(r"^(?:\S{2,3}[都道府県])?(?P<city>(?!本|当|全|各|他)[^\s\d]{1,7}?[市区町村])(?=.)")
_PREFECTURE = re.compile(r"^(?P<city>\S{2,3}[都道府県])(?=.)")
_TITLE = re.compile(r"^(?:(?:令和|平成|[RH])?\S{1,4}年度\s*)?(?P<title>.{0,30}?(?:計画|プラン|ビジョン|戦略|構想))")


def guess_sheet(book: Book) -> int:
    """Return the index of the sheet with the table: with most texts worded as headings, of equals the fullest."""
    return max(range(len(book.pages)), key=[_tabular(sample(page)) for page in book.pages].__getitem__)


def _tabular(page: Page) -> tuple[int, int]:
    headings = guess_headings(page)
    worded = sum(is_heading(cell.text) for (row, _), cell in page.cells.items() if row in headings)
    return worded, len(page.cells)


def guess_headings(page: Page) -> range:
    """Return the heading rows; the first row where none are worded as headings."""
    rows = _texts(page)
    worded = {row: sum(is_heading(text) for text in texts.values()) for row, texts in rows.items() if row < _SEARCHED}
    best = max(worded.values(), default=0)
    if best >= 2:
        first = next(row for row in sorted(worded) if worded[row] * 2 >= best and worded[row] >= 2)
    else:
        widest = max(map(len, rows.values()), default=0)
        first = next((row for row in sorted(rows) if len(rows[row]) * 5 >= widest * 3), 0)
    return _whole(page, rows, first)


def sample(page: Page) -> Page:
    """Return the first rows of a sheet: they are as good for a guess as thousands are."""
    return Page(page.name, {place: cell for place, cell in page.cells.items() if place[0] < _SEARCHED + _SAMPLE})


def _texts(page: Page) -> dict[int, dict[int, str]]:
    """Row → column → text, without blank cells."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(page.cells.items()):
        if cell.text.strip() not in ("", SAME):
            rows.setdefault(row, {})[column] = cell.text.strip()
    return rows


def _whole(page: Page, rows: dict[int, dict[int, str]], first: int) -> range:
    """The block of heading rows around the one that was found: as far as merged cells and the wording reach."""
    first = min((row for (row, _), cell in page.cells.items() if row <= first < row + cell.rows), default=first)
    if _groups(page, first - 1):
        first -= 1
    last = first
    while last - first + 1 < _MOST_ROWS:
        reach = max((r + c.rows - 1 for (r, _), c in page.cells.items() if first <= r <= last), default=last)
        reach = min(reach, first + _MOST_ROWS - 1)
        if reach > last:
            last = reach
        elif _below_groups(page, last) or _subheadings(rows, last):
            last += 1
        else:
            break
    return range(first, last + 1)


def _groups(page: Page, row: int) -> bool:
    """Whether a row names groups of columns: several texts worded as headings, one of them over several columns."""
    cells = [cell for (r, _), cell in page.cells.items() if r == row and cell.text.strip()]
    worded = sum(is_heading(cell.text) for cell in cells)
    return len(cells) > 1 and worded * 3 >= len(cells) * 2 and any(cell.columns > 1 for cell in cells)


def _below_groups(page: Page, last: int) -> bool:
    """Whether a heading of the last row spans several columns that have headings of their own below it."""
    for (row, column), cell in page.cells.items():
        if row == last and cell.columns > 1 and cell.text.strip():
            below = [page.cells.get((last + 1, column + offset)) for offset in range(cell.columns)]
            named = [c for c in below if c is not None and c.text.strip() and Quantity(c.text).number is None]
            if len(named) > 1 or any(is_heading(c.text) for c in named):
                return True
    return False


def _subheadings(rows: dict[int, dict[int, str]], last: int) -> bool:
    """Where nothing is merged: whether most texts of the next row are worded as headings, and fill columns open above."""
    upper, lower = rows.get(last, {}), rows.get(last + 1, {})
    worded = sum(is_heading(text) for text in lower.values())
    filling = any(column not in upper for column in lower)
    return len(lower) > 1 and filling and worded * 3 >= len(lower) * 2


def guess_map(book: Book, this_year: int, sheet: int | None = None, headings: range | None = None) -> TableMap:
    """Return a map of a sheet, the likeliest where none is given, with every column's position.

    `this_year`: the plan's year where the sheet names none.
    """
    index = guess_sheet(book) if sheet is None else sheet
    whole, page = book.pages[index], sample(book.pages[index])
    headings = guess_headings(page) if headings is None else headings
    texts = _texts_about_table(book, page, headings)
    common = common_year(book, page, headings)
    paths = heading_paths(page, headings)
    first_guess = guess_columns(headings_of(page, paths, range(headings.stop, page.height)), common)
    end, last_row, stop = _end(whole, headings.stop, first_guess)
    columns = guess_columns(headings_of(page, paths, range(headings.stop, stop)), common)
    first, last, planned_from = shown_years(columns, common or this_year)
    return TableMap(
        file=book.title,
        municipality=_city(texts),
        title=_plan_title(texts),
        first_year=first,
        last_year=last,
        planned_from=planned_from,
        pillar="",
        sheet=page.name if len(book.pages) > 1 else None,
        skip_sheets=(),
        headings=headings,
        first_row=headings.stop,
        last_row=last_row,
        end=end,
        caption=next(iter(_above(page, headings)), ""),
        columns=columns,
    )


def _above(page: Page, headings: range) -> list[str]:
    """The texts above the table."""
    texts = (page.cells[place].text.strip() for place in sorted(place for place in page.cells if place[0] < headings.start))
    return [text for text in texts if text]


def _texts_about_table(book: Book, page: Page, headings: range) -> list[str]:
    """Texts that name the table as a whole: those above it, and the names of sheet and file."""
    return [*_above(page, headings), page.name, book.title]


def common_year(book: Book, page: Page, headings: range) -> int | None:
    """Return the fiscal year that is named for the table as a whole, None where none is."""
    texts = _texts_about_table(book, page, headings)
    return next((year for text in texts if (year := year_in(text)) is not None), None)


def shown_years(columns: tuple[MapColumn, ...], otherwise: int) -> tuple[int, int, int | None]:
    """Return the first and the last year that has results or plans, `otherwise` where none has, and the first planned year.

    基準値 and 目標 are no reason to show a year.
    """
    dated = [(column, column.year) for column in columns if column.year is not None]
    years = [year for column, year in dated if column.kind or column.role in (RESULT, FORECAST)]
    done = [year for column, year in dated if column.kind == DONE or column.role == RESULT]
    planned = [year for column, year in dated if column.kind == PLANNED or column.role == FORECAST]
    # A planned year that has results by now is no longer one to come.
    ahead = [year for year in planned if year > max(done, default=0)]
    return min(years, default=otherwise), max(years, default=otherwise), min(ahead, default=None)


def with_chosen(guessed: TableMap, own: tuple[MapColumn, ...], page: Page) -> TableMap:
    """Return a guessed map with the columns that a person has chosen in place of the guesses."""
    paths = heading_paths(page, guessed.headings)
    own = tuple(replace(c, heading=paths.get(position_of(c), "")) for c in own)
    return with_guesses(replace(guessed, columns=own), guessed)


def with_guesses(table_map: TableMap, guessed: TableMap) -> TableMap:
    """Return a map with guesses for the columns of its sheet that it leaves out, and with the years that these add."""
    positions = {column.position for column in table_map.columns}
    same = {column.same for column in table_map.columns}
    more = [c for c in guessed.columns if c.position not in positions and c.same not in same]
    years = [c.year for c in more if c.year is not None and (c.kind or c.role in (RESULT, FORECAST))]
    last = max((table_map.last_year, *years))
    return replace(table_map, last_year=last, columns=tuple(sorted((*table_map.columns, *more), key=position_of)))


def position_of(column: MapColumn) -> int:
    """Return the position of a column in a map that is being made, where each has one."""
    return column.position or 0


def _end(page: Page, first_row: int, columns: tuple[MapColumn, ...]) -> tuple[str, int | None, int]:
    """The text that ends the table, or its last row where that text would end it too early; and the first row below it."""
    title = next((column.position for column in columns if column.field == "title"), None)
    found = sorted(
        (row, next(word for word in _ENDS if cell.text.strip().startswith(word)))
        for (row, _), cell in page.cells.items()
        if cell.text[:1] in _BEGIN and row >= first_row and cell.text.strip().startswith(_ENDS)
    )
    below = [(row, word) for row, word in found if not _titled(page, row, title)]
    if not below:
        return "", None, page.height
    row, word = below[0]
    # A measure's own text that begins so would end the table earlier: then the map states the row instead of the text.
    early = any(other < row and begins == word for other, begins in found)
    return ("", row - 1, row) if early else (word, None, row)


def _titled(page: Page, row: int, title: int | None) -> bool:
    cell = page.cells.get((row, title)) if title is not None else None
    return cell is not None and bool(cell.text.strip())


def _city(texts: list[str]) -> str:
    found = (pattern.search(text) for pattern in (_CITY, _PREFECTURE) for text in texts)
    return next((city.group("city") for city in found if city), "")


def _plan_title(texts: list[str]) -> str:
    return next((found.group("title") for text in texts if (found := _TITLE.search(text))), "")
