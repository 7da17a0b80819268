"""Any city's table with one row (or a few merged ones) a measure, read and written by a map.

A map is a TOML file that says, column by column, what a table holds; `resources/help/list-map.md` tells it in
Japanese for those who write one. In short:

    municipality = "試験市"
    title = "試験市DX推進計画"
    years = "R4-R7"            # the last one is 実施予定 unless planned_from says otherwise
    sheet = "進捗一覧"          # name or number; without it the first
    heading_rows = [3, 4]      # where the headings stand; merged ones are joined with /
    first_row = 5              # without it the row below the headings; last_row or end = "合計" ends the table

    [[column]]
    heading = "実績値/令和5年度末"   # or column = "H", or column = 8
    field = "figure"
    year = "R5"

Fields: pillar, pillar_number, number, title, contents_title, description, effect, first_year, last_year,
kpi_published, national, newly, completed, department, custom, indicator, unit, definition, observed, figure,
entry, phase, mark, assessment, skip.
"""

from pathlib import Path

from dxdesk.pages.layouts import Layout, Options, Written
from dxdesk.pages.layouts.list_table.table_map import TableMap
from dxdesk.pages.page import Book
from dxdesk.plan.importing.draft import Reading
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline


class _ListTable:
    """Both directions by one map, each imported when it is used."""

    name = "list"
    title = "一覧表（列の対応表による）"

    def __init__(self, table_map: TableMap) -> None:
        self.table_map = table_map

    def write(self, outline: Outline, plan: Plan, options: Options) -> Written:
        """The plan as one sheet with the map's columns."""
        from dxdesk.pages.layouts.list_table.writing import write

        return write(outline, plan, options, self.table_map)

    def read(self, book: Book) -> Reading:
        """The plan that such a sheet shows."""
        from dxdesk.pages.layouts.list_table.reading import read

        return read(book, self.table_map)


def with_map(path: str | Path) -> Layout:
    """The layout by the map in a file. Raises Refused, EnvironmentFault."""
    from dxdesk.pages.layouts.list_table.map_toml import read_map

    return by_map(read_map(path))


def by_map(table_map: TableMap) -> Layout:
    """The layout by a map."""
    return _ListTable(table_map)
