"""Each city's pages say the same whatever file they went through."""

from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats import FORMATS, read_book, writer
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Book
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities

DOCUMENTS = {
    "ito": "ito_progress_r6.xlsx",
    "isehara-action": "isehara_action_plan_r5.xlsx",
    "isehara-evaluation": "isehara_evaluation_r4.xlsx",
    "shibata": "shibata_initiatives_r5.xlsx",
}


def pages_of(name: str, rows: Rows) -> Book:
    outline = Outline(rows)
    return layout(name).write(outline, outline.plans[0], Options()).book


def through(book: Book, folder: Path, kind: str) -> Book:
    writer(kind)(book, folder / f"表.{kind}")
    return read_book(folder / f"表.{kind}")


@needs_cities
@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_citys_document_comes_back_from_every_kind_of_file(tmp_path: Path, name: str, kind: str) -> None:
    rows = adopt(Rows(), layout(name).read(read_book(CITIES / DOCUMENTS[name])).plan).rows
    reading = layout(name).read(through(pages_of(name, rows), tmp_path, kind))
    again = adopt(rows, reading.plan)
    assert (again.rows, again.missing, reading.unread) == (rows, 0, [])


@pytest.mark.parametrize("name", seed_names())
def test_a_web_page_says_what_the_workbook_says(tmp_path: Path, name: str) -> None:
    book = pages_of(name, adopt(Rows(), seed_draft(name)).rows)
    workbook, web = (layout(name).read(through(book, tmp_path, kind)) for kind in ("xlsx", "html"))
    assert web.plan == workbook.plan
    assert [u.text for u in web.unread] == [u.text for u in workbook.unread]


@pytest.mark.parametrize("name", seed_names())
def test_csv_changes_nothing_though_it_knows_no_merged_cells(tmp_path: Path, name: str) -> None:
    rows = adopt(Rows(), seed_draft(name)).rows
    workbook, plain = (layout(name).read(through(pages_of(name, rows), tmp_path, kind)) for kind in ("xlsx", "csv"))
    again = adopt(rows, plain.plan)
    assert (again.rows, again.missing) == (adopt(rows, workbook.plan).rows, 0)
    assert [u.text for u in plain.unread] == [u.text for u in workbook.unread]
