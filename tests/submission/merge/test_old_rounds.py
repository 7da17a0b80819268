"""What an earlier release handed out, and what departments wrote into it, still arrives in this one's master."""

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dxdesk.cli import main

ROUNDS = sorted((Path(__file__).parents[2] / "old_files").glob("round-*"))


@pytest.fixture(params=ROUNDS, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of one round's files."""
    return Path(shutil.copytree(request.param, tmp_path / "round"))


def test_submissions_copies_and_forms_of_an_earlier_release_are_merged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master, copy = str(folder / "master.dxdb"), str(folder / "copy.dxdb")
    later = ["--year", "R7", "--kind", "実施予定", "--department", "収納課", "口座振替の案内も行う。"]
    assert main(["add", copy, "1-(3)", *later]) == 0
    assert main(["submit", copy, "-o", str(folder / "later.dxdb")]) == 1  # one figure is still missing
    files = [str(folder / name) for name in ("submission.dxdb", "later.dxdb", "form.xlsx")]
    capsys.readouterr()

    assert main(["merge", master, *files, "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert [(s["department"], s["status"], s["applied"]) for s in answer["submissions"]] == [
        ("市民課", "merged", 2),
        ("収納課", "merged", 2),
        ("企画課", "merged", 2),
    ]
    assert answer["conflicts"] == []
    assert main(["get", master, "1-(3)", "--json"]) == 0
    measure = json.loads(capsys.readouterr().out)
    lines = {entry["text"] for entry in measure["entries"]}
    assert {
        "窓口での交付を始めた。",
        "夜間の収納窓口で案内した。",
        "口座振替の案内も行う。",
        "返礼の案内を見直した。",
    } <= lines
    cards = next(i for i in measure["indicators"] if i["label"] == "マイナンバーカード交付枚数")
    assert next(f["text"] for f in cards["figures"] if f["year"] == "R6") == "99,999枚"
    assert main(["status", master, "--json"]) == 0
    board = {d["name"]: d["state"] for d in json.loads(capsys.readouterr().out)["departments"]}
    assert [board[name] for name in ("市民課", "収納課", "企画課")] == ["受理", "提出済", "受理"]


def test_words_beside_the_cells_of_an_earlier_releases_form_are_messages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = load_workbook(folder / "form.xlsx")
    table = book["記入表"]
    for cell, text in (("D4", "昨年度の欄に書いた"), ("J5", "欄外に書いた"), ("F3", "連絡の欄に書いた")):
        table[cell] = text
    table.cell(table.max_row + 2, 1).value = "下に書いた"
    book.save(folder / "form.xlsx")

    assert main(["merge", str(folder / "master.dxdb"), str(folder / "form.xlsx"), "--json"]) == 0

    (submission,) = json.loads(capsys.readouterr().out)["submissions"]
    assert submission["applied"] == 2 + 4
    assert main(["messages", str(folder / "master.dxdb"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["messages"]
    assert sorted(m["text"] for m in found) == ["下に書いた", "昨年度の欄に書いた", "欄外に書いた", "連絡の欄に書いた"]
