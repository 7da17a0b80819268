"""引き継ぎ: a half-done copy goes to a colleague, and what two clerks write in two copies never undoes the other's."""

import shutil
from itertools import permutations
from pathlib import Path

import pytest

from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.store.file.lock import lock_path
from dxdesk.store.tables.records import HandOver, Submit
from dxdesk.submission.hand_in.hand_over import hand_over, last_hand_over
from dxdesk.submission.hand_in.submit import submit
from tests.submission.city import (
    THIS_YEAR,
    YEAR,
    edit,
    field,
    figure,
    figure_text,
    line,
    merge_files,
    pending_in,
    promise,
    rows_of,
    submit_copy,
)

ONE, OTHER = "市民 一郎", "市民 二郎"


def hand_over_to(copy: Path, place: Path, note: str = "指標の値だけ書きました。") -> Path:
    return hand_over(str(copy), place, author=ONE, colleague=OTHER, note=note).file


def hand_overs_in(file: Path) -> list[HandOver]:
    with Store.open(file, read_only=True) as store:
        return store.records(HandOver)


def texts(master: Path) -> set[str]:
    return {entry.text for entry in rows_of(master).all(Entry).values()}


def test_the_colleague_has_everything_and_knows_from_whom_and_what_is_left(copies: list[Path], tmp_path: Path) -> None:
    rows = edit(copies[0], figure(1, "12件"), ONE)
    file = hand_over_to(copies[0], tmp_path / "市民課 引き継ぎ.dxdb")
    assert rows_of(file) == rows == rows_of(copies[0])
    for path in (file, copies[0]):
        (over,) = hand_overs_in(path)
        assert (over.author, over.colleague, over.note) == (ONE, OTHER, "指標の値だけ書きました。")
        assert not lock_path(path).exists()
        assert not path.with_name(f"{path.name}-journal").exists()
        with Store.open(path, author=OTHER) as store:
            assert last_hand_over(store) == over


def test_a_copy_may_stay_where_it_is(copies: list[Path]) -> None:
    done = hand_over(str(copies[0]), copies[0], author=ONE, colleague=f" {OTHER}\n", note=" 残りは記載です。\n")
    assert (done.file, done.left) == (copies[0], None)
    (over,) = hand_overs_in(copies[0])
    assert (over.colleague, over.note) == (OTHER, "残りは記載です。")


def test_nobody_s_file_is_written_over_and_nobody_is_no_colleague(master: Path, copies: list[Path]) -> None:
    before = copies[1].read_bytes()
    for colleague, place, message in (
        ("", copies[0].with_name("新.dxdb"), "相手の名前が空です"),
        (OTHER, copies[1], "すでにある"),
        (OTHER, copies[0].parent / "ない" / "新.dxdb", "ない"),
    ):
        with pytest.raises(DxdeskError, match=message):
            hand_over(str(copies[0]), place, author=ONE, colleague=colleague)
    with pytest.raises(Refused, match="写しではありません"):
        hand_over(str(master), master.with_name("新.dxdb"), author=ONE, colleague=OTHER)
    assert copies[1].read_bytes() == before
    assert hand_overs_in(copies[0]) == []
    assert not lock_path(copies[0]).exists()


