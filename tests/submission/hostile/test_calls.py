"""Bad files among good ones in one call of the program, and files in odd places or under odd names."""

import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.cli import main
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import Store
from dxdesk.store.received.baseline import Baselines
from dxdesk.submission.merge.received_copy import receive_copy
from dxdesk.submission.merge.state import MergeState
from tests.submission.city import FIGURES, THIS_YEAR, edit, figure, figure_text, rows_of, submit_copy
from tests.submission.hostile.test_copies import HARM, refusal, sql

ONCE = ("truncated", "no bytes", "not a database", "a trigger", "a blob for a text", "edited after it was closed")


@pytest.fixture
def good(copies: list[Path]) -> Path:
    """What 市民課 handed in."""
    edit(copies[0], figure(1, "12件"))
    return submit_copy(copies[0])


def test_the_good_file_merges_beside_the_bad_ones(master: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = []
    for number, name in enumerate(ONCE):
        bad.append(Path(shutil.copy(good, good.with_name(f"わるい{number}.dxdb"))))
        HARM[name][0](bad[-1])
    assert main(["merge", str(master), *map(str, bad[:3]), str(good), *map(str, bad[3:]), "--json"]) == 3
    output = capsys.readouterr()
    statuses = [found["status"] for found in json.loads(output.out)["submissions"]]
    assert statuses == ["refused"] * 3 + ["merged"] + ["refused"] * 3
    assert all(line.endswith("。") for line in output.err.splitlines())
    assert "Traceback" not in output.err
    assert figure_text(rows_of(master), 1) == "12件"


def test_only_bad_ones_change_nothing(master: Path, good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = Path(shutil.copy(good, good.with_name("わるい.dxdb")))
    HARM["truncated"][0](bad)
    before = master.read_bytes()
    held = sorted(path.name for path in master.parent.iterdir())
    assert main(["merge", str(master), str(bad)]) == 3
    assert "壊れている" in capsys.readouterr().err
    assert master.read_bytes() == before
    assert sorted(path.name for path in master.parent.iterdir()) == held


def test_a_character_that_is_none(master: Path, good: Path) -> None:
    harmed = Path(shutil.copy(good, good.with_name("わるい.dxdb")))
    sql(f"UPDATE figure SET text = CAST(x'313200e4bbb6' AS TEXT) WHERE id = '{FIGURES[0].id}'")(harmed)
    assert "壊れている" in refusal(master, harmed)


def test_three_hundred_thousand_rows_more(master: Path, good: Path) -> None:
    harmed = Path(shutil.copy(good, good.with_name("わるい.dxdb")))
    line = THIS_YEAR[0].id
    with closing(sqlite3.connect(harmed)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
        values = ", ".join("'x' || n.i" if name == "id" else f'"{name}"' for name in names)
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) "
            f"INSERT INTO entry SELECT {values} FROM entry, n WHERE entry.id = '{line}'"
        )
        connection.commit()
    assert refusal(master, harmed)


@pytest.mark.skipif(os.name == "nt", reason="Windowsではこのような名前のファイルを作れない")
@pytest.mark.parametrize("name", ["改行\nのある名前.dxdb", "-rf.dxdb", "'; DROP TABLE plan; --.dxdb", "100%?mode=rw#x.dxdb"])
def test_odd_names_are_names(master: Path, good: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    odd = Path(shutil.copy(good, good.with_name(name)))
    assert main(["merge", str(master), str(odd)]) in (0, 1)
    assert figure_text(rows_of(master), 1) == "12件"
    capsys.readouterr()
    odd.write_bytes(b"x" * 5000)
    assert main(["merge", str(master), str(odd)]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windowsではリンクを作るのに管理者の権利がいる")
def test_a_link_is_the_file_it_leads_to(master: Path, good: Path) -> None:
    link = good.with_name("リンク.dxdb")
    link.symlink_to(Path("..") / good.parent.name / good.name)
    assert main(["merge", str(master), str(link)]) in (0, 1)
    assert figure_text(rows_of(master), 1) == "12件"
    nowhere = good.with_name("先のないリンク.dxdb")
    nowhere.symlink_to("なし.dxdb")
    assert refusal(master, nowhere)
    circle = good.with_name("輪.dxdb")
    circle.symlink_to(circle)
    assert refusal(master, circle)


def test_a_file_that_another_program_is_writing(master: Path, good: Path) -> None:
    with closing(sqlite3.connect(good, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("UPDATE submit SET author = 'x'")
        assert "書きかけ" in refusal(master, good)
        connection.execute("ROLLBACK")
    assert main(["merge", str(master), str(good)]) in (0, 1)


def test_the_master_itself_is_no_submission(master: Path) -> None:
    assert refusal(master, master)


def flip(content: bytearray, at: int, _: int) -> None:
    content[at] ^= 1


def overwrite(content: bytearray, at: int, other: int) -> None:
    content[at : at + 4096] = content[other : other + 4096].ljust(len(content[at : at + 4096]), b"\0")


def cut(content: bytearray, at: int, _: int) -> None:
    del content[at:]


def take_out(content: bytearray, at: int, other: int) -> None:
    del content[at : at + other % 5000]


def test_a_file_damaged_anywhere_is_refused_or_read_as_before(master: Path, good: Path) -> None:
    with Store.open(master, read_only=True) as store:
        state = MergeState.of(store)
    baselines, sound = Baselines(state.bases), good.read_bytes()
    whole = receive_copy(good, state.hand_outs, baselines)
    chance, refusals = random.Random(7), []
    for _ in range(150):
        content = bytearray(sound)
        harm = chance.choice([flip, overwrite, cut, take_out])
        harm(content, chance.randrange(len(sound)), chance.randrange(len(sound)))
        good.write_bytes(content)
        try:
            taken = receive_copy(good, state.hand_outs, baselines)
        except Refused as error:
            refusals.append(error.message)
        else:
            assert (taken.changes, taken.received.rows) == (whole.changes, whole.received.rows)
    baselines.close()
    assert len(refusals) > 50
    assert all(output.endswith("。") and "\n" not in output for output in refusals)
