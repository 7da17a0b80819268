"""A city's sheet into the plan: read, matched with the plan's rows, written as one batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dxdesk.files import fault
from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import Layout, layout
from dxdesk.pages.page import Book
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.importing.draft import Draft, Reading, Unread
from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Indicator, Measure, Plan
from dxdesk.plan.rows.outline import Outline, folded, measure_name
from dxdesk.plan.rows.progress import Step, no_progress
from dxdesk.plan.rows.quantity import Quantity
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Extras, Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up

_OVERTAKEN = "取り込みの間に別の人がファイルを書き換えました。もう一度取り込んでください。"


@dataclass(frozen=True)
class ImportRequest:
    """A city's sheet, its layout (with the map if that is made by one), and the plan's title, None for the one that fits."""

    file: str | Path
    layout: str
    map_file: str | Path | None = None
    plan: str | None = None


@dataclass(frozen=True)
class ImportResult:
    """Counts of rows, and the cells that could not be read."""

    added: int
    changed: int
    unchanged: int
    missing: int
    unread: list[Unread]


def book_of(file: str | Path) -> Book:
    """Return the pages of a city's file. Raises Refused, EnvironmentFault."""
    path = Path(file)
    if not path.exists():
        raise fault(FileNotFoundError(), path)
    return read_book(path)


def read_sheet(file: str | Path, layout_name: str, map_file: str | Path | None = None) -> Reading:
    """Return a sheet as a drafted plan, by a map if the layout is made by one. Raises Refused where it is no such sheet."""
    path = Path(file)
    reading = read_by(layout(layout_name, map_file), book_of(path))
    if not any(True for _ in reading.plan.of("pillar")):
        raise Refused(
            f"「{path.name}」に「{layout_name}」の表が見つかりません。ファイルと --layout の指定を確かめてください。"
        )
    return reading


def read_by(table: Layout, book: Book) -> Reading:
    """Return the plan that a book shows in a layout, with all cells that were not read. Raises Refused."""
    reading = table.read(book)
    return replace(reading, unread=[*reading.unread, *book.unread])


@dataclass(frozen=True)
class PreparedImport:
    """An import that is not written yet: the rows before and after, and the changes between them.

    `maps`, name → text, are to be kept with the plan.
    """

    imported: ImportResult
    before: Rows
    after: Rows
    changes: tuple[Change, ...]
    reason: str
    maps: Mapping[str, str] = field(default_factory=dict)


def prepare(rows: Rows, request: ImportRequest, *, step: Step = no_progress) -> PreparedImport:
    """Return what a sheet would change in a plan file's rows. Raises Refused, EnvironmentFault; Stopped by `step`."""
    step(0, 3)
    reading = read_sheet(request.file, request.layout, request.map_file)
    return prepare_reading(rows, reading, Path(request.file).name, plan=request.plan, step=step)


def prepare_reading(
    rows: Rows, reading: Reading, file: str, *, plan: str | None = None, step: Step = no_progress
) -> PreparedImport:
    """Return what a sheet that was read would change; `file`: its name. Raises Refused; Stopped by `step`."""
    step(1, 3)
    adopted = adopt(rows, reading.plan, _plan_for(Outline(rows), reading.plan, plan))
    step(2, 3)
    changes = compare(rows, adopted.rows)
    step(3, 3)
    unread = list(dict.fromkeys(_not_repeated(Outline(rows), reading.unread)))
    imported = ImportResult(adopted.added, adopted.changed, adopted.unchanged, adopted.missing, unread)
    return PreparedImport(imported, rows, adopted.rows, changes, f"「{file}」の取り込み")


def _not_repeated(outline: Outline, unread: Sequence[Unread]) -> Iterator[Unread]:
    """The unread cells without those that repeat the plan: lists beside tables that were changed without them."""
    names = {folded(measure_name(measure)) for measure in outline.rows.all(Measure).values()}
    for cell in unread:
        if cell.repeats is None or (folded(cell.text) not in names and not _repeated(outline, cell)):
            yield cell


