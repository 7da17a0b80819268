"""Runs the command line as a user does: words in, exit code, JSON and sentences out."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from dxdesk.cli import main


@dataclass(frozen=True)
class CommandResult:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer

    @property
    def sentence(self) -> str:
        """The one line on stderr, checked to be a Japanese sentence and no traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert lines[0].endswith("。"), lines[0]
        return lines[0]


class Runner:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> CommandResult:
        self._capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = self._capsys.readouterr()
        return CommandResult(code, out, err)
