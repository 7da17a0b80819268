"""A clerk with Excel: cells of a form found as a person finds them, and written with openpyxl."""

from pathlib import Path
from types import TracebackType
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.plan.rows.model import DONE, RESULT
from dxdesk.plan.rows.outline import year_column
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from tests.submission.city import BOSS, MEASURES, YEAR

MEASURE, COLUMN, ABOUT, PAST, PLANNED, FILL, REMARK, NOTICE, MARK = range(9)


def hand_out_forms(master: Path, *names: str, **request: Any) -> list[Path]:
    """Return forms for the departments, in a folder of their own."""
    with Store.open(master, author=BOSS) as store:
        folder = master.parent / f"様式{len(list(master.parent.glob('様式*')))}"
        wanted = HandOutRequest(departments=names, excel=True, past=True, **request)
        return [h.file for h in hand_out(store, folder, wanted, author=BOSS)]


class Sheet:
    """A form that is open in Excel; what was written is saved on leaving."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)

    @property
    def table(self) -> Worksheet:
        """記入表."""
        return self.book["記入表"]

    @property
    def cover(self) -> Worksheet:
        """お願い."""
        return self.book["お願い"]

    def __enter__(self) -> "Sheet":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.book.save(self.path)

    def rows(self) -> list[tuple[Cell, ...]]:
        """Return the rows below the headings."""
        return [row for row in self.table.iter_rows(min_row=3) if any(c.value is not None for c in row)]

    def figure(self, number: int, value: object, year: int = YEAR) -> Cell:
        """Write the figure of a measure, counted from 1."""
        (cell,) = [
            row[FILL] for row in self._of(number, year_column(year, RESULT)) if str(row[ABOUT].value).startswith("【")
        ]
        cell.value = value
        return cell

    def line(self, number: int, text: str, year: int = YEAR, kind: str = DONE) -> Cell:
        """Write a line into a measure's first blank row."""
        cell = next(
            row[FILL]
            for row in self._of(number, year_column(year, kind))
            if str(row[MARK].value).startswith("new") and row[FILL].value is None
        )
        cell.value = text
        return cell

    def existing(self, text: str, value: object) -> None:
        """Write into the cell that has a text."""
        (cell,) = [row[FILL] for row in self.rows() if row[FILL].value == text]
        cell.value = value

    def remark(self, text: str, value: str) -> None:
        """Write into 備考・連絡 beside the cell that has a text."""
        (cell,) = [row[REMARK] for row in self.rows() if row[FILL].value == text]
        cell.value = value

    def contact(self, person: str = "", extension: str = "", confirmed: str = "") -> None:
        """Write who filled the form in."""
        self.write_cover({"担当者名": person, "内線": extension, "課長確認": confirmed})

    def write_cover(self, given: dict[str, str]) -> None:
        """Write into fields of the cover."""
        for row in self.cover.iter_rows():
            if row[0].value in given:
                row[1].value = given[row[0].value]

    def _of(self, number: int, column: str) -> list[tuple[Cell, ...]]:
        name = MEASURES[number - 1].number
        return [row for row in self.rows() if str(row[MEASURE].value).startswith(name) and row[COLUMN].value == column]
