"""A department without dxdesk fills in a workbook and sends it back: the same merge, the same memory."""

import re
import shutil
import uuid
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from dxdesk.pages.formats.xlsx import writer
from dxdesk.pages.page import Book
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.plan.rows.model import (
    DONE,
    PER_MEASURE,
    PER_YEAR,
    PLANNED,
    Assessment,
    CustomField,
    CustomValue,
    Department,
    Entry,
    Mark,
    Message,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HandOut
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.board import board
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from dxdesk.submission.status.year_lock import lock
from tests.submission.city import (
    INDICATORS,
    MEASURES,
    PLAN,
    ROWS,
    THIS_YEAR,
    YEAR,
    edit,
    figure,
    figure_text,
    master_in,
    merge_files,
    pending_in,
    resolve_held,
    rows_of,
    submit_copy,
    undo_merge_of,
)
from tests.submission.forms import FILL, Sheet, hand_out_forms


@pytest.fixture
def forms(master: Path) -> list[Path]:
    """The forms of 市民課, 税務課 and 観光課."""
    return hand_out_forms(master)


def messages(master: Path) -> list[tuple[str, str, str]]:
    """Department, what it is about and text of all messages."""
    rows = rows_of(master)
    names = {department.id: department.name for department in rows.all(Department).values()}
    return sorted((names[m.department], m.what, m.text) for m in rows.all(Message).values())


def lines(master: Path, number: int, year: int = YEAR, kind: str = DONE) -> list[str]:
    outline = Outline(rows_of(master))
    return [e.text for e in outline.all_entries(MEASURES[number - 1]) if (e.year, e.kind) == (year, kind)]


def test_what_was_filled_in_is_in_the_plan_and_taken_back_it_is_as_before(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "した")
        form.line(1, "する\n続ける", YEAR + 1, PLANNED)
        form.contact(person="市民 一郎", extension="123", confirmed="課長 二郎")
    (file_result,) = merge_files(master, forms[0]).files
    assert (file_result.status, file_result.department, file_result.applied, file_result.conflicts) == (
        "merged",
        "市民課",
        3,
        0,
    )
    assert (file_result.person, file_result.extension, file_result.confirmed) == ("市民 一郎", "123", "課長 二郎")
    assert figure_text(rows_of(master), 1) == "12件"
    assert lines(master, 1) == ["書きかけ", "した"]
    assert lines(master, 1, YEAR + 1, PLANNED) == ["する\n続ける"]
    undo_merge_of(master, "市民課")
    assert rows_of(master) == ROWS
    assert merge_files(master, forms[0]).files[0].applied == 3


def test_a_disk_that_fails_in_the_middle_leaves_no_form_and_no_memory(
    master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    write = writer.write_xlsx

    def fail(book: Book, path: Path) -> None:
        made.append(path)
        if len(made) == 3:
            raise OSError(28, "No space left on device")
        write(book, path)

    monkeypatch.setattr(writer, "write_xlsx", fail)
    with pytest.raises(EnvironmentFault, match="空きがない"):
        hand_out_forms(master)
    with Store.open(master, read_only=True) as store:
        assert store.records(HandOut) == []
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".xlsx"] == []


def test_no_form_is_written_over_another_file(master: Path, tmp_path: Path) -> None:
    (tmp_path / "様式0").mkdir()
    (tmp_path / "様式0" / "R6_税務課.xlsx").write_text("他人のもの")
    with Store.open(master, author="政策") as store:
        with pytest.raises(Refused, match="すでにあります"):
            hand_out(store, tmp_path / "様式0", HandOutRequest(excel=True), author="政策")
        assert store.records(HandOut) == []


def test_a_form_that_nobody_wrote_in_is_no_submission_by_itself(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.contact(person="市民 一郎")
    with Sheet(forms[1]) as form:
        form.figure(2, "20件")
    blank, filled = merge_files(master, *forms[:2]).files
    assert (blank.status, filled.status) == ("refused", "merged")
    assert "何も記入されていません" in blank.reason
    assert "「変更なし」に「はい」" in blank.reason
    assert states(master)["市民課"] == ("配布済", 0)


def test_a_form_that_says_that_nothing_has_changed_is_handed_in(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[2]) as form:
        form.write_cover({"変更なし": "はい"})
    (file_result,) = merge_files(master, forms[2]).files
    assert (file_result.status, file_result.applied) == ("merged", 0)
    assert rows_of(master) == ROWS
    assert states(master)["観光課"] == ("提出済", 1)
    with Store.open(master, read_only=True) as store:
        assert [accepted.unchanged for accepted in store.records(Accepted)] == [True]


def test_unchanged_beside_answers_is_pointed_out(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.write_cover({"変更なし": "はい"})
        form.figure(1, "12件")
    (file_result,) = merge_files(master, forms[0]).files
    assert (file_result.applied, "「変更なし」とありますが" in file_result.reason) == (1, True)


def test_an_existing_line_is_corrected_or_by_an_emptied_cell_deleted(master: Path, forms: list[Path]) -> None:
    for form, text in zip(forms, ("直した", None, "　 "), strict=True):
        with Sheet(form) as sheet:
            sheet.existing("書きかけ", text)
    merge_files(master, *forms)
    assert [rows_of(master).get("entry", e.id) for e in THIS_YEAR] == [THIS_YEAR[0].replace(text="直した"), None, None]


def test_the_same_form_again_is_already_merged_however_it_was_saved(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
    assert merge_files(master, forms[0], forms[0]).files[1].status == "already"
    with Sheet(forms[0]):
        pass
    assert merge_files(master, forms[0]).files[0].status == "already"


def test_a_later_version_corrects_and_what_it_leaves_blank_is_asked_about(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.contact(person="市民 一郎")
        form.figure(1, "12件")
        form.line(1, "一つ目")
        form.line(1, "二つ目")
    merge_files(master, forms[0])
    with Sheet(forms[0]) as form:
        form.figure(1, "13件")
        form.existing("一つ目", "")
        form.existing("書きかけ", "")
    (file_result,) = merge_files(master, forms[0]).files
    assert (file_result.applied, file_result.conflicts, file_result.out_of_scope) == (2, 0, 1)
    assert figure_text(rows_of(master), 1) == "13件"
    assert "書きかけ" in {change.before for change in file_result.changes}
    # A blank takes back what the earlier form wrote only when a person has decided so.
    assert lines(master, 1) == ["一つ目", "二つ目"]
    (held,) = pending_in(master)
    assert held.why == "blank"
    resolve_held(master, held.number, "theirs")
    assert lines(master, 1) == ["二つ目"]


def test_an_earlier_version_that_comes_late_is_in_the_later_one(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.contact(person="市民 一郎")
    first = forms[0].rename(forms[0].with_name("一回目.xlsx"))
    second = Sheet(first)
    second.path = forms[0]
    second.figure(1, "13件")
    with second:
        pass
    set_saved_time(first, "2026-11-20T08:00:00Z")
    set_saved_time(second.path, "2026-11-20T09:00:00Z")
    assert [v.status for v in merge_files(master, second.path, first).files] == ["merged", "already"]
    assert figure_text(rows_of(master), 1) == "13件"


def test_two_people_who_fill_the_same_form_never_revert_each_other(master: Path, forms: list[Path]) -> None:
    other = Path(shutil.copy(forms[0], forms[0].with_name("別の係.xlsx")))
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "甲の行")
        form.contact(person="甲")
    with Sheet(other) as form:
        form.figure(4, "40件")
        form.line(4, "乙の行")
        form.contact(person="乙")
    merge_files(master, forms[0], other)
    assert (figure_text(rows_of(master), 1), figure_text(rows_of(master), 4)) == ("12件", "40件")
    assert "甲の行" in lines(master, 1)
    assert "乙の行" in lines(master, 4)
    assert pending_in(master) == []
    # Each goes on with his own.
    with Sheet(other) as form:
        form.figure(4, "41件")
    merge_files(master, other)
    assert (figure_text(rows_of(master), 1), figure_text(rows_of(master), 4)) == ("12件", "41件")
    with Sheet(forms[0]) as form:
        form.existing("甲の行", "甲の直した行")
    merge_files(master, forms[0])
    assert lines(master, 1) == ["書きかけ", "甲の直した行"]
    assert figure_text(rows_of(master), 4) == "41件"


def test_different_answers_of_two_people_are_a_conflict(master: Path, forms: list[Path]) -> None:
    other = Path(shutil.copy(forms[0], forms[0].with_name("別の係.xlsx")))
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "甲の行")
        form.line(4, "甲の行")
    with Sheet(other) as form:
        form.figure(1, "13件")
        form.figure(4, "40件")
    result = merge_files(master, forms[0], other)
    assert [v.conflicts for v in result.files] == [0, 1]
    assert figure_text(rows_of(master), 1) == "12件"


def test_undoing_the_later_version_restores_the_earlier_one(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.contact(person="甲")
    merge_files(master, forms[0])
    after_first = rows_of(master)
    with Sheet(forms[0]) as form:
        form.figure(1, "13件")
    merge_files(master, forms[0])
    undo_merge_of(master, "市民課")
    assert rows_of(master) == after_first
    assert merge_files(master, forms[0]).files[0].applied == 1
    assert figure_text(rows_of(master), 1) == "13件"


def test_what_the_coordinator_wrote_meanwhile_stays_and_both_are_shown(master: Path, forms: list[Path]) -> None:
    edit(master, figure(1, "11件"), author="政策")
    edit(master, figure(4, "41件"), author="政策")
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
    (file_result,) = merge_files(master, forms[0]).files
    assert (file_result.applied, file_result.conflicts) == (0, 1)
    assert (figure_text(rows_of(master), 1), figure_text(rows_of(master), 4)) == ("11件", "41件")


def test_a_line_of_last_year_may_stay_when_somebody_confirms_it(tmp_path: Path) -> None:
    stale = [line.replace(text="引き続き運用した。") for line in THIS_YEAR[:2]]
    last = [line.replace(id=str(uuid.uuid4()), year=YEAR - 1) for line in stale]
    master = master_in(tmp_path, ROWS.put([*stale, *last]))
    forms = hand_out_forms(master, "市民課", "税務課")
    for form, answer in zip(forms, ("はい", "どちらとも"), strict=True):
        with Sheet(form) as sheet:
            (row,) = [row for row in sheet.rows() if row[2].value == "前年度のまま"]
            assert str(row[3].value).startswith("「引き続き運用した。」は昨年度と同じ文です。")
            row[FILL].value = answer
    results = merge_files(master, *forms).files
    assert [v.applied for v in results] == [1, 1]
    assert messages(master) == [("税務課", "「前年度のまま」への答え（R6実績）", "どちらとも")]
    kept = [rows_of(master).all(Entry)[line.id].as_before for line in stale]
    assert kept == [True, False]
    undo_merge_of(master, "市民課")
    assert not rows_of(master).all(Entry)[stale[0].id].as_before


def test_a_citys_scale_and_columns_are_filled_in_too(tmp_path: Path) -> None:
    budget = CustomField.new(plan=PLAN.id, name="予算額", scope=PER_YEAR)
    aim = CustomField.new(plan=PLAN.id, name="目指す姿", scope=PER_MEASURE)
    last = Assessment.new(measure=MEASURES[0].id, year=YEAR - 1, mark="○", text="順調")
    indicated = Assessment.new(measure=MEASURES[0].id, indicator=INDICATORS[0].id, year=YEAR, mark="△")
    spent = CustomValue.new(field=budget.id, measure=MEASURES[0].id, year=YEAR - 1, text="100千円")
    marks = [Mark.new(plan=PLAN.id, symbol=s, meaning=m) for s, m in (("○", "達成"), ("△", "一部"))]
    rows = ROWS.put([budget, aim, last, indicated, spent, *marks])
    master = master_in(tmp_path, rows)
    (form,) = hand_out_forms(master, "市民課")
    asked = {
        (str(r[1].value), str(r[2].value).partition("（")[0]): r for r in Sheet(form).rows() if "1-(1)" in str(r[0].value)
    }
    assert [r[3].value for r in (asked["R6評価", "評価"], asked["R6評価", "見解"], asked["R6の項目", "予算額"])] == [
        "R5：○",
        "R5：順調",
        "100千円",
    ]
    with Sheet(form) as sheet:
        typed = {"評価": "△", "見解": "遅れた", "予算額": 120, "目指す姿": "早い窓口", "【指標1-(1)】評価": "○"}
        for row in sheet.rows():
            about = str(row[2].value).partition("（")[0]
            if "1-(1)" in str(row[0].value) and about in typed:
                row[FILL].value = typed.pop(about)
        assert typed == {}
    (file_result,) = merge_files(master, form).files
    assert (file_result.status, file_result.applied, file_result.out_of_scope) == ("merged", 4, 0)
    now = rows_of(master)
    fresh = Assessment.new(measure=MEASURES[0].id, year=YEAR, mark="△", text="遅れた")
    assert now.get("assessment", fresh.id) == fresh
    assert now.get("assessment", indicated.id) == indicated.replace(mark="○")
    texts = {row.text for row in now.all(CustomValue).values()}
    assert texts == {"100千円", "120", "早い窓口"}
    undo_merge_of(master, "市民課")
    assert rows_of(master) == rows


def test_a_final_years_cells_wait(master: Path, forms: list[Path]) -> None:
    with Store.open(master, author="政策") as store:
        lock(store, YEAR, author="政策")
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "する", YEAR + 1, PLANNED)
    (file_result,) = merge_files(master, forms[0]).files
    assert (file_result.applied, file_result.out_of_scope) == (1, 1)


def test_forms_and_copies_in_one_folder_are_merged_together(master: Path, forms: list[Path], copies: list[Path]) -> None:
    folder = master.parent / "届いたもの"
    folder.mkdir()
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
    edit(copies[1], figure(2, "20件"))
    shutil.copy(forms[0], folder / "市民課から.XLSX")
    shutil.copy(submit_copy(copies[1]), folder / "税務課から.dxdb")
    (folder / "~$市民課から.xlsx").write_bytes(b"Excel is open")
    result = merge_files(master, folder)
    assert sorted((v.department or "", v.status) for v in result.files) == [
        ("市民課", "merged"),
        ("税務課", "merged"),
    ]


def test_the_board_knows_who_handed_in_a_form(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課", due="2026-11-01")
    assert states(master)["市民課"] == ("締切後", 0)
    with Sheet(form) as sheet:
        sheet.figure(1, "12件")
        sheet.contact(person="市民 一郎")
    (file_result,) = merge_files(master, form).files
    assert file_result.late
    assert states(master)["市民課"] == ("提出済", 1)
    with Store.open(master, read_only=True) as store:
        (accepted,) = store.records(Accepted)
        assert {r.author for r in store.history() if r.group == accepted.id} == {"市民 一郎"}


def send_back_copy(master: Path, file: Path, reason: str = "件数を確かめてください") -> Path:
    with Store.open(master, author="政策") as store:
        return send_back(store, SendBackRequest("市民課", reason), file, author="政策").file


def test_what_is_sent_back_as_a_form_goes_on_from_what_was_handed_in(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "した")
        form.contact(person="市民 一郎", extension="123", confirmed="課長")
    merge_files(master, forms[0])
    again = send_back_copy(master, master.parent / "差戻し.xlsx")
    assert states(master)["市民課"][0] == "差戻し"
    sheet = Sheet(again)
    texts = {str(cell.value) for row in (*sheet.cover.iter_rows(), *sheet.table.iter_rows()) for cell in row}
    assert {"件数を確かめてください", "市民 一郎", "123", "12件", "した", "未記入です。"} <= texts
    assert "課長" not in texts
    with sheet:
        sheet.figure(1, "13件")
        sheet.existing("した", None)
        sheet.line(1, "別のことをした")
        sheet.line(4, "こちらも")
    (file_result,) = merge_files(master, again).files
    assert (file_result.status, file_result.applied, file_result.conflicts, file_result.person) == (
        "merged",
        4,
        0,
        "市民 一郎",
    )
    assert figure_text(rows_of(master), 1) == "13件"
    assert lines(master, 1) == ["書きかけ", "別のことをした"]
    assert merge_files(master, again, forms[0]).files[0].status == "already"
    with Sheet(again) as sheet:
        sheet.existing("別のことをした", "さらに直した")
    assert merge_files(master, again).files[0].applied == 1
    assert lines(master, 1) == ["書きかけ", "さらに直した"]
    for _ in range(3):
        undo_merge_of(master, "市民課")
    assert rows_of(master) == ROWS


def test_what_was_sent_back_counts_as_answered_only_when_somebody_says_that_it_stays(
    master: Path, forms: list[Path]
) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
    merge_files(master, forms[0])
    again = send_back_copy(master, master.parent / "差戻し.xlsx")
    (file_result,) = merge_files(master, again).files
    assert file_result.status == "refused"
    assert states(master)["市民課"][0] == "差戻し"
    with Sheet(again) as sheet:
        sheet.write_cover({"変更なし": "はい"})
    (file_result,) = merge_files(master, again).files
    assert (file_result.status, file_result.applied) == ("merged", 0)
    assert figure_text(rows_of(master), 1) == "12件"
    assert merge_files(master, forms[0]).files[0].status == "already"


def states(master: Path) -> dict[str, tuple[str, int]]:
    with Store.open(master, read_only=True) as store:
        return {s.name: (s.state, s.version) for s in board(store, YEAR, today=date(2026, 11, 21)).departments}


def set_saved_time(path: Path, moment: str) -> None:
    """As if the workbook had been saved then."""
    parts = {}
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), parts["docProps/core.xml"])
    with ZipFile(path, "w") as package:
        for name, data in {**parts, "docProps/core.xml": core}.items():
            package.writestr(name, data)
