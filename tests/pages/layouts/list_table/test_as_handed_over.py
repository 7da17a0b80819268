"""A list as a clerk hands it over is read by its map all the same, and what the clerk added is told."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from dxdesk.jobs.importing import prepare_reading, read_sheet
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.rows import Rows
from tests.maps import MADE_UP
from tests.pages.layouts.clerk import HARMLESS, OWN, TELLING, Change, numbers_typed, on_each, renamed
from tests.pages.layouts.list_table.made_up import made_up_workbook

# The made-up table has a row of sums below it, which is nobody's.
SUMS = {"合計", "=SUM(AC5:AC6)"}


@pytest.mark.parametrize("change", [*HARMLESS, *TELLING, on_each(numbers_typed)], ids=lambda change: change.__name__)
def test_it_says_the_same(tmp_path: Path, change: Change) -> None:
    path = made_up_workbook(tmp_path / "一覧.xlsx")
    rows = adopt(Rows(), read_sheet(path, "list", MADE_UP).plan).rows
    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
    if change is renamed:
        with pytest.raises(Refused, match="sheet に書いてください"):
            read_sheet(path, "list", MADE_UP)
        return
    prepared = prepare_reading(rows, read_sheet(path, "list", MADE_UP), path.name)
    done = prepared.imported
    assert (done.added, done.changed, done.missing) == (0, 0, 0)
    told = {u.text.strip() for u in done.unread}
    assert told >= SUMS
    assert (told > SUMS) == (change in TELLING)
    assert not any(OWN in str(made.after) for made in prepared.changes)
