"""The form that a department gets: everything beside the cell in which to answer, and nothing to break."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from dxdesk.pages.formats import writer
from dxdesk.pages.layouts import LAYOUTS, READABLE, Options, layout
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.contents import Form, Question
from dxdesk.pages.layouts.form.questions import LONGEST, questions
from dxdesk.pages.layouts.form.writing import ID_COLUMN, book_of
from dxdesk.pages.page import Book
from dxdesk.plan.analysis.required import required_items_in_plan
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import FORECAST, PLANNED, TARGET, Department, Entry, MeasureDepartment
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.golden import FOLDER, golden_pages
from tests.pages.layouts.ito.sample import ito_plan
from tests.plan_builder import PlanBuilder

YEAR = 2024
HAND_OUT = "7c8e0f4a-8a55-4b36-9d0c-54a8b24b9f10"


def questions_to(plan: PlanBuilder, name: str) -> list[Question]:
    outline = plan.outline
    department = outline.department_named(plan.plan, name)
    assert department is not None
    return questions_in(outline, plan, department)


def questions_in(outline: Outline, plan: PlanBuilder, department: Department) -> list[Question]:
    keys = [asked.key for asked in required_items_in_plan(outline, plan.plan, YEAR, department)]
    return questions(outline, department, YEAR, keys)


def form(plan: PlanBuilder, name: str, **more: object) -> Form:
    department = plan.outline.department_named(plan.plan, name)
    assert department is not None
    return Form(plan.plan, department, YEAR, questions_to(plan, name), HAND_OUT, 1002, **more)  # type: ignore[arg-type]


def asked_city() -> PlanBuilder:
    """A measure with a total of two parts, a forecast, lines under a heading and last year's beside."""
    plan = PlanBuilder()
    own, other = plan.department("市民課"), plan.department("税務課")
    measure = plan.measure(plan.pillar("1", "柱"), "1-(1)", "窓口")
    plan.add(MeasureDepartment, measure=measure.id, department=own.id)
    section = plan.section(measure)
    total = plan.indicator(section, "受付", {"R5": "10件"}, unit="件", children_sum=True)
    plan.indicator(section, "本庁", {"R4": "3件", "R5": "4件"}, parent=total, unit="件")
    plan.indicator(section, "よその指標", {"R5": "1件"}, department=other.id)
    plan.indicator(section, "端末", {"R5": "7台", "R7": "9台"}, observed="2月末時点")
    headed = plan.section(measure, "(RPA等)")
    for text, year, kind in (("昨年の一", 2023, "実績"), ("昨年の二", 2023, "実績"), ("今年の一", 2024, "実績")):
        plan.add(Entry, measure=measure.id, section=headed.id, year=year, kind=kind, text=text)
    return plan


def test_the_pages_are_as_in_the_golden_files() -> None:
    wanted = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("form/*.txt"))}
    assert dict(golden_pages("form")) == wanted
    assert len(wanted) == 6


def test_each_thing_has_a_row_of_its_own_with_last_years_beside() -> None:
    said = [(q.column, q.about, q.past, q.now) for q in questions_to(asked_city(), "市民課")]
    assert said == [
        ("R6実績", "【受付】（単位：件）\n空けておけば、内訳の合計になります。", "R5実績：10件", ""),
        ("R6実績", "【受付：本庁】（単位：件）", "R5実績：4件\nR4実績：3件", ""),
        ("R6実績", "【端末】", "R5実績：7台", ""),
        ("R7実施予定", "【端末】", "", "9台"),
        ("R6実績", "(RPA等)", "昨年の一", "今年の一"),
        ("R6実績", "(RPA等)", "昨年の二", ""),
        # As many rows to fill in as the longest year had lines, and three more.
        *[("R6実績", "(RPA等)", "", "")] * 4,
        *[("R7実施予定", "", "", "")] * 3,
    ]
    assert [q.remark for q in questions_to(asked_city(), "市民課")][2] == "時点：2月末時点"
    assert [q.about for q in questions_to(asked_city(), "税務課")] == ["【よその指標】"]


