"""Line charts in Excel: years along, gaps where a year has no number."""

from typing import Literal

from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.formats.style import BLACK, CHART_HEIGHT, FONT, LINE, SERIES_COLOURS
from dxdesk.pages.page import Cell, Chart, Page

_MARKS: tuple[Literal["circle", "square", "triangle", "diamond"], ...] = ("circle", "square", "triangle", "diamond")


def place_charts(sheet: Worksheet, page: Page) -> None:
    """All charts under the cells, two beside each other, each pair in a row of its own."""
    middle = _middle(page.widths)
    for place, chart in enumerate(page.charts):
        row = page.height + 1 + place // 2
        sheet.row_dimensions[row + 1].height = CHART_HEIGHT  # in one row, which no page break cuts
        first, last = (0, middle) if place % 2 == 0 else (middle, len(page.widths))
        drawn = _drawn(sheet, page, chart)
        drawn.anchor = TwoCellAnchor(  # type: ignore[assignment]  # the stubs know only names of cells here
            editAs="oneCell",
            _from=AnchorMarker(col=first, colOff=40_000, row=row, rowOff=60_000),
            to=AnchorMarker(col=last, colOff=0, row=row + 1, rowOff=0),
        )
        sheet.add_chart(drawn)


def _middle(widths: list[int]) -> int:
    """The column border nearest to the middle."""
    half = sum(widths) / 2
    return min(range(1, len(widths) or 2), key=lambda column: abs(sum(widths[:column]) - half))


def _drawn(sheet: Worksheet, page: Page, chart: Chart) -> LineChart:
    row, first, last = chart.years
    drawn = LineChart()
    drawn.title = _title(chart.title, 1100, bold=True)
    drawn.legend = Legend(legendPos="b")
    drawn.display_blanks = "gap"
    # Numbers beside the page are in hidden columns and drawn all the same.
    drawn.visible_cells_only = False
    drawn.roundedCorners = False
    drawn.graphical_properties = GraphicalProperties(ln=_line("D9D9D9", 9525))
    below_zero = False
    for number, (name, at) in enumerate(chart.series):
        cells = [page.cells.get((at, column), Cell()) for column in range(first, last + 1)]
        drawn.series.append(_series(number, name, _numbers_at(sheet, page, at, first, cells)))
        below_zero = below_zero or any(cell.number is not None and cell.number < 0 for cell in cells)
    drawn.set_categories(_place(sheet, row, first, last))
    _set_axes(drawn, chart.unit, below_zero)
    return drawn


def _series(number: int, name: str, place: Reference) -> Series:
    colour = SERIES_COLOURS[number % len(SERIES_COLOURS)]
    series: Series = SeriesFactory(place, title=name)
    series.smooth = False
    series.graphicalProperties = GraphicalProperties(ln=_line(colour, 22225))
    filled = GraphicalProperties(solidFill=colour, ln=_line(colour, 9525))
    series.marker = Marker(symbol=_MARKS[number % len(_MARKS)], size=6, spPr=filled)
    return series


def _set_axes(drawn: LineChart, unit: str, below_zero: bool) -> None:
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.graphicalProperties = GraphicalProperties(ln=_line(LINE, 9525))
        axis.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(900)), endParaRPr=CharacterProperties())])
    drawn.x_axis.tickLblPos = "low"
    drawn.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=_line("D9D9D9", 6350)))
    digits = "#,##0.##" if unit == "%" else "#,##0"
    drawn.y_axis.number_format = f'{digits};"△"{digits}'
    if unit:
        drawn.y_axis.title = _title(unit, 900)
    if not below_zero:
        # An axis that begins above zero makes small changes look large.
        drawn.y_axis.scaling.min = 0


def _numbers_at(sheet: Worksheet, page: Page, row: int, first: int, shown: list[Cell]) -> Reference:
    """The cells with a series' numbers: its own, or if a text is among them, hidden ones beside the page.

    Excel draws a text as zero, and LibreOffice draws no numbers written into the chart itself.
    """
    if not any(cell.text for cell in shown):
        return _place(sheet, row, first, first + len(shown) - 1)
    beside = len(page.widths) + 1
    for place, cell in enumerate(shown, beside):
        sheet.column_dimensions[get_column_letter(place + 1)].hidden = True
        if cell.number is not None:
            sheet.cell(row + 1, place + 1).value = cell.number
    return _place(sheet, row, beside, beside + len(shown) - 1)


def _place(sheet: Worksheet, row: int, first: int, last: int) -> Reference:
    return Reference(sheet, min_row=row + 1, min_col=first + 1, max_col=last + 1)


def _line(colour: str, width: int) -> LineProperties:
    return LineProperties(w=width, solidFill=colour)


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    font = Font(typeface=FONT)
    return CharacterProperties(sz=size, b=bold, solidFill=BLACK, latin=font, ea=font)


def _title(text: str, size: int, bold: bool = False) -> Title:
    run = RegularTextRun(rPr=_letters(size, bold), t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)
