"""A plan at a glance: the counts are those of the documents."""

import pytest

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.analysis.overview import Overview, OverviewLine, overview
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.model import Department
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from tests.plan.city import PLAN, city, indicator


def overview_of(name: str, year: int | None = None) -> Overview:
    adopted = adopt(Rows(), seed_draft(name))
    return overview(Outline(adopted.rows), adopted.plan, year)


def named(lines: tuple[OverviewLine, ...], name: str) -> OverviewLine:
    return next(line for line in lines if line.name == name)


def test_the_marks_of_an_evaluation_are_counted_for_each_policy() -> None:
    found = overview_of("isehara-evaluation")
    assert (found.pillars.measures, found.pillars.marks) == (34, {"◎": 12, "○": 12, "△": 7, "●": 3})
    assert [line.marks for line in found.pillars.lines] == [
        {"◎": 10, "○": 3, "△": 3},
        {"◎": 2, "○": 4, "△": 3, "●": 3},
        {"○": 5, "△": 1},
    ]
    assert 0 < found.pillars.met < found.pillars.comparable <= 40


def test_what_is_filled_in_counts_upwards() -> None:
    found = overview_of("ito")
    assert found.year == 2024
    assert found.pillars.filled == sum(line.filled for line in found.pillars.lines)
    assert found.pillars.required == sum(line.required for line in found.pillars.lines)
    assert 0 < found.pillars.filled <= found.pillars.required
    assert [line.measures for line in found.pillars.lines] == [6, 1, 4, 2, 5, 3]


def test_a_measure_shows_how_its_first_indicator_goes() -> None:
    line = overview_of("ito").pillars.lines[0].lines[2]
    assert line.name == "1-(3) マイナンバーカードの普及・利用"
    assert line.sparkline is not None
    assert (line.sparkline.name, line.sparkline.years) == ("マイナンバーカード交付枚数", (2022, 2023, 2024))
    assert [str(number) for number in line.sparkline.numbers] == ["41714", "49665", "54133"]


@pytest.mark.parametrize("name", ["ito", "isehara-evaluation", "isehara-action", "shibata", "izunokuni"])
def test_nothing_asked_is_lost_among_the_departments(name: str) -> None:
    found = overview_of(name)
    asked = sum(line.required for line in found.departments)
    assert asked <= found.pillars.required
    assert all(isinstance(line.row, Department) for line in found.departments)


def test_an_empty_plan_has_a_line_of_zeros() -> None:
    outline = city()
    found = overview(outline, PLAN.replace(planned_from=2000))
    assert (found.year, found.pillars.measures, found.pillars.comparable) == (PLAN.shown_from, 1, 0)
    assert overview(city(indicator("K")), PLAN).pillars.lines[0].lines[0].sparkline is None


def test_another_year_has_its_own_counts() -> None:
    assert overview_of("ito", 2023).year == 2023
    assert overview_of("ito", 2023).pillars.filled != overview_of("ito").pillars.filled
