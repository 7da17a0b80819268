"""A measure that was deleted after the hand-out is one case with its name and all that hangs on it, and one decision."""

from pathlib import Path

import pytest

from dxdesk.jobs.history import history
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Entry, Measure
from dxdesk.store import Store
from dxdesk.submission.merge.conflict_list import open_cases
from tests.submission.city import (
    CITIZENS,
    MEASURES,
    THIS_YEAR,
    deletion,
    edit,
    field,
    figure,
    figure_text,
    line,
    merge_files,
    pending_in,
    promise,
    resolve_held,
    rows_of,
    submit_copy,
    undo_merge_of,
)

GONE = MEASURES[0]


@pytest.fixture
def deleted(master: Path, copies: list[Path]) -> Path:
    """市民課 wrote in its measure, which the coordinator deleted meanwhile."""
    copy = copies[0]
    edit(copy, figure(1, "12件"))
    edit(copy, field(THIS_YEAR[0], "text", "直した"))
    edit(copy, line(1, "新しい行", CITIZENS))
    edit(copy, promise(1, "続ける"))
    edit(master, deletion(GONE))
    (file_result,) = merge_files(master, submit_copy(copy)).files
    assert file_result.conflicts == 1
    return master


def texts(master: Path) -> set[str]:
    return {entry.text for entry in rows_of(master).all(Entry).values() if entry.measure == GONE.id}


def test_it_is_one_case_with_its_name_and_all_that_hangs_on_it(deleted: Path) -> None:
    assert len(pending_in(deleted)) > 1
    with Store.open(deleted, read_only=True) as store:
        (case,) = open_cases(store)
    assert case.described.measure == GONE
    assert "削除された施策「施策1」" in case.described.what
    for text in ("12件", "直した", "新しい行", "続ける"):
        assert text in case.described.after
    assert "削除された指標" not in case.described.after
    assert case.department == "市民課"


def test_taking_it_brings_the_measure_back_with_everything(deleted: Path) -> None:
    with Store.open(deleted, read_only=True) as store:
        (case,) = open_cases(store)
    assert resolve_held(deleted, case.number, "theirs") > 4
    assert GONE.id in rows_of(deleted).all(Measure)
    assert {"直した", "新しい行", "続ける"} <= texts(deleted)
    assert figure_text(rows_of(deleted), 1) == "12件"
    assert pending_in(deleted) == []
    # And decided the other way afterwards.
    resolve_held(deleted, case.number, "master")
    assert GONE.id not in rows_of(deleted).all(Measure)
    resolve_held(deleted, case.number, "hold")
    with Store.open(deleted, read_only=True) as store:
        assert [c.number for c in open_cases(store)] == [case.number]


def test_leaving_it_deleted_closes_everything(deleted: Path) -> None:
    before = rows_of(deleted)
    number = pending_in(deleted)[0].number
    assert resolve_held(deleted, number, "master") == 0
    assert rows_of(deleted) == before
    assert pending_in(deleted) == []
    resolve_held(deleted, number, "theirs")
    assert {"直した", "新しい行", "続ける"} <= texts(deleted)


def test_a_text_of_one_s_own_has_no_place_there(deleted: Path) -> None:
    with pytest.raises(Refused, match="削除された施策の全体"):
        resolve_held(deleted, pending_in(deleted)[0].number, "自分の文")


def test_undoing_the_merge_leaves_no_case(deleted: Path) -> None:
    before = rows_of(deleted)
    undo_merge_of(deleted, "市民課")
    assert pending_in(deleted) == []
    assert rows_of(deleted) == before


def test_the_history_keeps_name_and_place_of_what_was_deleted_since(master: Path) -> None:
    edit(master, figure(1, "12件"))
    edit(master, deletion(GONE))
    with Store.open(master, read_only=True) as store:
        found = history(store)
    assert not any("削除された" in event["what"] for event in found)
    (event,) = [event for event in found if event["after"] == "12件"]
    assert (event["measure"], event["what"]) == ("1-(1) 施策1", "【指標1-(1)】R6実績の追加")
