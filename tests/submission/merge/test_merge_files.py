"""The same with real files: handed out, edited, handed in, merged, taken back, merged again."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
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
from dxdesk.submission.merge.undo import undo_merge
from tests.submission.city import BOSS, NAMES, handed_out, master_in, merged, sent
from tests.submission.gestures import BOSS_WORK, CLERK, START, Gesture, done
from tests.submission.pure_merge import agrees, is_head, missing, outcome

# Of each copy: whether it is a colleague's taken on, its department, and what is done before each of its submissions.
COPIES = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2), st.lists(CLERK, min_size=1, max_size=2)), min_size=2, max_size=3
)
Plans = list[tuple[bool, int, list[list[Gesture]]]]


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """A folder for each example."""
    return (tmp_path / str(number) for number in itertools.count())


def worked(path: Path, work: list[Gesture], author: str) -> None:
    with Store.open(path, author=author) as store:
        rows = store.load()
        batch = Batch(compare(rows, done(rows, work)), author)
        assert store.transaction(lambda at_once: at_once.apply(batch)).refused == ()


def submissions(master: Path, plans: Plans) -> list[Path]:
    """All files that were handed in."""
    copies = {name: iter_copy for name in NAMES for iter_copy in handed_out(master, name)}
    files: list[Path] = []
    first: list[Path] = []
    for place, (fork, department, works) in enumerate(plans):
        source = first[department % len(first)] if fork and first else copies[NAMES[department]]
        copy = Path(shutil.copy(source, master.parent / f"課{place}.dxdb"))
        for number, work in enumerate(works):
            worked(copy, work, f"課員{place}")
            files.append(sent(copy))
            if number == 0:
                first.append(Path(shutil.copy(copy, master.parent / f"途中{place}.dxdb")))
    return files


def desk_of(master: Path) -> MergeState:
    with Store.open(master, read_only=True) as store:
        return MergeState.of(store)


def taken(desk: MergeState, files: list[Path]) -> list[Submission]:
    with closing(Baselines(desk.bases)) as baselines:
        return [receive_copy(file, desk.hand_outs, baselines) for file in files]


def state_of(desk: MergeState) -> tuple[Rows, list[Held]]:
    """The plan, and what waits."""
    return desk.rows, pending(desk.helds.values())


def undone(master: Path, submission: str) -> tuple[str, ...]:
    with Store.open(master, author=BOSS) as store:
        return undo_merge(store, "", submission=submission, author=BOSS).skipped


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(COPIES, BOSS_WORK, st.randoms(use_true_random=False))
def test_files_come_and_go_and_nothing_is_lost(
    folders: Iterator[Path], plans: Plans, boss: list[Gesture], order: Random
) -> None:
    folder = next(folders)
    folder.mkdir()
    master = master_in(folder, START)
    files = submissions(master, plans)
    worked(master, boss, BOSS)
    order.shuffle(files)
    before = desk_of(master).rows

    # Merged one by one; the same again is none.
    states = [state_of(desk_of(master))]
    for file in files:
        looked = merged(master, file, dry_run=True)
        assert merged(master, file) == looked
        there = master.read_bytes()
        assert [v.status for v in merged(master, file).file_results] == ["already"]
        assert master.read_bytes() == there
        if looked.file_results[0].status == "merged":
            states.append(state_of(desk_of(master)))
    desk = desk_of(master)
    all_taken = taken(desk, files)
    assert not any(missing(desk, file) for file in all_taken if is_head(desk, file))

    # Taken back newest first, the plan is at each step as it was.
    kept = master.read_bytes()
    for accepted, state in zip(reversed(desk.merged), reversed(states[:-1]), strict=True):
        assert undone(master, accepted.id) == ()
        assert state_of(desk_of(master)) == state
    master.write_bytes(kept)

    # Any one that nobody built on: what the others said stays, and merged again all is as it was.
    free = [a for a in desk.merged if is_head(desk, next(t for t in all_taken if t.submit_id == a.submit))]
    out = order.choice(free)
    undone(master, out.id)
    without = desk_of(master)
    assert not any(missing(without, file) for file in all_taken if is_head(without, file))
    merged(master, *files)
    again = desk_of(master)
    assert not any(missing(again, file) for file in all_taken if is_head(again, file))
    if not any(agrees(file, before) for file in all_taken):
        assert outcome(again, before) == outcome(desk, before)
