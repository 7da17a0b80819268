"""A sheet goes into the plan it belongs to; what is not read of its file is told."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dxdesk.jobs.creating import from_seeds
from dxdesk.jobs.exporting import export
from dxdesk.jobs.importing import ImportRequest, ImportResult, import_sheet
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.store import Store


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file that holds 伊勢原市's action plan."""
    from_seeds(tmp_path / "plan.dxdb", ["isehara-action"], author="担当").close()
    return tmp_path / "plan.dxdb"


def nameless(plan: Path, file: Path) -> Path:
    """Its sheets without the list, which alone says whose they are."""
    with Store.open(str(plan), read_only=True, author="担当") as store:
        export(store.load(), "isehara-action", file)
    workbook = load_workbook(file)
    for sheet in list(workbook.worksheets):
        if sheet["A1"].value != "取組":
            workbook.remove(sheet)
    workbook.save(file)
    return file


def imported(location: Path, file: Path, plan: str | None = None) -> ImportResult:
    return import_sheet(str(location), ImportRequest(file, "isehara-action", plan=plan), author="担当")


def plans_in_file(file: Path) -> list[Plan]:
    with Store.open(str(file), read_only=True, author="担当") as store:
        return list(store.load().all(Plan).values())


def renamed(plan: Path, city: str) -> None:
    """The same plan as another city's."""
    with Store.open(str(plan), author="担当") as store:
        rows = store.load()
        (found,) = rows.all(Plan).values()
        named = found.replace(municipality=city, title=f"{city}DX計画")
        store.apply(Batch(compare(rows, rows.put([named])), "担当", "団体名", "edit"))


def test_a_sheet_that_names_no_city_goes_to_the_plan_with_its_measures(plan: Path, tmp_path: Path) -> None:
    file = nameless(plan, tmp_path / "様式.xlsx")
    renamed(plan, "熱海市")
    done = imported(plan, file)
    assert (done.added, done.changed, [p.municipality for p in plans_in_file(plan)]) == (0, 0, ["熱海市"])


def test_without_any_of_its_measures_it_is_a_plan_of_its_own(plan: Path, tmp_path: Path) -> None:
    file = nameless(plan, tmp_path / "様式.xlsx")
    other = tmp_path / "other.dxdb"
    from_seeds(other, ["ito"], author="担当").close()
    imported(other, file)
    assert {p.municipality for p in plans_in_file(other)} == {"伊東市", "伊勢原市"}


def test_where_several_plans_have_them_somebody_says_which(plan: Path, tmp_path: Path) -> None:
    file = nameless(plan, tmp_path / "様式.xlsx")
    renamed(plan, "熱海市")
    with Store.open(str(plan), read_only=True, author="担当") as store:
        export(store.load(), "isehara-action", tmp_path / "別.xlsx")
    workbook = load_workbook(tmp_path / "別.xlsx")
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("熱海市DX計画", "三島市DX計画")
    workbook.save(tmp_path / "別.xlsx")
    imported(plan, tmp_path / "別.xlsx")
    assert [p.municipality for p in plans_in_file(plan)] == ["熱海市", "三島市"]
    with pytest.raises(Refused, match="--plan"):
        imported(plan, file)
    assert imported(plan, file, plan="三島市DX計画").added == 0


def test_hidden_sheets_and_failed_formulas_are_told_and_erase_nothing(plan: Path, tmp_path: Path) -> None:
    file = nameless(plan, tmp_path / "様式.xlsx")
    workbook = load_workbook(file)
    first, second = workbook.worksheets[:2]
    first.sheet_state = "veryHidden"
    second["B2"] = "#REF!"
    second["B2"].data_type = "e"
    workbook.save(file)
    done = imported(plan, file)
    assert (done.added, done.changed) == (0, 0)
    assert [(u.sheet, u.cell) for u in done.unread] == [(first.title, "A1"), (second.title, "B2")]


def test_a_file_with_nothing_but_hidden_sheets_is_refused(plan: Path, tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.title = "入口"  # type: ignore[union-attr]
    hidden = workbook.create_sheet("取組")
    hidden["A1"] = "取組"
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "空.xlsx")
    with pytest.raises(Refused, match="表が見つかりません"):
        imported(plan, tmp_path / "空.xlsx")


def test_a_table_that_was_changed_and_a_list_that_was_not(tmp_path: Path) -> None:
    """指標一覧 repeats the plan: where a page says otherwise now the list is old, and nothing of it is lost."""
    plan, sheet = tmp_path / "伊東市.dxdb", tmp_path / "表.xlsx"
    with from_seeds(plan, ["ito"], author="準備") as store:
        export(store.load(), "ito", sheet)
    book = load_workbook(sheet)
    for old, new in (("88業務", "89業務"), ("税：12,225件", "税：12,226件")):
        cell = next(c for page in book for row in page.iter_rows() for c in row if old in str(c.value))
        cell.value = str(cell.value).replace(old, new)
    book.save(sheet)
    done = import_sheet(str(plan), ImportRequest(sheet, "ito"), author="担当", dry_run=True)
    assert (done.added, done.changed, done.unread) == (0, 3, [])
    book["指標一覧"]["E5"] = 7654
    book.save(sheet)
    done = import_sheet(str(plan), ImportRequest(sheet, "ito"), author="担当", dry_run=True)
    assert [(place.sheet, place.cell, place.text) for place in done.unread] == [("指標一覧", "E5", "7654")]
