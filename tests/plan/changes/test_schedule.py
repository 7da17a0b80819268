"""A schedule's bars and the phases behind them: whatever is drawn comes back as drawn."""

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.changes.schedule import (
    Bar,
    add_lane,
    bars_of,
    phase_changes,
    schedule_years,
    with_bar,
    with_bar_joined,
    with_bar_replaced,
    with_bar_split,
    without_bar,
)
from dxdesk.plan.rows.model import Lane, Phase
from dxdesk.plan.rows.outline import Outline
from tests.plan.city import MEASURE, PLAN, city

LANE = Lane(id="lane", measure="measure", label="電子申請")
YEARS = range(2022, 2029)
A, B = Bar(2022, 2023, "検討"), Bar(2024, 2028, "導入")


def phases(*stages: tuple[int, str]) -> list[Phase]:
    return [Phase.new(lane="lane", year=year, text=text) for year, text in stages]


def schedule(*stages: tuple[int, str]) -> Outline:
    return city(LANE, *phases(*stages))


def written(outline: Outline, bars: tuple[Bar, ...]) -> Outline:
    return Outline(outline.rows.apply(phase_changes(outline, LANE, bars, YEARS)))


@st.composite
def bars(draw: st.DrawFn) -> tuple[Bar, ...]:
    """Bars that do not overlap."""
    found: tuple[Bar, ...] = ()
    for _ in range(draw(st.integers(0, 5))):
        first = draw(st.sampled_from(YEARS))
        found = with_bar(found, Bar(first, draw(st.integers(first, YEARS[-1])), draw(st.sampled_from("検導運"))))
    return found


def test_a_phase_holds_until_the_next_and_a_blank_one_ends_the_lane() -> None:
    assert bars_of(schedule((2022, "検討"), (2024, "導入")), LANE, YEARS) == (A, B)
    assert bars_of(schedule((2022, "検討"), (2024, "")), LANE, YEARS) == (A,)
    assert bars_of(schedule(), LANE, YEARS) == ()


@given(bars(), bars())
def test_whatever_is_drawn_comes_back_as_drawn(before: tuple[Bar, ...], after: tuple[Bar, ...]) -> None:
    outline = written(schedule(), before)
    assert bars_of(outline, LANE, YEARS) == before
    changed = written(outline, after)
    assert bars_of(changed, LANE, YEARS) == after
    assert phase_changes(changed, LANE, after, YEARS) == ()


@given(bars())
def test_bars_never_overlap(drawn: tuple[Bar, ...]) -> None:
    years = [year for bar in drawn for year in range(bar.first, bar.last + 1)]
    assert years == sorted(set(years))


def test_a_bar_drawn_over_others_takes_their_years() -> None:
    assert with_bar((A, B), Bar(2023, 2024, "試行")) == (
        Bar(2022, 2022, "検討"),
        Bar(2023, 2024, "試行"),
        Bar(2025, 2028, "導入"),
    )
    assert with_bar((B,), Bar(2025, 2026, "停止")) == (
        Bar(2024, 2024, "導入"),
        Bar(2025, 2026, "停止"),
        Bar(2027, 2028, "導入"),
    )
    assert with_bar((A, B), Bar(2022, 2028, "全部")) == (Bar(2022, 2028, "全部"),)


def test_bars_are_shortened_split_joined_and_erased() -> None:
    assert with_bar_replaced((A, B), A, Bar(2022, 2022, "検討")) == (Bar(2022, 2022, "検討"), B)
    assert with_bar_replaced((A, B), B, Bar(2025, 2028, "導入")) == (A, Bar(2025, 2028, "導入"))
    assert with_bar_split((A, B), B, 2026) == (A, Bar(2024, 2025, "導入"), Bar(2026, 2028, "導入"))
    assert with_bar_split((A, B), B, 2024) == (A, B)
    assert with_bar_joined((A, B), A) == (Bar(2022, 2028, "検討"),)
    assert with_bar_joined((A, B), B) == (A, B)
    assert without_bar((A, B), A) == (B,)


def test_a_split_bar_stays_split_in_the_plan() -> None:
    outline = schedule((2022, "運用"))
    (bar,) = bars_of(outline, LANE, YEARS)
    cut = written(outline, with_bar_split((bar,), bar, 2025))
    assert [(p.year, p.text) for p in cut.phases(LANE)] == [(2022, "運用"), (2025, "運用")]


def test_the_schedule_spans_the_plan_and_every_phase() -> None:
    outline = schedule((2019, "検討"))
    assert schedule_years(outline, PLAN, MEASURE) == range(2019, 2026)
    assert schedule_years(outline, PLAN.replace(last_year=2030), MEASURE) == range(2019, 2031)


def test_lanes_follow_each_other() -> None:
    outline = schedule()
    added = Outline(outline.rows.apply(add_lane(outline, MEASURE, " 窓口 ")))
    assert [lane.label for lane in added.lanes(MEASURE)] == ["電子申請", "窓口"]
    first = Outline(added.rows.apply(add_lane(added, MEASURE, "間", after=LANE)))
    assert [lane.label for lane in first.lanes(MEASURE)] == ["電子申請", "間", "窓口"]
