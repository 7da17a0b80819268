"""対前年比: a difference, printed as the sheets print it."""

from decimal import Decimal

import pytest

from dxdesk.plan.analysis.year_over_year import change_from_last_year, printed_change
from tests.plan.city import city, figures, indicator

K = indicator("K")


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("61業務", "88業務", "27"),
        ("9,600件", "9,088件", "△512"),
        ("1,865件", "3,180件", "1,315"),
        ("11.2%", "18.0%", "6.8%"),
        ("18.0%", "19.1%", "1.1%"),
        ("2.0%", "2.0%", "0.0%"),
        ("4業務", "4業務", "0"),
        ("6,274枚", "11,028件", "4,754"),
        ("約1.0%", "約1.56%", "0.56%"),
        ("△5", "5", "10"),
        ("", "5件", ""),
        ("-", "5件", ""),
        ("数値なし", "5件", ""),
        ("5件", "", ""),
        ("5件", "該当なし", ""),
        ("①66人 ②2人", "70人", ""),
    ],
)
def test_the_difference_from_the_year_before(before: str, now: str, shown: str) -> None:
    assert printed_change(city(K, *figures("K", before, now)), K, 2023) == shown


def test_the_first_year_and_a_year_after_a_gap_have_none() -> None:
    outline = city(K, *figures("K", "5件", None, "7件"))
    assert [printed_change(outline, K, year) for year in (2022, 2023, 2024)] == ["", "", ""]
    assert change_from_last_year(outline, K, 2024) is None


def test_a_kept_printed_change_takes_precedence() -> None:
    (first,), (second,) = figures("K", "5件"), figures("K", "7件", first=2023)
    outline = city(K, first, second.replace(printed_change="3"))
    assert printed_change(outline, K, 2023) == "3"
    assert change_from_last_year(outline, K, 2023) == Decimal(2)


def test_totals_are_compared_and_the_indicators_unit_is_the_fallback() -> None:
    total = indicator("K", children_sum=True, unit="%")
    part = indicator("part", parent="K")
    assert printed_change(city(total, part, *figures("part", "1.5", "4.0")), total, 2023) == "2.5%"
    assert printed_change(city(total, *figures("K", "1.5", "4.0")), total, 2023) == "2.5%"
