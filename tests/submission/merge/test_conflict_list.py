"""What a person decides is listed with both sides' authors; put off with a reason; remarked on; reported as a sheet."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut, Held
from dxdesk.submission.merge.conflict_list import ConflictEntry, conflict_list
from dxdesk.submission.merge.resolve import resolve
from dxdesk.submission.status.board import board
from dxdesk.submission.status.report import ChangeOutcome
from dxdesk.submission.status.send_back import SendBackRequest, send_back, submitted_cells
from dxdesk.submission.status.workbooks import board_book, report_book, reports, write_book
from tests.submission.city import (
    BOSS,
    INDICATORS,
    edit,
    figure,
    figure_text,
    line,
    merge_files,
    resolve_held,
    rows_of,
    submit_copy,
)


@pytest.fixture
def contested(master: Path, copies: list[Path]) -> Path:
    """市民課 and the coordinator wrote the same figure differently; 市民課 wrote a line besides."""
    edit(copies[0], figure(1, "20件"), "市民 太郎")
    edit(copies[0], line(1, "書き足した行"), "市民 太郎")
    edit(master, figure(1, "30件"), BOSS)
    merge_files(master, submit_copy(copies[0]))
    return master


def conflicts_in(master: Path) -> list[ConflictEntry]:
    with Store.open(master, read_only=True) as store:
        return conflict_list(store)


def test_both_sides_are_named_with_who_wrote_them(contested: Path) -> None:
    (case,) = conflicts_in(contested)
    assert (case.text.described.after, case.held.author) == ("20件", "市民 太郎")
    assert (case.text.master, case.by) == ("30件", BOSS)
    assert case.at
    assert not case.decided


def test_what_was_decided_stays_in_the_list_and_can_be_decided_again(contested: Path) -> None:
    resolve_held(contested, 1, "theirs")
    (case,) = conflicts_in(contested)
    assert case.decided
    assert case.text.master == "20件"
    resolve_held(contested, 1, "25件")
    assert figure_text(rows_of(contested), 1) == "25件"


def test_what_is_put_off_waits_with_its_reason(contested: Path) -> None:
    before = rows_of(contested)
    with Store.open(contested, author=BOSS) as store:
        resolve(store, "1", "hold", "課長会で決める", author=BOSS)
        (held,) = store.records(Held)
    assert (held.reason, held.decided_by, held.closed_by) == ("課長会で決める", BOSS, "")
    assert rows_of(contested) == before
    assert resolve_held(contested, 1, "theirs")


def test_nothing_is_put_off_without_a_reason(contested: Path) -> None:
    with Store.open(contested, author=BOSS) as store:
        with pytest.raises(Refused, match="理由"):
            resolve(store, "1", "hold", " ", author=BOSS)
        with pytest.raises(Refused, match="ありません"):
            resolve(store, "99", "hold", "理由", author=BOSS)


def test_remarks_on_cells_travel_with_what_is_sent_back(contested: Path, tmp_path: Path) -> None:
    with Store.open(contested, author=BOSS) as store:
        found = submitted_cells(store, "市民課")
        place = next(place for place in found if place.text == "書き足した行")
        file = send_back(
            store,
            SendBackRequest("市民課", "直してください", remarks=[(place.table, place.row, "根拠は")]),
            tmp_path / "差戻し.dxdb",
            author=BOSS,
        ).file
    assert any(place.remark.startswith("計画の内容と食い違って") for place in found)
    assert not any("2-" in place.measure for place in found)
    with Store.open(file, read_only=True) as copy:
        (hand_out,) = copy.records(HandOut)
    assert "根拠は" in hand_out.comments
    assert "食い違って" in hand_out.comments


def outcomes_of(master: Path) -> dict[str, tuple[str, str]]:
    """Return subject → what became of each change, and what the plan has."""
    with Store.open(master, read_only=True) as store:
        return {line.described.what: (line.outcome, line.current) for of in reports(store) for line in of.lines}


def test_the_report_shows_applied_held_and_changed(contested: Path, tmp_path: Path) -> None:
    what = f"【{INDICATORS[0].label}】R6実績の追加"
    outcomes = outcomes_of(contested)
    assert outcomes[what][0] == ChangeOutcome.HELD
    assert outcomes["R6実績の記載の追加"][0] == ChangeOutcome.APPLIED
    resolve_held(contested, 1, "25件")
    assert outcomes_of(contested)[what] == (ChangeOutcome.CHANGED, "25件")
    with Store.open(contested, read_only=True) as store:
        for name, book in (("報告.xlsx", report_book(store)), ("状況.xlsx", board_book(board(store)))):
            assert write_book(book, tmp_path / name).stat().st_size > 0


def test_an_empty_master_has_nothing_to_report(master: Path) -> None:
    assert conflicts_in(master) == []
    with Store.open(master, read_only=True) as store:
        assert reports(store) == []
        with pytest.raises(Refused, match="まだ統合"):
            submitted_cells(store, "市民課")
