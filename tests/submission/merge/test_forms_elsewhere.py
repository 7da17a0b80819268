"""Whatever somebody writes beside the cells of a form that are to be filled in arrives as a message, word for word."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from dxdesk.plan.changes.messages import mark_read
from dxdesk.plan.rows.model import ANSWERED, DONE, PLANNED, Department, Entry, Message
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.command import FileResult
from dxdesk.submission.status.board import SubmissionState, board
from dxdesk.submission.status.messages import answer_message
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.submission.city import (
    BOSS,
    FIGURES,
    MEASURES,
    ROWS,
    YEAR,
    edit,
    figure_text,
    merge_files,
    pending_in,
    resolve_held,
    rows_of,
    undo_merge_of,
)
from tests.submission.forms import ABOUT, COLUMN, FILL, MARK, MEASURE, NOTICE, PAST, REMARK, Sheet, hand_out_forms
from tests.submission.forms import PLANNED as AIMS

WORDS = "件数は税務課に聞いてください"


@pytest.fixture
def form(master: Path) -> Path:
    """The form of 市民課."""
    (path,) = hand_out_forms(master, "市民課")
    return path


def messages(master: Path) -> list[Message]:
    return sorted(rows_of(master).all(Message).values(), key=lambda message: message.place)


def state(master: Path) -> SubmissionState:
    with Store.open(master, read_only=True) as store:
        return next(s.state for s in board(store, YEAR, today=date(2026, 11, 21)).departments if s.name == "市民課")


def merge_form(master: Path, form: Path) -> FileResult:
    (file_result,) = merge_files(master, form).files
    assert file_result.status == "merged", file_result.reason
    return file_result


def in_column(column: int) -> Callable[[Sheet], None]:
    def write(sheet: Sheet) -> None:
        sheet.rows()[0][column].value = WORDS

    return write


def appended(column: int) -> Callable[[Sheet], None]:
    def write(sheet: Sheet) -> None:
        cell = sheet.rows()[0][column]
        cell.value = f"{cell.value}\n{WORDS}"

    return write


def own_column(sheet: Sheet) -> None:
    sheet.table.cell(2, MARK + 2).value = "所感"
    sheet.table.cell(4, MARK + 2).value = WORDS


def own_heading(sheet: Sheet) -> None:
    sheet.table.cell(2, MARK + 3).value = WORDS


def title(sheet: Sheet) -> None:
    sheet.table["A1"] = WORDS


def cover_title(sheet: Sheet) -> None:
    sheet.cover["A1"] = WORDS


def cover_text(sheet: Sheet) -> None:
    cell = next(c for row in sheet.cover.iter_rows() for c in row if "記入して" in str(c.value))
    cell.value = WORDS


def cover_beside(sheet: Sheet) -> None:
    sheet.cover["F3"] = WORDS


def cover_hint(sheet: Sheet) -> None:
    cell = next(c for row in sheet.cover.iter_rows() for c in row if c.value == "問い合わせ先")
    cell.value = WORDS


def cover_below(sheet: Sheet) -> None:
    sheet.cover.cell(sheet.cover.max_row + 3, 2).value = WORDS


def below(sheet: Sheet) -> None:
    sheet.table.cell(sheet.table.max_row + 2, 1).value = WORDS


def inserted_row(sheet: Sheet) -> None:
    """Between a figure and a line: it is neither's."""
    sheet.table.insert_rows(4)
    sheet.table.cell(4, FILL + 1).value = WORDS


def inserted_row_with_more(sheet: Sheet) -> None:
    sheet.table.insert_rows(6)
    sheet.table.cell(6, FILL + 1).value = "記載"
    sheet.table.cell(6, REMARK + 1).value = WORDS


def comment(sheet: Sheet) -> None:
    sheet.rows()[0][FILL].comment = Comment(WORDS, "係")


def other_sheet(sheet: Sheet) -> None:
    sheet.book.create_sheet("課のメモ", 0)["C7"] = WORDS


def hidden_sheet(sheet: Sheet) -> None:
    page = sheet.book.create_sheet("隠れたメモ")
    page["C7"] = WORDS
    page.sheet_state = "hidden"


def copied_sheet(sheet: Sheet) -> None:
    page = sheet.book.copy_worksheet(sheet.table)
    page["L9"] = WORDS


def copied_sheet_answered_otherwise(sheet: Sheet) -> None:
    sheet.figure(1, "12件")
    page = sheet.book.copy_worksheet(sheet.table)
    row = next(row for row in page.iter_rows(min_row=3) if row[FILL].value == "12件")
    row[FILL].value = WORDS


def unchanged_field(sheet: Sheet) -> None:
    sheet.write_cover({"変更なし": WORDS})


def whole(sheet: Sheet) -> None:
    sheet.write_cover({"連絡（全体）": WORDS})


