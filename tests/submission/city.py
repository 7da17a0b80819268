"""A small city asked for R6: three departments with a measure each and a shared one; what clerks and coordinator do."""

from collections.abc import Callable
from pathlib import Path

from dxdesk.plan.changes.edits import Changes, NewEntry, add_entry, delete_row, set_field, write_figure
from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.model import DONE, LEAD, PLANNED, RELATED, Department, Entry, Measure
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.tables.records import Held
from dxdesk.submission.hand_in.submit import submit
from dxdesk.submission.hand_out.copies import HandOutRequest, hand_out
from dxdesk.submission.merge.command import MergeOptions, MergeResult, merge
from dxdesk.submission.merge.engine import ConflictPolicy
from dxdesk.submission.merge.held import pending
from dxdesk.submission.merge.resolve import resolve
from dxdesk.submission.merge.undo import UndoneMerge, UndoRequest, undo_merge
from tests.plan_builder import PlanBuilder

BOSS = "政策 花子"
YEAR = 2024

_BUILDER = PlanBuilder(fixed_ids=False, municipality="試験市", title="試験DX計画")
PLAN, PILLAR = _BUILDER.plan, _BUILDER.pillar("1", "柱")
NAMES = ("市民課", "税務課", "観光課")
DEPARTMENTS = [_BUILDER.department(name) for name in NAMES]
CITIZENS, TAXES, TOURISM = DEPARTMENTS
MEASURES = [_BUILDER.measure(PILLAR, f"1-({n})", f"施策{n}") for n in range(1, 5)]
SHARED = MEASURES[3]
SECTIONS = [_BUILDER.section(measure) for measure in MEASURES]
INDICATORS = [
    _BUILDER.indicator(section, f"指標{measure.number}", unit="件")
    for measure, section in zip(MEASURES, SECTIONS, strict=True)
]
SHARES = [_BUILDER.share(measure, department, role=LEAD) for measure, department in zip(MEASURES, DEPARTMENTS, strict=False)]
SHARES += [
    _BUILDER.share(SHARED, department, role=LEAD if department == CITIZENS else RELATED) for department in DEPARTMENTS
]
FIGURES = [_BUILDER.figure(indicator, "R5", "10件") for indicator in INDICATORS]


def a_line(measure: Measure, text: str, department: Department, year: int = YEAR, kind: str = DONE) -> Entry:
    """Return a line of narrative for the first state of the plan."""
    section = SECTIONS[MEASURES.index(measure)]
    return Entry.new(
        measure=measure.id,
        section=section.id,
        year=year,
        kind=kind,
        text=text,
        department=department.id,
        written=department.name,
    )


LAST_YEAR = [a_line(SHARED, f"{d.name}の昨年", d, 2023) for d in DEPARTMENTS]
THIS_YEAR = [a_line(measure, "書きかけ", d) for measure, d in zip(MEASURES, DEPARTMENTS, strict=False)]

ROWS = Rows.of([*_BUILDER.rows, *LAST_YEAR, *THIS_YEAR])

Work = Callable[[Outline], Changes]


def master_in(folder: Path, rows: Rows = ROWS) -> Path:
    """Return the file of a new master."""
    path = folder / "計画.dxdb"
    Store.create(path, rows, author=BOSS, reason="はじめ").close()
    return path


def hand_out_copies(
    master: Path, *names: str, year: int | None = None, due: str | None = None, whole: bool = False
) -> list[Path]:
    """Return copies for the departments, all of them unless named, in a folder of their own."""
    with Store.open(master, author=BOSS) as store:
        folder = master.parent / f"配布{len(list(master.parent.glob('配布*')))}"
        request = HandOutRequest(year, names, due, whole=whole, past=True)
        return [h.file for h in hand_out(store, folder, request, author=BOSS)]


def edit(path: Path, work: Work, author: str = "課員") -> Rows:
    """Edit a file without the write check and return its rows."""
    with Store.open(path, author=author) as store:
        changes = work(Outline(store.load()))
        assert store.transaction(lambda transaction: transaction.apply(Batch(changes, author))).refused == ()
        return store.load()


def rows_of(path: Path) -> Rows:
    """Return the rows of a file."""
    with Store.open(path, read_only=True) as store:
        return store.load()


def figure(number: int, text: str, year: int = YEAR) -> Work:
    """Write the figure of a measure's indicator; `number` counts from 1."""
    return lambda outline: write_figure(outline, INDICATORS[number - 1], year, text)


def line(number: int, text: str, department: Department | None = None, year: int = YEAR, kind: str = DONE) -> Work:
    """Add a line to a measure."""
    return lambda outline: add_entry(outline, NewEntry(MEASURES[number - 1], year, kind, text, department))


def field(row: Row, name: str, value: str | None) -> Work:
    """Set one field of the row as it is then."""

    def work(outline: Outline) -> tuple[Change, ...]:
        table = next(t for t in outline.rows.tables if outline.rows.get(t, row.id))
        now = outline.rows.get(table, row.id)
        assert now is not None
        return set_field(now, name, value)

    return work


def deletion(row: Row) -> Work:
    """Delete a row with its children."""
    return lambda outline: delete_row(outline, row)


def promise(number: int, text: str, department: Department | None = None) -> Work:
    """Add what is planned for the next year."""
    return line(number, text, department, YEAR + 1, PLANNED)


def figure_text(rows: Rows, number: int, year: int = YEAR) -> str | None:
    """Return the figure of a measure's indicator, None where nothing was entered."""
    found = Outline(rows).figure(INDICATORS[number - 1], year)
    return found.text if found else None


def submit_copy(copy: Path, author: str = "課長") -> Path:
    """Hand a copy in and return the file to send."""
    name = f"{copy.stem}_提出{len(list(copy.parent.glob('*_提出*')))}.dxdb"
    return submit(str(copy), copy.parent / name, author=author).file


def merge_files(master: Path, *files: Path, take: str = ConflictPolicy.HOLD, dry_run: bool = False) -> MergeResult:
    """Merge files into a master."""
    with Store.open(master, author=BOSS, read_only=dry_run) as store:
        return merge(store, files, author=BOSS, options=MergeOptions(ConflictPolicy(take), dry_run))


def undo_merge_of(master: Path, department: str) -> UndoneMerge:
    """Undo the merge of a department's newest submission."""
    with Store.open(master, author=BOSS) as store:
        return undo_merge(store, UndoRequest(department), author=BOSS)


def resolve_held(master: Path, number: int, take: str, reason: str = "電話で確かめた") -> int:
    """Decide a held change and return the number of changes."""
    with Store.open(master, author=BOSS) as store:
        return resolve(store, str(number), take, reason, author=BOSS)


def pending_in(master: Path) -> list[Held]:
    """Return what is pending, in order."""
    with Store.open(master, read_only=True) as store:
        return pending(store.records(Held))
