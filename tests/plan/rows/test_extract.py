"""To whom each table's rows go is declared, and rows go as declared."""

import pytest

from dxdesk.plan.rows.extract import Extracts, by_name, is_by_name
from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import (
    TABLES,
    Assessment,
    Contact,
    CustomField,
    CustomValue,
    Department,
    Entry,
    Mark,
    Message,
    Note,
    Term,
)
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows, cascades, references_exist
from dxdesk.plan.rows.table import Row, Travels, table_of
from tests.plan_builder import PlanBuilder


def two_departments() -> tuple[PlanBuilder, list[Department]]:
    """A plan with a row of every table on a measure of each of two departments."""
    plan = PlanBuilder()
    departments = [plan.department(name) for name in ("市民課", "税務課")]
    pillar = plan.pillar("1", "柱")
    plan.add(Mark, plan=plan.plan.id, symbol="◎")
    plan.add(Term, plan=plan.plan.id, word="用語")
    custom = plan.add(CustomField, plan=plan.plan.id, name="予算額")
    for number, department in enumerate(departments, 1):
        measure = plan.measure(pillar, f"1-({number})", f"施策{number}", description="概要")
        plan.share(measure, department, role="主管")
        section = plan.section(measure)
        plan.indicator(section, "指標", {"R6": "1件"})
        plan.entry(section, "R6", "した", department, publication="公表用")
        plan.lane(measure, "取組", R6="導入")
        plan.add(Assessment, measure=measure.id, year=2024, mark="◎")
        plan.add(CustomValue, field=custom.id, measure=measure.id, text="百万円")
        plan.add(Note, measure=measure.id, text="内輪")
        plan.add(Message, department=department.id, measure=measure.id, year=2024, place="whole", text="連絡")
        plan.add(Contact, department=department.id, address="dx@example.jp")
    return plan, departments


PLAN, (FIRST, OTHER) = two_departments()
ROWS = Rows.of(PLAN.rows)
LIGHT = Extracts(PLAN.outline, PLAN.plan).rows_for(FIRST)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_to_whom_its_rows_go_and_they_go_there(table: str) -> None:
    """A new table must be declared, and have a row in the plan above."""
    assert ROWS.tables[table], "two_departments() has no row of this table"
    travels = TABLES[table].TABLE.travels
    sent, held = set(LIGHT.tables[table]), set(ROWS.tables[table])
    match travels:
        case Travels.NEVER:
            assert not sent
        case Travels.WITH_PLAN | Travels.BY_NAME:
            assert sent == held
        case Travels.WITH_MEASURE | Travels.WITH_DEPARTMENT:
            assert sent
            assert 2 * len(sent) == len(held)


def test_references_of_an_extract_are_sound() -> None:
    for rows in LIGHT.tables.values():
        assert all(references_exist(row, LIGHT) for row in rows.values())


def test_fields_that_stay_are_blank() -> None:
    kept_back = {(t, name) for t, kind in TABLES.items() for name, spec in specs(kind).items() if not spec.travels}
    assert kept_back == {("entry", "publication"), ("entry", "publication_of")}
    assert [entry.publication for entry in LIGHT.all(Entry).values()] == [None]


def test_tables_below_a_measure_travel_with_it_or_never() -> None:
    for kind in TABLES.values():
        if any(target == "measure" and cascades(table_of(kind), field) for field, target in references(kind)):
            assert kind.TABLE.travels in (Travels.WITH_MEASURE, Travels.NEVER)


def test_a_measure_by_name_is_known_as_such_only_while_nothing_hangs_on_it() -> None:
    outline, light = PLAN.outline, Outline(LIGHT)
    own, other = outline.measures(PLAN.plan)
    assert not is_by_name(light, own)
    assert is_by_name(light, by_name(other))
    assert not is_by_name(outline, by_name(other))


def test_a_department_gets_its_messages_and_nobody_elses() -> None:
    assert {message.department for message in LIGHT.all(Message).values()} == {FIRST.id}


def test_the_same_rows_go_whatever_their_order_in_memory() -> None:
    shuffled = Rows.of(reversed(PLAN.rows))
    again = Extracts(Outline(shuffled), PLAN.plan).rows_for(FIRST)
    assert {table: list(rows) for table, rows in again.tables.items()} == {t: list(r) for t, r in LIGHT.tables.items()}


def test_the_next_department_gets_its_own() -> None:
    rows = Extracts(PLAN.outline, PLAN.plan).rows_for(OTHER)
    both: list[Row] = [row for held in (LIGHT, rows) for row in held.all(Entry).values()]
    assert {row.id for row in both} == set(ROWS.tables[table_of(Entry)])
