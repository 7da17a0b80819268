"""Tables of a web page, or of a sheet saved as one, become pages that look like the workbook's."""

from pathlib import Path

import pytest

from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.page import Page
from dxdesk.plan.rows.errors import EnvironmentFault, Refused


def pages(folder: Path, html: str | bytes, name: str = "表.html") -> list[Page]:
    path = folder / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return read_html(path).pages


def grid(page: Page) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in page.cells.items()}


def test_texts_above_a_table_are_in_the_rows_above_it(tmp_path: Path) -> None:
    html = """<!DOCTYPE html><html><head><title>見ない</title><style>p{}</style></head><body>
    <nav>メニュー</nav><h2>1 行政サービス</h2><div><h3>1-(1) オンライン化</h3><p>一段落目
    の続き。</p><p>二段落目<br>改行後</p></div><script>見ない</script>
    <table><tr><th>R4実績</th><th>R5実績</th></tr><tr><td>61業務</td><td>88業務</td></tr></table>
    <h2>2 次の柱</h2><table><tr><td>表2</td></tr></table><p>お問い合わせ</p></body></html>"""
    first, second, rest = pages(tmp_path, html)
    assert grid(first) == {
        (0, 0): "1 行政サービス",
        (1, 0): "1-(1) オンライン化",
        (2, 0): "一段落目の続き。",
        (3, 0): "二段落目",
        (4, 0): "改行後",
        (5, 0): "R4実績",
        (5, 1): "R5実績",
        (6, 0): "61業務",
        (6, 1): "88業務",
    }
    assert grid(second) == {(0, 0): "2 次の柱", (1, 0): "表2"}
    assert grid(rest) == {(0, 0): "お問い合わせ"}


def test_paragraphs_items_and_breaks_in_a_cell_are_its_lines(tmp_path: Path) -> None:
    html = """<table><tr><td><p>【件数】 61業務</p><ul style="list-style-type: none">
      <li>・点のある行</li><li>点のない<b>行</b></li></ul>一行<br/>次の行
      <!-- 見ない --></td></tr></table>"""
    (page,) = pages(tmp_path, html)
    assert grid(page) == {(0, 0): "【件数】 61業務\n・点のある行\n点のない行\n一行\n次の行"}


def test_spans_push_the_cells_beside_and_below(tmp_path: Path) -> None:
    html = """<table><tr><td rowspan=2>a</td><td colspan="2">b</td><td>c</td></tr>
      <tr><td>d</td><td>e</td><td>f</td></tr><tr><td rowspan=0 colspan=x>g</td></tr></table>"""
    (page,) = pages(tmp_path, html)
    assert grid(page) == {(0, 0): "a", (0, 1): "b", (0, 3): "c", (1, 1): "d", (1, 2): "e", (1, 3): "f", (2, 0): "g"}
    assert (page.cells[(0, 0)].rows, page.cells[(0, 1)].columns) == (2, 2)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("", "cp932"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("EUC-JP", "euc-jp"),
    ],
)
def test_encodings_in_use_are_read(tmp_path: Path, declared: str, encoding: str) -> None:
    words = "伊東市の計画" if encoding == "euc-jp" else "①㈱髙～伊東市の計画"
    html = f'<meta charset="{declared}"><table><tr><td>{words}</td></tr></table>'
    (page,) = pages(tmp_path, html.encode(encoding))
    assert grid(page) == {(0, 0): words}


def test_a_sheet_saved_by_excel_in_one_file_keeps_its_rows(tmp_path: Path) -> None:
    html = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
    <meta http-equiv=Content-Type content="text/html; charset=shift_jis"></head><body>
    <table border=0><col width=72><tr height=20><td colspan=2 class=xl65 style='height:15pt'>1 行政サービス</td></tr>
    <tr><td class=xl66>R4実績</td><td class=xl66>R5実績</td></tr>
    <tr><td class=xl67>【件数】<span style='mso-spacerun:yes'>&nbsp;</span>61業務<br>
        ・広く利用を呼び
        かけた。</td><td></td></tr><![if supportMisalignedColumns]><tr></tr><![endif]></table></body></html>"""
    (page,) = pages(tmp_path, html.encode("cp932"))
    assert grid(page) == {
        (0, 0): "1 行政サービス",
        (1, 0): "R4実績",
        (1, 1): "R5実績",
        (2, 0): "【件数】\u00a061業務\n・広く利用を呼びかけた。",
    }


def test_a_workbook_saved_by_libreoffice_names_its_sheets(tmp_path: Path) -> None:
    html = """<body><p><center><h1>Overview</h1><A HREF="#table0">目次</A><br><A HREF="#table1">1</A><br></center></p><hr>
    <A NAME="table0"><h1>Sheet 1: <em>目次</em></h1></A><table><tr><td><a href="#x">計画</a></td></tr></table>
    <p>間の文</p><A NAME="table1"><h1>Sheet 2: <em>1</em></h1></A><table><tr><td>本文</td></tr></table></body>"""
    first, second = pages(tmp_path, html)
    assert (first.name, grid(first)) == ("目次", {(0, 0): "計画"})
    assert (second.name, grid(second)) == ("1", {(0, 0): "間の文", (1, 0): "本文"})


def test_a_workbook_saved_as_several_web_files_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    folder = tmp_path / "表.files"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"sheet00{number}.htm").write_text(f"<table><tr><td>シート{number}</td></tr></table>", "utf-8")
    links = "".join(f'<link id="shLink" href="%E8%A1%A8.files/sheet00{n}.htm">' for n in (1, 2))
    html = f"<html><head>{links}</head><frameset></frameset></html>"
    assert [grid(page) for page in pages(tmp_path, html)] == [{(0, 0): "シート1"}, {(0, 0): "シート2"}]
    with pytest.raises(Refused, match="一緒に保存されたフォルダ"):
        pages(tmp_path, html.replace("sheet002", "sheet003"))
    (tmp_path.parent / "outside.htm").write_text("<table><tr><td>外</td></tr></table>", "utf-8")
    with pytest.raises(Refused):
        pages(tmp_path, '<link id="shLink" href="../outside.htm">')


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "空"), (b"  \n", "空"), (b"plain text", "HTML"), (b"<p>\x81\x00</p>", "文字コード")]
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        pages(tmp_path, data)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        read_html(tmp_path / "ない.html")
