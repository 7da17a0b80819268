"""Line charts in Excel: years along, gaps where a year has no number."""

from typing import Literal

from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal, StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.formats.xlsx_styles import BLACK, FONT
from dxdesk.pages.page import Cell, Chart, Page

HEIGHT = 250.0  # points; in one row, which no page break cuts
_COLOURS = ("1F3864", "C55A11", "2E75B6", "548235", "7F6000", "7030A0", "808080", "00808A", "A5304B")
_MARKS: tuple[Literal["circle", "square", "triangle", "diamond"], ...] = ("circle", "square", "triangle", "diamond")


def place_charts(sheet: Worksheet, page: Page) -> None:
    """All charts under the cells, two beside each other, each pair in a row of its own."""
    middle = _middle(page.widths)
    for place, chart in enumerate(page.charts):
        row = page.height + 1 + place // 2
        sheet.row_dimensions[row + 1].height = HEIGHT
        first, last = (0, middle) if place % 2 == 0 else (middle, len(page.widths))
        drawn = _line_chart(sheet, page, chart)
        anchor = TwoCellAnchor(
            editAs="oneCell",
            _from=AnchorMarker(col=first, colOff=40_000, row=row, rowOff=60_000),
            to=AnchorMarker(col=last, colOff=0, row=row + 1, rowOff=0),
        )
        drawn.anchor = anchor  # type: ignore[assignment]  # the stubs know only names of cells here
        sheet.add_chart(drawn)


def _middle(widths: list[int]) -> int:
    """The column border nearest to the middle."""
    half = sum(widths) / 2
    return min(range(1, len(widths) or 2), key=lambda column: abs(sum(widths[:column]) - half))


def _line_chart(sheet: Worksheet, page: Page, chart: Chart) -> LineChart:
    drawn = LineChart()
    drawn.title = _title(chart.title, 1100, True)
    drawn.display_blanks = "gap"
    drawn.legend = Legend(legendPos="b", txPr=_text(900))
    drawn.y_axis.title = _title(chart.unit, 900, False) if chart.unit else None
    drawn.y_axis.number_format = '#,##0.##;"△"#,##0.##' if chart.unit == "%" else '#,##0;"△"#,##0'
    drawn.y_axis.majorGridlines = ChartLines(spPr=_stroke("D9D9D9", 6350))
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False  # openpyxl leaves this unsaid, and Excel then shows no axis
        axis.txPr = _text(900)
    row, first, last = chart.years
    years = AxDataSource(strRef=StrRef(f=_reference(sheet, row, first, last)))
    for place, (name, at) in enumerate(chart.series):
        series = _series(sheet, page, name, (at, first, last), place)
        series.cat = years
        drawn.series.append(series)
    return drawn


def _reference(sheet: Worksheet, row: int, first: int, last: int) -> str:
    return str(Reference(sheet, first + 1, row + 1, last + 1, row + 1))


def _series(sheet: Worksheet, page: Page, name: str, cells: tuple[int, int, int], place: int) -> Series:
    row, first, last = cells
    colour, mark = _COLOURS[place % len(_COLOURS)], _MARKS[place % len(_MARKS)]
    solid = _stroke(colour, 22225)
    return Series(
        idx=place,
        order=place,
        tx=SeriesLabel(v=name),
        val=_numbers(sheet, page, row, first, last),
        spPr=solid,
        marker=Marker(symbol=mark, size=6, spPr=GraphicalProperties(solidFill=colour, ln=solid.ln)),
        smooth=False,
    )


def _numbers(sheet: Worksheet, page: Page, row: int, first: int, last: int) -> NumDataSource:
    """The cells; where a text stands among them, which Excel would draw as zero, the numbers themselves."""
    shown = [page.cells.get((row, column), Cell()) for column in range(first, last + 1)]
    if not any(cell.text for cell in shown):
        return NumDataSource(numRef=NumRef(f=_reference(sheet, row, first, last)))
    points = [NumVal(idx=place, v=str(c.number)) for place, c in enumerate(shown) if c.number is not None]
    return NumDataSource(numLit=NumData(formatCode="General", ptCount=len(shown), pt=points))


def _stroke(colour: str, width: int) -> GraphicalProperties:
    return GraphicalProperties(ln=LineProperties(solidFill=colour, w=width))


def _letters(size: int, bold: bool) -> CharacterProperties:
    font = Font(typeface=FONT)
    return CharacterProperties(sz=size, b=bold, solidFill=BLACK, latin=font, ea=font)


def _text(size: int) -> RichText:
    letters = _letters(size, False)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])


def _title(text: str, size: int, bold: bool) -> Title:
    letters = _letters(size, bold)
    line = Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[RegularTextRun(rPr=letters, t=text)])
    return Title(tx=Text(rich=RichText(p=[line])), overlay=False)
