"""The coordinator's and the departments' week from the command line."""

from pathlib import Path

import pytest

from tests.cli.running import Runner


@pytest.fixture
def copies(run: Runner, ito: str) -> dict[str, str]:
    """Department → its copy, from the 伊東市 seed."""
    handed = run("hand-out", ito, "--year", "R6", "--due", "2026-12-18", "-o", "配布", "--json")
    assert handed.code == 0
    return {copy["department"]: copy["file"] for copy in handed.json["copies"]}


def test_hand_out_makes_a_copy_for_each_department(run: Runner, copies: dict[str, str]) -> None:
    assert len(copies) == 24
    assert copies["市民課"] == str(Path("配布") / "R6_市民課.dxdb")
    for file in copies.values():
        report = run("info", file, "--json")
        assert (report.code, report.json["role"], report.json["plans"][0]["entries"]) == (0, "copy", 154)


def test_hand_out_to_one_department_and_for_the_latest_year(run: Runner, ito: str) -> None:
    handed = run("hand-out", ito, "--department", "市民課", "-o", ".", "--json")
    assert handed.json == {"copies": [{"department": "市民課", "file": "R6_市民課.dxdb"}]}
    again = run("hand-out", ito, "--department", "市民課", "-o", ".")
    assert again.code == 3
    assert "すでにあります" in again.sentence


@pytest.mark.parametrize("due", ["明日", "2026-13-01"])
def test_a_due_date_that_is_none_is_wrong_usage(run: Runner, ito: str, due: str) -> None:
    ran = run("hand-out", ito, "-o", "配布", "--due", due)
    assert ran.code == 2
    assert "日付" in ran.sentence


def test_a_copy_writes_its_own_part_and_nothing_else(run: Runner, copies: dict[str, str]) -> None:
    own, other = copies["デジタル政策課"], copies["市民課"]
    place = ("1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")
    assert run("set", own, *place, "200業務").code == 0
    assert (
        run("add", own, "1-(1)", "--year", "R7", "--kind", "実施予定", "--department", "デジタル政策課", "続ける").code == 0
    )
    before = Path(other).read_bytes()
    for words in (
        ("set", other, *place, "200業務"),
        ("set", own, *place[:-1], "R5", "200業務"),
        ("add", other, "1-(1)", "--year", "R6", "書けない"),
        ("add", other, "1-(1)", "--year", "R6", "--department", "デジタル政策課", "書けない"),
    ):
        ran = run(*words)
        assert ran.code == 3, words
        assert "だけを書けます" in ran.sentence
    assert Path(other).read_bytes() == before
    assert run("rollover", own).code == 3
    assert "配られた写し" in run("hand-out", own, "-o", "二次配布").sentence
