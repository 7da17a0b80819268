"""Pages as one web page: safe, readable by ear, printable, and the same pages when read again."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.html.writer import html, write_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Book, Cell, Page
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import format_number
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities
from tests.pages.layouts.ito.sample import ito_plan

Shown = dict[tuple[int, int], tuple[str, int, int]]


def shown(page: Page) -> Shown:
    """What a reader sees of a page: place → text and size of each cell that is not blank."""
    texts = {place: cell.text if cell.number is None else format_number(cell.number) for place, cell in page.cells.items()}
    return {place: (text, page.cells[place].rows, page.cells[place].columns) for place, text in texts.items() if text}


def returned(book: Book, folder: Path) -> Book:
    write_html(book, folder / "表.html")
    return read_html(folder / "表.html")


def ito_book() -> Book:
    plan = ito_plan()
    return layout("ito").write(plan.outline, plan.plan, Options()).book


def assert_same(one: Book, other: Book) -> None:
    assert [page.name for page in one.pages] == [page.name for page in other.pages]
    for before, after in zip(one.pages, other.pages, strict=True):
        assert shown(before) == shown(after)


def test_the_pages_come_back(tmp_path: Path) -> None:
    book = ito_book()
    assert_same(book, returned(book, tmp_path))


@needs_cities
def test_ito_goes_through_html_whole(tmp_path: Path) -> None:
    ito = layout("ito")
    rows = adopt(Rows(), ito.read(read_xlsx(CITIES / "ito_progress_r6.xlsx")).plan).rows
    outline = Outline(rows)
    book = ito.write(outline, outline.plans[0], Options()).book
    through = returned(book, tmp_path)
    assert_same(book, through)
    columns = [c for page in through.pages[1:-1] for (row, _), c in page.cells.items() if row == 4]
    assert len(columns) == 84
    reading = ito.read(through)
    again = adopt(rows, reading.plan)
    assert (again.rows, again.missing, reading.unread) == (rows, 0, [])


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert("x")</script>&amp;\'',
        "一行目\n二行目",
        "  字下げ\n\n\n空行のあと  ",
        "語  語\tタブ",
        "\n先頭の改行",
        "　全角の字下げ",
        "①㈱～〜髙﨑𠮷葛󠄀é",
        "a\nb漢字\n漢字",
        "=1+1",
    ],
)
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    page = Page("<名前> & 'x'", widths=[10, 20])
    page.put(1, 1, text, "body")
    book = Book("<題>", [page])
    assert_same(book, returned(book, tmp_path))


def test_blank_rows_columns_and_spans_keep_their_places(tmp_path: Path) -> None:
    page = Page("1", widths=[10] * 5, repeat_rows=(0, 1), freeze=(2, 1))
    page.put(0, 1, "縦", "heading", rows=2)
    page.put(0, 2, "横", "heading", columns=2)
    page.put(1, 2, "左", "heading")
    page.put(1, 3, "右", "heading")
    page.put(4, 0, "見出し", "cell", rows=2)
    page.put(4, 4, "隅", "cell")
    page.put(5, 2, "中", "cell")
    page.cells[(6, 4)] = Cell(number=Decimal("-1512.0"), style="number")
    book = Book("題", [page])
    assert_same(book, returned(book, tmp_path))
    assert shown(read_html(tmp_path / "表.html").pages[0])[(6, 4)][0] == "△1,512.0"


def test_what_html_cannot_hold_is_replaced_so_that_it_can_be_seen(tmp_path: Path) -> None:
    page = Page("1", widths=[10])
    page.put(0, 0, "鐘\x07、\ud800。\r\n次")
    assert shown(returned(Book("題", [page]), tmp_path).pages[0])[(0, 0)][0] == "鐘␇、\ufffd。\n次"


def test_the_page_needs_nothing_from_elsewhere() -> None:
    text = html(ito_book())
    assert not re.search(r"https?:|//|<script|\bsrc=|@import|url\(|\son\w+=", text)


def test_the_page_can_be_heard_and_walked_through() -> None:
    soup = BeautifulSoup(html(ito_book()), "html.parser")
    assert soup.html["lang"] == "ja"
    assert soup.title.get_text() == soup.h1.get_text() == "伊東市DX推進計画進捗管理表"
    names = [page.name for page in ito_book().pages]
    assert [link.get_text() for link in soup.nav.find_all("a")] == names
    assert [caption.get_text() for caption in soup.find_all("caption")] == names
    ids = {tag["id"] for tag in soup.find_all(id=True)}
    assert all(link["href"].removeprefix("#") in ids for link in soup.find_all("a"))
    assert {th["scope"] for th in soup.find_all("th")} <= {"col", "colgroup", "row", "rowgroup"}
    page = soup.find("section", id="page-2")
    assert [th.get_text() for th in page.find_all("th")] == ["R4実績", "R5実績", "R6実績", "R7実施予定"]
    assert all(page.find(level) is not None for level in ("h2", "h3"))


def test_tags_close_in_the_order_they_open() -> None:
    class Closing(HTMLParser):
        open: list[str] = []

        def handle_starttag(self, tag: str, _: object) -> None:
            if tag not in ("meta", "br", "col"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Closing()
    parser.feed(html(ito_book()))
    parser.close()
    assert parser.open == []


def test_each_page_prints_on_its_paper() -> None:
    pages = [Page("1", widths=[10], paper="A3"), Page("2", widths=[10], landscape=False)]
    for page in pages:
        page.put(0, 0, "文")
    text = html(Book("題", pages))
    assert 'class="a3-landscape"' in text
    assert 'class="a4-portrait"' in text
    assert "size: A3 landscape" in text
    assert "size: A4 portrait" in text


def test_headings_are_repeated_on_each_sheet_with_a_title_above_but_no_more() -> None:
    page = Page("1", widths=[10], repeat_rows=(2, 2))
    for row, text in enumerate(["題", "", "見出し", "文", "文"]):
        page.put(row, 0, text)
    assert html(Book("題", [page])).count("<thead>") == 1
    page.put(0, 0, "長い説明。" * 20)
    assert "<thead>" not in html(Book("題", [page]))


def test_a_wide_table_is_printed_smaller() -> None:
    pages = [Page("1", widths=[20] * 5), Page("2", widths=[20] * 20)]
    for page in pages:
        page.put(0, 0, "文")
    printed_in = re.findall(r"--printed: ([\d.]+)pt", html(Book("題", pages)))
    assert float(printed_in[0]) == 10
    assert 3 < float(printed_in[1]) < 5


def test_rows_that_stay_together_are_in_one_body(tmp_path: Path) -> None:
    page = Page("1", widths=[10], together=[(1, 2), (4, 5), (5, 9)])
    for row in range(7):
        page.put(row, 0, str(row))
    bodies = BeautifulSoup(html(Book("題", [page])), "html.parser").find_all("tbody")
    rows = [(body.get("class"), [row.get_text() for row in body.find_all("tr")]) for body in bodies]
    assert rows == [(None, ["0"]), (["together"], ["1", "2"]), (None, ["3"]), (["together"], ["4", "5"]), (None, ["6"])]
    assert_same(Book("題", [page]), returned(Book("題", [page]), tmp_path))


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write_html(ito_book(), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
