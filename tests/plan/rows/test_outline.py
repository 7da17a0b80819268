"""The outline: rows in the order of print, totals where breakdowns sum."""

from decimal import Decimal

from hypothesis import given

from dxdesk.plan.rows.model import (
    BASELINE,
    DONE,
    FORECAST,
    LEAD,
    PLANNED,
    TARGET,
    Assessment,
    CustomField,
    CustomValue,
    Figure,
    Indicator,
    Lane,
    Mark,
    Measure,
    MeasureDepartment,
    Note,
    Phase,
    Pillar,
    Section,
    Term,
)
from dxdesk.plan.rows.outline import Outline, kind_of_year, measure_name, shown_years
from tests.plan.city import CITIZENS, DIGITAL, MEASURE, PILLAR, PLAN, SECTION, city, entry, figures, indicator
from tests.plan.plans import Step, small_plan, steps, worked


def test_measures_come_by_pillar_depth_first() -> None:
    second = Pillar(id="second", plan="plan", title="後", rank="k")
    inner = Pillar(id="inner", plan="plan", title="中", parent="pillar")
    measures = [Measure(id=f"m{i}", plan="plan", pillar=p, title="") for i, p in enumerate(["second", "inner", "pillar"])]
    outline = city(second, inner, *measures)
    assert [m.id for m in outline.measures(PLAN)] == ["m2", "measure", "m1", "m0"]
    assert [p.id for p in outline.pillars(PLAN)] == ["pillar", "second"]
    assert [p.id for p in outline.pillars(PLAN, PILLAR)] == ["inner"]
    assert outline.top_pillar(measures[1]) == PILLAR
    assert outline.pillar_of(measures[1]) == inner


def test_pillars_in_a_circle_do_not_hang_the_window() -> None:
    circle = [PILLAR.replace(parent="other"), Pillar(id="other", plan="plan", title="他", parent="pillar")]
    assert city(*circle).top_pillar(MEASURE).id == "other"


def test_order_is_rank_then_id() -> None:
    lines = [entry("b"), entry("a"), entry("z", rank="A")]
    assert [e.id for e in city(*lines).entries(SECTION, 2024)] == ["z", "a", "b"]


def test_each_indicator_is_followed_by_its_breakdown() -> None:
    later = Section(id="later", measure="measure", rank="k")
    outline = city(
        later,
        indicator("late", section="later", rank="A"),
        indicator("total", rank="V"),
        indicator("part", parent="total", rank="z"),
        indicator("part of part", parent="part"),
        indicator("first", rank="A"),
    )
    assert [i.id for i in outline.indicators_of(MEASURE)] == ["first", "total", "part", "part of part", "late"]
    assert [i.id for i in outline.indicators(SECTION)] == ["first", "total"]


def test_figures_are_sorted_by_year_and_role() -> None:
    given = [
        Figure.new(indicator="K", year=y, role=r, text=r) for y, r in ((2024, TARGET), (2023, FORECAST), (2024, BASELINE))
    ]
    outline = city(indicator("K"), *given, *figures("K", "5件", first=2024))
    assert [(f.year, f.role) for f in outline.figures(indicator("K"))] == [
        (2023, "見込"),
        (2024, "基準値"),
        (2024, "実績"),
        (2024, "目標"),
    ]
    assert outline.figure(indicator("K"), 2024) == figures("K", "5件", first=2024)[0]
    assert outline.figure(indicator("K"), 2022) is None


def test_a_total_is_computed_where_nothing_is_written_and_the_breakdown_sums() -> None:
    total = indicator("total", children_sum=True)
    parts = [indicator(name, parent="total") for name in ("x", "y", "z")]
    numbers = [*figures("x", "4件"), *figures("y", "1,006件"), *figures("z", "なし")]
    outline = city(total, *parts, *numbers)
    assert outline.number(total, 2022) == outline.total(total, 2022) == Decimal(1010)
    assert outline.number(total, 2023) is None
    written = city(total, *parts, *numbers, *figures("total", "9件"))
    assert (written.number(total, 2022), written.total(total, 2022)) == (Decimal(9), Decimal(1010))
    stated = city(total, *parts, *numbers, *figures("total", "-"))
    assert stated.number(total, 2022) is None
    assert city(total.replace(children_sum=False), *parts, *numbers).number(total.replace(children_sum=False), 2022) is None


