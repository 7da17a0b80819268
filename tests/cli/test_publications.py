"""A wording for publication that is older than the line: found, listed, decided; no sheet prints it in silence."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dxdesk.plan.changes.edits import set_field, write_text
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from tests.cli.running import Runner

OLD, NEW, PUBLIC = "窓口時間の延長", "窓口時間を延長し、出張申請を9件受けた。", "窓口の時間を延ばしました。"


def line_in(path: str) -> Entry:
    """The line of 市民課 in 1-(3) about its opening hours in R6."""
    with Store.open(path, read_only=True) as store:
        entries = store.load().all(Entry).values()
    return next(e for e in entries if e.year == 2024 and (e.text.startswith(OLD) or e.text == NEW))


@pytest.fixture
def newer(run: Runner, ito: str) -> str:
    """The line has a wording for publication, and 市民課 has handed it in anew; merged."""
    with Store.open(ito, author="政策") as store:
        store.apply(Batch(write_text(Outline(store.load()), line_in(ito), "publication", PUBLIC), "政策"))
    assert line_in(ito).publication_of == line_in(ito).text
    run("hand-out", ito, "--year", "R6", "--department", "市民課", "-o", ".")
    with Store.open("R6_市民課.dxdb", author="市民") as copy:
        copy.apply(Batch(set_field(line_in("R6_市民課.dxdb"), "text", NEW), "市民"))
    run("submit", "R6_市民課.dxdb", "-o", "市民.dxdb")
    merged = run("merge", ito, "市民.dxdb", "--json")
    assert merged.code == 1
    assert "公表用の文を見直してください" in merged.json["submissions"][0]["reason"]
    return ito


def test_it_is_a_finding_and_a_case(run: Runner, newer: str) -> None:
    (finding,) = [f for f in run("check", newer, "--json").json["findings"] if f["rule"] == "publication-older"]
    assert (finding["level"], finding["year"]) == ("警告", "R6")
    (case,) = run("conflicts", newer, "--json").json["publications"]
    assert case["base"].startswith(OLD)
    assert (case["theirs"], case["master"], case["department"]) == (NEW, PUBLIC, "市民課")
    assert "公表用の文の見直し" in run("conflicts", newer).out


@pytest.mark.parametrize("layout", ["ito", "open-data"])
def test_no_sheet_prints_it_in_silence(run: Runner, newer: str, layout: str) -> None:
    done = run("export", newer, "--layout", layout, "-o", "表.xlsx", "--json")
    assert done.code == 1
    (older,) = done.json["older"]
    assert PUBLIC in older
    assert older.startswith("1-(3)")
    texts = [str(c.value) for sheet in load_workbook("表.xlsx") for row in sheet.iter_rows() for c in row if c.value]
    assert any(PUBLIC in text for text in texts), "what was approved for publication stays"
    assert not any(NEW in text for text in texts)
    other = run("export", newer, "--layout", layout, "--measure", "1-(1)", "-o", "別.xlsx", "--json")
    assert "older" not in other.json


@pytest.mark.parametrize(
    ("take", "printed", "publication"),
    [("master", PUBLIC, PUBLIC), ("theirs", NEW, None), ("書き直した文。", "書き直した文。", "書き直した文。")],
)
def test_it_is_kept_taken_away_or_written_anew(
    run: Runner, newer: str, take: str, printed: str, publication: str | None
) -> None:
    (case,) = run("conflicts", newer, "--json").json["publications"]
    assert run("resolve", newer, case["id"], "--take", take, "--reason", " ").code == 3
    assert run("resolve", newer, case["id"], "--take", take, "--reason", "広報と確かめた").code == 0
    entry = line_in(newer)
    assert (entry.printed, entry.publication, entry.text) == (printed, publication, NEW)
    assert run("conflicts", newer, "--json").json["publications"] == []
    assert "older" not in run("export", newer, "--layout", "ito", "-o", "表.xlsx", "--json").json
    assert "広報と確かめた" in run("history", newer).out


def test_undoing_the_merge_takes_the_case_away(run: Runner, newer: str) -> None:
    assert run("undo-merge", newer, "--department", "市民課").code == 0
    assert run("conflicts", newer, "--json").json["publications"] == []
    assert not line_in(newer).publication_is_older


def test_what_a_published_sheet_says_is_read_as_the_wording_for_the_present_text(run: Runner, newer: str) -> None:
    run("export", newer, "--layout", "ito", "-o", "表.xlsx")
    book = load_workbook("表.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and PUBLIC in cell.value:
                    cell.value = cell.value.replace(PUBLIC, "広報が直した文。")
    book.save("直した.xlsx")
    shutil.copy(newer, "写.dxdb")
    run("import", "写.dxdb", "直した.xlsx", "--layout", "ito")
    entry = line_in("写.dxdb")
    assert (entry.text, entry.publication, entry.publication_of) == (NEW, "広報が直した文。", NEW)
    assert Path("写.dxdb").exists()
