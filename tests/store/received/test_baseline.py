"""Rows that come back as they were handed out are the very same; all others are read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxdesk.plan.rows.errors import EnvironmentFault
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Extras, Store
from dxdesk.store.database import connect_file
from dxdesk.store.received import receive
from dxdesk.store.received.baseline import Baseline
from dxdesk.store.tables.compress import sorted_by_id
from dxdesk.store.tables.digest import digest_of
from tests.lengths import examples
from tests.submission.city import BOSS, FIGURES, LAST_YEAR, ROWS, THIS_YEAR
from tests.submission.hostile.test_copies import with_other_type


def test_the_digest_is_that_of_the_rows_whatever_the_baseline() -> None:
    changed = ROWS.put([FIGURES[0].replace(text="99件")]).without([("figure", FIGURES[1].id)])
    for rows in (ROWS, changed, Rows()):
        assert {Baseline(base).digest(rows) for base in (ROWS, changed, Rows())} == {digest_of(rows)}


def lines_of(path: Path, baseline: Baseline) -> dict[str, tuple[list[object], list[str]]]:
    """Return by table the ids that differ from the baseline, and those that are missing."""
    with closing(connect_file(path, "ro")) as connection:
        baseline.attach(connection)
        return {
            table: ([line[0] for line in baseline.changed_lines(connection, table)], baseline.missing_ids(connection, table))
            for table in ROWS.tables
        }


def test_of_a_file_only_what_differs_is_read(tmp_path: Path) -> None:
    first, second, third = sorted(FIGURES, key=lambda figure: figure.id)[:3]
    rows = sorted_by_id(ROWS.put([first.replace(text="99件")]).without([("figure", third.id)]))
    Store.create(tmp_path / "a.dxdb", rows, author=BOSS, extras=Extras(role=COPY)).close()
    with closing(Baseline(ROWS)) as baseline:
        found = lines_of(tmp_path / "a.dxdb", baseline)
    # Rows behind a deleted one have another position.
    others, missing = found.pop("figure")
    assert second.id not in others + missing
    assert first.id in others
    assert {first.id, third.id} <= set(missing)
    assert all(table == ([], []) for table in found.values())


@pytest.mark.parametrize(
    ("column", "declared", "value"),
    [
        ("year", "INTEGER", "CAST(year AS TEXT)"),
        ("year", "INTEGER", "CAST(year AS REAL)"),
        ("text", "TEXT", "CAST(text AS BLOB)"),
        ("text", "TEXT", "text || char(0)"),
    ],
)
def test_a_value_of_another_type_is_read_though_it_looks_the_same(
    tmp_path: Path, column: str, declared: str, value: str
) -> None:
    Store.create(tmp_path / "a.dxdb", sorted_by_id(ROWS), author=BOSS, extras=Extras(role=COPY)).close()
    with_other_type("figure", column, declared, value)(tmp_path / "a.dxdb")
    with closing(Baseline(ROWS)) as baseline:
        others, _ = lines_of(tmp_path / "a.dxdb", baseline)["figure"]
    assert sorted(others, key=str) == sorted(ROWS.tables["figure"])


def test_without_a_baseline_all_rows_are_read(tmp_path: Path) -> None:
    Store.create(tmp_path / "a.dxdb", ROWS, author=BOSS, extras=Extras(role=COPY)).close()
    with closing(Baseline(Rows())) as baseline:
        found = lines_of(tmp_path / "a.dxdb", baseline)
    assert {table: sorted(others) for table, (others, _) in found.items()} == {
        table: sorted(held) for table, held in ROWS.tables.items()
    }


def test_the_temporary_database_is_deleted_when_the_baseline_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with closing(sqlite3.connect(":memory:", uri=True)) as connection, closing(Baseline(ROWS)) as baseline:
        baseline.attach(connection)
        assert list(tmp_path.iterdir())
        connection.execute("DETACH baseline")
    baseline.close()
    assert not list(tmp_path.iterdir())


def test_no_room_for_the_temporary_database_is_the_machines_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "なし"))
    with (
        closing(sqlite3.connect(":memory:", uri=True)) as connection,
        closing(Baseline(ROWS)) as baseline,
        pytest.raises(EnvironmentFault, match="見つかりません"),
    ):
        baseline.attach(connection)


FIGURE_IDS = [figure.id for figure in FIGURES]
ENTRY_IDS = [entry.id for entry in (*LAST_YEAR, *THIS_YEAR)]
STEPS = st.one_of(
    st.builds("UPDATE figure SET text = '{}件' WHERE id = '{}'".format, st.integers(0, 3), st.sampled_from(FIGURE_IDS)),
    st.builds("DELETE FROM figure WHERE id = '{}'".format, st.sampled_from(FIGURE_IDS)),
    st.builds("DELETE FROM entry WHERE id = '{}'".format, st.sampled_from(ENTRY_IDS)),
    st.builds(
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE id = '{}'".format,
        st.sampled_from(ENTRY_IDS),
    ),
    st.just("UPDATE figure SET rowid = rowid + 1000"),
    st.just("VACUUM"),
)


@examples(15, 40)
@given(st.lists(STEPS, max_size=6))
def test_whatever_was_done_to_a_file_its_rows_are_read(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    path = tmp_path_factory.mktemp("received") / "a.dxdb"
    Store.create(path, sorted_by_id(ROWS), author=BOSS, extras=Extras(role=COPY)).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for step in steps:
            connection.execute(step)
    with closing(Baseline(ROWS)) as baseline, closing(connect_file(path, "ro")) as connection:
        baseline.attach(connection)
        found = receive.read_rows(connection, baseline)
        assert baseline.digest(found) == digest_of(found)
    with Store.open(path, read_only=True) as store:
        assert found == store.load()
