"""For how long the window stands still, gesture by gesture, with 2,000 measures and with 21."""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.rows import Rows
from tests.benchmarks import views_child
from tests.benchmarks.large import many
from tests.benchmarks.timing import Result
from tests.benchmarks.views_office import office
from tests.benchmarks.window import surroundings

ROUNDS = 3
PATIENCE = 600  # seconds for one round
MEASURES = 2000
AIM = "≤ 100 ms"
Blocked = dict[str, list[tuple[float, float]]]  # by gesture, for how long the window stood still and its thread worked


def run(folder: Path) -> Iterator[Result]:
    """Of each gesture the longest time without a reaction; the median of some rounds, as the machine has other work too."""
    rows = adopt(Rows(), seed_draft("ito")).rows
    small, large = office(folder / "views21", rows), office(folder / "views2000", many(rows, MEASURES))
    rounds = [(_round(small), _round(large)) for _ in range(ROUNDS)]
    for gesture in rounds[0][1]:
        (few, _), (lots, worked) = [_median(each[side][gesture] for each in rounds) for side in (0, 1)]
        name = f"{MEASURES:,} measures: {gesture} ({worked * 1000:.0f} ms of work)"
        yield Result(name, lots, "of 21 measures", few, AIM)


def _median(rounds: Iterable[list[tuple[float, float]]]) -> tuple[float, float]:
    """Of some rounds' longest times: of standing still, of work."""
    stood, worked = zip(*((max(s for s, _ in times), max(w for _, w in times)) for times in rounds), strict=True)
    return statistics.median(stood), statistics.median(worked)


def _round(kept: Path) -> Blocked:
    """In a fresh copy of the folder, as files are written."""
    work = Path(shutil.copytree(kept, kept.with_name(f"{kept.name} work")))
    command = [sys.executable, "-m", views_child.__name__, str(work)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=surroundings(kept.parent), timeout=PATIENCE
    )
    shutil.rmtree(work)
    found: Blocked = json.loads(done.stdout)
    return found
