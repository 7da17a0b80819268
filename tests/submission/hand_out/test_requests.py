"""Requests by hand: at hand-out and later, in the board, the copy, the form and the history."""

from pathlib import Path

import pytest

from dxdesk.jobs.history import history
from dxdesk.plan.rows.errors import EnvironmentFault, Refused
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut, Request
from dxdesk.submission.hand_in.completeness import todos_of
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.hand_out.requests import RequestByHand, RequestChange, change_requests
from dxdesk.submission.status.board import board
from dxdesk.submission.status.year_lock import lock
from tests.submission.city import BOSS, TOURISM, YEAR, edit, hand_out_copies, line, merge_files, submit_copy
from tests.submission.forms import Sheet

ADDED = RequestByHand("観光課", "1-(1)")
OFF = RequestByHand("税務課", "1-(4)", wanted=False)


def change(master: Path, *wanted: RequestByHand) -> list[RequestChange]:
    with Store.open(master, author=BOSS) as store:
        return change_requests(store, YEAR, wanted, plan=None, author=BOSS)


def counts(master: Path) -> dict[str, tuple[int, int]]:
    with Store.open(master, read_only=True) as store:
        return {d.name: (d.filled, d.required) for d in board(store, YEAR).departments}


def missing(file: Path, folder: Path) -> tuple[str, ...]:
    return submit(str(file), folder / f"{file.stem}の提出.dxdb", author="課員").filled.missing


def test_a_request_by_hand_is_asked_on_the_board_in_the_copy_and_in_the_form(master: Path, tmp_path: Path) -> None:
    before = counts(master)
    with Store.open(master, author=BOSS) as store:
        request = HandOutRequest(departments=["税務課", "観光課"], by_hand=[ADDED, OFF])
        copies = [h.file for h in hand_out(store, tmp_path / "写し", request, author=BOSS)]
        forms = HandOutRequest(departments=["税務課", "観光課"], excel=True)
        sheets = [Sheet(h.file) for h in hand_out(store, tmp_path / "様式", forms, author=BOSS)]
    after = counts(master)
    assert after["観光課"] == (before["観光課"][0], before["観光課"][1] + 2)
    assert after["税務課"] == (before["税務課"][0], before["税務課"][1] - 2)
    assert "1-(1) 施策1 R6実績の記載" in missing(copies[1], tmp_path)
    assert not any("1-(4)" in text for text in missing(copies[0], tmp_path))
    taxes, tourism = (" ".join(str(row[0].value) for row in sheet.rows()) for sheet in sheets)
    assert "施策1" in tourism
    assert "施策4" not in taxes


def test_what_came_for_it_counts(master: Path) -> None:
    change(master, ADDED)
    (copy,) = hand_out_copies(master, "観光課")
    edit(copy, line(1, "手伝った", TOURISM))
    before = counts(master)["観光課"]
    merge_files(master, submit_copy(copy))
    with Store.open(copy, read_only=True) as store:
        todos = todos_of(store.outline(), store.records(HandOut)[0])
    assert counts(master)["観光課"] == (before[0] + 1, before[1]) == (sum(todo.filled for todo in todos), len(todos))


def test_after_the_hand_out_it_is_said_that_the_copy_does_not_ask_for_it(master: Path) -> None:
    hand_out_copies(master, "観光課")
    before = counts(master)["観光課"]
    (added,) = change(master, ADDED)
    assert added.needs_copy
    assert "配布済みの写しや様式には載っていません" in added.sentence
    assert counts(master)["観光課"] == (before[0], before[1] + 2)
    (off,) = change(master, RequestByHand("観光課", "1-(1)", wanted=False))
    assert "頼むのをやめました" in off.sentence
    assert counts(master)["観光課"] == before


def test_what_changes_nothing_is_not_recorded_and_said_so(master: Path) -> None:
    (asked,) = change(master, RequestByHand("市民課", "1-(1)"))
    assert (asked.done, asked.sentence) == (False, "市民課：1-(1) 施策1 の記入は、すでに頼んでいます。")
    with Store.open(master, read_only=True) as store:
        assert store.records(Request) == []


def test_the_history_has_it(master: Path) -> None:
    change(master, OFF)
    with Store.open(master, read_only=True) as store:
        newest = history(store)[0]
    assert (newest["author"], newest["measure"], newest["what"]) == (BOSS, "1-(4) 施策4", "税務課への記入の依頼")
    assert (newest["before"], newest["after"]) == ("頼む", "頼まない")


def test_a_locked_year_an_unknown_department_and_a_copy_are_refused_and_nothing_is_written(master: Path) -> None:
    for wanted, message in ((RequestByHand("ない課", "1-(1)"), "ない課"), (RequestByHand("税務課", "9-(9)"), "9-")):
        with pytest.raises(Refused, match=message):
            change(master, ADDED, wanted)
    (copy,) = hand_out_copies(master, "観光課")
    with pytest.raises(Refused, match="元の計画ファイル"):
        change(copy, ADDED)
    with Store.open(master, author=BOSS) as store:
        assert store.records(Request) == []
        lock(store, YEAR, author=BOSS)
    with pytest.raises(Refused, match="確定済み"):
        change(master, ADDED)


def test_a_hand_out_that_fails_leaves_no_request_behind(master: Path, tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text("ファイル", encoding="utf-8")
    with Store.open(master, author=BOSS) as store:
        request = HandOutRequest(departments=["観光課"], by_hand=[ADDED])
        with pytest.raises(EnvironmentFault, match="フォルダ"):
            hand_out(store, tmp_path / "一.txt", request, author=BOSS)
        assert store.records(Request) == []
