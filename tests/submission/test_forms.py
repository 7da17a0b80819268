"""A department without dxdesk fills in a workbook and sends it back: the same merge, the same memory."""

from pathlib import Path

import pytest

from dxdesk.plan.model import DONE, PLANNED
from dxdesk.plan.outline import Outline
from tests.submission.city import MEASURES, ROWS, THIS_YEAR, YEAR, merged, rows_of, taken_back, text_of, waiting_in
from tests.submission.forms import Sheet, formed


@pytest.fixture
def forms(master: Path) -> list[Path]:
    """The forms of 市民課, 税務課 and 観光課."""
    return formed(master)


def lines(master: Path, number: int, year: int = YEAR, kind: str = DONE) -> list[str]:
    outline = Outline(rows_of(master))
    return [e.text for e in outline.all_entries(MEASURES[number - 1]) if (e.year, e.kind) == (year, kind)]


def test_what_was_filled_in_is_in_the_plan_and_taken_back_it_is_as_before(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "した")
        form.line(1, "する\n続ける", YEAR + 1, PLANNED)
        form.contact(person="市民 一郎", extension="123", confirmed="課長 二郎")
    (verdict,) = merged(master, forms[0]).verdicts
    assert (verdict.status, verdict.department, verdict.applied, verdict.conflicts) == ("merged", "市民課", 3, 0)
    assert (verdict.person, verdict.extension, verdict.confirmed) == ("市民 一郎", "123", "課長 二郎")
    assert text_of(rows_of(master), 1) == "12件"
    assert lines(master, 1) == ["書きかけ", "した"]
    assert lines(master, 1, YEAR + 1, PLANNED) == ["する\n続ける"]
    taken_back(master, "市民課")
    assert rows_of(master) == ROWS
    assert merged(master, forms[0]).verdicts[0].applied == 3


def test_a_form_that_nobody_wrote_in_says_nothing(master: Path, forms: list[Path]) -> None:
    (verdict,) = merged(master, forms[2]).verdicts
    assert (verdict.status, verdict.applied) == ("merged", 0)
    assert rows_of(master) == ROWS


def test_an_existing_line_is_corrected_or_by_an_emptied_cell_deleted(master: Path, forms: list[Path]) -> None:
    for form, text in zip(forms, ("直した", None, "　 "), strict=True):
        with Sheet(form) as sheet:
            sheet.existing("書きかけ", text)
    merged(master, *forms)
    assert [rows_of(master).get("entry", e.id) for e in THIS_YEAR] == [THIS_YEAR[0].but(text="直した"), None, None]


def test_the_same_form_again_is_already_merged_however_it_was_saved(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
    assert merged(master, forms[0], forms[0]).verdicts[1].status == "already"
    with Sheet(forms[0]):
        pass
    assert merged(master, forms[0]).verdicts[0].status == "already"


def test_a_later_version_corrects_and_takes_back_what_the_form_said(master: Path, forms: list[Path]) -> None:
    with Sheet(forms[0]) as form:
        form.figure(1, "12件")
        form.line(1, "一つ目")
        form.line(1, "二つ目")
    merged(master, forms[0])
    with Sheet(forms[0]) as form:
        form.figure(1, "13件")
        form.existing("一つ目", "")
    (verdict,) = merged(master, forms[0]).verdicts
    assert (verdict.applied, verdict.conflicts) == (2, 0)
    assert text_of(rows_of(master), 1) == "13件"
    assert lines(master, 1) == ["書きかけ", "二つ目"]
    assert waiting_in(master) == []