EVERYWHERE = [
    *(in_column(column) for column in (MEASURE, COLUMN, ABOUT, PAST, AIMS, REMARK, NOTICE)),
    *(appended(column) for column in (MEASURE, ABOUT, PAST, AIMS, NOTICE)),
    own_column,
    own_heading,
    title,
    cover_title,
    cover_text,
    cover_beside,
    cover_hint,
    cover_below,
    below,
    inserted_row,
    inserted_row_with_more,
    comment,
    other_sheet,
    hidden_sheet,
    copied_sheet,
    copied_sheet_answered_otherwise,
    unchanged_field,
    whole,
]


@pytest.mark.parametrize("write", EVERYWHERE, ids=lambda write: write.__qualname__)
def test_words_in_any_cell_are_a_message_or_wait_and_go_again_when_the_merge_is_undone(
    master: Path, form: Path, write: Callable[[Sheet], None]
) -> None:
    with Sheet(form) as sheet:
        write(sheet)
    file_result = merge_form(master, form)
    texts = [message.text for message in messages(master)]
    waiting = [held.theirs for held in pending_in(master)]
    assert any(WORDS in text for text in (*texts, *waiting)), texts
    assert len(texts) + len(waiting) == 1
    assert any(WORDS in change.after for change in file_result.changes) or waiting
    assert merge_files(master, form).files[0].status == "already"
    undo_merge_of(master, "市民課")
    assert rows_of(master) == ROWS


