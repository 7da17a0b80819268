"""A backup is restored: what departments hold still comes back, and what they handed in is merged again or named."""

import json
import shutil
from pathlib import Path

import pytest

from dxdesk.cli import main
from dxdesk.plan.changes.edits import delete_row
from dxdesk.plan.changes.reorganising import add_department
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.file.backup import back_up, backups_of
from dxdesk.store.tables.records import Accepted, HandOut
from dxdesk.submission.hand_out.due_date import DueDateChange, change_due
from dxdesk.submission.merge.restore import MergedSince, Restored, restore_master
from dxdesk.submission.status.board import board
from tests.submission.city import (
    BOSS,
    INDICATORS,
    YEAR,
    edit,
    figure,
    figure_text,
    hand_out_copies,
    line,
    merge_files,
    pending_in,
    rows_of,
    submit_copy,
)


def restored(master: Path, backup: Path, choice: MergedSince | None = None) -> Restored:
    """Restore in the coordinator's name."""
    return restore_master(master, backup, author=BOSS, merged_since=choice)


def states(master: Path) -> dict[str, tuple[str, int]]:
    """Return each department's state and number of submissions."""
    with Store.open(master, read_only=True) as store:
        return {d.name: (d.state, d.version) for d in board(store, YEAR).departments}


def write(master: Path, number: int, text: str) -> None:
    """The coordinator writes a figure."""
    edit(master, figure(number, text), BOSS)


def test_copies_handed_out_after_the_backup_are_merged_into_the_restored_plan(master: Path) -> None:
    backup = back_up(master)
    copies = hand_out_copies(master, due="2099-12-18")
    write(master, 3, "書き間違い")
    done = restored(master, backup)
    assert done.kept == ("市民課", "税務課", "観光課")
    assert (done.merged, done.dropped, done.unread) == ((), (), False)
    assert figure_text(rows_of(master), 3) is None
    assert set(states(master).values()) == {("配布済", 0)}
    edit(copies[0], figure(1, "12件"))
    (result,) = merge_files(master, submit_copy(copies[0])).files
    assert (result.status, result.applied, result.conflicts, result.out_of_scope) == ("merged", 1, 0, 0)
    with Store.open(master, read_only=True) as store:
        assert {h.due for h in store.records(HandOut)} == {"2099-12-18"}


@pytest.fixture
def busy(master: Path) -> tuple[Path, Path, list[Path]]:
    """A master, its backup before any hand-out, and two submissions merged since; the coordinator wrote something, too."""
    backup = back_up(master)
    copies = hand_out_copies(master)
    edit(copies[0], figure(1, "12件"), "一郎")
    edit(copies[1], figure(2, "20件"), "二郎")
    files = [submit_copy(copy) for copy in copies[:2]]
    merge_files(master, *files)
    write(master, 3, "書き間違い")
    return master, backup, files


