"""The coordinator's and the departments' week from the command line."""

import hashlib
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dxdesk.plan.changes.edits import set_field
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from tests.cli.running import Runner


@pytest.fixture
def copies(run: Runner, ito: str) -> dict[str, str]:
    """Department → its copy, from the 伊東市 seed."""
    handed = run("hand-out", ito, "--year", "R6", "--due", "2099-12-18", "-o", "配布", "--json")
    assert handed.code == 0
    return {copy["department"]: copy["file"] for copy in handed.json["copies"]}


def test_hand_out_makes_a_copy_for_each_department(run: Runner, copies: dict[str, str]) -> None:
    assert len(copies) == 24
    assert copies["市民課"] == str(Path("配布") / "R6_市民課.dxdb")
    for file in copies.values():
        report = run("info", file, "--json")
        assert (report.code, report.json["role"], report.json["plans"][0]["measures"]) == (0, "copy", 21)


def test_copies_hold_their_departments_lines_and_with_whole_all_of_them(run: Runner, ito: str) -> None:
    assert run("hand-out", ito, "--year", "R6", "--department", "市民課", "-o", "軽い").code == 0
    assert run("hand-out", ito, "--year", "R6", "--department", "市民課", "--whole", "-o", "全部").code == 0
    light, whole = (
        run("info", str(Path(folder) / "R6_市民課.dxdb"), "--json").json["plans"][0]["entries"]
        for folder in ("軽い", "全部")
    )
    assert 0 < light < whole == 154


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


PLACE = ("1-(1)", "--indicator", "オンライン化手続数", "--year", "R6")


def submitted_file(run: Runner, copy: str, name: str) -> str:
    assert run("submit", copy, "-o", name).code in (0, 1)
    return name


def test_submit_says_what_is_filled_and_asks_for_a_person_where_something_is_missing(
    run: Runner, copies: dict[str, str]
) -> None:
    done = run("submit", copies["デジタル政策課"], "-o", "提出.dxdb", "--json")
    assert done.code == 1
    assert done.json["sha256"] == hashlib.sha256(Path("提出.dxdb").read_bytes()).hexdigest()
    assert (done.json["file"], done.json["filled"], done.json["required"]) == ("提出.dxdb", 38, 43)
    complete = run("submit", copies["秘書広報課"], "-o", "秘書.dxdb")
    assert complete.code == 0
    assert "未記入" not in complete.out
    assert run("submit", "ito.dxdb", "-o", "x.dxdb").code == 3


@pytest.fixture
def contested(run: Runner, ito: str, copies: dict[str, str]) -> str:
    """A master into which two clerks' words for one figure were merged: 200業務 stands, 300業務 waits."""
    shutil.copy(copies["デジタル政策課"], "同僚.dxdb")
    for copy, value in ((copies["デジタル政策課"], "200業務"), ("同僚.dxdb", "300業務")):
        assert run("set", copy, *PLACE, value, "--author", f"{value}の職員").code == 0
    files = submitted_file(run, copies["デジタル政策課"], "一.dxdb"), submitted_file(run, "同僚.dxdb", "二.dxdb")
    looked = run("merge", ito, *files, "--dry-run", "--json")
    done = run("merge", ito, *files, "--json")
    assert (looked.code, done.code) == (1, 1)
    assert looked.json == done.json
    return ito


def test_merge_says_what_it_did_and_what_waits(run: Runner, contested: str) -> None:
    again = run("merge", contested, "一.dxdb", "二.dxdb", "--json")
    assert again.code == 0
    assert [s["status"] for s in again.json["submissions"]] == ["already", "already"]
    assert [s["department"] for s in again.json["submissions"]] == ["デジタル政策課"] * 2
    assert again.json["conflicts"] == []
    assert run("undo-merge", contested, "--department", "デジタル政策課").code == 0
    done = run("merge", contested, "二.dxdb", "--json").json
    assert done["submissions"] == [
        {
            "file": "二.dxdb",
            "department": "デジタル政策課",
            "status": "merged",
            "reason": None,
            "applied": 0,
            "conflicts": 1,
            "out_of_scope": 0,
        }
    ]
    assert done["conflicts"] == [
        {
            "id": "2",
            "measure": "1-(1) 行政手続のオンライン化",
            "what": "【オンライン化手続数】R6実績",
            "year": "R6",
            "base": "173業務",
            "theirs": "300業務",
            "master": "200業務",
            "department": "デジタル政策課",
        }
    ]