def test_words_elsewhere_alone_are_to_be_checked_until_somebody_has_read_them(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        below(sheet)
        inserted_row(sheet)
    merge_form(master, form)
    assert state(master) == SubmissionState.TO_CHECK == "要確認"
    one, two = messages(master)
    assert measure_name(MEASURES[0]) in {measure_name(m) for m in MEASURES if m.id in (one.measure, two.measure)}
    edit(master, lambda outline: mark_read(outline.rows.all(Message)[one.id]), BOSS)
    assert state(master) == SubmissionState.TO_CHECK
    edit(master, lambda outline: mark_read(outline.rows.all(Message)[two.id]), BOSS)
    assert state(master) == SubmissionState.HANDED_IN


def test_a_remark_belongs_to_what_is_asked_there_and_its_reply_stands_in_the_next_form(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        sheet.remark("12件", "速報値です")
        sheet.write_cover({"連絡（全体）": "来年度は担当が変わります", "担当者名": "甲"})
        sheet.table["K3"] = "欄外の言葉"
    merge_form(master, form)
    found = {message.what: message for message in messages(master)}
    assert found["【指標1-(1)】R6実績"].text == "速報値です"
    assert found["全体"].text == "来年度は担当が変わります"
    with Store.open(master, author=BOSS) as store:
        for message in messages(master):
            answer_message(store, message.id, f"{message.text}、承知しました", author=BOSS)
        again = send_back(store, SendBackRequest("市民課", "確かめてください"), form.with_name("再.xlsx"), author=BOSS).file
    sheet = Sheet(again)
    (row,) = [row for row in sheet.rows() if row[FILL].value == "12件"]
    assert row[REMARK].value == "速報値です"
    cover = "\n".join(str(cell.value) for line in sheet.cover.iter_rows() for cell in line)
    assert "欄外の言葉、承知しました" in cover
    with sheet:
        sheet.figure(1, "13件")
    # The messages are as they were: not written anew, and still answered.
    assert merge_form(master, again).applied == 1
    assert {message.state for message in messages(master)} == {ANSWERED}


def test_a_remark_that_is_emptied_in_the_form_sent_back_is_gone(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        sheet.remark("12件", "速報値です")
    merge_form(master, form)
    with Store.open(master, author=BOSS) as store:
        again = send_back(store, SendBackRequest("市民課", "確かめてください"), form.with_name("再.xlsx"), author=BOSS).file
    with Sheet(again) as sheet:
        sheet.remark("12件", "")
    assert merge_form(master, again).applied == 1
    assert messages(master) == []


def test_last_years_figure_as_it_was_corrected_waits_for_a_person(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        (row,) = [r for r in sheet.rows() if "1-(1)" in str(r[MEASURE].value) and r[PAST].value == "R5実績：10件"]
        row[PAST].value = "R5実績：11件"
    file_result = merge_form(master, form)
    assert (file_result.applied, file_result.out_of_scope) == (0, 1)
    (held,) = pending_in(master)
    assert (held.row_id, held.base_value, held.their_value) == (FIGURES[0].id, "10件", "11件")
    assert messages(master) == []
    assert state(master) == SubmissionState.IN_REVIEW
    resolve_held(master, held.number, "theirs")
    assert figure_text(rows_of(master), 1, YEAR - 1) == "11件"


def test_a_row_inserted_among_lines_is_a_line_where_it_stands(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.line(1, "空いた行に書いた")
        row = next(row[FILL].row for row in sheet.rows() if row[FILL].value == "空いた行に書いた")
        for place, text in ((row + 1, "・足した行の一\n・足した行の二"), (row, "書きかけの下に足した")):
            sheet.table.insert_rows(place)
            sheet.table.cell(place, FILL + 1).value = text
    assert merge_form(master, form).applied == 4
    texts = [text for _, text in written_lines(master, 1)]
    assert texts == ["書きかけ", "書きかけの下に足した", "空いた行に書いた", "足した行の一", "足した行の二"]
    assert messages(master) == []
    assert merge_files(master, form).files[0].status == "already"
    undo_merge_of(master, "市民課")
    assert rows_of(master) == ROWS


def test_a_sheet_that_was_copied_counts_where_somebody_wrote_in_it(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        page = sheet.book.copy_worksheet(sheet.table)
        row = next(row for row in page.iter_rows(min_row=3) if str(row[MARK].value).startswith("figure/"))
        row[FILL].value = "12件"
    assert merge_form(master, form).applied == 1
    assert figure_text(rows_of(master), 1) == "12件"
    assert messages(master) == []


def test_an_answer_in_a_cell_merged_with_the_one_beside_it_is_read(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        row = next(r for r in sheet.rows() if str(r[MARK].value).startswith("new/") and not r[PAST].value)
        number = row[0].row
        sheet.table.merge_cells(start_row=number, start_column=AIMS + 1, end_row=number, end_column=FILL + 1)
        sheet.table.cell(number, AIMS + 1).value = "つながった欄に書いた。"
    assert merge_form(master, form).applied == 1
    assert "つながった欄に書いた。" in {e.text for e in rows_of(master).all(Entry).values()}


def test_a_line_that_a_merged_cell_covers_stays_and_somebody_is_told(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        number = next(row[FILL].row for row in sheet.rows() if row[FILL].value == "書きかけ")
        sheet.table.merge_cells(start_row=number - 1, start_column=FILL + 1, end_row=number, end_column=FILL + 1)
    file_result = merge_form(master, form)
    assert "結合されていて" in file_result.reason
    assert "書きかけ" in {e.text for e in rows_of(master).all(Entry).values()}


def written_lines(master: Path, number: int, kind: str = DONE) -> list[tuple[str, str]]:
    outline = Outline(rows_of(master))
    year = YEAR if kind == DONE else YEAR + 1
    entries = [e for e in outline.all_entries(MEASURES[number - 1]) if (e.year, e.kind) == (year, kind)]
    return [(entry.bullet, entry.text) for entry in entries]


def test_bullets_and_ones_own_department_are_taken_off_and_several_bullets_are_several_lines(
    master: Path, form: Path
) -> None:
    with Sheet(form) as sheet:
        sheet.line(1, "・窓口を広げた。（市民課）")
        sheet.line(1, "・一つ目\n　続き\n・二つ目\n●三つ目")
        sheet.line(4, "する（令和7年度）", YEAR + 1, PLANNED)
        sheet.existing("書きかけ", "・書いた\n・足した")
    file_result = merge_form(master, form)
    texts = [text for _, text in written_lines(master, 1)]
    assert texts == ["書いた", "足した", "窓口を広げた。", "一つ目\n　続き", "二つ目", "三つ目"]
    assert written_lines(master, 4, PLANNED) == [("・", "する（令和7年度）")]
    assert "外して読みました" in file_result.reason
    assert messages(master) == []
    undo_merge_of(master, "市民課")
    assert rows_of(master) == ROWS


def test_a_line_that_names_another_department_at_its_end_is_asked_about(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        sheet.line(4, "共同で広報した。（税務課）")
        sheet.existing("書きかけ", "引き継いだ。（観光課）")
    file_result = merge_form(master, form)
    assert (file_result.applied, file_result.out_of_scope) == (2, 1)
    (held,) = pending_in(master)
    line = held.their_value
    assert isinstance(line, Entry)
    departments = rows_of(master).all(Department)
    assert (line.text, departments[line.department or ""].name) == ("共同で広報した。", "税務課")
    assert written_lines(master, 1) == [("・", "引き継いだ。（観光課）")]
    (message,) = messages(master)
    assert "観光課" in message.what


def test_a_department_that_wrote_much_last_year_gets_as_many_rows_and_three_more(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    spare = [r for r in Sheet(form).rows() if "1-(4)" in str(r[MEASURE].value) and str(r[MARK].value).startswith("new/")]
    assert len([r for r in spare if r[COLUMN].value == "R6実績"]) == 4


def test_last_years_replies_stand_in_this_years_form(master: Path, form: Path) -> None:
    with Sheet(form) as sheet:
        whole(sheet)
    merge_form(master, form)
    with Store.open(master, author=BOSS) as store:
        answer_message(store, messages(master)[0].id, "聞いておきます", author=BOSS)
        (next_year,) = hand_out(store, form.parent / "翌年", HandOutRequest(YEAR + 1, ("市民課",), excel=True), author=BOSS)
    cover = "\n".join(str(cell.value) for line in Sheet(next_year.file).cover.iter_rows() for cell in line)
    assert "聞いておきます" in cover
    assert WORDS in cover
