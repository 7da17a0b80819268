from pathlib import Path

import pytest

from tests.cli.running import Runner


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runner:
    """The command line, in an empty folder, as 試験職員."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DXDESK_AUTHOR", "試験職員")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Runner(capsys)


@pytest.fixture
def ito(run: Runner) -> str:
    """A plan file made from the 伊東市 seed; its name."""
    assert run("new", "ito.dxdb", "--seed", "ito").code == 0
    return "ito.dxdb"
