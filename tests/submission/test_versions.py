"""Forty PCs are never updated on one day: what one release made, another reads, or it says which one does."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk import __version__
from dxdesk.cli import main
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Message
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.file.inspect import inspect_file
from dxdesk.store.tables.records import HandOut
from dxdesk.store.version import NEWEST, ORIGIN
from dxdesk.submission.hand_in.hand_over import hand_over
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.status.board import board
from dxdesk.submission.status.send_back import SendBackRequest, send_back
from tests.store.file.test_step_back import shape_of
from tests.submission.city import (
    BOSS,
    CITIZENS,
    YEAR,
    edit,
    figure,
    figure_text,
    hand_out_copies,
    merge_files,
    rows_of,
    submit_copy,
)

ROUND = Path(__file__).parents[1] / "old_files" / "round-1002"
OLD, FUTURE = 1002, 1999  # the schema of 0.1.0, and one that is not yet known


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of release 0.1.0: master, copy, submission, form."""
    return Path(shutil.copytree(ROUND, tmp_path / "round"))


def a_message(_: Outline) -> Changes:
    """Return a remark of 市民課 on the whole."""
    row = Message.new(department=CITIZENS.id, year=YEAR, place="whole", what="全体", text="来年度から様式を変えたい")
    return (Change("message", row.id, WHOLE, None, row),)


def hand_out_for(master: Path, release: str | None, *, excel: bool = False) -> list[Path]:
    """Return what 市民課 gets for its release."""
    request = HandOutRequest(None, ("市民課",), excel=excel, release=release)
    with Store.open(master, author=BOSS) as store:
        folder = master.parent / f"版{len(list(master.parent.glob('版*')))}"
        return [handed.file for handed in hand_out(store, folder, request, author=BOSS)]


def test_what_a_newer_release_wrote_into_an_older_copy_is_handed_in_as_the_older_master_reads_it(folder: Path) -> None:
    copy, sent = str(folder / "copy.dxdb"), folder / "sent.dxdb"
    assert main(["add", copy, "1-(3)", "--year", "R7", "--kind", "実施予定", "--department", "収納課", "案内も行う。"]) == 0
    assert inspect_file(folder / "copy.dxdb") == NEWEST
    assert main(["submit", copy, "-o", str(sent)]) == 1
    assert inspect_file(sent) == OLD
    assert shape_of(sent) == shape_of(ROUND / "submission.dxdb")
    # Handed in again it takes the place of the first one, as ever.
    assert main(["submit", copy, "-o", str(sent)]) == 1
    master = str(folder / "master.dxdb")
    assert main(["merge", master, str(sent)]) == 0
    with Store.open(master, read_only=True) as store:
        (status,) = (d for d in board(store).departments if d.name == "収納課")
    assert status.made_with == __version__


def test_the_board_says_with_which_release_each_submission_was_made(folder: Path) -> None:
    master = str(folder / "master.dxdb")
    assert main(["merge", master, str(folder / "submission.dxdb"), str(folder / "form.xlsx")]) == 0
    with Store.open(master, read_only=True) as store:
        releases = {d.name: d.made_with for d in board(store).departments if d.version}
    assert releases == {"市民課": "0.1.0", "企画課": ""}


def test_an_older_copy_with_what_the_older_master_has_no_place_for_says_who_must_update(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy,) = hand_out_for(master, "0.1.0")
    edit(copy, a_message)
    done = submit(str(copy), tmp_path / "提出.dxdb", author="課員")
    assert inspect_file(done.file) == NEWEST
    assert "配布した側にも dxdesk 0.2.0 以上が必要です（前の版で読めない記入：課からの連絡 1件）" in done.warning
    assert main(["submit", str(copy), "-o", str(tmp_path / "もう一つ.dxdb")]) == 1
    assert done.warning in capsys.readouterr().out
    (result,) = merge_files(master, done.file).files
    assert (result.status, result.applied) == ("merged", 1)


def test_copies_for_an_older_release_are_of_its_schema_and_come_back_without_loss(master: Path) -> None:
    (copy,) = hand_out_for(master, "0.1.0")
    assert inspect_file(copy) == OLD
    assert shape_of(copy) == shape_of(ROUND / "copy.dxdb")
    edit(copy, figure(1, "12件"))
    sent = submit_copy(copy)
    assert inspect_file(sent) == OLD
    (result,) = merge_files(master, sent).files
    assert (result.status, result.applied, result.conflicts, result.out_of_scope) == ("merged", 1, 0, 0)
    assert figure_text(rows_of(master), 1) == "12件"


