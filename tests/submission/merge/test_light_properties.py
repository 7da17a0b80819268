"""Light copies merge as whole ones do, whatever is written in them: what a copy lacks is never taken for deleted."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.extract import Extracts
from dxdesk.plan.rows.model import Indicator, Note
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import HandOut, Submit
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState
from tests.submission.city import DEPARTMENTS, MEASURES, PLAN, SECTIONS
from tests.submission.gestures import BOSS_WORK, CLERK, START, Gesture, after_gestures
from tests.submission.pure_merge import AT, merge_new, new_copies

# With rows that stay: notes, and an indicator of each department that nobody else is to see, on the measure they share.
FULL = START.put(
    [
        *(Note.new(measure=measure.id, text="内輪の話") for measure in MEASURES),
        *(
            Indicator.new(
                measure=MEASURES[3].id,
                section=SECTIONS[3].id,
                label=f"{department.name}の非公表",
                published=False,
                department=department.id,
            )
            for department in DEPARTMENTS
        ),
    ]
)
EXTRACTS = Extracts(Outline(FULL), PLAN)
LIGHT = [EXTRACTS.rows_for(department) for department in DEPARTMENTS]

Works = list[tuple[int, list[Gesture]]]


def handed_in(department: int, base: Rows, rows: Rows, submit_id: str) -> Submission:
    """A first submission, of a copy that held `base`."""
    hand_out = replace(new_copies([department])[0].hand_out, id=f"{department}", base=f"{department}")
    submit = Submit(id=submit_id, hand_out=hand_out.id, at=AT, author="課員", digest=digest_of(rows))
    return Submission(Received(rows, hand_out, (submit,), {}), hand_out, compare(base, rows))


def merged(submissions: Sequence[Submission], bases: Sequence[Rows], master: Rows) -> MergeState:
    """The master after all of them."""
    hand_outs: dict[str, HandOut] = {s.hand_out.id: s.hand_out for s in submissions}
    by_id = {f"{number}": base for number, base in enumerate(bases)}
    state = MergeState(master, hand_outs, [], {}, frozenset(), by_id)
    for submission in submissions:
        merge_new(state, submission)
    return state


def held_cells(state: MergeState) -> set[tuple[object, ...]]:
    """What is held, of rows that can be in the copy concerned: of others it knows nothing, nor what hangs on them."""
    departments = {accepted.id: int(accepted.hand_out) for accepted in state.accepted}
    found: set[tuple[object, ...]] = set()
    for held in state.held.values():
        department = departments[held.accepted]
        if FULL.get(*held.key) is None or LIGHT[department].get(*held.key) is not None:
            found.add((department, *held.cell, held.why, held.decision, held.is_open))
    return found


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), CLERK), min_size=1, max_size=4, unique_by=lambda work: work[0]),
    BOSS_WORK,
    st.randoms(use_true_random=False),
)
def test_light_copies_merge_as_whole_ones_in_any_order(works: Works, boss: list[Gesture], order: Random) -> None:
    master = after_gestures(FULL, boss)
    light, whole = [], []
    for department, work in works:
        rows = after_gestures(LIGHT[department], work)
        submit_id = str(uuid.uuid4())
        light.append(handed_in(department, LIGHT[department], rows, submit_id))
        whole.append(handed_in(department, FULL, FULL.apply(compare(LIGHT[department], rows)), submit_id))
    places = list(range(len(works)))
    order.shuffle(places)
    one = merged([light[place] for place in places], LIGHT, master)
    other = merged([whole[place] for place in places], [FULL] * len(LIGHT), master)
    assert one.rows == other.rows
    assert held_cells(one) == held_cells(other)
    for table, held in FULL.tables.items():
        stays = {row_id for row_id in held if all(row_id not in rows.tables[table] for rows in LIGHT)}
        assert stays & set(master.tables[table]) == stays & set(one.rows.tables[table])
