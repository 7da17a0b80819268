"""Values that no honest copy has, ranks, times, names and rows: taken for what they are, or the file is refused.

A PC with a wrong clock is honest: its work is merged, as handed in when it was received.
"""

import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.cli import main
from dxdesk.plan.changes.edits import NewEntry, add_entry
from dxdesk.plan.rows.dates import local_time, utc_now
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rank import between, is_rank
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted
from dxdesk.submission.status.board import board
from tests.submission.city import (
    BOSS,
    MEASURES,
    THIS_YEAR,
    edit,
    figure,
    figure_text,
    hand_out_copies,
    merge_files,
    rows_of,
    submit_copy,
)
from tests.submission.hostile.test_copies import sql, with_rows

IN_JAPAN = pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC"])


@pytest.fixture
def zoned(zone: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The clock of a time zone."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    return zone


@pytest.fixture(autouse=True)
def own_zone(monkeypatch: pytest.MonkeyPatch) -> object:
    """The machine's own clock again, after each test."""
    yield
    monkeypatch.undo()
    time.tzset()


def submitted(master: Path, *statements: str) -> Path:
    """A submission of 市民課 with a figure filled in, then edited by somebody who knows SQLite."""
    copy = hand_out_copies(master, "市民課")[0]
    edit(copy, figure(1, "12件"))
    file = submit_copy(copy)
    sql(*statements)(file)
    return file


@IN_JAPAN
@pytest.mark.parametrize("at", ["9999-12-31T23:59:59.000+00:00", "1970-01-01T00:00:00.000+00:00", "いつか"])
@pytest.mark.usefixtures("zoned")
def test_work_of_a_pc_with_a_wrong_clock_is_merged_as_handed_in_now(master: Path, at: str) -> None:
    file = submitted(master, f"UPDATE submit SET at = '{at}'", f"UPDATE batch SET at = '{at}'")
    [result] = merge_files(master, file).files
    assert result.status == "merged"
    assert at in result.reason
    assert figure_text(rows_of(master), 1) == "12件"
    with Store.open(master, read_only=True) as store:
        [accepted] = store.records(Accepted)
        [citizens] = [d for d in board(store).departments if d.name == "市民課"]
        assert all(entry.at <= utc_now() for entry in store.history())
        assert all(local_time(entry.at) for entry in store.history())
    assert accepted.submitted[:10] == utc_now()[:10]
    assert citizens.at is not None
    assert citizens.at[:10] == utc_now()[:10]
    assert main(["history", str(master)]) == 0
    assert main(["status", str(master)]) == 0


@pytest.mark.parametrize("rank", ["！", "", "A0", "あ", "A" * 5_000, "A A"])
def test_a_rank_that_is_none_is_refused_and_lines_can_still_be_added(master: Path, rank: str) -> None:
    assert not is_rank(rank)
    copy = hand_out_copies(master, "市民課")[0]
    edit(copy, figure(1, "12件"))
    file = submit_copy(copy)
    with_rows(lambda rows: rows.put([THIS_YEAR[0].replace(id=str(uuid.uuid4()), rank=rank)]))(file)
    [result] = merge_files(master, file).files
    assert (result.status, "書き換えられています" in result.reason) == ("refused", True)
    with Store.open(master, author=BOSS) as store:
        outline = Outline(store.load())
        assert add_entry(outline, NewEntry(MEASURES[0], 2024, text="つづき"))


def test_every_rank_that_work_leads_to_is_one() -> None:
    low = high = between(None, None)
    for _ in range(500):
        high = between(None, high)
        low = between(low, None)
        middle = between(high, low)
        assert all(map(is_rank, (low, high, middle)))


@pytest.mark.parametrize("rank", ["！", "あ", "zz！"])
def test_a_plan_that_took_such_a_rank_before_goes_on(rank: str) -> None:
    assert is_rank(between(rank, None))
    assert is_rank(between(None, rank))
    assert is_rank(between("V", rank))


def test_names_are_shown_in_one_line_without_characters_that_turn_the_text(master: Path) -> None:
    name = "市民\u202e太郎\n管理者\u200b " + "長" * 500
    file = submitted(
        master, f"UPDATE submit SET person = '{name}', author = '{name}'", f"UPDATE batch SET author = '{name}'"
    )
    assert [f.status for f in merge_files(master, file).files] == ["merged"]
    with Store.open(master, read_only=True) as store:
        [accepted] = store.records(Accepted)
        authors = {entry.author for entry in store.history()}
    for shown in (accepted.person, accepted.author, *authors):
        assert "\u202e" not in shown
        assert "\u200b" not in shown
        assert "\n" not in shown
        assert len(shown) <= 100
    assert accepted.person.startswith("市民太郎 管理者 長長")


def test_more_rows_than_a_department_writes_are_refused_soon(master: Path) -> None:
    copy = hand_out_copies(master, "市民課")[0]
    edit(copy, figure(1, "12件"))
    file = submit_copy(copy)
    with closing(sqlite3.connect(file)) as connection:
        columns = [c[1] for c in connection.execute("PRAGMA table_info(entry)")]
        values = ", ".join("?" if c == "id" else c for c in columns)
        ids = ((str(uuid.uuid4()), THIS_YEAR[0].id) for _ in range(60_000))
        connection.executemany(f"INSERT INTO entry SELECT {values} FROM entry WHERE id = ?", ids)
        connection.commit()
    start = time.process_time()
    [result] = merge_files(master, file).files
    assert time.process_time() - start < 5
    assert result.status == "refused"
    assert "行が多すぎる" in result.reason
