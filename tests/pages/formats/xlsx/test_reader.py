"""A workbook is read as a person sees it; any other file is refused in one sentence that says what to do."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from dxdesk.pages.formats import read_book
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.plan.rows.errors import DxdeskError, EnvironmentFault, Refused
from tests.cities import CITIES, needs_cities
from tests.lengths import sized

WORKBOOKS = sorted(CITIES.glob("*.xlsx"))


@pytest.fixture
def book() -> Workbook:
    workbook = Workbook()
    workbook.active.title = "1"  # type: ignore[union-attr]
    return workbook


def texts(workbook: Workbook, folder: Path) -> dict[tuple[int, int], str]:
    path = folder / "sheet.xlsx"
    workbook.save(path)
    return {place: cell.text for place, cell in read_xlsx(path).pages[0].cells.items()}


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        ("本文", "General", "本文"),
        (12, "General", "12"),
        (2.5, "General", "2.5"),
        (1e16, "General", "10000000000000000"),
        (1211, "#,##0", "1,211"),
        (1234.5, "#,##0", "1,235"),
        (0.112, "0.0%", "11.2%"),
        (-512, '#,##0;"△"#,##0', "△512"),
        (-512, "#,##0;[Red]-#,##0", "-512"),
        (61, '0"業務"', "61業務"),
        (3, "0.##", "3"),
        (True, "General", "TRUE"),
        (date(2024, 4, 1), "yyyy/m/d", "2024/4/1"),
        (datetime(2024, 4, 1, 9, 30), "yyyy/m/d h:mm", "2024/4/1 09:30"),
    ],
)
def test_values_are_read_as_they_are_displayed(
    book: Workbook, tmp_path: Path, value: object, pattern: str, shown: str
) -> None:
    cell = book.active.cell(1, 1, value)  # type: ignore[union-attr]
    cell.number_format = pattern
    assert texts(book, tmp_path) == {(0, 0): shown}


def test_numbers_stay_numbers_too(book: Workbook, tmp_path: Path) -> None:
    book.active.cell(1, 1, 0.112)  # type: ignore[union-attr]
    texts(book, tmp_path)
    assert read_xlsx(tmp_path / "sheet.xlsx").pages[0].cells[(0, 0)].number == Decimal("0.112")


def test_line_ends_in_cells_are_kept_and_cleaned(book: Workbook, tmp_path: Path) -> None:
    for row, text in enumerate(("一\n二", "一_x000D_\n二", " 前後の空白 "), 1):
        book.active.cell(row, 1, text)  # type: ignore[union-attr]
    assert texts(book, tmp_path) == {(0, 0): "一\n二", (1, 0): "一\n二", (2, 0): " 前後の空白 "}


def test_merged_cells_are_one_cell_with_its_span(book: Workbook, tmp_path: Path) -> None:
    book.active.cell(2, 2, "結合")  # type: ignore[union-attr]
    book.active.merge_cells("B2:D5")  # type: ignore[union-attr]
    texts(book, tmp_path)
    (cell,) = read_xlsx(tmp_path / "sheet.xlsx").pages[0].cells.values()
    assert (cell.rows, cell.columns) == (4, 3)


def test_hidden_sheets_and_formulas_never_computed_say_nothing(book: Workbook, tmp_path: Path) -> None:
    book.active.cell(1, 1, "=1+1")  # type: ignore[union-attr]
    hidden = book.create_sheet("作業用")
    hidden.cell(1, 1, "見えない")
    hidden.sheet_state = "hidden"
    book.create_sheet("2").cell(1_000_000, 50, "遠く")
    book.save(tmp_path / "sheet.xlsx")
    found = read_xlsx(tmp_path / "sheet.xlsx")
    assert [(page.name, [c.text for c in page.cells.values()]) for page in found.pages] == [("1", []), ("2", ["遠く"])]
    assert [(u.sheet, u.cell) for u in found.unread] == [("1", "A1"), ("作業用", "A1")]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("空.xlsx", b"", "空のファイル"),
        ("旧.xls", OLE + b"Workbook" * 100, "古い形式"),
        ("鍵.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        ("頁.xls", b"<html><body><table></table></body></html>", "HTML"),
        ("文.xlsx", "ただの文".encode(), "ではありません"),
        ("綴.xlsx", b"PK\x03\x04" + b"x" * 200, "切れている"),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_xlsx(path)
    assert message in refused.value.message
    assert name in refused.value.message
    assert refused.value.message.count("。") >= 1


def test_a_workbook_cut_off_anywhere_is_refused(book: Workbook, tmp_path: Path) -> None:
    book.active.cell(1, 1, "本文" * 1000)  # type: ignore[union-attr]
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    cut = tmp_path / "cut.xlsx"
    for length in range(1, len(whole), max(1, len(whole) // 40)):
        cut.write_bytes(whole[:length])
        with pytest.raises(Refused):
            read_xlsx(cut)


def test_a_workbook_with_a_flipped_byte_is_read_or_refused_never_a_bug(book: Workbook, tmp_path: Path) -> None:
    book.active.cell(1, 1, "本文")  # type: ignore[union-attr]
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    flipped = tmp_path / "flipped.xlsx"
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(DxdeskError):
            read_xlsx(flipped)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "文書.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")
        package.writestr("[Content_Types].xml", "<x/>")
    with pytest.raises(Refused, match="ではありません"):
        read_xlsx(path)


def test_a_missing_file_and_a_folder_are_faults_of_the_place(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        read_xlsx(tmp_path / "ない.xlsx")
    (tmp_path / "フォルダ.xlsx").mkdir()
    with pytest.raises(EnvironmentFault):
        read_xlsx(tmp_path / "フォルダ.xlsx")


@needs_cities
@sized("path", [path for path in WORKBOOKS if path.stat().st_size < 2**20], WORKBOOKS, ids=lambda path: path.stem)
def test_every_real_workbook_is_read_whole(path: Path) -> None:
    from openpyxl import load_workbook

    book = read_book(path)
    sheets = load_workbook(path, data_only=True).worksheets
    assert [page.name for page in book.pages] == [sheet.title for sheet in sheets]
    for page, sheet in zip(book.pages, sheets, strict=True):
        assert len(page.cells) == sum(cell.value not in (None, "") for row in sheet.iter_rows() for cell in row)
