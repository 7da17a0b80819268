"""新発田市's sheet is understood: numbered K P I, parts of a year, schedules, flags; and nothing of it is lost."""

import html
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import GOES_ON, Book, Page
from dxdesk.plan.importing.adopt import Adoption, adopt
from dxdesk.plan.importing.draft import Reading, Unread
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import RESULT, TARGET, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities

SHIBATA = CITIES / "shibata_initiatives_r5.xlsx"
TITLE = "新発田市情報化推進計画（個別取組）"


def read_and_adopt(book: Book) -> tuple[Reading, Adoption]:
    reading = layout("shibata").read(book)
    return reading, adopt(Rows(), reading.plan)


def texts_of(book: Book) -> Counter[str]:
    """Every cell's text without white space, as often as it stands there."""
    cells = [cell for page in book.pages for cell in page.cells.values()]
    texts = ("".join((cell.text or str(cell.number or "")).split()) for cell in cells)
    return Counter(filter(None, texts))


def one_row(
    *years: str,
    number: str = "1",
    kpi: str = "件数",
    past: str = "",
    coming: str = "",
    coming_heading: str = "スケジュール (R6～R8)",
) -> Page:
    page = Page("個別取組")
    page.put(0, 0, TITLE)
    leading = ("NO", "区分", "施策分野", "具体的な取組", "取組方針", "K P I", "スケジュール (これまで)")
    for column, heading in enumerate(leading):
        page.put(2, column, heading, rows=2)
    page.put(2, 7, "実績値 (KPI)", columns=3)
    for column, heading in enumerate(("令和3年度末", "令和4年度末", "令和5年度末"), 7):
        page.put(3, column, heading)
    page.put(2, 10, coming_heading, rows=2)
    texts = (number, "市民向け情報施策", "情報発信", "取組", "方針", kpi, past, *(*years, "", "", "")[:3], coming)
    for column, text in enumerate(texts):
        if text:
            page.put(4, column, text)
    return page


def read_single_measure(page: Page) -> tuple[Reading, Outline, Measure]:
    reading, adopted = read_and_adopt(Book("計画", [page]))
    outline = Outline(adopted.rows)
    return reading, outline, outline.measures(adopted.plan)[0]


def figures(outline: Outline, measure: Measure, role: str = RESULT) -> dict[str, list[str]]:
    """Label (with `parent/` before a member's) → the texts of its years."""
    labels = outline.rows.all(Indicator)
    return {
        (f"{labels[i.parent].label}/" if i.parent else "") + i.label: [f.text for f in outline.figures(i) if f.role == role]
        for i in outline.indicators_of(measure)
    }


def lanes(outline: Outline, measure: Measure) -> list[tuple[str, dict[int, str]]]:
    return [(lane.label, {p.year: p.text for p in outline.phases(lane)}) for lane in outline.lanes(measure)]


# -- the real sheet


@cache
def real() -> tuple[Book, Reading, Adoption]:
    book = read_xlsx(SHIBATA)
    return (book, *read_and_adopt(book))


@needs_cities
def test_the_real_sheet_is_read_whole_and_every_cell_comes_back(tmp_path: Path) -> None:
    book, reading, adopted = real()
    assert reading.unread == []
    out = layout("shibata").write(Outline(adopted.rows), adopted.plan, Options())
    assert out.left_out == []
    path = tmp_path / "個別取組.xlsx"
    write_xlsx(out.book, path)
    assert texts_of(read_xlsx(path)) == texts_of(book)
    assert texts_of(book).total() == 486
    again = adopt(adopted.rows, layout("shibata").read(read_xlsx(path)).plan)
    assert (again.added, again.missing) == (0, 0)


@needs_cities
def test_a_second_reading_changes_nothing() -> None:
    _, reading, adopted = real()
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.changed, again.missing) == (0, 0, 0)
    assert again.rows == adopted.rows


@needs_cities
def test_the_real_sheet_names_its_plan_its_measures_and_their_flags() -> None:
    _, _, adopted = real()
    plan, outline = adopted.plan, Outline(adopted.rows)
    assert (plan.municipality, plan.title) == ("新発田市", "新発田市情報化推進計画")
    assert (plan.shown_from, plan.shown_to, plan.planned_from) == (2021, 2026, 2024)
    tops = outline.pillars(plan)
    assert [p.title for p in tops] == ["市民向け情報施策", "庁内向け情報施策", "基盤となる情報施策"]
    assert [len(outline.pillars(plan, top)) for top in tops] == [8, 1, 2]
    measures = outline.measures(plan)
    assert sorted(int(m.number) for m in measures) == list(range(1, 44))
    assert {m.number for m in measures if m.newly} == {str(number) for number in range(33, 44)}
    assert {m.number for m in measures if m.completed} == {"11", "17", "19", "25", "28", "36"}
    assert all(outline.indicators_of(m) for m in measures)
    assert all(len(outline.lanes(m)) == 1 for m in measures)


