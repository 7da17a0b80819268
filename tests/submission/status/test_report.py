"""The report back: what was applied, changed, held or declined, also as remarks in a copy that is sent back."""

from pathlib import Path

import pytest

from dxdesk.plan.changes.edits import write_text
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.status.report import ChangeOutcome, Report, report
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.submission.city import (
    BOSS,
    MEASURES,
    THIS_YEAR,
    deletion,
    edit,
    field,
    figure,
    line,
    merge_files,
    pending_in,
    promise,
    resolve_held,
    submit_copy,
)

MINE = THIS_YEAR[0]


def report_of(master: Path) -> Report:
    with Store.open(master, read_only=True) as store:
        return report(store, "市民課")


@pytest.fixture
def merged_master(master: Path, copies: list[Path]) -> Path:
    """A master with one thing of each kind: a figure the coordinator contests, one he mends later, and others."""
    copy = copies[0]
    edit(copy, figure(1, "12件"))
    edit(copy, figure(4, "1,211件"))
    edit(copy, promise(1, "続ける"))
    edit(copy, field(MEASURES[0], "title", "改題"))
    edit(copy, field(MINE, "text", "直した"))
    edit(master, figure(1, "15件"), author=BOSS)
    edit(master, figure(4, "１２１１件"), author=BOSS)
    merge_files(master, submit_copy(copy))
    edit(master, field(MINE, "text", "さらに直した"), author=BOSS)
    return master


def test_each_change_that_was_handed_in_is_reported_with_its_outcome(merged_master: Path) -> None:
    found = report_of(merged_master)
    assert found.department == "市民課"
    lines = {(r.described.what, r.described.after): (r.outcome, r.current) for r in found.lines}
    assert lines == {
        ("【指標1-(1)】R6実績の追加", "12件"): (ChangeOutcome.HELD, "15件"),
        ("【指標1-(4)】R6実績の追加", "1,211件"): (ChangeOutcome.APPLIED, "１２１１件"),
        ("R7実施予定の記載の追加", "続ける"): (ChangeOutcome.APPLIED, "続ける"),
        ("施策「改題」の施策名", "改題"): (ChangeOutcome.REVIEW, "施策1"),
        ("R6実績の記載", "直した"): (ChangeOutcome.CHANGED, "さらに直した"),
    }
    assert [
        found.count(kind)
        for kind in (
            ChangeOutcome.APPLIED,
            ChangeOutcome.CHANGED,
            ChangeOutcome.HELD,
            ChangeOutcome.REVIEW,
            ChangeOutcome.DECLINED,
        )
    ] == [2, 1, 1, 1, 0]


def test_what_was_decided_is_reported_with_the_reason(merged_master: Path) -> None:
    conflict, review = sorted(pending_in(merged_master), key=lambda held: held.why)
    resolve_held(merged_master, conflict.number, "master", "集計の誤り")
    resolve_held(merged_master, review.number, "theirs", "決裁済み")
    found = {r.described.after: (r.outcome, r.why) for r in report_of(merged_master).lines}
    assert found["12件"] == (ChangeOutcome.DECLINED, "集計の誤り")
    assert found["改題"] == (ChangeOutcome.APPLIED, "決裁済み")
    resolve_held(merged_master, conflict.number, "13件", "確かめた")
    assert {r.described.after: (r.outcome, r.current) for r in report_of(merged_master).lines}["12件"] == (
        ChangeOutcome.CHANGED,
        "13件",
    )


def test_a_copy_that_is_sent_back_carries_it_as_remarks(merged_master: Path, tmp_path: Path) -> None:
    conflict = next(held for held in pending_in(merged_master) if held.why == "conflict")
    resolve_held(merged_master, conflict.number, "master", "集計の誤り")
    with Store.open(merged_master, author=BOSS) as store:
        file = send_back(store, SendBackRequest("市民課", "確かめてください"), tmp_path / "差戻し.dxdb", author=BOSS).file
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
    edit(copies[0], deletion(MINE))
    edit(master, field(MINE, "text", "残す"), author=BOSS)
    merge_files(master, submit_copy(copies[0]))
    resolve_held(master, 1, "master", "必要な記載です")
    with Store.open(master, author=BOSS) as store:
        file = send_back(store, SendBackRequest("市民課", "確かめてください"), tmp_path / "差戻し.dxdb", author=BOSS).file
    with Store.open(file, read_only=True) as store:
        (record,) = store.records(HandOut)
    assert ("measure", MEASURES[0].id, "採用しませんでした。計画は「残す」です。必要な記載です") in record.remarks


def test_without_a_submission_there_is_no_report(master: Path) -> None:
    with pytest.raises(Refused, match="統合されていません"):
        report_of(master)


def test_the_wording_for_publication_is_the_coordinators(master: Path, copies: list[Path]) -> None:
    edit(master, lambda outline: write_text(outline, MINE, "publication", "公表する文"), author=BOSS)
    edit(copies[0], field(MINE, "text", "課が直した"))
    edit(copies[0], figure(1, "12件"))
    result = merge_files(master, submit_copy(copies[0]))
    with Store.open(master, author=BOSS) as store:
        entry = store.load().get("entry", MINE.id)
        assert entry == MINE.replace(text="課が直した", publication="公表する文", publication_of=MINE.text)
        assert [change.after for change in result.files[0].republish] == ["課が直した"]
    edit(copies[0], field(MINE, "publication", "課が書いた公表文"))
    (file_result,) = merge_files(master, submit_copy(copies[0])).files
    assert (file_result.applied, file_result.out_of_scope, file_result.republish) == (0, 1, ())


def test_a_line_without_a_wording_for_publication_is_not_reported(master: Path, copies: list[Path]) -> None:
    edit(copies[0], line(1, "新しい行"))
    assert merge_files(master, submit_copy(copies[0])).files[0].republish == ()
