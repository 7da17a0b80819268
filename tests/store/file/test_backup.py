"""Backups are whole, pruned by age, and restored without losing the replaced file."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store import Locked, Store
from dxdesk.store.file.backup import back_up, backup_folder, backups_of, prune, restore
from tests.store.plans import ANNA, FIGURE, ROWS, an_entry, birth, edit, text

EDITED = ROWS.put([FIGURE.replace(text="1")])


@pytest.fixture
def plan(path: Path) -> Path:
    """A plan file, closed."""
    Store.create(path, ROWS, author=ANNA).close()
    return path


def rows(path: Path) -> object:
    """Return the rows of a plan file."""
    with Store.open(path, read_only=True) as store:
        return store.load()


def test_a_backup_is_a_plan_file_of_its_own(plan: Path) -> None:
    backup = back_up(plan)
    assert backup.parent == backup_folder(plan)
    assert rows(backup) == ROWS
    assert [kept.path for kept in backups_of(plan)] == [backup]


def test_a_plan_can_be_backed_up_while_it_is_written(plan: Path, folder: Path) -> None:
    with Store.open(plan) as store:
        store.apply(edit(text(FIGURE, "61業務", "1")))
        backup = back_up(plan, folder / "elsewhere")
        store.apply(edit(text(FIGURE, "1", "2")))
    assert backup.parent == folder / "elsewhere"
    assert rows(backup) == EDITED
    assert backups_of(plan) == []


def test_two_backups_in_one_second_are_two(plan: Path) -> None:
    made = {back_up(plan) for _ in range(3)}
    assert len(made) == 3
    assert {kept.path for kept in backups_of(plan)} == made


def test_a_damaged_file_is_not_backed_up_as_if_it_were_whole(plan: Path) -> None:
    plan.write_bytes(plan.read_bytes()[:20_000])
    with pytest.raises(Refused, match="壊れて"):
        back_up(plan)
    assert backups_of(plan) == []


def test_nothing_to_back_up(path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="見つかりません"):
        back_up(path)


def test_no_room_for_a_backup_leaves_nothing(plan: Path, small_disk: Path) -> None:
    with Store.open(plan) as store:
        store.apply(birth(*(("entry", an_entry("長い文" * 500)) for _ in range(500))))
    with pytest.raises(EnvironmentFault, match="ディスクの空き"):
        back_up(plan, small_disk)
    assert list(small_disk.iterdir()) == []


def test_a_copy_that_comes_out_damaged_is_no_backup(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def copy_badly(path: Path, copy: Path) -> None:
        copy.write_bytes(path.read_bytes()[:-5000])

    monkeypatch.setattr("dxdesk.store.file.backup.copy_plan", copy_badly)
    with pytest.raises(EnvironmentFault, match="正しく書けませんでした"):
        back_up(plan)
    assert list(backup_folder(plan).iterdir()) == []


def test_restoring_keeps_the_replaced_file(plan: Path) -> None:
    backup = back_up(plan)
    with Store.open(plan) as store:
        store.apply(edit(text(FIGURE, "61業務", "1")))
    safety = restore(plan, backup)
    assert safety is not None
    assert rows(plan) == ROWS
    assert rows(safety) == EDITED
    restore(plan, safety)
    assert rows(plan) == EDITED


def test_restoring_a_damaged_file_keeps_it_too(plan: Path) -> None:
    backup = back_up(plan)
    broken = plan.read_bytes()[:20_000]
    plan.write_bytes(broken)
    journal = plan.with_name(plan.name + "-journal")
    journal.write_bytes(b"what was being written")
    safety = restore(plan, backup)
    assert safety is not None
    assert safety.read_bytes() == broken
    assert not journal.exists()
    assert rows(plan) == ROWS


def test_restoring_a_lost_file(plan: Path) -> None:
    backup = back_up(plan)
    plan.unlink()
    assert restore(plan, backup) is None
    assert rows(plan) == ROWS


def test_another_plans_backup_is_refused(plan: Path, folder: Path) -> None:
    other = folder / "other.dxdb"
    Store.create(other, EDITED, author=ANNA).close()
    before = plan.read_bytes()
    with pytest.raises(Refused, match="別の計画ファイルのバックアップ"):
        restore(plan, back_up(other))
    assert plan.read_bytes() == before


def test_a_damaged_backup_is_refused(plan: Path) -> None:
    backup = back_up(plan)
    backup.write_bytes(backup.read_bytes()[:20_000])
    before = plan.read_bytes()
    with pytest.raises(Refused, match="壊れて"):
        restore(plan, backup)
    assert plan.read_bytes() == before


def test_a_plan_that_somebody_writes_is_not_replaced(plan: Path) -> None:
    backup = back_up(plan)
    with Store.open(plan, author=ANNA), pytest.raises(Locked, match=ANNA):
        restore(plan, backup)


def test_a_servers_plan_is_backed_up_by_the_server() -> None:
    for ask in (back_up, backups_of):
        with pytest.raises(Refused, match="サーバーのバックアップ"):
            ask("postgresql+psycopg://u@h/db")


def test_old_backups_are_pruned_and_other_files_are_left_alone(plan: Path) -> None:
    now = datetime(2024, 7, 15, 12)
    backup = back_up(plan)
    for hours in range(0, 24 * 400, 7):
        stamp = (now - timedelta(hours=hours)).strftime("%Y-%m-%d_%H%M%S")
        (backup.parent / f"plan.{stamp}.dxdb").touch()
    other = backup.parent / "大事.dxdb"
    shutil.move(backup, other)
    prune(plan, now)
    left = [datetime.strptime(kept.path.name, "plan.%Y-%m-%d_%H%M%S.dxdb") for kept in backups_of(plan)]
    ages = [(now.date() - made.date()).days for made in left]
    assert [made.hour for made, age in zip(left, ages, strict=True) if age == 0] == [12, 5]
    assert [age for age in ages if 1 <= age <= 14] == list(range(1, 15))
    weeks = [made.isocalendar()[:2] for made, age in zip(left, ages, strict=True) if 14 < age <= 62]
    assert len(weeks) == len(set(weeks)) in (7, 8)
    months = [(made.year, made.month) for made, age in zip(left, ages, strict=True) if age > 62]
    assert len(months) == len(set(months)) in (12, 13)
    assert other.exists()
    assert prune(plan, now) == []


def test_thinning_keeps_the_newest_of_each_period(plan: Path) -> None:
    folder = backup_folder(plan)
    folder.mkdir()
    for name in ("plan.2024-05-01_090000.dxdb", "plan.2024-05-01_170000.dxdb", "plan.2024-05-01_170000-2.dxdb"):
        (folder / name).touch()
    prune(plan, datetime(2024, 5, 3))
    assert [kept.path.name for kept in backups_of(plan)] == ["plan.2024-05-01_170000-2.dxdb"]
