"""What a clerk leaves in a workbook beside the texts of its cells is listed with sheet and cell, never taken for a text."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from dxdesk.pages.formats import read_book
from dxdesk.pages.page import Book

DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>3</xdr:col><xdr:row>4</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>6</xdr:row></xdr:to>
<xdr:sp><xdr:txBody><a:p><a:r><a:t>検</a:t></a:r><a:r><a:t>討</a:t></a:r></a:p><a:p><a:r><a:t>導入</a:t></a:r></a:p></xdr:txBody>
</xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"""
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>'
    "</Relationships>"
)


def saved(folder: Path, change: Callable[[Worksheet], None]) -> Path:
    """A workbook whose only sheet was changed so."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "1"
    change(sheet)
    workbook.save(folder / "sheet.xlsx")
    return folder / "sheet.xlsx"


def shown(book: Book) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in book.pages[0].cells.items()}


def unread(book: Book) -> list[tuple[str, str, str]]:
    return [(u.sheet, u.cell, u.text) for u in book.unread]


def test_bold_words_are_words_like_others_with_their_spaces_and_lines(tmp_path: Path) -> None:
    def bold(sheet: Worksheet) -> None:
        sheet["A1"] = CellRichText("一 ", TextBlock(InlineFont(b=True), " 太字\n"), "続き")

    book = read_book(saved(tmp_path, bold))
    assert (shown(book), unread(book)) == ({(0, 0): "一  太字\n続き"}, [])


def test_what_is_struck_out_is_no_text_and_is_listed(tmp_path: Path) -> None:
    def strike(sheet: Worksheet) -> None:
        sheet["A1"] = CellRichText("令和8年度", TextBlock(InlineFont(strike=True), "に検討する"), "に導入する")
        sheet["B2"], sheet["B3"] = "やめた取組", 61
        sheet["B2"].font = sheet["B3"].font = Font(strike=True)

    book = read_book(saved(tmp_path, strike))
    assert shown(book) == {(0, 0): "令和8年度に導入する"}
    assert unread(book) == [
        ("1", "A1", "取り消し線の文字：に検討する"),
        ("1", "B2", "取り消し線の文字：やめた取組"),
        ("1", "B3", "取り消し線の文字：61"),
    ]


def test_comments_and_failed_formulas_are_listed(tmp_path: Path) -> None:
    def mark(sheet: Worksheet) -> None:
        sheet["B6"] = "88業務"
        sheet["B6"].comment = Comment("要確認", "課長")
        sheet["C6"] = "#REF!"
        sheet["C6"].data_type = "e"

    book = read_book(saved(tmp_path, mark))
    assert shown(book) == {(5, 1): "88業務"}
    assert unread(book) == [("1", "B6", "コメント：要確認"), ("1", "C6", "#REF!")]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('t="str"><f>IF(1,"","")</f><v></v>', (None, [])),
        ("><f>SUM(B1:B2)</f><v>61</v>", ("61", [])),
        ("><f>SUM(B1:B2)</f><v></v>", (None, ["=SUM(B1:B2)"])),
        ("><f>SUM(B1:B2)</f>", (None, ["=SUM(B1:B2)"])),
        ('t="str"><f>B1&amp;"件"</f><v>61件</v>', ("61件", [])),
    ],
)
def test_a_formula_says_what_was_worked_out_last(tmp_path: Path, value: str, says: tuple[str | None, list[str]]) -> None:
    def formula(sheet: Worksheet) -> None:
        sheet["A1"] = 0

    path = saved(tmp_path, formula)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda text: text.replace('t="n"><v>0</v>', value))
    book = read_book(path)
    assert (shown(book).get((0, 0)), [u.text for u in book.unread]) == says


def test_texts_in_shapes_are_listed_with_their_cells(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda sheet: sheet.append(["取組"]))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", DRAWING)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", RELATION)
    book = read_book(path)
    assert (shown(book), unread(book)) == ({(0, 0): "取組"}, [("1", "D5", "図形の文字：検討\n導入")])


def test_how_a_word_is_read_is_never_in_the_text(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda sheet: sheet.append(["収納課"]))
    furigana = '<t>収納課</t><rPh sb="0" eb="3"><t>シュウノウカ</t></rPh><phoneticPr fontId="1"/>'
    rewritten(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<t>収納課</t>", furigana))
    with zipfile.ZipFile(path) as package:
        assert "シュウノウカ" in package.read("xl/worksheets/sheet1.xml").decode()
    assert shown(read_book(path)) == {(0, 0): "収納課"}


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> None:
    """The package with one part changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
