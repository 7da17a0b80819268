"""Rules for figures: each finds what a clerk should look at, and nothing else."""

import pytest

from dxdesk.plan.checks import Finding, Level, check
from dxdesk.plan.rows.model import TARGET, Figure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row
from tests.plan.city import MEASURE, city, figures, indicator

K = indicator("K")


def found(outline: Outline, rule: str) -> list[Finding]:
    return [finding for finding in check(outline) if finding.rule == rule]


def years(outline: Outline, rule: str) -> list[int | None]:
    return [finding.year for finding in found(outline, rule)]


def test_a_plan_in_order_has_no_findings() -> None:
    assert check(city(K, *figures("K", "61業務", "88業務", "103業務"))) == []


def test_a_published_kpi_needs_an_indicator() -> None:
    (finding,) = check(city(MEASURE.replace(kpi_published=True)))
    assert (finding.level, finding.rule) == (Level.WARNING, "kpi-flag-without-indicator")
    assert finding.message == "1-(1) オンライン化は※（成果指標（KPI）公表項目）ですが、指標がありません。"
    assert (finding.measure, finding.table, finding.id) == (MEASURE.replace(kpi_published=True), "measure", "measure")
    assert not found(city(MEASURE.replace(kpi_published=True), K), "kpi-flag-without-indicator")
    assert not found(city(), "kpi-flag-without-indicator")


def breakdown(total: str, *parts: str, sums: bool = True) -> Outline:
    members = [indicator(f"part{i}", parent="K") for i in range(len(parts))]
    numbers: list[Row] = [figure for i, text in enumerate(parts) for figure in figures(f"part{i}", text)]
    return city(K.replace(children_sum=sums), *members, *figures("K", total), *numbers)


def test_a_total_that_its_breakdown_does_not_give_is_an_error() -> None:
    (finding,) = found(breakdown("10件", "4件", "7件"), "breakdown-total")
    assert (finding.level, finding.year, finding.table) == (Level.ERROR, 2022, "figure")
    assert finding.message == "1-(1) オンライン化「K」のR4実績は「10件」ですが、内訳の合計は11です。"


@pytest.mark.parametrize(
    "outline",
    [
        breakdown("10件", "4件", "6件"),
        breakdown("10件", "4件", "7件", sums=False),
        breakdown("10件", "4件", "数件"),
        breakdown("10件"),
        breakdown("", "4件", "7件"),
        breakdown("-", "4件", "7件"),
    ],
)
def test_totals_that_agree_or_cannot_be_compared_are_left_alone(outline: Outline) -> None:
    assert not found(outline, "breakdown-total")


def kept(change: str, *texts: str) -> Outline:
    rows = [f for f in figures("K", *texts) if isinstance(f, Figure)]
    return city(K, *rows[:-1], rows[-1].replace(printed_change=change))


def test_a_printed_change_that_the_figures_do_not_give_is_found() -> None:
    (finding,) = found(kept("26", "61業務", "88業務"), "printed-change")
    assert (finding.level, finding.year) == (Level.WARNING, 2023)
    assert finding.message == "1-(1) オンライン化「K」のR5の対前年比「26」は、計算では27です。"
    (finding,) = found(kept("5%", "10.0%", "11.5%"), "printed-change")
    assert "計算では1.5%です" in finding.message
    (finding,) = found(kept("26", "88業務"), "printed-change")
    assert "前年度との差を計算できません" in finding.message


@pytest.mark.parametrize(("change", "before", "now"), [("27", "61業務", "88業務"), ("△5", "9件", "4件"), ("", "1", "2")])
def test_a_printed_change_that_is_right_is_left_alone(change: str, before: str, now: str) -> None:
    assert not found(kept(change, before, now), "printed-change")


def test_a_changed_unit_is_found_once() -> None:
    (finding,) = found(city(K, *figures("K", "6,274枚", "7,028件", "8,260件")), "unit-changed")
    assert (finding.level, finding.year) == (Level.WARNING, 2023)
    assert finding.message == "1-(1) オンライン化「K」の単位がR4の「枚」からR5の「件」に変わっています。"
    assert years(city(K, *figures("K", "5枚", "-", "7件")), "unit-changed") == [2024]


@pytest.mark.parametrize("texts", [("5枚", "7枚"), ("5", "7枚"), ("5枚", "-"), ("5枚", "約7枚"), ("5枚", "7枚程度")])
def test_units_that_are_the_same_or_not_written_are_left_alone(texts: tuple[str, ...]) -> None:
    assert not found(city(K, *figures("K", *texts)), "unit-changed")