def test_what_was_planned_for_this_year_stands_beside_its_results() -> None:
    plan = asked_city()
    (measure,) = plan.outline.measures(plan.plan)
    indicator = next(i for i in plan.outline.indicators_of(measure) if i.label == "端末")
    section = plan.outline.sections(measure)[0]
    plan.figure(indicator, "R6", "8台", role=FORECAST)
    plan.figure(indicator, "R6", "10台", role=TARGET)
    plan.add(Entry, measure=measure.id, section=section.id, year=2024, kind=PLANNED, text="窓口を広げる。")
    planned = [(q.column, q.planned) for q in questions_to(plan, "市民課") if q.planned]
    assert planned == [("R6実績", "R6実施予定：8台\nR6目標：10台"), ("R6実績", "窓口を広げる。")]


def test_a_measure_that_is_done_or_over_is_not_asked_again() -> None:
    plan = asked_city()
    (measure,) = plan.outline.measures(plan.plan)
    for over in (measure.replace(completed=True), measure.replace(last_year=2023), measure.replace(first_year=2025)):
        rows = plan.outline.rows.without([("entry", i) for i in plan.outline.rows.tables["entry"]]).put([over])
        outline = Outline(rows)
        department = outline.departments(plan.plan)[0]
        assert questions_in(outline, plan, department) == []


def test_a_line_that_no_cell_can_hold_is_not_asked_for() -> None:
    plan = asked_city()
    long = next(e for e in plan.outline.rows.all(Entry).values() if e.text == "今年の一").replace(text="長" * (LONGEST + 1))
    outline = Outline(plan.outline.rows.put([long]))
    department = outline.departments(plan.plan)[0]
    asked = questions_in(outline, plan, department)
    assert [q.fixed for q in asked].count(True) == 1
    table = book_of(Form(plan.plan, department, YEAR, asked, HAND_OUT, 1002)).pages[1]
    texts = {cell.text: place for place, cell in table.cells.items()}
    row = next(place[0] for text, place in texts.items() if "書き換えられません" in text)
    assert (row, ID_COLUMN) not in table.cells


def test_the_cover_says_who_is_asked_for_what_until_when() -> None:
    book = book_of(
        form(asked_city(), "市民課", due="2026-12-18", message="お願いします", guide="年度末の値", confirming=True)
    )
    cover = [cell.text for cell in book.pages[0].cells.values()]
    for text in (
        "市民課　御中",
        "2026年12月18日（金）",
        "お願いします",
        "年度末の値",
        "施策（1件）",
        "1-(1) 窓口",
        "確認した課長の名前",
    ):
        assert text in cover
    assert "差戻しの理由" not in cover
    again = book_of(form(asked_city(), "市民課", returned="件数が違います", after="x", fields={cell_ids.PERSON: "甲"}))
    assert {"件数が違います", "甲"} <= {cell.text for cell in again.pages[0].cells.values()}


def saved_workbook(tmp_path: Path, book: Book) -> Path:
    writer("xlsx")(book, tmp_path / "様式.xlsx")
    return tmp_path / "様式.xlsx"


