"""Deciding what waits, many things at once; and going back to before a decision, however often it was made anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.progress import Stopped
from dxdesk.store import Store
from dxdesk.store.tables.records import Held, HeldReason
from dxdesk.submission.merge.resolve import Decision, DecisionResult, Resolution, resolve, resolve_all
from dxdesk.submission.status.year_lock import lock
from tests.lengths import examples
from tests.submission.city import (
    BOSS,
    MEASURES,
    THIS_YEAR,
    YEAR,
    deletion,
    edit,
    field,
    figure,
    figure_text,
    hand_out_copies,
    line,
    master_in,
    merge_files,
    pending_in,
    resolve_held,
    rows_of,
    submit_copy,
    undo_merge_of,
)


@pytest.fixture
def contested(master: Path, copies: list[Path]) -> Path:
    """All three departments and the coordinator wrote the same figures differently, and 市民課 a line."""
    for number, copy in enumerate(copies, 1):
        edit(copy, figure(number, f"2{number}件"))
        edit(master, figure(number, f"3{number}件"), BOSS)
    edit(copies[0], field(THIS_YEAR[0], "text", "課の文"))
    edit(master, field(THIS_YEAR[0], "text", "担当の文"), BOSS)
    merge_files(master, *(submit_copy(copy) for copy in copies))
    return master


def number_of(master: Path, text: str) -> str:
    """Return the number of the held change with a department's text."""
    with Store.open(master, read_only=True) as store:
        return next(str(held.number) for held in store.records(Held) if text in held.theirs)


def carry_out(master: Path, *decisions: Decision) -> list[DecisionResult]:
    with Store.open(master, author=BOSS) as store:
        return resolve_all(store, decisions, author=BOSS)


def hold(master: Path, text: str) -> None:
    with Store.open(master, author=BOSS) as store:
        resolve(store, number_of(master, text), "hold", "考え直す", author=BOSS)


def test_many_are_decided_in_one_go_and_one_that_cannot_be_harms_none(contested: Path) -> None:
    numbers = [number_of(contested, text) for text in ("21件", "22件", "23件")]
    done = carry_out(
        contested,
        Decision(numbers[0], Resolution.THEIRS, "課に確かめた"),
        Decision("99", Resolution.THEIRS, "課に確かめた"),
        Decision(numbers[1], Resolution.MASTER, "課に確かめた"),
        Decision(numbers[2], "text", "課に確かめた", "25件"),
        Decision(numbers[2], "text", "課に確かめた", " "),
    )
    assert [d.changes for d in done] == [1, 0, 0, 1, 0]
    assert [bool(d.refused) for d in done] == [False, True, False, False, True]
    assert [figure_text(rows_of(contested), n) for n in (1, 2, 3)] == ["21件", "32件", "25件"]
    assert [held.theirs for held in pending_in(contested)] == ['"課の文"']


def test_a_text_of_one_s_own_may_read_like_a_choice(contested: Path) -> None:
    carry_out(contested, Decision(number_of(contested, "課の文"), "text", "そのまま", "master"))
    assert "master" in {entry.text for entry in rows_of(contested).all(Entry).values()}


def test_whoever_stops_it_changes_nothing(contested: Path) -> None:
    before = rows_of(contested)
    decisions = [Decision(number_of(contested, text), Resolution.THEIRS, "急ぐ") for text in ("21件", "22件")]

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stopped()

    with Store.open(contested, author=BOSS) as store, pytest.raises(Stopped):
        resolve_all(store, decisions, author=BOSS, step=stop)
    assert rows_of(contested) == before
    assert len(pending_in(contested)) == 4


@pytest.mark.parametrize("takes", [["theirs"], ["master"], ["25件"], ["theirs", "26件", "theirs"], ["26件", "master"]])
def test_going_back_leads_to_before_the_first_decision(contested: Path, takes: list[str]) -> None:
    before, waiting = rows_of(contested), pending_in(contested)
    for take in takes:
        resolve_held(contested, int(number_of(contested, "21件")), take)
    hold(contested, "21件")
    assert rows_of(contested) == before
    assert [(h.id, h.closed_by) for h in pending_in(contested)] == [(h.id, "") for h in waiting]
    assert [h.reason for h in pending_in(contested) if "21件" in h.theirs] == ["考え直す"]
    resolve_held(contested, int(number_of(contested, "21件")), "theirs")
    assert figure_text(rows_of(contested), 1) == "21件"
    hold(contested, "21件")
    assert rows_of(contested) == before