def test_a_unit_left_out_is_the_indicators() -> None:
    assert years(city(K.replace(unit="件"), *figures("K", "5", "7枚")), "unit-changed") == [2023]
    assert not years(city(K.replace(unit="枚"), *figures("K", "5", "7枚")), "unit-changed")


def test_three_years_with_one_number_are_noted() -> None:
    (finding,) = found(city(K, *figures("K", "23件", "23件", "23件")), "same-number")
    assert (finding.level, finding.year, finding.table, finding.id) == (Level.NOTICE, 2024, "indicator", "K")
    assert finding.message == "1-(1) オンライン化「K」はR4から3年続けて同じ値「23件」です。"


@pytest.mark.parametrize(
    "texts", [("23件", "23件"), ("23件", "24件", "23件"), ("0件",) * 3, ("100%",) * 3, ("-",) * 3, ("23件", "", "23件")]
)
def test_numbers_that_may_well_stay_are_left_alone(texts: tuple[str, ...]) -> None:
    assert not found(city(K, *figures("K", *texts)), "same-number")


def test_gaps_and_a_missing_newest_year_are_found() -> None:
    assert years(city(K, *figures("K", "5件", None, "7件")), "missing-year") == [2023]
    assert years(city(K, *figures("K", "5件", "", "7件")), "missing-year") == [2023]
    assert years(city(K, *figures("K", "5件", "6件")), "missing-year") == [2024]
    assert years(city(K, *figures("K", "5件")), "missing-year") == [2023, 2024]
    assert years(city(K), "missing-year") == [2024]
    (finding,) = found(city(K), "missing-year")
    assert (finding.level, finding.message) == (Level.WARNING, "1-(1) オンライン化「K」のR6の実績がありません。")


@pytest.mark.parametrize(
    "outline",
    [
        city(K, *figures("K", None, "5件", "6件")),
        city(K, *figures("K", None, None, "6件")),
        city(K, *figures("K", "-", "数値なし", "該当なし")),
        city(K.replace(last_year=2023), *figures("K", "5件", "6件")),
        city(K.replace(first_year=2025)),
        city(K, indicator("税", parent="K"), *figures("税", "1件", "2件", "3件")),
    ],
)
def test_late_starts_statements_and_ends_are_no_gaps(outline: Outline) -> None:
    assert not years(outline, "missing-year")


def test_a_total_counts_as_filled_where_its_breakdown_sums() -> None:
    assert years(breakdown("", "4件"), "missing-year") == [2023, 2024]
    assert years(breakdown("", "4件", sums=False), "missing-year")[:1] == [2023]


def test_members_of_a_breakdown_come_and_go() -> None:
    outline = city(
        K.replace(children_sum=True), indicator("課", parent="K"), *figures("課", "5件"), *figures("K", "5件", "6件", "7件")
    )
    assert not years(outline, "missing-year")


def test_results_far_from_the_year_before_are_noted() -> None:
    (finding,) = found(city(K, *figures("K", "1,168件", "20件", "21件")), "far-off")
    assert (finding.level, finding.year) == (Level.NOTICE, 2023)
    assert finding.message == "1-(1) オンライン化「K」はR5に、前年度の1,168件から20件に大きく減っています。"
    assert years(city(K, *figures("K", "20件", "51件", "50件")), "far-off") == [2023]


@pytest.mark.parametrize(
    "texts",
    [("20件", "50件"), ("20件", "10件"), ("1業務", "4業務"), ("0件", "30件"), ("20枚", "500件"), ("20件", "-", "500件")],
)
def test_usual_jumps_small_numbers_and_changed_units_are_left_alone(texts: tuple[str, ...]) -> None:
    assert not found(city(K, *figures("K", *texts)), "far-off")


def test_where_there_is_a_target_it_is_the_measure() -> None:
    numbers = figures("K", "20件", "100件")
    assert not found(city(K, *numbers, *figures("K", "90件", first=2023, role=TARGET)), "far-off")
    (finding,) = found(city(K, *numbers, *figures("K", "1,000件", first=2023, role=TARGET)), "far-off")
    assert (finding.level, finding.year) == (Level.WARNING, 2023)
    assert finding.message == "1-(1) オンライン化「K」のR5の実績100件は、目標「1,000件」の10%です。"
