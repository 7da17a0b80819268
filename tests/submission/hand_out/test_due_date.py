"""締切 changed after the copies went out: the board and what came late follow the master, not the copy."""

from datetime import date
from pathlib import Path

import pytest

from dxdesk.jobs.history import events
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.hand_out.due_date import DueDateChange, change_due
from dxdesk.submission.status.board import SubmissionState, board
from dxdesk.submission.status.reminders import reminder
from tests.submission.city import BOSS, YEAR, edit, figure, hand_out_copies, merge_files, submit_copy

TODAY = date(2026, 12, 19)


def states(master: Path) -> dict[str, tuple[str, str | None]]:
    with Store.open(master, read_only=True) as store:
        return {s.name: (s.state, s.due) for s in board(store, today=TODAY).departments}


def change_due_date(master: Path, due: str | None, *departments: str, year: int = YEAR) -> int:
    with Store.open(master, author=BOSS) as store:
        return change_due(store, DueDateChange(year, due, departments), author=BOSS)


def test_one_department_gets_more_time_and_then_everybody(master: Path) -> None:
    hand_out_copies(master, due="2026-12-18")
    assert set(states(master).values()) == {(SubmissionState.OVERDUE, "2026-12-18")}
    assert change_due_date(master, "2026-12-25", "税務課") == 1
    assert states(master)["税務課"] == (SubmissionState.HANDED_OUT, "2026-12-25")
    assert states(master)["市民課"] == (SubmissionState.OVERDUE, "2026-12-18")
    with Store.open(master, read_only=True) as store:
        found = board(store, today=TODAY)
        text = reminder(found, found.departments[1], today=TODAY)
    assert "締切：2026年12月25日（金）\n" in text
    assert change_due_date(master, None) == 3
    assert set(states(master).values()) == {(SubmissionState.HANDED_OUT, None)}


def test_the_history_shows_who_changed_it(master: Path) -> None:
    hand_out_copies(master, due="2026-12-18")
    change_due_date(master, "2026-12-25", "税務課")
    change_due_date(master, "2026-12-25", "税務課")
    change_due_date(master, None)
    with Store.open(master, read_only=True) as store:
        text = [
            (e.author, e.described.what, e.described.year, e.described.before, e.described.after)
            for e in events(store, store.load())[:4]
        ]
    assert text[:3] == [
        (BOSS, "観光課の締切", YEAR, "2026-12-18", ""),
        (BOSS, "税務課の締切", YEAR, "2026-12-25", ""),
        (BOSS, "市民課の締切", YEAR, "2026-12-18", ""),
    ]
    assert text[3] == (BOSS, "税務課の締切", YEAR, "2026-12-18", "2026-12-25")


def test_what_was_handed_in_is_late_by_the_new_day_and_merges_all_the_same(master: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課", due="2020-01-10")
    edit(copy, figure(1, "12件"))
    assert merge_files(master, submit_copy(copy), dry_run=True).files[0].late
    change_due_date(master, "2099-12-31")
    with Store.open(copy, read_only=True) as store:
        assert store.records(HandOut)[0].due == "2020-01-10", "the copy is out of reach"
    (file_result,) = merge_files(master, submit_copy(copy)).files
    assert (file_result.status, file_result.late) == ("merged", False)


def test_there_must_be_a_day_and_somebody_who_was_handed_something(master: Path) -> None:
    with pytest.raises(Refused, match="どの課にもR6 はまだ配っていない"):
        change_due_date(master, "2026-12-25")
    (copy,) = hand_out_copies(master, "市民課", due="2026-12-18")
    for due, names, year, message in (
        ("12月の末", (), YEAR, "日付として読めません"),
        ("2026-12-25", ("税務課",), YEAR, "税務課にR6 はまだ配っていない"),
        ("2026-12-25", ("ない課",), YEAR, "ない課"),
        ("2026-12-25", (), YEAR - 1, "R5 はまだ配っていない"),
    ):
        with pytest.raises(Refused, match=message):
            change_due_date(master, due, *names, year=year)
    with Store.open(copy, author=BOSS) as store, pytest.raises(Refused, match="元の計画ファイル"):
        change_due(store, DueDateChange(YEAR, "2026-12-25"), author=BOSS)
    assert states(master)["市民課"] == (SubmissionState.OVERDUE, "2026-12-18")
