"""Any city's table goes in: what the map names is read, everything else is listed."""

from pathlib import Path

import pytest

from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import layout
from dxdesk.pages.page import Book, Page
from dxdesk.plan.importing.draft import Unread
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import DONE, FORECAST, LEAD, PLANNED, RELATED, RESULT, TARGET
from dxdesk.plan.rows.outline import Outline
from tests.cities import CITIES, needs_cities
from tests.maps import MADE_UP, SHIBATA
from tests.pages.layouts.list_table.made_up import made_up_workbook
from tests.pages.layouts.list_table.tables import (
    HEAD,
    adopted_outline,
    entries_of,
    figures_of,
    layout_by_small_map,
    measure_drafts,
    table,
)


def unread(found: list[Unread]) -> list[tuple[str, str]]:
    return [(u.cell, u.text) for u in found]


@pytest.fixture
def city(tmp_path: Path) -> Outline:
    reading = layout("list", MADE_UP).read(read_book(made_up_workbook(tmp_path / "一覧.xlsx")))
    assert unread(reading.unread) == [("A15", "合計")]
    return adopted_outline(reading)


def test_a_whole_table_is_read(city: Outline) -> None:
    (plan,) = city.plans
    assert (plan.municipality, plan.title) == ("みどり野市", "みどり野市デジタル化推進計画")
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2023, 2025, 2025)
    assert plan.levels == "分野 > 施策群 > 取組名"
    tops = city.pillars(plan)
    assert [(p.number, p.title) for p in tops] == [("1", "分野その1"), ("2", "分野その2")]
    assert [p.title for p in city.pillars(plan, tops[1])] == ["施策群3", "施策群4"]
    found = city.measures(plan)
    assert [m.number for m in found] == ["1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "2-3", "2-4"]
    assert [m.number for m in found if m.newly] == ["1-3", "2-3"]
    assert [m.number for m in found if m.national] == ["1-2", "2-2"]
    assert (found[0].first_year, found[0].last_year, found[1].last_year) == (2023, 2025, None)
    assert found[1].description.split("\n") == ["窓口の手続2件を見直します。", "住民の待ち時間を減らします。"]


def test_a_merged_cell_says_the_same_of_each_measure_it_covers(city: Outline) -> None:
    found = city.measures(city.plans[0])
    shares = [[(share.role, d.name) for share, d in city.department_roles(m)] for m in found]
    assert shares[0] == [(LEAD, "子育て支援課")]
    assert shares[1] == [(LEAD, "子育て支援課"), (RELATED, "市民課"), (RELATED, "税務課")]
    assert shares[3][0] == (LEAD, "企画課")


def test_indicators_beside_and_below_each_other_are_all_read(city: Outline) -> None:
    found = city.measures(city.plans[0])
    labels = [[i.label for i in city.indicators_of(m)] for m in found[:3]]
    assert labels == [["指標1の1"], [f"指標2の{n}" for n in range(1, 6)], ["指標3の1", "指標3の2", "指標3の3"]]
    second = city.indicators_of(found[1])[1]
    assert (second.unit, [(f.year, f.role, f.text) for f in city.figures(second)]) == (
        "件",
        [(2023, RESULT, "11"), (2024, RESULT, "約13件"), (2025, TARGET, "△5")],
    )


def test_narrative_fields_and_marks_of_each_year_are_read(city: Outline) -> None:
    measure = city.measures(city.plans[0])[1]
    lines = [(e.year, e.kind, e.bullet, e.text, city.department_name(e.department)) for e in city.all_entries(measure)]
    assert lines == [
        (2023, DONE, "・", "手引2を作った。", "企画課"),
        (2023, DONE, "・", "説明会を3回開いた。", ""),
        (2024, DONE, "", "窓口を1か所にまとめた。", "税務課"),
        (2025, PLANNED, "・", "第2期の機器を入れる。", ""),
    ]
    names = {f.id: (f.name, f.scope) for f in city.custom_fields(city.plans[0])}
    values = {(*names[v.field], v.year): v.text for v in city.values(measure)}
    assert values[("予算額（千円）", "年度ごと", 2024)] == "1300.5"
    assert values[("SDGs", "施策ごと", None)] == "9、11"
    assert [(a.year, a.mark, a.text) for a in city.assessments(measure)] == [(2024, "B", "予定どおり進んだ。")]


@needs_cities
def test_the_real_sheet_of_a_city_is_read_whole() -> None:
    reading = layout("list", SHIBATA).read(read_book(CITIES / "shibata_initiatives_r5.xlsx"))
    assert reading.unread == []
    outline = adopted_outline(reading)
    found = outline.measures(outline.plans[0])
    assert (len(found), sum(m.newly for m in found), sum(m.completed for m in found)) == (43, 11, 6)
    assert all(outline.indicators_of(m) for m in found)


# -- what is not mapped, or not understood


def test_every_cell_outside_the_map_is_listed(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", head='heading_rows = 3\ncaption = "一覧"\nend = "計"\n' + HEAD)
    book = table(
        ["一覧", "", "令和7年3月"],
        ["作成：企画課"],
        ["取組名", "備考"],
        ["電子申請", "済"],
        [],
        ["窓口"],
        ["計2件", "x"],
        ["※注"],
    )
    reading = by.read(book)
    assert [m.text("title") for m in measure_drafts(reading)] == ["電子申請", "窓口"]
    assert unread(reading.unread) == [
        ("C1", "令和7年3月"),
        ("A2", "作成：企画課"),
        ("B3", "備考"),
        ("B4", "済"),
        ("A7", "計2件"),
        ("B7", "x"),
        ("A8", "※注"),
    ]


def test_columns_that_are_skipped_on_purpose_are_not_listed(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", "備考: skip")
    assert by.read(table(["取組名", "備考"], ["電子申請", "済"])).unread == []


def test_sheets_that_nobody_spoke_of_are_told_once(tmp_path: Path) -> None:
    book = table(["取組名"], ["電子申請"])
    book.pages += [table(["a", "b"], ["", "c"], name="別紙").pages[0], Page("白紙")]
    by = layout_by_small_map(tmp_path, "取組名: title", head=f'sheet = "一覧"\n{HEAD}')
    (told,) = by.read(book).unread
    assert (told.sheet, told.cell) == ("別紙", "A1:B2")
    assert layout_by_small_map(tmp_path, "取組名: title", head=f'skip_sheets = ["別紙"]\n{HEAD}').read(book).unread == []


def test_what_a_field_cannot_take_is_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path,
        "取組名: title",
        "国: national",
        "開始: first_year",
        'R5: figure; year = "R5"; indicator = "件数"',
        'R6: figure; year = "R6"',
        "指標: indicator",
        'R7: figure; year = "R7"; role = "目標"',
        '主管: department; role = "主管"',
        '関連: department; role = "関連"',
    )
    book = table(
        ["取組名", "国", "開始", "R5", "R6", "指標", "R7", "主管", "関連"],
        ["電子申請", "一部", "未定", "5", "6", "", "7", "企画課", "市民課、企画課"],
    )
    reading = by.read(book)
    assert unread(reading.unread) == [
        ("B2", "一部"),
        ("C2", "未定"),
        ("E2", "6"),
        ("G2", "7"),
        ("I2", "市民課、企画課"),
    ]
    (measure,) = measure_drafts(reading)
    assert figures_of(measure) == [("件数", [(2023, RESULT, "5")])]
    assert [(d.text("department"), d.values["role"]) for d in measure.of("measure_department")] == [
        ("企画課", LEAD),
        ("市民課", RELATED),
    ]


def test_texts_before_the_first_measure_belong_to_none(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", "概要: description")
    reading = by.read(table(["取組名", "概要"], ["", "迷子"], ["窓口", "説明"]))
    assert unread(reading.unread) == [("B2", "迷子")]
    assert [(m.text("title"), m.text("description")) for m in measure_drafts(reading)] == [("窓口", "説明")]


# -- rows of one measure


def test_further_rows_of_a_measure_bring_indicators_and_narrative(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path,
        "番号: number",
        "取組名: title",
        "概要: description",
        "指標: indicator",
        'R5: figure; year = "R5"',
        'R6: entry; year = "R6"',
    )
    book = table(
        ["番号", "取組名", "概要", "指標", "R5", "R6"],
        ["1", "窓口", "説明", "件数", "5", "・始めた。"],
        ["", "", "", "人数", "7", "・続けた。"],
        ["1", "窓口", "別の説明", "率", "9%", ""],
        ["2", "窓口", "", "件数", "1", ""],
    )
    reading = by.read(book)
    first, second = measure_drafts(reading)
    assert [label for label, _ in figures_of(first)] == ["件数", "人数", "率"]
    assert [line[3] for line in entries_of(first)] == ["始めた。", "続けた。"]
    assert figures_of(second) == [("件数", [(2023, RESULT, "1")])]
    assert unread(reading.unread) == [("C4", "別の説明")]


def test_a_title_that_is_repeated_for_each_indicator_is_one_measure(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "柱:pillar", "施策名:title", "指標:indicator", 'R6:figure; year = "R6"')
    book = table(
        ("柱", "施策名", "指標", "R6"),
        ("甲", "申請", "件数", "1"),
        ("甲", "申請", "人数", "2"),
        ("甲", "窓口", "件数", "3"),
        ("乙", "窓口", "件数", "4"),
        ("乙", "窓口", "人数", "5"),
    )
    reading = by.read(book)
    assert [(m.text("title"), [label for label, _ in figures_of(m)]) for m in measure_drafts(reading)] == [
        ("申請", ["件数", "人数"]),
        ("窓口", ["件数"]),
        ("窓口", ["件数", "人数"]),
    ]
    assert unread(reading.unread) == []


def test_pillars_are_filled_down_and_deeper_ones_begin_anew(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "番: pillar_number", "柱: pillar", "施策: pillar", "取組名: title")
    book = table(
        ["番", "柱", "施策", "取組名"],
        ["1", "行政", "窓口", "a"],
        ["", "", "", "b"],
        ["", "", "申請", "c"],
        ["2", "地域"],
        ["", "", "", "d"],
        ["3", "地域＞観光", "催し", "e"],
    )
    plan = by.read(book).plan
    paths: list[tuple[str, ...]] = []

    def walk(pillar: object, above: tuple[str, ...]) -> None:
        here = (*above, pillar.text("number") + pillar.text("title"))  # type: ignore[attr-defined]
        paths.extend((*here, m.text("title")) for m in pillar.of("measure"))  # type: ignore[attr-defined]
        for below in pillar.of("pillar"):  # type: ignore[attr-defined]
            walk(below, here)

    for top in plan.of("pillar"):
        walk(top, ())
    assert paths == [
        ("1行政", "窓口", "a"),
        ("1行政", "窓口", "b"),
        ("1行政", "申請", "c"),
        ("2地域", "d"),
        ("地域", "3観光", "催し", "e"),
    ]


def test_ditto_is_the_text_above(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "柱: pillar", "番号: number", "取組名: title", "主管: department", "SDGs: custom")
    book = table(
        ["柱", "番号", "取組名", "主管", "SDGs"],
        ["行政", "1", "a", "企画課", "9"],
        ["〃", "2", "b", "〃", "〃"],
        ["", "3", "c", "", "〃"],
    )
    outline = adopted_outline(by.read(book))
    found = outline.measures(outline.plans[0])
    assert [(m.title, outline.pillar_of(m).title) for m in found] == [("a", "行政"), ("b", "行政"), ("c", "行政")]
    assert [[d.name for _, d in outline.department_roles(m)] for m in found] == [["企画課"], ["企画課"], []]
    assert [[v.text for v in outline.values(m)] for m in found] == [["9"], ["9"], ["9"]]


def test_number_title_and_flags_in_one_cell_are_parted(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path, '取組名: title; numbered = true; flags = { newly = "【新】", kpi_published = "※" }; flags_first = true'
    )
    reading = by.read(table(["取組名"], ["【新】 1-(1) 電子 申請"], ["2 窓口※"], ["5G 通信"], ["番号なし"]))
    found = [
        (m.text("number"), m.text("title"), m.values["newly"], m.values["kpi_published"]) for m in measure_drafts(reading)
    ]
    assert found == [
        ("1-(1)", "電子 申請", True, False),
        ("2", "窓口", False, True),
        ("", "5G 通信", False, False),
        ("", "番号なし", False, False),
    ]


def test_years_from_the_planned_one_on_are_forecasts(tmp_path: Path) -> None:
    by = layout_by_small_map(
        tmp_path,
        "取組名: title",
        "指標: indicator",
        'R6: figure; year = "R6"',
        'R7: figure; year = "R7"',
        '予定: entry; year = "R7"',
    )
    (measure,) = measure_drafts(
        by.read(table(["取組名", "指標", "R6", "R7", "予定"], ["窓口", "件数", "5", "6", "続ける。"]))
    )
    assert figures_of(measure) == [("件数", [(2024, RESULT, "5"), (2025, FORECAST, "6")])]
    assert entries_of(measure) == [(2025, PLANNED, "", "続ける。", None)]


def test_a_part_of_a_breakdown_stands_under_its_whole(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", "指標: indicator", 'R6: figure; year = "R6"')
    book = table(["取組名", "指標", "R6"], ["会議", "開催数", "10回"], ["", "開催数＞企画課", "4回"], ["", "A＞B", "1"])
    outline = adopted_outline(by.read(book))
    (measure,) = outline.measures(outline.plans[0])
    assert [(i.label, i.parent is not None, i.unit) for i in outline.indicators_of(measure)] == [
        ("開催数", False, "回"),
        ("企画課", True, "回"),
        ("A＞B", False, ""),
    ]


def test_a_name_in_half_width_brackets_stays_in_the_text(tmp_path: Path) -> None:
    by = layout_by_small_map(tmp_path, "取組名: title", 'R6: entry; year = "R6"')
    (measure,) = measure_drafts(by.read(table(["取組名", "R6"], ["会議", "・開いた。(企画課)\n見直した。（市民課）"])))
    assert [line[2:] for line in entries_of(measure)] == [("・", "開いた。(企画課)", None), ("", "見直した。", "市民課")]


# -- headings and sheets


def test_headings_are_found_by_their_last_part_by_letter_and_by_number(tmp_path: Path) -> None:
    page = Page("一覧")
    for column, (upper, lower) in enumerate([("取組名", ""), ("実績値", "R5"), ("", "R6"), ("目標値", "R6")]):
        if upper:
            page.put(0, column, upper, rows=1 if lower else 2, columns=2 if upper == "実績値" else 1)
        if lower:
            page.put(1, column, lower)
    for column, text in enumerate(["窓口", "5", "6", "9"]):
        page.put(2, column, text)
    figure = 'figure; indicator = "件数"; year = "R6"'
    head = HEAD + "heading_rows = [1, 2]\n"
    by = layout_by_small_map(
        tmp_path, "取組名: title", f"実績値/R6: {figure}", f'目標値／R6: {figure}; role = "目標"', head=head
    )
    reading = by.read(Book("表", [page]))
    assert figures_of(measure_drafts(reading)[0]) == [("件数", [(2024, RESULT, "6"), (2024, TARGET, "9")])]
    assert unread(reading.unread) == [("B2", "R5"), ("B3", "5")]
    twice = layout_by_small_map(tmp_path, "取組名: title", f"R6: {figure}", head=head)
    with pytest.raises(Refused, match=r"11行目の列（見出し「R6」）：この見出しはC、D列にあります"):
        twice.read(Book("表", [page]))
    placed = layout_by_small_map(tmp_path, "取組名: title", f"R6: {figure}; column = 3", head=head)
    assert figures_of(measure_drafts(placed.read(Book("表", [page])))[0]) == [("件数", [(2024, RESULT, "6")])]


def test_headings_over_several_columns_hold_in_csv_too(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("取組名,実績値,,備考\r\n,R5,R6,\r\n窓口,5,6,\r\n".encode("cp932"))
    figure = 'figure; indicator = "件数"'
    by = layout_by_small_map(
        tmp_path,
        "取組名: title",
        f'実績値/R5: {figure}; year = "R5"',
        f'実績値/R6: {figure}; year = "R6"',
        "備考: skip",
        head=HEAD + 'heading_rows = [1, 2]\nsheet = "一覧"\n',
    )
    reading = by.read(read_book(path))
    assert figures_of(measure_drafts(reading)[0]) == [("件数", [(2023, RESULT, "5"), (2024, RESULT, "6")])]
    assert reading.unread == []


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            ("取組名: title", "概略: description"),
            "見出し「概略」）：この見出しが「一覧」の1行目にありません。ある見出しは「取組名」、「概要」",
        ),
        (("取組名: title", '概要: description; column = "Z"'), "「一覧」はB列までです"),
        (("取組名: title", '概要: description; column = "A"'), "A列の見出しは「取組名」です"),
        (("取組名: title", "概要: description", "概 要: effect"), "B列は10行目の列にも使われています"),
    ],
)
def test_a_column_that_is_not_there_is_named_with_its_line(tmp_path: Path, columns: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused) as refused:
        layout_by_small_map(tmp_path, *columns).read(table(["取組名", "概要"], ["窓口", "説明"]))
    assert refused.value.message.startswith("「map.toml」の")
    assert said in refused.value.message


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    book = Book("表", [table(["取組名"], ["窓口"], name=name).pages[0] for name in ("一覧", "別紙")])
    with pytest.raises(Refused, match="「第1表」というシートがありません。「一覧」、「別紙」"):
        layout_by_small_map(tmp_path, "取組名: title", head=f'sheet = "第1表"\n{HEAD}').read(book)
    with pytest.raises(Refused, match="2枚"):
        layout_by_small_map(tmp_path, "取組名: title", head=f"sheet = 3\n{HEAD}").read(book)
    assert len(measure_drafts(layout_by_small_map(tmp_path, "取組名: title", head=f"sheet = 2\n{HEAD}").read(book))) == 1
    with pytest.raises(Refused, match="表がありません"):
        layout_by_small_map(tmp_path, "取組名: title").read(Book("表", []))
