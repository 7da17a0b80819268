"""Plans of a city compared: what continues is in one row, and every pillar and measure is in exactly one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.analysis.plan_comparison import ComparedRow, PlanComparison, compare_plans
from dxdesk.plan.analysis.succession import indicator_predecessors, measure_predecessors, plans_by_city, successor_rows
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.model import RESULT, TARGET, Assessment, Figure, Indicator, Measure, Pillar, Plan, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row

TITLES = ("受付", "受付※", "決済", "研修")
LABELS = ("件数", "件数（累計）", "導入", "受講率")


def plan(name: str, first: int, **values: object) -> Plan:
    given: dict[str, object] = {
        "municipality": "試験市",
        "title": name,
        "shown_from": first,
        "shown_to": first + 2,
        **values,
    }
    return Plan(id=name, **given)  # type: ignore[arg-type]


def measure(of: str, title: str, *labels: str, pillar: str = "柱", number: str = "") -> list[Row]:
    """A measure of a plan with its pillar and indicators; ids are built of what it is called."""
    own = f"{of}/{pillar}/{number}{title}"
    rows: list[Row] = [
        Pillar(id=f"{of}/{pillar}", plan=of, title=pillar),
        Measure(id=own, plan=of, pillar=f"{of}/{pillar}", title=title, number=number),
        Section(id=own, measure=own),
    ]
    return [*rows, *(Indicator(id=f"{own}/{label}", measure=own, section=own, label=label) for label in labels)]


def rows_of(row: ComparedRow) -> Iterator[ComparedRow]:
    for below in row.lines:
        yield below
        yield from rows_of(below)


def pairs(city: PlanComparison) -> list[tuple[str, ...]]:
    """The rows of measures, by the title in each plan."""
    found = (row for row in rows_of(city.whole) if isinstance(row.newest.row, Measure))
    return [tuple(line.name if line is not None else "" for line in row.cells) for row in found]


def compared(*parts: Row | list[Row]) -> PlanComparison:
    flat = [row for part in parts for row in (part if isinstance(part, list) else [part])]
    (city,) = compare_plans(Outline(Rows.of(flat)))
    return city


BOTH = (plan("前", 2019), plan("後", 2022))


def test_a_title_leads_on_whatever_its_number_and_its_glossary_sign() -> None:
    city = compared(
        *BOTH,
        measure("前", "受付", number="1-1"),
        measure("前", "決済"),
        measure("後", "受付※", number="2-1"),
        measure("後", "研修"),
    )
    assert sorted(pairs(city)) == sorted([("1-1 受付", "2-1 受付※"), ("決済", ""), ("", "研修")])


def test_a_measure_of_another_title_goes_on_by_the_indicators_that_only_it_has() -> None:
    city = compared(
        *BOTH,
        measure("前", "RPAの検討", "業務数", "導入"),
        measure("前", "AIの検討", "導入"),
        measure("後", "RPAの活用", "業務数（累計）", "導入"),
        measure("後", "AIの活用", "導入"),
    )
    assert ("RPAの検討", "RPAの活用") in pairs(city)
    assert ("AIの検討", "") in pairs(city)  # two have 導入: it does not count


def test_a_pillar_of_the_same_title_is_one_row_and_counts_each_plans_own() -> None:
    city = compared(*BOTH, measure("前", "受付"), measure("後", "受付"), measure("後", "研修"))
    (pillar,) = city.whole.lines
    assert [line.measures for line in pillar.cells if line is not None] == [1, 2]


def test_each_plan_shows_its_newest() -> None:
    one = measure("前", "受付", "件数")
    marks = [
        Assessment.new(measure="前/柱/受付", year=year, mark=mark) for year, mark in ((2019, "○"), (2020, "◎"), (2021, ""))
    ]
    figures = [
        Figure.new(indicator="前/柱/受付/件数", year=year, role=role, text=text)
        for year, role, text in (
            (2019, TARGET, "10件"),
            (2019, RESULT, "5件"),
            (2020, TARGET, "10件"),
            (2020, RESULT, "12件"),
        )
    ]
    better = [row.replace(direction="up") if isinstance(row, Indicator) else row for row in one]
    line = compared(*BOTH, better, list(marks), list(figures), measure("後", "受付")).whole.cells[0]
    assert line is not None
    assert line.marks == {"◎": 1}
    assert line.percents == (Decimal(120),)


def test_a_plan_comes_after_the_one_that_it_follows_else_by_period() -> None:
    three = [plan("後", 2022), plan("次", 2019, follows="後"), plan("前", 2015), plan("他", 2015, municipality="別の市")]
    assert [[p.title for p in city] for city in plans_by_city(Outline(Rows.of(three)))] == [["他"], ["前", "後", "次"]]


def test_plans_that_follow_each_other_in_a_circle_come_after_the_others() -> None:
    two = [plan("後", 2022, follows="前"), plan("前", 2015, follows="後"), plan("己", 2025, follows="己")]
    assert [[p.title for p in city] for city in plans_by_city(Outline(Rows.of(two)))] == [["己", "前", "後"]]


def test_three_plans_make_one_row_of_what_goes_on_through_all() -> None:
    city = compared(
        *BOTH, plan("次", 2025), measure("前", "受付"), measure("後", "受付"), measure("次", "受付"), measure("次", "研修")
    )
    assert pairs(city) == [("受付", "受付", "受付"), ("", "", "研修")]


def test_two_revisions_of_one_plan_are_both_held_against_it() -> None:
    fork = [plan("前", 2019), plan("後", 2022, follows="前"), plan("別", 2023, follows="前")]
    city = compared(*fork, measure("前", "受付"), measure("後", "研修"), measure("別", "受付"))
    assert sorted(pairs(city)) == sorted([("受付", "", "受付"), ("", "研修", "")])


def test_one_plan_of_a_city_has_nothing_beside_it() -> None:
    assert compare_plans(Outline(Rows.of([plan("前", 2019), plan("他", 2022, municipality="別の市")]))) == []


def test_an_indicator_goes_on_by_its_label_a_part_under_its_own_whole() -> None:
    before, after = measure("前", "受付", "件数", "合計"), measure("後", "受付", "件数（累計）", "合計")
    parts = [
        Indicator(
            id=f"{of}/{whole}/内",
            measure=f"{of}/柱/受付",
            section=f"{of}/柱/受付",
            parent=f"{of}/柱/受付/{whole}",
            label="内",
        )
        for of, whole in (("前", "件数"), ("前", "合計"), ("後", "合計"))
    ]
    outline = Outline(Rows.of([*BOTH, *before, *after, *parts]))
    measures = outline.rows.all(Measure)
    found = indicator_predecessors(outline, measures["前/柱/受付"], measures["後/柱/受付"])
    assert {key: row.id for key, row in found.items()} == {
        "後/柱/受付/件数（累計）": "前/柱/受付/件数",
        "後/柱/受付/合計": "前/柱/受付/合計",
        "後/合計/内": "前/合計/内",
    }


@st.composite
def two_or_three_plans(draw: st.DrawFn) -> list[Row]:
    names = ["前", "後", "次"][: draw(st.integers(2, 3))]
    rows: list[Row] = []
    for place, name in enumerate(names):
        rows.append(plan(name, 2015 + 3 * place, follows=draw(st.sampled_from([None, *names]))))
        for number in range(draw(st.integers(0, 4))):
            title, labels = draw(st.sampled_from(TITLES)), draw(st.lists(st.sampled_from(LABELS), max_size=2, unique=True))
            under = draw(st.sampled_from(["柱", "別の柱"]))
            rows += measure(name, title, *labels, pillar=under, number=str(number))
    return rows


@given(two_or_three_plans())
def test_every_pillar_and_measure_is_in_exactly_one_row(rows: Sequence[Row]) -> None:
    city = compared(list(rows))
    cells = [(place, line.row.id) for row in rows_of(city.whole) for place, line in enumerate(row.cells) if line is not None]
    assert set(Counter(cells).values()) <= {1}
    order = [p.id for p in city.plans]
    wanted = {(order.index(row.plan), row.id) for row in rows if isinstance(row, Pillar | Measure)}
    assert set(cells) == wanted


@pytest.mark.parametrize("name", ["ito", "isehara-evaluation", "izunokuni", "shibata"])
def test_a_revision_made_from_a_plan_goes_on_with_every_measure_it_took_over(name: str) -> None:
    adopted = adopt(Rows(), seed_draft(name))
    outline = Outline(adopted.rows)
    revised = Plan.new(municipality=adopted.plan.municipality, title="改定版", shown_from=2026, shown_to=2029)
    rows = adopted.rows.put(successor_rows(outline, adopted.plan, revised))
    after = Outline(rows)
    following = rows.all(Plan)[revised.id]
    found = measure_predecessors(after, adopted.plan, following)
    assert [found[m.id].title for m in after.measures(following)] == [m.title for m in after.measures(following)]


def test_the_documents_of_isehara_share_few_measures() -> None:
    rows = Rows()
    for name in ("isehara-evaluation", "isehara-action"):
        rows = adopt(rows, seed_draft(name)).rows
    (city,) = compare_plans(Outline(rows))
    assert [pair for pair in pairs(city) if all(pair)] == [
        ("2-1-2 定例業務におけるRPAの活用・検討", "2-2 定例業務におけるRPA [※] の活用"),
        ("1-2-2 市が保有するデータのオープンデータ化の推進", "3-3 市が保有するデータのオープンデータ※化の推進"),
        ("3-2-2 情報セキュリティ監査の充実", "4-2 情報セキュリティ対策"),
    ]
