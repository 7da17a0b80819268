"""One edit through the door, and loading, against plain sqlite3 doing the same rows."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import TABLES, Figure
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from tests.benchmarks.large import many
from tests.benchmarks.timing import Result, p95, side_by_side

EDITS = 200


def run(folder: Path) -> Iterator[Result]:
    """p95 of one apply, and load of 21 and of 2,000 measures."""
    rows = adopt(Rows(), seed_draft("ito")).rows
    yield _apply(rows, folder)
    yield _load("load a plan of 21 measures", rows, folder / "small.dxdb")
    yield _load("load a plan of 2,000 measures", many(rows, 2000), folder / "large.dxdb")


def _apply(rows: Rows, folder: Path) -> Result:
    figure = next(iter(rows.all(Figure).values()))
    times: list[float] = []
    with Store.create(folder / "apply.dxdb", rows, author="計測") as store:
        for number in range(EDITS):
            changes = set_field(figure, "text", f"{number}件")
            batch = Batch(changes, "計測")
            start = time.perf_counter()
            store.apply(batch)
            times.append(time.perf_counter() - start)
            figure = figure.replace(text=f"{number}件")
    return Result(
        "one apply, p95", p95(times), "sqlite3 update of one cell, committed, p95", _bare_updates(folder), "≤ 10 ms"
    )


def _bare_updates(folder: Path) -> float:
    times: list[float] = []
    base = sqlite3.connect(folder / "bare.db", isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE figure (id TEXT PRIMARY KEY, text TEXT)")
    base.execute("INSERT INTO figure VALUES ('a', '')")
    for number in range(EDITS):
        start = time.perf_counter()
        base.execute("UPDATE figure SET text = ? WHERE id = 'a'", (f"{number}件",))
        times.append(time.perf_counter() - start)
    base.close()
    return p95(times)


def _load(name: str, rows: Rows, path: Path) -> Result:
    Store.create(path, rows, author="計測").close()

    def ours() -> None:
        with Store.open(path, read_only=True) as store:
            store.load()

    def bare() -> None:
        base = sqlite3.connect(path)
        for table in TABLES:
            base.execute(f'SELECT * FROM "{table}"').fetchall()
        base.close()

    return Result(name, *_named(side_by_side(ours, bare), "sqlite3 fetching the same tables"))


def _named(pair: tuple[float, float], baseline: str) -> tuple[float, str, float]:
    return pair[0], baseline, pair[1]
