"""Pages as an Excel workbook. The same pages give the same bytes apart from the dates in the file."""

import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from dxdesk.files import replacing
from dxdesk.pages.formats.characters import writable
from dxdesk.pages.formats.paper import MARGINS, column_widths, page_breaks, printable_area
from dxdesk.pages.formats.style import FONT, LOOKS
from dxdesk.pages.formats.xlsx.charts import place_charts
from dxdesk.pages.formats.xlsx.row_heights import fit_rows
from dxdesk.pages.formats.xlsx.styles import Styles, font
from dxdesk.pages.page import Book, Cell, Page

# Excel would take such a text for a formula once somebody edits the cell, unless it is marked as quoted.
_FORMULA_SIGNS = ("=", "+", "-", "@")
_INCH = 72.0  # points
# Fonts differ in width and height from what `paper` and `row_heights` count.
_SAFE = 0.96


def write_xlsx(book: Book, path: Path) -> None:
    """Writes the workbook, whole or not at all. Raises EnvironmentFault."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "dxdesk"
    workbook.properties.title = writable(book.title)
    workbook.properties.modified = workbook.properties.created
    # Column widths are counted in digits of the standard font.
    workbook._fonts[0] = font(LOOKS["plain"])  # type: ignore[attr-defined]
    names, styles = sheet_names(book), Styles(workbook)
    for page in book.pages:
        _Sheet(workbook.create_sheet(names[page.name]), page, styles, names).write(book.title)
    with replacing(path) as temporary, ZipFile(temporary, "w", ZIP_DEFLATED) as archive:
        _Archive(workbook, archive).write_data()


class _Archive(ExcelWriter):
    """Writes sheets without openpyxl's temporary files: half the time, and a killed export leaves none behind."""

    _archive: ZipFile

    def write_worksheet(self, ws: Any) -> None:
        """One sheet into the archive, as openpyxl does it."""
        drawing = SpreadsheetDrawing()
        drawing.charts, drawing.images = ws._charts, ws._images
        ws._drawing = drawing
        content = BytesIO()
        writer: Any = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


class _AutomaticHeight(RowDimension):
    """A row that Excel makes higher while somebody writes in it; a height that counts as chosen stays for ever."""

    @property
    def customHeight(self) -> bool:
        """Whether somebody chose the height."""
        return False


def sheet_names(book: Book) -> dict[str, str]:
    """Page name → a sheet name that Excel takes: no []:*?/\\, at most 31 characters, each once."""
    names: dict[str, str] = {}
    used = {"history"}
    for page in book.pages:
        base = re.sub(r"[\[\]:*?/\\]", "_", writable(page.name)).strip("'")[:31] or "_"
        name, count = base, 2
        while name.lower() in used:
            name, count = f"{base[:26]} ({count})", count + 1
        used.add(name.lower())
        names[page.name] = name
    return names


