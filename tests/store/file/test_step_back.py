"""A file for an older release has the tables of that release, and what these have no place for is named."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk import __version__
from dxdesk.plan.rows.model import Department, Entry, Message
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.file.inspect import inspect_file
from dxdesk.store.file.migrate import STEPS, upgrade_file
from dxdesk.store.file.step_back import OLDEST_COPY, finish_copy, left_out, readable_rows
from dxdesk.store.received.untrusted_file import _shape
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.version import NEWEST, RELEASES, release_of, schema_of
from tests.plan_builder import PlanBuilder

ROUND = Path(__file__).parents[2] / "old_files" / "round-1002"


def shape_of(path: Path) -> object:
    """Return the tables, columns, references and indexes of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return _shape(connection)


def test_every_schema_has_the_release_that_brought_it_and_this_release_reads_the_newest() -> None:
    assert sorted(RELEASES) == [min(RELEASES), *sorted(STEPS)]
    assert schema_of(__version__) == NEWEST == max(RELEASES)
    assert [schema_of(release_of(schema)) for schema in (OLDEST_COPY, NEWEST)] == [OLDEST_COPY, NEWEST]
    assert [schema_of(text) for text in ("0.0.9", "0.1", "0.1.7", "99.0")] == [None, OLDEST_COPY, OLDEST_COPY, NEWEST]
    assert [schema_of(text) for text in ("", "x", "1.0-beta", "1." * 9)] == [None] * 4


def test_a_file_that_is_brought_back_has_the_tables_of_the_old_release(tmp_path: Path) -> None:
    file = Path(shutil.copy(ROUND / "copy.dxdb", tmp_path / "copy.dxdb"))
    upgrade_file(file, OLDEST_COPY)
    assert inspect_file(file) == NEWEST
    finish_copy(file, OLDEST_COPY)
    assert inspect_file(file) == OLDEST_COPY
    assert shape_of(file) == shape_of(ROUND / "copy.dxdb")
    assert file.stat().st_size < (ROUND / "copy.dxdb").stat().st_size


def test_rows_that_an_old_release_reads_are_the_same_to_it() -> None:
    plan = PlanBuilder()
    department = plan.department("市民課")
    measure = plan.measure(plan.pillar("1", "柱"), "1-(1)", "施策")
    plan.entry(plan.section(measure), "R6", "した", department)
    rows = Rows.of(plan.rows)
    assert readable_rows(rows, OLDEST_COPY) == rows
    assert left_out(rows, OLDEST_COPY) == []
    (entry,) = rows.all(Entry).values()
    more = rows.put(
        [
            entry.replace(publication="公表", publication_of="した"),
            *(Message.new(department=department.id, year=2024, place=place, text="連絡") for place in ("a", "b")),
        ]
    )
    old = readable_rows(more, OLDEST_COPY)
    assert not old.all(Message)
    assert old.all(Department) == rows.all(Department)
    assert [row.publication_of for row in old.all(Entry).values()] == [None]
    assert left_out(more, OLDEST_COPY) == ["記載の公表用の文の元の記載 1件", "課からの連絡 2件"]
    assert digest_of(old) != digest_of(more)


@pytest.mark.parametrize("schema", [step for step in STEPS if step > OLDEST_COPY])
def test_every_step_since_there_are_copies_can_be_taken_back(schema: int, tmp_path: Path) -> None:
    file = Path(shutil.copy(ROUND / "copy.dxdb", tmp_path / "copy.dxdb"))
    upgrade_file(file, OLDEST_COPY)
    finish_copy(file, schema - 1)
    assert inspect_file(file) == schema - 1
