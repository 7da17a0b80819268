"""The window against a window of PySide6 alone, each in a process of its own.

All of them run as an installed program does, from compiled modules; the first round, which compiles, is left out.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from tests.benchmarks import window_child
from tests.benchmarks.large import many
from tests.benchmarks.timing import MEGABYTES, Result, p95

ROUNDS = 7
PATIENCE = 120  # seconds for one child; a prompt that nobody answers would hold it for ever
BARE = "bare PySide6 window"


def run(folder: Path) -> Iterator[Result]:
    """Starting, memory, turning from measure to measure."""
    rows = adopt(Rows(), seed_draft("ito")).rows
    small, large = _made(folder / "window.dxdb", rows), _made(folder / "window2000.dxdb", many(rows, 2000))
    started = [{mode: _child(mode, small) for mode in ("bare", "open", "read", "chart")} for _ in range(ROUNDS + 1)][1:]

    def median(mode: str, what: str) -> float:
        return statistics.median(each[mode][what] for each in started)

    bare, memory = median("bare", "first_paint"), median("bare", "memory")
    yield Result("window: first paint", median("open", "first_paint"), BARE, bare, "≤ 1.3")
    yield Result("window: 伊東市's plan usable", median("open", "usable"), BARE, bare, "≤ 3")
    yield Result("window: 伊東市's plan usable, read only", median("read", "usable"), BARE, bare, "≤ 3")
    worked = median("open", "worked"), median("bare", "worked")
    yield Result("window: 伊東市's plan usable, processor time", worked[0], BARE, worked[1])
    for name, mode, aim in (
        ("without a chart", "open", "≤ 2"),
        ("without a chart, read only", "read", "≤ 2"),
        ("with a chart", "chart", "≤ 3.5"),
    ):
        yield Result(f"window: memory {name}", median(mode, "memory"), BARE, memory, aim, MEGABYTES)

    leafing = p95(_child("leaf", small)["times"])
    filled = "one bare table and text filled anew, p95"
    for name, plan, aim in (("21", small, "≤ 16 ms"), ("2,000", large, "≤ 50 ms")):
        turned = p95(_child("switch", plan)["times"])
        yield Result(f"window: to another measure of {name}, painted, p95", turned, filled, leafing, aim)


def _made(place: Path, rows: Rows) -> Path:
    Store.create(place, rows, author="計測").close()
    return place


def _child(mode: str, plan: Path) -> dict[str, Any]:
    """What the child measured; its moments as seconds since it was started."""
    command = [sys.executable, "-m", window_child.__name__, mode, str(plan)]
    start = time.monotonic()
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=surroundings(plan.parent), timeout=PATIENCE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return {key: value - start if key in ("first_paint", "usable") else value for key, value in found.items()}


def surroundings(folder: Path) -> dict[str, str]:
    """The environment of a child: compiled modules and what the window remembers are kept in this folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "XDG_CONFIG_HOME": str(folder / "remembered"),
        "QT_QPA_PLATFORM": "offscreen",
    }
