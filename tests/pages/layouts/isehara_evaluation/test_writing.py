"""Plans as 伊勢原市's 事業評価: counts and marks in 総括, figures and 見解 in 詳細, whatever the years."""

import pytest

from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.page import Page
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import (
    FORECAST,
    LEAD,
    TARGET,
    Assessment,
    Indicator,
    Lane,
    Measure,
    MeasureDepartment,
    Phase,
    Pillar,
)
from tests.pages.layouts.isehara_evaluation.sample import assess, isehara_evaluation_plan, rate
from tests.pages.layouts.ito.sample import ito_plan
from tests.plan_builder import PlanBuilder


def written(plan: PlanBuilder, **options):
    return layout("isehara-evaluation").write(plan.outline, plan.plan, Options(**options))


def rows(page: Page) -> list[list[str]]:
    """The page's texts, row by row, blank rows left out."""
    found: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        if cell.text:
            found.setdefault(row, []).append(cell.text)
    return list(found.values())


def named(plan: PlanBuilder, row_type, field, value):
    return next(row for row in plan.rows if isinstance(row, row_type) and getattr(row, field) == value)


def changed(plan: PlanBuilder, row, **values):
    plan.rows[plan.rows.index(row)] = row.replace(**values)


def test_the_summary_counts_its_marks_for_each_policy():
    summary, _ = written(isehara_evaluation_plan()).book.pages
    assert rows(summary)[2:] == [
        ["基本方針1 ICTサービスの充実"],
        ["【取組数:3】◎1取組 ○1取組 △1取組"],
        ["施策", "取組", "評価"],
        ["1.市民サービスの電子化", "1.オンライン申請の推進", "◎"],
        ["2.申請書の電子化の推進", "△"],
        ["2.市民との対話", "1.オープンデータ", "○"],
        ["基本方針2 安全・安心"],
        ["災害に強い社会を目指します。"],
        ["【取組数:1】"],
        ["取組", "評価"],
        ["Wi-Fi環境の整備"],
    ]


def test_a_group_reaches_over_its_rows():
    summary, _ = written(isehara_evaluation_plan()).book.pages
    (cell,) = [cell for cell in summary.cells.values() if cell.text == "1.市民サービスの電子化"]
    assert cell.rows == 2


def test_the_details_say_what_was_aimed_at_and_reached():
    _, detail = written(isehara_evaluation_plan()).book.pages
    assert rows(detail)[:12] == [
        ["<1-1-1.オンライン申請の推進>"],
        ["■取組内容"],
        ["申請を電子化します。\n対象を広げます。"],
        ["■成果指標の達成状況"],
        ["成果指標", "計画策定時(R1)", "目標(R4)", "結果", "評価"],
        ["オンライン化率", "0 %", "30%", "52%", "◎"],
        ["申請数", "10件", "40件", "42件"],
        ["　子育て", "30件"],
        ["　介護", "12件"],
        ["■評価等に対する見解"],
        ["目標を上回った。"],
        ["<1-1-2.申請書の電子化>"],
    ]


def test_a_plan_in_this_shape_leaves_nothing_out():
    assert written(isehara_evaluation_plan()).left_out == []


def test_a_measure_stays_on_one_sheet_of_paper():
    _, detail = written(isehara_evaluation_plan()).book.pages
    starts = [row for (row, _), cell in detail.cells.items() if cell.text.startswith("<")]
    assert [first for first, _ in detail.together] == sorted(starts)
    assert all(detail.cells[last, 0].style == "text" for _, last in detail.together)


def test_counts_kept_as_a_city_printed_them_keep_their_place():
    plan = isehara_evaluation_plan()
    changed(plan, named(plan, Pillar, "title", "安全・安心"), description="説明。\n【取組数:2】○2取組")
    summary, _ = written(plan).book.pages
    texts = [row[0] for row in rows(summary)]
    assert texts[texts.index("基本方針2 安全・安心") + 1 :][:2] == ["説明。", "【取組数:2】○2取組"]
    assert "【取組数:1】" not in texts


def test_the_years_are_the_plans_own():
    plan = isehara_evaluation_plan()
    for row in [r for r in plan.rows if isinstance(r, Assessment)]:
        changed(plan, row, year=2025, at="")
    measure = named(plan, Measure, "number", "1-2-1")
    indicator = plan.indicator(plan.section(measure), "公開件数")
    plan.figure(indicator, "R6", "3件", role=TARGET)
    plan.figure(indicator, "R9", "9件", role=TARGET)
    out = written(plan)
    assert out.book.title == "伊勢原市ICT推進計画の事業評価（令和7年度末時点）"
    headings = next(row for row in rows(out.book.pages[1]) if row[0] == "成果指標")
    assert headings[1:4] == ["計画策定時(R1)", "目標(R9)", "結果(R7)"]
    assert "R6の目標の値 1件" in out.left_out


