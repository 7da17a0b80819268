"""Pages as CSV: opens in Excel as it is, runs nothing there, and is read in the encodings in use."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.pages.formats import read_book
from dxdesk.pages.formats.csv.reader import read_csv
from dxdesk.pages.formats.csv.writer import escape_formula, unescape_formula, write_csv
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.rows.errors import EnvironmentFault, Refused

Grid = dict[tuple[int, int], str]


def grid(page: Page) -> Grid:
    return {place: cell.text for place, cell in page.cells.items()}


def page_of(name: str, texts: Grid) -> Page:
    page = Page(name, widths=[10] * 5)
    for (row, column), text in texts.items():
        page.put(row, column, text)
    return page


def given_file(folder: Path, data: bytes | str, encoding: str = "utf-8") -> Path:
    path = folder / "表.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


TEXTS = {(0, 0): "施策", (0, 2): "R5, R6", (2, 1): '引用"符"\n次の行', (2, 2): "①㈱～髙", (3, 4): "　字下げ "}


def test_one_page_is_the_bare_table(tmp_path: Path) -> None:
    write_csv(Book("題", [page_of("一覧", TEXTS)]), tmp_path / "表.csv")
    data = (tmp_path / "表.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + "施策".encode())
    assert data.count(b"\r\n") == 4
    (page,) = read_book(tmp_path / "表.csv").pages
    assert (page.name, grid(page)) == ("表", TEXTS)


def test_every_row_is_as_wide_as_the_page(tmp_path: Path) -> None:
    write_csv(Book("題", [page_of("一覧", TEXTS)]), tmp_path / "表.csv")
    with open(tmp_path / "表.csv", encoding="utf-8-sig", newline="") as file:
        assert {len(fields) for fields in csv.reader(file)} == {5}


def test_several_pages_lie_below_each_other_under_their_names(tmp_path: Path) -> None:
    pages = [page_of("目次", {(0, 0): "計画"}), page_of("1", TEXTS), page_of("2", {(1, 0): "上は空"})]
    write_csv(Book("題", pages), tmp_path / "表.csv")
    text = (tmp_path / "表.csv").read_text("utf-8-sig")
    assert text.startswith("［シート］目次\n計画\n\n［シート］1\n")
    back = read_csv(tmp_path / "表.csv").pages
    assert [(page.name, grid(page)) for page in back] == [(page.name, grid(page)) for page in pages]


def test_a_cell_merged_downwards_stays_one(tmp_path: Path) -> None:
    page = page_of("1", {(0, 1): "上", (2, 0): "〃", (2, 1): "下", (3, 2): "〃"})
    page.cells[(0, 0)] = Cell("柱", rows=2)
    page.cells[(0, 2)] = Cell("", rows=2)
    page.cells[(3, 0)] = Cell("広", rows=2, columns=2)
    write_csv(Book("題", [page]), tmp_path / "表.csv")
    (back,) = read_csv(tmp_path / "表.csv").pages
    assert grid(back) == {place: text for place, text in grid(page).items() if text}
    assert {place: cell.rows for place, cell in back.cells.items() if cell.rows > 1} == {(0, 0): 2, (3, 0): 2}


def test_ditto_in_anybodys_csv_is_the_text_above(tmp_path: Path) -> None:
    (page,) = read_csv(given_file(tmp_path, "柱,〃\r\n〃,a\r\n〃,\r\n,〃\r\n")).pages
    assert {place: (cell.text, cell.rows) for place, cell in page.cells.items()} == {
        (0, 0): ("柱", 3),
        (0, 1): ("〃", 1),
        (1, 1): ("a", 1),
        (3, 1): ("〃", 1),
    }


def test_numbers_are_as_printed(tmp_path: Path) -> None:
    page = Page("1", widths=[10])
    page.cells[(0, 0)] = Cell(number=Decimal("-1512.0"), style="number")
    write_csv(Book("題", [page]), tmp_path / "表.csv")
    assert grid(read_csv(tmp_path / "表.csv").pages[0]) == {(0, 0): "△1,512.0"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+81-3(1)", "-検討", "@SUM(A1)", '=cmd|"/c calc"!A1', "＝1+1", "'=1+1", "''-5", "\t=1"]
)
def test_a_formula_is_not_run_by_excel_and_comes_back(tmp_path: Path, text: str) -> None:
    write_csv(Book("題", [page_of("1", {(0, 0): text})]), tmp_path / "表.csv")
    with open(tmp_path / "表.csv", encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[0].startswith("'")
    assert grid(read_csv(tmp_path / "表.csv").pages[0]) == {(0, 0): text}


@pytest.mark.parametrize("text", ["-5", "-", "+3.2%", "-1,234", "△512", "－", "1-(1)", "'引用'", "・-5"])
def test_what_excel_does_not_run_stays_bare(text: str) -> None:
    assert escape_formula(text) == unescape_formula(text) == text


@given(st.text(alphabet="'=+-@＝5a〃\t\n", max_size=6))
def test_guarding_is_taken_back(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings_in_use_are_read(tmp_path: Path, encoding: str) -> None:
    path = given_file(tmp_path, '施策,"①㈱髙～\r\n次"\r\n伊東市,ｷｬｯｼｭﾚｽ\r\n', encoding)
    assert grid(read_csv(path).pages[0]) == {(0, 0): "施策", (0, 1): "①㈱髙～\n次", (1, 0): "伊東市", (1, 1): "ｷｬｯｼｭﾚｽ"}


def test_excels_unicode_text_has_tabs(tmp_path: Path) -> None:
    path = given_file(tmp_path, "施策\t値\r\n電子申請\t1,211\r\n", "utf-16")
    assert grid(read_csv(path).pages[0])[(1, 1)] == "1,211"


@pytest.mark.parametrize(
    "data", ["伊東市の計画".encode("euc_jp"), "ﾃﾞ".encode("cp932"), b"\x81\x00\xff", b"\xff\xfe\x00\xd8x"]
)
def test_an_encoding_that_cannot_be_recognised_is_asked_for(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refused, match="文字コードを決められません"):
        read_csv(given_file(tmp_path, data))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空"),
        (b"\xef\xbb\xbf \r\n", "空"),
        (b"a\0b", "CSVファイルではありません"),
        ('施策,値\r\n"閉じない,1\r\n次,2\r\n'.encode(), "2行目"),
        ('施策\r\n"余分"な引用符\r\n'.encode(), "2行目"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read_csv(given_file(tmp_path, data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        read_csv(tmp_path / "ない.csv")


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write_csv(Book("題", [page_of("1", TEXTS)]), tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("name", ["表.csv", "表.tsv", "表.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_fields_may_be_separated_by_tabs(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes('施策\t実績\r\n申請\t"1,211件\n延べ"\r\n'.encode(encoding))
    (page,) = read_book(path).pages
    assert grid(page) == {(0, 0): "施策", (0, 1): "実績", (1, 0): "申請", (1, 1): "1,211件\n延べ"}


def test_another_kind_of_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for name in ("表.ods", "表.xlsb", "表.pdf"):
        (tmp_path / name).write_bytes(b"PK")
        with pytest.raises(Refused, match=r"Excelで開いて \.xlsx で保存し直す"):
            read_book(tmp_path / name)