def test_lines_are_sorted_by_year_then_section() -> None:
    later = Section(id="later", measure="measure", rank="k")
    outline = city(later, entry("a", section="later"), entry("b", 2025, PLANNED), entry("c"), entry("d", 2023))
    assert [e.id for e in outline.all_entries(MEASURE)] == ["d", "c", "a", "b"]
    assert [e.id for e in outline.entries(SECTION, 2025, PLANNED)] == ["b"]
    assert outline.entries(SECTION, 2025) == []


def test_departments_are_found_by_every_spelling_whatever_the_width() -> None:
    outline = city()
    assert outline.department_named(PLAN, "市民課") == CITIZENS
    assert outline.department_named(PLAN, "情報政策課") == outline.department_named(PLAN, " ＤＸ課 ") == DIGITAL
    assert outline.department_named(PLAN, "観光課") is None
    assert (outline.department_name("citizens"), outline.department_name(None)) == ("市民課", "")


def test_the_lead_department_comes_first() -> None:
    shares = [
        MeasureDepartment.new(measure="measure", department="digital", rank="A"),
        MeasureDepartment.new(measure="measure", department="citizens", role=LEAD, rank="k"),
    ]
    assert [d.name for _, d in city(*shares).department_roles(MEASURE)] == ["市民課", "デジタル政策課"]


def test_everything_else_of_a_plan_is_found() -> None:
    lane = Lane(id="lane", measure="measure", label="導入")
    field = CustomField(id="field", plan="plan", name="予算額")
    mark, term = Mark(id="mark", plan="plan", symbol="◎"), Term(id="term", plan="plan", word="DX")
    phases = [Phase.new(lane="lane", year=year, text="運用") for year in (2024, 2022)]
    assessments = [Assessment.new(measure="measure", indicator=i, year=2024, mark="A") for i in ("K", None)]
    value, note = (
        CustomValue.new(field="field", measure="measure", text="1千円"),
        Note(id="note", measure="measure", text="メモ"),
    )
    outline = city(lane, field, mark, term, *phases, indicator("K"), *assessments, value, note)
    assert outline.plans == [PLAN]
    assert (outline.marks(PLAN), outline.terms(PLAN), outline.custom_fields(PLAN)) == ([mark], [term], [field])
    assert (outline.lanes(MEASURE), outline.phases(lane)) == ([lane], phases[::-1])
    assert outline.assessments(MEASURE) == assessments[::-1]
    assert (outline.values(MEASURE), outline.notes(MEASURE)) == ([value], [note])


def test_years_are_results_until_the_planned_ones() -> None:
    assert [kind_of_year(PLAN, year) for year in shown_years(PLAN)] == [DONE, DONE, DONE, PLANNED]
    assert kind_of_year(PLAN.replace(planned_from=None), 2025) == DONE


def test_a_measure_without_a_number_is_called_by_its_title() -> None:
    assert measure_name(MEASURE) == "1-(1) オンライン化"
    assert measure_name(MEASURE.replace(number="")) == "オンライン化"


def test_an_outline_built_from_an_earlier_one_reads_the_same_as_a_fresh_one() -> None:
    before = city(entry("a"), entry("b"), indicator("i"))
    assert [e.id for e in before.entries(SECTION, 2024)] == ["a", "b"]
    assert before.figures(indicator("i")) == []
    value = Figure(id="f", indicator="i", year=2024, text="1")
    rows = before.rows.put([entry("c", rank="A"), value]).without([("entry", "a")])
    after = Outline(rows, before)
    assert [e.id for e in after.entries(SECTION, 2024)] == ["c", "b"]
    assert after.figures(indicator("i")) == [value]
    assert [e.id for e in before.entries(SECTION, 2024)] == ["a", "b"]


@given(steps(), steps())
def test_whatever_was_done_in_between_an_outline_from_an_earlier_one_reads_the_same(
    first: list[Step], then: list[Step]
) -> None:
    rows = worked(small_plan(), first, "甲")
    before = Outline(rows)
    lists = read(before)
    after = worked(rows, then, "乙")
    assert read(Outline(after, before)) == read(Outline(after))
    assert read(before) == lists


def read(outline: Outline) -> list[object]:
    """Everything that an outline sorts."""
    rows = outline.rows
    return [
        [outline.measures(plan) for plan in outline.plans],
        [(outline.sections(m), outline.indicators_of(m), outline.all_entries(m)) for m in rows.all(Measure).values()],
        [(outline.department_roles(m), outline.assessments(m), outline.notes(m)) for m in rows.all(Measure).values()],
        [(outline.indicators(s), outline.entries(s, 2023)) for s in rows.all(Section).values()],
        [(outline.children(i), outline.figures(i)) for i in rows.all(Indicator).values()],
    ]
