"""Rules for lines and departments: each finds what a clerk should look at, and nothing else."""

import pytest

from dxdesk.plan.checks import Finding, Level, check
from dxdesk.plan.rows.model import PLANNED, Department, Entry
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row
from tests.plan.city import CITIZENS, DIGITAL, city, entry, figures, indicator


def found(outline: Outline, rule: str) -> list[Finding]:
    return [finding for finding in check(outline) if finding.rule == rule]


def test_a_line_of_last_year_is_noted() -> None:
    text = "汎用電子申請システムの更なる利用を呼びかけ、利用促進を行った。"
    lines = [entry("old", 2023, text=text), entry("new", 2024, text=text.replace("、", "、 "))]
    (finding,) = found(city(*lines), "narrative-unchanged")
    assert (finding.level, finding.year, finding.id) == (Level.NOTICE, 2024, "new")
    assert finding.message == (
        "1-(1) オンライン化のR6実績「汎用電子申請システムの更なる利用を呼びか…」は前年度と同じ文です。"
    )


@pytest.mark.parametrize(
    "old",
    [
        entry("old", 2023, text="別の文"),
        entry("old", 2022, text="同じ文"),
        entry("old", 2023, text="同じ文", department="citizens", written="市民課"),
        entry("old", 2023, PLANNED, text="同じ文"),
    ],
)
def test_other_lines_years_departments_and_kinds_are_left_alone(old: Entry) -> None:
    assert not found(city(old, entry("new", 2024, text="同じ文")), "narrative-unchanged")
    assert not found(city(entry("a", 2023, text=""), entry("b", 2024, text=" ")), "narrative-unchanged")


def test_a_line_that_may_stay_as_it_was_is_left_alone() -> None:
    old, new = entry("old", 2023, text="同じ文"), entry("new", 2024, text="同じ文", as_before=True)
    assert not found(city(old, new), "narrative-unchanged")


def test_a_name_that_the_plan_does_not_know_is_found() -> None:
    (finding,) = check(city(entry("a", department="digital", written="デジタル課")))
    assert (finding.level, finding.rule, finding.year) == (Level.WARNING, "department-unknown", 2024)
    assert finding.message == (
        "1-(1) オンライン化のR6実績の課名「デジタル課」はデジタル政策課の名称として登録されていません。"
    )
    (finding,) = check(city(entry("a", written="観光課")))
    assert "「観光課」は課として登録されていません" in finding.message


@pytest.mark.parametrize("written", ["デジタル政策課", "情報政策課", "ＤＸ課", ""])
def test_names_and_spellings_of_a_department_are_left_alone(written: str) -> None:
    assert check(city(entry("a", department="digital", written=written))) == []


def department(name: str, **values: object) -> Department:
    return Department(id=name, plan="plan", name=name, **values)  # type: ignore[arg-type]


def lines(*names: str, year: int = 2024) -> list[Row]:
    return [entry(f"line {name} {year}", year, department=name, written=name) for name in names]


def test_two_departments_in_use_that_differ_by_one_character_are_found() -> None:
    both = [department("高齢者福祉課"), department("高齢福祉課")]
    (finding,) = found(city(*both, *lines("高齢者福祉課", "高齢福祉課")), "departments-alike")
    assert (finding.level, finding.measure, finding.id) == (Level.WARNING, None, "高齢者福祉課")
    assert finding.message == "課名「高齢福祉課」と「高齢者福祉課」は一文字違いです。同じ課であれば一つにまとめてください。"


@pytest.mark.parametrize(
    ("departments", "used"),
    [
        ([department("高齢者福祉課"), department("高齢福祉課")], ["高齢福祉課"]),
        ([department("高齢者福祉課"), department("高齢福祉課", successor="高齢者福祉課")], ["高齢福祉課", "高齢者福祉課"]),
        ([department("税務課"), department("市税務課")], ["税務課", "市税務課"]),
        ([department("教育総務課"), department("教育指導課")], ["教育総務課", "教育指導課"]),
        ([department("健康推進課"), department("健康福祉推進課")], ["健康推進課", "健康福祉推進課"]),
    ],
)
def test_unused_renamed_short_and_other_names_are_left_alone(departments: list[Department], used: list[str]) -> None:
    assert not found(city(*departments, *lines(*used)), "departments-alike")


def test_one_department_written_in_two_ways_in_one_year_is_found() -> None:
    aged = department("高齢者福祉課", spellings="高齢福祉課")
    member = indicator("高齢福祉課", department="高齢者福祉課")
    line = entry("a", department="高齢者福祉課", written="高齢者福祉課")
    outline = city(aged, member, line, *figures("高齢福祉課", "16回", first=2024))
    (finding,) = found(outline, "spellings-mixed")
    assert (finding.level, finding.year) == (Level.WARNING, 2024)
    assert finding.message == "R6に一つの課が「高齢福祉課」「高齢者福祉課」と書かれています。"
    assert not found(city(aged, member, line, *figures("高齢福祉課", "16回", first=2023)), "spellings-mixed")


def test_a_department_that_was_gone_by_then_is_found() -> None:
    old = department("情報政策課", last_year=2022, successor="digital")
    member = indicator("情報政策課", department="情報政策課")
    outline = city(old, DIGITAL.replace(spellings=""), *lines("情報政策課"), member, *figures("情報政策課", "7回", "8回"))
    assert [(f.level, f.year, f.table) for f in found(outline, "past-department")] == [
        (Level.WARNING, 2023, "figure"),
        (Level.WARNING, 2024, "entry"),
    ]
    assert found(outline, "past-department")[1].message == (
        "1-(1) オンライン化のR6にある情報政策課はR4までの課です（後継はデジタル政策課）。"
    )


def test_a_department_within_its_life_is_left_alone() -> None:
    past, present = department("旧課", last_year=2024), CITIZENS.replace(id="市民課")
    assert check(city(past, *lines("旧課"), present, *lines("市民課", year=2025))) == []
