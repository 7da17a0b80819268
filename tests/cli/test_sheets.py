"""import and export as a user runs them, on 伊東市's real workbook."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.cities import CITIES, needs_cities
from tests.cli.running import Runner

SHEET = CITIES / "ito_progress_r6.xlsx"


@needs_cities
def test_the_real_sheet_goes_in_and_comes_out(run: Runner) -> None:
    first = run("import", "x.dxdb", SHEET, "--layout", "ito", "--json")
    assert first.code == 0, first.err + first.out
    assert first.json["unread"] == []
    assert first.json["added"] > 0
    plan = run("info", "x.dxdb", "--json").json["plans"][0]
    assert (plan["municipality"], plan["pillars"], plan["measures"]) == ("伊東市", 6, 21)

    second = run("import", "x.dxdb", SHEET, "--layout", "ito", "--json")
    assert (second.code, second.json["added"], second.json["changed"], second.json["missing"]) == (0, 0, 0, 0)

    out = run("export", "x.dxdb", "--layout", "ito", "-o", "out.xlsx", "--json")
    assert (out.code, out.json["left_out"]) == (0, [])
    assert run("import", "x.dxdb", out.json["file"], "--layout", "ito", "--json").json["added"] == 0


@needs_cities
def test_a_dry_run_writes_nothing(run: Runner, ito: str) -> None:
    before = Path(ito).read_bytes()
    assert run("import", ito, SHEET, "--layout", "ito", "--dry-run", "--json").json["added"] >= 0
    assert Path(ito).read_bytes() == before
    assert run("import", "new.dxdb", SHEET, "--layout", "ito", "--dry-run").code == 0
    assert not Path("new.dxdb").exists()


@needs_cities
def test_importing_over_the_seed_keeps_its_rows(run: Runner, ito: str) -> None:
    before = run("info", ito, "--json").json["plans"][0]
    done = run("import", ito, SHEET, "--layout", "ito", "--json")
    after = run("info", ito, "--json").json["plans"][0]
    assert done.json["unread"] == []
    for name in ("pillars", "measures", "indicators", "figures", "entries", "departments"):
        assert after[name] == before[name], name


@needs_cities
def test_a_cell_nobody_understands_is_listed(run: Runner) -> None:
    book = openpyxl.load_workbook(SHEET)
    book["12"]["F6"] = "欄外の書き込み"
    book.save("odd.xlsx")
    done = run("import", "x.dxdb", "odd.xlsx", "--layout", "ito", "--json")
    assert done.code == 1
    assert {"sheet": "12", "cell": "F6", "text": "欄外の書き込み"} in done.json["unread"]


def test_years_choose_the_columns(run: Runner, ito: str) -> None:
    wide = run("export", ito, "--layout", "ito", "--years", "R3-R8", "-o", "wide.xlsx", "--json")
    # R7 is a 実績 column now, so that what was planned for R7 has no place; that is said, not dropped silently.
    assert wide.code == 1
    assert any("実施予定" in line for line in wide.json["left_out"])
    sheet = openpyxl.load_workbook("wide.xlsx")["1"]
    headings = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("R")]
    assert headings[:6] == ["R3実績", "R4実績", "R5実績", "R6実績", "R7実績", "R8実施予定"]


def test_one_measure_and_one_department_can_be_chosen(run: Runner, ito: str) -> None:
    one = run("export", ito, "--layout", "ito", "--measure", "1-(1)", "-o", "one.xlsx", "--json")
    everything = run("export", ito, "--layout", "ito", "-o", "all.xlsx", "--json")
    of_one = run("export", ito, "--layout", "ito", "--department", "危機対策課", "-o", "dep.xlsx", "--json")
    assert one.json["pages"] < of_one.json["pages"] < everything.json["pages"]


@pytest.mark.parametrize("words", [("--department", "宇宙開発課"), ("--measure", "9-(9)")])
def test_choosing_what_is_not_there_writes_no_file(run: Runner, ito: str, words: tuple[str, str]) -> None:
    assert run("export", ito, "--layout", "ito", *words, "-o", "no.xlsx").code == 3
    assert not Path("no.xlsx").exists()


def test_a_folder_that_is_not_there_is_a_fault_of_the_machine(run: Runner, ito: str) -> None:
    assert "見つかりません" in run("export", ito, "--layout", "ito", "-o", "nowhere/out.xlsx").sentence


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.html", "a.docx", "none.xlsx"])
def test_what_is_no_sheet_is_refused(run: Runner, name: str) -> None:
    if not name.startswith("none"):
        Path(name).write_bytes(b"\0\1garbage")
    assert run("import", "x.dxdb", name, "--layout", "ito").code == 3
    assert not Path("x.dxdb").exists()


def test_json_is_utf8_and_one_line(ito: str) -> None:
    program = shutil.which("dxdesk")
    words = [program] if program else [sys.executable, "-m", "dxdesk"]
    done = subprocess.run(
        [*words, "info", ito, "--json"], capture_output=True, check=True, env={"PATH": "/usr/bin", "LC_ALL": "C"}
    )
    assert json.loads(done.stdout.decode("utf-8"))["plans"][0]["municipality"] == "伊東市"
    assert done.stdout.count(b"\n") == 1
