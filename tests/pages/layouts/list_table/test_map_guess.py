"""A table that nobody has described: its sheet, its headings and its columns are guessed by their words and their texts."""

from dataclasses import replace
from pathlib import Path

import pytest

from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import BY_MAP
from dxdesk.pages.layouts.list_table.heading_guess import guess_heading, year_in
from dxdesk.pages.layouts.list_table.map_guess import guess_headings, guess_map, guess_sheet, with_chosen, with_guesses
from dxdesk.pages.layouts.list_table.map_problems import column_meaning, problems
from dxdesk.pages.layouts.list_table.map_toml import read_map
from dxdesk.pages.layouts.list_table.table_map import MapColumn, TableMap
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.outline import folded
from tests.cities import CITIES, needs_cities
from tests.maps import MADE_UP, SHIBATA
from tests.pages.layouts.list_table.made_up import made_up_workbook
from tests.pages.layouts.list_table.tables import entries_of, figures_of, measure_drafts, table, through_file

PRESENT = 2026


def guessed_meanings(book: Book) -> dict[str, str]:
    """Heading → what its column was taken for."""
    return {column.heading: column_meaning(column) for column in guess_map(book, PRESENT).columns}


def columns_by_heading(table_map: TableMap) -> dict[str, MapColumn]:
    return {folded(c.heading): replace(c, line=0, heading="", position=None) for c in table_map.columns}


@pytest.mark.parametrize("kind", ["xlsx", "html"])
def test_a_wide_table_is_guessed_as_a_person_described_it(tmp_path: Path, kind: str) -> None:
    book = read_book(made_up_workbook(tmp_path / "一覧.xlsx"))
    book = Book(book.title, book.pages[:1])
    found = guess_map(through_file(book, tmp_path, kind), PRESENT)
    wanted = read_map(MADE_UP)
    told = columns_by_heading(found)
    for heading, column in columns_by_heading(wanted).items():
        if column.field == "skip":
            assert heading not in told  # nobody can know that a memo is to be left out
        else:
            flags = column.flags[:1] if column.field == "number" else ()  # 【完了】 occurs nowhere in it
            assert told[heading] == replace(column, flags=flags, merged=told[heading].merged)
    assert len(told) == len(wanted.columns) - 1
    assert (found.municipality, found.title) == ("みどり野市", "みどり野市デジタル化推進計画")
    assert (found.first_year, found.last_year, found.planned_from) == (2023, 2025, 2025)
    assert found.sheet is None  # a file with one sheet: by whatever name
    assert len(found.headings) == 2
    assert (found.end, found.last_row) == ("合計", None)
    assert problems(found) == []


@needs_cities
def test_a_real_table_is_guessed_whole() -> None:
    book = read_book(CITIES / "shibata_initiatives_r5.xlsx")
    found = guess_map(book, PRESENT)
    assert columns_by_heading(found) == {
        k: replace(c, merged=False) for k, c in columns_by_heading(read_map(SHIBATA)).items()
    }
    assert (found.municipality, found.title) == ("新発田市", "新発田市情報化推進計画")
    assert BY_MAP.with_map(found).read(book).unread == []


def test_one_row_a_measure_with_years_as_columns() -> None:
    book = table(
        ("〇〇町DX推進計画 進捗管理表", "", "", "", "", "", ""),
        ("No.", "基本方針", "事業名", "担当課", "R5取組実績", "R6取組実績", "R7実施予定"),
        ("1", "便利な町", "オンライン申請", "総務課", "申請を始めた。", "申請を広げた。", "様式を見直す。"),
        ("2", "便利な町", "キャッシュレス", "税務課、会計課", "検討した。", "機器を入れた。", "種類を増やす。"),
    )
    assert guessed_meanings(book) == {
        "No.": "施策の番号",
        "基本方針": "柱（分野・区分）",
        "事業名": "施策名",
        "担当課": "担当課",
        "R5取組実績": "取組の記載　令和5年度 実績",
        "R6取組実績": "取組の記載　令和6年度 実績",
        "R7実施予定": "取組の記載　令和7年度 実施予定",
    }
    found = guess_map(book, PRESENT)
    assert (found.municipality, found.title) == ("〇〇町", "〇〇町DX推進計画")
    assert (found.headings, found.first_row, found.planned_from) == (range(1, 2), 2, 2025)
    first = measure_drafts(BY_MAP.with_map(found).read(book))[0]
    assert entries_of(first)[2][:2] == (2025, "実施予定")


