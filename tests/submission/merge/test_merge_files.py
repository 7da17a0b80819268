"""The same with real files: handed out, edited, handed in, merged, taken back, merged again."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.received.baseline import Baselines
from dxdesk.store.tables.records import Held
from dxdesk.submission.merge.held import pending
from dxdesk.submission.merge.received_copy import Submission, receive_copy
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.merge.undo import UndoRequest, undo_merge
from tests.lengths import examples
from tests.submission.city import BOSS, NAMES, hand_out_copies, master_in, merge_files, submit_copy
from tests.submission.gestures import BOSS_WORK, CLERK, START, Gesture, after_gestures
from tests.submission.pure_merge import is_head, lost_values, merge_outcome, writes_same_as

# Of each copy: whether it is a colleague's taken on, its department, and what is done before each of its submissions.
COPIES = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2), st.lists(CLERK, min_size=1, max_size=2)), min_size=2, max_size=3
)
Plans = list[tuple[bool, int, list[list[Gesture]]]]


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """A folder for each example."""
    return (tmp_path / str(number) for number in itertools.count())


def apply_gestures(path: Path, work: list[Gesture], author: str) -> None:
    with Store.open(path, author=author) as store:
        rows = store.load()
        batch = Batch(compare(rows, after_gestures(rows, work)), author)
        assert store.transaction(lambda transaction: transaction.apply(batch)).refused == ()


def submissions(master: Path, plans: Plans) -> list[Path]:
    """All files that were handed in."""
    copies = {name: iter_copy for name in NAMES for iter_copy in hand_out_copies(master, name, whole=True)}
    files: list[Path] = []
    first: list[Path] = []
    for place, (fork, department, works) in enumerate(plans):
        source = first[department % len(first)] if fork and first else copies[NAMES[department]]
        copy = Path(shutil.copy(source, master.parent / f"課{place}.dxdb"))
        for number, work in enumerate(works):
            apply_gestures(copy, work, f"課員{place}")
            files.append(submit_copy(copy))
            if number == 0:
                first.append(Path(shutil.copy(copy, master.parent / f"途中{place}.dxdb")))
    return files


def merge_state_of(master: Path) -> MergeState:
    with Store.open(master, read_only=True) as store:
        return MergeState.of(store)


def received_submissions(merge_state: MergeState, files: list[Path]) -> list[Submission]:
    with closing(Baselines(merge_state.bases)) as baselines:
        return [receive_copy(file, merge_state.hand_outs, baselines) for file in files]


def plan_and_pending(merge_state: MergeState) -> tuple[Rows, list[Held]]:
    """The plan, and what waits."""
    return merge_state.rows, pending(merge_state.held.values())


def undo_submission(master: Path, submission: str) -> tuple[str, ...]:
    with Store.open(master, author=BOSS) as store:
        return undo_merge(store, UndoRequest("", submission=submission), author=BOSS).skipped


@examples(4, 12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(COPIES, BOSS_WORK, st.randoms(use_true_random=False))
def test_files_come_and_go_and_nothing_is_lost(
    folders: Iterator[Path], plans: Plans, boss: list[Gesture], order: Random
) -> None:
    folder = next(folders)
    folder.mkdir()
    master = master_in(folder, START)
    files = submissions(master, plans)
    apply_gestures(master, boss, BOSS)
    order.shuffle(files)
    before = merge_state_of(master).rows

    # Merged one by one; the same again is none.
    states = [plan_and_pending(merge_state_of(master))]
    for file in files:
        looked = merge_files(master, file, dry_run=True)
        assert merge_files(master, file) == looked
        there = master.read_bytes()
        assert [v.status for v in merge_files(master, file).files] == ["already"]
        assert master.read_bytes() == there
        if looked.files[0].status == "merged":
            states.append(plan_and_pending(merge_state_of(master)))
    merge_state = merge_state_of(master)
    submissions_received = received_submissions(merge_state, files)
    assert not any(lost_values(merge_state, file) for file in submissions_received if is_head(merge_state, file))

    # Taken back newest first, the plan is at each step as it was.
    kept = master.read_bytes()
    for accepted, state in zip(reversed(merge_state.merged), reversed(states[:-1]), strict=True):
        assert undo_submission(master, accepted.id) == ()
        assert plan_and_pending(merge_state_of(master)) == state
    master.write_bytes(kept)

    # Any one that nobody built on: what the others wrote stays, and merged again all is as it was.
    free = [
        a
        for a in merge_state.merged
        if is_head(merge_state, next(t for t in submissions_received if t.submit_id == a.submit))
    ]
    out = order.choice(free)
    undo_submission(master, out.id)
    without = merge_state_of(master)
    assert not any(lost_values(without, file) for file in submissions_received if is_head(without, file))
    merge_files(master, *files)
    again = merge_state_of(master)
    assert not any(lost_values(again, file) for file in submissions_received if is_head(again, file))
    if not any(writes_same_as(file, before) for file in submissions_received):
        assert merge_outcome(again, before) == merge_outcome(merge_state, before)
