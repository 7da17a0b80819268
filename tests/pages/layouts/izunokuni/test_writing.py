"""伊豆の国市's tables, as a plan is written into them."""

from decimal import Decimal

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from dxdesk.pages.layouts import Options, layout
from dxdesk.pages.layouts.izunokuni.indicator_page import MOST, figure_cell
from dxdesk.pages.page import Page
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import PER_YEAR, PLANNED, Assessment, CustomField, CustomValue, Lane, Mark, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.golden import FOLDER, golden_pages
from tests.pages.layouts.izunokuni.sample import OutlinePlan, izunokuni_plan


def written(plan, **options):
    return layout("izunokuni").write(plan.outline, plan.plan, Options(**options))


def page(plan, name: str, **options) -> Page:
    return next(page for page in written(plan, **options).book.pages if page.name == name)


def rows(page: Page) -> list[list[str]]:
    """The texts of each row that has one, numbers as their digits."""
    found: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        found.setdefault(row, []).append(cell.text or (str(cell.number) if cell.number is not None else ""))
    return list(found.values())


def row_of(page: Page, text: str) -> list[str]:
    return next(row for row in rows(page) if any(cell.split("\n")[0] == text for cell in row))


def measure(plan: OutlinePlan, title: str) -> Measure:
    return next(row for row in plan.rows if isinstance(row, Measure) and row.title == title)


def test_pages_are_as_in_the_golden_files() -> None:
    wanted = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("izunokuni/*.txt")}
    found = dict(golden_pages("izunokuni"))
    assert found == wanted, "see `python -m tests.golden`"
    assert len(found) == 4


def test_the_seed_shows_its_five_priorities_with_27_numbered_items_and_four_years() -> None:
    adopted = adopt(Rows(), seed_draft("izunokuni"))
    out = layout("izunokuni").write(Outline(adopted.rows), adopted.plan, Options())
    assert out.left_out == []
    assert [page.name for page in out.book.pages] == ["計画の概要", "工程表", "指標", "用語集"]
    roadmap = rows(out.book.pages[1])
    assert roadmap[1] == ["No.", "重点取組事項 ＞ 取組", *(f"R{year}実施予定" for year in range(5, 9))]
    assert [row[0] for row in roadmap if row[0].startswith("■")] == [
        "■ 重点取組事項1　行政サービスをより便利に",
        "■ 重点取組事項2　行政機能の高度化・効率化",
        "■ 重点取組事項3　組織体の変革",
        "■ 重点取組事項4　多様なライフスタイルに寄り添える地域社会の実現",
        "■ 重点取組事項5　デジタル化の進展に合わせた厳格なセキュリティ対策",
    ]
    items = [row for row in roadmap if row[0].isdecimal()]
    assert [row[0] for row in items] == [str(count) for count in range(1, 28)]
    assert all(row[2:] == ["", "", "", ""] for row in items)


def test_a_year_shows_lanes_going_on_and_lines_by_section() -> None:
    cells = row_of(page(izunokuni_plan(), "工程表"), "手続のオンライン化")
    assert cells[:4] == [
        "2",
        "①",
        "手続のオンライン化\n申請を家からできるようにする。\n対象を広げる。",
        "情報政策課（主管）\n税務課",
    ]
    assert cells[4] == "▶【電子申請】検討\n・手続を選んだ。（情報政策課）\n◇ 〔2〕\n税の申告を調べた。（税務課）"
    assert cells[5] == "▶【電子申請】→\n▶ 試行\n◇ (窓口)\n・公表用の文。（情報政策課）"
    assert cells[6] == "▶【電子申請】導入\n▶ →\n・十の手続を始める。"
    assert cells[7] == "▶【電子申請】→\n▶ →\n▶【〔2〕】拡大"


def test_columns_without_anything_to_say_are_left_away() -> None:
    plan = OutlinePlan()
    plan.measure(plan.pillar("1", "柱"), "", "取組")
    assert rows(page(plan, "工程表"))[1][:2] == ["No.", "重点取組事項 ＞ 分野 ＞ 取組"]
    assert [p.name for p in written(plan).book.pages] == ["計画の概要", "工程表"]
    plan.term("AI", "説明")
    assert rows(page(plan, "用語集"))[1] == ["用語", "説明"]


def test_the_vision_is_divided_by_its_headings() -> None:
    about = rows(page(izunokuni_plan(), "計画の概要"))
    assert ["基本理念・目指す姿", "まちの全体に係る一文。"] in about
    assert ["基本理念", "暮らしやすいまち。\n誰も取り残さない。"] in about
    assert ["計画期間", "令和5年度～令和8年度"] in about
    assert ["1 便利な行政サービス", "利便性の向上\n手続を見直す。"] in about


def test_many_years_have_tables_below_each_other() -> None:
    found = [row for row in rows(page(izunokuni_plan(), "指標")) if row[0] == "指標" and len(row) > 1 and row[1] == "単位"]
    table = [row[4:] for row in found[:2]]
    assert [len(row) for row in table] == [MOST, 3]
    assert table[1] == ["2024年\n実績", "2026年\n目標", "2030年\n見込"]


