"""A file may say what it likes about its past: nobody else's figures, cases or files are touched by it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.model import Figure
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, Submit
from tests.submission.city import (
    BOSS,
    INDICATORS,
    ROWS,
    TAXES,
    YEAR,
    edit,
    field,
    figure,
    figure_text,
    line,
    merge_files,
    pending_in,
    rows_of,
    submit_copy,
)


def submits(file: Path) -> list[Submit]:
    """The submits that a file names."""
    with Store.open(file, read_only=True) as store:
        return store.records(Submit)


def with_id(file: Path, submit: str) -> Path:
    """The same file, whose newest submit has another's id."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE submit SET id = ? WHERE number = (SELECT max(number) FROM submit)", (submit,))
        connection.commit()
    return file


def with_past(file: Path, submit: str) -> Path:
    """The same file, which says that it goes on with somebody else's submission."""
    with closing(sqlite3.connect(file)) as connection:
        columns = [c[1] for c in connection.execute("PRAGMA table_info(submit)")]
        values = ", ".join({"id": "?", "number": "number - 1", "digest": "?"}.get(c, c) for c in columns)
        connection.execute("UPDATE submit SET number = number + 1")
        connection.execute(f"INSERT INTO submit SELECT {values} FROM submit", (submit, "x"))
        connection.commit()
    return file


@pytest.fixture
def honest(copies: list[Path]) -> Path:
    """税務課's submission."""
    edit(copies[1], figure(2, "20件"))
    return submit_copy(copies[1])


@pytest.fixture
def ill(copies: list[Path]) -> Path:
    """観光課's submission, which it means to be more than that."""
    edit(copies[2], figure(3, "30件"))
    return submit_copy(copies[2])


def test_a_file_that_goes_on_with_another_departments_submission_is_refused(master: Path, honest: Path, ill: Path) -> None:
    merge_files(master, honest)
    edit(master, figure(2, "21件"), author=BOSS)
    before = master.read_bytes()
    [result] = merge_files(master, with_past(ill, submits(honest)[-1].id)).files
    assert (result.status, "続きを名乗って" in result.reason) == ("refused", True)
    assert master.read_bytes() == before


@pytest.mark.parametrize("claim", [with_id, with_past])
def test_a_file_that_took_anothers_id_first_does_not_keep_the_honest_one_out(
    master: Path, honest: Path, ill: Path, claim: Callable[[Path, str], Path]
) -> None:
    merge_files(master, claim(ill, submits(honest)[-1].id))
    [result] = merge_files(master, honest).files
    assert (result.status, result.applied) == ("merged", 1)
    assert figure_text(rows_of(master), 2) == "20件"
    assert [f.status for f in merge_files(master, honest).files] == ["already"]


def test_a_file_with_anothers_id_neither_closes_its_cases_nor_counts_as_its_submission(
    master: Path, copies: list[Path], honest: Path, ill: Path
) -> None:
    edit(master, figure(2, "21件"), author=BOSS)
    merge_files(master, honest)
    assert [held.is_open for held in pending_in(master)] == [True]
    merge_files(master, with_id(ill, submits(honest)[-1].id))
    assert [held.is_open for held in pending_in(master)] == [True]
    edit(copies[1], figure(2, "22件"))
    merge_files(master, submit_copy(copies[1]))
    with Store.open(master, read_only=True) as store:
        accepted = store.records(Accepted)
    assert [a.department for a in accepted].count(TAXES.id) == 2
    assert [held.their_value for held in pending_in(master)] == ["22件"]


def test_what_is_no_longer_the_departments_in_the_plan_is_reviewed(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    edit(copies[0], line(1, "続けた", None))
    file = submit_copy(copies[0])
    edit(master, field(INDICATORS[0], "department", TAXES.id), author=BOSS)
    [result] = merge_files(master, file).files
    assert (result.applied, result.out_of_scope) == (1, 1)
    assert figure_text(rows_of(master), 1) != "12件"
    [held] = pending_in(master)
    assert held.why == "scope"


def test_a_department_writes_neither_targets_nor_baselines(master: Path, copies: list[Path]) -> None:
    targets = [Figure.new(indicator=INDICATORS[0].id, year=YEAR, role=role, text="99件") for role in ("目標", "基準値")]
    with Store.open(copies[0], author="悪意") as store:
        store._check_write = lambda *_: None  # type: ignore[method-assign]
        assert not store.apply(Batch(insertions([("figure", row) for row in targets]), "悪意")).refused
    [result] = merge_files(master, submit_copy(copies[0])).files
    assert (result.applied, result.out_of_scope) == (0, 2)
    assert rows_of(master).tables["figure"] == ROWS.tables["figure"]