def test_a_refused_file_is_told_and_the_others_are_merged(run: Runner, ito: str, copies: dict[str, str]) -> None:
    good = submitted_file(run, copies["企画課"], "企画.dxdb")
    Path("壊れ.dxdb").write_bytes(b"x" * 5000)
    ran = run("merge", ito, "壊れ.dxdb", good, "--json")
    assert ran.code == 3
    assert [s["status"] for s in ran.json["submissions"]] == ["refused", "merged"]
    assert "壊れ.dxdb" in ran.sentence
    before = Path(ito).read_bytes()
    assert run("merge", ito, "ない.dxdb").code == 3
    assert Path(ito).read_bytes() == before


def test_out_of_scope_edits_are_listed_for_review(run: Runner, ito: str, copies: dict[str, str]) -> None:
    with Store.open(copies["市民課"], author="市民") as store:
        outline = Outline(store.load())
        measure = find_measure(outline, outline.plans[0], "1-(1)")
        batch = Batch(set_field(measure, "title", "改題"), "市民")
        with pytest.raises(Refused, match="だけを書けます"):
            store.apply(batch)
        store.transaction(lambda transaction: transaction.apply(batch))
    ran = run("merge", ito, submitted_file(run, copies["市民課"], "市民.dxdb"), "--json")
    assert ran.code == 1
    assert ran.json["submissions"][0]["out_of_scope"] == 1
    (review,) = ran.json["review"]
    assert (review["theirs"], review["why"], ran.json["conflicts"]) == ("改題", "担当の範囲外", [])
    assert run("resolve", ito, review["id"], "--take", "theirs", "--reason", "改題を決裁", "--json").json == {"changes": 1}
    assert "改題" in run("get", ito, "1-(1)").out


def test_resolve_takes_one_or_a_text(run: Runner, contested: str) -> None:
    assert run("resolve", contested, "1", "--take", "250業務", "--reason", "集計し直し", "--json").json == {"changes": 1}
    assert "R6実績 250業務" in run("get", contested, "1-(1)").out
    assert "集計し直し" in run("history", contested, "--json").json["changes"][0]["reason"]
    assert run("resolve", contested, "9", "--take", "theirs", "--reason", "x").code == 3
    assert run("resolve", contested, "1", "--take", "theirs").code == 2


def test_status_shows_where_everybody_stands(run: Runner, contested: str, copies: dict[str, str]) -> None:
    run("merge", contested, submitted_file(run, copies["秘書広報課"], "秘書.dxdb"))
    board = run("status", contested, "--json").json
    assert board["year"] == "R6"
    states = {d["name"]: d for d in board["departments"]}
    assert len(states) == 24
    assert states["デジタル政策課"]["state"] == "確認中"
    assert (states["デジタル政策課"]["version"], states["デジタル政策課"]["required"]) == (2, 43)
    assert [states["秘書広報課"][name] for name in ("state", "filled", "required")] == ["受理", 9, 9]
    assert (states["市民課"]["state"], states["市民課"]["at"]) == ("配布済", None)
    assert {d["state"] for d in run("status", contested, "--year", "R5", "--json").json["departments"]} == {"未配布"}


def test_return_lock_unlock_and_undo(run: Runner, contested: str) -> None:
    back = run("return", contested, "--department", "デジタル政策課", "--reason", "根拠を", "-o", "差戻し.dxdb", "--json")
    assert back.json == {"file": "差戻し.dxdb"}
    assert run("status", contested, "--json").json["departments"][0]["state"] == "差戻し"
    assert run("set", "差戻し.dxdb", *PLACE, "200業務").code == 0
    assert run("merge", contested, submitted_file(run, "差戻し.dxdb", "三.dxdb")).code == 0
    assert run("status", contested, "--json").json["departments"][0]["state"] == "提出済"
    assert run("lock", contested, "--year", "R6", "--json").json == {"year": "R6"}
    assert "確定済み" in run("set", contested, *PLACE, "1業務").sentence
    assert run("hand-out", contested, "--year", "R6", "-o", "また").code == 3
    assert run("unlock", contested, "--year", "R6").code == 2
    assert run("unlock", contested, "--year", "R6", "--reason", "誤り", "--json").json == {"year": "R6"}
    undone = run("undo-merge", contested, "--department", "デジタル政策課", "--json")
    assert (undone.code, undone.json) == (0, {"undone": 0, "skipped": []})
    assert run("undo-merge", contested, "--department", "市民課").code == 3


