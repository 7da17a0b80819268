"""Pages as Excel workbooks: whole, safe, the same every time, and with nothing cut off."""

import random
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from dxdesk.pages.formats.style import LOOKS
from dxdesk.pages.formats.xlsx import styles as xlsx_styles
from dxdesk.pages.formats.xlsx.row_heights import HIGHEST, fit_rows
from dxdesk.pages.formats.xlsx.writer import number_format, sheet_names, write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Book, Cell, Chart, Page, joined
from dxdesk.plan.rows.errors import EnvironmentFault
from tests.libreoffice import convert
from tests.pages.layouts.ito.sample import ito_plan
from tests.requirements import JAPANESE_FONT, LIBREOFFICE, PDFTOTEXT, machine_environment


def one_page(text: str, style="body", width: int = 40) -> Book:
    page = Page("1", widths=[width])
    page.put(0, 0, text, style)
    return Book("題", [page])


def saved(book: Book, folder: Path) -> openpyxl.Workbook:
    write_xlsx(book, folder / "out.xlsx")
    return openpyxl.load_workbook(folder / "out.xlsx")


def ito_book() -> Book:
    plan = ito_plan()
    return layout("ito").write(plan.outline, plan.plan, Options()).book


@pytest.mark.parametrize("text", ["=1+1", "+81-3", "@name", "-", "#N/A", "=SUM(A1)\n二行目", "1211", "2024-04-01", "TRUE"])
def test_text_stays_text(tmp_path, text):
    cell = saved(one_page(text), tmp_path)["1"]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_a_text_like_a_formula_stays_text_when_it_is_edited_in_excel(tmp_path):
    assert saved(one_page("=1+1"), tmp_path)["1"]["A1"].quotePrefix
    assert not saved(one_page("文"), tmp_path)["1"]["A1"].quotePrefix


def test_what_a_workbook_cannot_hold_is_replaced_so_that_it_can_be_seen(tmp_path):
    book = one_page("鐘\x07と\x00、\ud800と\uffff。\r\n次\tの行")
    assert saved(book, tmp_path)["1"]["A1"].value == "鐘␇と␀、\ufffdと\ufffd。\n次\tの行"


def test_rare_characters_stay(tmp_path):
    text = "①㈱～〜髙﨑𠮷野家\U000e0100葛󠄀é"
    assert saved(one_page(text), tmp_path)["1"]["A1"].value == text


def test_numbers_are_numbers_with_the_decimals_printed(tmp_path):
    page = Page("1", widths=[10])
    for row, number in enumerate(("1211", "-512", "2.0", "1.56")):
        page.cells[(row, 0)] = Cell(number=Decimal(number), style="number")
    sheet = saved(Book("題", [page]), tmp_path)["1"]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == [1211, -512, 2.0, 1.56]
    assert sheet["A2"].number_format == '#,##0;"△"#,##0'
    assert sheet["A3"].number_format == '#,##0.0;"△"#,##0.0'
    assert number_format(Decimal("1E+3")) == '#,##0;"△"#,##0'


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 40_000,
        "\n".join(f"・{n}番目の取組を行った。（デジタル政策課）" for n in range(300)),
        "長い文、" * 1_250,
        "w" * 5_000,
    ],
    ids=["40,000 characters", "300 lines", "one line of 5,000", "one word of 5,000"],
)
def test_what_a_row_cannot_hold_goes_on_in_further_rows(tmp_path, text):
    sheet = saved(one_page(text), tmp_path)["1"]
    parts = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    assert len(parts) > 3
    assert joined(parts) == text
    assert all(sheet.row_dimensions[row].height <= HIGHEST for row in range(1, sheet.max_row + 1))


def test_further_rows_move_what_lies_below_along():
    page = Page("1", widths=[40, 40], repeat_rows=(1, 1), freeze=(2, 0))
    page.put(0, 0, "説明の文。\n" * 60, "text", columns=2)
    page.put(1, 0, "R4実績", "heading")
    page.put(2, 0, "長い\n" * 40, "body")
    page.put(2, 1, "短い", "body")
    page.put(3, 0, "終わり", "body", rows=2)
    page.cells[(3, 1)] = Cell(number=Decimal(1), style="number")
    page.cells[(4, 1)] = Cell(number=Decimal(2), style="number")
    page.charts.append(Chart("図", "件", (1, 0, 1), (("系列", 3),)))
    moved = fit_rows(page).page
    assert moved.repeat_rows == (3, 3)
    assert moved.freeze == (4, 0)
    assert moved.cells[(1, 0)].continues
    assert moved.cells[(1, 0)].columns == 2
    assert [moved.cells[(row, 1)].text for row in (4, 5)] == ["短い", ""]
    assert moved.cells[(6, 0)].text == "終わり"
    assert moved.charts == [Chart("図", "件", (3, 0, 1), (("系列", 6),))]


def test_a_tall_merged_cell_makes_its_rows_high_enough_together():
    page = Page("1", widths=[40, 40])
    page.put(0, 0, "行\n" * 30, "body", rows=3)
    for row in range(3):
        page.put(row, 1, "隣", "body")
    fit = fit_rows(page)
    assert fit.page.cells[(0, 0)].text == "行\n" * 30
    assert sum(fit.heights.values()) > 31 * LOOKS["body"].line


def test_a_continued_cell_looks_like_one(tmp_path):
    sheet = saved(one_page("行\n" * 80), tmp_path)["1"]
    edges = [(sheet.cell(row, 1).border.top.style, sheet.cell(row, 1).border.bottom.style) for row in (1, 2, sheet.max_row)]
    assert edges == [("thin", None), (None, None), (None, "thin")]


