"""The text with which a department is reminded, and the contact of a submission."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dxdesk.plan.rows.dates import long_day
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import PLANNED
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
from dxdesk.submission.hand_in.submit import Contact, submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.command import FileResult
from dxdesk.submission.status.board import Board, board
from dxdesk.submission.status.reminders import reminder
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.submission.city import (
    BOSS,
    CITIZENS,
    INDICATORS,
    TOURISM,
    YEAR,
    edit,
    figure,
    hand_out_copies,
    line,
    merge_files,
    promise,
    submit_copy,
    undo_merge_of,
)

DUE = "2025-12-18"
BEFORE, AFTER = date(2025, 12, 18), date(2025, 12, 19)


def board_of(master: Path, today: date = BEFORE) -> Board:
    with Store.open(master, read_only=True) as store:
        return board(store, today=today)


def reminder_text(master: Path, place: int = 0, today: date = BEFORE) -> str:
    found = board_of(master, today)
    return reminder(found, found.departments[place], today=today)


def fill_in(copy: Path) -> None:
    """Everything that 観光課 is asked."""
    edit(copy, figure(3, "12件"))
    edit(copy, promise(3, "続ける"))
    fill_in_shared(copy)


def fill_in_shared(copy: Path) -> None:
    """What 観光課 is asked of the measure that 市民課 leads, as it wrote there last year."""
    edit(copy, line(4, "協力した", TOURISM))
    edit(copy, line(4, "協力する", TOURISM, year=YEAR + 1, kind=PLANNED))


def test_a_department_that_sent_nothing_is_reminded_in_plain_language(master: Path) -> None:
    hand_out_copies(master, "市民課", due=DUE)
    today = long_day(date.today().isoformat())
    assert reminder_text(master) == (
        "市民課　ご担当者様\n"
        "\n"
        "「試験DX計画」の令和6年度分の進捗について、まだ提出を受け取っていません。\n"
        f"照会：{today.partition('（')[0]}付け\n"
        "締切：2025年12月18日（木）\n"
        "記入の状況：記入済 1／必要 6（未記入 5）\n"
        "・1-(1) 施策1 【指標1-(1)】R6実績\n"
        "・1-(1) 施策1 R7実施予定の記載\n"
        "・1-(4) 施策4 【指標1-(4)】R6実績\n"
        "・1-(4) 施策4 R6実績の記載\n"
        "・1-(4) 施策4 R7実施予定の記載\n"
        "\n"
        "お手元の写しに記入し、提出ファイルを作ってお送りください。\n"
        "行き違いでお送りいただいている場合は、ご容赦ください。\n"
    )
    late = reminder_text(master, today=AFTER)
    assert "締切を過ぎましたが、まだ提出を受け取っていません。" in late
    assert "2025年12月18日（木）（締切を過ぎています）" in late


def test_the_reminder_names_what_came_incomplete_and_what_was_sent_back(master: Path, tmp_path: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課")
    merge_files(master, submit_copy(copy))
    text = reminder_text(master)
    assert "まだ記入されていないところがあります" in text
    assert "締切" not in text
    with Store.open(master, author=BOSS) as store:
        send_back(store, SendBackRequest("市民課", "根拠を"), tmp_path / "差戻し.dxdb", author=BOSS)
    text = reminder_text(master)
    assert "まだ再提出を受け取っていません" in text
    assert "差戻しファイル" in text


def test_where_nothing_is_to_be_asked_there_is_no_text(master: Path) -> None:
    with pytest.raises(Refused, match="まだ配布していない"):
        reminder_text(master, 2)
    (copy,) = hand_out_copies(master, "観光課")
    fill_in(copy)
    merge_files(master, submit_copy(copy))
    with pytest.raises(Refused, match="すべて提出"):
        reminder_text(master, 2)


def test_in_review_a_department_is_reminded_only_of_what_is_missing(master: Path) -> None:
    (copy,) = hand_out_copies(master, "観光課")
    edit(copy, figure(4, "範囲外"))
    edit(copy, figure(3, "12件"))
    fill_in_shared(copy)
    merge_files(master, submit_copy(copy))
    assert "未記入 1" in reminder_text(master, 2)
    edit(copy, promise(3, "続ける"))
    merge_files(master, submit_copy(copy))
    assert board_of(master).departments[2].state == "確認中"
    with pytest.raises(Refused, match="すべて提出"):
        reminder_text(master, 2)


# -- due


def submitted_at(file: Path, at: str) -> Path:
    """The file as if it had been closed at another time."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE submit SET at = ?", (at,))
        connection.commit()
    return file


