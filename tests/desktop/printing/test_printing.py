"""Pages on paper: all that a workbook's pages say stands in the PDF, each page on sheets of its own."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from pypdf.generic import DecodedStreamObject, NameObject
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRawFont

from dxdesk.cli import main
from dxdesk.desktop.appearance import style
from dxdesk.desktop.printing import pdf
from dxdesk.desktop.printing.chart import draw_chart
from dxdesk.desktop.printing.sheets import sheets
from dxdesk.jobs.exporting import ExportRequest, export
from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Book, Chart, Page
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.progress import Stopped
from dxdesk.plan.rows.rows import Rows
from tests.jobs.test_stopping import Stopper

pytestmark = pytest.mark.usefixtures("qapp")


def seeded(name: str) -> Book:
    outline = Outline(adopt(Rows(), seed_draft(name)).rows)
    return layout(name).write(outline, outline.plans[0], Options()).book


def text_of(file: Path) -> str:
    """The text of every page on paper, without white space; a bold letter is drawn twice, marked as text only once."""
    pages = []
    for page in PdfReader(file).pages:
        drawn = page.get_contents()
        assert drawn is not None
        once = DecodedStreamObject()
        once.set_data(re.sub(rb"/Span << /ActualText <> >> BDC.*?EMC", b"", drawn.get_data(), flags=re.DOTALL))
        page[NameObject("/Contents")] = once
        pages.append(page.extract_text())
    # A font writes the letters of "office" with one shape for three of them.
    return re.sub("[ﬀ-ﬆ]", lambda found: normalize("NFKC", found[0]), "".join("".join(pages).split()))


def glyphs(text: str) -> Counter[int]:
    """How often each shape is drawn; a PDF may name the shape of 人 by the radical ⼈, as the font has one for both."""
    font = QRawFont.fromFont(style.font())
    return Counter(font.glyphIndexesForString(text))


@pytest.mark.parametrize("name", seed_names())
def test_every_character_of_the_pages_is_on_paper(tmp_path: Path, name: str) -> None:
    book = seeded(name)
    pdf.write(book, tmp_path / "表.pdf")
    wanted = glyphs("".join("".join(c.text.split()) for page in book.pages for c in page.cells.values()))
    missing = wanted - glyphs(text_of(tmp_path / "表.pdf"))
    assert not missing


def test_a_page_longer_than_paper_goes_on_under_its_headings(tmp_path: Path) -> None:
    page = Page("一覧", widths=[20, 60], repeat_rows=(0, 0))
    page.put(0, 0, "施策", "heading")
    page.put(0, 1, "内容", "heading")
    for row in range(1, 101):
        page.put(row, 0, f"No.{row}", "cell")
        page.put(row, 1, "文章", "cell")
    cut = list(sheets(page))
    assert len(cut) > 1
    assert [row for sheet in cut for row in range(sheet.first, sheet.stop)] == list(range(101))
    pdf.write(Book("計画", [page]), tmp_path / "表.pdf")
    assert text_of(tmp_path / "表.pdf").count("策") == len(cut)


def test_charts_follow_the_last_rows_and_none_is_lost() -> None:
    page = Page("指標", widths=[20, 20, 20])
    page.put(0, 0, "指標", "heading")
    page.charts = [Chart(f"図{n}", "件", (0, 1, 2), (("件数", 0),)) for n in range(7)]
    cut = list(sheets(page))
    assert [chart.title for sheet in cut for chart in sheet.charts] == [f"図{n}" for n in range(7)]
    assert all(len(sheet.charts) <= 4 for sheet in cut)


def test_a_chart_leaves_a_gap_where_a_year_has_no_number() -> None:
    page = Page("指標", widths=[20] * 5)
    for column, number in enumerate([Decimal(5), None, Decimal(9)], 1):
        page.put(0, column, f"R{column}", "heading")
        page.put(1, column, "", "number", number=number)
    image = QImage(400, 260, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_chart(painter, page, Chart("件数", "件", (0, 1, 3), (("件数", 1),)), QRectF(0, 0, 400, 260))
    painter.end()
    line = QColor("#1F3864").rgb()
    columns = [x for x in range(44, 386) if any(image.pixel(x, y) == line for y in range(34, 220))]
    # Two marks, at the first and the third year, and no line between them.
    assert columns
    assert not any(130 < x < 300 for x in columns)


def test_what_stands_at_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        pdf.write(seeded("ito"), tmp_path / "ない" / "表.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_stopped_export_leaves_the_old_file_and_the_window_alive(tmp_path: Path, after: int) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"old")
    with pytest.raises(Stopped):
        export(adopt(Rows(), seed_draft("ito")).rows, "ito", out, ExportRequest(pdf.write), step=Stopper(after))
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_the_command_line_writes_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = tmp_path / "計画.dxdb", tmp_path / "表.pdf"
    assert main(["new", str(plan), "--seed", "ito"]) == 0
    assert main(["export", str(plan), "--layout", "ito", "--format", "pdf", "-o", str(out)]) == 0
    assert "23 ページ" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"%PDF-")
    assert "マイナンバーカード交付枚数" in text_of(out)
