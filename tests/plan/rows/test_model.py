"""Rows know who they are: each table is declared beside its class, and the same cell filled by two people is one row."""

import pytest

from dxdesk.plan.rows import model
from dxdesk.plan.rows.fields import references, specs
from dxdesk.plan.rows.model import RESULT, TABLES, TARGET, Figure, Indicator
from dxdesk.plan.rows.nesting import NESTED, enclosing_tables
from dxdesk.plan.rows.table import Row, table_of, title_of
from tests.plan.city import DIGITAL, MEASURE, city, entry, indicator

ROW_TYPES = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Row) and kind is not Row]


@pytest.mark.parametrize("row_type", ROW_TYPES)
def test_every_row_type_declares_its_table(row_type: type[Row]) -> None:
    assert TABLES[table_of(row_type)] is row_type
    table, declared = row_type.TABLE, specs(row_type)
    assert table.label
    # Only a plan belongs to nothing; any other row refers to the rows that it can be written in.
    assert bool(table.inside) == (table.name != "plan")
    assert set(table.inside) <= {target for _, target in references(row_type)}
    assert "plan" in {table.name, *enclosing_tables(table.name)}
    assert {table.title, table.shorthand} <= {"", *declared}
    assert not table.by_year or {"year", "text"} <= declared.keys()


def test_tables_are_in_the_order_of_their_classes_and_parents_come_first() -> None:
    assert list(TABLES.values()) == ROW_TYPES
    places = {table: place for place, table in enumerate(TABLES)}
    for table, row_type in TABLES.items():
        assert all(places[target] <= places[table] for _, target in references(row_type))


def test_every_table_has_its_place_in_a_plan() -> None:
    assert {"plan", *(child for children in NESTED.values() for child in children)} == set(TABLES)
    assert enclosing_tables("figure") == {"indicator", "section", "measure", "pillar", "plan"}


def test_a_row_is_known_by_its_title() -> None:
    assert [title_of(row) for row in (MEASURE, DIGITAL, entry("行"))] == ["オンライン化", "デジタル政策課", ""]


def test_a_row_leads_up_to_its_plan() -> None:
    part = indicator("税", parent="総数")
    outline = city(indicator("総数"), part)
    assert [row.id for row in outline.rows.ancestry(part)] == ["税", "総数", "section", "measure", "pillar", "plan"]
    assert [row.id for row in outline.rows.path(part)] == ["総数", "税"]
    one, other = indicator("甲", parent="乙"), indicator("乙", parent="甲")
    assert [row.id for row in city(one, other).rows.ancestry(one)] == ["甲", "乙"]


def test_a_cell_has_the_same_id_whether_or_not_its_default_role_is_stated() -> None:
    stated = Figure.new(indicator="i", year=2024, role=RESULT, text="1")
    default = Figure.new(indicator="i", year=2024, text="2")
    assert stated.id == default.id
    assert Figure.new(indicator="i", year=2024, role=TARGET).id != stated.id


def test_what_a_person_adds_is_new_each_time() -> None:
    one, other = (Indicator.new(measure="m", section="s", label="数") for _ in range(2))
    assert one.id != other.id
