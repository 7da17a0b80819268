"""The report back: what was applied, changed, held or declined, also as remarks in a copy that is sent back."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.status.report import APPLIED, CHANGED, DECLINED, HELD, REVIEW, Report, report
from dxdesk.submission.status.send_back import send_back
from tests.submission.city import (
    BOSS,
    MEASURES,
    THIS_YEAR,
    decided,
    edited,
    field,
    figure,
    gone,
    line,
    merged,
    promise,
    sent,
    waiting_in,
)

MINE = THIS_YEAR[0]


def read(master: Path) -> Report:
    with Store.open(master, read_only=True) as store:
        return report(store, "市民課")


@pytest.fixture
def told(master: Path, copies: list[Path]) -> Path:
    """A master with one thing of each kind: a figure the coordinator contests, one he mends later, and others."""
    copy = copies[0]
    edited(copy, figure(1, "12件"))
    edited(copy, figure(4, "1,211件"))
    edited(copy, promise(1, "続ける"))
    edited(copy, field(MEASURES[0], "title", "改題"))
    edited(copy, field(MINE, "text", "直した"))
    edited(master, figure(1, "15件"), author=BOSS)
    edited(master, figure(4, "１２１１件"), author=BOSS)
    merged(master, sent(copy))
    edited(master, field(MINE, "text", "さらに直した"), author=BOSS)
    return master


def test_each_thing_that_was_handed_in_is_told_with_what_became_of_it(told: Path) -> None:
    found = read(told)
    assert found.department == "市民課"
    lines = {(r.described.what, r.described.after): (r.became, r.stands) for r in found.lines}
    assert lines == {
        ("【指標1-(1)】R6実績の追加", "12件"): (HELD, "15件"),
        ("【指標1-(4)】R6実績の追加", "1,211件"): (APPLIED, "１２１１件"),
        ("R7実施予定の記載の追加", "続ける"): (APPLIED, "続ける"),
        ("施策「改題」の施策名", "改題"): (REVIEW, "施策1"),
        ("R6実績の記載", "直した"): (CHANGED, "さらに直した"),
    }
    assert [found.count(kind) for kind in (APPLIED, CHANGED, HELD, REVIEW, DECLINED)] == [2, 1, 1, 1, 0]


def test_what_was_decided_is_told_with_the_reason(told: Path) -> None:
    conflict, review = sorted(waiting_in(told), key=lambda held: held.why)
    decided(told, conflict.number, "master", "集計の誤り")
    decided(told, review.number, "theirs", "決裁済み")
    found = {r.described.after: (r.became, r.why) for r in read(told).lines}
    assert found["12件"] == (DECLINED, "集計の誤り")
    assert found["改題"] == (APPLIED, "決裁済み")
    decided(told, conflict.number, "13件", "確かめた")
    assert {r.described.after: (r.became, r.stands) for r in read(told).lines}["12件"] == (CHANGED, "13件")


def test_a_copy_that_is_sent_back_carries_it_as_remarks(told: Path, tmp_path: Path) -> None:
    conflict = next(held for held in waiting_in(told) if held.why == "conflict")
    decided(told, conflict.number, "master", "集計の誤り")
    with Store.open(told, author=BOSS) as store:
        file = send_back(store, "市民課", "確かめてください", tmp_path / "差戻し.dxdb", author=BOSS)
    with Store.open(file, read_only=True) as store:
        (record,) = store.records(HandOut)
        rows = store.load()
    remarks = {(table, row): text for table, row, text in record.remarks}
    assert remarks["entry", MINE.id] == "提出のあとで直しました。計画は「さらに直した」です。"
    assert remarks["figure", conflict.row_id] == "採用しませんでした。計画は「15件」です。集計の誤り"
    assert "範囲の外" in remarks["measure", MEASURES[0].id]
    assert all(rows.get(table, row) is not None for table, row in remarks)
    assert rows.tables["entry"][MINE.id] == MINE.replace(text="直した")


def test_a_declined_deletion_is_remarked_on_the_measure(master: Path, copies: list[Path], tmp_path: Path) -> None:
    edited(copies[0], gone(MINE))
    edited(master, field(MINE, "text", "残す"), author=BOSS)
    merged(master, sent(copies[0]))
    decided(master, 1, "master", "必要な記載です")
    with Store.open(master, author=BOSS) as store:
        file = send_back(store, "市民課", "確かめてください", tmp_path / "差戻し.dxdb", author=BOSS)
    with Store.open(file, read_only=True) as store:
        (record,) = store.records(HandOut)
    assert ("measure", MEASURES[0].id, "採用しませんでした。計画は「残す」です。必要な記載です") in record.remarks


def test_without_a_submission_there_is_no_report(master: Path) -> None:
    with pytest.raises(Refused, match="統合されていません"):
        read(master)


def test_the_wording_for_publication_is_the_coordinators(master: Path, copies: list[Path]) -> None:
    edited(master, field(MINE, "publication", "公表する文"), author=BOSS)
    edited(copies[0], field(MINE, "text", "課が直した"))
    edited(copies[0], figure(1, "12件"))
    result = merged(master, sent(copies[0]))
    with Store.open(master, author=BOSS) as store:
        entry = store.load().get("entry", MINE.id)
        assert entry == MINE.replace(text="課が直した", publication="公表する文")
        assert [told.after for told in result.file_results[0].republish] == ["課が直した"]
    edited(copies[0], field(MINE, "publication", "課が書いた公表文"))
    (file_result,) = merged(master, sent(copies[0])).file_results
    assert (file_result.applied, file_result.out_of_scope, file_result.republish) == (0, 1, ())


def test_a_line_without_a_wording_for_publication_is_not_reported(master: Path, copies: list[Path]) -> None:
    edited(copies[0], line(1, "新しい行"))
    assert merged(master, sent(copies[0])).file_results[0].republish == ()
