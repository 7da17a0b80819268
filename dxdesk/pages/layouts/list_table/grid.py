"""The rows of a table under its headings, each with the texts that its columns have, merged cells respected."""

from collections.abc import Collection

from dxdesk.pages.layouts.common.cell_refs import CellRef
from dxdesk.pages.layouts.list_table.table_map import TableMap
from dxdesk.pages.page import SAME, Page
from dxdesk.plan.rows.outline import folded


class Grid:
    """`body`: the rows of the table; `rows`: those in which a text of one of the `columns` begins. 〃 is the text above."""

    def __init__(self, page: Page, columns: Collection[int], table_map: TableMap) -> None:
        self._own: dict[int, dict[int, CellRef]] = {}
        self._reach: dict[tuple[int, int], int] = {}
        for (row, column), cell in sorted(page.cells.items()):
            if row < table_map.first_row or not cell.text.strip() or column not in columns:
                continue
            begins = self._reach.get((row - 1, column)) if cell.text.strip() == SAME else None
            if begins is None:
                begins = row
                self._own.setdefault(row, {})[column] = CellRef(page.name, row, column, cell.text)
            self._reach |= {(below, column): begins for below in range(row, row + cell.rows)}
        self.body = range(table_map.first_row, self._end(table_map))
        self.rows = [row for row in self._own if row in self.body]

    def _end(self, table_map: TableMap) -> int:
        """The first row below the table."""
        last = max((row for row, _ in self._reach), default=-1)
        end = table_map.last_row + 1 if table_map.last_row is not None else last + 1
        word = folded(table_map.end)
        stops = (
            row for row, texts in self._own.items() if word and any(folded(p.text).startswith(word) for p in texts.values())
        )
        return min(end, next(stops, end))

    def own(self, row: int) -> dict[int, CellRef]:
        """Column → the text that begins in this row."""
        return self._own.get(row, {})

    def over(self, row: int, column: int) -> CellRef | None:
        """The text that stands in this row and column, also as part of a merged cell that begins above."""
        begins = self._reach.get((row, column))
        return self._own[begins][column] if begins is not None else None
