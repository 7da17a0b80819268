"""Any city's table and the other kinds of files, as a user runs them."""

import shutil
from pathlib import Path

import pytest

from dxdesk.pages.formats import read_book
from dxdesk.pages.formats.xlsx.writer import write_xlsx
from tests.cities import CITIES, needs_cities
from tests.cli.running import Runner
from tests.maps import MADE_UP, SHIBATA
from tests.pages.layouts.list_table.made_up import made_up_workbook

LIST = ("--layout", "list", "--map", MADE_UP)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return made_up_workbook(tmp_path / "取組一覧.xlsx")


def test_a_table_goes_in_and_comes_out_by_its_map(run: Runner, sheet: Path) -> None:
    first = run("import", "x.dxdb", sheet, *LIST, "--json")
    # The row below the table is nobody's, nor is a sum that no program has worked out: a person looks at them.
    assert (first.code, [(u["cell"], u["text"]) for u in first.json["unread"]]) == (
        1,
        [("A15", "合計"), ("AC15", "=SUM(AC5:AC6)")],
    )
    plan = run("info", "x.dxdb", "--json").json["plans"][0]
    assert (plan["municipality"], plan["years"], plan["pillars"], plan["measures"]) == ("みどり野市", "R5-R7", 2, 8)
    measure = run("get", "x.dxdb", "1-2", "--json").json
    assert measure["fields"]
    assert len(measure["indicators"]) == 5
    for kind in ("xlsx", "html", "csv"):
        out = run("export", "x.dxdb", *LIST, "--format", kind, "-o", f"out.{kind}", "--json")
        assert (out.code, out.json) == (0, {"pages": 1, "file": f"out.{kind}", "left_out": []})
        again = run("import", "x.dxdb", f"out.{kind}", *LIST, "--json")
        assert (again.code, again.json["added"], again.json["changed"], again.json["missing"]) == (0, 0, 0, 0)


def test_a_dry_run_of_a_new_map_writes_nothing(run: Runner, sheet: Path) -> None:
    tried = run("import", "x.dxdb", sheet, *LIST, "--dry-run", "--json")
    assert (tried.code, Path("x.dxdb").exists()) == (1, False)
    assert tried.json["added"] > 100


@needs_cities
def test_the_real_sheet_of_a_city_by_a_map(run: Runner) -> None:
    words = (CITIES / "shibata_initiatives_r5.xlsx", "--layout", "list", "--map", SHIBATA)
    assert run("import", "x.dxdb", *words, "--json").json["unread"] == []
    assert run("info", "x.dxdb", "--json").json["plans"][0]["measures"] == 43
    assert run("import", "x.dxdb", *words, "--json").json["added"] == 0


def test_an_edited_cell_is_the_one_change(run: Runner, sheet: Path) -> None:
    run("import", "x.dxdb", sheet, *LIST)
    run("export", "x.dxdb", *LIST, "--format", "csv", "-o", "out.csv")
    text = Path("out.csv").read_text("utf-8-sig").replace("約12件", "約13件", 1)
    Path("out.csv").write_bytes(text.replace("\n", "\r\n").encode("cp932"))
    done = run("import", "x.dxdb", "out.csv", *LIST, "--json").json
    assert (done["added"], done["changed"], done["unread"]) == (0, 1, [])


@pytest.mark.parametrize(
    "words",
    [
        ("import", "x.dxdb", "表.csv", "--layout", "list"),
        ("export", "x.dxdb", "--layout", "list", "-o", "out.xlsx"),
        ("import", "x.dxdb", "表.csv", "--layout", "ito", "--map", MADE_UP),
        ("export", "x.dxdb", "--layout", "ito", "--map", MADE_UP, "-o", "out.xlsx"),
        ("export", "x.dxdb", "--layout", "ito", "--format", "docx", "-o", "out.docx"),
    ],
)
def test_a_map_without_the_list_or_the_list_without_one_is_wrong_usage(run: Runner, words: tuple[object, ...]) -> None:
    wrong = run(*words)
    assert wrong.code == 2
    assert "指定が正しくありません" in wrong.sentence
    assert not Path("x.dxdb").exists()


def test_years_are_the_maps_affair(run: Runner, sheet: Path) -> None:
    run("import", "x.dxdb", sheet, *LIST)
    refused = run("export", "x.dxdb", *LIST, "--years", "R5-R6", "-o", "out.xlsx")
    assert (refused.code, Path("out.xlsx").exists()) == (3, False)
    assert "列の対応表" in refused.sentence


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('heading = "概要"', 'heading = "概略"', "行目の列（見出し「概略」）"),
        ('field = "description"', 'field = "gaiyo"', "「gaiyo」は使えません"),
        ('years = "R5-R7"', 'years = "R5-R7', "TOMLとして読めません"),
        ('heading = "課題"', 'heading = "SDGs"', "同じものを指しています"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_and_makes_no_file(
    run: Runner, sheet: Path, before: str, after: str, said: str
) -> None:
    text = MADE_UP.read_text("utf-8")
    assert before in text
    Path("wrong.toml").write_text(text.replace(before, after), "utf-8")
    refused = run("import", "x.dxdb", sheet, "--layout", "list", "--map", "wrong.toml")
    assert (refused.code, Path("x.dxdb").exists()) == (3, False)
    assert said in refused.sentence
    assert "wrong.toml" in refused.sentence


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("古い.xls", OLE + b"\0" * 600, "古い形式"),
        ("鍵.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード"),
        ("表.csv", "取組名\r\n窓口".encode("euc_jp"), "文字コード"),
        ("表.csv", b"", "空のファイル"),
        ("表.docx", b"PK", ".csv"),
        ("表.csv", '取組名\r\n"窓口'.encode(), "2行目"),
    ],
)
def test_files_that_are_no_table_are_refused(run: Runner, name: str, data: bytes, said: str) -> None:
    Path(name).write_bytes(data)
    refused = run("import", "x.dxdb", name, *LIST)
    assert (refused.code, Path("x.dxdb").exists()) == (3, False)
    assert said in refused.sentence


def test_a_missing_map_is_told(run: Runner, sheet: Path) -> None:
    assert "見つかりません" in run("import", "x.dxdb", sheet, "--layout", "list", "--map", "ない.toml").sentence


def test_what_has_no_column_is_told(run: Runner, ito: str) -> None:
    out = run("export", ito, *LIST, "-o", "out.xlsx", "--json")
    assert out.code == 1
    assert any(line.startswith("施策の中の見出し") for line in out.json["left_out"])


@pytest.mark.parametrize("kind", ["html", "csv"])
def test_other_layouts_go_through_web_pages_and_csv(run: Runner, ito: str, kind: str) -> None:
    out = run("export", ito, "--layout", "ito", "--format", kind, "-o", f"out.{kind}", "--json")
    assert (out.code, out.json["pages"]) == (0, 23)
    done = run("import", ito, f"out.{kind}", "--layout", "ito", "--json")
    assert (done.code, done.json["added"], done.json["changed"], done.json["missing"]) == (0, 0, 0, 0)


def test_a_csv_saved_as_a_workbook_is_the_same_table(run: Runner, sheet: Path) -> None:
    run("import", "x.dxdb", sheet, *LIST)
    run("export", "x.dxdb", *LIST, "--format", "csv", "-o", "out.csv")
    write_xlsx(read_book(Path("out.csv")), Path("again.xlsx"))
    assert run("import", "x.dxdb", "again.xlsx", *LIST, "--json").json["changed"] == 0
    shutil.copy("out.csv", "out.CSV")
    assert run("import", "x.dxdb", "out.CSV", *LIST).code == 0