def test_one_row_an_indicator_with_the_measures_cells_merged(tmp_path: Path) -> None:
    page = Page("管理表")
    for column, text in enumerate(("施策番号", "施策名", "指標", "単位", "基準値（R3）", "実績", "", "目標値（R8）")):
        rows, columns = (1, 2) if text == "実績" else (2, 1)
        if text:
            page.put(0, column, text, rows=rows, columns=columns)
    page.put(1, 5, "令和5年度")
    page.put(1, 6, "令和6年度")
    for row, (number, title) in enumerate((("1-1", "手続の電子化"), ("1-2", "窓口の改善"))):
        page.put(2 + 2 * row, 0, number, rows=2)
        page.put(2 + 2 * row, 1, title, rows=2)
        for line in range(2):
            for column, text in enumerate((f"指標{row}{line}", "件", "10", "20", "未導入", "100")):
                page.put(2 + 2 * row + line, 2 + column, text)
    book = through_file(Book("管理表", [page]), tmp_path, "xlsx")
    assert guessed_meanings(book) == {
        "施策番号": "施策の番号",
        "施策名": "施策名",
        "指標": "指標名",
        "単位": "指標の単位",
        "基準値（R3）": "指標の値　令和3年度 基準値",
        "実績/令和5年度": "指標の値　令和5年度 実績",
        "実績/令和6年度": "指標の値　令和6年度 実績",
        "目標値（R8）": "指標の値　令和8年度 目標",
    }
    found = replace(guess_map(book, PRESENT), pillar="全体")
    one, two = measure_drafts(BY_MAP.with_map(found).read(book))
    assert [label for label, _ in figures_of(one)] == ["指標00", "指標01"]
    assert figures_of(two)[0][1][2] == (2024, "実績", "未導入")


def test_headings_in_three_rows_are_joined(tmp_path: Path) -> None:
    page = Page("一覧")
    page.put(0, 0, "取組", columns=2)
    page.put(0, 2, "成果指標", columns=5)
    page.put(1, 0, "番号", rows=2)
    page.put(1, 1, "取組名", rows=2)
    page.put(1, 2, "指標名", rows=2)
    for column, (upper, lowers) in enumerate((("令和5年度", ("目標", "実績")), ("令和6年度", ("目標", "実績")))):
        page.put(1, 3 + 2 * column, upper, columns=2)
        for offset, lower in enumerate(lowers):
            page.put(2, 3 + 2 * column + offset, lower)
    for column, text in enumerate(("1", "手続", "件数", "10", "9", "20", "21")):
        page.put(3, column, text)
    book = through_file(Book("一覧", [page]), tmp_path, "xlsx")
    assert guess_headings(book.pages[0]) == range(3)
    assert guessed_meanings(book) == {
        "取組/番号": "施策の番号",
        "取組/取組名": "施策名",
        "成果指標/指標名": "指標名",
        "成果指標/令和5年度/目標": "指標の値　令和5年度 目標",
        "成果指標/令和5年度/実績": "指標の値　令和5年度 実績",
        "成果指標/令和6年度/目標": "指標の値　令和6年度 目標",
        "成果指標/令和6年度/実績": "指標の値　令和6年度 実績",
    }


def test_headings_in_two_rows_without_merged_cells(tmp_path: Path) -> None:
    book = table(
        ("施策", "取組", "実績", "", "予定"),
        ("", "", "令和5年度", "令和6年度", "令和7年度"),
        ("便利な町", "申請", "始めた。", "広げた。", "見直す。"),
        ("便利な町", "決済", "検討した。", "入れた。", "増やす。"),
    )
    assert guessed_meanings(through_file(book, tmp_path, "csv")) == {
        "施策": "柱（分野・区分）",
        "取組": "施策名",
        "実績/令和5年度": "取組の記載　令和5年度 実績",
        "実績/令和6年度": "取組の記載　令和6年度 実績",
        "予定/令和7年度": "取組の記載　令和7年度 実施予定",
    }


def test_the_sheet_with_the_table_is_found_among_others() -> None:
    notes = table(("記入要領",), ("黄色の欄に記入してください。",), name="記入要領")
    plan = table(("番号", "施策名", "担当課"), ("1", "申請", "総務課"), name="R6管理表")
    book = Book("表", [*notes.pages, *plan.pages])
    assert guess_sheet(book) == 1
    assert guess_map(book, PRESENT).sheet == "R6管理表"