def test_going_back_brings_back_a_deleted_measure_with_all_of_it(master: Path, copies: list[Path]) -> None:
    edit(copies[0], deletion(MEASURES[0]))
    merge_files(master, submit_copy(copies[0]))
    before, waiting = rows_of(master), pending_in(master)
    held = next(h for h in waiting if h.row_id == MEASURES[0].id)
    resolve_held(master, held.number, "theirs")
    assert MEASURES[0].id not in rows_of(master).all(type(MEASURES[0]))
    with Store.open(master, author=BOSS) as store:
        resolve(store, str(held.number), "hold", "考え直す", author=BOSS)
    assert rows_of(master) == before


def test_what_was_written_since_is_not_taken_back(contested: Path) -> None:
    number = number_of(contested, "21件")
    resolve_held(contested, int(number), "theirs")
    edit(contested, figure(1, "40件"), BOSS)
    (done,) = carry_out(contested, Decision(number, Resolution.HOLD, "考え直す"))
    assert "決めたあとに書き換えられた" in done.refused
    assert figure_text(rows_of(contested), 1) == "40件"


def test_nor_what_the_department_has_handed_in_anew(contested: Path, copies: list[Path]) -> None:
    number = number_of(contested, "21件")
    resolve_held(contested, int(number), "theirs")
    edit(copies[0], line(1, "書き足した"))
    merge_files(contested, submit_copy(copies[0]))
    (done,) = carry_out(contested, Decision(number, Resolution.HOLD, "考え直す"))
    assert "課が出し直した" in done.refused


@pytest.fixture
def merge_with(master: Path, copies: list[Path]) -> Callable[[str], Path]:
    """A master into which 市民課's figure was merged against the coordinator's, decided by the merge itself."""

    def work(take: str) -> Path:
        edit(copies[0], figure(1, "21件"))
        edit(copies[0], line(1, "書き足した"))
        edit(master, figure(1, "31件"), BOSS)
        merge_files(master, submit_copy(copies[0]), take=take)
        return master

    return work


@pytest.mark.parametrize(("take", "value"), [("theirs", "21件"), ("master", "31件")])
def test_what_the_merge_itself_decided_waits_again_and_is_decided_anew(
    merge_with: Callable[[str], Path], take: str, value: str
) -> None:
    master = merge_with(take)
    assert figure_text(rows_of(master), 1) == value
    number = number_of(master, "21件")
    hold(master, "21件")
    assert figure_text(rows_of(master), 1) == "31件"
    assert [str(held.number) for held in pending_in(master)] == [number]
    for chosen, then in (("25件", "25件"), ("master", "31件"), ("theirs", "21件"), ("hold", "31件")):
        resolve_held(master, int(number), chosen)
        assert figure_text(rows_of(master), 1) == then


@pytest.mark.parametrize("take", ["theirs", "master"])
def test_what_the_merge_itself_decided_goes_with_it(merge_with: Callable[[str], Path], take: str) -> None:
    master = merge_with(take)
    number = int(number_of(master, "21件"))
    undone = undo_merge_of(master, "市民課")
    assert (figure_text(rows_of(master), 1), undone.skipped) == ("31件", ())
    with pytest.raises(Refused, match="統合が取り消された"):
        resolve_held(master, number, "theirs")


def test_what_a_person_decided_since_stays_and_is_reported(merge_with: Callable[[str], Path]) -> None:
    master = merge_with("theirs")
    resolve_held(master, int(number_of(master, "21件")), "25件")
    undone = undo_merge_of(master, "市民課")
    assert figure_text(rows_of(master), 1) == "25件"
    assert undone.skipped == ("1-(1) 【指標1-(1)】R6実績（31件 → 25件）",)
    resolve_held(master, 1, "master")
    assert figure_text(rows_of(master), 1) == "31件"


def test_the_plan_s_value_is_that_before_anybody_decided(contested: Path) -> None:
    number = int(number_of(contested, "21件"))
    for take in ("theirs", "master", "25件", "26件", "master", "master"):
        resolve_held(contested, number, take)
    assert figure_text(rows_of(contested), 1) == "31件"
    resolve_held(contested, number, "theirs")
    edit(contested, figure(1, "40件"), BOSS)
    with pytest.raises(Refused, match="決めたあとに書き換えられた"):
        resolve_held(contested, number, "master")
    assert figure_text(rows_of(contested), 1) == "40件"


