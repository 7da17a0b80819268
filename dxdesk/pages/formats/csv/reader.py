"""A CSV file as a Book: the table it holds, or the pages that `write_csv` put into one file."""

import csv
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

from dxdesk.files import fault
from dxdesk.pages.formats.csv.writer import PAGE, unescape_formula
from dxdesk.pages.page import SAME, Book, Page
from dxdesk.plan.rows.errors import Refused

_JAPANESE = re.compile(r"[\u2000-\uffff\U00010000-\U0010ffff]")
_HALF_WIDTH = re.compile(r"[\uff61-\uff9f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def read_csv(path: Path) -> Book:
    """The file's table; fields separated by commas, or by tabs as in the texts that Excel writes.

    Raises Refused, EnvironmentFault.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fault(error, path) from error
    text = _decoded(data, path.name)
    if not text.strip():
        raise Refused(f"「{path.name}」は空のファイルです。元のファイルを確かめてください。")
    if "\0" in text:
        raise Refused(f"「{path.name}」はCSVファイルではありません。ファイルを確かめてください。")
    lines = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text, data), strict=True)
    pages: list[_PageBuilder] = []
    while True:
        begins = lines.line_num + 1
        try:
            fields = next(lines, None)
        except csv.Error as error:
            raise Refused(
                f'「{path.name}」の{begins}行目がCSVとして読めません。引用符（"）の閉じ忘れや余分な引用符を確かめてください。'
            ) from error
        if fields is None:
            return Book(path.stem, [growing.page for growing in pages])
        named = bool(fields) and fields[0].startswith(PAGE) and not any(fields[1:])
        if named or not pages:
            pages.append(_PageBuilder(Page(fields[0].removeprefix(PAGE) if named else path.stem)))
        if not named:
            pages[-1].add(fields)


def _delimiter(text: str, data: bytes) -> str:
    """A tab where the first line has some and no comma; Excel's Unicode text (UTF-16) may have commas beside.

    A text that begins with a tab is one that `write_csv` guarded.
    """
    first = text.lstrip("\r\n").partition("\n")[0].replace("'\t", "")
    return "\t" if "\t" in first and ("," not in first or data.startswith(_UTF_16)) else ","


class _PageBuilder:
    """A page while its lines come in. `_above`: column → the row of the cell that reaches down to the last line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._rows = 0
        self._above: dict[int, int] = {}

    def add(self, fields: list[str]) -> None:
        """One more line; 〃 under a text makes its cell reach down."""
        above: dict[int, int] = {}
        for column, field in enumerate(fields):
            if field == SAME and column in self._above:
                place = above[column] = self._above[column]
                cell = self.page.cells[(place, column)]
                self.page.cells[(place, column)] = replace(cell, rows=self._rows - place + 1)
            elif field:
                above[column] = self._rows
                self.page.put(self._rows, column, unescape_formula(field).replace("\r\n", "\n").replace("\r", "\n"))
        self._above = above
        self._rows += 1


def _decoded(data: bytes, name: str) -> str:
    """The text by its byte order mark, else as UTF-8, else as Shift_JIS as Windows writes it. Raises Refused."""
    if data.startswith(_UTF_16):
        read = [_as(data, "utf-16")]
    else:
        utf, windows = _as(data, "utf-8-sig"), _as(data, "cp932")
        # A few half-width kana read as UTF-8 make no Japanese character.
        odd = utf is not None and windows is not None and _FOREIGN.search(utf) and not _JAPANESE.search(utf)
        read = [] if odd else [utf, None if windows is None or _other_japanese(data, windows) else windows]
    for text in read:
        if text is not None:
            return text
    raise Refused(f"「{name}」の文字コードを決められません。Excelの「CSV UTF-8（コンマ区切り）」で保存し直してください。")


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _other_japanese(data: bytes, windows: str) -> bool:
    """Whether what reads as Windows' encoding may as well be EUC-JP."""
    odd = len(_HALF_WIDTH.findall(windows)) * 2 > len(_FOREIGN.findall(windows))
    return odd and _as(data, "euc_jp") is not None
