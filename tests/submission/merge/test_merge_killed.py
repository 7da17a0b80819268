"""`kill -9` at any moment of a merge or of its undoing: all of it or nothing, and it can be done again."""

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.file.backup import backups_of
from dxdesk.store.file.inspect import inspect_file
from dxdesk.store.tables.records import Accepted, Held
from dxdesk.submission.merge.command import merge
from dxdesk.submission.merge.undo import UndoRequest, undo_merge
from tests.lengths import sized
from tests.submission.city import BOSS, THIS_YEAR, edit, field, figure, line, merge_files, submit_copy

# A forked worker starts at once; where there is no fork, fewer of them must do.
FORKS = "fork" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("fork" if FORKS else "spawn")
ROUNDS = 50 if FORKS else 8
FEW = 8
LINES = 150
State = tuple[Rows, list[Accepted], list[Held]]


def merging(master: Path, files: list[Path], pipe: Connection) -> None:
    with Store.open(master, author=BOSS) as store:
        pipe.send("began")
        merge(store, files, author=BOSS)
        pipe.send("done")


def undoing(master: Path, _: list[Path], pipe: Connection) -> None:
    with Store.open(master, author=BOSS) as store:
        pipe.send("began")
        undo_merge(store, UndoRequest("税務課"), author=BOSS)
        pipe.send("done")


Work = Callable[[Path, list[Path], Connection], None]


def run_and_kill(work: Work, master: Path, files: list[Path], moment: float) -> tuple[bool, float]:
    """Start the work and kill it a while after it began; return whether it had reported that it was done, and the time."""
    heard, pipe = CONTEXT.Pipe(duplex=False)
    worker = CONTEXT.Process(target=work, args=(master, files, pipe))
    worker.start()
    pipe.close()
    assert heard.recv() == "began"
    began = time.monotonic()
    done = heard.poll(moment) and heard.recv() == "done"
    took = time.monotonic() - began
    worker.kill()
    worker.join()
    heard.close()
    return done, took


def state_of(master: Path) -> State:
    """What is to be either as before or as after."""
    with Store.open(master, author=BOSS) as store:
        return store.load(), store.records(Accepted), store.records(Held)


def plain(state: State) -> tuple[object, ...]:
    """The same without what every merge makes anew: ids and times."""
    rows, accepted, helds = state
    return (
        rows,
        [(a.submit, a.applied, a.undone is None) for a in accepted],
        [(h.row_id, h.theirs, h.closed_by) for h in helds],
    )


@pytest.fixture
def files(copies: list[Path]) -> list[Path]:
    """Two submissions that take some time: many lines, and a contested one."""
    other = Path(shutil.copy(copies[1], copies[1].with_name("写し.dxdb")))
    for number in range(LINES):
        edit(copies[1], line(2, f"行{number}"))
    edit(copies[1], field(THIS_YEAR[1], "text", "一"))
    edit(copies[1], figure(2, "12件"))
    edit(other, field(THIS_YEAR[1], "text", "二"))
    return [submit_copy(copies[1]), submit_copy(other)]


def leftovers(master: Path) -> list[str]:
    names = [path.name for path in master.parent.iterdir()]
    return [name for name in names if name.startswith(".dxdesk-") and not name.endswith(".lock")]


@pytest.mark.parametrize("work", [merging, undoing])
@sized("rounds", [FEW], [ROUNDS])
def test_all_or_nothing(work: Work, rounds: int, master: Path, files: list[Path]) -> None:
    if work is undoing:
        merge_files(master, *files)
    before = state_of(master)
    pristine = master.read_bytes()
    work(master, files, _deaf())
    after = state_of(master)
    moments, longest, cut_off = random.Random(1), 0.0, 0
    for number in range(ROUNDS if work is merging else ROUNDS // 2):
        if number >= rounds and cut_off:
            break
        master.write_bytes(pristine)
        # A journal that had not yet begun lies there until the next write.
        master.with_name(f"{master.name}-journal").unlink(missing_ok=True)
        # The first few find out how long it takes; a slow machine is killed as late as a fast one.
        done, took = run_and_kill(work, master, files, 10.0 if number < 2 else moments.uniform(0, longest * 1.1))
        longest = max(longest, took) if number < 2 else longest
        cut_off += not done
        found = state_of(master)
        assert plain(found) in (plain(before), plain(after))
        if done:
            assert plain(found) == plain(after)
        inspect_file(master)
        for backup in backups_of(master):
            inspect_file(backup.path)
        assert leftovers(master) == []
    assert cut_off > 0, "no round hit the work: the test shows nothing"
    if plain(state_of(master)) == plain(before):
        work(master, files, _deaf())
        assert plain(state_of(master)) == plain(after)


class _Deaf:
    def send(self, _: object) -> None:
        """Nobody listens."""


def _deaf() -> Connection:
    return _Deaf()  # type: ignore[return-value]
