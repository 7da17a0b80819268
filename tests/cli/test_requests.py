"""Who is asked for what, from the command line: requests, due dates, withdrawing, reminders, contacts."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.running import Runner


def standing(run: Runner, ito: str) -> dict[str, tuple[int, int]]:
    return {d["name"]: (d["filled"], d["required"]) for d in run("status", ito, "--json").json["departments"]}


def test_everybody_who_wrote_is_asked_and_requests_change_that(run: Runner, ito: str) -> None:
    handed = run("hand-out", ito, "--ask", "収納課=1-(3)", "--no-ask", "教育総務課=5-(4)", "-o", "配布", "--json")
    assert handed.code == 0
    assert len(handed.json["copies"]) == 23
    assert handed.json["unasked"] == [{"department": "教育総務課", "from": "R7"}]
    counts = standing(run, ito)
    assert counts["収納課"][1] == 12
    assert min(required for _, required in counts.values()) > 0
    later = run("request", ito, "1-(1)", "--department", "水道課", "--year", "R6")
    assert later.code == 1
    assert "配布済みの写しや様式には載っていません" in later.out
    assert standing(run, ito)["水道課"] == (counts["水道課"][0], counts["水道課"][1] + 2)
    assert run("request", ito, "1-(1)", "--department", "水道課", "--year", "R6", "--remove").code == 1
    assert standing(run, ito)["水道課"] == counts["水道課"]


def test_the_hand_out_says_from_when_on_somebody_is_asked(run: Runner, ito: str) -> None:
    ran = run("hand-out", ito, "--no-ask", "教育総務課=5-(4)", "-o", "配布")
    assert "R6 は記入を頼むことがない課（R7 から頼みます）：教育総務課" in ran.out


@pytest.mark.parametrize("given", ["市民課", "=1-(1)", "市民課="])
def test_a_request_that_is_none_is_wrong_usage(run: Runner, ito: str, given: str) -> None:
    ran = run("hand-out", ito, "--ask", given, "-o", "配布")
    assert ran.code == 2
    assert "市民課=1-(2)" in ran.sentence


def test_a_request_of_nobody_or_nothing_is_refused(run: Runner, ito: str) -> None:
    for words in (("1-(1)", "--department", "ない課"), ("9-(9)", "--department", "市民課")):
        assert run("request", ito, *words, "--year", "R6").code == 3
    assert run("hand-out", ito, "--ask", "ない課=1-(1)", "-o", "配布").code == 3
    assert not Path("配布").exists()


@pytest.mark.parametrize("written", ["令和9年1月15日", "R9.1.15", "2027/1/15", "2027-01-15"])
def test_a_due_date_is_read_as_officials_write_it(run: Runner, ito: str, written: str) -> None:
    # The day itself passes some day: that must not fail then.
    assert "締切 2027-01-15" in run("hand-out", ito, "--due", written, "--past", "-o", "配布").out


def test_a_due_date_that_has_passed_is_refused_unless_it_is_meant(run: Runner, ito: str) -> None:
    refused = run("hand-out", ito, "--due", "R2.1.10", "-o", "配布")
    assert refused.code == 3
    assert "過ぎています" in refused.sentence
    assert not Path("配布").exists()
    assert run("hand-out", ito, "--due", "R2.1.10", "--past", "-o", "配布").code == 0
    assert run("due", ito, "--year", "R6", "--due", "R2.2.10").code == 3
    changed = run("due", ito, "--year", "R6", "--department", "市民課", "--due", "2099/2/10", "--json")
    assert changed.json == {"departments": 1, "due": "2099-02-10"}


def test_a_return_has_a_due_date_of_its_own(run: Runner, ito: str) -> None:
    run("hand-out", ito, "--department", "市民課", "--due", "2020-01-10", "--past", "-o", "配布")
    run("submit", "配布/R6_市民課.dxdb", "-o", "提出.dxdb")
    run("merge", ito, "提出.dxdb")
    words = ("return", ito, "--department", "市民課", "--reason", "根拠を")
    assert run(*words, "--due", "2020-02-10", "-o", "一.dxdb").code == 3
    assert not Path("一.dxdb").exists()
    assert run(*words, "-o", "二.dxdb").code == 0
    assert "締切" not in run("remind", ito, "--department", "市民課", "-o", "催促", "--json").out
    assert run(*words, "--due", "2099-02-10", "-o", "三.dxdb").code == 0
    run("remind", ito, "--department", "市民課", "-o", "催促二")
    assert "2099年2月10日" in Path("催促二/催促_R6.csv").read_text("utf-8-sig")


def test_what_comes_of_a_withdrawn_hand_out_is_refused_until_that_is_taken_back(run: Runner, ito: str) -> None:
    run("hand-out", ito, "--department", "市民課", "-o", "配布")
    run("submit", "配布/R6_市民課.dxdb", "-o", "提出.dxdb")
    gone = run("withdraw", ito, "--department", "市民課", "--year", "R6", "--json")
    assert gone.json == {"department": "市民課", "withdrawn": 1, "restored": 0}
    assert "取下げ" in run("status", ito).out
    refused = run("merge", ito, "提出.dxdb")
    assert refused.code == 3
    assert "取り下げた" in refused.sentence
    assert run("withdraw", ito, "--department", "市民課", "--year", "R6").code == 3
    assert run("withdraw", ito, "--department", "市民課", "--year", "R6", "--undo").code == 0
    assert run("merge", ito, "提出.dxdb").code in (0, 1)


def test_reminders_are_written_to_contacts_read_from_a_table(run: Runner, ito: str) -> None:
    Path("連絡先.csv").write_text("課,メール\n市民課,shimin@city.example\n無い課,a@b.example\n", "utf-8")
    read = run("contacts", ito, "連絡先.csv", "--json")
    assert read.code == 1
    assert read.json == {"read": 1, "changed": 1, "unknown": ["無い課"]}
    assert "催促する課はありません" in run("remind", ito, "--year", "R6", "-o", "催促").out
    run("hand-out", ito, "--department", "市民課", "--department", "収納課", "-o", "配布")
    made = run("remind", ito, "--year", "R6", "-o", "催促", "--json")
    assert made.json == {
        "files": [str(Path("催促") / n) for n in ("催促_R6_収納課.eml", "催促_R6_市民課.eml", "催促_R6.csv")]
    }
    assert b"To: " in Path("催促/催促_R6_市民課.eml").read_bytes()
    assert b"To: " not in Path("催促/催促_R6_収納課.eml").read_bytes()
    again = run("remind", ito, "--year", "R6", "-o", "催促")
    assert again.code == 3
    assert "すでにあります" in again.sentence


def test_a_printed_form_asks_for_what_was_added_by_hand(run: Runner, ito: str) -> None:
    def measures(file: str) -> str:
        assert run("export", ito, "--layout", "form", "--department", "水道課", "-o", file).code in (0, 1)
        return " ".join(str(cell.value) for sheet in load_workbook(file) for row in sheet for cell in row)

    assert "1-(1)" not in measures("前.xlsx")
    assert run("request", ito, "1-(1)", "--department", "水道課", "--year", "R6").code == 0
    assert "1-(1)" in measures("後.xlsx")
