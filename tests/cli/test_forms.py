"""A department without dxdesk, from the command line: a form out, the form back, sent back, taken back."""

import shutil
from pathlib import Path

from tests.cli.running import Runner
from tests.submission.forms import FILL, MARK, Sheet


def test_forms_go_out_and_come_back(run: Runner, ito: str) -> None:
    handed = run("hand-out", ito, "--year", "R6", "--excel", "--due", "2026-12-18", "-o", "様式", "--json")
    assert handed.code == 0
    forms = {copy["department"]: copy["file"] for copy in handed.json["copies"]}
    assert len(forms) == 24
    assert forms["市民課"] == str(Path("様式") / "R6_市民課.xlsx")
    assert not list(Path("様式").glob("*.dxdb"))
    assert (
        "24 課の記入様式を作りました（締切 2026-12-18）"
        in run("hand-out", ito, "--excel", "--due", "2026-12-18", "-o", "b").out
    )
    with Sheet(Path(forms["市民課"])) as form:
        row = next(row for row in form.rows() if "【平日夜間開庁日数】" in str(row[2].value))
        row[FILL].value = 1211
    with Sheet(Path(forms["収納課"])) as form:
        form.write_cover({"変更なし": "はい"})
    merged = run("merge", ito, "様式", "--json")
    assert merged.code == 3  # the others are blank
    found = {s["department"]: (s["status"], s["applied"]) for s in merged.json["submissions"]}
    assert found == {"市民課": ("merged", 1), "収納課": ("merged", 0), None: ("refused", 0)}
    measure = run("get", ito, "1-(3)", "--json").json
    (indicator,) = [i for i in measure["indicators"] if i["label"] == "平日夜間開庁日数"]
    assert [f["text"] for f in indicator["figures"] if f["year"] == "R6"] == ["1211"]
    assert {s["status"] for s in run("merge", ito, "様式", "--json").json["submissions"]} == {"already", "refused"}
    assert run("return", ito, "--department", "市民課", "--reason", "件数の確認", "-o", "差戻し.xlsx").code == 0
    states = {d["name"]: d["state"] for d in run("status", ito, "--json").json["departments"]}
    assert states["市民課"] == "差戻し"
    assert run("undo-merge", ito, "--department", "市民課", "--json").json == {"undone": 1, "skipped": []}
    again = run("merge", ito, forms["市民課"], "--json")
    assert [(s["status"], s["applied"]) for s in again.json["submissions"]] == [("merged", 1)]


def test_a_damaged_form_is_refused_in_one_sentence(run: Runner, ito: str) -> None:
    (copy,) = run("hand-out", ito, "--excel", "--department", "市民課", "-o", ".", "--json").json["copies"]
    with Sheet(Path(copy["file"])) as form:
        form.table.delete_cols(MARK + 1)
    before = Path(ito).read_bytes()
    ran = run("merge", ito, copy["file"])
    assert ran.code == 3
    assert "行なくなっている" in ran.sentence
    assert Path(ito).read_bytes() == before


def test_a_form_without_a_name_is_asked_about_once_and_goes_on_where_somebody_says_so(run: Runner, ito: str) -> None:
    (copy,) = run("hand-out", ito, "--excel", "--department", "市民課", "-o", ".", "--json").json["copies"]
    first = Path(copy["file"])
    second = Path(shutil.copy(first, "二回目.xlsx"))
    for file, value in ((first, "60,000枚"), (second, "61,000枚")):
        with Sheet(file) as form:
            row = next(row for row in form.rows() if "【マイナンバーカード交付枚数】" in str(row[2].value))
            row[FILL].value = value
    assert run("merge", ito, str(first)).code == 0
    asked = run("merge", ito, str(second), "--dry-run")
    assert asked.code == 1
    assert f"同じ人の出し直しですか：担当者名がないため、「{first.name}」とは別の人の記入として統合します。" in asked.out
    assert "--same-person 二回目.xlsx" in asked.out
    trial = run("merge", ito, str(second), "--dry-run", "--json").json
    assert [s["asked_about"] for s in trial["submissions"]] == [first.name]
    assert len(trial["conflicts"]) == 1
    answered = run("merge", ito, str(second), "--same-person", str(second), "--json")
    assert answered.code == 0
    assert [(s["applied"], "asked_about" in s) for s in answered.json["submissions"]] == [(1, False)]
