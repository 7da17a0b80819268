"""伊東市's sheets, as a plan is written into them."""

from decimal import Decimal

import pytest

from dxdesk.pages.layouts import LAYOUTS, READABLE, Options, layout
from dxdesk.pages.layouts.ito.cell_writing import cell_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import (
    BASELINE,
    DONE,
    PER_YEAR,
    PLANNED,
    RESULT,
    TARGET,
    Assessment,
    CustomField,
    CustomValue,
    Figure,
    Indicator,
    Lane,
    Measure,
    Note,
    Phase,
    Term,
)
from dxdesk.plan.rows.outline import kind_of_year
from tests.golden import FOLDER, golden_pages
from tests.pages.layouts.ito.sample import ito_plan
from tests.plan_builder import PlanBuilder


def written(plan: PlanBuilder, **options):
    return layout("ito").write(plan.outline, plan.plan, Options(**options))


def named(plan: PlanBuilder, row_type, field, value):
    return next(row for row in plan.rows if isinstance(row, row_type) and getattr(row, field) == value)


def cells(plan: PlanBuilder, measure: str, year: int, kind: str = "") -> list[str]:
    return cell_text(plan.outline, named(plan, Measure, "number", measure), year, kind or kind_of_year(plan.plan, year))


def test_pages_are_as_in_the_golden_files():
    wanted = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("ito/*.txt"))}
    assert dict(sorted(golden_pages("ito"))) == wanted, "see `python -m tests.golden`"


def test_a_cell_holds_its_figures_then_its_lines_with_department():
    assert cells(ito_plan(), "1-(1)", 2023) == [
        "【オンライン化手続数】 88業務 [対前年比 27]",
        "・電子申請の利用を呼びかけた。（デジタル政策課）",
    ]


def test_the_wording_for_publication_precedes_the_submitted_one():
    plan = ito_plan()
    assert "・公表用の文。（デジタル政策課）" in cells(plan, "1-(1)", 2024)
    assert not any("提出された文" in cell.text for page in written(plan).book.pages for cell in page.cells.values())


def test_a_department_is_named_as_it_was_written():
    assert "・改称前の課が行った。（情報政策課）" in cells(ito_plan(), "1-(1)", 2024)


def test_a_planned_column_shows_forecasts_without_change_and_planned_lines():
    assert cells(ito_plan(), "1-(1)", 2025) == [
        "【オンライン化手続数】 200業務",
        "・利用拡大に努める。（デジタル政策課）",
    ]


def test_a_total_is_computed_where_the_children_sum_and_none_is_written():
    assert "【相談数】 22件 (収納課 12件、危機対策課 10件)" in cells(ito_plan(), "1-(2)", 2023)


def test_a_section_without_anything_in_a_year_prints_no_heading():
    plan = ito_plan()
    assert "【伊東温泉けいりん】" in cells(plan, "1-(2)", 2023)
    assert "【伊東温泉けいりん】" not in cells(plan, "1-(2)", 2022)


def test_the_label_of_the_year_and_the_change_as_printed_win():
    plan = ito_plan()
    indicator = named(plan, Indicator, "label", "利用割合")
    old = named(plan, Figure, "text", "18.0%")
    assert old.indicator == indicator.id
    plan.rows[plan.rows.index(old)] = old.replace(written="利用の割合", printed_change="7.0%")
    assert "【利用の割合】 18.0% [対前年比 7.0%]" in cells(plan, "1-(2)", 2023)


def test_what_is_not_to_be_published_is_not_on_the_sheets_and_is_counted():
    plan = ito_plan()
    secret = plan.indicator(
        plan.section(named(plan, Measure, "number", "2-(1)")), "内部の数", {"R6": "7件"}, published=False
    )
    out = written(plan)
    assert not any(secret.label in cell.text for page in out.book.pages for cell in page.cells.values())
    assert out.left_out == ["公表しない指標 1件"]


def test_a_plan_in_this_shape_leaves_nothing_out():
    assert written(ito_plan()).left_out == []


def test_columns_follow_the_years_asked_for_and_the_last_is_planned():
    out = written(ito_plan(), years=range(2021, 2027))
    page = out.book.pages[1]
    headings = [page.cells[(4, column)].text for column in range(6)]
    assert headings == ["R3実績", "R4実績", "R5実績", "R6実績", "R7実績", "R8実施予定"]
    assert len(page.widths) == 6
    assert page.cells[(5, 4)].text == ""
    assert out.left_out == [
        "実績の年度にある実施予定の記載 1件",
        "実績の年度にある見込の値 1件",
    ]


def test_a_part_of_the_measures_keeps_its_page_numbers():
    plan = ito_plan()
    book = written(plan, measures=[named(plan, Measure, "number", "2-(1)")]).book
    assert [page.name for page in book.pages] == ["目次", "4"]
    contents = [cell.text for cell in book.pages[0].cells.values()]
    assert "1" not in contents
    assert {"2", "2-(1)", "4"} <= set(contents)


def test_a_department_gets_the_measures_it_has_a_part_in():
    plan = ito_plan()
    crisis = plan.outline.department_named(plan.plan, "危機対策課")
    assert [page.name for page in written(plan, department=crisis).book.pages] == ["目次", "4"]