def test_print_setup_is_that_of_the_council(tmp_path):
    book = saved(ito_book(), tmp_path)
    sheet = book["1"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.freeze_panes == "A6"
    assert "伊東市DX推進計画進捗管理表" in sheet.oddFooter.left.text
    assert "&P" in sheet.oddFooter.right.text
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"BIZ UDゴシック"}
    assert sheet["A6"].alignment.wrap_text
    assert sheet["A6"].alignment.vertical == "top"


def test_contents_lead_to_their_pages(tmp_path):
    sheet = saved(ito_book(), tmp_path)["目次"]
    links = {sheet.cell(row, 2).value: sheet.cell(row, 2).hyperlink for row in range(3, 9)}
    assert links["行政手続のオンライン化 ※"].location == "'1'!A1"
    assert links["行政サービスの推進"] is None


def test_sheet_names_are_what_excel_takes():
    names = sheet_names(
        Book(
            "題",
            [Page("1-(1)/[甲]:乙?"), Page("長" * 40), Page("長" * 41), Page("History"), Page("'"), Page("a"), Page("A")],
        )
    )
    assert len({name.lower() for name in names.values()}) == 7
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names.values())


def test_charts_show_axes_and_leave_gaps(tmp_path):
    write_xlsx(ito_book(), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as packed:
        charts = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 8
    assert all(
        '<delete val="0"' in chart and 'dispBlanksAs val="gap"' in chart and '<delete val="1"' not in chart
        for chart in charts
    )
    # 水道 has 数値なし in R6: its numbers are beside the table, hidden, so that Excel does not draw a zero.
    tap = next(chart for chart in charts if "水道" in chart)
    assert "'指標一覧'!$D$6:$G$6" in tap
    assert "'指標一覧'!$I$7:$L$7" in tap
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["指標一覧"]
    assert [sheet.cell(7, column).value for column in range(9, 13)] == [1865, 3180, None, None]
    assert sheet.column_dimensions["I"].hidden


def without_dates(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", packed.read(name)) for name in packed.namelist()}


def test_the_same_pages_give_the_same_bytes_apart_from_dates(tmp_path):
    write_xlsx(ito_book(), tmp_path / "one.xlsx")
    write_xlsx(ito_book(), tmp_path / "two.xlsx")
    one, two = without_dates(tmp_path / "one.xlsx"), without_dates(tmp_path / "two.xlsx")
    assert list(one) == list(two)
    assert one == two


def test_the_file_records_when_it_was_made_and_by_what(tmp_path):
    properties = saved(ito_book(), tmp_path).properties
    assert (properties.title, properties.creator) == ("伊東市DX推進計画進捗管理表", "dxdesk")
    assert properties.created == properties.modified


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        write_xlsx(one_page("文"), tmp_path / "nowhere" / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def sample_text(chance: random.Random) -> str:
    """Officials' prose of any length: kana, kanji, brackets, Latin words, digits, short and long lines."""
    words = (
        "市民",
        "オンライン申請",
        "を行った。",
        "、",
        "（デジタル政策課）",
        "RPA",
        "ConfigurationManagement",
        "12,260件 ",
        "「マイ広報紙」",
        "ー",
        "ｶﾅ",
        "[対前年比 △512] ",
        "https://www.city.ito.example.jp/gyosei/dx.html",
    )
    lines = [
        "".join(chance.choice(words) for _ in range(chance.choice((1, 4, 12, 40))))
        for _ in range(chance.choice((1, 2, 5, 9)))
    ]
    return "\n".join(lines)


@JAPANESE_FONT.mark
@PDFTOTEXT.mark
@LIBREOFFICE.mark
@pytest.mark.parametrize("font", ["BIZ UDゴシック", "Noto Sans CJK JP"])
def test_libreoffice_cuts_nothing_off(tmp_path, monkeypatch, font):
    """Each cell's last line lies above the row that follows it, whatever replaces the font."""
    monkeypatch.setattr(xlsx_styles, "FONT", font)
    chance = random.Random(4)
    page = Page("1", widths=[24, 40, 53, 80])
    texts = {(2 * number, number % 4): f"{sample_text(chance)}\n末{number}尾" for number in range(80)}
    texts[(160, 1)] = "\n".join([*(f"{n}行" for n in range(299)), "末80尾"])
    texts[(162, 2)] = "\n".join([*(f"{n}行" for n in range(26)), "末81尾"])
    texts[(164, 1)] = "長い文、" * 1_250 + "\n末82尾"
    for number, ((row, column), text) in enumerate(texts.items()):
        page.put(row, column, text, "body")
        page.put(row + 1, column, f"次{number}段", "body")
    write_xlsx(Book("題", [page]), tmp_path / "out.xlsx")
    lines = drawn_lines(tmp_path / "out.xlsx")
    measured = 0
    for number in range(len(texts)):
        end, below = lines[f"末{number}尾"], lines[f"次{number}段"]
        assert end[0] <= below[0]
        if end[0] == below[0]:
            measured += 1
            assert end[2] <= below[1] + 2, f"the last line of cell {number} is cut"
    assert measured > 60


def drawn_lines(workbook: Path) -> dict[str, tuple[int, float, float]]:
    """Word → (page, top, bottom in points) in the PDF that LibreOffice makes of a workbook."""
    boxes = workbook.with_suffix(".html")
    pdf = convert(workbook, "pdf", workbook.parent)
    subprocess.run(["pdftotext", "-bbox", str(pdf), str(boxes)], env=machine_environment(), check=True, timeout=60)
    found: dict[str, tuple[int, float, float]] = {}
    page = 0
    for line in boxes.read_text(encoding="utf-8").splitlines():
        page += line.strip().startswith("<page")
        word = re.search(r'yMin="([\d.]+)" .*yMax="([\d.]+)">(.*)</word>', line)
        if word:
            found[word[3]] = (page, float(word[1]), float(word[2]))
    return found
