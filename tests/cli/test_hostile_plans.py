"""Every command on a plan file that is broken or none: one sentence, exit 3, the file as it was."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.cli import main
from tests.submission.city import master_in

COMMANDS: dict[str, list[str]] = {
    "info": ["info", "PLAN"],
    "get": ["get", "PLAN", "1-(1)"],
    "check": ["check", "PLAN"],
    "history": ["history", "PLAN"],
    "status": ["status", "PLAN"],
    "backup": ["backup", "PLAN"],
    "set": ["set", "PLAN", "1-(1)", "--indicator", "指標1-(1)", "--year", "R6", "5件"],
}


def _another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE plan (id)")


HARM: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "no bytes": lambda path: path.write_bytes(b""),
    "random": lambda path: path.write_bytes(os.urandom(9000)),
    "another application's": _another,
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("command", COMMANDS)
def test_refused_in_one_sentence(command: str, harm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = master_in(tmp_path)
    HARM[harm](plan)
    held = plan.read_bytes()
    assert main([str(plan) if word == "PLAN" else word for word in COMMANDS[command]]) == 3
    said = capsys.readouterr()
    (sentence,) = said.err.splitlines()
    assert plan.name in sentence
    assert sentence.endswith("。")
    assert said.out == ""
    assert plan.read_bytes() == held