@needs_cities
def test_the_real_numbered_parts_are_indicators_of_their_own() -> None:
    _, _, adopted = real()
    outline = Outline(adopted.rows)
    by_number = {m.number: m for m in outline.measures(adopted.plan)}
    bids = outline.indicators_of(by_number["7"])
    assert [i.label for i in bids] == ["電子入札の実施数", "入札参加資格審査の電子申請数", "電子契約の件数"]
    assert [(i.definition, i.last_year) for i in bids] == [("", None), ("※②はR6から取組から除く。", 2023), ("", None)]
    assert figures(outline, by_number["14"]) == {
        "指定避難所等への公衆無線LAN環境の整備数": ["37か所", "39か所", "42か所"],
        "指定避難所等への公衆無線LAN環境の整備数/地域安全課分": ["36か所", "36か所", "38か所"],
        "指定避難所等への公衆無線LAN環境の整備数/市まち課分": ["1件", "3件", "4件"],
    }
    assert {f.written for f in adopted.rows.all(Figure).values()} == {"", "市まち課"}
    assert figures(outline, by_number["21"])["災害時の情報伝達するメディアの登録数/あんしんメール登録者数"] == [
        "11,611人",
        "12,272人",
        "13,942人",
    ]
    training = list(figures(outline, by_number["31"]).values())
    assert [texts[2] for texts in training] == ["66人", "2人"]
    assert training[0][0] == training[1][0]
    assert figures(outline, by_number["22"]) == {
        "対応件数/投稿件数": ["100% R3投稿件数 82件", "100% R4投稿件数 114件", "100% R5投稿件数 76件"]
    }


@needs_cities
def test_only_what_the_real_schedules_call_a_target_is_one() -> None:
    _, _, adopted = real()
    outline = Outline(adopted.rows)
    found = {
        (m.number, i.label if i.parent else "", f.year): f.text
        for m in outline.measures(adopted.plan)
        for i in outline.indicators_of(m)
        for f in outline.figures(i)
        if f.role == TARGET
    }
    assert found == {
        ("4", "", 2023): "10件",
        ("4", "", 2026): "15件",
        ("5", "", 2023): "8,000件",
        ("5", "", 2026): "28,000件",
        ("9", "", 2023): "10%",
        ("10", "", 2025): "5年間で50件",
        ("12", "", 2023): "40%",
        ("21", "あんしんメール登録者数", 2027): "12,772人",
        ("21", "緊急告知FMラジオ保有者数", 2027): "5,947人",
        ("23", "", 2023): "80%",
        ("23", "", 2026): "80%",
        ("40", "", 2024): "7,400件",
        ("40", "", 2025): "12,400件",
        ("40", "", 2026): "12,400件",
        ("42", "", 2024): "2,100件",
        ("42", "", 2025): "2,600件",
        ("42", "", 2026): "3,100件",
        ("43", "", 2024): "10%",
        ("43", "", 2025): "15%",
        ("43", "", 2026): "20%",
    }


def as_html(book: Book, every: int = 0) -> str:
    """The sheet as a web page; with `every` the heading is printed again after so many rows, in a table of its own."""
    (page,) = book.pages
    rows: dict[int, list[str]] = {}
    for (place, _), cell in sorted(page.cells.items()):
        span = f" rowspan={cell.rows}" * (cell.rows > 1) + f" colspan={cell.columns}" * (cell.columns > 1)
        rows.setdefault(place, []).append(f"<td{span}>{html.escape(cell.text)}</td>")
    lines = {place: f"<tr>{''.join(cells)}</tr>" for place, cells in rows.items() if place}
    heading = [lines.pop(2), lines.pop(3)]
    body = list(lines.values())
    step = every or len(body)
    tables = ["<table>" + "".join([*heading, *body[i : i + step]]) + "</table>" for i in range(0, len(body), step)]
    return f"<html><head><meta charset='utf-8'></head><body><h1>{TITLE}</h1>{''.join(tables)}</body></html>"


@needs_cities
@pytest.mark.parametrize("every", [0, 5])
def test_the_same_table_as_a_web_page_gives_the_same_plan(tmp_path: Path, every: int) -> None:
    book, _, adopted = real()
    path = tmp_path / "計画.html"
    path.write_text(as_html(book, every), "utf-8")
    reading, from_html = read_and_adopt(read_html(path))
    assert reading.unread == []
    out = layout("shibata").write(Outline(from_html.rows), from_html.plan, Options())
    assert texts_of(out.book) == texts_of(book)
    again = adopt(adopted.rows, reading.plan)
    assert (again.added, again.missing) == (0, 0)


