"""The table comes back with the columns of the map, every mapped cell's text as often as it stood there."""

from collections import Counter
from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Page
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import CustomField, Department, Indicator
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities
from tests.maps import MADE_UP, SHIBATA
from tests.pages.layouts.ito.sample import ito_plan
from tests.pages.layouts.list_table.made_up import made_up_workbook
from tests.pages.layouts.list_table.tables import (
    HEAD,
    adopted_outline,
    layout_by_small_map,
    measure_drafts,
    table,
    text_counts,
    through_file,
    written_pages,
)

KINDS = ("xlsx", "html", "csv")


@pytest.mark.parametrize("kind", KINDS)
def test_every_mapped_text_comes_back(tmp_path: Path, kind: str) -> None:
    by = layout("list", MADE_UP)
    book = read_book(made_up_workbook(tmp_path / "一覧.xlsx"))
    outline = adopted_outline(by.read(book))
    done = written_pages(by, outline)
    assert done.left_out == []
    back = through_file(done.book, tmp_path, kind)
    book.pages = book.pages[:1]
    # The remarks that the map skips, and the row below the table.
    assert text_counts(book) - text_counts(back) == Counter({"内線123": 2, "合計": 1})
    assert text_counts(back) - text_counts(book) == Counter()
    reading = by.read(back)
    again = adopt(outline.rows, reading.plan)
    assert (again.added, again.changed, again.missing, reading.unread) == (0, 0, 0, [])
    # A new file made of it lacks nothing either: what is merged is not blank.
    assert len(adopted_outline(reading).rows) == len(outline.rows)


@needs_cities
@pytest.mark.parametrize("kind", KINDS)
def test_the_real_sheet_of_a_city_comes_back(tmp_path: Path, kind: str) -> None:
    by = layout("list", SHIBATA)
    book = read_book(CITIES / "shibata_initiatives_r5.xlsx")
    outline = adopted_outline(by.read(book))
    done = written_pages(by, outline)
    assert done.left_out == []
    back = through_file(done.book, tmp_path, kind)
    assert text_counts(back) == text_counts(book)
    again = adopt(outline.rows, by.read(back).plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)


def shape(page: Page, rows: range) -> dict[tuple[int, int], tuple[str, int, int]]:
    return {place: (c.text, c.rows, c.columns) for place, c in page.cells.items() if place[0] in rows}


def test_headings_stand_as_they_stood(tmp_path: Path) -> None:
    by = layout("list", MADE_UP)
    book = read_book(made_up_workbook(tmp_path / "一覧.xlsx"))
    (page,) = written_pages(by, adopted_outline(by.read(book))).book.pages
    before = shape(book.pages[0], range(4))
    before[(0, 0)] = (before[(0, 0)][0], 1, 37)
    assert shape(page, range(4)) == before
    assert (page.name, page.repeat_rows, page.freeze) == ("取組一覧", (2, 3), (4, 4))


def test_merged_columns_are_merged_again_and_others_stand_in_each_row(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path, "柱: pillar; merged = true", "取組名: title", "主管: department", "区分: custom; merged = true"
    )
    rows = [
        ["柱", "取組名", "主管", "区分"],
        ["行政", "a", "企画課", "新"],
        ["", "b", "企画課", "新"],
        ["地域", "c", "企画課", "新"],
    ]
    (page,) = written_pages(by, adopted_outline(by.read(table(*rows)))).book.pages
    assert shape(page, range(1, 4)) == {
        (1, 0): ("行政", 2, 1),
        (3, 0): ("地域", 1, 1),
        (1, 1): ("a", 1, 1),
        (2, 1): ("b", 1, 1),
        (3, 1): ("c", 1, 1),
        (1, 2): ("企画課", 1, 1),
        (2, 2): ("企画課", 1, 1),
        (3, 2): ("企画課", 1, 1),
        (1, 3): ("新", 3, 1),
    }


