"""Which column of a page each column of the map is, by its heading or its place."""

from contextlib import suppress
from dataclasses import replace

from dxdesk.pages.layouts.common.cell_refs import letters
from dxdesk.pages.layouts.list_table.table_map import MapColumn, TableMap
from dxdesk.pages.page import SAME, Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.outline import folded

_NEAR = 10  # rows


def lying(page: Page, table_map: TableMap) -> TableMap:
    """The map with its rows where its headings stand: lines may have been put in above them, or taken away.

    Unchanged where they stand nowhere near; `located` tells what is missing.
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
            located(page, moved)
            return moved
    return table_map


def located(page: Page, table_map: TableMap) -> dict[int, MapColumn]:
    """Column of the page → column of the map. Raises Refused where one is not there, not sure, or meant twice."""
    paths = heading_paths(page, table_map.headings)
    found: dict[int, MapColumn] = {}
    for column in table_map.columns:
        place = _place(column, paths, page, table_map)
        if place in found:
            raise _refused(
                column,
                table_map,
                f"{letters(place)}列は{found[place].line}行目の列にも使われています。どちらかを直してください",
            )
        found[place] = column
    return found


def heading_paths(page: Page, rows: range) -> dict[int, str]:
    """Column → its heading, those of several rows joined: `実績値/令和3年度末`; a merged heading counts for its columns.

    Where none is merged sideways (CSV), it counts for the blanks to its right that have a heading below them.
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
        # A heading over several columns with nothing under it is that of the first.
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


def _place(column: MapColumn, paths: dict[int, str], page: Page, table_map: TableMap) -> int:
    alike = _alike(column.heading, paths)
    if column.place is None:
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
    if column.place >= width:
        raise _refused(column, table_map, f"「{page.name}」は{letters(max(width - 1, 0))}列までです。列を確かめてください")
    if column.heading and column.place not in alike:
        said = paths.get(column.place, "")
        raise _refused(
            column, table_map, f"{letters(column.place)}列の見出しは「{said}」です。見出しか列の指定を直してください"
        )
    return column.place


def _alike(heading: str, paths: dict[int, str]) -> list[int]:
    """The columns of that heading; where none is, those whose lower headings it is."""
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
    named = f"見出し「{column.heading}」" if column.heading else f"{letters(column.place or 0)}列"
    where = f"{column.line}行目の列" if column.line else "列"
    return Refused(f"「{table_map.file}」の{where}（{named}）：{why}。")
