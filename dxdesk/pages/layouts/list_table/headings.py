"""A map's sheet in a book, and the position of each of its columns there, by heading or as the map states it."""

from contextlib import suppress
from dataclasses import replace

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.table_map import MapColumn, TableMap
from dxdesk.pages.page import SAME, Book, Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import folded

_NEAR = 10  # rows that headings may have moved down


def sheet_of(book: Book, table_map: TableMap) -> Page:
    """Return the sheet that the map names; the only one there is under any name, as CSV has none.

    Raises Refused where the book has no such sheet.
    """
    if not book.pages:
        raise Refused(f"「{book.title}」には表がありません。ファイルを確かめてください。")
    wanted = table_map.sheet
    if isinstance(wanted, str) and len(book.pages) > 1:
        found = [page for page in book.pages if folded(page.name) == folded(wanted)]
        if not found:
            known = "、".join(f"「{page.name}」" for page in book.pages)
            raise Refused(
                f"「{book.title}」に「{wanted}」というシートがありません。"
                f"{known}のどれかを「{table_map.file}」の sheet に書いてください。"
            )
        return found[0]
    index = wanted if isinstance(wanted, int) else 0
    if index >= len(book.pages):
        raise Refused(
            f"「{book.title}」のシートは{len(book.pages)}枚です。「{table_map.file}」の sheet の番号を確かめてください。"
        )
    return book.pages[index]


def align_rows(page: Page, table_map: TableMap) -> TableMap:
    """Return the map with its rows moved to where its headings are: lines may have been added or removed above them.

    Unchanged where the headings are nowhere near; `locate_columns` refuses such a page.
    """
    for by in sorted(range(-table_map.headings.start, _NEAR + 1), key=abs):
        last = table_map.last_row
        moved = replace(
            table_map,
            headings=range(table_map.headings.start + by, table_map.headings.stop + by),
            first_row=table_map.first_row + by,
            last_row=last + by if last is not None else None,
        )
        with suppress(Refused):
            locate_columns(page, moved)
            return moved
    return table_map


def locate_columns(page: Page, table_map: TableMap) -> dict[int, MapColumn]:
    """Return position in the page → column of the map. Raises Refused where one is missing, ambiguous or used twice."""
    paths = heading_paths(page, table_map.headings)
    found: dict[int, MapColumn] = {}
    for column in table_map.columns:
        place = _position(column, paths, page, table_map)
        if place in found:
            raise _refused(
                column,
                table_map,
                f"{letters(place)}列は{found[place].line}行目の列にも使われています。どちらかを直してください",
            )
        found[place] = column
    return found


def heading_paths(page: Page, rows: range) -> dict[int, str]:
    """Return position → heading path, those of several rows joined: `実績値/令和3年度末`.

    A merged heading belongs to all its columns; where none is merged sideways (CSV), a heading belongs also to the
    blank cells to its right that have a heading below them.
    """
    texts: dict[int, dict[int, str]] = {row: {} for row in rows}
    spans: dict[tuple[int, int], int] = {}
    there = [(place, page.cells[place]) for place in sorted(p for p in page.cells if p[0] in texts)]
    for (row, column), cell in there:
        if cell.text.strip() not in ("", SAME):
            texts[row] |= {column + offset: " ".join(cell.text.split()) for offset in range(cell.columns)}
            spans |= {(row, column + offset): column for offset in range(cell.columns)}
    if not any(cell.columns > 1 for _, cell in there):
        _spread(texts, rows)
    places = sorted({column for by_column in texts.values() for column in by_column})
    paths: dict[int, str] = {}
    for place in places:
        filled = [row for row in rows if place in texts[row]]
        # A heading over several columns with nothing below it belongs to the first.
        if spans.get((filled[-1], place), place) == place:
            paths[place] = "/".join(texts[row][place] for row in filled)
    return paths


def _spread(texts: dict[int, dict[int, str]], rows: range) -> None:
    for row in reversed(rows[:-1]):
        below = {column for lower in range(row + 1, rows.stop) for column in texts[lower]}
        last = ""
        for column in range(max(below | set(texts[row]), default=-1) + 1):
            last = texts[row].get(column, last)
            if column in below and column not in texts[row] and last:
                texts[row][column] = last


def _position(column: MapColumn, paths: dict[int, str], page: Page, table_map: TableMap) -> int:
    alike = _alike(column.heading, paths)
    if column.position is None:
        if len(alike) == 1:
            return alike[0]
        if alike:
            where = "、".join(letters(place) for place in alike)
            raise _refused(
                column,
                table_map,
                f'この見出しは{where}列にあります。column = "{letters(alike[0])}" のように列で指してください',
            )
        raise _refused(column, table_map, f"この見出しが「{page.name}」の{_rows(table_map)}にありません。{_known(paths)}")
    width = max((place + cell.columns for (_, place), cell in page.cells.items()), default=0)
    if column.position >= width:
        raise _refused(column, table_map, f"「{page.name}」は{letters(max(width - 1, 0))}列までです。列を確かめてください")
    if column.heading and column.position not in alike:
        actual = paths.get(column.position, "")
        raise _refused(
            column, table_map, f"{letters(column.position)}列の見出しは「{actual}」です。見出しか列の指定を直してください"
        )
    return column.position


def _alike(heading: str, paths: dict[int, str]) -> list[int]:
    """The positions of that heading path; where there is none, those whose path ends with it."""
    wanted = folded(heading)
    if not wanted:
        return []
    keys = {place: folded(path) for place, path in paths.items()}
    whole = [place for place, key in keys.items() if key == wanted]
    return whole or [place for place, key in keys.items() if key.endswith(f"/{wanted}")]


def _known(paths: dict[int, str]) -> str:
    shown = "、".join(f"「{path}」" for path in list(paths.values())[:12])
    return (
        f"ある見出しは{shown}{'など' if len(paths) > 12 else ''}です"
        if shown
        else "見出しの行（heading_rows）を確かめてください"
    )


def _rows(table_map: TableMap) -> str:
    first, last = table_map.headings[0] + 1, table_map.headings[-1] + 1
    return f"{first}行目" if first == last else f"{first}～{last}行目"


def _refused(column: MapColumn, table_map: TableMap, why: str) -> Refused:
    named = f"見出し「{column.heading}」" if column.heading else f"{letters(column.position or 0)}列"
    where = f"{column.line}行目の列" if column.line else "列"
    return Refused(f"「{table_map.file}」の{where}（{named}）：{why}。")
