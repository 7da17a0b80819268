"""Rows know who they are: the same cell filled by two people is one row."""

from dxdesk.plan.rows.model import RESULT, TARGET, Figure, Indicator


def test_a_cell_has_the_same_id_whether_or_not_its_default_role_is_said() -> None:
    said = Figure.new(indicator="i", year=2024, role=RESULT, text="1")
    unsaid = Figure.new(indicator="i", year=2024, text="2")
    assert said.id == unsaid.id
    assert Figure.new(indicator="i", year=2024, role=TARGET).id != said.id


def test_what_a_person_adds_is_new_each_time() -> None:
    one, other = (Indicator.new(measure="m", section="s", label="数") for _ in range(2))
    assert one.id != other.id
