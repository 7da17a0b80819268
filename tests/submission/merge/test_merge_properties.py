"""Whatever clerks and coordinator do: nothing that anyone wrote is lost, and it does not matter who comes first."""

from random import Random

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dxdesk.submission.merge.received_copy import Submission
from tests.submission.city import PLAN, YEAR
from tests.submission.gestures import BOSS_WORK, CLERK, START, Gesture, after_gestures
from tests.submission.pure_merge import (
    Copy,
    is_head,
    lost_values,
    merge_new,
    merge_outcome,
    new_copies,
    new_state,
    writes_same_as,
)

EXAMPLES = 60
# Of each copy: its department, and what is done before each of its submissions.
COPIES = st.lists(st.tuples(st.integers(0, 2), st.lists(CLERK, min_size=1, max_size=3)), min_size=2, max_size=5)
LOCKED = st.sampled_from([frozenset[tuple[str, int]](), frozenset({(PLAN.id, YEAR - 1)}), frozenset({(PLAN.id, YEAR)})])
Locked = frozenset[tuple[str, int]]
Plans = list[tuple[int, list[list[Gesture]]]]


def submitted(plans: Plans, forks: list[int]) -> tuple[list[Copy], list[Submission]]:
    """All that was handed in by copies, some of which are a colleague's first submission taken on."""
    copies: list[Copy] = []
    files: list[Submission] = []
    first: list[Copy] = []
    for place, (department, works) in enumerate(plans):
        copy = first[forks[place] % len(first)].fork() if first and forks[place] % 3 == 0 else new_copies([department])[0]
        for number, work in enumerate(works):
            copy.work(work)
            files.append(copy.submit())
            if number == 0:
                first.append(copy.fork())
        copies.append(copy)
    return copies, files


FORKS = st.lists(st.integers(0, 100), min_size=5, max_size=5)
ORDER = st.randoms(use_true_random=False)


@settings(max_examples=EXAMPLES)
@given(COPIES, FORKS, BOSS_WORK, LOCKED, ORDER)
def test_nothing_is_lost(plans: Plans, forks: list[int], boss: list[Gesture], locked: Locked, order: Random) -> None:
    copies, files = submitted(plans, forks)
    order.shuffle(files)
    state = new_state(after_gestures(START, boss), copies, locked)
    for file in files:
        if merge_new(state, file) is not None:
            assert lost_values(state, file) == []
    for file in files:
        if is_head(state, file):
            assert lost_values(state, file) == []


# A line that one of two forks of a copy deletes and the other gives to another department, after both had changed its text.
@example(
    [(0, [[("text", 64, 0, "12件")], [], [("drop", 1002, 0, "12件")]]), (0, [[("assign", 79724, 1, "12件")]])],
    [0] * 5,
    [],
    frozenset(),
    Random(3),
)
@settings(max_examples=EXAMPLES)
@given(COPIES, FORKS, BOSS_WORK, LOCKED, ORDER)
def test_the_order_does_not_matter(
    plans: Plans, forks: list[int], boss: list[Gesture], locked: Locked, order: Random
) -> None:
    copies, files = submitted(plans, forks)
    master = after_gestures(START, boss)
    assume(not any(writes_same_as(file, master) for file in files))
    found = []
    for _ in range(2):
        state = new_state(master, copies, locked)
        for file in files:
            merge_new(state, file)
        found.append(merge_outcome(state, master))
        order.shuffle(files)
    assert found[0] == found[1]