def test_in_excel_only_the_cells_to_fill_in_are_open_and_stay_text(tmp_path: Path) -> None:
    workbook = load_workbook(saved_workbook(tmp_path, book_of(form(asked_city(), "市民課"))))
    assert workbook.sheetnames == ["お願い", "記入表"]
    table = workbook["記入表"]
    opened = {c.column_letter for row in table.iter_rows(min_row=3) for c in row if not c.protection.locked}
    assert opened == {"F", "G"}
    assert {c.number_format for row in table.iter_rows(min_row=3, min_col=6, max_col=7) for c in row} == {"@"}
    (row_id,) = [str(c.value) for c in table[3] if c.column_letter == "I"]
    assert cell_ids.read(row_id, HAND_OUT) == questions_to(asked_city(), "市民課")[0].key
    # Beside the id stands what was handed out in the row, so that words written over it are found.
    assert cell_ids.digests_of(row_id) == {cell_ids.digest(str(c.value)) for c in table[3][:5] if c.value}
    assert {c.fill.fgColor.rgb for row in table.iter_rows(min_row=3, min_col=6, max_col=7) for c in row} == {"00FFF8D6"}
    for sheet in workbook.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert [str(merged) for merged in table.merged_cells.ranges] == ["A1:F1"]
    assert table.freeze_panes == "B3"
    assert table.print_title_rows == "$2:$2"
    assert table.print_area == f"'記入表'!$A$1:$H${table.max_row}"


def test_rows_to_write_in_grow_and_the_others_keep_their_height(tmp_path: Path) -> None:
    file = saved_workbook(tmp_path, book_of(form(asked_city(), "市民課")))
    with ZipFile(file) as package:
        table = package.read("xl/worksheets/sheet2.xml").decode()
    heights = re.findall(r'<row r="(\d+)"([^>]*)>', table)
    assert all("ht=" in more for _, more in heights)
    assert {number for number, more in heights if 'customHeight="1"' in more} == {"1", "2"}


def test_no_row_is_divided_however_long_a_text_is(tmp_path: Path) -> None:
    plan = asked_city()
    long = next(e for e in plan.outline.rows.all(Entry).values() if e.text == "今年の一").replace(text="長い文。\n" * 400)
    outline = Outline(plan.outline.rows.put([long]))
    department = outline.departments(plan.plan)[0]
    asked = questions_in(outline, plan, department)
    table = load_workbook(saved_workbook(tmp_path, book_of(Form(plan.plan, department, YEAR, asked, HAND_OUT, 1002))))[
        "記入表"
    ]
    assert table.max_row == len(asked) + 2
    assert max(table.row_dimensions[row].height for row in range(1, table.max_row + 1)) == 409


def test_as_a_layout_it_is_a_specimen_that_cannot_be_handed_in() -> None:
    plan = ito_plan()
    assert "form" in LAYOUTS
    assert LAYOUTS["form"] not in READABLE
    book = layout("form").write(plan.outline, plan.plan, Options()).book
    texts = {cell.text for page in book.pages for cell in page.cells.values()}
    assert any("見本です" in text for text in texts)
    assert not any(cell_ids.looks_like(text) for text in texts)
    with pytest.raises(Refused, match="merge"):
        layout("form").read(book)
    one = plan.outline.measures(plan.plan)[0]
    few = layout("form").write(plan.outline, plan.plan, Options(range(2022, 2026), measures=[one])).book
    assert len(few.pages) < len(book.pages)
    with pytest.raises(Refused, match="ありません"):
        layout("form").write(Outline(Rows.of([plan.plan])), plan.plan, Options())


@pytest.mark.parametrize("key", [("line", "a"), ("figure", "a", "2024", FORECAST), ("new", "a", "-", "2025", PLANNED, "1")])
def test_a_mark_is_read_whatever_white_space_and_width_it_got_and_not_when_damaged(key: tuple[str, ...]) -> None:
    mark = cell_ids.sealed(key, HAND_OUT)
    assert cell_ids.read(mark, HAND_OUT) == key
    assert cell_ids.read(f"　{mark[:9]} {mark[9:]}\n", HAND_OUT) == key
    assert cell_ids.read(mark.translate({ord("/"): "／"}), HAND_OUT) == key
    assert cell_ids.looks_like(mark)
    for wrong in (mark[:-1], mark.replace("a", "b", 1), f"{mark}0", "", "識別", mark.rpartition("/")[0]):
        assert cell_ids.read(wrong, HAND_OUT) is None
    assert cell_ids.read(mark, "別の配布") is None