# -- the grammar of cells


def test_numbered_labels_and_values_are_matched_by_their_numbers() -> None:
    reading, outline, measure = read_single_measure(one_row("①48.2% ②0%", "②3%", "①1% ②2% ", kpi="①実施数 ②申請数"))
    assert reading.unread == []
    assert figures(outline, measure) == {"実施数": ["48.2%", "1%"], "申請数": ["0%", "3%", "2%"]}


def test_a_text_for_all_numbered_indicators_stands_with_each() -> None:
    _, outline, measure = read_single_measure(one_row("-", "0% ※令和5年度から", "①66人\n②2人", kpi="①研修\n②高度な研修"))
    assert figures(outline, measure) == {
        "研修": ["-", "0% ※令和5年度から", "66人"],
        "高度な研修": ["-", "0% ※令和5年度から", "2人"],
    }


def test_a_count_without_number_under_numbered_labels_is_kept_and_told() -> None:
    reading, outline, measure = read_single_measure(one_row("66人", "③5人", "①1人", kpi="①研修 ②高度な研修"))
    assert reading.unread == [Unread("個別取組", "H5", "66人"), Unread("個別取組", "I5", "③5人")]
    assert figures(outline, measure) == {"研修": ["66人", "③5人", "1人"], "高度な研修": []}


def test_members_of_a_breakdown_stand_below_their_total() -> None:
    _, outline, measure = read_single_measure(one_row("①10件 ②4件 ④7人", kpi="①相談\n②＞ 企画課\n③＞＞ 窓口\n④講座"))
    assert figures(outline, measure) == {"相談": ["10件"], "相談/企画課": ["4件"], "企画課/窓口": [], "講座": ["7人"]}


def test_a_mention_of_a_number_does_not_begin_a_part() -> None:
    _, outline, measure = read_single_measure(one_row("①48件（②を除く） ②3件", kpi="①実施数 ②申請数 ※②はR6から除く。"))
    assert figures(outline, measure) == {"実施数": ["48件（②を除く）"], "申請数": ["3件"]}
    assert [i.last_year for i in outline.indicators_of(measure)] == [None, 2023]


def test_a_text_that_is_not_all_parts_stays_one_text() -> None:
    texts = ("①36か所（A課） ②速報", "2件（①を含む）", "①のみ実施")
    _, outline, measure = read_single_measure(one_row(*texts))
    assert figures(outline, measure) == {"件数": list(texts)}


def test_a_part_without_a_number_is_known_by_the_name_of_other_years() -> None:
    _, outline, measure = read_single_measure(one_row("①メール数値なし ②ラジオ5人", "①メール11人 ②ラジオ6人 計17人"))
    assert figures(outline, measure) == {
        "件数": ["17人"],
        "件数/メール": ["数値なし", "11人"],
        "件数/ラジオ": ["5人", "6人"],
    }
    assert [i.children_sum for i in outline.indicators_of(measure)] == [True, False, False]


def test_parts_without_any_name_go_by_their_number() -> None:
    page = one_row("①36 ②1", "①40 ②2")
    _, outline, measure = read_single_measure(page)
    assert figures(outline, measure) == {"件数": [], "件数/①": ["36", "40"], "件数/②": ["1", "2"]}
    out = layout("shibata").write(outline, outline.plans[0], Options()).book
    assert texts_of(out) - texts_of(Book("", [page])) == Counter()


def test_notes_below_the_labels_are_definition_and_time() -> None:
    kpi = "①実施数\n②申請数\n※①時点：2月末\n※②算定方法：窓口の記録\n年度の合計\n※速報値"
    _, outline, measure = read_single_measure(one_row("①1件", kpi=kpi))
    first, second = outline.indicators_of(measure)
    assert (first.observed, first.definition) == ("2月末", "")
    assert (second.observed, second.definition) == ("", "窓口の記録\n年度の合計\n※速報値")


def test_a_schedule_holds_from_the_first_year_of_its_period() -> None:
    _, outline, measure = read_single_measure(one_row("1件", past="検討する。\n続き", coming="導入する。"))
    assert lanes(outline, measure) == [("", {2021: "検討する。\n続き", 2024: "導入する。"})]
    assert (outline.plans[0].planned_from, outline.plans[0].shown_to) == (2024, 2026)


