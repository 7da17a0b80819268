"""Line charts in Excel: years along, gaps where a year has no number.

The chart's XML is written here: a page of charts takes openpyxl as long as the whole workbook's cells.
"""

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring

from dxdesk.pages.formats.looks import BLACK, FONT
from dxdesk.pages.page import Cell, Chart, Page

HEIGHT = 250.0  # points; in one row, which no page break cuts
_COLOURS = ("1F3864", "C55A11", "2E75B6", "548235", "7F6000", "7030A0", "808080", "00808A", "A5304B")
_MARKS = ("circle", "square", "triangle", "diamond")
_SPACES = (
    'xmlns="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def place_charts(sheet: Worksheet, page: Page) -> None:
    """All charts under the cells, two beside each other, each pair in a row of its own."""
    middle = _middle(page.widths)
    for place, chart in enumerate(page.charts):
        row = page.height + 1 + place // 2
        sheet.row_dimensions[row + 1].height = HEIGHT
        first, last = (0, middle) if place % 2 == 0 else (middle, len(page.widths))
        drawn = _Drawn(_xml(sheet, page, chart))
        drawn.anchor = TwoCellAnchor(  # type: ignore[assignment]  # the stubs know only names of cells here
            editAs="oneCell",
            _from=AnchorMarker(col=first, colOff=40_000, row=row, rowOff=60_000),
            to=AnchorMarker(col=last, colOff=0, row=row + 1, rowOff=0),
        )
        sheet.add_chart(drawn)


class _Drawn(ChartBase):
    """A chart whose XML is at hand."""

    tagname = "lineChart"

    def __init__(self, xml: str) -> None:
        super().__init__()
        self._xml = xml

    def _write(self) -> Any:
        return fromstring(self._xml)


def _middle(widths: list[int]) -> int:
    """The column border nearest to the middle."""
    half = sum(widths) / 2
    return min(range(1, len(widths) or 2), key=lambda column: abs(sum(widths[:column]) - half))


def _xml(sheet: Worksheet, page: Page, chart: Chart) -> str:
    row, first, last = chart.years
    columns = range(first, last + 1)
    years = _strings(_place(sheet, row, first, last), [page.cells.get((row, c), Cell()).text for c in columns])
    shown = [[page.cells.get((at, c), Cell()) for c in columns] for _, at in chart.series]
    places = [_numbers_at(sheet, page, at, first, cells) for (_, at), cells in zip(chart.series, shown, strict=True)]
    series = "".join(
        _series(number, name, years, place, [cell.number for cell in cells])
        for number, ((name, _), place, cells) in enumerate(zip(chart.series, places, shown, strict=True))
    )
    # An axis that begins above zero makes small changes look large.
    below_zero = any(cell.number is not None and cell.number < 0 for cells in shown for cell in cells)
    axis_start = "" if below_zero else '<min val="0"/>'
    digits = "#,##0.##" if chart.unit == "%" else "#,##0"
    return (
        f'<chartSpace {_SPACES}><roundedCorners val="0"/><chart>{_title(chart.title, 1100, True)}'
        '<autoTitleDeleted val="0"/><plotArea><layout/><lineChart><grouping val="standard"/><varyColors val="0"/>'
        f'{series}<marker val="1"/><axId val="10"/><axId val="100"/></lineChart>'
        '<catAx><axId val="10"/><scaling><orientation val="minMax"/></scaling><delete val="0"/><axPos val="b"/>'
        f'<majorTickMark val="none"/><minorTickMark val="none"/><tickLblPos val="low"/>{_line("A6A6A6", 9525)}'
        '<crossAx val="100"/><crosses val="autoZero"/><auto val="0"/><lblOffset val="100"/><noMultiLvlLbl val="1"/></catAx>'
        f'<valAx><axId val="100"/><scaling><orientation val="minMax"/>{axis_start}</scaling><delete val="0"/>'
        f'<axPos val="l"/><majorGridlines>{_line("D9D9D9", 6350)}</majorGridlines>'
        f"{_title(chart.unit, 900, False) if chart.unit else ''}"
        f'<numFmt formatCode="{digits};&quot;△&quot;{digits}" sourceLinked="0"/>'
        f'<majorTickMark val="none"/><minorTickMark val="none"/><tickLblPos val="nextTo"/>{_line("A6A6A6", 9525)}'
        '<crossAx val="10"/><crosses val="autoZero"/><crossBetween val="between"/></valAx></plotArea>'
        '<legend><legendPos val="b"/><overlay val="0"/></legend><plotVisOnly val="0"/><dispBlanksAs val="gap"/></chart>'
        f"{_line('D9D9D9', 9525)}<txPr><a:bodyPr/><a:p><a:pPr><a:defRPr {_letters(900, False)}</a:defRPr></a:pPr>"
        '<a:endParaRPr lang="ja-JP"/></a:p></txPr></chartSpace>'
    )


def _series(number: int, name: str, years: str, place: str, numbers: list[Decimal | None]) -> str:
    colour, mark = _COLOURS[number % len(_COLOURS)], _MARKS[number % len(_MARKS)]
    solid = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    points = "".join(f'<pt idx="{i}"><v>{value}</v></pt>' for i, value in enumerate(numbers) if value is not None)
    return (
        f'<ser><idx val="{number}"/><order val="{number}"/><tx><v>{escape(name)}</v></tx>{_line(colour, 22225)}'
        f'<marker><symbol val="{mark}"/><size val="6"/><spPr>{solid}<a:ln>{solid}</a:ln></spPr></marker>'
        f"<cat>{years}</cat><val><numRef><f>{escape(place)}</f><numCache><formatCode>General</formatCode>"
        f'<ptCount val="{len(numbers)}"/>{points}</numCache></numRef></val><smooth val="0"/></ser>'
    )


def _numbers_at(sheet: Worksheet, page: Page, row: int, first: int, shown: list[Cell]) -> str:
    """Where a series' numbers stand: in its cells, or where a text stands among them, beside the page in hidden columns.

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


def _place(sheet: Worksheet, row: int, first: int, last: int) -> str:
    letters = (get_column_letter(first + 1), get_column_letter(last + 1))
    return f"{quote_sheetname(sheet.title)}!${letters[0]}${row + 1}:${letters[1]}${row + 1}"


def _strings(place: str, texts: list[str]) -> str:
    points = "".join(f'<pt idx="{i}"><v>{escape(text)}</v></pt>' for i, text in enumerate(texts))
    return f'<strRef><f>{escape(place)}</f><strCache><ptCount val="{len(texts)}"/>{points}</strCache></strRef>'


def _line(colour: str, width: int) -> str:
    return f'<spPr><a:ln w="{width}"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></spPr>'


def _letters(size: int, bold: bool) -> str:
    """The inside of a text property element, from its attributes on."""
    return (
        f'sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{BLACK}"/></a:solidFill>'
        f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    )


def _title(text: str, size: int, bold: bool) -> str:
    return (
        f'<title><tx><rich><a:bodyPr/><a:p><a:r><a:rPr lang="ja-JP" {_letters(size, bold)}</a:rPr>'
        f'<a:t>{escape(text)}</a:t></a:r></a:p></rich></tx><overlay val="0"/></title>'
    )
