"""A file of every released schema opens in this release, with every row and its history, and a backup is kept."""

import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dxdesk import __version__
from dxdesk.plan.rows.model import TABLES, Figure
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.file import migrate
from dxdesk.store.file.backup import backups_of
from dxdesk.store.tables import schema as meta
from dxdesk.store.tables.codec import field_types
from dxdesk.store.tables.schema import METADATA
from dxdesk.store.version import NEWEST, OLDEST
from tests.store.plans import ANNA, ROWS

# Each folder's README.md describes how its files were made.
OLD_FILES = sorted((Path(__file__).parents[2] / "old_files").glob("*.dxdb"))


def test_there_is_a_file_of_every_schema_before_the_newest() -> None:
    steps = [OLDEST, *sorted(migrate.STEPS)]
    assert steps[-1] == NEWEST
    assert [int(path.stem) for path in OLD_FILES] == steps[:-1]


@pytest.fixture(params=OLD_FILES, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, folder: Path) -> Path:
    """A copy of a file of an older schema."""
    return Path(shutil.copy(request.param, folder))


def contents(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, as the file holds it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in tables}


def test_opening_an_old_file_keeps_every_row_and_makes_a_backup(old: Path) -> None:
    before, content = contents(old), old.read_bytes()
    with Store.open(old, author=ANNA) as store:
        rows, history = store.load(), store.history()
        assert store.schema == NEWEST
        assert len(rows) == sum(len(lines) for name, lines in before.items() if name in rows.tables)
        assert len(history) == len(before["change"])
        assert store.redo("担当者") is None
        undone = store.undo("担当者")
        assert undone is not None
        assert undone.skipped == ()
    (backup,) = backups_of(old)
    assert contents(backup.path) == before
    assert old.read_bytes() != content
    after = contents(old)
    for name, lines in before.items():
        if name not in ("figure", "entry", "assessment", "batch", "change", "meta"):
            assert after[name] == lines
    # It says to those that do not know the schema which release reads it.
    assert after["meta"] == [*before["meta"], {"key": "needs", "value": __version__}]
    assert after["assessment"] == [{"as_before": 0, **line} for line in before["assessment"]]
    # What the text for publication was made for is taken to be the text beside it.
    of = [line["text"] if line["publication"] is not None else None for line in before["entry"]]
    assert after["entry"] == [
        {"as_before": 0, **line, "publication_of": text} for line, text in zip(before["entry"], of, strict=True)
    ]


def test_an_old_file_can_be_read_without_being_touched(old: Path, folder: Path) -> None:
    content = old.read_bytes()
    with Store.open(old, read_only=True) as store:
        read = store.load()
        assert not store.changed_outside()
        os.utime(old)
        assert store.load() == read
        assert store.changed_outside()
    assert old.read_bytes() == content
    assert list(folder.iterdir()) == [old]
    with Store.open(old) as store:
        assert store.load() == read


def test_figures_of_1000_have_blanks_for_what_came_later(folder: Path) -> None:
    with Store.open(Path(shutil.copy(OLD_FILES[0], folder))) as store:
        figures = store.load().all(Figure).values()
        deaths = [r.change.before for r in store.history() if r.change.after is None and r.change.table == "figure"]
    assert {(figure.written, figure.printed_change) for figure in figures} == {("", "")}
    assert [figure.written for figure in deaths if isinstance(figure, Figure)] == [""]


def test_a_migrated_file_and_a_new_one_have_the_same_tables(old: Path, path: Path) -> None:
    """Fails when a field was added to the model without a migration, or a migration differs from the model."""
    Store.open(old).close()
    Store.create(path, ROWS, author=ANNA).close()
    assert shape(old) == shape(path)


def shape(path: Path) -> dict[str, Any]:
    """A file's tables: columns with type, default and whether they may be empty, keys, references, indexes."""
    engine = sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(path))
    try:
        inspector = sa.inspect(engine)
        return {name: _shape(inspector, name) for name in inspector.get_table_names()}
    finally:
        engine.dispose()


def _shape(inspector: sa.Inspector, name: str) -> object:
    columns = {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(name)}
    references = sorted(
        (str(f["constrained_columns"]), f["referred_table"], str(f["options"])) for f in inspector.get_foreign_keys(name)
    )
    indexes = sorted((i["name"] or "", str(i["column_names"]), bool(i["unique"])) for i in inspector.get_indexes(name))
    return columns, inspector.get_pk_constraint(name)["constrained_columns"], references, indexes


def test_the_columns_are_the_fields_declared(path: Path) -> None:
    Store.create(path, Rows(), author=ANNA).close()
    found = shape(path)
    assert set(found) == set(METADATA.tables)
    names = {str: "TEXT", int: "INTEGER", bool: "BOOLEAN"}
    for table, row_type in TABLES.items():
        columns = found[table][0]
        assert {name: (kind, nullable) for name, (kind, nullable, _) in columns.items()} == {
            name: (names[plain], optional) for name, (plain, optional) in field_types(row_type).items()
        }


def die_in_the_last_step(path: Path) -> None:
    """A process that ends without a word when the migration has written but not committed."""

    def end(*_: object) -> None:
        os._exit(1)

    meta.write_schema = end  # type: ignore[assignment]
    Store.open(path)


def test_a_crash_in_the_middle_leaves_the_old_file_whole(old: Path, folder: Path) -> None:
    content = old.read_bytes()
    dying = multiprocessing.get_context("spawn").Process(target=die_in_the_last_step, args=(old,))
    dying.start()
    dying.join()
    assert dying.exitcode == 1
    assert old.read_bytes() == content
    with Store.open(old) as store:
        assert isinstance(next(iter(store.load().tables["plan"].values())), Row)
    assert len(backups_of(old)) == 2
    for left in folder.glob(".dxdesk-*"):
        left.unlink()


def test_a_step_that_fails_leaves_the_old_file_and_nothing_else(
    old: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = old.read_bytes()
    monkeypatch.setitem(migrate.STEPS, NEWEST + 1, "no_such_step")
    with pytest.raises(ModuleNotFoundError):
        Store.open(old)
    assert old.read_bytes() == content
    assert {path.name for path in folder.iterdir()} == {old.name, f"{old.name}.backups"}


def test_a_migration_that_loses_rows_is_not_taken(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = old.read_bytes()

    def lose(connection: sa.Connection, _: int) -> None:
        connection.exec_driver_sql("DELETE FROM figure")

    monkeypatch.setattr(meta, "write_schema", lose)
    with pytest.raises(RuntimeError, match="figure"):
        Store.open(old)
    assert old.read_bytes() == content
