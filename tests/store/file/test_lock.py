"""One person writes at a time and is named to others; a lock left by a crash is no obstacle."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.store import Locked, Store
from tests.store.plans import ANNA, BEN, FIGURE, ROWS, edit, text


def lock_of(path: Path) -> Path:
    """Write a lock file beside a plan file."""
    return path.with_name(path.name + ".lock")


def held_by(path: Path, **other: object) -> None:
    """A lock as somebody else's machine would leave it."""
    holder = {"who": BEN, "host": "elsewhere", "pid": 1, "since": "2024-04-01 09:30", "token": "t", **other}
    lock_of(path).write_text(json.dumps(holder), "utf-8")


def a_dead_process() -> int:
    """The id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.fixture
def plan(path: Path) -> Path:
    """A plan file, closed."""
    Store.create(path, ROWS, author=ANNA).close()
    return path


def test_the_second_to_open_learns_who_has_it(plan: Path) -> None:
    with Store.open(plan, author=ANNA), pytest.raises(Locked) as caught:
        Store.open(plan, author=BEN)
    locked = caught.value
    assert (locked.who, locked.where) == (ANNA, socket.gethostname())
    for words in (ANNA, locked.where, locked.since, "読み取り専用"):
        assert words in locked.message
    with Store.open(plan, author=BEN):
        pass
    assert not lock_of(plan).exists()


def test_a_plan_that_somebody_writes_can_be_read(plan: Path) -> None:
    with Store.open(plan, author=ANNA) as writer, Store.open(plan, read_only=True) as reader:
        writer.apply(edit(text(FIGURE, "61業務", "1")))
        assert reader.changed_outside()
        assert reader.load() == ROWS.put([FIGURE.replace(text="1")])
        assert not reader.changed_outside()


def test_a_dead_process_holds_nothing(plan: Path) -> None:
    held_by(plan, host=socket.gethostname(), pid=a_dead_process())
    with Store.open(plan) as store:
        store.apply(edit(text(FIGURE, "61業務", "1")))


@pytest.mark.skipif(os.name == "nt", reason="Windowsでは終わったプロセスは残りません")
def test_a_killed_process_that_nobody_waited_for_holds_nothing(plan: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", "print(flush=True); input()"], stdin=-1, stdout=-1)
    with killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        held_by(plan, host=socket.gethostname(), pid=killed.pid)
        with pytest.raises(Locked):
            Store.open(plan)
        killed.kill()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                Store.open(plan).close()
                break
            except Locked:
                time.sleep(0.05)
        else:
            pytest.fail("the killed process is taken for a living one")


def test_another_machines_lock_is_only_taken_over_on_request(plan: Path) -> None:
    held_by(plan, pid=a_dead_process())
    with pytest.raises(Locked) as caught:
        Store.open(plan)
    assert (caught.value.who, caught.value.where, caught.value.since) == (BEN, "elsewhere", "2024-04-01 09:30")
    with Store.open(plan, take_over=True) as store:
        store.apply(edit(text(FIGURE, "61業務", "1")))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"who": 1}', "\x00\xff"])
def test_a_lock_that_says_nothing_is_still_a_lock(plan: Path, content: str) -> None:
    lock_of(plan).write_text(content, "utf-8")
    with pytest.raises(Locked, match="不明"):
        Store.open(plan)
    with Store.open(plan, take_over=True):
        pass


def test_after_a_takeover_the_former_holder_writes_no_more(plan: Path) -> None:
    with Store.open(plan, author=ANNA) as first, Store.open(plan, author=BEN, take_over=True) as second:
        with pytest.raises(EnvironmentFault, match=f"{BEN}さん.*引き継がれた"):
            first.apply(edit(text(FIGURE, "61業務", "1")))
        second.apply(edit(text(FIGURE, "61業務", "2")))
        first.close()
        assert lock_of(plan).exists()
        second.apply(edit(text(FIGURE, "2", "3")))


def test_a_lock_deleted_by_hand_is_put_back(plan: Path) -> None:
    with Store.open(plan, author=ANNA) as store:
        lock_of(plan).unlink()
        store.apply(edit(text(FIGURE, "61業務", "1")))
        with pytest.raises(Locked):
            Store.open(plan, author=BEN)


@pytest.mark.skipif(os.name == "nt", reason="Windowsではリンクではなく名前の変更で作ります")
def test_an_interruption_while_locking_leaves_no_lock(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def interrupted(source: Path, target: Path) -> None:
        link(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Store.open(plan)
    assert not lock_of(plan).exists()


def test_a_refused_opening_leaves_no_lock(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Exception, match="計画ファイル"):
        Store.open(path)
    assert not lock_of(path).exists()
