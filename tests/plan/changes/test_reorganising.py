"""Departments over the years: who was, stays as written; who follows, is asked."""

import pytest

from dxdesk.plan.changes.reorganising import add_department, merge, rename, split
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.owners import entry_owner
from tests.plan.city import CITIZENS, DIGITAL, PLAN, city, entry

LINE = entry("a", department="citizens", written="市民課")


def after(outline: Outline, changes: tuple[object, ...]) -> Outline:
    return Outline(outline.rows.apply(changes))  # type: ignore[arg-type]


def names(outline: Outline) -> list[str]:
    return [department.name for department in outline.departments(PLAN)]


def named(outline: Outline, name: str) -> Department:
    found = outline.department_named(PLAN, name)
    assert found is not None
    return found


def test_a_department_goes_on_under_another_name() -> None:
    outline = city(LINE)
    renamed = after(outline, rename(outline, CITIZENS, "市民窓口課", 2025))
    old, new = named(renamed, "市民課"), named(renamed, "市民窓口課")
    assert (old.last_year, old.successor, new.first_year) == (2024, new.id, 2025)
    assert renamed.rows.get("entry", "a") == LINE
    assert entry_owner(renamed, LINE) == new
    assert names(renamed).index("市民窓口課") == names(renamed).index("市民課") + 1


def test_a_split_department_s_work_goes_to_the_first() -> None:
    outline = city(LINE)
    divided = after(outline, split(outline, CITIZENS, ["市民課（窓口）", "戸籍課"], 2025))
    assert entry_owner(divided, LINE) == named(divided, "市民課（窓口）")
    place = names(divided).index("市民課")
    assert names(divided)[place : place + 3] == ["市民課", "市民課（窓口）", "戸籍課"]
    assert named(divided, "戸籍課").first_year == 2025


def test_two_departments_become_one() -> None:
    outline = city(LINE)
    joined = after(outline, merge(outline, [CITIZENS, DIGITAL], "市民デジタル課", 2025))
    new = named(joined, "市民デジタル課")
    assert {named(joined, "市民課").successor, named(joined, "デジタル政策課").successor} == {new.id}
    taken = after(outline, merge(outline, [CITIZENS, DIGITAL], "デジタル政策課", 2025))
    assert named(taken, "市民課").successor == DIGITAL.id
    assert named(taken, "デジタル政策課") == DIGITAL


def test_what_cannot_be_meant_is_refused_in_a_sentence() -> None:
    outline = city()
    for name, why in (("", "課名が空"), ("デジタル政策課", "すでにあります"), ("DX課", "すでにあります")):
        with pytest.raises(Refused, match=why):
            rename(outline, CITIZENS, name, 2025)
        with pytest.raises(Refused, match=why):
            add_department(outline, PLAN, name)
    with pytest.raises(Refused, match="すでにあります"):
        split(outline, CITIZENS, ["戸籍課", "戸籍課"], 2025)
    with pytest.raises(Refused, match="課名が空"):
        split(outline, CITIZENS, [], 2025)
    with pytest.raises(Refused, match="一つだけ"):
        merge(outline, [CITIZENS, CITIZENS], "新", 2025)
    ended = CITIZENS.replace(last_year=2023)
    with pytest.raises(Refused, match="廃止"):
        rename(city(ended), ended, "市民窓口課", 2025)
    young = CITIZENS.replace(first_year=2025)
    with pytest.raises(Refused, match="以降の年度"):
        rename(city(young), young, "市民窓口課", 2025)


def test_nobody_follows_itself_round_a_corner() -> None:
    outline = city(CITIZENS, DIGITAL.replace(successor="citizens"))
    with pytest.raises(Refused):
        merge(outline, [CITIZENS, DIGITAL.replace(successor="citizens")], "デジタル政策課", 2025)


def test_a_new_department_comes_last() -> None:
    outline = city()
    assert names(after(outline, add_department(outline, PLAN, " 戸籍課 ")))[-1] == "戸籍課"
