"""A hand-out that was withdrawn: what comes back of it is refused with a sentence, and merged once that is taken back."""

from pathlib import Path

import pytest

from dxdesk.jobs.history import history
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.submission.status.board import DepartmentStatus, board
from dxdesk.submission.status.withdraw import Withdrawal, withdraw
from tests.submission.city import BOSS, YEAR, edit, figure, hand_out_copies, merge_files, rows_of, submit_copy, undo_merge_of
from tests.submission.forms import hand_out_forms


def take_back(master: Path, name: str = "市民課", which: str | None = None, *, undo: bool = False) -> int:
    with Store.open(master, author=BOSS) as store:
        return len(withdraw(store, Withdrawal(name, YEAR, which=which, undo=undo), author=BOSS))


def status(master: Path, name: str = "市民課") -> DepartmentStatus:
    with Store.open(master, read_only=True) as store:
        return next(d for d in board(store, YEAR).departments if d.name == name)


def test_what_comes_back_is_refused_and_merged_when_that_is_taken_back(master: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, figure(1, "12件"))
    file, before = submit_copy(copy), rows_of(master)
    assert take_back(master) == 1
    assert status(master).state == "未配布"
    (refused,) = merge_files(master, file).files
    assert refused.status == "refused"
    assert "に取り下げたため、統合していません" in refused.reason
    assert rows_of(master) == before
    assert file.exists()
    assert take_back(master, undo=True) == 1
    assert status(master).state == "配布済"
    assert merge_files(master, file).files[0].applied == 1


def test_a_form_is_refused_as_well(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    take_back(master)
    assert merge_files(master, form).files[0].status == "refused"


def test_one_of_several_copies_is_withdrawn_by_its_number_and_the_board_says_which(master: Path) -> None:
    first, second = (hand_out_copies(master, "市民課")[0] for _ in range(2))
    take_back(master, which="1")
    assert [item.withdrawn is None for item in status(master).handed_out] == [False, True]
    assert "取下げ" in status(master).handed_out[0].text
    edit(second, figure(1, "12件"))
    assert merge_files(master, submit_copy(second)).files[0].status == "merged"
    assert merge_files(master, submit_copy(first)).files[0].status == "refused"
    assert "提出1回" in status(master).handed_out[1].text


def test_what_was_merged_must_be_undone_first(master: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, figure(1, "12件"))
    merge_files(master, submit_copy(copy))
    with pytest.raises(Refused, match="先に、その統合を取り消して"):
        take_back(master)
    undo_merge_of(master, "市民課")
    assert take_back(master) == 1


def test_what_was_not_handed_out_or_is_withdrawn_already_is_refused(master: Path) -> None:
    with pytest.raises(Refused, match="まだ配っていません"):
        take_back(master)
    hand_out_copies(master, "市民課")
    with pytest.raises(Refused, match="取り下げていません"):
        take_back(master, undo=True)
    with pytest.raises(Refused, match="1から1の番号"):
        take_back(master, which="2")
    take_back(master)
    with pytest.raises(Refused, match="すでに取り下げて"):
        take_back(master)


def test_the_history_has_both(master: Path) -> None:
    hand_out_copies(master, "市民課")
    take_back(master)
    take_back(master, undo=True)
    with Store.open(master, read_only=True) as store:
        events = [(e["what"], e["before"], e["after"]) for e in history(store)[:2]]
    assert events == [("市民課への配布", "取下げ", ""), ("市民課への配布", "", "取下げ")]
