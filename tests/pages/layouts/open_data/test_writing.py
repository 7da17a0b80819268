"""A plan as one table for other people's programs."""

import csv
from pathlib import Path

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.pages.formats.csv.writer import write_csv
from dxdesk.pages.layouts import LAYOUTS, READABLE, Options, layout
from dxdesk.pages.page import Book
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import PER_YEAR, Assessment, CustomField, CustomValue, Figure, Lane, Mark, Note, Phase, Term
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.rows import Rows
from tests.golden import FOLDER, golden_pages
from tests.plan_builder import PlanBuilder


def table(outline: Outline, plan, folder: Path, **options) -> list[dict[str, str]]:
    """The rows as another program reads them."""
    written = layout("open-data").write(outline, plan, Options(**options))
    write_csv(written.book, folder / "公開.csv")
    with (folder / "公開.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def small_city() -> PlanBuilder:
    """One measure with a row of every kind."""
    plan = PlanBuilder()
    pillar = plan.pillar("1", "市民サービス", description="便利にする。")
    measure = plan.measure(pillar, "1-(1)", "窓口", description="待たせない。", effect="早い。", first_year=2023, newly=True)
    section = plan.section(measure, "(内訳)")
    whole = plan.indicator(section, "受付", {"R5": "1,211件", "R7": "約1.5千件"}, unit="件", definition="窓口の記録")
    plan.indicator(section, "電話", {"R5": "該当なし"}, parent=whole, unit="件")
    hidden = plan.indicator(section, "苦情", {"R5": "9件"}, published=False)
    plan.indicator(section, "電話の苦情", {"R5": "4件"}, parent=hidden)
    plan.add(Mark, plan=plan.plan.id, symbol="◎", meaning="達成した")
    plan.add(Assessment, measure=measure.id, year=2023, mark="◎", text="よい。")
    plan.add(Assessment, measure=measure.id, indicator=hidden.id, year=2023, mark="◎", text="内部の見解")
    lane = plan.add(Lane, measure=measure.id, label="機器")
    plan.add(Phase, lane=lane.id, year=2023, text="検討")
    plan.add(Phase, lane=lane.id, year=2024, text="")
    plan.add(Term, plan=plan.plan.id, word="窓口", text="人が来るところ")
    plan.add(Note, measure=measure.id, text="内部のメモ")
    field = plan.add(CustomField, plan=plan.plan.id, name="予算額", scope=PER_YEAR)
    plan.add(CustomValue, field=field.id, measure=measure.id, year=2023, text="12千円")
    return plan


def test_pages_are_as_in_the_golden_files() -> None:
    wanted = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("open-data/*.txt")}
    assert dict(golden_pages("open-data")) == wanted, "see `python -m tests.golden`"
    assert len(wanted) == 1


def test_every_row_says_of_what_it_is_and_nothing_internal_is_told(small_city: PlanBuilder, tmp_path: Path) -> None:
    rows = table(small_city.outline, small_city.plan, tmp_path)
    of_measure = [row for row in rows if row["施策名"]]
    assert {(r["団体名"], r["計画名"], r["柱"], r["施策番号"]) for r in of_measure} == {
        ("伊東市", "伊東市DX推進計画", "1 市民サービス", "1-(1)")
    }
    told = [
        (r["種別"], r["見出し"], r["項目"], r["区分"], r["年度"], r["西暦"], r["内容"], r["数値"], r["単位"]) for r in rows
    ]
    assert told == [
        ("評価の区分", "", "◎", "", "", "", "達成した", "", ""),
        ("柱", "", "説明", "", "", "", "便利にする。", "", ""),
        ("用語", "", "窓口", "", "", "", "人が来るところ", "", ""),
        ("施策", "", "概要", "", "", "", "待たせない。", "", ""),
        ("施策", "", "期待効果", "", "", "", "早い。", "", ""),
        ("施策", "", "開始年度", "", "", "", "R5", "", ""),
        ("施策", "", "印", "", "", "", "【新】", "", ""),
        ("指標", "(内訳)", "受付", "算定方法・出典", "", "", "窓口の記録", "", "件"),
        ("指標", "(内訳)", "受付", "実績", "R5", "2023", "1,211件", "1211", "件"),
        ("指標", "(内訳)", "受付", "見込", "R7", "2025", "約1.5千件", "1.5", "千件"),
        ("指標", "(内訳)", "受付 > 電話", "実績", "R5", "2023", "該当なし", "", "件"),
        ("工程", "", "機器", "", "R5", "2023", "検討", "", ""),
        ("評価", "", "", "◎", "R5", "2023", "よい。", "", ""),
        ("独自の項目", "", "予算額", "", "R5", "2023", "12千円", "", ""),
    ]


def test_what_is_not_to_be_published_is_named(small_city: PlanBuilder) -> None:
    assert layout("open-data").write(small_city.outline, small_city.plan, Options()).left_out == ["公表しない指標 1件"]


def test_years_choose_rows_and_leave_what_has_no_year(small_city: PlanBuilder, tmp_path: Path) -> None:
    rows = table(small_city.outline, small_city.plan, tmp_path, years=range(2025, 2026))
    assert [r["内容"] for r in rows if r["年度"]] == ["約1.5千件"]
    assert [r["内容"] for r in rows if r["項目"] == "概要"] == ["待たせない。"]


def test_a_plan_with_nothing_to_say_is_refused() -> None:
    plan = PlanBuilder()
    plan.measure(plan.pillar("1", "柱"), "1", "窓口")
    with pytest.raises(Refused, match=r"^書き出す内容がありません。年度や施策の指定を確かめてください。$"):
        layout("open-data").write(plan.outline, plan.plan, Options())


@pytest.mark.parametrize("seed", seed_names())
def test_all_that_a_city_publishes_is_in_it(seed: str, tmp_path: Path) -> None:
    adopted = adopt(Rows(), seed_draft(seed))
    outline = Outline(adopted.rows)
    written = layout("open-data").write(outline, adopted.plan, Options())
    assert written.left_out == []
    texts = {r["内容"] for r in table(outline, adopted.plan, tmp_path) if r["種別"] == "指標"}
    figures = [f.text for f in adopted.rows.all(Figure).values() if not Quantity(f.text).blank]
    assert figures
    assert set(figures) <= texts


def test_it_is_written_only() -> None:
    assert "open-data" in LAYOUTS
    assert LAYOUTS["open-data"] not in READABLE
    with pytest.raises(Refused, match=r"^「公開」は、公開用の表なので取り込めません。"):
        layout("open-data").read(Book("公開"))