@pytest.mark.parametrize("first", [0, 1])
def test_both_go_on_and_neither_undoes_the_other(master: Path, copies: list[Path], tmp_path: Path, first: int) -> None:
    mine = copies[0]
    edit(mine, figure(1, "12件"), ONE)
    theirs = hand_over_to(mine, tmp_path / "引き継いだ写し.dxdb")
    edit(theirs, promise(1, "続ける"), OTHER)
    edit(theirs, field(THIS_YEAR[0], "text", "二郎が仕上げた"), OTHER)
    edit(mine, figure(4, "7件"), ONE)
    files = [submit_copy(mine), submit_copy(theirs)]
    assert not merge_files(master, files[first]).pending
    assert not merge_files(master, files[1 - first]).pending
    rows = rows_of(master)
    assert (figure_text(rows, 1), figure_text(rows, 4)) == ("12件", "7件")
    assert {"続ける", "二郎が仕上げた"} <= texts(master)
    # Each goes on once more, and only adds what is new.
    edit(theirs, line(1, "二郎の追記"), OTHER)
    edit(mine, line(4, "一郎の追記"), ONE)
    assert not merge_files(master, submit_copy(mine), submit_copy(theirs)).pending
    assert {"二郎の追記", "一郎の追記", "二郎が仕上げた"} <= texts(master)
    assert figure_text(rows_of(master), 4) == "7件"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_handed_over_after_a_first_submission_in_any_order(
    master: Path, copies: list[Path], tmp_path: Path, order: tuple[int, ...]
) -> None:
    mine = copies[0]
    edit(mine, figure(1, "12件"), ONE)
    files = [submit_copy(mine)]
    theirs = hand_over_to(mine, tmp_path / "引き継いだ写し.dxdb")
    edit(theirs, figure(1, "13件"), OTHER)
    files.append(submit_copy(theirs))
    edit(mine, figure(4, "7件"), ONE)
    files.append(submit_copy(mine))
    for place in order:
        merge_files(master, files[place])
    rows = rows_of(master)
    assert (figure_text(rows, 1), figure_text(rows, 4)) == ("13件", "7件"), "who went on and changed a value decides it"
    assert pending_in(master) == []


def test_where_both_write_the_same_cell_a_person_decides(master: Path, copies: list[Path], tmp_path: Path) -> None:
    theirs = hand_over_to(copies[0], tmp_path / "引き継いだ写し.dxdb")
    edit(copies[0], figure(1, "12件"), ONE)
    edit(theirs, figure(1, "13件"), OTHER)
    merge_files(master, submit_copy(copies[0]), submit_copy(theirs))
    assert figure_text(rows_of(master), 1) == "12件"
    (held,) = pending_in(master)
    assert "13件" in held.theirs


def test_a_half_done_copy_that_was_simply_copied_works_as_well(master: Path, copies: list[Path], tmp_path: Path) -> None:
    simple = tmp_path / "コピー ～ R6_市民課.dxdb"
    with Store.open(copies[0], author=ONE) as store:
        store.apply(Batch(figure(1, "12件")(Outline(store.load())), ONE))
        shutil.copy(copies[0], simple)  # while the other still has it open
        store.apply(Batch(figure(4, "7件")(Outline(store.load())), ONE))
    edit(simple, line(1, "写しで書いた"), OTHER)
    assert not merge_files(master, submit_copy(simple), submit_copy(copies[0])).pending
    rows = rows_of(master)
    assert (figure_text(rows, 1), figure_text(rows, 4)) == ("12件", "7件")
    assert "写しで書いた" in texts(master)
    assert hand_overs_in(simple) == []


def test_a_submission_never_replaces_a_colleague_s_work(copies: list[Path], tmp_path: Path) -> None:
    first = submit(str(copies[0]), tmp_path / "提出.dxdb", author=ONE).file
    theirs = hand_over_to(copies[0], tmp_path / "引き継いだ写し.dxdb")
    edit(theirs, figure(1, "13件"), OTHER)
    edit(copies[0], figure(4, "7件"), ONE)
    for taken in (theirs, copies[1], copies[0]):
        before = taken.read_bytes()
        with pytest.raises(Refused, match="すでにある"):
            submit(str(copies[0]), taken, author=ONE)
        assert taken.read_bytes() == before
    edit(first, figure(1, "20件"), OTHER)
    with pytest.raises(Refused, match="すでにある"):
        submit(str(copies[0]), first, author=ONE)
    assert figure_text(rows_of(first), 1) == "20件", "somebody went on in the file that was handed in"
    again = submit(str(copies[0]), tmp_path / "提出2.dxdb", author=ONE).file
    edit(copies[0], figure(1, "12件", YEAR), ONE)
    assert submit(str(copies[0]), again, author=ONE).file == again, "one's own earlier submission is replaced"
    with Store.open(again, read_only=True) as store:
        assert len(store.records(Submit)) == 3