def _repeated(outline: Outline, cell: Unread) -> bool:
    """Whether an indicator has that label, or that value in some year."""
    key = Quantity(cell.text).key
    for indicator in outline.rows.all(Indicator).values():
        label = folded(indicator.label).partition("(")[0]
        if label == folded(cell.text).partition("(")[0]:
            return True
        if label == cell.repeats and key in _keys(outline, indicator):
            return True
    return False


def _keys(outline: Outline, indicator: Indicator) -> set[str]:
    """The keys of an indicator's values and totals, and of their numbers alone."""
    own = outline.figures(indicator)
    parts = [figure for part in outline.children(indicator) for figure in outline.figures(part)]
    totals = {(f.year, f.role): outline.sum_of_parts(indicator, f.year, f.role) for f in parts}
    numbers = [Quantity(figure.text).number for figure in own] + list(totals.values())
    return {Quantity(f.text).key for f in own} | {Quantity(f"{n:f}").key for n in numbers if n is not None}


def apply_import(store: Store, prepared: PreparedImport, *, author: str) -> Batch | None:
    """Write a prepared import into the open plan file, after a backup; return the batch, None where nothing is new.

    Raises Refused (nothing written) where the file no longer is what the import was prepared for.
    """
    if not prepared.changes and not prepared.maps:
        return None
    if store.changed_outside():
        raise Refused(_OVERTAKEN)
    if prepared.changes and not is_server(store.location):
        back_up(store.location)
    applied = store.apply(Batch(prepared.changes, author, prepared.reason, "import"), prepared.maps)
    if applied.refused:
        raise Refused(_OVERTAKEN)
    return applied.batch or None


def create_from(location: str | Path, prepared: PreparedImport, *, author: str) -> Store:
    """Create a plan file with the plan of the sheet. Raises Refused, EnvironmentFault."""
    return Store.create(
        location, prepared.after, author=author, reason=prepared.reason, extras=Extras("import", maps=prepared.maps)
    )


def import_sheet(location: str, request: ImportRequest, *, author: str, dry_run: bool = False) -> ImportResult:
    """Read a sheet into the plan file, which is created if there is none; with `dry_run` nothing is written.

    Raises Refused, EnvironmentFault.
    """
    if not is_server(location) and not Path(location).exists():
        prepared = prepare(Rows(), replace(request, plan=None))
        if not dry_run:
            create_from(location, prepared, author=author).close()
        return prepared.imported
    with Store.open(location, read_only=dry_run, author=author) as store:
        prepared = prepare(store.load(), request)
        if not dry_run:
            apply_import(store, prepared, author=author)
    return prepared.imported


def _plan_for(outline: Outline, draft: Draft, title: str | None) -> Plan | None:
    """The plan of the sheet: the named one, the one with its title, or the city's only one; None for a new one.

    A sheet that names no city belongs to the plan that has one of its measures. Raises Refused where several have.
    """
    if title is not None:
        return find_plan(outline, title)
    city = folded(draft.text("municipality"))
    of_city = [p for p in outline.plans if folded(p.municipality) == city]
    same = [p for p in of_city if folded(p.title) == folded(draft.text("title"))]
    if same:
        return same[0]
    if draft.values.get("municipality"):
        return of_city[0] if len(of_city) == 1 == len(outline.plans) else None
    drafted = set(_measure_titles(draft))
    sharing = [p for p in outline.plans if drafted & {folded(measure.title) for measure in outline.measures(p)}]
    empty = len(outline.plans) == 1 and not outline.measures(outline.plans[0])
    if empty or len(sharing) == 1:
        return outline.plans[0] if empty else sharing[0]
    return find_plan(outline) if sharing else None


def _measure_titles(draft: Draft) -> Iterator[str]:
    """The folded titles of the measures drafted at any depth."""
    for child in draft.children:
        if child.table == "measure":
            yield folded(child.text("title"))
        elif child.table == "pillar":
            yield from _measure_titles(child)