def test_more_indicators_than_groups_go_on_below(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path,
        "取組名: title",
        "指標1: indicator",
        'R6①: figure; year = "R6"',
        "指標2: indicator; group = 2",
        'R6②: figure; year = "R6"; group = 2',
    )
    head = ["取組名", "指標1", "R6①", "指標2", "R6②"]
    rows = [head, ["窓口", "a", "1", "b", "2"], ["", "c", "3", "", ""], ["申請", "", "", "", ""]]
    (page,) = written_pages(by, adopted_outline(by.read(table(*rows)))).book.pages
    assert page.cells[(1, 0)].rows == 2
    shown = [[page.cells[(row, c)].text if (row, c) in page.cells else "" for c in range(5)] for row in range(4)]
    assert shown == rows


def test_columns_stand_where_the_map_puts_them(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path, '取組名: title; column = "C"', "概要: description", "番号: number; column = 1", "SDGs: custom"
    )
    reading = by.read(table(["番号", "SDGs", "取組名", "概要"], ["1", "9", "窓口", "説明"]))
    (page,) = written_pages(by, adopted_outline(reading)).book.pages
    assert [page.cells[(0, column)].text for column in range(4)] == ["番号", "SDGs", "取組名", "概要"]


def test_headings_that_only_a_letter_names_are_called_by_their_field(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    columns = [
        'column = "A"\nfield = "title"',
        'column = "B"\nfield = "figure"\nindicator = "件数"\nyear = "R6"',
        'column = "C"\nfield = "entry"\nyear = "R7"',
    ]
    path.write_text(HEAD + "".join(f"\n[[column]]\n{column}\n" for column in columns), "utf-8")
    by = layout("list", path)
    reading = by.read(table(["取組", "実績", "予定"], ["窓口", "5", "続ける。"]))
    (page,) = written_pages(by, adopted_outline(reading)).book.pages
    assert [page.cells[(0, column)].text for column in range(3)] == ["施策名", "件数 R6実績", "R7実施予定"]


@pytest.mark.parametrize("name", seed_names())
def test_any_plan_goes_through_the_list_and_nothing_changes(tmp_path: Path, name: str) -> None:
    by = layout_by_small_map(
        tmp_path,
        "柱: pillar",
        "番号: number",
        "取組名: title",
        "概要: description",
        '主管: department; role = "主管"; separator = "\\n"',
        '関連: department; role = "関連"; separator = "\\n"',
        "指標: indicator",
        "単位: unit",
        *(f'{role}{year}: figure; year = "R{year}"; role = "{role}"' for year in (4, 5, 6, 7) for role in ("実績", "目標")),
        *(f'記載{kind}{year}: entry; year = "R{year}"; kind = "{kind}"' for year in (6, 7) for kind in ("実績", "実施予定")),
    )
    rows = adopt(Rows(), seed_draft(name)).rows
    outline = Outline(rows)
    done = written_pages(by, outline)
    reading = by.read(through_file(done.book, tmp_path, "xlsx"))
    # The map's city and title are another's; the rest is the plan's own.
    reading.plan.defaults, reading.plan.values = {**reading.plan.values, **reading.plan.defaults}, {}
    again = adopt(rows, reading.plan, outline.plans[0])
    assert again.rows == rows
    assert reading.unread == []


# -- what has no column


def kinds_left_out(lines: list[str]) -> set[str]:
    return {line.split("は、この様式")[0] for line in lines}


def test_what_the_map_has_no_column_for_is_told(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", "指標: indicator", 'R5: figure; year = "R5"')
    p = ito_plan()
    lines = kinds_left_out(written_pages(by, p.outline).left_out)
    assert {
        "施策の番号 3件",
        "柱 2件",
        "施策の概要 2件",
        "施策の担当課 2件",
        "R6の実績の記載 4件",
        "R7の見込の値 1件",
        "施策の開始・終了年度 1件",
        "施策の中の見出し 1件",
    } <= lines
    assert not any(line.startswith(("R5の実績の値", "指標 ")) for line in lines)


def test_roles_years_and_indicators_without_a_column_are_told(tmp_path: Path) -> None:
    wide = layout_by_small_map(
        tmp_path,
        "番号: number",
        "取組名: title",
        '主管: department; role = "主管"',
        '関連: department; role = "関連"; separator = "、"',
        "指標: indicator",
        'R6: figure; year = "R6"',
        '予算: custom; year = "R6"',
        '前年予算: custom; name = "予算"; year = "R5"',
        '評価: mark; year = "R6"',
        '見解: assessment; year = "R6"',
    )
    head = ["番号", "取組名", "主管", "関連", "指標", "R6", "予算", "前年予算", "評価", "見解"]
    row = ["1", "窓口", "企画課", "市民課、税務課", "件数", "5", "100", "90", "A", "よい。"]
    outline = adopted_outline(wide.read(table(head, row, ["", "", "", "", "率", "9%", "", "", "", ""])))
    assert written_pages(wide, outline).left_out == []
    narrow = layout_by_small_map(
        tmp_path,
        "番号: number",
        "取組名: title",
        '主管: department; role = "主管"',
        'R6: figure; year = "R6"; indicator = "件数"',
        '予算: custom; year = "R6"',
        '評価: mark; year = "R6"',
    )
    assert kinds_left_out(written_pages(narrow, outline).left_out) == {
        "施策の担当課 2件",
        "R6の実績の値 1件",
        "指標 1件",
        "項目「予算」 1件",
        "R6の評価・見解 1件",
    }


def test_a_name_with_the_separator_in_it_is_told(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "番号: number", "取組名: title", '課: department; separator = "・"')
    outline = adopted_outline(by.read(table(["番号", "取組名", "課"], ["1", "窓口", "市民課"])))
    (department,) = outline.rows.all(Department).values()
    renamed = Outline(outline.rows.put([department.replace(name="市民・税務課")]))
    assert kinds_left_out(written_pages(by, renamed).left_out) == {"区切りの「・」を含む課名 1件"}


def test_unpublished_indicators_are_never_written(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "番号: number", "取組名: title", "指標: indicator", 'R6: figure; year = "R6"')
    outline = adopted_outline(by.read(table(["番号", "取組名", "指標", "R6"], ["1", "窓口", "内部の数", "5"])))
    (indicator,) = outline.rows.all(Indicator).values()
    hidden = Outline(outline.rows.put([indicator.replace(published=False)]))
    done = written_pages(by, hidden)
    assert not any("内部の数" in cell.text for cell in done.book.pages[0].cells.values())
    assert kinds_left_out(done.left_out) == {"公表しない指標 1件"}


def test_the_options_choose_measures_but_the_map_chooses_years(tmp_path: Path) -> None:
    by = layout("list", MADE_UP)
    outline = adopted_outline(by.read(read_book(made_up_workbook(tmp_path / "一覧.xlsx"))))
    (plan,) = outline.plans
    one = by.write(outline, plan, Options(measures=outline.measures(plan)[2:3]))
    assert [m.text("number") for m in measure_drafts(by.read(one.book))] == ["1-3"]
    of_tax = by.write(outline, plan, Options(department=outline.department_named(plan, "税務課")))
    assert len(measure_drafts(by.read(of_tax.book))) == 8
    with pytest.raises(Refused, match="--years を外し"):
        by.write(outline, plan, Options(years=range(2023, 2026)))
    with pytest.raises(Refused, match="書き出す施策がありません"):
        by.write(outline, plan, Options(measures=[]))


def test_a_table_of_450_rows_and_40_columns_goes_both_ways(tmp_path: Path) -> None:
    by = layout("list", MADE_UP)
    book = read_book(made_up_workbook(tmp_path / "一覧.xlsx", 360))
    assert book.pages[0].height == 455
    outline = adopted_outline(by.read(book))
    done = written_pages(by, outline)
    assert len(outline.rows.all(CustomField)) == 4
    assert text_counts(book) - text_counts(done.book) == Counter(
        {"内線123": 90, "合計": 1, "黄色の欄に記入してください。": 1}
    )
    assert done.left_out == []
