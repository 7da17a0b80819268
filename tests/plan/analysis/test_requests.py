"""Who is asked: by the rule, by what was handed out, and by hand; each on one measure of a small city."""

from dxdesk.plan.analysis.required import (
    RequiredItem,
    items_of_department,
    required_items,
    required_items_in_plan,
    unasked_departments,
)
from dxdesk.plan.rows.model import DONE, PLANNED, RELATED, RESULT, Department, MeasureDepartment
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.requests import Requests, RequiredKey
from dxdesk.plan.rows.table import Row
from tests.plan.city import CITIZENS, DIGITAL, MEASURE, PLAN, city, entry, figures, indicator

YEAR = 2024
LEAD = MeasureDepartment.new(measure="measure", department="citizens", rank="A")
K = indicator("K")


def of(outline: Outline, department: Department = DIGITAL) -> list[RequiredItem]:
    return [item for item in required_items(outline, MEASURE, YEAR) if item.owner == department]


def asked(*rows: Row | list[Row], requests: Requests | None = None) -> list[tuple[int, str]]:
    """The columns in which the department that does not lead is asked for a line."""
    outline = city(LEAD, *rows)
    return [(a.year, a.kind) for a in of(Outline(outline.rows, requests=requests)) if a.indicator is None]


def handed(department: str, *keys: RequiredKey) -> Requests:
    return Requests(handed_out={(department, YEAR): frozenset(keys)}, years={"plan": YEAR})


BOTH = [(YEAR, DONE), (YEAR + 1, PLANNED)]
DONE_KEY, K_KEY = ("measure", YEAR, DONE, ""), ("measure", YEAR, RESULT, "K")


def test_a_department_is_asked_where_it_wrote_last_year_planned_for_this_year_or_has_a_line() -> None:
    assert asked() == []
    assert asked(entry("a", YEAR - 1, department="digital")) == BOTH
    assert asked(entry("a", YEAR, PLANNED, department="digital")) == BOTH
    assert asked(entry("a", YEAR, department="digital")) == BOTH
    assert asked(MeasureDepartment.new(measure="measure", department="digital", role=RELATED)) == []


def test_it_is_not_asked_for_what_is_longer_ago_blank_or_only_planned_for_later() -> None:
    assert asked(entry("a", YEAR - 2, department="digital")) == []
    assert asked(entry("a", YEAR - 1, department="digital", text=" ")) == []
    assert asked(entry("a", YEAR - 1, PLANNED, department="digital")) == []
    later = [entry("a", YEAR + 1, PLANNED, department="digital"), LEAD]
    assert asked(*later) == []
    assert unasked_departments(city(*later), PLAN, YEAR) == [(DIGITAL, YEAR + 1)]
    shared = MeasureDepartment.new(measure="measure", department="digital", role=RELATED)
    assert unasked_departments(city(LEAD, shared), PLAN, YEAR) == [(DIGITAL, None)]
    assert unasked_departments(city(LEAD, shared, entry("a", YEAR, department="digital")), PLAN, YEAR) == []


def test_each_department_fills_its_own_line() -> None:
    outline = city(LEAD, entry("a", YEAR - 1, department="digital", text="昨年"), entry("b", YEAR, text="今年"))
    assert [item.filled for item in of(outline, CITIZENS)] == [True, False]
    assert [item.filled for item in of(outline)] == [False, False]


def test_the_coordinator_adds_and_takes_off_by_hand() -> None:
    added = Requests(by_hand={("measure", YEAR): {"digital": True}})
    assert asked(requests=added) == BOTH
    off = Requests(by_hand={("measure", YEAR): {"digital": False, "citizens": False}})
    wrote = entry("a", YEAR - 1, department="digital")
    assert asked(wrote, requests=off) == []
    assert required_items(Outline(city(LEAD, K, wrote).rows, requests=off), MEASURE, YEAR) == []
    assert asked(requests=Requests(by_hand={("measure", YEAR - 1): {"digital": True}})) == []


def test_what_was_handed_out_stays_and_follows_what_ended() -> None:
    requests = handed("digital", DONE_KEY, K_KEY)
    outline = Outline(city(LEAD, K).rows, requests=requests)
    assert [item.key for item in of(outline)] == [DONE_KEY]
    assert [item.key for item in of(Outline(city(K).rows, requests=requests))] == [K_KEY, DONE_KEY]
    for ended in (K.replace(last_year=YEAR - 1), K.replace(first_year=YEAR + 1)):
        assert [item.key for item in of(Outline(city(ended).rows, requests=requests))] == [DONE_KEY]
    completed = MEASURE.replace(completed=True)
    assert required_items(Outline(city(K, completed).rows, requests=requests), completed, YEAR) == []


def test_a_request_that_came_after_the_hand_out_counts_and_one_by_the_rule_alone_does_not() -> None:
    requests = handed("citizens", DONE_KEY)
    outline = Outline(city(LEAD, K).rows, requests=requests)
    assert [item.key for item in of(outline, CITIZENS)] == [DONE_KEY]
    by_hand = Requests({("measure", YEAR): {"citizens": True}}, requests.handed_out)
    assert [item.key[2:] for item in of(Outline(outline.rows, requests=by_hand), CITIZENS)] == [
        (RESULT, "K"),
        (DONE, ""),
        (PLANNED, ""),
    ]


def test_in_a_copy_nobody_else_is_asked() -> None:
    requests = Requests(handed_out={("digital", YEAR): frozenset({DONE_KEY})}, only="digital")
    items = required_items(Outline(city(LEAD, K).rows, requests=requests), MEASURE, YEAR)
    assert [item.owner for item in items] == [DIGITAL]
    assert required_items(Outline(city(K).rows, requests=Requests(only="digital")), MEASURE, YEAR) == []


def test_after_a_reorganisation_nothing_is_asked_twice() -> None:
    old = Department(id="old", plan="plan", name="情報課", last_year=2024, successor="digital")
    outline = Outline(city(old, LEAD, K).rows, requests=handed("old", DONE_KEY))
    items = required_items_in_plan(outline, PLAN, YEAR)
    assert [item.key for item in items_of_department(outline, items, old, YEAR)] == [DONE_KEY]
    assert DONE_KEY not in [item.key for item in items_of_department(outline, items, DIGITAL, YEAR)]


def test_a_missing_item_names_its_department_and_field() -> None:
    total = indicator("total", children_sum=True, department="digital")
    parts = [indicator(name, parent="total", department="citizens") for name in ("a", "b")]
    outline = city(LEAD, total, *parts, figures("a", "1", first=YEAR))
    texts = [item.of_department(outline) for item in required_items(outline, MEASURE, YEAR) if not item.filled]
    assert texts == [
        "デジタル政策課 【total】R6実績（内訳 1／2）",
        "市民課 【total：b】R6実績",
        "市民課 R6実績の記載",
        "市民課 R7実施予定の記載",
    ]
