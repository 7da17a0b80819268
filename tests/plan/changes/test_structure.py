"""Structure: what is added is where a person expects it, what is moved keeps what belongs to it, numbers follow."""

import pytest

from dxdesk.jobs.seeding import seed_draft, seed_names
from dxdesk.plan.changes.numbering import renumber
from dxdesk.plan.changes.structure import (
    add_indicator,
    add_measure,
    add_pillar,
    add_section,
    drop_row,
    move_indicator,
    move_measure,
    move_pillar,
    move_row_by,
)
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Indicator, Measure, Pillar, Section
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from tests.plan.city import MEASURE, PILLAR, PLAN, SECTION, city, figures, indicator

SECOND = Pillar(id="second", plan="plan", number="2", title="データ", rank="W")
M2 = Measure(id="m2", plan="plan", pillar="pillar", number="1-(2)", title="キャッシュレス", rank="W")
M3 = Measure(id="m3", plan="plan", pillar="second", number="2-(1)", title="オープンデータ")
OTHER = PLAN.replace(id="other", title="別の計画", rank="W")
THEIRS = Pillar(id="theirs", plan="other", title="別の柱")


def after(outline: Outline, changes: tuple[object, ...]) -> Outline:
    return Outline(outline.rows.apply(changes))  # type: ignore[arg-type]


def born(changes: tuple[object, ...]) -> Row:
    """The row that the last change brought."""
    row = changes[-1].after  # type: ignore[attr-defined]
    assert isinstance(row, Row)
    return row


def numbers(outline: Outline) -> list[str]:
    return [measure.number for measure in outline.measures(PLAN)]


def test_a_new_measure_has_the_next_number_of_its_pillar() -> None:
    outline = city(SECOND, M2, M3)
    added = after(outline, add_measure(outline, PILLAR, " 窓口 "))
    assert [(m.number, m.title) for m in added.measures_in(PILLAR)][-1] == ("1-(3)", "窓口")
    between = after(outline, add_measure(outline, PILLAR, "窓口", after=MEASURE))
    assert [m.title for m in between.measures_in(PILLAR)] == ["オンライン化", "窓口", "キャッシュレス"]


def test_the_first_measure_of_a_pillar_is_numbered_as_in_the_others() -> None:
    outline = city(SECOND)
    (birth,) = add_measure(outline, SECOND, "オープンデータ")
    assert birth.after.number == "2-(1)"  # type: ignore[union-attr]
    bare = city(SECOND.replace(number=""))
    (birth,) = add_measure(bare, SECOND.replace(number=""), "オープンデータ")
    assert birth.after.number == ""  # type: ignore[union-attr]


def test_pillars_are_added_at_the_end_or_within_one() -> None:
    outline = city(SECOND)
    top = after(outline, add_pillar(outline, PLAN, "環境整備"))
    assert [(p.number, p.title) for p in top.pillars(PLAN)][-1] == ("3", "環境整備")
    inner = after(outline, add_pillar(outline, PLAN, "窓口", parent=PILLAR))
    assert [p.title for p in inner.pillars(PLAN, PILLAR)] == ["窓口"]


@pytest.mark.parametrize("blank", ["", "  ", "　"])
def test_nothing_is_added_without_a_name(blank: str) -> None:
    outline = city()
    with pytest.raises(Refused, match="名称が空"):
        add_measure(outline, PILLAR, blank)
    with pytest.raises(Refused, match="名称が空"):
        add_pillar(outline, PLAN, blank)
    with pytest.raises(Refused, match="名称が空"):
        add_indicator(outline, MEASURE, blank)


def test_an_indicator_finds_or_makes_a_section() -> None:
    outline = city()
    (birth,) = add_indicator(outline, MEASURE, "件数")
    assert birth.after.section == "section"  # type: ignore[union-attr]
    empty = city(SECOND, M3)
    home, birth = add_indicator(empty, M3, "件数")
    assert isinstance(home.after, Section)
    assert birth.after.section == home.id  # type: ignore[union-attr]


def test_a_part_takes_its_whole_s_unit_and_section() -> None:
    whole = indicator("K", unit="件")
    outline = city(whole)
    part = born(add_indicator(outline, MEASURE, "市民課", parent=whole))
    assert isinstance(part, Indicator)
    assert (part.parent, part.unit, part.section, part.form) == ("K", "件", "section", "line")


def test_a_part_takes_after_the_one_before_it() -> None:
    whole = indicator("K", unit="件", nature="単年", direction="up", form="bullet", breakdown="bullets")
    first = born(add_indicator(city(whole), MEASURE, "市民課", parent=whole))
    assert isinstance(first, Indicator)
    assert (first.unit, first.nature, first.direction, first.form, first.breakdown) == ("件", "単年", "up", "line", "")
    changed = first.replace(unit="人", form="bullet")
    second = born(add_indicator(city(whole, changed), MEASURE, "企画課", parent=whole))
    assert isinstance(second, Indicator)
    assert (second.unit, second.nature, second.form) == ("人", "単年", "bullet")


def test_rows_step_among_their_siblings_and_stop_at_the_ends() -> None:
    outline = city(SECOND, M2)
    assert [m.id for m in after(outline, move_row_by(outline, M2, -1)).measures_in(PILLAR)] == ["m2", "measure"]
    assert move_row_by(outline, M2, 1) == ()
    assert move_row_by(outline, PILLAR, -1) == ()
    assert [p.id for p in after(outline, move_row_by(outline, PILLAR, 1)).pillars(PLAN)] == ["second", "pillar"]


