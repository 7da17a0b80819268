"""Folders are read to the bottom; what is not read is listed with its reason; one bad file stops nobody."""

import shutil
from pathlib import Path

import pytest

from dxdesk.submission.merge import command
from dxdesk.submission.merge.engine import MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState
from tests.submission.city import edit, figure, figure_text, merge_files, rows_of, submit_copy


@pytest.fixture
def inbox(copies: list[Path], tmp_path: Path) -> Path:
    """A shared folder as it looks in January: a folder a department, mails' attachments, files of other kinds."""
    folder = tmp_path / "受付"
    for number, (copy, place) in enumerate(zip(copies, ("総務部/市民課", "総務部/税務課/再送", "観光"), strict=True), 1):
        edit(copy, figure(number, f"1{number}件"))
        (folder / place).mkdir(parents=True)
        shutil.move(submit_copy(copy), folder / place / "提出.dxdb")
    for name in ("まとめ.zip", "総務部/送付状.docx", "総務部/税務課/様式.csv", "観光/~$R6_観光課.xlsx", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    return folder


def test_folders_are_read_to_the_bottom(master: Path, inbox: Path) -> None:
    result = merge_files(master, inbox)
    assert [(v.department, v.status) for v in result.files] == [
        ("市民課", "merged"),
        ("税務課", "merged"),
        ("観光課", "merged"),
    ]
    assert [figure_text(rows_of(master), number) for number in (1, 2, 3)] == ["11件", "12件", "13件"]


def test_what_is_not_read_is_listed_with_its_reason(master: Path, inbox: Path) -> None:
    reasons = {unread.file.name: unread.reason for unread in merge_files(master, inbox, dry_run=True).unread}
    assert set(reasons) == {"まとめ.zip", "送付状.docx", "様式.csv", "~$R6_観光課.xlsx"}
    for name, part in (
        ("まとめ.zip", "展開"),
        ("送付状.docx", "出し直し"),
        ("様式.csv", "Excelの形"),
        ("~$R6_観光課.xlsx", "開"),
    ):
        assert part in reasons[name]
        assert reasons[name].endswith("。")


def test_a_zip_given_by_name_is_refused_with_the_reason(master: Path, inbox: Path) -> None:
    (refused,) = merge_files(master, inbox / "まとめ.zip").files
    assert refused.status == "refused"
    assert "展開" in refused.reason


def test_a_folder_without_any_submission_does_not_stop_the_others(master: Path, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "空" / "メモ.txt").write_text("まだ")
    result = merge_files(master, tmp_path / "空", inbox)
    assert [v.status for v in result.files] == ["refused", "merged", "merged", "merged"]
    assert "提出ファイル" in result.files[0].reason


def test_the_plan_and_its_backups_in_the_folder_are_left_alone(master: Path, inbox: Path) -> None:
    merge_files(master, inbox)
    result = merge_files(master, master.parent)
    assert {v.status for v in result.files if v.file.is_relative_to(inbox)} == {"already"}
    assert not any(".backups" in str(v.file) for v in result.files)
    assert any(unread.file.name.endswith(".backups") for unread in result.unread)


def test_links_are_not_followed_in_a_circle(master: Path, inbox: Path) -> None:
    (inbox / "総務部" / "戻る").symlink_to(inbox, target_is_directory=True)
    result = merge_files(master, inbox)
    assert len(result.files) == 3
    assert any("リンク" in unread.reason for unread in result.unread)


def test_a_file_that_brings_up_what_nobody_foresaw_is_refused_by_itself_and_logged(
    master: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The second file fails in the midst of merging, when it has changed something already."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "記録"))

    def broken(state: MergeState, submission: Submission, context: MergeContext) -> MergedSubmission:
        done = merge_one(state, submission, context)
        if submission.hand_out.name == "税務課":
            raise RecursionError("too deep")
        return done

    monkeypatch.setattr(command, "merge_one", broken)
    result = merge_files(master, inbox)
    assert [v.status for v in result.files] == ["merged", "refused", "merged"]
    assert "記録" in result.files[1].reason
    assert [figure_text(rows_of(master), number) for number in (1, 2, 3)] == ["11件", None, "13件"]
    (log,) = (tmp_path / "記録").rglob("dxdesk.log")
    assert "RecursionError: too deep" in log.read_text(encoding="utf-8")
    monkeypatch.undo()
    assert [v.status for v in merge_files(master, inbox).files] == ["already", "merged", "already"]
