"""Whatever is wrong with a file, the message is one sentence and the file is unchanged."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import DxdeskError, EnvironmentFault, Refused
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.version import NEWEST
from tests.store.plans import ANNA, FIGURE, ROWS, an_entry, birth, edit, text


@pytest.fixture
def plan(path: Path) -> Path:
    """A plan file, closed."""
    Store.create(path, ROWS, author=ANNA).close()
    return path


def refused(path: Path, fault: type[DxdeskError] = Refused) -> str:
    """The sentence with which a file is refused for writing and reading alike; nothing was touched."""
    before = path.read_bytes() if path.is_file() else None
    messages = set()
    for read_only in (False, True):
        with pytest.raises(fault) as caught:
            Store.open(path, read_only=read_only)
        messages.add(caught.value.message)
    assert (path.read_bytes() if path.is_file() else None) == before
    (message,) = messages
    assert path.name in message
    assert message.count("\n") == 0
    return message


def test_a_file_has_the_marks_of_a_plan(plan: Path) -> None:
    with closing(sqlite3.connect(plan)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x44584442,)
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_an_empty_plan_can_be_made(path: Path) -> None:
    with Store.create(path, Rows(), author=ANNA) as store:
        assert len(store.load()) == 0
        assert store.history() == []


def test_nothing_there(path: Path) -> None:
    assert "見つかりません" in refused(path, EnvironmentFault)
    assert not path.exists()


def test_a_share_that_is_gone(folder: Path) -> None:
    assert "共有フォルダ" in refused(folder / "gone" / "plan.dxdb", EnvironmentFault)
    with pytest.raises(EnvironmentFault, match="共有フォルダ"):
        Store.create(folder / "gone" / "plan.dxdb", ROWS, author=ANNA)


def test_a_folder(folder: Path) -> None:
    (folder / "plan.dxdb").mkdir()
    assert "フォルダ" in refused(folder / "plan.dxdb")


def test_no_bytes(path: Path) -> None:
    path.touch()
    assert "空のファイル" in refused(path)


@pytest.mark.parametrize("content", [b"x", b"PK\x03\x04" + bytes(3000), "計画\n".encode() * 5000])
def test_not_a_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "計画ファイルではありません" in refused(path)


def test_another_applications_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE plan (id)")
        connection.commit()
    assert "別のソフト" in refused(path)


def test_a_newer_schema(plan: Path) -> None:
    with closing(sqlite3.connect(plan)) as connection:
        connection.execute(f"PRAGMA user_version={NEWEST + 1}")
    assert "新しい版" in refused(plan)


def test_a_schema_that_never_was(plan: Path) -> None:
    with closing(sqlite3.connect(plan)) as connection:
        connection.execute("PRAGMA user_version=7")
    assert "壊れて" in refused(plan)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_cut_short(plan: Path, part: float) -> None:
    content = plan.read_bytes()
    plan.write_bytes(content[: int(len(content) * part)])
    assert "壊れて" in refused(plan)


def test_damaged_inside(plan: Path) -> None:
    content = bytearray(plan.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xff" * 20_000
    plan.write_bytes(content)
    assert "壊れて" in refused(plan)


def test_rows_that_refer_to_none(plan: Path) -> None:
    with closing(sqlite3.connect(plan)) as connection:
        connection.execute("DELETE FROM indicator")
        connection.commit()
    assert "壊れて" in refused(plan)


@pytest.mark.parametrize("content", [b"", b"somebody's"])
def test_making_one_never_overwrites(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(Refused, match="すでにあります"):
        Store.create(path, ROWS, author=ANNA)
    assert path.read_bytes() == content


def test_a_plan_that_cannot_be_is_not_half_made(path: Path) -> None:
    with pytest.raises(Refused):
        Store.create(path, Rows.of([FIGURE]), author=ANNA)
    assert not path.exists()


def test_a_journal_left_by_a_deleted_file_does_no_harm(path: Path) -> None:
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5000))
    with Store.create(path, ROWS, author=ANNA) as store:
        assert store.load() == ROWS


def test_read_only_reads_and_touches_nothing(plan: Path, folder: Path) -> None:
    before = plan.read_bytes(), plan.stat().st_mtime_ns, sorted(folder.iterdir())
    with Store.open(plan, read_only=True) as store:
        assert store.read_only
        assert store.load() == ROWS
        assert sorted(folder.iterdir()) == before[2]
        with pytest.raises(Refused, match="読み取り専用"):
            store.apply(edit(text(FIGURE, "61業務", "1")))
        with pytest.raises(Refused, match="読み取り専用"):
            store.undo(ANNA)
    assert (plan.read_bytes(), plan.stat().st_mtime_ns, sorted(folder.iterdir())) == before


def test_closing_twice_is_no_harm(plan: Path) -> None:
    store = Store.open(plan)
    store.close()
    store.close()


SLOW_TO_LOAD = """
import sys
from dxdesk.store import Store
Store.open(sys.argv[1]).close()
print([name for name in ("alembic", "sqlalchemy.orm", "psycopg") if name in sys.modules])
"""


def test_opening_loads_nothing_it_does_not_need(plan: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SLOW_TO_LOAD, str(plan)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


AS_A_GUEST = """
import os, sys
from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.store import Store  # all of it: a guest cannot import from the owner's folder later
from dxdesk.store.tables import transaction
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
place = sys.argv[1]
try:
    Store.open(place)
