"""A city's sheet into the plan: read, matched against what stands, written as one batch."""

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
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up

_OVERTAKEN = "取り込みの間に別の人がファイルを書き換えました。もう一度取り込んでください。"


@dataclass(frozen=True)
class Imported:
    """Counts of rows, and the places that could not be read."""

    added: int
    changed: int
    unchanged: int
    missing: int
    unread: list[Unread]


def book_of(file: str | Path) -> Book:
    """The pages of a city's file. Raises Refused, EnvironmentFault."""
    path = Path(file)
    if not path.exists():
        raise fault(FileNotFoundError(), path)
    return read_book(path)


def read_sheet(file: str | Path, layout_name: str, map_file: str | Path | None = None) -> Reading:
    """A sheet as a drafted plan, by a map where the layout is made by one. Raises Refused where it is no such sheet."""
    path = Path(file)
    reading = read_by(layout(layout_name, map_file), book_of(path))
    if not any(True for _ in reading.plan.of("pillar")):
        raise Refused(
            f"「{path.name}」に「{layout_name}」の表が見つかりません。ファイルと --layout の指定を確かめてください。"
        )
    return reading


def read_by(table: Layout, book: Book) -> Reading:
    """The plan that a book shows in a layout, with all that was not read of it. Raises Refused."""
    reading = table.read(book)
    return replace(reading, unread=[*reading.unread, *book.unread])


@dataclass(frozen=True)
class Prepared:
    """An import thought through but not written: the rows before and after, and the changes between them.

    `maps`, name → text, are to be kept with the plan.
    """

    imported: Imported
    before: Rows
    after: Rows
    changes: tuple[Change, ...]
    reason: str
    maps: Mapping[str, str] = field(default_factory=dict)


def prepare(
    rows: Rows,
    file: str | Path,
    layout_name: str,
    *,
    map_file: str | Path | None = None,
    plan: str | None = None,
    step: Step = no_progress,
) -> Prepared:
    """What a sheet would change in a plan file's rows. Raises Refused; Stopped by `step`."""
    step(0, 3)
    reading = read_sheet(file, layout_name, map_file)
    return thought_through(rows, reading, Path(file).name, plan=plan, step=step)


def thought_through(
    rows: Rows, reading: Reading, file: str, *, plan: str | None = None, step: Step = no_progress
) -> Prepared:
    """What a sheet that was read would change; `file`: its name. Raises Refused; Stopped by `step`."""
    step(1, 3)
    adopted = adopt(rows, reading.plan, _plan_for(Outline(rows), reading.plan, plan))
    step(2, 3)
    changes = compare(rows, adopted.rows)
    step(3, 3)
    unread = list(dict.fromkeys(_said_anew(Outline(rows), reading.unread)))
    imported = Imported(adopted.added, adopted.changed, adopted.unchanged, adopted.missing, unread)
    return Prepared(imported, rows, adopted.rows, changes, f"「{file}」の取り込み")


def _said_anew(outline: Outline, unread: Sequence[Unread]) -> Iterator[Unread]:
    """Without what a list beside the tables repeats of the plan: a table was changed, and its list is as it was."""
    names = {folded(measure_name(measure)) for measure in outline.rows.all(Measure).values()}
    for place in unread:
        if place.repeats is None or (folded(place.text) not in names and not _repeated(outline, place)):
            yield place


def _repeated(outline: Outline, place: Unread) -> bool:
    """Whether an indicator has that label, or that value in some year."""
    key = Quantity(place.text).key
    for indicator in outline.rows.all(Indicator).values():
        label = folded(indicator.label).partition("(")[0]
        if label == folded(place.text).partition("(")[0]:
            return True
        if label == place.repeats and key in _keys(outline, indicator):
            return True
    return False


def _keys(outline: Outline, indicator: Indicator) -> set[str]:
    """An indicator's values and totals, and their numbers alone."""
    own = outline.figures(indicator)
    parts = [figure for part in outline.children(indicator) for figure in outline.figures(part)]
    totals = {(f.year, f.role): outline.total(indicator, f.year, f.role) for f in parts}
    numbers = [Quantity(figure.text).number for figure in own] + list(totals.values())
    return {Quantity(f.text).key for f in own} | {Quantity(f"{n:f}").key for n in numbers if n is not None}


def carry_out(store: Store, prepared: Prepared, *, author: str) -> Batch | None:
    """Writes a prepared import into the open plan file, after a backup; None where nothing is new.

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


def create_from(location: str | Path, prepared: Prepared, *, author: str) -> Store:
    """A new plan file that holds what the sheet says. Raises Refused, EnvironmentFault."""
    return Store.create(location, prepared.after, author=author, reason=prepared.reason, kind="import", maps=prepared.maps)


def import_sheet(
    location: str,
    file: str | Path,
    layout_name: str,
    *,
    author: str,
    map_file: str | Path | None = None,
    plan: str | None = None,
    dry_run: bool = False,
) -> Imported:
    """Reads a sheet into the plan file, made if there is none; with `dry_run` nothing is written. Raises Refused."""
    if not is_server(location) and not Path(location).exists():
        prepared = prepare(Rows(), file, layout_name, map_file=map_file)
        if not dry_run:
            create_from(location, prepared, author=author).close()
        return prepared.imported
    with Store.open(location, read_only=dry_run, author=author) as store:
        prepared = prepare(store.load(), file, layout_name, map_file=map_file, plan=plan)
        if not dry_run:
            carry_out(store, prepared, author=author)
    return prepared.imported


def _plan_for(outline: Outline, draft: Draft, title: str | None) -> Plan | None:
    """The plan the sheet belongs to: the named one, the one of that title, or the city's only one; None for a new one.

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
    """The titles of the measures drafted below, the pillars' depth whatever."""
    for child in draft.children:
        if child.table == "measure":
            yield folded(child.text("title"))
        elif child.table == "pillar":
            yield from _measure_titles(child)
