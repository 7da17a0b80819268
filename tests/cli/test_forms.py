"""A department without dxdesk, from the command line: a form out, the form back, sent back, taken back."""

from pathlib import Path

from tests.cli.running import Runner
from tests.submission.forms import FILL, Sheet


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
    merged = run("merge", ito, "様式", "--json")
    assert merged.code == 0
    found = {s["department"]: (s["status"], s["applied"]) for s in merged.json["submissions"]}
    assert found.pop("市民課") == ("merged", 1)
    assert set(found.values()) == {("merged", 0)}
    measure = run("get", ito, "1-(3)", "--json").json
    (indicator,) = [i for i in measure["indicators"] if i["label"] == "平日夜間開庁日数"]
    assert [f["text"] for f in indicator["figures"] if f["year"] == "R6"] == ["1211"]
    assert {s["status"] for s in run("merge", ito, "様式", "--json").json["submissions"]} == {"already"}
    assert run("return", ito, "--department", "市民課", "--reason", "件数の確認", "-o", "差戻し.xlsx").code == 0
    states = {d["name"]: d["state"] for d in run("status", ito, "--json").json["departments"]}
    assert states["市民課"] == "差戻し"
    assert run("undo-merge", ito, "--department", "市民課", "--json").json == {"undone": 1, "skipped": []}
    again = run("merge", ito, forms["市民課"], "--json")
    assert [(s["status"], s["applied"]) for s in again.json["submissions"]] == [("merged", 1)]


def test_a_damaged_form_is_refused_in_one_sentence(run: Runner, ito: str) -> None:
    (copy,) = run("hand-out", ito, "--excel", "--department", "市民課", "-o", ".", "--json").json["copies"]
    with Sheet(Path(copy["file"])) as form:
        form.table.delete_cols(7)
    before = Path(ito).read_bytes()
    ran = run("merge", ito, copy["file"])
    assert ran.code == 3
    assert "行なくなっています" in ran.sentence
    assert Path(ito).read_bytes() == before