def test_parts_are_below_their_whole_and_totals_are_computed() -> None:
    plan = izunokuni_plan()
    found = rows(page(plan, "指標"))
    assert [row[0] for row in found if row[0].startswith("└")] == ["└ 市内", "└└ うち本庁"] * 2
    assert row_of(page(plan, "指標"), "└└ うち本庁")[0] == "└└ うち本庁"
    totals = [row for row in found if row[0] == "来庁者数"]
    assert totals[1][4:] == ["1024", "", "700人"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("44,046", "44046"),
        ("△5", "-5"),
        ("2.50", "2.50"),
        ("1211", None),
        ("0.01%", None),
        ("61業務", None),
        ("—", None),
        ("", None),
        ("1,234,567,890,123,456", None),
    ],
)
def test_a_figure_is_a_number_only_where_excel_prints_it_as_written(text: str, number: str | None) -> None:
    cell = figure_cell(text)
    assert (cell.text, cell.number) == (("", Decimal(number)) if number else (text, None))


def test_what_is_not_to_be_published_is_not_on_the_sheets_and_is_counted() -> None:
    plan = izunokuni_plan()
    plan.indicator(plan.section(measure(plan, "人材育成の研修")), "内部の数", {"R6": "7件"}, published=False)
    out = written(plan)
    assert not any("内部の数" in cell.text for p in out.book.pages for cell in p.cells.values())
    assert out.left_out == ["公表しない指標 1件"]


def test_everything_without_a_place_is_counted_by_kind() -> None:
    plan = izunokuni_plan()
    assert written(plan).left_out == []
    target = measure(plan, "人材育成の研修")
    plan.rows[plan.rows.index(target)] = target.replace(
        effect="効果", national=True, newly=True, completed=True, kpi_published=True, first_year=2024, contents_title="研修"
    )
    plan.entry(plan.section(target), "R6", "予定であった。", kind=PLANNED)
    plan.add(Assessment, measure=target.id, indicator=None, year=2024, mark="◎")
    plan.add(Mark, plan=plan.plan.id, symbol="◎", meaning="達成")
    field = plan.add(CustomField, plan=plan.plan.id, name="予算額", scope=PER_YEAR)
    plan.add(CustomValue, field=field.id, measure=target.id, year=2024, text="1,000千円")
    omissions = {line.rsplit(" ", 1)[0] for line in written(plan).left_out}
    assert omissions == {
        "評価の記号の意味",
        "期待効果",
        "目次での施策名",
        "施策の開始・終了年度",
        "※（成果指標（KPI）公表項目）",
        "☆（国の重点取組事項）",
        "【新】",
        "【完了】",
        "評価・見解",
        "項目「予算額」",
        "実績の年度にある実施予定の記載",
    }


def test_years_and_measures_asked_for_are_written_alone() -> None:
    plan = izunokuni_plan()
    found = page(plan, "工程表", years=range(2024, 2026), measures=[measure(plan, "人材育成の研修")])
    texts = rows(found)
    assert texts[1][-2:] == ["R6実績", "R7実施予定"]
    assert [row[0] for row in texts[2:]] == ["■ 重点取組事項　組織の変革", "3"]
    figures = page(plan, "指標", years=range(2024, 2026))
    headings = {text for row in rows(figures) if row[:2] == ["指標", "単位"] for text in row[4:]}
    assert headings == {"2024年\n実績"}


def test_nothing_to_write_is_refused_in_words() -> None:
    plan = izunokuni_plan()
    with pytest.raises(Refused, match="書き出す施策がありません"):
        written(plan, measures=[])
    with pytest.raises(Refused, match="書き出す年度がありません"):
        written(plan, years=range(2024, 2024))


@pytest.mark.parametrize("name", seed_names())
def test_any_plan_is_written_and_what_has_no_place_is_counted(name: str, tmp_path) -> None:
    adopted = adopt(Rows(), seed_draft(name))
    outline = Outline(adopted.rows)
    out = layout("izunokuni").write(outline, adopted.plan, Options())
    roadmap = rows(out.book.pages[1])
    assert [row[0] for row in roadmap if row[0].isdecimal()] == [
        str(n + 1) for n in range(len(outline.measures(adopted.plan)))
    ]
    assert all(line.endswith("件") for line in out.left_out)
    write_xlsx(out.book, tmp_path / "kekka.xlsx")


def test_a_lane_that_ends_is_shown_no_further_and_comes_back_ended() -> None:
    plan = izunokuni_plan()
    forms = measure(plan, "手続のオンライン化")
    plan.lane(forms, "実証", R5="準備", R7="")
    cells = next(row for row in rows(page(plan, "工程表")) if any("実証" in cell for cell in row))
    assert ["実証" in cell for cell in cells[-4:]] == [True, True, False, False]
    draft = layout("izunokuni").read(written(plan).book).plan
    adopted = adopt(Rows(), draft)
    lane = next(lane for lane in adopted.rows.all(Lane).values() if lane.label == "実証")
    assert [(p.year, p.text) for p in Outline(adopted.rows).phases(lane)] == [(2023, "準備"), (2025, "")]
