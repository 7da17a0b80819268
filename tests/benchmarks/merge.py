"""Forty submissions of sixty edits merged, against pygeodiff rebasing the same edits and against hand-written SQL.

The large plan has ten times the rows (measures, indicators, entries, figures), with the same forty times sixty edits.
pygeodiff and the SQL work on the same rows in plain tables with integer keys, without references, history, backup
or any look at whether a file can be trusted; ours does all of these.
"""

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import merge_child
from tests.benchmarks.merge_city import CONTESTED, DEPARTMENTS, EDITS, FIGURES, NEW, City, city
from tests.benchmarks.timing import MEGABYTES, Result

WAYS = {"geodiff": "pygeodiff rebase", "attach": "ATTACH and SQL"}
ROUNDS = 3


def run(folder: Path) -> Iterator[Result]:
    """Seconds, peak memory and growth from the small to the large plan."""
    spent = []
    for scale in (1, 10):
        made = city(folder / f"merge{scale}", scale)
        found = _measured(made)
        spent.append(found)
        name = f"merge of {DEPARTMENTS} × {EDITS} edits, {made.entries:,} entries, {made.figures:,} figures"
        for way, baseline in WAYS.items():
            aim = "≤ 1" if way == "geodiff" else ""
            yield Result(name, found["ours"]["seconds"], baseline, found[way]["seconds"], aim)
            yield Result(f"{name}: peak memory", found["ours"]["memory"], baseline, found[way]["memory"], "", MEGABYTES)
        shutil.rmtree(made.folder)
    small, large = spent
    yield Result(
        "merge: on ten times the rows", large["ours"]["seconds"], "on the small plan", small["ours"]["seconds"], "≤ 12"
    )
    for way, baseline in WAYS.items():
        yield Result(f"{baseline}: on ten times the rows", large[way]["seconds"], "on the small plan", small[way]["seconds"])


def _measured(made: City) -> dict[str, dict[str, float]]:
    """Medians by way, in turns."""
    rounds = [{way: _child(way, made) for way in ("ours", *WAYS)} for _ in range(ROUNDS)]
    return {
        way: {what: statistics.median(each[way][what] for each in rounds) for what in ("seconds", "memory")}
        for way in rounds[0]
    }


def _child(way: str, made: City) -> dict[str, Any]:
    """What one process measured. Raises AssertionError where it did not make what all have to make."""
    done = subprocess.run(
        [sys.executable, "-m", merge_child.__name__, way, str(made.folder)], check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["entries"] == made.entries + DEPARTMENTS * NEW, found
    assert found["figures"] == DEPARTMENTS * FIGURES, found
    # pygeodiff decides contested cells by itself, for the copy; the others keep what the master has.
    contested = 0 if way == "geodiff" else CONTESTED
    assert found["anew"] == DEPARTMENTS * (EDITS - NEW - FIGURES - contested), found
    return found