def test_a_schedule_of_no_year_at_all_is_told() -> None:
    page = Page("個別取組")
    for column, text in enumerate(("区分", "具体的な取組", "スケジュール")):
        page.put(0, column, text)
    for column, text in enumerate(("柱", "取組", "いつか行う。")):
        page.put(1, column, text)
    reading = layout("shibata").read(Book("計画", [page]))
    assert [place.text for place in reading.unread] == ["いつか行う。"]


def test_dated_lines_of_a_schedule_are_phases_of_their_lanes() -> None:
    _, outline, measure = read_single_measure(
        one_row("1件", past="R3.9より実施\nR5　試行", coming="機器：R7　調達\n機器：R8　運用")
    )
    assert lanes(outline, measure) == [("", {2021: "R3.9より実施", 2023: "試行"}), ("機器", {2025: "調達", 2026: "運用"})]


def test_a_schedule_without_years_in_its_heading_begins_after_the_results() -> None:
    _, outline, measure = read_single_measure(one_row("1件", coming="続ける。", coming_heading="スケジュール (今後)"))
    assert lanes(outline, measure) == [("", {2024: "続ける。"})]
    assert outline.plans[0].planned_from == 2024


def test_a_target_needs_the_unit_and_an_indicator_that_is_plain() -> None:
    _, outline, measure = read_single_measure(
        one_row("5人", coming="令和8年度までに10業務を達成。令和8年度末までに利用者20人達成")
    )
    assert figures(outline, measure, TARGET) == {"件数": ["20人"]}
    _, outline, measure = read_single_measure(one_row("①5人 ②6人", kpi="①甲 ②乙", coming="令和8年度までに20人を達成"))
    assert figures(outline, measure, TARGET) == {"甲": [], "乙": []}


def test_flags_stand_behind_the_number_and_an_unknown_one_is_told() -> None:
    reading, _, measure = read_single_measure(one_row(number="36 【新】【完了】"))
    assert (measure.number, measure.newly, measure.completed, reading.unread) == ("36", True, True, [])
    reading, _, measure = read_single_measure(one_row(number="36 【継続】"))
    assert (measure.number, reading.unread) == ("36", [Unread("個別取組", "A5", "36 【継続】")])


def test_values_without_a_name_for_them_are_told() -> None:
    reading, outline, measure = read_single_measure(one_row("5人", kpi=""))
    assert reading.unread == [Unread("個別取組", "H5", "5人")]
    assert outline.indicators_of(measure) == []


def test_merged_区分_hold_for_the_rows_they_cover_and_a_blank_one_means_the_same() -> None:
    page = one_row("1件")
    page.put(4, 1, "市民向け情報施策", rows=2)
    for place, number in ((5, "2"), (6, "3")):
        page.put(place, 0, number)
        page.put(place, 3, f"取組{number}")
    _, adopted = read_and_adopt(Book("計画", [page]))
    outline = Outline(adopted.rows)
    assert [outline.top_pillar(m).title for m in outline.measures(adopted.plan)] == ["市民向け情報施策"] * 3


def test_a_row_divided_for_excel_is_one_again() -> None:
    page = one_row("1件")
    page.put(4, 4, "一段落目。")
    page.put(5, 4, f"{GOES_ON}その続き。\n二段落目。")
    _, _, measure = read_single_measure(page)
    assert measure.description == "一段落目。その続き。\n二段落目。"


def test_one_cell_over_several_years_says_the_same_of_each() -> None:
    page = one_row()
    page.put(4, 7, "-", columns=3)
    _, outline, measure = read_single_measure(page)
    assert figures(outline, measure) == {"件数": ["-", "-", "-"]}


def test_columns_and_rows_that_are_not_of_the_table_are_told() -> None:
    page = one_row("1件")
    page.put(2, 11, "備考", rows=2)
    page.put(4, 11, "確認中")
    page.put(1, 0, "作成日")
    page.put(9, 0, "※速報")
    reading, _, _ = read_single_measure(page)
    assert {place.text for place in reading.unread} == {"備考", "確認中", "作成日", "※速報"}


def test_another_table_is_refused_in_one_sentence() -> None:
    page = Page("名簿")
    page.put(0, 0, "氏名")
    with pytest.raises(Refused, match="「名簿」に「具体的な取組」「K P I」の列がある表が見つかりません"):
        layout("shibata").read(Book("名簿", [page]))


def test_headings_are_known_in_other_widths_and_years_in_other_spellings() -> None:
    page = one_row("1件", "2件")
    page.put(2, 0, "ＮＯ", rows=2)
    page.put(2, 5, "ＫＰＩ", rows=2)
    page.put(3, 7, "R3末")
    page.put(3, 8, "令和４年度")
    reading, outline, measure = read_single_measure(page)
    assert reading.unread == []
    assert figures(outline, measure) == {"件数": ["1件", "2件"]}
