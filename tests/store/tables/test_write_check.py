"""What may be written into a copy is asked of the rows around a change alone, with the answer that the whole plan gives."""

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import Batch, Change, insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES, Entry
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.apply import apply
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.tables.write_check import check_write
from tests.plan.plans import Step, small_plan, steps, worked


def allowed(scope: Scope, rows: Rows, changes: tuple[Change, ...]) -> bool:
    """By the whole plan."""
    try:
        require_permission(scope, Outline(rows), changes)
    except Refused:
        return False
    return True


def permitted(scope: Scope, rows: Rows, changes: tuple[Change, ...]) -> bool:
    """By the file."""
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        births = insertions((table, row) for table in TABLES for row in rows.tables[table].values())
        apply(connection, Batch(births, "準備"), recorded=False)
        try:
            check_write(connection, scope, changes)
        except Refused:
            return False
        finally:
            connection.rollback()
    engine.dispose()
    return True


@settings(max_examples=150)
@given(steps(), steps(2), st.sampled_from(("d0", "d1", "d2")), st.sampled_from((2022, 2023)))
def test_the_rows_around_a_change_tell_what_the_whole_plan_tells(
    before: list[Step], work: list[Step], department: str, year: int
) -> None:
    rows = worked(small_plan(), before, "甲")
    changes = compare(rows, worked(rows, work, "乙"))
    scope = Scope(department, year)
    assert permitted(scope, rows, changes) == allowed(scope, rows, changes)


def test_one_s_own_line_may_be_written_and_another_s_may_not() -> None:
    rows = small_plan()
    line = rows.all(Entry)["e01"]
    changes = compare(rows, rows.put([line.replace(text="別の文")]))
    assert permitted(Scope("d1", 2023), rows, changes)
    assert not permitted(Scope("d2", 2023), rows, changes)
