"""Whoever leads a measure also enters in the Excel form what its schedule begins this year and the next."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.model import Lane, Phase
from tests.submission.city import MEASURES, ROWS, YEAR, master_in, merge_files, rows_of, undo_merge_of
from tests.submission.forms import ABOUT, COLUMN, FILL, MEASURE, NOTICE, PAST, Sheet, hand_out_forms

LANE = Lane.new(measure=MEASURES[0].id, label="電子申請")
BEFORE = Phase.new(lane=LANE.id, year=YEAR - 1, text="検討")
NOW = Phase.new(lane=LANE.id, year=YEAR, text="導入")
LATER = Phase.new(lane=LANE.id, year=YEAR + 3, text="運用")
SCHEDULED = ROWS.put([LANE, BEFORE, NOW, LATER])


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return master_in(tmp_path, SCHEDULED)


def asked_cells(form: Sheet) -> dict[int, list[object]]:
    """Return year → the form's cells about the schedule beside the cell to be filled in."""
    rows = [row for row in form.rows() if str(row[COLUMN].value).endswith("スケジュール")]
    assert all("1-(1)" in str(row[MEASURE].value) and "電子申請" in str(row[ABOUT].value) for row in rows)
    return {YEAR + place: [row[c].value for c in (PAST, FILL, NOTICE)] for place, row in enumerate(rows)}


def fill_in_year(form: Path, year: int, text: str | None) -> None:
    with Sheet(form) as sheet:
        rows = [row for row in sheet.rows() if str(row[COLUMN].value).endswith("スケジュール")]
        rows[year - YEAR][FILL].value = text


def phase_texts(master: Path) -> dict[int, str]:
    return {phase.year: phase.text for phase in rows_of(master).all(Phase).values()}


def test_it_asks_beside_what_goes_on_and_what_comes_later(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    assert asked_cells(Sheet(form)) == {
        YEAR: ["R5から：検討", "導入", "R9から：運用"],
        YEAR + 1: ["R6から：導入", None, "R9から：運用"],
    }


def test_only_the_department_that_leads_the_measure_is_asked(master: Path) -> None:
    for form in hand_out_forms(master, "税務課", "観光課"):
        assert asked_cells(Sheet(form)) == {}


def test_what_was_written_is_a_phase_from_that_year_on(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    fill_in_year(form, YEAR, "本格導入")
    fill_in_year(form, YEAR + 1, "拡大")
    (file_result,) = merge_files(master, form).files
    assert (file_result.applied, file_result.out_of_scope) == (2, 0)
    assert phase_texts(master) == {YEAR - 1: "検討", YEAR: "本格導入", YEAR + 1: "拡大", YEAR + 3: "運用"}
    undo_merge_of(master, "市民課")
    assert rows_of(master) == SCHEDULED


def test_a_cell_left_as_it_was_changes_nothing_and_an_emptied_one_extends_the_phase_before(master: Path) -> None:
    (form,) = hand_out_forms(master, "市民課")
    assert merge_files(master, form).files[0].applied == 0
    fill_in_year(form, YEAR, None)
    assert merge_files(master, form).files[0].applied == 1
    assert phase_texts(master) == {YEAR - 1: "検討", YEAR + 3: "運用"}