def test_nothing_to_write_is_refused_in_words():
    plan = ito_plan()
    other = plan.department("税務課")
    with pytest.raises(Refused, match="選んだ施策の中に、「税務課」が関わるものがありません"):
        written(plan, department=other, measures=plan.outline.measures(plan.plan)[:1])
    with pytest.raises(Refused, match="「税務課」が関わる施策がありません"):
        written(plan, department=other)
    with pytest.raises(Refused, match="書き出す施策がありません"):
        written(plan, measures=[])
    with pytest.raises(Refused, match="書き出す年度がありません"):
        written(plan, years=range(2024, 2024))


def test_an_unknown_layout_is_refused_with_the_known_ones():
    assert LAYOUTS["ito"] in READABLE
    with pytest.raises(Refused, match=r"表の形「atami」はありません。.*ito"):
        layout("atami")


def test_everything_without_a_place_is_counted_by_kind():
    plan = ito_plan()
    measure = named(plan, Measure, "number", "2-(1)")
    plan.rows[plan.rows.index(measure)] = measure.replace(effect="効果", national=True, newly=True, completed=True)
    plan.plan = plan.rows[0] = plan.plan.replace(vision="理念", revisions="令和4年3月策定")
    section = plan.section(measure)
    indicator = plan.indicator(section, "台数", definition="実数", observed="2月末", unit="台")
    plan.figure(indicator, "R3", "1台", role=BASELINE)
    plan.figure(indicator, "R6", "9台", role=TARGET)
    plan.figure(indicator, "R7", "8台", role=RESULT)
    plan.entry(section, "R6", "予定であった。", kind=PLANNED)
    plan.entry(section, "R7", "既に行った。", kind=DONE)
    lane = plan.add(Lane, measure=measure.id)
    plan.add(Phase, lane=lane.id, year=2024, text="検討")
    plan.add(Assessment, measure=measure.id, indicator=None, year=2024, mark="◎")
    plan.add(Term, plan=plan.plan.id, word="RPA")
    field = plan.add(CustomField, plan=plan.plan.id, name="予算額", scope=PER_YEAR)
    plan.add(CustomValue, field=field.id, measure=measure.id, year=2024, text="1,000千円")
    plan.add(Note, measure=measure.id, text="内部のメモ")
    out = written(plan)
    omissions = {line.rsplit(" ", 1)[0] for line in out.left_out}
    assert omissions == {
        "基本理念・目指す姿",
        "策定・改定の経過",
        "用語の説明",
        "期待効果",
        "☆（国の重点取組事項）",
        "【新】",
        "【完了】",
        "スケジュールの段階",
        "評価・見解",
        "項目「予算額」",
        "指標の算定方法・出典",
        "指標の時点",
        "基準値",
        "目標値",
        "実施予定の年度にある実績の値",
        "実績の年度にある実施予定の記載",
        "実施予定の年度にある実績の記載",
    }
    assert all(line.endswith(" 1件") for line in out.left_out)
    assert not any("内部のメモ" in cell.text for page in out.book.pages for cell in page.cells.values())


def test_the_index_holds_real_numbers_and_texts_as_texts():
    page = written(ito_plan()).book.pages[-1]
    rows = {page.cells[(row, 1)].text.strip(): row for row in range(3, page.height)}
    assert page.cells[(rows["税"], 3)].number == Decimal(9600)
    assert page.cells[(rows["利用割合"], 5)].number == Decimal("19.15")
    text = page.cells[(rows["水道"], 5)]
    assert (text.number, text.text) == (None, "数値なし")
    assert page.cells[(rows["利用回数（伊東温泉けいりん）"], 2)].text == "回→件"


def test_a_chart_needs_two_numbers_of_one_indicator():
    plan = PlanBuilder()
    section = plan.section(plan.measure(plan.pillar("1", "柱"), "1-(1)", "施策"))
    plan.indicator(section, "一度だけ", {"R4": "1件"}, unit="件")
    plan.indicator(section, "文だけ", {"R4": "該当なし", "R5": "-"}, unit="回")
    assert written(plan).book.pages[-1].charts == []
    plan.indicator(section, "二度", {"R4": "1件", "R6": "3件"}, unit="件")
    (chart,) = written(plan).book.pages[-1].charts
    assert [name for name, _ in chart.series] == ["一度だけ", "二度"]


def test_many_indicators_have_several_charts():
    plan = PlanBuilder()
    section = plan.section(plan.measure(plan.pillar("1", "柱"), "1-(1)", "施策"))
    for place in range(20):
        plan.indicator(section, f"指標{place}", {"R4": "1件", "R5": "2件"}, unit="件")
    charts = written(plan).book.pages[-1].charts
    assert [chart.title for chart in charts] == ["1-(1) 施策（1）", "1-(1) 施策（2）", "1-(1) 施策（3）"]
    assert [name for chart in charts for name, _ in chart.series] == [f"指標{place}" for place in range(20)]


def test_a_plan_without_indicators_has_no_index():
    plan = PlanBuilder()
    plan.measure(plan.pillar("1", "柱"), "1-(1)", "施策")
    assert [page.name for page in written(plan).book.pages] == ["目次", "1"]


def test_pillars_in_pillars_are_in_contents_and_above_the_measure():
    plan = PlanBuilder()
    top = plan.pillar("1", "基本方針")
    plan.measure(plan.pillar("1-1", "分野", parent=top.id), "1", "施策")
    contents, page = written(plan).book.pages
    assert [contents.cells[(row, 1)].text for row in (2, 3, 4)] == ["基本方針", "分野", "施策"]
    assert page.cells[(0, 0)].text == "1 基本方針 ＞ 1-1 分野"
