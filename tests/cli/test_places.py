"""Where a command is to read or write: whatever the place is, one sentence, and nobody's plan is lost."""

import shutil
from pathlib import Path

import pytest

from tests.cli.running import Runner

LONG = "あ" * 300


@pytest.fixture
def copy(run: Runner, ito: str) -> str:
    """企画課's copy."""
    assert run("hand-out", ito, "--department", "企画課", "-o", "配布").code == 0
    return str(Path("配布") / "R6_企画課.dxdb")


@pytest.mark.parametrize("kind", ["xlsx", "html", "csv"])
def test_a_sheet_never_takes_the_place_of_a_plan(run: Runner, ito: str, kind: str) -> None:
    shutil.copy(ito, "ほか.dxdb")
    for out in (ito, "ほか.dxdb"):
        held = Path(out).read_bytes()
        ran = run("export", ito, "--layout", "ito", "--format", kind, "-o", out)
        assert ran.code == 3
        assert "計画ファイルなので、ほかのもので置き換えられません" in ran.sentence
        assert Path(out).read_bytes() == held
    Path("前.xlsx").write_bytes(b"a sheet of yesterday")
    assert run("export", ito, "--layout", "ito", "-o", "前.xlsx").code == 0


@pytest.mark.parametrize("out", ["-", "", " "])
def test_what_is_written_has_a_name(run: Runner, ito: str, copy: str, out: str) -> None:
    before = sorted(Path().rglob("*"))
    for words in (
        ("export", ito, "--layout", "ito"),
        ("hand-out", ito),
        ("submit", copy),
        ("return", ito, "--department", "企画課", "--reason", "理由"),
        ("picture", ito, "--view", "start"),
    ):
        ran = run(*words, "-o", out)
        assert ran.code == 2, words
        assert "名前を指定してください" in ran.sentence
    assert sorted(Path().rglob("*")) == before


def test_a_name_that_no_disk_takes_is_told_as_such(run: Runner, ito: str, copy: str) -> None:
    for words in (
        ("info", f"{LONG}.dxdb"),
        ("import", f"{LONG}.dxdb", ito, "--layout", "ito"),
        ("export", ito, "--layout", "ito", "-o", f"{LONG}.xlsx"),
        ("submit", copy, "-o", f"{LONG}.dxdb"),
        ("merge", ito, f"{LONG}.dxdb"),
        ("hand-out", ito, "-o", LONG),
    ):
        ran = run(*words)
        assert ran.code == 3, words
        assert "名前が長すぎます" in ran.sentence


def test_a_folder_is_no_plan_nor_a_file_a_folder(run: Runner, ito: str) -> None:
    Path("箱.dxdb").mkdir()
    for words in (("info", "箱.dxdb"), ("restore", "箱.dxdb", ito), ("restore", "", ito)):
        ran = run(*words)
        assert ran.code == 3
        assert "フォルダです" in ran.sentence
    assert sorted(p.name for p in Path().iterdir()) == sorted([ito, "箱.dxdb"])
    ran = run("hand-out", ito, "-o", ito)
    assert ran.code == 3
    assert "フォルダを作れません" in ran.sentence


def test_the_master_may_lie_among_what_came_back(run: Runner, ito: str, copy: str) -> None:
    assert run("submit", copy, "-o", "企画.dxdb").code == 1  # it wrote on 1-(3) last year and is asked about it
    done = run("merge", ito, ".", "--json")
    assert done.code == 0
    # Folders are read to the bottom: the copy itself is the same submission.
    assert {s["file"]: s["status"] for s in done.json["submissions"]} == {"企画.dxdb": "merged", copy: "already"}
    assert done.json["unread"] == []
    ran = run("merge", ito, ito)
    assert ran.code == 3
    assert "統合先の計画ファイルです" in ran.sentence


@pytest.mark.parametrize("text", ["音\x07", "あ" * 40_000])
def test_nothing_is_written_that_no_sheet_can_hold(run: Runner, ito: str, text: str) -> None:
    held = Path(ito).read_bytes()
    for words in (
        ("set", ito, "1-(1)", "--indicator", "オンライン化手続数", "--year", "R6", text),
        ("add", ito, "1-(1)", "--year", "R6", "--kind", "実績", text),
    ):
        ran = run(*words)
        assert ran.code == 3, words
        assert "この内容は書けません。" in ran.sentence
    assert Path(ito).read_bytes() == held


@pytest.mark.parametrize("command", ["", "merge", "hand-out", "resolve"])
def test_the_help_is_japanese(run: Runner, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"使い方：dxdesk {command}".strip())
    assert not {"usage", "options", "positional", "arguments"} & set(ran.out.replace(":", " ").split())


def test_words_are_not_guessed(run: Runner, ito: str) -> None:
    for words, said in (
        (("info", ito, "--js"), "知らない指定です --js"),
        (("info", ito, "--json=はい"), "値は付けられません"),
        (("export", ito, "--layout", "表", "-o", "x"), "選べない値です '表' （次から選んでください 'ito'"),
    ):
        ran = run(*words)
        assert ran.code == 2
        assert said in ran.sentence
        assert ran.sentence.count("（") == ran.sentence.count("）")
