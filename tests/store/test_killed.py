"""Whatever was acknowledged survives `kill -9` at any moment, and the next to open is not locked out."""

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

from dxdesk.plan.rows.model import Entry, Figure
from dxdesk.store import Store
from dxdesk.store.file.inspect import inspect_file
from tests.lengths import sized
from tests.store.plans import ANNA, ENTRY, FIGURE, ROWS, an_entry, birth, edit, text

# A forked writer starts at once; where there is no fork, fewer of them must do.
FORKS = "fork" in multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("fork" if FORKS else "spawn")
ROUNDS = 100 if FORKS else 8
FEW = 12 if FORKS else 4
ROWS_AT_ONCE = 50


def write(path: Path, acknowledge: Connection) -> None:
    """Make numbered edits without end: one cell, every third time many rows; each is acknowledged once written."""
    with Store.open(path, author=ANNA) as store:
        number = int(store.load().all(Figure)[FIGURE.id].text)
        while True:
            batch = edit(text(FIGURE, str(number), str(number + 1)))
            if number % 3 == 0:
                batch = edit(
                    *batch.changes, *birth(*(("entry", an_entry(str(number))) for _ in range(ROWS_AT_ONCE))).changes
                )
            assert store.apply(batch).refused == ()
            number += 1
            acknowledge.send(number)


def kill_a_writer(path: Path, moment: float) -> int:
    """Starts a writer, kills it some time after its first edit, and returns the last number it acknowledged."""
    receiver, sender = CONTEXT.Pipe(duplex=False)
    writer = CONTEXT.Process(target=write, args=(path, sender))
    writer.start()
    sender.close()
    last: int = receiver.recv()
    time.sleep(moment)
    writer.kill()
    writer.join()
    try:
        while True:
            last = receiver.recv()
    except (EOFError, OSError):
        receiver.close()
    return last


@sized("rounds", [FEW], [ROUNDS])
def test_nothing_acknowledged_is_lost_to_kill(path: Path, folder: Path, rounds: int) -> None:
    Store.create(path, ROWS.put([FIGURE.replace(text="0")]), author=ANNA).close()
    moments = random.Random(0)
    cut_off = 0
    for round_number in range(ROUNDS):
        if round_number >= rounds and cut_off:
            break
        acknowledged = kill_a_writer(path, moments.uniform(0, 0.03))
        assert path.with_name(path.name + ".lock").exists()
        cut_off += path.with_name(path.name + "-journal").exists()
        if round_number % 2:
            with Store.open(path, read_only=True) as reader:
                assert int(reader.load().all(Figure)[FIGURE.id].text) in (acknowledged, acknowledged + 1)
        with Store.open(path, author=ANNA) as store:
            rows = store.load()
            current = int(rows.all(Figure)[FIGURE.id].text)
            assert current in (acknowledged, acknowledged + 1)
            whole_batches = len(range(0, current, 3))
            assert len(rows.all(Entry)) == len(ROWS.all(Entry)) + whole_batches * ROWS_AT_ONCE
            newest = store.history([("figure", FIGURE.id)], limit=1)[0].change
            assert newest.after == str(current)
        inspect_file(path)
    with Store.open(path, author=ANNA) as store:
        assert store.apply(edit(text(ENTRY, ENTRY.text, "編集できる"))).refused == ()
    assert cut_off > 0, "no round hit a transaction: the test shows nothing"
    for left in folder.glob(".dxdesk-*.lock"):
        left.unlink()
