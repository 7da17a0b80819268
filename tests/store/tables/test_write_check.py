"""Whether a change may be written is decided by the rows around it, as it would be by the whole plan."""

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.changes.permissions import Scope, require_permission
from dxdesk.plan.rows.change import Batch, Change, insertions
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import TABLES, Entry, Plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.tables.apply import apply
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.tables.write_check import check_write
from tests.lengths import examples
from tests.plan.plans import Step, small_plan, steps, worked


def allowed(scope: Scope, rows: Rows, changes: tuple[Change, ...]) -> bool:
    """Whether the whole plan allows the changes."""
    try:
        require_permission(scope, Outline(rows), changes)
    except Refused:
        return False
    return True


def permitted(scope: Scope, rows: Rows, changes: tuple[Change, ...]) -> bool:
    """Whether the file allows them."""
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


@examples(40, 150)
@given(steps(), steps(2), st.sampled_from(("d0", "d1", "d2", None)), st.sampled_from((2022, 2023)), st.booleans())
def test_the_rows_around_a_change_decide_as_the_whole_plan_does(
    before: list[Step], work: list[Step], department: str | None, year: int, locked: bool
) -> None:
    rows = worked(small_plan(), before, "甲")
    changes = compare(rows, worked(rows, work, "乙"))
    scope = Scope(department, year, frozenset((plan, 2023) for plan in rows.all(Plan) if locked))
    assert permitted(scope, rows, changes) == allowed(scope, rows, changes)


def test_one_s_own_line_may_be_written_and_another_s_may_not() -> None:
    rows = small_plan()
    line = rows.all(Entry)["e01"]
    changes = compare(rows, rows.put([line.replace(text="別の文")]))
    assert permitted(Scope("d1", 2023), rows, changes)
    assert not permitted(Scope("d2", 2023), rows, changes)
