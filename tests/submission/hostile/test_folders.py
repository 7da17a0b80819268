"""Places that fail: folders that may only be read, no room for what is copied, names as long as they may be; older files."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.operations import Operations

from dxdesk.cli import main
from dxdesk.store import Store, store
from dxdesk.store.file import inspect, migrate, opening
from dxdesk.store.received import receive, untrusted_file
from dxdesk.store.version import NEWEST
from tests.store.conftest import folder, small_disk
from tests.submission.city import (
    BOSS,
    edit,
    figure,
    figure_text,
    hand_out_copies,
    line,
    master_in,
    merge_files,
    rows_of,
    submit_copy,
)

__all__ = ["folder", "small_disk"]

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windowsには所有者の書き込み権がない")


@pytest.fixture
def good(copies: list[Path]) -> Path:
    """What 市民課 handed in."""
    edit(copies[0], figure(1, "12件"))
    return submit_copy(copies[0])


def output_of(capsys: pytest.CaptureFixture[str]) -> str:
    (message,) = capsys.readouterr().err.splitlines()
    assert message.endswith("。")
    return message


# What is imported late is asked for once as the owner: a guest may not even be let into Python's own folder.
AS_A_GUEST = """
import contextlib, io, os, sys
from dxdesk.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    assert main(["merge", *sys.argv[1:3]]) == 0
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(main(["merge", *sys.argv[3:]]))
"""


def merged_by_a_guest(master: Path, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Merge as a user who may do only what the folders permit."""
    with tempfile.TemporaryDirectory() as own:
        ours = [shutil.copy(master.parents[1] / path.name, own) for path in (master, file)]
        command = [sys.executable, "-c", AS_A_GUEST, *ours, str(master), str(file), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


@pytest.fixture
def share() -> Iterator[Path]:
    """A folder that everybody may look into, with a master and a submission of 市民課, and both in folders of their own."""
    made = Path(tempfile.mkdtemp())
    (made / "計画").mkdir()
    (made / "提出").mkdir()
    master = master_in(made / "計画")
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, figure(1, "12件"))
    shutil.move(submit_copy(copy), made / "提出" / "市民課.dxdb")
    for path in (master, made / "提出" / "市民課.dxdb"):
        shutil.copy(path, made)
    for path in [made, *made.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield made
    for path in [made, *made.rglob("*")]:
        path.chmod(0o777)
    shutil.rmtree(made)


@POSIX
def test_a_submission_on_a_medium_that_may_only_be_read(share: Path) -> None:
    file = share / "提出" / "市民課.dxdb"
    file.chmod(0o444)
    file.parent.chmod(0o555)
    done = merged_by_a_guest(share / "計画" / "計画.dxdb", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert figure_text(rows_of(share / "計画" / "計画.dxdb"), 1) == "12件"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@POSIX
@pytest.mark.parametrize(("of_folder", "of_file"), [(0o555, 0o666), (0o555, 0o444), (0o777, 0o444)])
def test_a_master_that_may_only_be_read(share: Path, of_folder: int, of_file: int) -> None:
    master = share / "計画" / "計画.dxdb"
    before = master.read_bytes()
    master.chmod(of_file)
    master.parent.chmod(of_folder)
    file = share / "提出" / "市民課.dxdb"
    done = merged_by_a_guest(master, file)
    (message,) = done.stderr.splitlines()
    assert done.returncode == 3
    assert "計画.dxdb" in message
    assert message.endswith("。")
    assert master.read_bytes() == before
    # To look at what would come of it nothing has to be written.
    assert merged_by_a_guest(master, file, "--dry-run").returncode == 0


@POSIX
def test_a_submission_that_may_not_be_read(share: Path) -> None:
    file = share / "提出" / "市民課.dxdb"
    file.chmod(0)
    done = merged_by_a_guest(share / "計画" / "計画.dxdb", file)
    (message,) = done.stderr.splitlines()
    assert done.returncode == 3
    assert "市民課.dxdb" in message
    assert "権限" in message


def test_no_room_for_the_copy_that_is_looked_at(
    master: Path, good: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = master.read_bytes()
    (small_disk / "他の人のもの").write_bytes(bytes(2**20 - 2**14))
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    assert main(["merge", str(master), str(good)]) == 3
    message = output_of(capsys)
    assert "ディスクの空き" in message
    assert str(small_disk) in message
    assert master.read_bytes() == before
    assert [path.name for path in small_disk.iterdir()] == ["他の人のもの"]
    (small_disk / "他の人のもの").unlink()
    assert main(["merge", str(master), str(good)]) == 0


def test_no_room_for_comparing(
    master: Path, good: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The copy just fits; what is written for comparing with it does not."""
    before = master.read_bytes()
    left = good.stat().st_size + 2**14
    (small_disk / "他の人のもの").write_bytes(bytes(2**20 - left))
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    assert main(["merge", str(master), str(good)]) == 3
    assert "ディスクの空き" in output_of(capsys)
    assert master.read_bytes() == before
    assert [path.name for path in small_disk.iterdir()] == ["他の人のもの"]


def test_no_place_for_temporary_files(
    master: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = master.read_bytes()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "なし"))
    assert main(["merge", str(master), str(good)]) == 3
    assert str(tmp_path / "なし") in output_of(capsys)
    assert master.read_bytes() == before


@POSIX
def test_a_name_as_long_as_one_may_be(master: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = Path(shutil.copy(good, good.with_name("あ" * 83 + ".dxdb")))
    assert main(["merge", str(master), str(long)]) == 0
    assert figure_text(rows_of(master), 1) == "12件"
    capsys.readouterr()
    assert main(["merge", str(master), str(good.with_name("あ" * 300 + ".dxdb"))]) == 3
    output_of(capsys)


def test_a_way_through_other_folders(master: Path, good: Path) -> None:
    round_about = good.parent / ".." / good.parent.name / "." / good.name
    assert main(["merge", str(master), str(round_about)]) == 0
    assert figure_text(rows_of(master), 1) == "12件"


def test_a_folder_called_like_a_submission(master: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Among the files of a folder it is one that cannot be read."""
    everything = good.parent / "全部"
    (everything / "課.dxdb").mkdir(parents=True)
    shutil.copy(good, everything)
    assert main(["merge", str(master), str(everything)]) == 3
    assert "課.dxdb" in output_of(capsys)
    assert figure_text(rows_of(master), 1) == "12件"


@pytest.fixture
def next_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release later, whose step writes every line of narrative anew, in another place of its table."""
    step = ModuleType("step")

    def upgrade(operations: Operations) -> None:
        operations.execute("CREATE TABLE moved AS SELECT * FROM entry ORDER BY id DESC")
        operations.execute("DELETE FROM entry")
        operations.execute("INSERT INTO entry SELECT * FROM moved")
        operations.execute("DROP TABLE moved")

    step.upgrade = upgrade  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"dxdesk.store.migrations.to_{NEWEST + 1}", step)
    monkeypatch.setitem(migrate.STEPS, NEWEST + 1, f"to_{NEWEST + 1}")
    for module in (inspect, receive, migrate, opening, store, untrusted_file):
        monkeypatch.setattr(module, "NEWEST", NEWEST + 1)


def test_a_submission_of_an_older_release_merges(master: Path, copies: list[Path], request: pytest.FixtureRequest) -> None:
    """The copy that is read is upgraded to the newest schema, with the same content."""
    edit(copies[0], figure(1, "12件"))
    edit(copies[0], line(1, "行"))
    file, harmed = submit_copy(copies[0]), submit_copy(copies[1])
    harmed.write_bytes(harmed.read_bytes()[:-5000])
    held = file.read_bytes()
    request.getfixturevalue("next_schema")
    result = merge_files(master, file, harmed)
    assert [(v.status, v.applied) for v in result.files] == [("merged", 2), ("refused", 0)]
    assert file.read_bytes() == held
    with Store.open(master, author=BOSS) as opened:
        assert opened.schema == NEWEST + 1
    assert figure_text(rows_of(master), 1) == "12件"