def test_messages_of_before_stay_in_the_master_when_the_department_cannot_read_them(master: Path) -> None:
    (copy,) = hand_out_copies(master, "市民課")
    edit(copy, a_message)
    merge_files(master, submit_copy(copy))
    (old,) = hand_out_for(master, "0.1.0")
    assert not rows_of(old).all(Message)
    edit(old, figure(1, "12件"))
    (result,) = merge_files(master, submit_copy(old)).files
    assert (result.applied, result.conflicts) == (1, 0)
    assert len(rows_of(master).all(Message)) == 1


def test_for_a_release_that_opens_no_copy_a_form_is_proposed_and_nothing_made(master: Path) -> None:
    before = master.read_bytes()
    with pytest.raises(Refused, match=r"dxdesk 0\.0\.9 で開ける写しは作れません.*--excel を付けて"):
        hand_out_for(master, "0.0.9")
    with pytest.raises(Refused, match=r"「先月の版」は dxdesk の版として読めません"):
        hand_out_for(master, "先月の版")
    assert master.read_bytes() == before
    assert [file.suffix for file in hand_out_for(master, "0.0.9", excel=True)] == [".xlsx"]
    assert [inspect_file(file) for file in hand_out_for(master, "99.0")] == [NEWEST]


def test_a_copy_is_handed_over_and_sent_back_in_the_schema_that_the_department_reads(master: Path, tmp_path: Path) -> None:
    (copy,) = hand_out_for(master, "0.1.0")
    edit(copy, figure(1, "12件"))
    handed = hand_over(str(copy), tmp_path / "引き継ぎ.dxdb", author="課員", colleague="後任")
    assert inspect_file(handed.file) == OLD
    sent = submit_copy(copy)
    with closing(sqlite3.connect(sent)) as connection, connection:
        # As 0.1.0 makes it: it notes no release.
        connection.execute("DELETE FROM meta WHERE key LIKE 'made_with/%'")
    merge_files(master, sent)
    returned = tmp_path / "差戻し.dxdb"
    with Store.open(master, author=BOSS) as store:
        send_back(store, SendBackRequest("市民課", "確かめてください"), returned, author=BOSS)
    assert inspect_file(returned) == OLD
    edit(returned, figure(1, "13件"))
    (result,) = merge_files(master, submit_copy(returned)).files
    assert (result.status, result.applied, result.conflicts) == ("merged", 1, 0)


def of_a_later_release(file: Path, *statements: str) -> Path:
    """Return the file as one of a release that is still to come."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in (f"PRAGMA user_version={FUTURE}", *statements):
            connection.execute(statement)
    return file


NAMED = "UPDATE meta SET value = '9.9.0' WHERE key = 'needs'"


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_copy_says_which_release_opens_it_and_who_handed_it_out(read_only: bool, copies: list[Path]) -> None:
    file = of_a_later_release(copies[0], NAMED)
    with pytest.raises(Refused) as refused:
        Store.open(file, read_only=read_only)
    message = refused.value.message
    assert f"dxdesk 9.9.0 以上が必要です（このソフトは {__version__}）" in message
    assert "配布元：試験市 政策 花子（試験DX計画、" in message


def test_a_newer_submission_says_which_release_merges_it(master: Path, copies: list[Path]) -> None:
    (result,) = merge_files(master, of_a_later_release(submit_copy(copies[0]), NAMED)).files
    assert result.status == "refused"
    assert "dxdesk 9.9.0 以上が必要です" in result.reason
    assert "dxdesk 9.9.0 以上にしてから統合してください" in result.reason


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE meta",
        "DELETE FROM meta",
        "UPDATE meta SET value = '9' || char(10) || 'x{0}' WHERE key = 'needs'",
        f"UPDATE meta SET value = char(27) || hex(zeroblob(9000)) WHERE key = '{ORIGIN}'",
        "UPDATE meta SET value = x'ff00' WHERE key IN ('needs', 'origin')",
    ],
)
def test_a_newer_file_that_says_nonsense_of_itself_is_refused_in_one_line(
    harm: str, master: Path, copies: list[Path]
) -> None:
    file = of_a_later_release(submit_copy(copies[0]), harm)
    (result,) = merge_files(master, file).files
    assert result.status == "refused"
    assert "新しい版の dxdesk が必要です" in result.reason or "以上が必要です" in result.reason
    assert result.reason.isprintable()
    assert len(result.reason) < 300 + len(str(file))
    with pytest.raises(Refused, match="が必要です"):
        Store.open(file)


def test_a_copy_records_the_release_that_handed_it_out(copies: list[Path]) -> None:
    with Store.open(copies[0], read_only=True) as store:
        (record,) = store.records(HandOut)
    assert record.made_with == __version__