class _Sheet:
    """One page on its way into a sheet."""

    def __init__(self, sheet: Worksheet, page: Page, styles: Styles, names: dict[str, str]) -> None:
        fit = fit_rows(page)
        self.sheet, self.page, self.heights = sheet, fit.page, fit.heights
        self.styles, self.names = styles, names

    def write(self, title: str) -> None:
        """Everything, with `title` in the footer where the page has none of its own."""
        for index, width in enumerate(self.page.widths):
            self.sheet.column_dimensions[get_column_letter(index + 1)].width = width
        typed = {row for (row, _), cell in self.page.cells.items() if LOOKS[cell.style].typed}
        for row, height in self.heights.items():
            made = _AutomaticHeight if row in typed else RowDimension
            self.sheet.row_dimensions[row + 1] = made(self.sheet, index=row + 1, ht=height)
        for (row, column), cell in self.page.cells.items():
            self._cell(row, column, cell)
        if self.page.charts:
            place_charts(self.sheet, self.page)
        _set_up_print(self.sheet, self.page, title)
        if self.page.together:
            _set_breaks(self.sheet, self.page, self.heights)
        if self.page.form:
            _lock(self.sheet)

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        below = self.page.cells.get((row + cell.rows, column))
        edges = (cell.continues, below is not None and below.continues)
        made = SheetCell(self.sheet, row + 1, column + 1)
        self.sheet._cells[(row + 1, column + 1)] = made
        if cell.number is not None:
            self.styles.put(made, cell.style, edges, number_format(cell.number))
            made.value = cell.number
        else:
            self.styles.put(made, cell.style, edges, quoted=cell.text.startswith(_FORMULA_SIGNS))
            if cell.text:
                made.value = writable(cell.text)
                made.data_type = "s"
        if cell.link in self.names:
            place = f"'{self.names[cell.link].replace(chr(39), chr(39) * 2)}'!A1"
            made.hyperlink = Hyperlink(ref=made.coordinate, location=place)
        if cell.rows > 1 or cell.columns > 1:
            self._merge(row + 1, column + 1, cell, edges)

    def _merge(self, row: int, column: int, cell: Cell, edges: tuple[bool, bool]) -> None:
        """Merges and styles what lies under: the edges of a merged cell are those of all its cells."""
        last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
        for r in range(row, last_row + 1):
            for c in range(column, last_column + 1):
                if (r, c) != (row, column):
                    self.styles.put(self.sheet.cell(r, c), cell.style, edges)
        self.sheet.merged_cells.add(CellRange(min_row=row, min_col=column, max_row=last_row, max_col=last_column))


def number_format(number: Decimal) -> str:
    """Thousands commas, △ for minus, as many decimals as printed."""
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{digits};"△"{digits}'


def _set_up_print(sheet: Worksheet, page: Page, title: str) -> None:
    setup = sheet.page_setup
    setup.orientation = "landscape" if page.landscape else "portrait"
    setup.paperSize = 8 if page.paper == "A3" else 9
    setup.fitToWidth, setup.fitToHeight = 1, 0
    setup.firstPageNumber, setup.useFirstPageNumber = 1, True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left, margins.top, margins.right, margins.bottom = (points / _INCH for points in MARGINS)
    margins.header, margins.footer = 0.25, 0.3
    sheet.print_options.horizontalCentered = True
    left = writable(page.footer or title).replace("&", "&&")[:150]
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=_small(left), right=_small("［&A］　&P ページ"))
    if page.repeat_rows:
        sheet.print_title_rows = f"{page.repeat_rows[0] + 1}:{page.repeat_rows[1] + 1}"
    if page.freeze:
        sheet.freeze_panes = f"{get_column_letter(page.freeze[1] + 1)}{page.freeze[0] + 1}"
    if page.unprinted:
        sheet.print_area = f"A1:{get_column_letter(len(page.widths) - page.unprinted)}{page.height}"
    sheet.sheet_view.showGridLines = False


def _set_breaks(sheet: Worksheet, page: Page, heights: Mapping[int, float]) -> None:
    """Page breaks for `page.together`, and the scale that makes the page as wide as the paper.

    Excel ignores page breaks while it fits a sheet to the paper's width by itself.
    """
    across, down = printable_area(page)
    scale = min(1.0, _SAFE * across / sum(column_widths(page)))
    setup = sheet.page_setup
    setup.fitToWidth, setup.fitToHeight, setup.scale = None, None, int(scale * 100)
    sheet.sheet_properties.pageSetUpPr = None
    # The scale is on the safe side: what is left over is divided between both sides.
    sheet.print_options.horizontalCentered = True
    for row in page_breaks(page, heights, _SAFE * down / scale):
        sheet.row_breaks.append(Break(id=row))


def _lock(sheet: Worksheet) -> None:
    """Tab goes from one cell to fill in to the next, and none of our texts is lost by a slip; without a password."""
    protection = sheet.protection
    protection.sheet = True
    # False: not forbidden.
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.sort = protection.autoFilter = False


def _small(text: str) -> _HeaderFooterPart:
    return _HeaderFooterPart(text=text, size=9, font=f"{FONT},標準")
