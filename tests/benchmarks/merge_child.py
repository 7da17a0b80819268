"""One way of merging all submissions, in a process of its own: prints seconds, peak memory in bytes, and what it made.

Every way starts from its own copy of the master and its time runs until everything is written and closed.
"""

import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.benchmarks.merge_city import BASE, MASTER


def main() -> None:
    """`python -m tests.benchmarks.merge_child WAY FOLDER`."""
    way, source = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        seconds, master = WAYS[way](source, Path(folder))
        with closing(sqlite3.connect(master)) as base:
            (entries,) = base.execute("SELECT count(*) FROM entry").fetchone()
            (anew,) = base.execute("SELECT count(*) FROM entry WHERE text LIKE '%（第%課）'").fetchone()
            (figures,) = base.execute("SELECT count(*) FROM figure WHERE year = 2024 AND text LIKE '1%'").fetchone()
    print(json.dumps({"seconds": seconds, "memory": _peak(), "entries": entries, "anew": anew, "figures": figures}))


def _peak() -> int:
    """Bytes. Not ru_maxrss, which on Linux a child inherits from whoever started it."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ours(source: Path, folder: Path) -> tuple[float, Path]:
    from dxdesk.store import Store
    from dxdesk.submission.merge.command import merge

    master = Path(shutil.copy(source / MASTER, folder))

    def work() -> None:
        with Store.open(master, author="計測") as store:
            result = merge(store, sorted(source.glob("copy*.dxdb")), author="計測")
            assert all(file_result.status == "merged" for file_result in result.files)

    return _timed(work), master


def _geodiff(source: Path, folder: Path) -> tuple[float, Path]:
    """Each copy's edits rebased onto the master as it stands by then, and applied to it."""
    from pygeodiff import GeoDiff

    master = Path(shutil.copy(source / "master.db", folder))
    # Rebasing writes into the copy.
    copies = [Path(shutil.copy(copy, folder)) for copy in sorted(source.glob("copy*.db"))]
    diff, conflicts, changes = GeoDiff(), str(folder / "conflicts"), str(folder / "changes")

    def work() -> None:
        for copy in copies:
            diff.rebase(str(source / BASE), str(master), str(copy), conflicts)
            diff.create_changeset(str(master), str(copy), changes)
            diff.apply_changeset(str(master), changes)

    return _timed(work), master


def _attach(source: Path, folder: Path) -> tuple[float, Path]:
    """Each copy attached, its cells compared with base and master in SQL, one transaction a copy."""
    master = Path(shutil.copy(source / "master.db", folder))

    def work() -> None:
        with closing(sqlite3.connect(master, isolation_level=None)) as base:
            base.execute("PRAGMA synchronous=FULL")
            base.execute("ATTACH ? AS base", (str(source / BASE),))
            tables = [name for (name,) in base.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
            base.execute("CREATE TEMP TABLE held (name, fid, field, base, theirs, ours)")
            for copy in sorted(source.glob("copy*.db")):
                base.execute("ATTACH ? AS copy", (str(copy),))
                base.execute("BEGIN IMMEDIATE")
                for table in tables:
                    _merge_table(base, table)
                base.execute("COMMIT")
                base.execute("DETACH copy")

    return _timed(work), master


def _merge_table(base: sqlite3.Connection, table: str) -> None:
    names = [row[1] for row in base.execute(f'PRAGMA main.table_info("{table}")')][1:]
    differs = " OR ".join(f't."{n}" IS NOT b."{n}"' for n in names)
    both = f'FROM copy."{table}" t JOIN base."{table}" b ON b.fid = t.fid'
    base.execute(f"CREATE TEMP TABLE changed AS SELECT t.fid {both} WHERE {differs}")
    for name in names:
        base.execute(
            f"""INSERT INTO held SELECT '{table}', t.fid, '{name}', b."{name}", t."{name}", m."{name}"
            {both} JOIN main."{table}" m ON m.fid = t.fid WHERE t.fid IN (SELECT fid FROM changed)
            AND t."{name}" IS NOT b."{name}" AND m."{name}" IS NOT b."{name}" AND m."{name}" IS NOT t."{name}" """
        )
    cells = ", ".join(
        f'"{n}" = CASE WHEN t."{n}" IS NOT b."{n}" AND m."{n}" IS b."{n}" THEN t."{n}" ELSE m."{n}" END' for n in names
    )
    base.execute(f'UPDATE main."{table}" AS m SET {cells} {both} WHERE m.fid = t.fid AND t.fid IN (SELECT fid FROM changed)')
    columns = ", ".join(f'"{n}"' for n in names)
    # A new row gets the next key of the master: other copies used the same one.
    base.execute(
        f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM copy."{table}" '
        f'WHERE fid NOT IN (SELECT fid FROM base."{table}")'
    )
    same = " AND ".join(f'm."{n}" IS b."{n}"' for n in names)
    base.execute(
        f'DELETE FROM main."{table}" WHERE fid IN (SELECT b.fid FROM base."{table}" b JOIN main."{table}" m ON m.fid = b.fid '
        f'WHERE b.fid NOT IN (SELECT fid FROM copy."{table}") AND {same})'
    )
    base.execute("DROP TABLE changed")


WAYS = {"ours": _ours, "geodiff": _geodiff, "attach": _attach}

if __name__ == "__main__":
    main()