except EnvironmentFault as fault:
    print(fault.message)
try:
    Store.create(place + ".new.dxdb", Store.open(place, read_only=True).load(), author="g")
except EnvironmentFault as fault:
    print(fault.message)
print(len(Store.open(place, read_only=True).load()))
"""


@pytest.fixture
def guests_folder() -> Iterator[Path]:
    """A folder that any user may look into but only its owner may write."""
    made = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    yield made
    made.chmod(0o755)
    shutil.rmtree(made)


@pytest.mark.skipif(os.name == "nt", reason="Windowsには所有者の書き込み権がありません")
@pytest.mark.parametrize(("of_folder", "of_file"), [(0o555, 0o644), (0o555, 0o444), (0o777, 0o444)])
def test_a_place_that_may_only_be_read(guests_folder: Path, of_folder: int, of_file: int) -> None:
    path = guests_folder / "plan.dxdb"
    Store.create(path, ROWS, author=ANNA).close()
    path.chmod(of_file)
    guests_folder.chmod(of_folder)
    done = subprocess.run([sys.executable, "-c", AS_A_GUEST, str(path)], capture_output=True, text=True, check=True, cwd="/")
    lines = done.stdout.splitlines()
    assert "権限" in lines[0]
    assert lines[-1] == str(len(ROWS))
    assert done.stderr == ""
    assert [p.name for p in guests_folder.iterdir() if p.name not in ("plan.dxdb", "plan.dxdb.new.dxdb")] in (
        [],
        ["plan.dxdb.new.dxdb.lock"],
    )


def test_a_full_disk_keeps_what_was_saved(small_disk: Path) -> None:
    path = small_disk / "plan.dxdb"
    with Store.create(path, ROWS, author=ANNA) as store:
        rows = [an_entry("長い文" * 500) for _ in range(1000)]
        with pytest.raises(EnvironmentFault, match="ディスクの空き"):
            store.apply(birth(*(("entry", row) for row in rows)))
        assert store.load() == ROWS
        assert not store.changed_outside()
        store.apply(edit(text(FIGURE, "61業務", "空きのあるうちに")))
    with Store.open(path) as store:
        assert store.load() == ROWS.put([FIGURE.replace(text="空きのあるうちに")])
    assert [p.name for p in small_disk.iterdir()] == ["plan.dxdb"]


def test_no_room_for_a_new_plan_leaves_nothing(small_disk: Path) -> None:
    rows = ROWS.put([an_entry("長い文" * 500) for _ in range(1000)])
    with pytest.raises(EnvironmentFault, match="ディスクの空き"):
        Store.create(small_disk / "plan.dxdb", rows, author=ANNA)
    assert list(small_disk.iterdir()) == []