def test_the_history_says_who_made_a_year_final_and_opened_it_again_and_why(
    run: Runner, ito: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXDESK_AUTHOR", "政策 花子")
    assert run("lock", ito, "--year", "R6").code == 0
    monkeypatch.setenv("DXDESK_AUTHOR", "課長")
    assert run("unlock", ito, "--year", "R6", "--reason", "監査の指摘による訂正").code == 0
    newest, before = run("history", ito, "--json").json["changes"][:2]
    assert [newest[k] for k in ("author", "reason", "measure", "what", "year", "before", "after")] == [
        "課長",
        "監査の指摘による訂正",
        None,
        "年度の確定の解除",
        "R6",
        "確定",
        "",
    ]
    assert [before[k] for k in ("author", "what", "year", "after")] == ["政策 花子", "年度の確定", "R6", "確定"]
    line = run("history", ito).out.splitlines()[0]
    assert "課長 R6 年度の確定の解除" in line
    assert line.endswith("（監査の指摘による訂正）")
    assert not any("確定" in c["what"] for c in run("history", ito, "--measure", "1-(1)", "--json").json["changes"])


def test_what_waits_is_listed_at_any_time(run: Runner, contested: str) -> None:
    (conflict,) = run("conflicts", contested, "--json").json["conflicts"]
    assert (conflict["theirs"], conflict["master"], conflict["department"]) == ("300業務", "200業務", "デジタル政策課")
    assert "300業務" in run("conflicts", contested).out
    run("resolve", contested, conflict["id"], "--take", "theirs", "--reason", "確かめた")
    assert run("conflicts", contested, "--json").json == {"conflicts": [], "review": [], "publications": []}


def test_merge_prints_what_changes_on_trial_too(run: Runner, ito: str, copies: dict[str, str]) -> None:
    own = copies["デジタル政策課"]
    run("set", own, *PLACE, "200業務")
    file = submitted_file(run, own, "一.dxdb")
    line = "1-(1) 行政手続のオンライン化 【オンライン化手続数】R6実績：173業務 → 200業務"
    assert line in run("merge", ito, file, "--dry-run").out
    assert line in run("merge", ito, file).out
    run("undo-merge", ito, "--department", "デジタル政策課")
    (change,) = run("merge", ito, file, "--json").json["changes"]
    assert (change["department"], change["before"], change["after"], change["year"]) == (
        "デジタル政策課",
        "173業務",
        "200業務",
        "R6",
    )


def test_a_folder_is_merged_to_the_bottom_and_what_is_not_read_needs_a_person(
    run: Runner, ito: str, copies: dict[str, str]
) -> None:
    Path("受付", "企画部").mkdir(parents=True)
    shutil.move(submitted_file(run, copies["企画課"], "企画.dxdb"), "受付/企画部")
    Path("受付", "送付状.docx").write_bytes(b"x")
    done = run("merge", ito, "受付", "--json")
    assert (done.code, [s["department"] for s in done.json["submissions"]]) == (1, ["企画課"])
    assert [unread["file"] for unread in done.json["unread"]] == [str(Path("受付", "送付状.docx"))]
    assert "送付状.docx" in run("merge", ito, "受付").out


def test_a_department_gets_its_report_as_a_workbook(run: Runner, contested: str) -> None:
    done = run("report", contested, "--department", "デジタル政策課", "-o", "報告.xlsx", "--json")
    assert (done.code, done.json) == (0, {"file": "報告.xlsx"})
    sheet = load_workbook("報告.xlsx").active
    assert sheet is not None
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"300業務", "200業務", "保留"} <= texts
    assert run("report", contested, "-o", "全課.xlsx").code == 0
    refused = run("report", contested, "--department", "市民課", "-o", "市民.xlsx")
    assert (refused.code, Path("市民.xlsx").exists()) == (3, False)
    assert "まだ統合されていません" in refused.sentence


def test_undo_and_return_name_a_year(run: Runner, contested: str) -> None:
    assert "R5 の提出" in run("undo-merge", contested, "--department", "デジタル政策課", "--year", "R5").sentence
    back = ("return", contested, "--department", "デジタル政策課", "--reason", "根拠を")
    assert run(*back, "--year", "R5", "-o", "五.dxdb").code == 3
    assert run(*back, "--year", "R6", "-o", "六.dxdb").code == 0
    assert run("undo-merge", contested, "--department", "デジタル政策課", "--year", "R6").code == 0


def test_a_measure_is_shown_with_what_departments_wrote_beside(run: Runner, ito: str, copies: dict[str, str]) -> None:
    own = copies["デジタル政策課"]
    assert run("message", own, "--measure", "1-(1)", "件数は速報です").code == 0
    assert run("merge", ito, submitted_file(run, own, "一.dxdb")).code == 0
    (message,) = run("get", ito, "1-(1)", "--json").json["messages"]
    assert (message["department"], message["text"], message["state"]) == ("デジタル政策課", "件数は速報です", "未読")
    assert run("get", ito, "1-(2)", "--json").json["messages"] == []
    assert "件数は速報です" in run("get", ito, "1-(1)").out
