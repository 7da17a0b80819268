"""A plan in 伊勢原市's アクションプラン: each thing in its place, what has none is counted."""

from decimal import Decimal
from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats.html.reader import read_html
from dxdesk.pages.formats.html.writer import write_html
from dxdesk.pages.formats.xlsx.reader import read_xlsx
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, Written, layout
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import (
    BASELINE,
    FORECAST,
    PER_YEAR,
    PLANNED,
    RESULT,
    TARGET,
    Assessment,
    CustomField,
    CustomValue,
    Measure,
    Note,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.golden import FOLDER, golden_pages
from tests.pages.layouts.isehara_action.sample import ActionPlan, isehara_action_plan
from tests.pages.layouts.ito.sample import ito_plan


def written(plan, **options) -> Written:
    return layout("isehara-action").write(plan.outline, plan.plan, Options(**options))


def rows(plan, name: str, **options) -> list[list[str]]:
    """The texts of a sheet, row by row."""
    (page,) = [page for page in written(plan, **options).book.pages if page.name == name]
    texts: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        texts.setdefault(row, []).append(cell.text)
    return list(texts.values())


def measure(plan, number: str) -> Measure:
    return next(m for m in plan.outline.measures(plan.plan) if m.number == number)


def test_the_golden_sheets() -> None:
    wanted = {path: path.read_text("utf-8") for path in FOLDER.glob("isehara-action/*.txt")}
    assert dict(golden_pages("isehara-action")) == wanted, "see `python -m tests.golden`"


def test_a_plan_in_this_shape_leaves_nothing_out() -> None:
    assert written(isehara_action_plan()).left_out == []


def test_departments_close_the_contents_unless_its_lists_name_them() -> None:
    plan = isehara_action_plan()
    assert rows(plan, "1-1")[1][1].endswith("・講習の申込み")
    plan.share(measure(plan, "1-1"), plan.department("資産税課"))
    assert rows(plan, "1-1")[1][1].endswith("・講習の申込み\n[資産税課]")
    assert rows(plan, "1-2")[1][1] == "電子契約を入れます。\n[管財契約検査課 契約検査担当、介護高齢課]"


def test_columns_follow_the_years_and_results_come_before_targets() -> None:
    plan = isehara_action_plan()
    indicator = next(i for i in plan.outline.indicators_of(measure(plan, "1-1")) if i.label == "オンライン申請数")
    plan.figure(indicator, "R5", "18,000件", role=RESULT)
    assert rows(plan, "1-1", years=range(2022, 2025))[6][2:] == ["17,178件", "18,500件", ""]
    plan.plan = plan.rows[0] = plan.plan.replace(planned_from=2024)
    assert rows(plan, "1-1", years=range(2022, 2025))[3] == [
        "年度毎の取組",
        "令和4年度\n(2月末時点)",
        "令和5年度\n(2月末時点)",
        "令和6年度",
    ]
    assert rows(plan, "1-1", years=range(2022, 2025))[6][2:] == ["17,178件", "18,000件", ""]
    assert rows(plan, "1-1", years=range(2025, 2026))[3:5] == [
        ["年度毎の取組", "令和7年度"],
        ["取組スケジュール", "オンライン化の拡大", "", ""],
    ]


def test_a_phase_from_before_the_years_shown_is_counted_and_its_going_on_seen() -> None:
    plan = isehara_action_plan()
    out = written(plan, years=range(2024, 2027))
    assert out.left_out == [
        "表示する年度より前に始まり続いている段階 2件",
    ]
    page = next(page for page in out.book.pages if page.name == "1-1")
    assert {page.cells[(4, column)].style for column in (2, 3, 4)} == {"phase"}


def test_a_line_of_the_schedule_that_was_not_begun_is_not_shown_as_going_on() -> None:
    page = next(page for page in written(isehara_action_plan()).book.pages if page.name == "1-1")
    assert [page.cells[(5, column)].style for column in range(2, 6)] == ["value", "phase", "phase", "phase"]


def test_the_total_of_parts_is_computed_where_none_is_written() -> None:
    plan = ActionPlan()
    section = plan.section(plan.measure(plan.pillar("1", "柱"), "1-1", "取組"))
    total = plan.indicator(section, "相談数", unit="件", children_sum=True)
    for label, figures in (("窓口", {"R4": "4件"}), ("電話", {"R4": "1,006件"})):
        plan.indicator(section, label, figures, total, unit="件")
    assert [row[-5:-3] for row in rows(plan, "1-1")[5:]] == [
        ["相談数", "1,010件"],
        ["└ 窓口", "4件"],
        ["└ 電話", "1,006件"],
    ]


def test_sheets_have_names_of_their_own() -> None:
    plan = ActionPlan()
    pillar = plan.pillar("1", "柱")
    for number in ("1", "", "1", "用語解説", "2番目"):
        plan.measure(pillar, number, f"取組{number}")
    names = [page.name for page in written(plan).book.pages]
    assert names == ["取組事業一覧", "1番目", "2番目*", "3番目", "4番目", "2番目"]


def test_without_anything_to_list_there_is_no_list_and_no_glossary() -> None:
    plan = ActionPlan()
    plan.measure(plan.pillar("1", ""), "1-1", "取組")
    assert [page.name for page in written(plan).book.pages] == ["1-1"]


def test_a_part_of_the_measures_can_be_chosen() -> None:
    plan = isehara_action_plan()
    pages = written(plan, measures=[measure(plan, "2-1")]).book.pages
    assert [page.name for page in pages] == ["取組事業一覧", "2-1", "用語解説"]
    care = plan.outline.department_named(plan.plan, "介護高齢課")
    names = [page.name for page in written(plan, department=care).book.pages]
    assert names == ["取組事業一覧", "1-1", "1-2", "用語解説"]
    with pytest.raises(Refused, match="書き出す施策がありません"):
        written(plan, measures=[])
    with pytest.raises(Refused, match="書き出す年度がありません"):
        written(plan, years=range(2024, 2024))


def test_the_citys_own_fields_have_rows_of_their_own() -> None:
    plan = isehara_action_plan()
    budget = plan.add(CustomField, plan=plan.plan.id, name="予算額", scope=PER_YEAR)
    risk = plan.add(CustomField, plan=plan.plan.id, name="課題")
    contract = measure(plan, "1-2")
    plan.add(CustomValue, field=budget.id, measure=contract.id, year=2023, text="1,000千円")
    plan.add(CustomValue, field=risk.id, measure=contract.id, year=None, text="規則の改正")
    assert rows(plan, "1-2")[6:] == [["予算額", "", "1,000千円", "", ""], ["課題", "規則の改正"]]
    assert written(plan).left_out == []


def test_everything_without_a_place_is_counted_by_kind() -> None:
    plan = isehara_action_plan()
    plan.plan = plan.rows[0] = plan.plan.replace(vision="理念")
    contract = measure(plan, "1-2")
    plan.rows[plan.rows.index(contract)] = contract.replace(kpi_published=True, first_year=2023)
    section = plan.section(contract, "(内訳)")
    kpi = plan.indicator(section, "件数", observed="年度末", definition="実数", unit="件")
    plan.figure(kpi, "R4", "1件", role=BASELINE)
    plan.figure(kpi, "R7", "8件", role=FORECAST)
    plan.figure(kpi, "R4", "9件", role=TARGET)
    plan.figure(kpi, "R5", "7件", role=RESULT)
    plan.indicator(section, "内部の数", {"R4": "7件"}, published=False)
    plan.entry(section, "R4", "行った。")
    plan.entry(section, "R6", "行う予定である。", kind=PLANNED)
    plan.add(Assessment, measure=contract.id, indicator=None, year=2022, mark="◎")
    plan.add(Note, measure=contract.id, text="内部のメモ")
    out = written(plan)
    omissions = {line.rsplit(" ", 1)[0] for line in out.left_out}
    assert omissions == {
        "基本理念・目指す姿",
        "※（成果指標（KPI）公表項目）",
        "施策の開始・終了年度",
        "施策の中の見出し",
        "指標の算定方法・出典",
        "指標の時点",
        "公表しない指標",
        "基準値",
        "見込の値",
        "実績の年度にある目標の値",
        "実施予定の年度にある実績の値",
        "実績の記載",
        "実施予定の記載",
        "評価・見解",
    }
    assert all(line.endswith("件") for line in out.left_out)
    shown = "".join(cell.text for page in out.book.pages for cell in page.cells.values())
    assert "内部" not in shown


@pytest.mark.parametrize("seed", seed_names())
def test_any_plan_is_written_and_read_back_without_a_change(seed: str, tmp_path: Path) -> None:
    first = adopt(Rows(), seed_draft(seed))
    out = layout("isehara-action").write(Outline(first.rows), first.plan, Options())
    assert bool(out.left_out) == (seed != "isehara-action")
    write_xlsx(out.book, tmp_path / "計画.xlsx")
    write_html(out.book, tmp_path / "計画.html")
    for book in (read_xlsx(tmp_path / "計画.xlsx"), read_html(tmp_path / "計画.html")):
        reading = layout("isehara-action").read(book)
        assert reading.unread == []
        after = adopt(first.rows, reading.plan, first.plan)
        assert (after.added, after.missing) == (0, 0)
        assert after.rows == first.rows


def test_another_citys_small_plan_is_read_back_without_a_change() -> None:
    plan = ito_plan()
    before = Rows.of(plan.rows)
    reading = layout("isehara-action").read(written(plan).book)
    assert reading.unread == []
    assert adopt(before, reading.plan, plan.plan).rows == before


def test_numbers_are_texts_as_written() -> None:
    """A cell of the sheet holds the text of the figure, never a number that Excel would show otherwise."""
    cells = [cell for page in written(isehara_action_plan()).book.pages for cell in page.cells.values()]
    assert not [cell for cell in cells if isinstance(cell.number, Decimal)]


def test_a_lane_that_ends_is_coloured_no_further() -> None:
    plan = isehara_action_plan()
    target = plan.outline.measures(plan.plan)[0]
    plan.lane(target, "実証", R5="準備", R7="")
    sheet = next(p for p in written(plan).book.pages if any(c.text == "実証" for c in p.cells.values()))
    row = next(row for (row, _), cell in sheet.cells.items() if cell.text == "実証")
    years = [sheet.cells[row, column].style for column in range(2, 6)]
    assert years == ["value", "phase", "phase", "value"]