@pytest.mark.parametrize("text", ["二\x07件", "あ" * 40_000])
def test_no_text_is_accepted_that_no_sheet_can_hold(contested: Path, text: str) -> None:
    with pytest.raises(Refused, match="採用する文は受け取れません"):
        resolve_held(contested, int(number_of(contested, "21件")), text)


def test_nothing_goes_back_in_a_final_year(contested: Path) -> None:
    number = number_of(contested, "21件")
    resolve_held(contested, int(number), "theirs")
    with Store.open(contested, author=BOSS) as store:
        lock(store, YEAR, author=BOSS)
        with pytest.raises(Refused, match="R6 は確定済み"):
            resolve(store, number, "hold", "考え直す", author=BOSS)


def test_a_submission_can_be_taken_back_after_going_back(contested: Path) -> None:
    resolve_held(contested, int(number_of(contested, "21件")), "theirs")
    hold(contested, "21件")
    undo_merge_of(contested, "市民課")
    assert figure_text(rows_of(contested), 1) == "31件"
    assert not [held for held in pending_in(contested) if "21件" in held.theirs]


def all_at_odds(folder: Path) -> tuple[Path, list[Path]]:
    """One clerk rewrote a line, the other deleted it and a measure that is not theirs, the coordinator rewrote all of it."""
    master = master_in(folder)
    copy, *_ = hand_out_copies(master, whole=True)
    other = copy.with_name("別の写し.dxdb")
    shutil.copy(copy, other)
    edit(copy, field(THIS_YEAR[0], "text", "一郎の文"))
    edit(copy, figure(1, "21件"))
    edit(copy, figure(2, "22件"))
    edit(other, deletion(THIS_YEAR[0]))
    edit(other, deletion(MEASURES[2]))
    edit(other, figure(1, "23件"))
    for work in (field(THIS_YEAR[0], "text", "担当の文"), figure(1, "31件"), field(MEASURES[2], "title", "改題")):
        edit(master, work, BOSS)
    return master, [submit_copy(copy), submit_copy(other)]


@pytest.mark.parametrize("take", ["theirs", "master"])
def test_a_merge_that_decides_by_itself_is_taken_back_exactly_and_merged_again(tmp_path: Path, take: str) -> None:
    master, files = all_at_odds(tmp_path)
    before = rows_of(master)
    merge_files(master, *files, take=take)
    after = rows_of(master)
    assert {held.why for held in pending_in(master)} == {HeldReason.SCOPE}
    for _ in range(2):
        assert undo_merge_of(master, "市民課").skipped == ()
        assert undo_merge_of(master, "市民課").skipped == ()
        assert rows_of(master) == before
        assert pending_in(master) == []
        assert [v.status for v in merge_files(master, *files, take=take).files] == ["merged", "merged"]
        assert rows_of(master) == after


@pytest.fixture(scope="module")
def tangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master in which all of it waits."""
    master, files = all_at_odds(tmp_path_factory.mktemp("入り組んだ"))
    merge_files(master, *files)
    assert len(pending_in(master)) > 5
    return master


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["theirs", "master", "書き直した", ""])), max_size=7))
@examples(10, 30)
def test_whatever_was_decided_in_whatever_order_the_way_back_is_open(
    tangled: Path, tmp_path_factory: pytest.TempPathFactory, choices: list[tuple[int, str]]
) -> None:
    master = tmp_path_factory.mktemp("決める") / "計画.dxdb"
    shutil.copy(tangled, master)
    before, waiting = rows_of(master), {held.id for held in pending_in(master)}
    with Store.open(master, author=BOSS) as store:
        numbers = [str(held.number) for held in store.records(Held)]
        takes = {"theirs": Resolution.THEIRS, "master": Resolution.MASTER, "": Resolution.HOLD}
        decisions = [
            Decision(numbers[place % len(numbers)], takes.get(take, "text"), "理由", take) for place, take in choices
        ]
        resolve_all(store, decisions, author=BOSS)
        # The last decision goes first: what depends on a decision has to go before it.
        for _ in numbers:
            resolve_all(store, [Decision(number, Resolution.HOLD, "やり直す") for number in reversed(numbers)], author=BOSS)
    assert rows_of(master) == before
    assert {held.id for held in pending_in(master)} == waiting
