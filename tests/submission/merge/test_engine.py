"""The rules of merging, one by one: what is applied, what is held, what goes to review, and nothing is lost."""

import shutil
from pathlib import Path

import pytest

from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Figure
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.file.backup import backups_of
from dxdesk.store.tables.records import Accepted, YearLock
from dxdesk.submission.merge.command import merge
from dxdesk.submission.status.year_lock import lock, unlock
from tests.submission.city import (
    BOSS,
    CITIZENS,
    INDICATORS,
    MEASURES,
    ROWS,
    TAXES,
    THIS_YEAR,
    YEAR,
    deletion,
    edit,
    field,
    figure,
    figure_text,
    hand_out_copies,
    line,
    merge_files,
    pending_in,
    promise,
    resolve_held,
    rows_of,
    submit_copy,
    undo_merge_of,
)

MINE = THIS_YEAR[0]


def twin(copy: Path) -> Path:
    """The same copy on a colleague's machine."""
    return Path(shutil.copy(copy, copy.with_name(f"写し_{copy.name}")))


def lines_of(path: Path, number: int, year: int = YEAR) -> set[str]:
    outline = Outline(rows_of(path))
    return {e.text for e in outline.all_entries(MEASURES[number - 1]) if e.year == year}


def test_what_the_departments_wrote_is_in_the_plan(master: Path, copies: list[Path]) -> None:
    for number, copy in enumerate(copies, 1):
        edit(copy, figure(number, f"{number}0件"))
        edit(copy, promise(number, f"続ける{number}"))
    result = merge_files(master, *(submit_copy(copy) for copy in copies))
    assert [(v.status, v.applied, v.conflicts, v.out_of_scope) for v in result.files] == [("merged", 2, 0, 0)] * 3
    assert [v.department for v in result.files] == ["市民課", "税務課", "観光課"]
    assert [figure_text(rows_of(master), number) for number in (1, 2, 3)] == ["10件", "20件", "30件"]
    assert lines_of(master, 2, YEAR + 1) == {"続ける2"}
    assert pending_in(master) == []


