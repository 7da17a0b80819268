"""Counts of marks: as a summary prints them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.analysis.evaluation_scale import Tally, read_tally, tally
from dxdesk.plan.rows.model import Mark, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows


def test_marks_are_counted_in_the_order_of_the_scale() -> None:
    plan = Plan.new(municipality="伊勢原市", title="計画", shown_from=2022, shown_to=2022)
    scale = [Mark.new(plan=plan.id, symbol=symbol, rank=str(rank)) for rank, symbol in enumerate("◎○△", 1)]
    outline = Outline(Rows.of([plan, *scale]))
    counted = tally(outline, plan, ["△", "", "◎", "済", "△"])
    assert counted == Tally(5, {"◎": 1, "△": 2, "済": 1})
    assert counted.line("取組") == "【取組数:5】◎1取組 △2取組 済1取組"
    assert tally(outline, plan, []).line("施策") == "【施策数:0】"


@pytest.mark.parametrize(
    "text",
    [
        "【取組数:16】◎10取組 ○3取組 △3取組",
        "【取組数:16】 ◎10 取組 ○3 取組 △3 取組",
        "【取組数：１６】◎１０取組　○３取組　△３取組",
        " 【施策数:16】◎10施策 ○3施策 △3施策 ",
        "【取組数:16】◎10 ○3 △3",
    ],
)
def test_counts_are_read_however_they_are_typed(text: str) -> None:
    assert read_tally(text) == Tally(16, {"◎": 10, "○": 3, "△": 3})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "取組数:16",
        "【取組数】◎1取組",
        "【取組数:x】",
        "【取組数:3】ほか",
        "【取組数:3】◎1件",
        "【取組数:3】◎取組",
        "災害に強い社会",
    ],
)
def test_other_lines_are_no_counts(text: str) -> None:
    assert read_tally(text) is None


@given(st.integers(0, 999), st.dictionaries(st.sampled_from(["◎", "○", "△", "●", "A", "S"]), st.integers(1, 99)))
def test_what_is_written_is_read(total: int, marks: dict[str, int]) -> None:
    counted = Tally(total, marks)
    assert read_tally(counted.line("取組")) == counted