def test_where_something_was_merged_since_and_nobody_says_what_becomes_of_it_nothing_changes(
    busy: tuple[Path, Path, list[Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    master, backup, _ = busy
    before, backups = master.read_bytes(), len(backups_of(master))
    assert main(["restore", str(master), str(backup)]) == 3
    (sentence,) = capsys.readouterr().err.splitlines()
    assert "市民課、税務課" in sentence
    assert "--submissions keep" in sentence
    assert "--submissions drop" in sentence
    assert master.read_bytes() == before
    assert len(backups_of(master)) == backups


def test_what_was_handed_in_since_is_merged_again_in_the_names_of_those_who_wrote_it(
    busy: tuple[Path, Path, list[Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    master, backup, files = busy
    assert main(["restore", str(master), str(backup), "--submissions", "keep", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(m["department"], m["applied"], m["held"]) for m in report["merged"]] == [("市民課", 1, 0), ("税務課", 1, 0)]
    assert (report["hand_outs"], report["dropped"]) == (["市民課", "税務課", "観光課"], [])
    rows = rows_of(master)
    assert [figure_text(rows, number) for number in (1, 2, 3)] == ["12件", "20件", None]
    assert [version for _, version in states(master).values()] == [1, 1, 0]
    with Store.open(master, read_only=True) as store:
        writers = {entry.author for entry in store.history() if entry.kind == "merge"}
    assert writers == {"一郎", "二郎"}
    assert [file.status for file in merge_files(master, *files).files] == ["already", "already"]


def test_what_was_handed_in_since_can_count_as_not_merged_and_be_merged_again_by_hand(
    busy: tuple[Path, Path, list[Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    master, backup, files = busy
    assert main(["restore", str(master), str(backup), "--submissions", "drop"]) == 1
    assert "市民課、税務課の提出は統合していない状態に戻りました" in capsys.readouterr().out
    assert [version for _, version in states(master).values()] == [0, 0, 0]
    assert figure_text(rows_of(master), 1) is None
    assert [(file.status, file.applied) for file in merge_files(master, *files).files] == [("merged", 1), ("merged", 1)]


def test_a_submission_that_contradicts_the_restored_plan_waits_for_a_person(master: Path) -> None:
    write(master, 1, "1件")
    backup = back_up(master)
    write(master, 1, "2件")
    copies = hand_out_copies(master, "市民課")
    edit(copies[0], figure(1, "3件"))
    merge_files(master, submit_copy(copies[0]))
    done = restored(master, backup, MergedSince.KEEP)
    assert [(name, len(merged.held)) for name, merged in done.merged] == [("市民課", 1)]
    assert figure_text(rows_of(master), 1) == "1件"
    (held,) = pending_in(master)
    assert "3件" in held.theirs


def test_a_later_submission_goes_on_from_the_one_that_was_merged_again(busy: tuple[Path, Path, list[Path]]) -> None:
    master, backup, _ = busy
    restored(master, backup, MergedSince.KEEP)
    copy = master.parent / "配布0" / "R6_市民課.dxdb"
    edit(copy, figure(1, "13件"))
    (result,) = merge_files(master, submit_copy(copy)).files
    assert (result.applied, result.conflicts) == (1, 0)
    assert figure_text(rows_of(master), 1) == "13件"


def test_a_new_date_and_what_the_backup_has_already_stay_as_they_are(master: Path) -> None:
    copies = hand_out_copies(master, due="2099-12-18")
    edit(copies[0], figure(1, "12件"))
    merge_files(master, submit_copy(copies[0]))
    backup = back_up(master)
    with Store.open(master, author=BOSS) as store:
        change_due(store, DueDateChange(YEAR, "2099-12-25", ()), author=BOSS)
    write(master, 3, "書き間違い")
    done = restored(master, backup)
    assert (done.merged, done.dropped) == ((), ())
    with Store.open(master, read_only=True) as store:
        assert {h.due for h in store.records(HandOut)} == {"2099-12-25"}
        assert len(store.records(Accepted)) == 1
    assert figure_text(rows_of(master), 1) == "12件"


def test_back_and_forth_again_everything_is_there_once(busy: tuple[Path, Path, list[Path]]) -> None:
    master, backup, files = busy
    first = restored(master, backup, MergedSince.KEEP)
    assert first.replaced is not None
    again = restored(master, first.replaced)
    assert (again.merged, again.dropped) == ((), ())
    assert figure_text(rows_of(master), 3) == "書き間違い"
    assert [file.status for file in merge_files(master, *files).files] == ["already", "already"]
    with Store.open(master, read_only=True) as store:
        assert len(store.records(HandOut)) == 3


def test_without_anything_since_the_backup_comes_back_byte_for_byte(master: Path) -> None:
    hand_out_copies(master)
    backup = back_up(master)
    write(master, 3, "書き間違い")
    done = restored(master, backup)
    assert (done.kept, done.sentences) == ((), [])
    assert rows_of(master) == rows_of(backup)


def test_from_a_damaged_file_nothing_can_be_kept_and_that_is_said(busy: tuple[Path, Path, list[Path]]) -> None:
    master, backup, _ = busy
    content = bytearray(master.read_bytes())
    content[:16] = b"x" * 16
    master.write_bytes(content)
    done = restored(master, backup)
    assert done.unread
    assert any("引き継げませんでした" in sentence for sentence in done.sentences)
    assert rows_of(master) == rows_of(backup)


def test_another_plans_backup_is_refused_as_ever(busy: tuple[Path, Path, list[Path]], tmp_path: Path) -> None:
    master, backup, _ = busy
    other = tmp_path / "別.dxdb"
    with Store.open(backup, read_only=True) as store:
        rows = store.load()
    Store.create(other, rows, author=BOSS).close()
    before = master.read_bytes()
    with pytest.raises(Refused, match="別の計画ファイルのバックアップ"):
        restored(master, other, MergedSince.KEEP)
    assert master.read_bytes() == before


def test_what_hangs_on_what_the_backup_does_not_have_waits_and_is_not_lost(master: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        outline = store.outline()
        store.apply(Batch(delete_row(outline, INDICATORS[0]), BOSS))
    backup = back_up(master)
    with Store.open(master, author=BOSS) as store:
        assert store.undo(BOSS) is not None
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, figure(1, "12件"))
    edit(copy, line(1, "続けている"))
    merge_files(master, submit_copy(copy))
    done = restored(master, backup, MergedSince.KEEP)
    ((_, merged),) = done.merged
    assert len(merged.changes) == 1
    waiting = pending_in(master)
    assert {held.table_name for held in waiting} == {"indicator", "figure"}
    assert any("12件" in held.theirs for held in waiting)


def test_a_department_that_the_backup_does_not_have_is_named(master: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "前.dxdb"
    shutil.copy(master, earlier)
    name = "新しい課"
    with Store.open(master, author=BOSS) as store:
        outline = store.outline()
        store.apply(Batch(add_department(outline, outline.plans[0], name), BOSS))
    hand_out_copies(master, name)
    with pytest.raises(Refused, match=name):
        restored(master, earlier)
    done = restored(master, earlier, MergedSince.KEEP)
    assert done.dropped == (name,)
