"""new, info, get, set, add, check, history, backup, restore: what the user gets and what is refused."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.running import Runner


def digest(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_a_seed_becomes_a_plan_file(run: Runner) -> None:
    made = run("new", "ito.dxdb", "--seed", "ito", "--json")
    assert made.code == 0
    [plan] = made.json["plans"]
    assert (plan["municipality"], plan["title"], plan["years"]) == ("伊東市", "伊東市DX推進計画", "R4-R7")
    assert (plan["pillars"], plan["measures"]) == (6, 21)
    assert made.json["role"] == "master"
    assert run("info", "ito.dxdb", "--json").json == made.json


def test_two_plans_made_from_one_seed_share_no_id(run: Runner) -> None:
    from dxdesk.store import Store

    seen: list[set[str]] = []
    for name in ("a.dxdb", "b.dxdb"):
        run("new", name, "--seed", "ito")
        with Store.open(name, read_only=True) as store:
            seen.append({row_id for table in store.load().tables.values() for row_id in table})
    assert not seen[0] & seen[1]


def test_an_empty_plan_takes_its_frame_from_the_options(run: Runner) -> None:
    made = run("new", "x.dxdb", "--municipality", "試験市", "--title", "試験市DX計画", "--years", "R4-R7", "--json")
    assert made.code == 0
    assert made.json["plans"][0]["measures"] == 0


def test_new_never_overwrites(run: Runner, ito: str) -> None:
    before = digest(ito)
    refused = run("new", ito, "--seed", "ito")
    assert refused.code == 3
    assert ito in refused.sentence
    assert digest(ito) == before


@pytest.mark.parametrize(
    "words",
    [
        ("new", "x.dxdb"),
        ("new", "x.dxdb", "--seed", "ito", "--title", "計画"),
        ("new", "x.dxdb", "--municipality", "試験市"),
        ("new", "x.dxdb", "--municipality", "試験市", "--title", "計画", "--years", "七年"),
        ("get", "x.dxdb"),
        ("nonsense",),
        ("set", "x.dxdb", "1-(1)", "--year", "R6", "61業務"),
    ],
)
def test_wrong_usage_is_one_japanese_line_and_makes_no_file(run: Runner, words: tuple[str, ...]) -> None:
    wrong = run(*words)
    assert wrong.code == 2
    assert "指定が正しくありません" in wrong.sentence
    assert not Path("x.dxdb").exists()


def test_an_unknown_seed_names_the_known_ones(run: Runner) -> None:
    refused = run("new", "x.dxdb", "--seed", "atami")
    assert refused.code == 3
    assert "ito" in refused.sentence
    assert not Path("x.dxdb").exists()


def test_get_shows_figures_with_number_and_change(run: Runner, ito: str) -> None:
    measure = run("get", ito, "1-(2)", "--json").json
    assert measure["title"] == "キャッシュレス決済の拡充"
    tax = next(i for i in measure["indicators"] if i["label"] == "税" and i["parent"] == "スマホアプリ決済実施業務数")
    r5 = next(f for f in tax["figures"] if f["year"] == "R5")
    assert r5 == {"year": "R5", "role": "実績", "text": "9,088件", "number": "9088", "change": "-512"}
    rate = next(i for i in measure["indicators"] if i["label"] == "税" and i["parent"] == "キャッシュレス決済の収納件数割合")
    assert rate["figures"][0]["number"] == "2.0"
    assert rate["figures"][0]["change"] is None


def test_a_planned_figure_is_a_forecast(run: Runner, ito: str) -> None:
    measure = run("get", ito, "3-(4)", "--json").json
    chat = next(i for i in measure["indicators"] if i["label"] == "ビジネスチャット数")
    assert chat["figures"][-1] == {"year": "R7", "role": "見込", "text": "410アカウント", "number": "410", "change": None}


def test_a_measure_without_number_answers_to_its_title(run: Runner, ito: str) -> None:
    by_title = run("get", ito, "基幹系情報システムの標準化・共通化", "--json")
    assert by_title.code == 0
    assert by_title.json["number"] == ""
    assert run("get", ito, "2", "--json").json == by_title.json


@pytest.mark.parametrize("name", ["9-(9)", "", "行政"])
def test_an_unknown_measure_is_refused(run: Runner, ito: str, name: str) -> None:
    assert "施策" in run("get", ito, name).sentence


def test_set_writes_what_was_typed_and_tells_the_history(run: Runner, ito: str) -> None:
    place = (ito, "1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")
    assert run("set", *place, "１８０業務", "--json").json == {"changes": 1}
    assert run("set", *place, "１８０業務", "--json").json == {"changes": 0}
    [figure] = [f for f in run("get", ito, "1-(1)", "--json").json["indicators"][0]["figures"] if f["year"] == "R6"]
    assert (figure["text"], figure["number"], figure["change"]) == ("１８０業務", "180", "92")
    [change] = run("history", ito, "--measure", "1-(1)", "--json").json["changes"][:1]
    assert (change["author"], change["year"], change["before"], change["after"]) == (
        "試験職員",
        "R6",
        "173業務",
        "１８０業務",
    )
    assert "オンライン化手続数" in change["what"]


def test_set_reaches_a_part_by_its_parent(run: Runner, ito: str) -> None:
    part = ("set", ito, "1-(2)", "--indicator", "水道", "--year", "R6", "6,000件")
    assert "--parent" in run(*part).sentence
    assert run(*part, "--parent", "スマホアプリ決済実施業務数").code == 0


def test_a_blank_a_dash_and_zero_are_three_things(run: Runner, ito: str) -> None:
    place = (ito, "1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")
    numbers = []
    for text in ("", "-", "0業務", "数値なし"):
        assert run("set", *place, text).code == 0
        figures = run("get", ito, "1-(1)", "--json").json["indicators"][0]["figures"]
        numbers.append(next((f["text"], f["number"]) for f in figures if f["year"] == "R6"))
    assert numbers == [("", None), ("-", None), ("0業務", "0"), ("数値なし", None)]


def test_add_puts_a_line_at_the_end_of_the_year(run: Runner, ito: str) -> None:
    before = run("get", ito, "4-(1)", "--json").json["entries"]
    text = "=SUM(A1)で始まる文も、①㈱～もそのまま残る。"
    added = run("add", ito, "4-(1)", "--year", "R6", "--kind", "実績", "--department", "デジタル政策課", text, "--json")
    assert added.json == {"changes": 1}
    after = run("get", ito, "4-(1)", "--json").json["entries"]
    [new] = [e for e in after if e not in before]
    assert new == {"year": "R6", "kind": "実績", "section": "", "department": "デジタル政策課", "text": text}
    assert [e for e in after if e["year"] == "R6"][-1] == new


@pytest.mark.parametrize(
    "words",
    [
        ("add", "4-(1)", "--year", "R6", "--department", "宇宙開発課", "文"),
        ("add", "4-(1)", "--year", "R6", "  "),
        ("set", "4-(1)", "--indicator", "ない指標", "--year", "R6", "1件"),
        ("get", "4-(1)", "--plan", "別の計画"),
        ("history", "--measure", "9-(9)"),
    ],
)
def test_what_is_not_there_is_refused_and_changes_nothing(run: Runner, ito: str, words: tuple[str, ...]) -> None:
    before = digest(ito)
    refused = run(words[0], ito, *words[1:])
    assert refused.code == 3
    assert refused.sentence
    assert digest(ito) == before


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 200])
@pytest.mark.parametrize("words", [("info",), ("check",), ("history",), ("get", "1-(1)"), ("backup",)])
def test_a_broken_file_is_refused_in_one_sentence(run: Runner, content: bytes, words: tuple[str, ...]) -> None:
    Path("bad.dxdb").write_bytes(content)
    refused = run(words[0], "bad.dxdb", *words[1:])
    assert refused.code == 3
    assert "bad.dxdb" in refused.sentence
    assert Path("bad.dxdb").read_bytes() == content


def test_a_missing_file_is_refused(run: Runner) -> None:
    assert run("info", "none.dxdb").code == 3
    assert run("set", "none.dxdb", "1", "--indicator", "x", "--year", "R6", "1").code == 3
    assert not Path("none.dxdb").exists()


def test_check_asks_for_a_person_and_names_the_rules(run: Runner, ito: str) -> None:
    checked = run("check", ito, "--json")
    assert checked.code == 1
    rules = {f["rule"] for f in checked.json["findings"]}
    assert "kpi-flag-without-indicator" in rules
    assert all(set(f) == {"level", "rule", "measure", "year", "message"} for f in checked.json["findings"])


def test_backup_and_back(run: Runner, ito: str) -> None:
    saved = run("backup", ito, "--json").json["file"]
    run("set", ito, "1-(1)", "--indicator", "オンライン化手続数", "--year", "R6", "999業務")
    assert run("restore", ito, saved, "--json").code == 0
    figures = run("get", ito, "1-(1)", "--json").json["indicators"][0]["figures"]
    assert next(f["text"] for f in figures if f["year"] == "R6") == "173業務"


def test_restoring_something_else_is_refused(run: Runner, ito: str) -> None:
    before = digest(ito)
    Path("other").write_text("x")
    assert run("restore", ito, "other").code == 3
    assert digest(ito) == before
