"""A workbook as a Book: every visible sheet with its texts as a person sees them; other contents are listed as unread."""

import re
import warnings
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.files import fault
from dxdesk.pages.formats.xlsx.dates import format_day
from dxdesk.pages.formats.xlsx.unread_content import UnreadContent, hidden_sheet
from dxdesk.pages.formats.xlsx.zip_bomb import refuse_bombs, refuse_too_large
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.rows.errors import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RETURN = re.compile(r"_x000[dD]_|\r")
_SAVED = re.compile(rb"<(?:\w+:)?modified[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?\s*</")
_TAB = re.compile(r"_x0009_")


def read_xlsx(path: Path, hidden: bool = False) -> Book:
    """The workbook's visible sheets, or all; formulas by the value last computed. Raises Refused, EnvironmentFault.

    Formulas that were never computed or failed, and struck texts, count as blank: each is listed in `unread`.
    """
    refuse_too_large(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fault(error, path) from error
    _refuse_other_kinds(path.name, data)
    try:
        refuse_bombs(path.name, data)
        with warnings.catch_warnings():
            # What openpyxl skips (validations, drawings) is no text, so that nobody needs to know.
            warnings.simplefilter("ignore")
            workbook = load_workbook(BytesIO(data), data_only=True, rich_text=True)
            book = Book(path.stem)
            beside = UnreadContent(workbook, data)
            for sheet in workbook.worksheets:
                if hidden or sheet.sheet_state == "visible":
                    book.pages.append(_page(sheet, beside))
                    book.unread += beside.in_sheet(sheet)
                else:
                    book.unread += hidden_sheet(sheet)
    except (MemoryError, Refused):
        raise
    except Exception as error:
        # A damaged workbook fails anywhere in the parsers; whatever it was, the file cannot be read.
        raise Refused(
            f"「{path.name}」は壊れているか、Excelブック（.xlsx）ではありません。Excelで開いて .xlsx で保存し直してください。"
        ) from error
    return book


def saved_at(path: Path) -> datetime | None:
    """When a workbook was saved, in UTC; None where the file does not say. Known to be sound: `read_xlsx` has read it."""
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml") if "docProps/core.xml" in package.namelist() else b""
    found = _SAVED.search(core)
    try:
        return datetime.fromisoformat(found[1].decode()).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _refuse_other_kinds(name: str, data: bytes) -> None:
    """Refuse any other kind of file, named as far as its bytes show it."""
    if not data:
        raise Refused(f"「{name}」は空のファイルです。元のファイルを確かめてください。")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Refused(f"「{name}」にはパスワードがかかっています。Excelでパスワードを外して保存し直してください。")
        raise Refused(f"「{name}」は古い形式のExcelブック（.xls）です。Excelで開いて .xlsx で保存し直してください。")
    if re.search(rb"<(?:!doctype|html|table)", data[:2048], re.IGNORECASE):
        # Many systems hand out web pages under Excel's name.
        raise Refused(f"「{name}」の中身はHTMLです。ファイル名の終わりを .html に変えて、もう一度指定してください。")
    if not data.startswith(b"PK"):
        raise Refused(
            f"「{name}」はExcelブック（.xlsx）ではありません。ファイルを確かめるか、.xlsx で保存し直してください。"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        # The last is what zipfile says of a version of the format that it does not know: here, of broken bytes.
        raise Refused(
            f"「{name}」は途中で切れているか壊れています。元の場所からもう一度コピーするか、保存し直してください。"
        ) from error
    if "[Content_Types].xml" not in members or not any(m.startswith("xl/") for m in members):
        raise Refused(f"「{name}」はExcelブック（.xlsx）ではありません。Excelで開いて .xlsx で保存し直してください。")


def _page(sheet: Worksheet, beside: UnreadContent) -> Page:
    page = Page(sheet.title)
    spans = {
        (r.min_row, r.min_col): (r.max_row - r.min_row + 1, r.max_col - r.min_col + 1) for r in sheet.merged_cells.ranges
    }
    # Only the cells there are: walking rows and columns would fill a sheet with one stray cell far out.
    for (row, column), cell in sorted(sheet._cells.items()):
        value = beside.value(cell)
        text = _shown(value, str(cell.number_format or ""))
        if text:
            rows, columns = spans.get((row, column), (1, 1))
            number = _number(value)
            page.cells[(row - 1, column - 1)] = Cell(text, rows=rows, columns=columns, number=number)
    return page


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if value != value or abs(value) == float("inf"):
        return None
    # Excel knows fifteen digits: what it worked out as 0.30000000000000004 it shows as 0.3.
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")


def _shown(value: object, pattern: str) -> str:
    """A cell's value as it is displayed, as far as its number format is known."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _TAB.sub("\t", _RETURN.sub("", value.replace("\r\n", "\n")))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return _date(value, pattern)
    number = _number(value)
    return str(value) if number is None else _formatted(number, pattern)


def _date(value: datetime | date | time | timedelta, pattern: str) -> str:
    """As the number format shows a day, else `2024/4/1`, with the time where there is one."""
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    clock, on = (value.time(), value.date()) if isinstance(value, datetime) else (time(), value)
    day = (format_day(on, pattern) if clock == time() else None) or f"{on.year}/{on.month}/{on.day}"
    return day if clock == time() else f"{day} {clock.isoformat('minutes')}"


_HUGE = Decimal(10) ** 15
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[0#?]+)?%?")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


def _formatted(number: Decimal, pattern: str) -> str:
    """A number in a number format's digits, commas, percent and words; plain where the format is General or unusual."""
    sections = re.findall(r'(?:"[^"]*"|\\.|[^;])+', pattern)
    negative = number < 0 and len(sections) > 1
    section = sections[1] if negative else sections[0] if sections else ""
    words: list[str] = []

    def held(found: re.Match[str]) -> str:
        words.append(found.group(1) or found.group(2) or "")
        return "\x00"

    bare = _LITERAL.sub(held, section)
    digits = _DIGITS.search(bare)
    if digits is None or re.search(r"[A-Za-z@/]", bare):
        return _plain(number)
    text = bare[: digits.start()] + _digits(abs(number) if negative else number, digits.group()) + bare[digits.end() :]
    for word in words:
        text = text.replace("\x00", word, 1)
    return text.strip()


def _digits(number: Decimal, digits: str) -> str:
    if digits.endswith("%"):
        number *= 100
    places = digits.rstrip("%").partition(".")[2]
    needed = places.rstrip("#?")
    # As Excel rounds: half away from zero, where Python's formatting goes to the even neighbour.
    number = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP) if abs(number) < _HUGE else number
    shown = f"{number:{',' if ',' in digits.partition('.')[0] else ''}.{len(places)}f}"
    while len(places) > len(needed) and shown.endswith("0"):
        shown, places = shown[:-1], places[:-1]
    return shown.rstrip(".") + ("%" if digits.endswith("%") else "")


def _plain(number: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
