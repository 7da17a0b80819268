"""A workbook as a clerk hands it over says the same as before; what the clerk added is listed, never lost or taken in."""

from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from dxdesk.jobs.exporting import export
from dxdesk.jobs.importing import PreparedImport, prepare_reading, read_sheet
from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.importing.draft import Unread
from dxdesk.plan.rows.rows import Rows
from tests.cities import CITIES, needs_cities
from tests.pages.layouts.clerk import HARMLESS, OWN, TELLING, Change, numbers_typed, on_each

LAYOUTS = ("ito", "isehara-evaluation", "isehara-action", "izunokuni", "shibata")
REAL = {
    "ito": "ito_progress_r6.xlsx",
    "isehara-evaluation": "isehara_evaluation_r4.xlsx",
    "isehara-action": "isehara_action_plan_r5.xlsx",
    "shibata": "shibata_initiatives_r5.xlsx",
}


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own sheets of the five plans."""
    folder = tmp_path_factory.mktemp("sheets")
    for name in LAYOUTS:
        export(adopt(Rows(), seed_draft(name)).rows, name, folder / f"{name}.xlsx")
    return folder


@cache
def unchanged_plan(path: Path, layout: str) -> Rows:
    """The plan that the sheet made, before anybody changed it."""
    return adopt(Rows(), read_sheet(path, layout).plan).rows


def handed_over(sheets: Path, source: str, change: Change, folder: Path) -> PreparedImport:
    """What the changed workbook would do to the plan that the unchanged one made."""
    layout = next((name for name, file in REAL.items() if file == source), source)
    path = CITIES / source if source.endswith(".xlsx") else sheets / f"{source}.xlsx"
    workbook = load_workbook(path)
    change(workbook)
    # Its name is no part of what it says.
    changed = folder / path.name
    workbook.save(changed)
    return prepare_reading(unchanged_plan(path, layout), read_sheet(changed, layout), path.name)


def counts(prepared: PreparedImport) -> tuple[int, int, int]:
    return prepared.imported.added, prepared.imported.changed, prepared.imported.missing


def listed(unread: list[Unread]) -> list[str]:
    return [f"{u.sheet} {u.cell} {u.text}" for u in unread]


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.__name__)
@pytest.mark.parametrize("source", LAYOUTS)
def test_what_says_nothing_changes_nothing(sheets: Path, tmp_path: Path, source: str, change: Change) -> None:
    prepared = handed_over(sheets, source, change, tmp_path)
    assert counts(prepared) == (0, 0, 0)
    assert listed(prepared.imported.unread) == []


@pytest.mark.parametrize("change", TELLING, ids=lambda change: change.__name__)
@pytest.mark.parametrize("source", LAYOUTS)
def test_what_a_clerk_added_is_listed_and_not_taken_in(sheets: Path, tmp_path: Path, source: str, change: Change) -> None:
    prepared = handed_over(sheets, source, change, tmp_path)
    assert counts(prepared) == (0, 0, 0)
    assert listed(prepared.imported.unread)
    for change_made in prepared.changes:
        assert OWN not in str(change_made.after)


@pytest.mark.parametrize("source", LAYOUTS)
def test_numbers_typed_as_numbers_are_read_as_they_are_shown(sheets: Path, tmp_path: Path, source: str) -> None:
    prepared = handed_over(sheets, source, on_each(numbers_typed), tmp_path)
    assert counts(prepared) == (0, 0, 0)


@needs_cities
@pytest.mark.parametrize("source", REAL.values())
def test_the_real_documents_bear_all_of_it_at_once(sheets: Path, tmp_path: Path, source: str) -> None:
    def everything(workbook: Workbook) -> None:
        for change in (*HARMLESS, *TELLING, on_each(numbers_typed)):
            if change.__name__ not in ("bold_letters", "sheet_copied"):
                change(workbook)

    prepared = handed_over(sheets, source, everything, tmp_path)
    assert counts(prepared) == (0, 0, 0)
    assert listed(prepared.imported.unread)
