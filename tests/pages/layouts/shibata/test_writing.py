"""Plans as 新発田市's 個別取組: one row a measure, whatever the plan."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Page
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import BASELINE, FORECAST, TARGET, Assessment, Indicator, Measure, Pillar
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rows import Rows
from tests.golden import FOLDER, golden_pages
from tests.pages.layouts.ito.sample import ito_plan
from tests.pages.layouts.shibata.sample import schedule, shibata_plan
from tests.plan_builder import PlanBuilder


def written_pages(plan: PlanBuilder, **options):
    return layout("shibata").write(plan.outline, plan.plan, Options(**options))


def sheet(plan: PlanBuilder, **options) -> Page:
    (page,) = written_pages(plan, **options).book.pages
    return page


def row_texts(page: Page, title: str) -> list[str]:
    """The texts of the measure so titled, a number as its digits."""
    (place,) = [place for (place, column), cell in page.cells.items() if column == 3 and cell.text == title]
    cells = [page.cells[(place, column)] for column in range(len(page.widths))]
    return [str(cell.number) if cell.number is not None else cell.text for cell in cells]


def row_with(plan: PlanBuilder, row_type, field, value):
    return next(
        row_texts for row_texts in plan.rows if isinstance(row_texts, row_type) and getattr(row_texts, field) == value
    )


def test_the_page_is_as_in_the_golden_file():
    wanted = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("shibata/*.txt"))}
    assert {path: text for path, text in golden_pages() if path.parent.name == "shibata"} == wanted


def test_the_heading_has_two_rows_that_stay_in_sight_on_a_sheet_for_a3_across():
    page = sheet(shibata_plan())
    assert (page.paper, page.landscape, page.repeat_rows, page.freeze) == ("A3", True, (2, 3), (4, 4))
    results = page.cells[(2, 7)]
    assert (results.text, results.rows, results.columns) == ("実績値 (KPI)", 1, 3)
    assert [page.cells[(3, column)].text for column in (7, 8, 9)] == ["令和3年度末", "令和4年度末", "令和5年度末"]
    assert page.cells[(2, 10)].text == "スケジュール (R6～R8)"
    assert page.cells[(2, 0)].rows == 2


def test_measures_stand_in_the_order_of_their_numbers_whatever_their_pillar():
    page = sheet(shibata_plan())
    rows = [page.cells[(place, 0)] for place in range(4, page.height)]
    assert [cell.text or str(cell.number) for cell in rows] == ["1", "2\n【完了】", "3", "4", "5\n【新】\n【完了】"]
    assert rows[0].number == Decimal(1)


def test_measures_numbered_by_pillar_keep_the_order_of_the_plan():
    page = sheet(ito_plan())
    assert [page.cells[(place, 0)].text for place in range(4, page.height)] == ["1-(1)", "1-(2)", "", "2-(1)"]


def test_parts_of_one_indicator_are_numbered_in_the_year_with_their_total():
    texts = row_texts(sheet(shibata_plan()), "無線LANの整備")
    assert texts[5] == "整備数"
    assert texts[7:10] == [
        "①36か所（地域安全課分）\n②1件（市まち課分）\n計37か所",
        "①36か所（地域安全課分）\n②3件（市まち課）\n計39か所",
        "②4件（市まち課分）\n計9か所",
    ]
    assert row_texts(sheet(shibata_plan()), "情報伝達の手段")[7] == "①メール登録者数 11,611人\n②ラジオ保有者数 5,432人"


def test_several_indicators_are_numbered_alike_in_every_cell_and_a_remark_for_all_stands_once():
    texts = row_texts(sheet(shibata_plan()), "研修の実施")
    assert texts[5] == "①履修人数\n②高度な研修\n※①算定方法：名簿による\n※②はR6から除く。"
    assert texts[7:10] == ["0% ※計画を令和5年度としているため。", "-", "①66人"]


def test_equal_counts_stand_each_for_itself():
    plan = PlanBuilder()
    section = plan.section(plan.measure(plan.pillar("1", "柱"), "1", "施策"))
    plan.indicator(section, "甲", {"R4": "0件"})
    plan.indicator(section, "乙", {"R4": "0件"})
    assert row_texts(sheet(plan), "施策")[7] == "①0件\n②0件"


def test_breakdowns_of_several_indicators_stand_numbered_below_their_total():
    texts = row_texts(sheet(ito_plan()), "キャッシュレス決済の拡充")
    assert texts[5].split("\n")[:4] == ["①スマホアプリ決済実施業務数", "②＞ 税", "③＞ 水道", "④利用割合"]
    assert texts[7].split("\n")[:3] == ["②9,600件", "③1,865件", "④11.2%"]


def test_a_schedule_tells_what_holds_in_its_years():
    plan = shibata_plan()
    assert row_texts(sheet(plan), "無線LANの整備")[6] == "検討\nR5　試行"
    texts = row_texts(sheet(plan), "研修の実施")
    assert (texts[6], texts[10]) == ("R4　準備", "階級別：R6　実施\n階級別：R8　見直し")
    later = row_texts(sheet(plan, years=range(2022, 2026)), "無線LANの整備")
    assert later[6] == "R3　検討\nR5　試行\nR6　【目標達成のため、完了】"


def test_columns_follow_the_years_asked_for_and_the_last_is_planned():
    page = sheet(shibata_plan(), years=range(2023, 2026))
    headings = [page.cells[(3, column)].text for column in (7, 8)]
    assert headings == ["令和5年度末", "令和6年度末"]
    assert page.cells[(2, 9)].text == "スケジュール (R7)"


def test_a_plan_all_results_has_no_schedule_to_come_and_one_all_planned_no_results():
    plan = shibata_plan()
    plan.plan = plan.rows[0] = plan.plan.replace(planned_from=None, shown_to=2023)
    assert [cell.text for (place, _), cell in sheet(plan).cells.items() if place == 2][-2:] == [
        "スケジュール (これまで)",
        "実績値 (KPI)",
    ]
    page = sheet(shibata_plan(), years=range(2024, 2025))
    assert [cell.text for (place, _), cell in page.cells.items() if place == 2][-2:] == ["K P I", "スケジュール (R6)"]
    assert row_texts(page, "無線LANの整備")[-1] == "【目標達成のため、完了】"


def test_a_plan_in_this_shape_leaves_nothing_out_and_what_is_shown_is_read_back(tmp_path):
    plan = shibata_plan()
    out = written_pages(plan)
    assert out.left_out == []
    rows = Rows.of(plan.rows)
    write_xlsx(out.book, tmp_path / "計画.xlsx")
    reading = layout("shibata").read(read_xlsx(tmp_path / "計画.xlsx"))
    assert reading.unread == []
    assert compare(rows, adopt(rows, reading.plan).rows) == ()


def test_what_has_no_place_is_told_by_kind():
    plan = shibata_plan()
    measure = row_with(plan, Measure, "number", "1")
    indicator = row_with(plan, Indicator, "label", "公開件数")
    section = row_with(plan, Indicator, "label", "公開件数").section
    plan.figure(indicator, "R3", "1件", role=BASELINE)
    plan.figure(indicator, "R7", "99件", role=TARGET)
    plan.figure(indicator, "R6", "9件", role=FORECAST)
    plan.figure(indicator, "R7", "9件", role="実績")
    plan.entry(next(r for r in plan.rows if r.id == section), "R5", "公開した。")
    plan.add(Assessment, measure=measure.id, indicator=None, year=2023, mark="◎")
    plan.rows[plan.rows.index(measure)] = measure.replace(effect="効果", national=True)
    told = {line.rsplit(" ", 1)[0] for line in written_pages(plan).left_out}
    assert told == {
        "期待効果",
        "☆（国の重点取組事項）",
        "実績の記載",
        "評価・見解",
        "基準値",
        "目標値",
        "見込の値",
        "実施予定の年度にある実績の値",
    }


def test_a_target_that_no_schedule_states_any_more_is_told():
    plan = shibata_plan()
    place = next(i for i, r in enumerate(plan.rows) if getattr(r, "text", "") == "令和8年度までに15件を達成")
    plan.rows[place] = plan.rows[place].replace(text="令和8年度までに20件を達成")
    assert written_pages(plan).left_out == ["目標値 1件"]


def test_what_is_not_to_be_published_is_not_on_the_sheet():
    plan = shibata_plan()
    section = plan.section(row_with(plan, Measure, "number", "4"))
    plan.indicator(section, "内部の数", {"R3": "7件"}, published=False)
    out = written_pages(plan)
    assert not any("内部の数" in cell.text for cell in out.book.pages[0].cells.values())
    assert out.left_out == ["公表しない指標 1件"]


def test_pillars_in_pillars_stand_as_a_path_and_one_alone_as_区分():
    plan = PlanBuilder()
    top = plan.pillar("1", "基本方針")
    middle = plan.pillar("1-1", "分野", parent=top.id)
    plan.measure(plan.pillar("", "細目", parent=middle.id), "1", "施策")
    plan.measure(top, "2", "直下の施策")
    assert row_texts(sheet(plan), "施策")[1:3] == ["1 基本方針", "1-1 分野 ＞ 細目"]
    assert row_texts(sheet(plan), "直下の施策")[1:3] == ["1 基本方針", ""]


def test_a_part_of_the_measures_can_be_written():
    plan = shibata_plan()
    page = sheet(plan, measures=[row_with(plan, Measure, "number", "5")])
    assert page.height == 5
    with pytest.raises(Refused, match="書き出す施策がありません"):
        written_pages(plan, measures=[])


def test_two_lanes_that_begin_together_are_told_apart():
    plan = shibata_plan()
    schedule(plan, row_with(plan, Measure, "number", "4"), {"R6": "設計"}, {"R6": "調達"}, labels=("", "機器"))
    assert row_texts(sheet(plan), "まだ何もない取組")[-1] == "設計\n機器：R6　調達"


# Without the signs by which the cells themselves are divided: ① ② ※ ＞.
NAMES = st.text("数課A3（）()：計約 ", min_size=1, max_size=6).map(str.strip).filter(bool)
VALUES = st.one_of(
    st.sampled_from(["5件", "1,211", "約1.5%", "数値なし", "-", "△3人", "4箇所 (16箇所中)", "0% ※速報", "計9件"]),
    st.text("5件計（） -", min_size=1, max_size=5).map(str.strip).filter(bool),
)


@settings(max_examples=150)
@given(st.data())
def test_whatever_indicators_are_named_and_say_they_are_read_back(data):
    plan = shibata_plan()
    section = plan.section(plan.measure(row_with(plan, Pillar, "title", "防災"), "9", "新しい取組"))
    for label in data.draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=folded)):
        years = data.draw(st.dictionaries(st.sampled_from(["R3", "R4", "R5"]), VALUES, max_size=3))
        breakdown = data.draw(st.sampled_from(["", "inline", "parentheses"]))
        above = plan.indicator(section, label, years, breakdown=breakdown)
        for name in data.draw(st.lists(NAMES, max_size=3, unique_by=folded)):
            years = data.draw(st.dictionaries(st.sampled_from(["R3", "R4", "R5"]), VALUES, max_size=3))
            plan.indicator(section, name, years, parent=above)
    rows = Rows.of(plan.rows)
    book = written_pages(plan).book
    reading = layout("shibata").read(book)
    assert [change for change in compare(rows, adopt(rows, reading.plan).rows) if change.field != "number"] == []


def test_cells_too_high_for_one_row_are_read_back_whole(tmp_path):
    plan = shibata_plan()
    measure = row_with(plan, Measure, "number", "4")
    long = "\n".join(f"{number}段落目です。{'長い説明、' * 60}以上です。" for number in range(12))
    plan.rows[plan.rows.index(measure)] = measure.replace(number="", description=long)
    schedule(plan, measure, {"R3": long[:1500], "R6": long})
    write_xlsx(written_pages(plan).book, tmp_path / "計画.xlsx")
    book = read_xlsx(tmp_path / "計画.xlsx")
    assert book.pages[0].height > 4 + 5
    reading = layout("shibata").read(book)
    assert reading.unread == []
    rows = Rows.of(plan.rows)
    assert compare(rows, adopt(rows, reading.plan).rows) == ()


@pytest.mark.parametrize("seed", seed_names())
def test_any_plan_is_written_and_reading_it_back_changes_nothing(seed, tmp_path):
    adopted = adopt(Rows(), seed_draft(seed))
    out = layout("shibata").write(Outline(adopted.rows), adopted.plan, Options())
    path = tmp_path / "計画.xlsx"
    write_xlsx(out.book, path)
    reading = layout("shibata").read(read_xlsx(path))
    assert reading.unread == []
    assert compare(adopted.rows, adopt(adopted.rows, reading.plan).rows) == ()
