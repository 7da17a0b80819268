"""Rows of a form copied, pasted and sorted in part, and what is no cell: found by filling in 92 forms wrongly."""

from copy import copy
from pathlib import Path
from zipfile import ZipFile

import pytest

from dxdesk.submission.merge.command import FileResult
from tests.submission.city import merge_files
from tests.submission.forms import ABOUT, COLUMN, FILL, MARK, MEASURE, PAST, Sheet, hand_out_forms
from tests.submission.merge.test_forms_elsewhere import messages, written_lines

COPIED = "写した行に書いた"


@pytest.fixture
def form(master: Path) -> Path:
    """The form of 市民課."""
    (path,) = hand_out_forms(master, "市民課")
    return path


def merged(master: Path, form: Path) -> FileResult:
    (result,) = merge_files(master, form).files
    return result


def paste_picture(form: Path) -> None:
    """Put a picture where workbooks keep those that were pasted."""
    with ZipFile(form, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n")


def copy_row(sheet: Sheet, text: str, value: str | None) -> None:
    """Copy the row that has a text below itself, and write something else into the copy."""
    (row,) = [row for row in sheet.rows() if row[FILL].value == text]
    texts = [cell.value for cell in row]
    at = row[0].row + 1
    sheet.table.insert_rows(at)
    for column, given in enumerate(texts, 1):
        sheet.table.cell(at, column).value = copy(given)
    sheet.table.cell(at, FILL + 1).value = value


def test_a_text_in_a_copied_row_is_one_more_line_and_not_another_wording(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        copy_row(sheet, "書きかけ", COPIED)
    assert merged(master, form).status == "merged"
    assert [text for _, text in written_lines(master, 1)] == ["書きかけ", COPIED]


def test_a_copied_row_that_was_emptied_deletes_nothing(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        copy_row(sheet, "書きかけ", None)
        sheet.line(1, "ほかに書いた")
    assert merged(master, form).status == "merged"
    assert "書きかけ" in [text for _, text in written_lines(master, 1)]


def test_a_figure_in_a_copied_row_is_a_message(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        (row,) = [row for row in sheet.rows() if row[FILL].value == "12件"]
        texts = [cell.value for cell in row]
        at = row[0].row + 1
        row[FILL].value = None
        sheet.table.insert_rows(at)
        for column, given in enumerate(texts, 1):
            sheet.table.cell(at, column).value = given
    assert merged(master, form).status == "merged"
    assert "12件" in [m.text for m in messages(master)]


@pytest.fixture
def wide(master: Path) -> Path:
    """A form with many rows that have texts of their own."""
    (path,) = hand_out_forms(master, "市民課")
    return path


def test_labels_sorted_without_their_ids_are_refused_and_nothing_changes(master: Path, wide: Path) -> None:
    with Sheet(wide) as sheet:
        rows = [row for row in sheet.rows() if str(row[MARK].value).split("/")[0] in ("figure", "line", "keep", "new")]
        labels = [[row[c].value for c in (MEASURE, COLUMN, ABOUT, PAST, FILL)] for row in rows]
        for row, texts in zip(rows, labels[3:] + labels[:3], strict=True):
            for column, text in zip((MEASURE, COLUMN, ABOUT, PAST, FILL), texts, strict=True):
                row[column].value = text
    before = master.read_bytes()
    result = merged(master, wide)
    assert (result.status, "組が入れ替わっています" in result.reason) == ("refused", True)
    assert master.read_bytes() == before


def test_a_pasted_picture_and_where_a_link_leads_are_told(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.cover["E5"].value = "別紙"
        sheet.cover["E5"].hyperlink = "file://fs01/shimin/bessi.docx"
    paste_picture(form)
    assert merged(master, form).status == "merged"
    told = "\n".join(m.text for m in messages(master))
    assert "画像が1個あります" in told
    assert "bessi.docx" in told
    assert "別紙" in told


def test_a_form_with_nothing_but_a_picture_is_no_blank_one(master: Path, form: Path) -> None:
    paste_picture(form)
    assert merged(master, form).status == "merged"
    assert [m.text[:8] for m in messages(master)] == ["画像が1個ありま"]


def test_a_heading_that_was_written_over_is_told(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.table["B2"].value = "欄（R6の実績は速報です）"
        sheet.line(1, "続けた")
    assert merged(master, form).status == "merged"
    assert "欄（R6の実績は速報です）" in [m.text for m in messages(master)]
