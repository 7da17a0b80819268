"""A plan's name in a heading says which city's it is, and is read back."""

import pytest

from dxdesk.pages.layouts.common.plan_title import plan_name, read_plan_name
from dxdesk.plan.rows.model import Plan


@pytest.mark.parametrize(
    ("municipality", "title", "name"),
    [
        ("伊勢原市", "伊勢原市ICT推進計画【前期計画】", "伊勢原市ICT推進計画【前期計画】"),
        ("伊豆の国市", "伊豆の国市DX推進計画", "伊豆の国市DX推進計画"),
        ("四日市市", "四日市市情報化計画", "四日市市情報化計画"),
        ("新発田市", "情報化推進計画", "新発田市 情報化推進計画"),
    ],
)
def test_a_name_is_written_and_read(municipality: str, title: str, name: str) -> None:
    plan = Plan.new(municipality=municipality, title=title, shown_from=2022, shown_to=2022)
    assert plan_name(plan) == name
    assert read_plan_name(name) == (municipality, title)


def test_a_name_without_a_city_is_all_title() -> None:
    assert read_plan_name("DX推進計画") == ("", "DX推進計画")