def test_authors_and_times_travel_into_the_masters_history(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"), author="市民 一郎")
    edit(copies[0], promise(1, "続ける"), author="市民 二郎")
    with Store.open(copies[0], read_only=True) as store:
        written = {r.author: r.at for r in store.history()}
    merge_files(master, submit_copy(copies[0]))
    with Store.open(master, read_only=True) as store:
        found = [r for r in store.history() if r.kind == "merge"]
    assert {r.author: r.at for r in found} == written
    assert all("市民課の提出" in r.reason for r in found)


def test_a_backup_is_made_and_the_history_can_be_undone_by_nobodys_ctrl_z(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"), author=BOSS)
    merge_files(master, submit_copy(copies[0]))
    assert rows_of(backups_of(master)[0].path) == ROWS
    with Store.open(master, author=BOSS) as store:
        assert store.undo(BOSS) is None
        assert figure_text(store.load(), 1) == "12件"


def test_a_dry_run_has_the_same_result_and_writes_nothing(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    other = twin(hand_out_copies(master, "市民課")[0])
    edit(other, figure(1, "13件"))
    files = [submit_copy(copies[0]), submit_copy(other)]
    before = master.read_bytes()
    looked = merge_files(master, *files, dry_run=True)
    assert master.read_bytes() == before
    assert not backups_of(master)
    done = merge_files(master, *files)
    assert looked == done
    assert [v.conflicts for v in done.files] == [0, 1]


def test_the_same_file_twice_is_already_merged(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    file = submit_copy(copies[0])
    assert [v.status for v in merge_files(master, file, file).files] == ["merged", "already"]
    before = master.read_bytes()
    assert [v.status for v in merge_files(master, file).files] == ["already"]
    assert master.read_bytes() == before


# -- conflicts


@pytest.fixture
def fresh_copy(copies: list[Path]) -> Path:
    """One more copy of 市民課, as it was handed out."""
    return Path(shutil.copy(copies[0], copies[0].with_name("三人目.dxdb")))


@pytest.fixture
def contested(master: Path, copies: list[Path]) -> Path:
    """A master that has 12件 for measure 1, with 13件 of a colleague pending under number 1."""
    other = twin(copies[0])
    edit(copies[0], figure(1, "12件"), author="甲")
    edit(other, figure(1, "13件"), author="乙")
    assert [v.conflicts for v in merge_files(master, submit_copy(copies[0]), submit_copy(other)).files] == [0, 1]
    return master


def test_of_two_values_the_earlier_stays_and_the_later_is_held_with_base_author_and_time(contested: Path) -> None:
    assert figure_text(rows_of(contested), 1) == "12件"
    (held,) = pending_in(contested)
    assert (held.field, held.base_value, held.their_value, held.author, held.why) == ("text", None, "13件", "乙", "conflict")
    assert held.at


@pytest.mark.parametrize(("take", "value"), [("theirs", "13件"), ("master", "12件"), ("14件", "14件")])
def test_a_person_picks_one_or_writes_another_with_a_reason(contested: Path, take: str, value: str) -> None:
    assert resolve_held(contested, 1, take) == (value != "12件")
    assert figure_text(rows_of(contested), 1) == value
    assert pending_in(contested) == []
    with Store.open(contested, read_only=True) as store:
        newest = store.history(limit=1)[0]
    if take != "master":
        assert (newest.author, newest.reason) == (BOSS, "食い違いの決定：電話で確かめた")


def test_a_decision_can_be_opened_again(contested: Path) -> None:
    resolve_held(contested, 1, "master")
    resolve_held(contested, 1, "theirs", "やはり課のとおり")
    assert figure_text(rows_of(contested), 1) == "13件"


@pytest.mark.parametrize(
    ("number", "take", "reason", "message"),
    [(1, "theirs", " ", "理由"), (1, "  ", "理由", "文が空"), (7, "theirs", "理由", "番号「7」")],
)
def test_what_cannot_be_decided_is_refused(contested: Path, number: int, take: str, reason: str, message: str) -> None:
    before = rows_of(contested)
    with pytest.raises(Refused, match=message):
        resolve_held(contested, number, take, reason)
    assert rows_of(contested) == before
    assert len(pending_in(contested)) == 1


def test_all_candidates_of_a_cell_are_decided_together(fresh_copy: Path, contested: Path) -> None:
    edit(fresh_copy, figure(1, "15件"), author="丁")
    merge_files(contested, submit_copy(fresh_copy))
    assert [h.their_value for h in pending_in(contested)] == ["13件", "15件"]
    resolve_held(contested, 2, "theirs")
    assert figure_text(rows_of(contested), 1) == "15件"
    assert pending_in(contested) == []


@pytest.mark.parametrize(("take", "value"), [("theirs", "13件"), ("master", "12件")])
def test_conflicts_can_be_decided_for_all_when_merging(master: Path, copies: list[Path], take: str, value: str) -> None:
    other = twin(copies[0])
    edit(copies[0], figure(1, "12件"))
    edit(other, figure(1, "13件"))
    merge_files(master, submit_copy(copies[0]), submit_copy(other), take="theirs" if take == "theirs" else "master")
    assert figure_text(rows_of(master), 1) == value
    assert pending_in(master) == []


def test_equal_values_converge_also_when_a_figure_is_written_differently(master: Path, copies: list[Path]) -> None:
    other = twin(copies[0])
    edit(copies[0], figure(1, "1,211件"))
    edit(other, figure(1, "１２１１件"))
    merge_files(master, submit_copy(copies[0]), submit_copy(other))
    assert figure_text(rows_of(master), 1) == "1,211件"
    assert pending_in(master) == []


def test_lines_that_two_people_added_are_both_kept(master: Path, copies: list[Path]) -> None:
    other = twin(copies[0])
    edit(copies[0], line(1, "甲の行"))
    edit(other, line(1, "乙の行"))
    merge_files(master, submit_copy(copies[0]), submit_copy(other))
    assert lines_of(master, 1) >= {"甲の行", "乙の行"}
    assert pending_in(master) == []


@pytest.mark.parametrize("deleted_first", [True, False])
def test_delete_against_edit_is_held_both_ways(master: Path, copies: list[Path], deleted_first: bool) -> None:
    other = twin(copies[0])
    edit(copies[0], deletion(MINE))
    edit(other, field(MINE, "text", "直した"))
    files = [submit_copy(copies[0]), submit_copy(other)]
    merge_files(master, *(files if deleted_first else files[::-1]))
    (held,) = pending_in(master)
    assert held.field == WHOLE
    value = rows_of(master).get("entry", MINE.id)
    assert (value is None) == deleted_first
    resolve_held(master, held.number, "theirs")
    after = rows_of(master).get("entry", MINE.id)
    assert after == (MINE.replace(text="直した") if deleted_first else None)


def test_a_delete_that_nobody_contests_is_done(master: Path, copies: list[Path]) -> None:
    edit(copies[0], deletion(MINE))
    merge_files(master, submit_copy(copies[0]))
    assert rows_of(master).get("entry", MINE.id) is None
    assert pending_in(master) == []


def test_what_hangs_on_something_the_master_deleted_is_held(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    edit(master, deletion(INDICATORS[0]), author=BOSS)
    merge_files(master, submit_copy(copies[0]))
    above, below = (
        next(h for h in pending_in(master) if h.row_id == row_id and h.field == WHOLE)
        for row_id in (INDICATORS[0].id, Figure.new(indicator=INDICATORS[0].id, year=YEAR).id)
    )
    with pytest.raises(Refused, match="属する"):
        resolve_held(master, below.number, "theirs")
    resolve_held(master, above.number, "theirs")
    resolve_held(master, below.number, "theirs")
    assert figure_text(rows_of(master), 1) == "12件"


# -- scope and locks


def test_edits_outside_the_departments_part_go_to_review_and_can_be_let_in(master: Path) -> None:
    copies = hand_out_copies(master, whole=True)
    edit(copies[1], figure(1, "99件"))
    edit(copies[1], field(MEASURES[0], "title", "改題"))
    edit(copies[1], figure(2, "20件"))
    (file_result,) = merge_files(master, submit_copy(copies[1])).files
    assert (file_result.applied, file_result.out_of_scope) == (1, 2)
    assert figure_text(rows_of(master), 1) is None
    assert {h.why for h in pending_in(master)} == {"scope"}
    for held in pending_in(master):
        resolve_held(master, held.number, "theirs")
    rows = rows_of(master)
    assert figure_text(rows, 1) == "99件"
    assert rows.tables["measure"][MEASURES[0].id] == MEASURES[0].replace(title="改題")


def test_a_locked_years_edits_go_to_review_until_it_is_open_again(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    edit(copies[0], promise(1, "続ける"))
    with Store.open(master, author=BOSS) as store:
        assert lock(store, YEAR, author=BOSS)
        assert not lock(store, YEAR, author=BOSS)
    (file_result,) = merge_files(master, submit_copy(copies[0])).files
    assert (file_result.applied, file_result.out_of_scope) == (1, 1)
    assert lines_of(master, 1, YEAR + 1) == {"続ける"}
    (held,) = pending_in(master)
    assert held.why == "locked"
    with pytest.raises(Refused, match="R6 は確定済み"):
        resolve_held(master, held.number, "theirs")
    with Store.open(master, author=BOSS) as store:
        with pytest.raises(Refused, match="理由"):
            unlock(store, YEAR, " ", author=BOSS)
        assert unlock(store, YEAR, "数値の誤り", author=BOSS)
        assert [(r.locked, r.reason) for r in store.records(YearLock)] == [(True, ""), (False, "数値の誤り")]
    resolve_held(master, held.number, "theirs")
    assert figure_text(rows_of(master), 1) == "12件"


# -- re-submission


def test_a_second_submission_of_a_copy_carries_only_what_is_new(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    merge_files(master, submit_copy(copies[0]))
    edit(master, figure(1, "15件"), author=BOSS)
    edit(copies[0], promise(1, "続ける"))
    (file_result,) = merge_files(master, submit_copy(copies[0])).files
    assert (file_result.applied, file_result.conflicts) == (1, 0)
    assert figure_text(rows_of(master), 1) == "15件"


def test_two_clerks_with_two_copies_never_revert_each_other(master: Path, copies: list[Path]) -> None:
    other = twin(copies[0])
    edit(copies[0], figure(1, "12件"))
    edit(other, promise(1, "乙の行"))
    merge_files(master, submit_copy(copies[0]), submit_copy(other))
    edit(other, field(MINE, "text", "乙が直した"))
    (file_result,) = merge_files(master, submit_copy(other)).files
    assert (file_result.applied, file_result.conflicts) == (1, 0)
    assert figure_text(rows_of(master), 1) == "12件"
    edit(copies[0], figure(1, "13件"))
    merge_files(master, submit_copy(copies[0]))
    assert lines_of(master, 1) == {"乙が直した"}
    assert figure_text(rows_of(master), 1) == "13件"


def test_an_earlier_submission_that_comes_late_is_in_the_later_one(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    first = submit_copy(copies[0])
    edit(copies[0], figure(1, "13件"))
    second = submit_copy(copies[0])
    assert [v.status for v in merge_files(master, second, first).files] == ["merged", "already"]
    assert figure_text(rows_of(master), 1) == "13件"


def test_what_was_held_follows_the_newest_submission(contested: Path, copies: list[Path]) -> None:
    other = copies[0].with_name(f"写し_{copies[0].name}")
    edit(other, figure(1, "14件"))
    merge_files(contested, submit_copy(other))
    assert [h.their_value for h in pending_in(contested)] == ["14件"]
    edit(other, figure(1, "12件"))
    merge_files(contested, submit_copy(other))
    assert pending_in(contested) == []


def test_what_was_decided_is_not_asked_again(contested: Path, copies: list[Path]) -> None:
    resolve_held(contested, 1, "master")
    other = copies[0].with_name(f"写し_{copies[0].name}")
    edit(other, promise(1, "続ける"))
    (file_result,) = merge_files(contested, submit_copy(other)).files
    assert (file_result.applied, file_result.conflicts) == (1, 0)
    assert figure_text(rows_of(contested), 1) == "12件"


def test_a_conflict_goes_when_the_first_takes_the_value_back(contested: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, ""))
    merge_files(contested, submit_copy(copies[0]))
    assert figure_text(rows_of(contested), 1) == "13件"
    assert pending_in(contested) == []


def test_a_department_renamed_or_dissolved_meanwhile_still_hands_in(master: Path, copies: list[Path]) -> None:
    edit(copies[0], line(1, "した", CITIZENS))
    edit(copies[1], figure(2, "20件"))
    edit(master, field(CITIZENS, "name", "市民生活課"), author=BOSS)
    edit(master, field(TAXES, "successor", CITIZENS.id), author=BOSS)
    result = merge_files(master, submit_copy(copies[0]), submit_copy(copies[1]))
    assert [(v.applied, v.conflicts, v.out_of_scope) for v in result.files] == [(1, 0, 0), (1, 0, 0)]
    assert rows_of(master).tables["department"][CITIZENS.id] == CITIZENS.replace(name="市民生活課")


def test_a_half_done_copy_can_be_handed_to_a_colleague(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"), author="甲")
    colleague = twin(copies[0])
    edit(colleague, promise(1, "続ける"), author="乙")
    merge_files(master, submit_copy(colleague))
    assert (figure_text(rows_of(master), 1), lines_of(master, 1, YEAR + 1)) == ("12件", {"続ける"})


# -- undo


def tables_of(master: Path) -> tuple[object, object]:
    return rows_of(master), [(h.field, h.row_id, h.theirs) for h in pending_in(master)]


def test_a_submission_can_be_taken_back_exactly_and_merged_again(contested: Path, copies: list[Path]) -> None:
    before = tables_of(contested)
    edit(copies[1], figure(2, "20件"))
    edit(copies[1], deletion(THIS_YEAR[1]))
    edit(copies[1], figure(4, "範囲外"))
    file = submit_copy(copies[1])
    merge_files(contested, file)
    after = tables_of(contested)
    undone = undo_merge_of(contested, "税務課")
    assert (undone.changes, undone.skipped) == (2, ())
    assert tables_of(contested) == before
    assert [v.status for v in merge_files(contested, file).files] == ["merged"]
    assert tables_of(contested) == after
    with pytest.raises(Refused, match=r"観光課の.*提出はまだ"):
        undo_merge_of(contested, "観光課")


def test_what_changed_since_stays_and_is_reported(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    edit(copies[0], promise(1, "続ける"))
    merge_files(master, submit_copy(copies[0]))
    edit(master, figure(1, "15件"), author=BOSS)
    undone = undo_merge_of(master, "市民課")
    assert undone.changes == 1
    assert len(undone.skipped) == 1
    assert "指標1-(1)" in undone.skipped[0]
    assert figure_text(rows_of(master), 1) == "15件"
    assert lines_of(master, 1, YEAR + 1) == set()


def test_taking_a_re_submission_back_lets_its_base_fall_back(contested: Path, copies: list[Path]) -> None:
    other = copies[0].with_name(f"写し_{copies[0].name}")
    before = tables_of(contested)
    edit(other, figure(1, "12件"))
    edit(other, promise(1, "続ける"))
    file = submit_copy(other)
    merge_files(contested, file)
    assert pending_in(contested) == []
    undo_merge_of(contested, "市民課")
    assert tables_of(contested) == before
    assert [v.applied for v in merge_files(contested, file).files] == [1]
    undo_merge_of(contested, "市民課")
    undo_merge_of(contested, "市民課")
    assert tables_of(contested)[1] == []
    # Nothing but the first clerk's value is left; without it the plan is as it was handed out.
    undo_merge_of(contested, "市民課")
    assert rows_of(contested) == ROWS


def test_without_the_first_value_the_second_is_no_conflict(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    other = twin(copies[0])
    edit(other, figure(1, "13件"))
    files = [submit_copy(other), submit_copy(copies[0])]
    merge_files(master, *files)
    undo_merge_of(master, "市民課")
    assert figure_text(rows_of(master), 1) == "13件"
    assert pending_in(master) == []


# -- what is kept


def test_the_master_keeps_a_submission_as_what_it_changed(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    merge_files(master, submit_copy(copies[0], "課長 太郎"))
    with Store.open(master, read_only=True) as store:
        (accepted,) = store.records(Accepted)
    assert (accepted.department, accepted.author, accepted.applied) == (CITIZENS.id, "課長 太郎", 1)
    assert accepted.earlier_submits == []
    assert len(accepted.changes) < 1000


def test_a_refused_file_stops_nobody(master: Path, copies: list[Path], tmp_path: Path) -> None:
    edit(copies[0], figure(1, "12件"))
    (tmp_path / "メモ.dxdb").write_text("提出します")
    result = merge_files(master, tmp_path / "メモ.dxdb", copies[1], tmp_path / "none.dxdb", master, submit_copy(copies[0]))
    assert [v.status for v in result.files] == ["refused"] * 4 + ["merged"]
    assert all(v.reason.endswith("。") and "\n" not in v.reason for v in result.files[:4])
    assert figure_text(rows_of(master), 1) == "12件"


def test_a_folder_of_files_is_merged_by_name(master: Path, copies: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "受付"
    folder.mkdir()
    with pytest.raises(Refused, match="提出ファイル"):
        merge_files(master, folder)
    for number, copy in enumerate(copies, 1):
        edit(copy, figure(number, "12件"))
        submit_copy(copy).rename(folder / copy.name)
    (folder / "読んでください.txt").write_text("x")
    assert [v.status for v in merge_files(master, folder).files] == ["merged"] * 3


def test_only_a_master_takes_submissions(copies: list[Path]) -> None:
    with pytest.raises(Refused, match="配られた写し"):
        merge_files(copies[1], submit_copy(copies[0]))


def test_nothing_is_written_where_the_master_changed_under_our_hands(
    master: Path, copies: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(copies[0], figure(1, "12件"))
    file = submit_copy(copies[0])
    with Store.open(master, author=BOSS) as store:
        monkeypatch.setattr(Store, "changed_outside", lambda _: True)
        with pytest.raises(Refused, match="同時に"):
            merge(store, [file], author=BOSS)
    assert rows_of(master) == ROWS
