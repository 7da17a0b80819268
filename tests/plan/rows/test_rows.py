"""A plan's rows are values: what was made from them knows what it changed, however it was made."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.model import Department, Plan
from dxdesk.plan.rows.rows import Rows, references_exist

PLAN = Plan.new(municipality="市", title="計画", shown_from=2022, shown_to=2025)
DEPARTMENTS = [Department.new(plan=PLAN.id, name=f"第{n}課") for n in range(6)]
START = Rows.of([PLAN, *DEPARTMENTS[:4]])
Step = Callable[[Rows], Rows]


def put(number: int, name: str) -> Step:
    return lambda rows: rows.put([DEPARTMENTS[number].replace(name=name)])


def without(number: int) -> Step:
    return lambda rows: rows.without([("department", DEPARTMENTS[number].id)])


def renamed(number: int, name: str) -> Step:
    def step(rows: Rows) -> Rows:
        row = rows.get("department", DEPARTMENTS[number].id)
        return rows.apply([Change("department", row.id, "name", None, name)]) if row is not None else rows

    return step


def deleted(number: int) -> Step:
    return lambda rows: rows.apply([Change("department", DEPARTMENTS[number].id, WHOLE, DEPARTMENTS[number], None)])


def unpacked(rows: Rows) -> Rows:
    """The same rows from elsewhere."""
    return Rows({table: dict(held) for table, held in rows.tables.items()})


NUMBERS = st.integers(0, len(DEPARTMENTS) - 1)
NAMES = st.sampled_from(["甲課", "乙課"])
STEPS = st.one_of(
    st.builds(put, NUMBERS, NAMES),
    st.builds(without, NUMBERS),
    st.builds(renamed, NUMBERS, NAMES),
    st.builds(deleted, NUMBERS),
    st.just(unpacked),
)


def carried_out(steps: list[Step], rows: Rows) -> Rows:
    for step in steps:
        rows = step(rows)
    return rows


@given(st.lists(STEPS, max_size=4), st.lists(STEPS, max_size=4), st.lists(STEPS, max_size=4))
def test_what_differs_is_known_exactly(common: list[Step], one: list[Step], other: list[Step]) -> None:
    start = carried_out(common, START)
    before, after = carried_out(one, start), carried_out(other, start)
    for table, new in after.tables.items():
        old = before.tables[table]
        fresh, gone = after.changed_since(before, table)
        assert sorted(fresh) == sorted(row_id for row_id, row in new.items() if row is not old.get(row_id))
        assert sorted(gone) == sorted(old.keys() - new.keys())


def test_what_differs_is_known_however_much_was_touched() -> None:
    many = [Department.new(plan=PLAN.id, name=f"第{n}課") for n in range(300)]
    start = Rows.of([PLAN, *many])
    before = start.put([many[0].replace(name="前課")])
    after = start.put(row.replace(name="後課") for row in many[:250]).without([("department", many[299].id)])
    later = after.put([many[280].replace(name="後課")])
    fresh, gone = later.changed_since(before, "department")
    assert set(fresh) == {row.id for row in (*many[:250], many[280])}
    assert gone == [many[299].id]
    assert later.changed_since(after, "department") == ([many[280].id], [])


def test_a_row_needs_what_it_refers_to() -> None:
    follower = DEPARTMENTS[0].replace(successor=DEPARTMENTS[5].id)
    assert references_exist(DEPARTMENTS[0], START)
    assert not references_exist(follower, START)
    assert references_exist(follower, START.put([DEPARTMENTS[5]]))
    assert not references_exist(DEPARTMENTS[0], Rows())
