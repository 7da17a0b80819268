"""What could not be saved is saved by itself once the cause is cured: all of it, and Ctrl+S says what remains."""

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from dxdesk.desktop.background import retrying
from dxdesk.desktop.window.main_window import MainWindow
from dxdesk.plan.rows.model import Entry, Figure
from dxdesk.store import Locked, Store
from tests.desktop.conftest import Opener
from tests.desktop.plans import editor_with, go, grid_of, session_of, small_plan
from tests.desktop.waiting import until
from tests.requirements import MACHINE_PATH, OWN_POSTGRESQL, machine_environment

SOON = 200  # ms


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "RETRY_EVERY", SOON)


def type_in_three_places(window: MainWindow) -> None:
    """A line, a figure, and a line of another measure that is left again."""
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "A")
    editor.save()
    kpis = grid_of(window).kpis
    index = kpis.index(1, 1)
    kpis.write(index, kpis.value(index), "777")
    go(window, "1-(2)")


def saved(location: str | Path) -> tuple[set[str], set[str]]:
    with Store.open(location, read_only=True) as store:
        rows = store.load()
    return {e.text for e in rows.all(Entry).values()}, {f.text for f in rows.all(Figure).values()}


def assert_saved_by_itself(window: MainWindow, location: str | Path) -> None:
    session = session_of(window)
    until(lambda: not session.held)
    entries, figures = saved(location)
    assert "一行目A" in entries
    assert "777" in figures
    assert window.status.held.text() == ""
    go(window, "1-(1)")
    assert editor_with(window, "一行目A").held is None


def test_when_the_disk_takes_files_again_all_of_it_is_saved(opened: Opener, plan_file: Path) -> None:
    """SQLite cannot make its journal: as in a folder without the right to write, for every user."""
    window = opened(plan_file)
    (plan_file.parent / f"{plan_file.name}-journal").mkdir()
    type_in_three_places(window)
    assert window.status.held.text() == "未保存 2か所"
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "まだ保存できていません：1-(1)" in window.statusBar().currentMessage()
    assert "ほか1か所" in window.statusBar().currentMessage()
    (plan_file.parent / f"{plan_file.name}-journal").rmdir()
    assert_saved_by_itself(window, plan_file)


def test_when_another_program_lets_go_of_the_file_all_of_it_is_saved(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    with closing(sqlite3.connect(plan_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        type_in_three_places(window)
        assert window.status.held.text() == "未保存 2か所"
        other.execute("ROLLBACK")
    assert_saved_by_itself(window, plan_file)


def test_when_the_share_is_back_all_of_it_is_saved(opened: Opener, tmp_path: Path) -> None:
    share, away = tmp_path / "共有", tmp_path / "切れた"
    share.mkdir()
    Store.create(share / "計画.dxdb", small_plan(), author="準備").close()
    window = opened(share / "計画.dxdb")
    share.rename(away)
    type_in_three_places(window)
    assert window.status.held.text() == "未保存 2か所"
    assert "共有フォルダへの接続" in next(iter(session_of(window).held.values())).outcome.reason
    away.rename(share)
    assert_saved_by_itself(window, share / "計画.dxdb")


def test_what_is_typed_while_the_rest_is_tried_again_is_no_conflict(opened: Opener, plan_file: Path) -> None:
    window = opened(plan_file)
    journal = plan_file.parent / f"{plan_file.name}-journal"
    journal.mkdir()
    editor = editor_with(window, "一行目")
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, "A")
    editor.save()
    QTest.keyClicks(editor, "B")
    journal.rmdir()
    assert session_of(window).retry() == 0
    assert editor.text() == "一行目AB"
    editor.save()
    assert editor.held is None
    assert "一行目AB" in saved(plan_file)[0]


@pytest.fixture
def own_server() -> Iterator["OwnServer"]:
    """A PostgreSQL of the test's own, which can be stopped."""
    # Not in pytest's folder, into which no other user may look.
    with tempfile.TemporaryDirectory() as folder:
        server = OwnServer(Path(folder))
        server.start()
        yield server
        server.stop()


class OwnServer:
    """A cluster in a folder; PostgreSQL refuses to run as root, so it runs as nobody there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = 65534 if os.geteuid() == 0 else None
        with socket.create_server(("localhost", 0)) as free:
            self.port = free.getsockname()[1]
        if self.user is not None:
            os.chown(folder, self.user, self.user)
        self._run("initdb", "-D", str(folder / "data"), "-U", "tester", "-A", "trust", "-N")

    def _run(self, *command: str) -> None:
        tool = shutil.which(command[0], path=MACHINE_PATH)
        done = subprocess.run(
            [tool, *command[1:]],
            env=machine_environment(),
            user=self.user,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=localhost"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://tester@localhost:{self.port}/postgres"


@OWN_POSTGRESQL.mark
def test_when_the_server_is_back_all_of_it_is_saved(opened: Opener, own_server: OwnServer) -> None:
    Store.create(own_server.url, small_plan(), author="準備").close()
    window = opened(own_server.url)
    own_server.stop()
    type_in_three_places(window)
    assert window.status.held.text() == "未保存 2か所"
    QTest.qWait(3 * SOON)
    assert len(session_of(window).held) == 2
    own_server.start()
    assert_saved_by_itself(window, own_server.url)
    # The plan is locked for the others as before.
    with pytest.raises(Locked):
        Store.open(own_server.url, author="ほか")
