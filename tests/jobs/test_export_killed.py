"""A machine that loses power while exporting: the old workbook or the new one, never half of one."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.lengths import sized

# Forks a child for each export and kills it at a random moment: the libraries are loaded once, so that
# the kills fall into the writing and not into the start-up.
PROGRAM = textwrap.dedent(
    """
    import os, random, signal, sys, time, zipfile
    from dxdesk.jobs.exporting import export
    from dxdesk.store import Store

    plan, out, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with Store.open(plan, read_only=True) as store:
        rows = store.load()
    export(rows, "ito", out)

    def begun():
        child = os.fork()
        if child == 0:
            try:
                export(rows, "ito", out)
            finally:
                os._exit(0)
        return child

    dice = random.Random(1)
    killed = 0
    for number in range(rounds):
        if number % 10 == 0:  # the machine may have more to do by now, or less
            start = time.monotonic()
            os.waitpid(begun(), 0)
            needed = time.monotonic() - start
        child = begun()
        # Most of the time goes into the layout; half of the kills aim at the end, where the file is written.
        time.sleep(needed * (dice.uniform(0.6, 1.1) if dice.random() < 0.5 else dice.uniform(0, 0.6)))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        with zipfile.ZipFile(out) as whole:
            assert whole.testzip() is None
            assert "xl/workbook.xml" in whole.namelist()
    print(killed)
    """
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork のない機械では試せません")
@sized("rounds", [12], [60])
def test_a_killed_export_leaves_a_whole_workbook(tmp_path: Path, rounds: int) -> None:
    plan, out = tmp_path / "ito.dxdb", tmp_path / "out.xlsx"
    subprocess.run([sys.executable, "-m", "dxdesk", "new", str(plan), "--seed", "ito"], check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(plan), str(out), str(rounds)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > rounds // 4, "too few of the kills met a running export"