def test_a_moved_measure_keeps_its_figures() -> None:
    outline = city(SECOND, M2, M3, indicator("K"), figures("K", "5件"))
    moved = after(outline, move_measure(outline, MEASURE, SECOND, 1))
    assert [m.id for m in moved.measures_in(SECOND)] == ["m3", "measure"]
    assert moved.figures(indicator("K"))[0].text == "5件"
    assert move_measure(outline, MEASURE, PILLAR, 0) == ()


def test_nothing_moves_into_itself_or_into_another_plan() -> None:
    inner = Pillar(id="inner", plan="plan", parent="pillar", title="窓口")
    outline = city(SECOND, inner, OTHER, THEIRS)
    with pytest.raises(Refused, match="自分の下"):
        move_pillar(outline, PILLAR, inner, 0)
    with pytest.raises(Refused, match="自分の下"):
        move_pillar(outline, PILLAR, PILLAR, 0)
    with pytest.raises(Refused, match="別の計画"):
        move_pillar(outline, PILLAR, THEIRS, 0)
    with pytest.raises(Refused, match="別の計画"):
        move_measure(outline, MEASURE, THEIRS, 0)
    assert [p.id for p in after(outline, move_pillar(outline, inner, None, 1)).pillars(PLAN)] == [
        "pillar",
        "inner",
        "second",
    ]


def test_an_indicator_moves_with_its_breakdown() -> None:
    below = Section(id="below", measure="measure", heading="(内訳)", rank="W")
    outline = city(below, indicator("K"), indicator("税", parent="K"))
    moved = after(outline, move_indicator(outline, indicator("K"), below, 0))
    assert [i.id for i in moved.indicators(below)] == ["K"]
    assert moved.rows.all(Indicator)["税"].section == "below"
    assert moved.indicators(SECTION) == []


def test_sections_follow_each_other() -> None:
    outline = city()
    added = after(outline, add_section(outline, MEASURE, "(RPA等)"))
    assert [s.heading for s in added.sections(MEASURE)] == ["", "(RPA等)"]


def test_numbers_follow_the_order_in_the_style_they_have() -> None:
    outline = city(SECOND, M2, M3)
    moved = after(outline, move_measure(outline, M3, PILLAR, 0))
    assert numbers(moved) == ["2-(1)", "1-(1)", "1-(2)"]
    assert numbers(after(moved, renumber(moved, PLAN))) == ["1-(1)", "1-(2)", "1-(3)"]
    pillars = after(outline, move_row_by(outline, SECOND, -1))
    assert numbers(after(pillars, renumber(pillars, PLAN))) == ["1-(1)", "2-(1)", "2-(2)"]


def test_a_number_that_runs_through_the_plan_goes_on_doing_so() -> None:
    outline = city(SECOND, MEASURE.replace(number="1"), M2.replace(number="2"), M3.replace(number="3"))
    added = after(outline, add_measure(outline, PILLAR, "窓口"))
    assert numbers(added) == ["1", "2", "4", "3"]
    assert numbers(after(added, renumber(added, PLAN))) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", [name for name in seed_names() if name != "shibata"])
def test_renumbering_a_plan_printed_in_order_changes_nothing(name: str) -> None:
    adopted = adopt(Rows.of([]), seed_draft(name))
    assert renumber(Outline(adopted.rows), adopted.plan) == ()


def test_in_every_printed_plan_a_new_measure_is_numbered_as_its_neighbours() -> None:
    expected = {"ito": "1-(7)", "isehara-evaluation": "1-1-10", "shibata": "44", "izunokuni": ""}
    for name, number in expected.items():
        adopted = adopt(Rows.of([]), seed_draft(name))
        outline = Outline(adopted.rows)
        pillar = outline.pillar_of(outline.measures(adopted.plan)[0])
        added = born(add_measure(outline, pillar, "新しい施策"))
        assert isinstance(added, Measure)
        assert added.number == number, name


def test_what_is_dropped_is_where_it_was_dropped() -> None:
    outline = city(SECOND, M2, M3)
    onto = after(outline, drop_row(outline, MEASURE, SECOND, 0))
    assert [m.id for m in onto.measures_in(SECOND)] == ["m3", "measure"]
    above = after(outline, drop_row(outline, MEASURE, M3, -1))
    assert [m.id for m in above.measures_in(SECOND)] == ["measure", "m3"]
    below = after(outline, drop_row(outline, MEASURE, M2, 1))
    assert [m.id for m in below.measures_in(PILLAR)] == ["m2", "measure"]
    inner = after(outline, drop_row(outline, SECOND, PILLAR, 0))
    assert [p.id for p in inner.pillars(PLAN, PILLAR)] == ["second"]
    first = after(outline, drop_row(outline, SECOND, PILLAR, -1))
    assert [p.id for p in first.pillars(PLAN)] == ["second", "pillar"]


def test_sections_and_indicators_stay_in_their_measure() -> None:
    below = Section(id="below", measure="measure", heading="(内訳)", rank="W")
    whole, part, other = indicator("K"), indicator("税", parent="K"), indicator("水道", parent="K", rank="W")
    elsewhere = Section(id="elsewhere", measure="m2")
    outline = city(M2, below, elsewhere, whole, part, other)
    moved = after(outline, drop_row(outline, whole, below, 0))
    assert [i.id for i in moved.indicators(below)] == ["K"]
    turned = after(outline, drop_row(outline, other, part, -1))
    assert [i.id for i in turned.children(whole)] == ["水道", "税"]
    swapped = after(outline, drop_row(outline, below, SECTION, -1))
    assert [s.id for s in swapped.sections(MEASURE)] == ["below", "section"]
    for row, at in ((whole, elsewhere), (below, elsewhere), (part, below), (PILLAR, MEASURE), (SECTION, PILLAR)):
        with pytest.raises(Refused, match="ここへは移せません"):
            drop_row(outline, row, at, 0)
