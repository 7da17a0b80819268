"""rollover as a coordinator runs it at the turn of the year."""

from pathlib import Path

import openpyxl

from tests.cli.running import Runner


def test_the_years_move_on(run: Runner, ito: str) -> None:
    done = run("rollover", ito, "--json")
    assert (done.code, done.json) == (0, {"years": "R5-R8"})
    assert run("info", ito, "--json").json["plans"][0]["years"] == "R5-R8"
    assert len(list(Path(f"{ito}.backups").glob("*.dxdb"))) == 1
    changes = run("history", ito, "--json").json["changes"]
    assert {c["author"] for c in changes[:3]} == {"試験職員"}
    assert all(c["reason"].startswith("年度の切り替え") for c in changes[:3])
    out = run("export", ito, "--layout", "ito", "-o", "out.xlsx", "--json")
    headings = [cell.value for cell in openpyxl.load_workbook("out.xlsx")["1"][5]]
    assert headings == ["R5実績", "R6実績", "R7実績", "R8実施予定"]
    # R7's 実施予定 lines stay where they are.
    assert out.code == 1
    entries = run("get", ito, "1-(1)", "--json").json["entries"]
    assert any((e["year"], e["kind"]) == ("R7", "実施予定") for e in entries)


def test_the_coordinator_is_told_where_the_backup_is(run: Runner, ito: str) -> None:
    assert ".backups" in run("rollover", ito).out


def test_several_plans_want_a_name(run: Runner) -> None:
    run("new", "two.dxdb", "--seed", "ito", "--seed", "shibata")
    assert "--plan" in run("rollover", "two.dxdb").sentence
    assert run("rollover", "two.dxdb", "--plan", "伊東市DX推進計画", "--json").json == {"years": "R5-R8"}


def test_a_file_that_is_none_is_refused(run: Runner) -> None:
    Path("bad.dxdb").write_bytes(b"x")
    assert run("rollover", "bad.dxdb").code == 3
    assert run("rollover", "none.dxdb").code == 3
    assert not Path("bad.dxdb.backups").exists()
