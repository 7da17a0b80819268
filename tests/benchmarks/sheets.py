"""Export and import of the 伊東市 workbook against bare openpyxl writing and loading the same cells."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
from openpyxl.chart import LineChart, Reference
from openpyxl.chart.series_factory import SeriesFactory

from dxdesk.jobs.exporting import export
from dxdesk.jobs.importing import read_sheet
from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.rows import Rows
from tests.benchmarks.timing import Result, side_by_side


def run(folder: Path) -> Iterator[Result]:
    """Two rows; the sheets are the seed's, so that no document is needed."""
    rows = adopt(Rows(), seed_draft("ito")).rows
    made = folder / "ours.xlsx"
    export(rows, "ito", made)
    cells = _cells(made)

    ours, bare = side_by_side(lambda: export(rows, "ito", made), lambda: _write_bare(cells, folder / "bare.xlsx"))
    yield Result("export 伊東市, charts and all", ours, "openpyxl writing the same cells without style", bare, "≤ 1.5")

    charts = _charts(made)
    ours, bare = side_by_side(lambda: export(rows, "ito", made), lambda: _write_bare(cells, folder / "bare.xlsx", charts))
    yield Result("export 伊東市, charts and all", ours, "openpyxl writing the same cells and as many plain charts", bare)

    def read() -> None:
        adopt(Rows(), read_sheet(made, "ito").plan)

    ours, bare = side_by_side(read, lambda: _cells(made))
    yield Result("import 伊東市: read, understand, match", ours, "openpyxl loading the same cells", bare, "≤ 1.5")


Sheets = dict[str, list[tuple[int, int, object]]]


def _cells(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path)
    return {
        ws.title: [(c.row, c.column, c.value) for row in ws.iter_rows() for c in row if c.value is not None] for ws in book
    }


def _charts(path: Path) -> list[int]:
    """Series of each chart of a workbook."""
    sheet = openpyxl.load_workbook(path)["指標一覧"]
    return [len(chart.series) for chart in sheet._charts]


def _write_bare(cells: Sheets, path: Path, charts: Sequence[int] = ()) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, found in cells.items():
        sheet = book.create_sheet(title)
        for row, column, value in found:
            sheet.cell(row, column, value)
    for series in charts:
        chart = LineChart()
        for row in range(series):
            chart.series.append(SeriesFactory(Reference(sheet, min_row=row + 2, min_col=4, max_col=7), title="名称"))
        sheet.add_chart(chart)
    book.save(path)
