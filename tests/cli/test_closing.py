"""確定 and 年度の切り替え look around first: what is open is printed, and what stands against it needs an option."""

from pathlib import Path

import pytest

from tests.cli.running import Runner

PLACE = ("1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")


@pytest.fixture
def asked(run: Runner, ito: str) -> str:
    """Two departments were handed out; one has handed in, and contradicts the plan."""
    run("hand-out", ito, "--year", "R6", "--department", "デジタル政策課", "--department", "市民課", "-o", ".")
    run("set", "R6_デジタル政策課.dxdb", *PLACE, "300業務")
    run("set", ito, *PLACE, "200業務")
    run("submit", "R6_デジタル政策課.dxdb", "-o", "提出.dxdb")
    assert run("merge", ito, "提出.dxdb").code == 1
    return ito


def test_a_year_with_open_cases_is_made_final_only_when_told(run: Runner, asked: str) -> None:
    before = Path(asked).read_bytes()
    refused = run("lock", asked, "--year", "R6")
    assert refused.code == 3
    assert Path(asked).read_bytes() == before
    first, *others = refused.err.splitlines()
    assert first == "決めていない食い違いや確認待ちが 1 件あります。"
    assert "まだ提出のない課が 1 課あります：市民課。" in others
    assert any("まだ配っていない課" in line for line in others)
    assert any("前の年度（R4、R5）がまだ確定していません" in line for line in others)
    assert "--anyway" in others[-1]
    done = run("lock", asked, "--year", "R6", "--anyway", "--json")
    assert (done.code, done.json) == (0, {"year": "R6"})


def test_who_has_not_handed_in_is_named_but_does_not_stop_it(run: Runner, asked: str) -> None:
    run("resolve", asked, "1", "--take", "theirs", "--reason", "確かめた")
    done = run("lock", asked, "--year", "R6")
    assert done.code == 0
    assert "市民課" in done.err


def test_a_year_that_is_only_planned_is_made_final_only_when_told(run: Runner, ito: str) -> None:
    refused = run("lock", ito, "--year", "R7")
    assert refused.code == 3
    assert "R7 はまだ実施予定の年度" in refused.err
    assert "どの課にもまだ配っていません" in refused.err
    assert run("lock", ito, "--year", "R7", "--anyway").code == 0


def test_the_year_turns_over_open_cases_only_when_told(run: Runner, asked: str) -> None:
    refused = run("rollover", asked)
    assert refused.code == 3
    assert "食い違い" in refused.err
    assert "市民課" in refused.err
    assert run("info", asked, "--json").json["plans"][0]["years"] == "R4-R7"
    assert run("rollover", asked, "--anyway", "--json").json == {"years": "R5-R8"}


def test_no_year_is_shown_past_the_plan_s_last_unless_told(run: Runner) -> None:
    run("new", "計画.dxdb", "--seed", "isehara-action")
    refused = run("rollover", "計画.dxdb")
    assert refused.code == 3
    assert "計画期間は R7 まで" in refused.err
    assert run("info", "計画.dxdb", "--json").json["plans"][0]["years"] == "R4-R7"
    assert run("rollover", "計画.dxdb", "--anyway", "--json").json == {"years": "R5-R8"}
