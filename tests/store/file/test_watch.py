"""A file that somebody else wrote or replaced is noticed before anything is written into it."""

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.store import Store
from dxdesk.store.tables.transaction import Transaction
from tests.store.plans import ANNA, FIGURE, ROWS, edit, text


@pytest.fixture
def plan(path: Path) -> Path:
    """A plan file, closed."""
    Store.create(path, ROWS, author=ANNA).close()
    return path


def write_directly(path: Path) -> None:
    """Change the file as another program does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE figure SET text = 'outside'")
        connection.commit()


def test_ones_own_writes_are_no_change_from_outside(plan: Path) -> None:
    with Store.open(plan) as store:
        for before, after in (("61業務", "1"), ("1", "2"), ("2", "3")):
            store.apply(edit(text(FIGURE, before, after)))
            assert not store.changed_outside()
        store.undo(ANNA)
        assert not store.changed_outside()


def test_another_programs_write_is_noticed_and_never_overwritten(plan: Path) -> None:
    with Store.open(plan) as store:
        write_directly(plan)
        assert store.changed_outside()
        applied = store.apply(edit(text(FIGURE, "61業務", "mine")))
        assert [cell.now for cell in applied.refused] == ["outside"]
        assert store.changed_outside()
        store.load()
        assert not store.changed_outside()
        store.apply(edit(text(FIGURE, "outside", "mine")))


def test_without_waiting_a_busy_file_counts_as_unchanged(plan: Path) -> None:
    with Store.open(plan) as store:
        write_directly(plan)
        with ThreadPoolExecutor() as pool:

            def meanwhile(_together: Transaction) -> bool:
                return pool.submit(store.changed_outside, wait=False).result(timeout=10)

            assert not store.transaction(meanwhile)
        assert store.changed_outside(wait=False)


@pytest.mark.skipif(os.name == "nt", reason="Windowsでは開いているファイルを置き換えられません")
def test_nothing_is_written_into_a_file_that_lost_its_name(plan: Path, folder: Path) -> None:
    with Store.open(plan) as store:
        shutil.copyfile(plan, folder / "copy")
        os.replace(folder / "copy", plan)
        assert store.changed_outside()
        with pytest.raises(EnvironmentFault, match="置き換えられた"):
            store.apply(edit(text(FIGURE, "61業務", "1")))
    with Store.open(plan) as store:
        assert store.load() == ROWS


@pytest.mark.skipif(os.name == "nt", reason="Windowsでは開いているファイルを置き換えられません")
def test_nothing_is_written_into_another_plan_copied_over_it(plan: Path, folder: Path) -> None:
    other = folder / "other.dxdb"
    with Store.create(other, ROWS, author=ANNA) as store:
        store.apply(edit(text(FIGURE, "61業務", "other")))
    with Store.open(plan) as store:
        shutil.copyfile(other, plan)
        assert store.changed_outside()
        with pytest.raises(EnvironmentFault, match="置き換えられた"):
            store.apply(edit(text(FIGURE, "other", "1")))
    assert plan.read_bytes() == other.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windowsでは開いているファイルを消せません")
def test_a_share_that_goes_away_is_reported(plan: Path, folder: Path) -> None:
    with Store.open(plan) as store:
        os.rename(plan, folder / "away.dxdb")
        with pytest.raises(EnvironmentFault, match="共有フォルダ"):
            store.apply(edit(text(FIGURE, "61業務", "1")))
        with pytest.raises(EnvironmentFault, match="共有フォルダ"):
            store.changed_outside()
        os.rename(folder / "away.dxdb", plan)
        store.apply(edit(text(FIGURE, "61業務", "2")))
    with Store.open(plan) as store:
        assert store.load() == ROWS.put([FIGURE.replace(text="2")])


def test_a_file_that_another_program_holds_is_reported(plan: Path) -> None:
    with Store.open(plan) as store, closing(sqlite3.connect(plan, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(EnvironmentFault, match="ほかのプログラム"):
            store.apply(edit(text(FIGURE, "61業務", "1")))
        other.execute("ROLLBACK")
        store.apply(edit(text(FIGURE, "61業務", "1")))