def test_the_year_above_the_table_counts_for_columns_without_one() -> None:
    book = table(
        ("令和6年度 進捗状況調査票",),
        ("施策名", "進捗状況", "次年度の予定", "評価", "評価の理由"),
        ("申請", "広げた。", "見直す。", "A", "進んだ。"),
    )
    assert guessed_meanings(book) == {
        "施策名": "施策名",
        "進捗状況": "取組の記載　令和6年度 実績",
        "次年度の予定": "取組の記載　令和7年度 実施予定",
        "評価": "評価の記号　令和6年度",
        "評価の理由": "評価の見解　令和6年度",
    }


def test_what_is_worded_like_nothing_known_is_left_to_the_person() -> None:
    book = table(("施策名", "甲", "乙", "丙"), ("申請", "あ", "い", "う"))
    assert guessed_meanings(book) == {"施策名": "施策名"}


def test_a_sheet_of_odd_words_still_has_a_heading_row() -> None:
    book = table(("ある町の表",), ("ア", "イ", "ウ"), ("1", "2", "3"))
    found = guess_map(book, PRESENT)
    assert (found.headings, found.columns, found.first_year) == (range(1, 2), (), PRESENT)
    assert [problem.sentence[:6] for problem in problems(found)] == ["「施策名」の"]


def test_rows_after_the_table_are_not_its_rows() -> None:
    book = table(("番号", "施策名"), ("1", "※印の見直し"), ("2", "申請"), ("※ 注記です", ""))
    found = guess_map(book, PRESENT)
    assert (found.end, found.last_row) == ("", 2)
    assert len(measure_drafts(BY_MAP.with_map(replace(found, pillar="全体")).read(book))) == 2


def test_what_a_person_chose_stays_where_the_headings_are_chosen_anew() -> None:
    book = table(("施策", "甲", "R5実績"), ("名称", "乙", "内容"), ("申請", "い", "始めた。"))
    found = guess_map(book, PRESENT)
    assert [c.position for c in found.columns] == [0, 2]
    own = MapColumn(0, "custom", "甲", 1, name="わが市の欄")
    again = with_chosen(guess_map(book, PRESENT, 0, range(1, 2)), (own,), book.pages[0])
    assert replace(own, heading="乙") in again.columns
    assert {c.heading for c in again.columns} <= {"名称", "乙", "内容"}


def test_columns_that_a_map_does_not_speak_of_are_guessed() -> None:
    book = table(("施策名", "R5実績", "R6実績", "R7予定"), ("申請", "始めた。", "広げた。", "見直す。"))
    guess = guess_map(book, PRESENT)
    short = replace(guess, columns=guess.columns[:2], last_year=2023)
    assert with_guesses(short, guess) == guess


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("R6", 2024),
        ("令和５年度末", 2023),
        ("令和6年3月末", 2023),
        ("R6.3末", 2023),
        ("令和6年12月1日", 2024),
        ("2024年度実績", 2024),
        ("H30", 2018),
        ("平成31年度", 2019),
        ("令和元年度", 2019),
        ("6年度目標", 2024),
        ("番号6", None),
        ("SR6", None),
        ("令和の施策", None),
    ],
)
def test_the_fiscal_year_in_a_heading(text: str, year: int | None) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("担当部署名", "department"),
        ("KPI（重要業績評価指標）", "indicator"),
        ("評価（A～D）", "mark"),
        ("期待される効果", "effect"),
        ("スケジュール（R6～R8）", "custom"),
        ("期間/開始", "first_year"),
        ("分野番号", "pillar_number"),
        ("実施主体", "department"),
        ("国の重点取組事項", "national"),
        ("算出方法", "definition"),
        ("時点", "observed"),
        ("内部メモ", ""),
    ],
)
def test_the_words_of_a_heading(heading: str, field: str) -> None:
    assert guess_heading(heading).field == field


def test_indicators_beside_each_other_under_one_heading_are_kept_apart() -> None:
    page = Page("一覧")
    for column, text in ((0, "施策名"), (1, "成果指標")):
        page.put(0, column, text, rows=2 if column == 0 else 1, columns=1 if column == 0 else 4)
    for column, text in enumerate(("指標名", "R6", "指標名", "R6")):
        page.put(1, 1 + column, text)
    for column, text in enumerate(("申請", "件数", "10", "人数", "20")):
        page.put(2, column, text)
    found = guess_map(Book("一覧", [page]), PRESENT)
    assert [(c.field, c.group) for c in found.columns[1:]] == [
        ("indicator", 1),
        ("figure", 1),
        ("indicator", 2),
        ("figure", 2),
    ]


