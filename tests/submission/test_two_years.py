"""A year turns, departments are renamed: what went out before comes back all the same, and the board knows."""

from pathlib import Path

from dxdesk.jobs.rollover import rollover
from dxdesk.plan.changes.reorganising import merge as united
from dxdesk.plan.changes.reorganising import rename
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.status.board import SubmissionState, board
from tests.submission.city import (
    BOSS,
    CITIZENS,
    TAXES,
    THIS_YEAR,
    YEAR,
    edit,
    field,
    figure,
    figure_text,
    hand_out_copies,
    line,
    merge_files,
    promise,
    rows_of,
    submit_copy,
)


def states(master: Path, year: int = YEAR) -> dict[str, str]:
    with Store.open(master, read_only=True) as store:
        return {status.name: status.state for status in board(store, year).departments}


def test_who_was_renamed_after_handing_out_is_not_asked_twice(master: Path) -> None:
    (copy, *_) = hand_out_copies(master)
    edit(master, lambda outline: rename(outline, CITIZENS, "くらし課", YEAR + 1), BOSS)
    assert states(master) == dict.fromkeys(("市民課", "税務課", "観光課"), SubmissionState.HANDED_OUT)
    assert states(master, YEAR + 1) == dict.fromkeys(("くらし課", "税務課", "観光課"), SubmissionState.NOT_HANDED_OUT)
    edit(copy, figure(1, "12件"))
    (file_result,) = merge_files(master, submit_copy(copy)).files
    assert (file_result.status, file_result.applied, file_result.out_of_scope) == ("merged", 1, 0)
    (fresh,) = hand_out_copies(master, "くらし課")
    assert states(master)["くらし課"] == SubmissionState.HANDED_OUT
    edit(fresh, figure(1, "14件"))
    assert merge_files(master, submit_copy(fresh)).files[0].applied == 1
    assert figure_text(rows_of(master), 1) == "14件"


def test_who_took_over_what_nobody_was_handed_is_still_to_be_asked(master: Path) -> None:
    hand_out_copies(master, "市民課")
    departments = [CITIZENS, TAXES]
    edit(master, lambda outline: united(outline, departments, "くらし税務課", YEAR + 1), BOSS)
    assert states(master)["くらし税務課"] == SubmissionState.NOT_HANDED_OUT


def test_last_year_s_copy_is_reported_as_such(master: Path) -> None:
    old, other, _ = hand_out_copies(master)
    edit(old, figure(1, "12件"))
    edit(old, promise(1, "続ける"))
    first = submit_copy(old)
    assert merge_files(master, first, dry_run=True).files[0].reason == ""
    with Store.open(master, author=BOSS) as store:
        rollover(store, BOSS)
    assert merge_files(master, first, dry_run=True).files[0].reason == "", "nobody has this year's yet"
    fresh, *_ = hand_out_copies(master)
    (file_result,) = merge_files(master, first).files
    assert (file_result.status, file_result.applied) == ("merged", 2)
    assert file_result.reason == "R6 の写しです。R7 の写しと取り違えていないか、課に確かめてください。"
    edit(fresh, line(1, "今年", CITIZENS, YEAR + 1))
    assert [v.reason for v in merge_files(master, submit_copy(fresh)).files] == [""]
    hand_out_copies(master, "税務課", year=YEAR)
    edit(other, field(THIS_YEAR[1], "text", "書いた"))
    assert merge_files(master, submit_copy(other)).files[0].reason == "", "the earlier year is asked for again"
    assert Outline(rows_of(master)).plans[0].shown_to == YEAR + 2
