"""A city of forty departments and their submissions, as plan files and as plain tables with integer keys."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from dxdesk.plan.changes.compare import compare
from dxdesk.plan.rows.change import Batch
from dxdesk.plan.rows.model import (
    LEAD,
    Department,
    Entry,
    Figure,
    Indicator,
    Measure,
    MeasureDepartment,
    Pillar,
    Plan,
    Section,
)
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.codec import field_types
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out

DEPARTMENTS, EDITS, CONTESTED = 40, 60, 2
NEW, FIGURES = 10, 5
MEASURES, ENTRIES, YEARS = 5, 25, range(2020, 2025)
YEAR = 2024
MASTER, BASE = "master.dxdb", "base.db"


@dataclass(frozen=True)
class City:
    """The folder with everything, and the numbers of rows in it."""

    folder: Path
    entries: int
    figures: int


def city(folder: Path, scale: int) -> City:
    """5,000 entries and 1,000 figures, `scale` times; forty submissions of 60 edits, two contested each, at any scale."""
    folder.mkdir()
    rows = _rows(scale)
    theirs = [_edited(rows, department) for department in rows.all(Department).values()]
    ours = rows.put(
        entry.replace(text=f"{entry.text}（政策課）")
        for department in rows.all(Department)
        for entry in _own(rows, department)[:CONTESTED]
    )
    with Store.create(folder / MASTER, rows, author="計測") as store:
        handed = hand_out(store, folder / "handed", HandOutRequest(YEAR), author="計測")
        store.apply(Batch(compare(rows, ours), "計測"))
    for number, (copy, edited) in enumerate(zip(handed, theirs, strict=True)):
        with Store.open(copy.file, author="課員") as store:
            store.apply(Batch(compare(rows, edited), "課員"))
        submit(str(copy.file), folder / f"copy{number:02}.dxdb", author="課員")
        copy.file.unlink()
    keys = {row_id: key for table in rows.tables.values() for key, row_id in enumerate(table, 1)}
    for name, state in ((BASE, rows), ("master.db", ours), *((f"copy{n:02}.db", r) for n, r in enumerate(theirs))):
        _plain(folder / name, state, keys)
    return City(folder, len(rows.all(Entry)), len(rows.all(Figure)))


def _rows(scale: int) -> Rows:
    plan = Plan.new(municipality="計測市", title="計測計画", shown_from=2020, shown_to=2025, planned_from=2025)
    pillar = Pillar.new(plan=plan.id, number="1", title="柱")
    departments = [Department.new(plan=plan.id, name=f"第{n}課", rank=f"{n:02}") for n in range(DEPARTMENTS)]
    parts = (part for d in departments for n in range(MEASURES * scale) for part in _measure(plan, pillar, d, n))
    return Rows.of([plan, pillar, *departments, *parts])  # type: ignore[list-item]


def _measure(plan: Plan, pillar: Pillar, department: Department, number: int) -> Iterator[object]:
    measure = Measure.new(plan=plan.id, pillar=pillar.id, number=f"{department.rank}-({number})", title=f"施策{number}")
    section = Section.new(measure=measure.id)
    indicator = Indicator.new(measure=measure.id, section=section.id, label="利用件数", unit="件")
    yield from (measure, section, indicator)
    yield MeasureDepartment.new(measure=measure.id, department=department.id, role=LEAD)
    for line in range(ENTRIES):
        text = f"窓口の手続{number}-{line}をオンラインで受け付け、案内を市の広報と窓口で行った。"
        yield Entry.new(
            measure=measure.id,
            section=section.id,
            year=YEAR,
            kind="実績",
            text=text,
            rank=f"{line:02}",
            department=department.id,
            written=department.name,
        )
    yield from (Figure.new(indicator=indicator.id, year=year, text=f"{year - 2000 + number}件") for year in YEARS)


def _own(rows: Rows, department: str) -> list[Entry]:
    return [entry for entry in rows.all(Entry).values() if entry.department == department]


def _edited(rows: Rows, department: Department) -> Rows:
    """A department's sixty edits: figures, new lines, and lines written anew."""
    own = _own(rows, department.id)
    led = {m.measure for m in rows.all(MeasureDepartment).values() if m.department == department.id}
    indicators = {i.id for i in rows.all(Indicator).values() if i.measure in led}
    figures = [f for f in rows.all(Figure).values() if f.indicator in indicators and f.year == YEAR]
    names = list(field_types(Entry))
    new = [
        Entry.new(**{n: getattr(e, n) for n in names if n != "id"} | {"text": f"新しい{e.text}", "rank": f"z{e.rank}"})
        for e in own[:NEW]
    ]
    anew = [e.replace(text=f"{e.text}（{department.name}）") for e in own[: EDITS - NEW - FIGURES]]
    return rows.put([*(f.replace(text=f"1{f.text}") for f in figures[:FIGURES]), *new, *anew])


def _plain(path: Path, rows: Rows, keys: dict[str, int]) -> None:
    """The same rows in tables without references, with an integer key beside the id; new rows count on from the base."""
    with closing(sqlite3.connect(path)) as base:
        for table, held in rows.tables.items():
            if not held:
                continue
            names = list(field_types(type(next(iter(held.values())))))
            columns = ", ".join(f'"{name}" TEXT' for name in names)
            base.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, {columns})')
            get = attrgetter(*names)
            marks = ", ".join("?" * (len(names) + 1))
            lines = ((keys.get(row_id, number), *get(row)) for number, (row_id, row) in enumerate(held.items(), 1))
            base.executemany(f'INSERT INTO "{table}" VALUES ({marks})', lines)
        base.commit()
