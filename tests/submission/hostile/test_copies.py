"""Broken and hostile files: each is refused in one sentence and changes nothing; the good file still merges."""

import multiprocessing
import os
import re
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dxdesk.cli import main
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.received import untrusted_file
from dxdesk.store.received.untrusted_file import LARGEST
from dxdesk.store.tables.digest import digest_of
from tests.submission.city import (
    BOSS,
    FIGURES,
    MEASURES,
    ROWS,
    SECTIONS,
    THIS_YEAR,
    edit,
    figure,
    figure_text,
    hand_out_copies,
    master_in,
    merge_files,
    rows_of,
    submit_copy,
)

OLD_FILES = Path(__file__).parents[2] / "old_files"
Harm = Callable[[Path], None]


def sql(*statements: str) -> Harm:
    """Statements run on the file by somebody who knows SQLite; the digest is made to fit again."""

    def harm(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        with closing(sqlite3.connect(path)) as connection:
            digest = _digest(path)
            if digest:
                connection.execute("UPDATE submit SET digest = ?", (digest,))
                connection.commit()

    return harm


def _digest(path: Path) -> str | None:
    """The digest of what is in the file now; None where the file can no longer be read at all."""
    try:
        with Store.open(path, read_only=True) as store:
            return digest_of(store.load())
    except Exception:
        return None


def with_rows(change: Callable[[Rows], Rows]) -> Harm:
    """Rows exchanged for others, with everything else as it should be."""

    def harm(path: Path) -> None:
        with Store.open(path, author="悪意") as store:
            # Somebody else's program asks nobody what a copy may write.
            store._check_write = lambda *_: None  # type: ignore[method-assign]
            rows = store.load()
            assert store.apply(Batch(compare(rows, change(rows)), "悪意")).refused == ()
        sql()(path)

    return harm


def with_bytes(change: Callable[[bytes], bytes]) -> Harm:
    def harm(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return harm


def with_other_type(table: str, column: str, declared: str, value: str) -> Harm:
    """Return a harm: a value that SQLite takes for the one in place, and that has another type than its column."""

    def harm(path: Path) -> None:
        for kind, other in ((declared, "BLOB"), ("BLOB", declared)):
            with closing(sqlite3.connect(path)) as connection:
                if other == declared:
                    connection.execute(f"UPDATE {table} SET {column} = {value}")
                connection.execute("PRAGMA writable_schema=ON")
                connection.execute(
                    "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?",
                    (f"{column} {kind}", f"{column} {other}", table),
                )
                connection.commit()

    return harm


def with_row_twice(path: Path) -> None:
    """A row a second time, which no key of the table keeps out."""
    line = THIS_YEAR[0].id
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        (keyed,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entry'").fetchone()
        plain = re.sub(r",\s*CONSTRAINT pk_entry PRIMARY KEY \(id\)", "", keyed)
        assert plain != keyed
        # The key's own index: it stays as it was, and knows of one row less.
        index = connection.execute("SELECT * FROM sqlite_schema WHERE name = 'sqlite_autoindex_entry_1'").fetchone()
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_entry_1'")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'entry'", (plain,))
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO entry SELECT * FROM entry WHERE id = ?", (line,))
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'entry'", (keyed,))
        connection.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", index)
        connection.commit()


def in_utf16(path: Path) -> None:
    """The same tables and rows in another encoding."""
    with closing(sqlite3.connect(path)) as connection:
        lines = list(connection.iterdump())
        pragmas = [(p, connection.execute(f"PRAGMA {p}").fetchone()[0]) for p in ("application_id", "user_version")]
    path.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA encoding='UTF-16le'")
        connection.executescript("PRAGMA foreign_keys=OFF;" + "".join(lines))
        for pragma, value in pragmas:
            connection.execute(f"PRAGMA {pragma}={value}")


def sparse(path: Path) -> None:
    os.truncate(path, 2 * 2**30)


def opened_elsewhere(path: Path) -> None:
    path.with_name(path.name + ".lock").write_text(
        f'{{"who": "市民 一郎", "host": "PC-1", "pid": 1, "since": "今朝", "token": "{uuid.uuid4()}"}}', "utf-8"
    )


def half_written(path: Path) -> None:
    path.with_name(path.name + "-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600))


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    (path / "x").mkdir(parents=True)
    (path / "x" / "a.txt").write_text("x")


INFINITE = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
FIGURE = FIGURES[0].id

HARM: dict[str, tuple[Harm, str]] = {
    "truncated": (with_bytes(lambda b: b[: len(b) // 2]), "壊れている"),
    "cut by a byte": (with_bytes(lambda b: b[:-1]), "壊れている"),
    "no bytes": (with_bytes(lambda _: b""), "空のファイル"),
    "zeros": (with_bytes(lambda b: bytes(len(b))), "計画ファイルではありません"),
    "random": (with_bytes(lambda b: os.urandom(len(b))), "計画ファイルではありません"),
    "random inside": (with_bytes(lambda b: b[:8192] + os.urandom(len(b) - 8192)), "壊れている"),
    "not a database": (with_bytes(lambda _: "提出します\n".encode() * 500), "計画ファイルではありません"),
    "a workbook": (with_bytes(lambda _: b"PK\x03\x04" + bytes(5000)), "計画ファイルではありません"),
    "two gigabytes": (sparse, "大きすぎます"),
    "another application's": (sql("PRAGMA application_id=1"), "別のソフト"),
    "a newer schema": (sql("PRAGMA user_version=9000"), "新しい版"),
    "a schema that never was": (sql("PRAGMA user_version=7"), "版が分かりません"),
    "write-ahead": (sql("PRAGMA journal_mode=WAL"), "別の形"),
    "a view": (sql("CREATE VIEW v AS SELECT 1"), "仕掛け"),
    "an infinite view in place of a table": (
        sql("PRAGMA foreign_keys=OFF", "ALTER TABLE note RENAME TO old_note", f"CREATE VIEW note AS {INFINITE}"),
        "含んでいます",
    ),
    "a trigger": (sql("CREATE TRIGGER t AFTER UPDATE ON figure BEGIN DELETE FROM entry; END"), "仕掛け"),
    "a virtual table": (sql("CREATE VIRTUAL TABLE f USING fts5(x)"), "知らない表"),
    "an extra table": (sql("CREATE TABLE extra (x)"), "知らない表"),
    "a missing table": (sql("DROP TABLE note"), "表の形"),
    "an extra column": (sql("ALTER TABLE figure ADD COLUMN extra TEXT"), "表の形"),
    "a missing column": (sql("ALTER TABLE figure DROP COLUMN printed_change"), "表の形"),
    "a computed column": (
        sql("ALTER TABLE figure DROP COLUMN written", "ALTER TABLE figure ADD COLUMN written TEXT AS (text)"),
        "表の形",
    ),
    "an extra index": (sql("CREATE INDEX extra ON figure (text)"), "表の形"),
    "a missing index": (sql("DROP INDEX ix_figure_indicator"), "表の形"),
    "a check that never ends": (
        sql("PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = replace(sql, 'text TEXT', 'text TEXT CHECK (1)')"),
        "表の形",
    ),
    "a blob for a text": (sql(f"UPDATE figure SET text = x'00ff' WHERE id = '{FIGURE}'"), "壊れている"),
    "a text for a year": (sql("UPDATE plan SET shown_from = 'むかし'"), "壊れている"),
    "a year that only looks like one": (
        with_other_type("figure", "year", "INTEGER", "CAST(year AS TEXT)"),
        "壊れている",
    ),
    "a year that is not whole": (with_other_type("figure", "year", "INTEGER", "CAST(year AS REAL)"), "壊れている"),
    "a text that is bytes": (with_other_type("figure", "text", "TEXT", "CAST(text AS BLOB)"), "壊れている"),
    "another encoding": (in_utf16, "別の文字コード"),
    "a number beyond measure": (sql("UPDATE plan SET shown_from = 9223372036854775807"), "壊れている"),
    "a text beyond measure": (
        sql(f"UPDATE figure SET text = printf('%.*c', 300000, 'x') WHERE id = '{FIGURE}'"),
        "壊れている",
    ),
    "no character": (sql(f"UPDATE figure SET text = CAST(x'ff41' AS TEXT) WHERE id = '{FIGURE}'"), "壊れている"),
    "rows that refer to none": (sql("PRAGMA foreign_keys=OFF", "DELETE FROM indicator"), "壊れている"),
    "a line of a measure that is none": (
        sql("PRAGMA foreign_keys=OFF", f"UPDATE entry SET measure = '{uuid.uuid4()}' WHERE id = '{THIS_YEAR[0].id}'"),
        "壊れている",
    ),
    "a line twice": (with_row_twice, "壊れている"),
    "all rows deleted": (
        sql("PRAGMA foreign_keys=OFF", *(f"DELETE FROM {table}" for table in reversed(ROWS.tables))),
        "書き換えられています",
    ),
    "all rows deleted, digest as it was": (
        lambda path: _plain_sql(path, *(f"DELETE FROM {table}" for table in reversed(ROWS.tables))),
        "あとに書き換えられて",
    ),
    "edited after it was closed": (
        lambda path: _plain_sql(path, f"UPDATE figure SET text = '0件' WHERE id = '{FIGURE}'"),
        "あとに書き換えられて",
    ),
    "a figure moved to another year": (
        with_rows(lambda rows: rows.put([FIGURES[0].replace(year=2020)])),
        "書き換えられています",
    ),
    "a line moved to another measure": (
        with_rows(lambda rows: rows.put([THIS_YEAR[0].replace(measure=MEASURES[3].id, section=SECTIONS[3].id)])),
        "書き換えられています",
    ),
    "another id for a figure": (
        with_rows(
            lambda rows: rows.without([("figure", FIGURE)]).put([FIGURES[0].replace(id=str(uuid.uuid4()))]),
        ),
        "書き換えられています",
    ),
    "an id that is none": (
        with_rows(lambda rows: rows.put([THIS_YEAR[0].replace(id="'; DROP TABLE plan; --")])),
        "書き換えられています",
    ),
    "a kind that is none": (
        with_rows(lambda rows: rows.put([THIS_YEAR[0].replace(id=str(uuid.uuid4()), kind="空想")])),
        "書き換えられています",
    ),
    "a year beyond measure": (
        with_rows(lambda rows: rows.put([THIS_YEAR[0].replace(id=str(uuid.uuid4()), year=99999)])),
        "書き換えられています",
    ),
    "another department's name on it": (sql("UPDATE hand_out SET department = 'x'"), "配布の記録"),
    "another year": (sql("UPDATE hand_out SET year = 2023"), "配布の記録"),
    "another hand-out": (
        sql("PRAGMA foreign_keys=OFF", "UPDATE hand_out SET id = 'x'", "UPDATE submit SET hand_out = 'x'"),
        "配ったものではありません",
    ),
    "no hand-out": (sql("PRAGMA foreign_keys=OFF", "DELETE FROM submit", "DELETE FROM hand_out"), "写しではありません"),
    "not closed": (sql("DELETE FROM submit"), "まだ提出の形"),
    "a master": (sql("UPDATE meta SET value = 'master' WHERE key = 'role'"), "写しではありません"),
    "with a past of its own": (sql("INSERT INTO base VALUES ('x', x'00')"), "写しではありません"),
    "open elsewhere": (opened_elsewhere, "市民 一郎さんが開いています"),
    "half written": (half_written, "書きかけ"),
    "a folder without a submission": (replaced_by_folder, "提出ファイル"),
}


def _plain_sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("name", HARM)
def test_refused_in_one_sentence_and_nothing_changes(
    name: str, master: Path, copies: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    harm, message = HARM[name]
    edit(copies[0], figure(1, "12件"))
    good = submit_copy(copies[0])
    bad = Path(shutil.copy(good, good.with_name("わるい.dxdb")))
    harm(bad)
    held = bad.read_bytes() if bad.is_file() and bad.stat().st_size < LARGEST else None
    before = master.read_bytes()
    start = time.process_time()
    assert main(["merge", str(master), str(bad)]) == 3
    assert time.process_time() - start < 5
    (reason,) = capsys.readouterr().err.splitlines()
    assert message in reason, reason
    assert "わるい.dxdb" in reason
    assert reason.endswith("。")
    assert master.read_bytes() == before
    if held is not None:
        assert bad.read_bytes() == held
    assert [v.status for v in merge_files(master, good).files] == ["merged"]
    assert figure_text(rows_of(master), 1) == "12件"


def refusal(master: Path, bad: Path) -> str:
    try:
        (file_result,) = merge_files(master, bad).files
    except Refused as error:
        return error.message
    assert file_result.status == "refused"
    return file_result.reason


def test_another_plans_submission(master: Path, copies: list[Path], tmp_path: Path) -> None:
    (tmp_path / "別の市").mkdir()
    other = master_in(tmp_path / "別の市")
    foreign = submit_copy(hand_out_copies(other, "市民課")[0])
    assert "配ったものではありません" in refusal(master, foreign)
    assert [v.status for v in merge_files(other, foreign, copies[0]).files] == ["merged", "refused"]


@pytest.mark.parametrize(
    "trap", ["CREATE INDEX i ON figure (length(text))", "ALTER TABLE figure ADD COLUMN x TEXT DEFAULT (1)"]
)
def test_an_older_schema_is_not_migrated_with_a_trap_in_it(master: Path, trap: str, tmp_path: Path) -> None:
    sent_in = Path(shutil.copy(OLD_FILES / "1001.dxdb", tmp_path / "古い.dxdb"))
    _plain_sql(sent_in, trap)
    assert "表の形が違います" in refusal(master, sent_in)


@pytest.mark.parametrize("old", sorted(OLD_FILES.glob("*.dxdb")), ids=lambda path: path.stem)
def test_an_older_schema_is_migrated_on_the_copy_and_read(master: Path, old: Path, tmp_path: Path) -> None:
    sent_in = Path(shutil.copy(old, tmp_path / "古い.dxdb"))
    held = sent_in.read_bytes()
    assert "写しではありません" in refusal(master, sent_in)
    assert sent_in.read_bytes() == held


def test_a_lock_left_by_a_program_that_died_here_is_no_reason(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"))
    file = submit_copy(copies[0])
    leaving = multiprocessing.get_context("spawn").Process(target=_leave_open, args=(file,))
    leaving.start()
    leaving.join()
    assert file.with_name(file.name + ".lock").exists()
    assert [v.status for v in merge_files(master, file).files] == ["merged"]


def _leave_open(path: Path) -> None:
    Store.open(path, author="消えた人")
    os._exit(0)


@pytest.mark.skipif(os.name == "nt", reason="Windowsには名前付きパイプのファイルがない")
def test_a_pipe_is_no_file(master: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.dxdb")
    assert "pipe.dxdb" in refusal(master, tmp_path / "pipe.dxdb")


@pytest.mark.skipif(os.name == "nt", reason="Windowsには名前付きパイプのファイルがない")
def test_a_pipe_is_no_lock(master: Path, copies: list[Path]) -> None:
    file = submit_copy(copies[0])
    os.mkfifo(file.with_name(file.name + ".lock"))
    assert [v.status for v in merge_files(master, file).files] == ["merged"]


def test_a_work_that_takes_too_long_is_stopped(master: Path, copies: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted_file, "_SECONDS", -1.0)
    monkeypatch.setattr(untrusted_file, "_STEPS", 10)
    assert "時間がかかりすぎる" in refusal(master, submit_copy(copies[0]))


def test_a_history_that_lies_about_authors_only_loses_them(master: Path, copies: list[Path]) -> None:
    edit(copies[0], figure(1, "12件"), author="甲")
    file = submit_copy(copies[0], "課長")
    _plain_sql(file, "UPDATE batch SET author = '   ', at = 'きのう'")
    assert [v.status for v in merge_files(master, file).files] == ["merged"]
    with Store.open(master, author=BOSS) as store:
        assert store.history(limit=1)[0].author == "課長"