@pytest.mark.parametrize(
    ("submitted", "late"),
    [("2025-12-18T05:00:00.000+00:00", False), ("2025-12-20T05:00:00.000+00:00", True), ("いつか", True)],
)
def test_what_comes_after_it_was_due_is_merged_and_marked(master: Path, submitted: str, late: bool) -> None:
    due = "2025-12-18"  # passed, as a time in the future would not be believed; what has none comes when it is received
    (copy,) = hand_out_copies(master, "観光課", due=due)
    assert board_of(master, AFTER).departments[2].state == "締切後"
    fill_in(copy)
    (file_result,) = merge_files(master, submitted_at(submit_copy(copy), submitted)).files
    assert (file_result.status, file_result.applied, file_result.late) == ("merged", 4, late)
    status = board_of(master, AFTER).departments[2]
    assert (status.state, status.due, status.late) == ("受理", due, late)


def test_a_due_date_that_is_none_is_refused(master: Path, tmp_path: Path) -> None:
    with Store.open(master, author=BOSS) as store, pytest.raises(Refused, match="締切「来週」"):
        hand_out(store, tmp_path / "out", HandOutRequest(due="来週"), author=BOSS)


# -- whom to ask


def submit_by(copy: Path, *, person: str = "", extension: str = "", confirmed: str = "") -> Path:
    file = copy.with_name(f"提出{len(list(copy.parent.glob('提出*')))}.dxdb")
    return submit(str(copy), file, author="課員", contact=Contact(person, extension, confirmed)).file


def contact_of(file_result: FileResult) -> tuple[str, str, str]:
    return file_result.person, file_result.extension, file_result.confirmed


def test_whom_to_ask_and_who_confirmed_travel_to_the_board(master: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課")
    file = submit_by(copy, person=" 市民\n一郎 ", extension="1234", confirmed="課長 太郎")
    (file_result,) = merge_files(master, file).files
    assert contact_of(file_result) == ("市民 一郎", "1234", "課長 太郎")
    status = board_of(master).departments[0]
    assert (status.person, status.extension, status.confirmed) == contact_of(file_result)
    edit(copy, figure(1, "12件"))
    (file_result,) = merge_files(master, submit_by(copy)).files
    assert contact_of(file_result) == ("市民 一郎", "1234", "")
    undo_merge_of(master, "市民課")
    assert board_of(master).departments[0].confirmed == "課長 太郎"


def test_a_confirmation_that_comes_later_is_a_submission_of_its_own(master: Path) -> None:
    with Store.open(master, author=BOSS) as store:
        folder = master.parent / "確認つき"
        (handed,) = hand_out(store, folder, HandOutRequest(departments=["市民課"], confirming=True), author=BOSS)
    copy = handed.file
    edit(copy, figure(1, "12件"))
    first = submit(str(copy), copy.with_name("一.dxdb"), author="課員", contact=Contact("一郎"))
    assert first.unconfirmed
    second = submit(str(copy), copy.with_name("二.dxdb"), author="課員", contact=Contact(confirmed="課長 太郎"))
    assert not second.unconfirmed
    assert not submit(str(copy), copy.with_name("三.dxdb"), author="課員").unconfirmed
    result = merge_files(master, first.file, second.file, copy.with_name("三.dxdb"))
    assert [v.status for v in result.files] == ["merged", "merged", "already"]
    assert contact_of(result.files[1]) == ("一郎", "", "課長 太郎")
    assert result.pending == ()


def test_what_is_written_to_everybody_is_in_each_copy(master: Path) -> None:
    request = HandOutRequest(
        YEAR,
        ["市民課"],
        message="令和6年度の実績を書いてください。",
        guide="数値は半角で。",
        notes=[("indicator", INDICATORS[0].id, "年度末の件数を書いてください。")],
    )
    with Store.open(master, author=BOSS) as store:
        (handed,) = hand_out(store, master.parent / "照会", request, author=BOSS)
    with Store.open(handed.file, read_only=True) as store:
        (record,) = store.records(HandOut)
    assert (record.message, record.guide, record.confirming) == (request.message, request.guide, False)
    assert INDICATORS[0].id in record.comments
    assert "年度末の件数" in record.comments
    edit(handed.file, line(1, "した", CITIZENS))
    assert [v.status for v in merge_files(master, submit_copy(handed.file)).files] == ["merged"]
