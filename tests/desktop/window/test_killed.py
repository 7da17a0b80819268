"""A window killed while somebody types has lost nothing that it said was saved."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dxdesk.plan.rows.model import Entry
from dxdesk.store import Store
from tests.lengths import sized


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL がない環境です")
@sized("rounds", [4], [20])
def test_nothing_acknowledged_is_lost(plan_file: Path, tmp_path: Path, rounds: int) -> None:
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_STATE_HOME": str(tmp_path / "state")}
    chance = random.Random(0)
    acknowledged = 0
    for _ in range(rounds):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.desktop.measure.typing_child", str(plan_file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=Path(__file__).parents[3],
        )
        assert child.stdout is not None
        seen = [child.stdout.readline() for _ in range(chance.randint(1, 4))]
        assert all(seen)
        time.sleep(chance.uniform(0, 0.1))
        child.send_signal(signal.SIGKILL)
        lines = [*seen, *child.stdout.readlines()]
        child.wait()
        child.stdout.close()
        whole = [line.rstrip("\n") for line in lines if line.endswith("\n")]
        acknowledged += len(whole)
        # Opened for writing, as the person would: the dead window's lock is in nobody's way.
        with Store.open(plan_file, author="山田") as store:
            kept = [entry.text for entry in store.load().all(Entry).values()]
        assert any(text.startswith(whole[-1]) for text in kept), (whole[-1], kept)
    assert acknowledged > rounds