def test_years_asked_for_end_with_the_evaluated_one():
    out = written(isehara_evaluation_plan(), years=range(2019, 2022))
    assert out.book.title == "伊勢原市ICT推進計画の事業評価（令和3年度末時点）"
    # What belongs to R4 was not asked for.
    assert out.left_out == []


def test_any_plan_is_written_and_what_has_no_place_is_counted():
    plan = ito_plan()
    lane = plan.add(Lane, measure=named(plan, Measure, "number", "2-(1)").id)
    plan.add(Phase, lane=lane.id, year=2024, text="検討")
    out = written(plan)
    summary, detail = out.book.pages
    assert rows(summary)[0] == ["伊東市DX推進計画の事業評価（令和6年度末時点）"]
    assert ["柱1 行政サービスの推進"] in rows(summary)
    assert ["施策", "評価"] in rows(summary)
    assert ["(1).行政手続のオンライン化"] in rows(summary)
    assert ["<1-(1).行政手続のオンライン化>"] in rows(detail)
    assert ["オンライン化手続数", "173業務"] in rows(detail)
    omissions = {line.rsplit(" ", 1)[0]: line for line in out.left_out}
    assert set(omissions) == {
        "※（成果指標（KPI）公表項目）",
        "取組の記載",
        "スケジュールの段階",
        "施策の担当課",
        "施策の中の見出し",
        "施策の開始・終了年度",
        "R3の実績の値",
        "R4の実績の値",
        "R5の実績の値",
        "R7の見込の値",
    }
    assert omissions["R7の見込の値"].endswith(" 1件")


def test_other_contents_of_evaluations_are_counted():
    plan = isehara_evaluation_plan()
    measure = named(plan, Measure, "number", "1-1-1")
    indicator = named(plan, Indicator, "label", "子育て")
    assess(plan, measure, "○", text="指標の見解", indicator=indicator)
    assess(plan, measure, "△", year=2021)
    changed(plan, named(plan, Assessment, "measure", named(plan, Measure, "number", "1-2-1").id), at="令和5年3月")
    changed(plan, named(plan, Pillar, "title", "市民との対話"), description="対話します。")
    plan.figure(indicator, "R4", "20件", role=FORECAST)
    plan.figure(rate(plan, plan.section(measure), "別名", ("", "", ""), ""), "R4", "1件", written="昔の名")
    plan.add(MeasureDepartment, measure=measure.id, department=plan.department("市民課").id, role=LEAD, charge="窓口係")
    kinds = {line.rsplit(" ", 1)[0] for line in written(plan).left_out}
    assert kinds == {
        "指標ごとの見解",
        "R3の評価・見解",
        "評価時点",
        "下位の柱の説明",
        "R4の見込の値",
        "年度ごとの指標の名称",
        "施策の担当課",
        "担当",
    }


def test_what_is_not_to_be_published_is_not_on_the_sheets():
    plan = isehara_evaluation_plan()
    changed(plan, named(plan, Indicator, "label", "申請数"), published=False)
    out = written(plan)
    assert not any("申請数" in cell.text for page in out.book.pages for cell in page.cells.values())
    assert any("公表しない指標" in line for line in out.left_out)


def test_a_part_of_the_measures_counts_what_it_shows():
    plan = isehara_evaluation_plan()
    summary, _ = written(plan, measures=[named(plan, Measure, "number", "1-2-1")]).book.pages
    assert ["【取組数:1】○1取組"] in rows(summary)


def test_nothing_to_write_is_refused_in_words():
    with pytest.raises(Refused, match="書き出す施策がありません"):
        written(isehara_evaluation_plan(), measures=[])
    with pytest.raises(Refused, match="書き出す年度がありません"):
        written(isehara_evaluation_plan(), years=range(2024, 2024))


def test_a_scale_of_letters_and_a_plan_without_any_figures():
    plan = PlanBuilder()
    pillar = plan.pillar("", "行政のデジタル化")
    for number, mark in (("7", "B"), ("8", "A"), ("9", "B")):
        assess(plan, plan.measure(pillar, number, f"取組{number}"), mark)
    summary, detail = written(plan).book.pages
    assert ["【施策数:3】B2施策 A1施策"] in rows(summary)
    assert ["柱 行政のデジタル化"] in rows(summary)
    assert ["7.取組7", "B"] in rows(summary)
    assert not any("■成果指標" in text for row in rows(detail) for text in row)