def test_numbers_of_pillars_are_those_of_the_pillar_to_their_right() -> None:
    book = table(
        ("柱番号", "柱", "方針番号", "基本方針", "施策名"),
        ("1", "便利な町", "1-1", "窓口", "申請"),
    )
    assert [(c.field, c.level) for c in guess_map(book, PRESENT).columns[:4]] == [
        ("pillar_number", 1),
        ("pillar", 1),
        ("pillar_number", 2),
        ("pillar", 2),
    ]


def meanings_of_headings(*rows: tuple[str, ...]) -> dict[str, str]:
    """What the columns of a table with these rows are taken for."""
    return guessed_meanings(table(*rows))


def test_tables_as_cities_word_them() -> None:
    assert meanings_of_headings(
        ("No", "重点事業", "事業名", "KPI", "現状値(R4)", "R5目標", "R5実績", "達成度（％）", "今後の取組"),
        ("1", "窓口", "スマート窓口", "利用件数", "0件", "100件", "120件", "120%", "拡大する。"),
    ) == {
        "No": "施策の番号",
        "重点事業": "柱（分野・区分）",
        "事業名": "施策名",
        "KPI": "指標名",
        "現状値(R4)": "指標の値　令和4年度 基準値",
        "R5目標": "指標の値　令和5年度 目標",
        "R5実績": "指標の値　令和5年度 実績",
        "達成度（％）": "独自の項目　「達成度（％）」",
        "今後の取組": "取組の記載　実施予定",
    }
    assert meanings_of_headings(
        ("基本目標", "施策の方向性", "具体的施策", "取組内容", "所管課", "年度別計画", "", "自己評価", "課題・問題点"),
        ("", "", "", "", "", "R5", "R6", "", ""),
        ("便利なまち", "窓口改革", "書かない窓口", "窓口で書かない。", "市民課", "検討", "導入", "A", "人手"),
        ("便利なまち", "窓口改革", "予約", "予約できる。", "市民課", "導入", "運用", "B", "予算"),
    ) == {
        "基本目標": "柱（分野・区分）",
        "施策の方向性": "柱（分野・区分）　2階層目",
        "具体的施策": "施策名",
        "取組内容": "概要",
        "所管課": "担当課　主管",
        "年度別計画/R5": "取組の記載　令和5年度 実施予定",
        "年度別計画/R6": "取組の記載　令和6年度 実施予定",
        "自己評価": "評価の記号",
        "課題・問題点": "独自の項目　「課題・問題点」",
    }


@pytest.mark.parametrize(
    ("above", "city", "title"),
    [
        ("静岡県伊東市DX推進計画 進捗管理表", "伊東市", "静岡県伊東市DX推進計画"),
        ("令和6年度 みどり町デジタル化計画進捗", "", "みどり町デジタル化計画"),
        ("静岡県DX戦略 一覧", "静岡県", "静岡県DX戦略"),
        ("本市の取組一覧", "", ""),
    ],
)
def test_city_and_plan_are_told_above_the_table(above: str, city: str, title: str) -> None:
    found = guess_map(table((above,), ("施策名", "担当課"), ("申請", "総務課")), PRESENT)
    assert (found.municipality, found.title) == (city, title)


def test_a_year_with_its_plan_and_its_results_is_no_longer_planned() -> None:
    book = table(("施策名", "R5計画", "R5実績", "R6計画"), ("申請", "始める。", "始めた。", "広げる。"))
    found = guess_map(book, PRESENT)
    assert (found.first_year, found.last_year, found.planned_from) == (2023, 2024, 2024)


@pytest.mark.parametrize(
    ("ahead", "planned_from"),
    [((), None), (("R7計画",), 2025), (("R7計画", "R8計画"), 2025)],
)
def test_a_year_that_has_its_results_is_none_that_is_still_to_come(ahead: tuple[str, ...], planned_from: int | None) -> None:
    headings = ("番号", "事業名", "R5計画", "R5実績", "R6計画", "R6実績", *ahead)
    book = table(headings, ("1-1", "手続", *["文を書く。"] * (len(headings) - 2)))
    assert guess_map(book, PRESENT).planned_from == planned_from
