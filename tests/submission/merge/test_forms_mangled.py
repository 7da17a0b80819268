"""What clerks, Excel and sanitisers do to a form on its way: it is recognised, or refused in one sentence."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from dxdesk.plan.rows.model import DONE, PLANNED, Figure
from dxdesk.plan.rows.outline import Outline
from dxdesk.submission.merge.command import FileResult
from tests.libreoffice import convert
from tests.requirements import LIBREOFFICE
from tests.submission.city import INDICATORS, MEASURES, ROWS, THIS_YEAR, YEAR, figure_text, master_in, merge_files, rows_of
from tests.submission.forms import FILL, MARK, Sheet, hand_out_forms


@pytest.fixture
def form(master: Path) -> Path:
    """The form of 市民課, filled in."""
    (path,) = hand_out_forms(master, "市民課")
    with Sheet(path) as sheet:
        sheet.figure(1, "12件")
        sheet.line(1, "一行目\n二行目")
        sheet.line(4, "=する", YEAR + 1, PLANNED).data_type = "s"
        sheet.existing("書きかけ", "直した")
        sheet.contact(person="市民 一郎")
    return path


def merge_form(master: Path, form: Path) -> FileResult:
    (file_result,) = merge_files(master, form).files
    return file_result


def require_all(master: Path, form: Path) -> None:
    """Everything that was filled in is in the plan."""
    file_result = merge_form(master, form)
    assert (file_result.status, file_result.reason, file_result.applied, file_result.conflicts) == ("merged", "", 4, 0)
    rows = rows_of(master)
    assert figure_text(rows, 1) == "12件"
    outline = Outline(rows)
    message = [(e.year, e.kind, e.text) for m in MEASURES for e in outline.all_entries(m)]
    assert (YEAR, DONE, "一行目\n二行目") in message
    assert (YEAR, DONE, "直した") in message
    assert (YEAR + 1, PLANNED, "=する") in message
    assert file_result.person == "市民 一郎"


def refused(master: Path, form: Path) -> str:
    """Why a form was refused: one sentence, and the plan is as it was to the last byte."""
    before = master.read_bytes()
    file_result = merge_form(master, form)
    assert file_result.status == "refused"
    assert file_result.reason.endswith("。")
    assert "\n" not in file_result.reason
    assert form.name in file_result.reason
    assert master.read_bytes() == before
    return file_result.reason


# -- recognised


def sorted_rows(sheet: Sheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.rows()]
    random.Random(5).shuffle(rows)
    for place, values in enumerate(rows, 3):
        for column, value in enumerate(values, 1):
            cell = sheet.table.cell(place, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # else openpyxl makes a formula of what begins with =


def gaps(sheet: Sheet) -> None:
    sheet.table.insert_rows(6, 2)
    sheet.table.insert_rows(3)
    sheet.cover.insert_rows(8)


def moved_columns(sheet: Sheet) -> None:
    sheet.table.insert_cols(1)
    sheet.table.insert_cols(FILL + 2)
    sheet.cover.insert_cols(2)


def renamed(sheet: Sheet) -> None:
    sheet.table.title, sheet.cover.title = "Sheet1", "ﾒﾓ"


def other_order(sheet: Sheet) -> None:
    sheet.book.move_sheet("記入表", -1)
    sheet.book.create_sheet("空のシート", 0)


def plain(sheet: Sheet) -> None:
    """A sanitiser keeps values only."""
    for page in sheet.book.worksheets:
        page.protection.sheet = False
        page.print_area = None
        page.merged_cells.ranges = set()
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    cell.style = "Normal"


def spaced(sheet: Sheet) -> None:
    for page in sheet.book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "s":
                    cell.value = f" {cell.value}\u3000 \n"


def widened(sheet: Sheet) -> None:
    for letter in "ABCDEFGHI":
        sheet.table.column_dimensions[letter].width = 90
    sheet.table.column_dimensions["I"].hidden = True
    sheet.table.row_dimensions[4].hidden = True
    sheet.table.auto_filter.ref = "A2:I12"


def without_blank_rows(sheet: Sheet) -> None:
    blank = [row[0].row for row in sheet.rows() if str(row[MARK].value).startswith("new") and row[FILL].value is None]
    for row in reversed(blank):
        sheet.table.delete_rows(row or 0)


@pytest.mark.parametrize(
    "mangle",
    [sorted_rows, gaps, moved_columns, renamed, other_order, plain, spaced, widened, without_blank_rows],
    ids=lambda mangle: mangle.__name__,
)
def test_a_form_is_known_by_its_marks_whatever_was_done_to_its_looks(
    master: Path, form: Path, mangle: Callable[[Sheet], None]
) -> None:
    with Sheet(form) as sheet:
        mangle(sheet)
    require_all(master, form)


@LIBREOFFICE.mark
@pytest.mark.parametrize("mangle", [None, sorted_rows, plain], ids=["as it is", "sorted", "plain"])
def test_a_form_that_libreoffice_saved_again_is_the_same(
    master: Path, form: Path, mangle: Callable[[Sheet], None] | None
) -> None:
    if mangle is not None:
        with Sheet(form) as sheet:
            mangle(sheet)
    require_all(master, saved_again(form))


def saved_again(form: Path) -> Path:
    """Rewritten by LibreOffice."""
    return convert(form, "xlsx:Calc MS Excel 2007 XML", form.parent / "無害化")


@LIBREOFFICE.mark
def test_a_form_that_nobody_wrote_in_changes_nothing_after_libreoffice(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    assert merge_form(master, saved_again(form)).applied == 0


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (1211, "General", "1211"),
        (1211, "@", "1211"),
        (1211.0, "#,##0", "1,211"),
        (0.0156, "0.00%", "1.56%"),
        (12.5, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (-512, '#,##0;"△"#,##0', "△512"),
        (0, "General", "0"),
        (True, "General", "TRUE"),
        (datetime(2024, 12, 1), "yyyy/m/d", "2024/12/1"),
        (datetime(2024, 12, 1), 'm"月"d"日"', "12月1日"),
        (datetime(2024, 12, 1), "[$-411]ge.m.d;@", "R6.12.1"),
        ("  １２１１件　", "@", "１２１１件"),
        ("-", "@", "-"),
        ("'1211", "@", "'1211"),
    ],
)
def test_a_value_is_taken_as_the_clerk_saw_it(master: Path, value: object, shown: str, text: str) -> None:
    (form,) = hand_out_forms(master, "市民課")
    with Sheet(form) as sheet:
        sheet.figure(1, value).number_format = shown
    assert merge_form(master, form).applied == 1
    assert figure_text(rows_of(master), 1) == text


def test_a_figure_that_excel_made_a_number_of_is_no_change(tmp_path: Path) -> None:
    master = master_in(tmp_path, ROWS.put([Figure.new(indicator=INDICATORS[0].id, year=YEAR, text="1,211")]))
    (form,) = hand_out_forms(master, "市民課")
    with Sheet(form) as sheet:
        sheet.figure(1, 1211)
    assert merge_form(master, form).applied == 0


def test_text_like_a_formula_goes_out_and_comes_back_as_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+81", "@課", '=HYPERLINK("http://x")']
    master = master_in(tmp_path, ROWS.put([THIS_YEAR[0].replace(text=texts[0]), THIS_YEAR[1].replace(text=texts[3])]))
    citizens, taxes = hand_out_forms(master, "市民課", "税務課")
    for form, text in ((citizens, texts[0]), (taxes, texts[3])):
        cells = [row[FILL] for row in Sheet(form).rows() if row[FILL].value == text]
        assert [cell.data_type for cell in cells] == ["s"]
        assert merge_form(master, form).applied == 0


def test_a_formula_is_read_by_its_value_or_refused_by_its_cell(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        place = sheet.figure(1, "=10+2").coordinate
    assert f"記入表 {place}" in refused(master, form)


@LIBREOFFICE.mark
def test_a_formula_that_was_worked_out_is_its_value(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "=10+2").number_format = "General"
    assert merge_form(master, saved_again(form)).status == "merged"
    assert figure_text(rows_of(master), 1) == "12"


# -- refused


def marks(sheet: Sheet, kind: str) -> list[Cell]:
    return [c for page in sheet.book.worksheets for row in page.iter_rows() for c in row if str(c.value).startswith(kind)]


def no_marks(sheet: Sheet) -> None:
    sheet.table.delete_cols(MARK + 1)
    sheet.cover.delete_cols(4)


def no_rows(sheet: Sheet) -> None:
    sheet.table.delete_cols(MARK + 1)


def no_table(sheet: Sheet) -> None:
    del sheet.book["記入表"]


def no_cover(sheet: Sheet) -> None:
    del sheet.book["お願い"]


def no_year(sheet: Sheet) -> None:
    marks(sheet, "year/")[0].value = None


def one_mark_gone(sheet: Sheet) -> None:
    marks(sheet, "figure/")[0].value = None


def one_line_gone(sheet: Sheet) -> None:
    sheet.table.delete_rows(marks(sheet, "line/")[0].row)


def damaged(sheet: Sheet) -> None:
    cell = marks(sheet, "figure/")[0]
    cell.value = cell.value[:-1] + ("0" if cell.value[-1] != "0" else "1")


def other_year(sheet: Sheet) -> None:
    cell = marks(sheet, "figure/")[0]
    cell.value = cell.value.replace("2024", "2023")


def cut_off(sheet: Sheet) -> None:
    cell = marks(sheet, "line/")[0]
    cell.value = cell.value[:20]


def no_heading(sheet: Sheet) -> None:
    sheet.table.cell(2, FILL + 1).value = "こたえ"


def fault(sheet: Sheet) -> None:
    sheet.figure(1, "#REF!").data_type = "e"


@pytest.mark.parametrize(
    ("mangle", "message"),
    [
        (no_marks, "識別の欄が消えて"),
        (no_rows, "3行なくなって"),
        (no_table, "3行なくなって"),
        (no_cover, "識別の欄が消えて"),
        (no_year, "識別の欄の一部が消えて"),
        (one_mark_gone, "1行なくなって"),
        (one_line_gone, "1行なくなって"),
        (damaged, "記入表 I3"),
        (other_year, "記入表 I3"),
        (cut_off, "記入表 I4"),
        (no_heading, "見出し「記入欄」"),
        (fault, "記入表 F3 の数式に値がありません"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_damaged_form_is_refused_with_where_and_what_to_do(
    master: Path, form: Path, mangle: Callable[[Sheet], None], message: str
) -> None:
    with Sheet(form) as sheet:
        mangle(sheet)
    assert message in refused(master, form)


def test_a_row_of_another_departments_form_is_refused(master: Path, form: Path) -> None:
    (taxes,) = hand_out_forms(master, "税務課")
    with Sheet(form) as sheet, Sheet(taxes) as other:
        marks(sheet, "line/")[0].value = marks(other, "line/")[0].value
    assert "別の様式の行" in refused(master, form)


def test_another_form_of_another_plan_or_with_another_head_is_refused(master: Path, form: Path, tmp_path: Path) -> None:
    (tmp_path / "他").mkdir()
    other = master_in(tmp_path / "他")
    assert "この計画から配った様式ではありません" in refused(other, form)
    (again,) = hand_out_forms(master, "市民課")
    with Sheet(form) as sheet, Sheet(again) as other:
        marks(sheet, "year/")[0].value = marks(other, "handout/")[0].value
    assert "別の様式" in refused(master, form)


def test_what_is_no_form_is_refused(master: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "売上"
    book.save(tmp_path / "売上.xlsx")
    assert "配った記入様式ではない" in refused(master, tmp_path / "売上.xlsx")
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert "空のファイル" in refused(master, tmp_path / "空.xlsx")
    (tmp_path / "文字.xlsx").write_text("文字")
    assert "Excelブック（.xlsx）ではありません" in refused(master, tmp_path / "文字.xlsx")
    assert "見つかりません" in refused(master, tmp_path / "ない.xlsx")
    (tmp_path / "古い.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "古い形式" in refused(master, tmp_path / "古い.xls")
