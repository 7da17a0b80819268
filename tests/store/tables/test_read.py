"""Reading does not import SQLAlchemy, and returns exactly what was written."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.plan.rows.model import Measure
from dxdesk.store import Extras, Store
from dxdesk.store.tables.read import MAP
from dxdesk.store.tables.records import YearLock
from tests.store.plans import ANNA, FIGURE, MEASURE, PLAN, ROWS, edit, text

READING = """
import sys
from contextlib import closing
from dxdesk.store import Store
from dxdesk.store.tables.records import HandOut
for read_only in (True, False):
    with Store.open(sys.argv[1], read_only=read_only) as store:
        rows = store.load()
        store.scope(), store.records(HandOut), store.maps(), dict(store.bases(rows)), store.changed_outside()
print(len(rows), "sqlalchemy" in sys.modules)
"""


def test_a_plan_is_opened_and_read_without_sqlalchemy(path: Path) -> None:
    Store.create(path, ROWS, author=ANNA).close()
    done = subprocess.run([sys.executable, "-c", READING, str(path)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == [str(len(ROWS)), "False"]


def test_reading_after_writing_sees_the_changes(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA) as store:
        assert store.load() == ROWS
        store.apply(edit(text(FIGURE, "61業務", "62業務")))
        assert store.load() == ROWS.put([FIGURE.replace(text="62業務")])
        assert store.undo(ANNA) is not None
        assert store.load() == ROWS
        assert not store.changed_outside()


def test_flags_are_true_or_false_wherever_they_were_kept(location: str) -> None:
    lock = YearLock(id="a", plan=PLAN.id, year=2024, locked=True, at="2026-11-21T00:00:00", author=ANNA)
    with Store.create(location, ROWS, author=ANNA, extras=Extras(records=(lock,))) as store:
        assert store.records(YearLock)[0].locked is True
        measure = store.load().all(Measure)[MEASURE.id]
        assert measure.kpi_published is True
        assert measure.completed is False


def test_maps_are_read_by_name_and_nothing_else_with_them(location: str) -> None:
    with Store.create(location, ROWS, author=ANNA, extras=Extras(maps={"様式2": "b", "様式1": "a"})) as store:
        assert list(store.maps().items()) == [("様式1", "a"), ("様式2", "b")]
        assert MAP not in "".join(store.maps())


def test_a_missing_column_is_not_read_as_its_name(path: Path) -> None:
    Store.create(path, ROWS, author=ANNA).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE term DROP COLUMN pages")
    with Store.open(path, read_only=True) as store, pytest.raises(sqlite3.OperationalError, match="no such column"):
        store.load()
