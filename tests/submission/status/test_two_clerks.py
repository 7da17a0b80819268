"""Two people of a department each hand in their own copy: report and return have what both of them wrote."""

from pathlib import Path

import pytest

from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Entry
from dxdesk.store import Store
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.merge.undo import UndoRequest, undo_merge
from dxdesk.submission.status import year_lock
from dxdesk.submission.status.report import ChangeOutcome, report
from dxdesk.submission.status.send_back import SendBackRequest, SentBack, send_back, submitted_cells
from dxdesk.submission.status.workbooks import reports
from tests.submission.city import (
    BOSS,
    CITIZENS,
    THIS_YEAR,
    YEAR,
    deletion,
    edit,
    field,
    figure,
    figure_text,
    hand_out_copies,
    line,
    merge_files,
    pending_in,
    rows_of,
    submit_copy,
)
from tests.submission.forms import Sheet

MINE = THIS_YEAR[0]


@pytest.fixture
def both(master: Path) -> Path:
    """A master into which two copies of 市民課 came; both wrote a figure, differently."""
    (first,), (second,) = (hand_out_copies(master, "市民課") for _ in range(2))
    edit(first, line(1, "第一係の行", CITIZENS))
    edit(first, figure(1, "12件"))
    edit(second, line(1, "第二係の行", CITIZENS))
    edit(second, figure(1, "13件"))
    edit(second, figure(4, "5件"))
    merge_files(master, submit_copy(first, "第一"), submit_copy(second, "第二"))
    return master


def returned(master: Path, name: str = "差戻し.dxdb") -> SentBack:
    with Store.open(master, author=BOSS) as store:
        return send_back(store, SendBackRequest("市民課", "確かめてください"), master.parent / name, author=BOSS)


def texts(path: Path) -> set[str]:
    return {entry.text for entry in rows_of(path).all(Entry).values() if entry.year == YEAR}


def test_the_report_has_what_both_wrote(both: Path) -> None:
    with Store.open(both, read_only=True) as store:
        found = report(store, "市民課")
        assert [one.department for one in reports(store)] == ["市民課"]
        assert set(reports(store)[0].lines) == set(found.lines)
    lines = {line.described.after: line.outcome for line in found.lines}
    assert lines == {
        "第一係の行": ChangeOutcome.APPLIED,
        "12件": ChangeOutcome.APPLIED,
        "第二係の行": ChangeOutcome.APPLIED,
        "13件": ChangeOutcome.HELD,
        "5件": ChangeOutcome.APPLIED,
    }


def test_the_return_carries_every_line_of_the_department(both: Path) -> None:
    with Store.open(both, read_only=True) as store:
        cells = {cell.text for cell in submitted_cells(store, "市民課")}
    assert {"第一係の行", "第二係の行"} <= cells
    back = returned(both).file
    assert {"第一係の行", "第二係の行"} <= texts(back)
    assert figure_text(rows_of(back), 1) == "13件", "where both wrote, the one that is sent back stays as it was"


def test_what_comes_back_changes_and_deletes_a_colleague_s_line_too(both: Path) -> None:
    back = returned(both).file
    first = next(e for e in rows_of(back).all(Entry).values() if e.text == "第一係の行")
    edit(back, field(first, "text", "第一係の直した行"))
    (file_result,) = merge_files(both, submit_copy(back)).files
    assert (file_result.applied, file_result.conflicts) == (1, 1), "the figure waits as before"
    assert "第一係の直した行" in texts(both)
    edit(back, deletion(first))
    merge_files(both, submit_copy(back))
    assert [held.table_name for held in pending_in(both)] == ["figure"]
    assert texts(both) & {"第一係の行", "第一係の直した行"} == set()
    assert "第二係の行" in texts(both)


def test_what_comes_back_unchanged_changes_nothing_and_closes_nothing_of_the_colleague(both: Path) -> None:
    before, cases = rows_of(both), [held.id for held in pending_in(both)]
    (file_result,) = merge_files(both, submit_copy(returned(both).file)).files
    assert (file_result.applied, file_result.conflicts) == (0, 1)
    assert rows_of(both) == before
    assert len(pending_in(both)) == len(cases)


def test_a_colleague_s_line_that_was_taken_out_meanwhile_does_not_come_back(both: Path) -> None:
    back = returned(both).file
    with Store.open(both, author=BOSS) as store:
        other = MergeState.of(store).merged[0].id
        undo_merge(store, UndoRequest("", submission=other), author=BOSS)
    merge_files(both, submit_copy(back))
    assert "第一係の行" not in texts(both)


def test_a_form_that_is_sent_back_carries_them_too(both: Path) -> None:
    with Sheet(returned(both, "差戻し.xlsx").file) as sheet:
        written = {cell.value for row in sheet.rows() for cell in row}
    assert {"第一係の行", "第二係の行"} <= written


def test_a_return_in_a_locked_year_says_that_it_will_wait(both: Path) -> None:
    assert returned(both).warning == ""
    with Store.open(both, author=BOSS) as store:
        year_lock.lock(store, YEAR, author=BOSS)
    sent = returned(both, "確定後.dxdb")
    assert sent.file.exists()
    assert "R6 は確定済み" in sent.warning


def test_a_year_reaches_no_other_one(both: Path) -> None:
    with Store.open(both, read_only=True) as store, pytest.raises(Refused, match="R5"):
        report(store, "市民課", year=YEAR - 1)
    hand_out_copies(both, "市民課", year=YEAR - 1)
    with Store.open(both, author=BOSS) as store:
        with pytest.raises(Refused, match="R5 の提出"):
            undo_merge(store, UndoRequest("市民課"), author=BOSS)
        assert undo_merge(store, UndoRequest("市民課", year=YEAR), author=BOSS).changes > 0
    assert MINE.text in texts(both)
