"""A clerk closes the copy: one file to send, a list of what is missing, and the copy can go on."""

import hashlib
from pathlib import Path

import pytest

from dxdesk.plan.changes.carry_forward import copy_entries
from dxdesk.plan.changes.edits import Changes
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import COPY, Store
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import Submit
from dxdesk.submission.hand_in.submit import submit
from tests.submission.city import CITIZENS, SHARED, YEAR, edit, field, figure, line, promise, rows_of

WHO = "市民 一郎"


def test_what_is_missing_is_listed_and_the_file_is_made_all_the_same(copies: list[Path], tmp_path: Path) -> None:
    done = submit(str(copies[0]), tmp_path / "s.dxdb", author=WHO)
    assert (done.filled.filled, done.filled.required) == (1, 6)
    assert done.filled.missing == (
        "1-(1) 施策1 【指標1-(1)】R6実績",
        "1-(1) 施策1 R7実施予定の記載",
        "1-(4) 施策4 【指標1-(4)】R6実績",
        "1-(4) 施策4 R6実績の記載",
        "1-(4) 施策4 R7実施予定の記載",
    )
    assert done.sha256 == hashlib.sha256(done.file.read_bytes()).hexdigest()


def test_statements_count_as_filled_and_last_years_line_does_not(copies: list[Path], tmp_path: Path) -> None:
    def last_years_line(outline: Outline) -> Changes:
        lines = [e for e in outline.all_entries(SHARED) if e.department == CITIZENS.id and e.year == YEAR - 1]
        return copy_entries(outline, lines, YEAR)

    for work in (figure(1, "-"), figure(4, "該当なし"), promise(1, "続ける"), promise(4, "続ける"), last_years_line):
        edit(copies[0], work)
    done = submit(str(copies[0]), tmp_path / "s.dxdb", author=WHO)
    assert done.filled.missing == ("1-(4) 施策4 R6実績の記載（未更新）",)
    edit(copies[0], line(4, "した", CITIZENS))
    assert submit(str(copies[0]), tmp_path / "s.dxdb", author=WHO).filled.missing == ()


def test_the_file_holds_what_the_copy_holds_and_knows_its_digest(copies: list[Path], tmp_path: Path) -> None:
    rows = edit(copies[0], figure(1, "12件"))
    done = submit(str(copies[0]), tmp_path / "s.dxdb", author=WHO)
    for path in (done.file, copies[0]):
        with Store.open(path, read_only=True) as store:
            assert (store.role, store.load()) == (COPY, rows)
            (closing,) = store.records(Submit)
            assert (closing.digest, closing.author) == (digest_of(rows), WHO)


def test_closing_an_unchanged_copy_again_is_the_same_submission(copies: list[Path], tmp_path: Path) -> None:
    files = [submit(str(copies[0]), tmp_path / name, author=WHO).file for name in ("a.dxdb", "b.dxdb")]
    assert len({s.id for file in files for s in submits_of(file)}) == 1


def test_a_copy_edited_after_handing_in_remembers_its_earlier_submits(copies: list[Path], tmp_path: Path) -> None:
    first = submit(str(copies[0]), tmp_path / "a.dxdb", author=WHO).file
    edit(copies[0], figure(1, "12件"))
    second = submit(str(copies[0]), tmp_path / "a.dxdb", author=WHO).file
    assert first == second
    found = submits_of(second)
    assert len(found) == 2
    assert found[-1].digest == digest_of(rows_of(second)) != found[0].digest


def submits_of(path: Path) -> list[Submit]:
    with Store.open(path, read_only=True) as store:
        return store.records(Submit)


def test_nothing_else_is_overwritten(master: Path, copies: list[Path], tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("メモ")
    for target in (master, copies[0], copies[1], tmp_path / "text.txt"):
        before = target.read_bytes()
        with pytest.raises(Refused, match="すでにある"):
            submit(str(copies[0]), target, author=WHO)
        assert target.read_bytes() == before
    with Store.open(copies[0], read_only=True) as store:
        assert store.records(Submit) == []


def test_only_a_copy_can_be_handed_in(master: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="配られた写しではありません"):
        submit(str(master), tmp_path / "s.dxdb", author=WHO)
    with pytest.raises(DxdeskError, match="見つかりません"):
        submit(str(tmp_path / "none.dxdb"), tmp_path / "s.dxdb", author=WHO)
    assert not (tmp_path / "s.dxdb").exists()


def test_a_folder_that_is_not_there_is_named(copies: list[Path], tmp_path: Path) -> None:
    with pytest.raises(DxdeskError, match="見つかりません"):
        submit(str(copies[0]), tmp_path / "none" / "s.dxdb", author=WHO)


def test_a_row_renamed_meanwhile_stays_asked(copies: list[Path], tmp_path: Path) -> None:
    edit(copies[0], field(CITIZENS, "name", "市民生活課"))
    assert submit(str(copies[0]), tmp_path / "s.dxdb", author=WHO).filled.required == 6
