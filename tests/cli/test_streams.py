"""Printing where nobody reads, where the disk is full, or in an encoding that lacks a character: never a traceback."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cli.running import Runner

RARE = "𠮷野家🙂①㈱"
PLACE = ("1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")
posix = pytest.mark.skipif(os.name == "nt", reason="a shell's redirections and signals")
ENGLISH = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line for the shell, in which `dxdesk` is this one."""
    line = line.replace("dxdesk", f"'{sys.executable}' -m dxdesk")
    return subprocess.run(["bash", "-c", line], capture_output=True, env={**os.environ, **environment}, check=False)


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "cp932"}, {"LC_ALL": "C"}, ENGLISH])
def test_every_character_is_printed_whatever_the_locale(run: Runner, ito: str, environment: dict[str, str]) -> None:
    assert run("set", ito, *PLACE, RARE).code == 0
    done = shell(f"dxdesk get {ito} '1-(1)' --json; dxdesk history {ito}", **environment)
    assert done.stderr == b""
    assert done.stdout.decode().count(RARE) == 2


@posix
def test_a_name_that_the_locale_does_not_know_is_kept(run: Runner, ito: str) -> None:
    environment = {**ENGLISH, "DXDESK_AUTHOR": "政策　花子"}
    done = shell(f"dxdesk lock {ito} --year R6", **environment)
    assert done.returncode == 0
    assert "まだ" in done.stderr.decode()  # what is still open
    assert run("history", ito, "--json").json["changes"][0]["author"] == "政策 花子"
    told = shell(f"dxdesk unlock {ito} --year R6 --reason $'\\xff'")
    assert told.returncode == 3
    assert "文字として扱えない" in told.stderr.decode()
    assert not list(Path().glob(".*"))


@posix
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("dxdesk history PLAN | head -1 >/dev/null; exit ${PIPESTATUS[0]}", 0),
        ("dxdesk history PLAN >&-", 0),
        ("dxdesk info ない.dxdb 2>&-", 3),
    ],
)
def test_nobody_need_read_what_is_printed(ito: str, line: str, code: int) -> None:
    done = shell(line.replace("PLAN", ito))
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full")
def test_a_full_disk_is_told(ito: str) -> None:
    done = shell(f"dxdesk history {ito} >/dev/full")
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        3,
        ["ディスクの空きがないため「出力先」に書けません。不要なファイルを消してから、もう一度行ってください。"],
    )


@posix
def test_whoever_interrupts_is_told_so_and_leaves_nothing(run: Runner, ito: str) -> None:
    """As soon as the plan is open, while the copies are made."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dxdesk", "hand-out", ito, "-o", "配布"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # tests in the background hear no Ctrl+C
    )
    while process.poll() is None and not Path(f"{ito}.lock").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, said.decode()) == (3, "中断しました。\n")
    assert {d["state"] for d in run("status", ito, "--json").json["departments"]} == {"未配布"}
    assert not list(Path("配布").glob("*"))
    assert not list(Path().glob(".dxdesk-*"))
    assert not Path(f"{ito}.lock").exists()
