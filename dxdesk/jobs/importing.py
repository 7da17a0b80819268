"""A city's sheet into the plan: read, matched against what stands, written as one batch."""

from dataclasses import dataclass
from pathlib import Path

from dxdesk.files import fault
from dxdesk.jobs.places import find_plan
from dxdesk.pages.formats import read_book
from dxdesk.pages.layouts import layout
from dxdesk.plan.adopt import Adopted, adopt
from dxdesk.plan.change import Batch
from dxdesk.plan.compare import compare
from dxdesk.plan.draft import Draft, Reading, Unread
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Plan
from dxdesk.plan.outline import Outline, folded
from dxdesk.plan.rows import Rows
from dxdesk.store import Store
from dxdesk.store.backup import back_up
from dxdesk.store.opened import is_server


@dataclass(frozen=True)
class Imported:
    """Counts of rows, and the places that could not be read."""

    added: int
    changed: int
    unchanged: int
    missing: int
    unread: list[Unread]


def read_sheet(file: str | Path, layout_name: str, map_file: str | Path | None = None) -> Reading:
    """A sheet as a drafted plan, by a map where the layout is made by one. Raises Refused where it is no such sheet."""
    path = Path(file)
    if not path.exists():
        raise fault(FileNotFoundError(), path)
    reading = layout(layout_name, map_file).read(read_book(path))
    if not any(True for _ in reading.plan.of("pillar")):
        raise Refused(
            f"「{path.name}」に「{layout_name}」の表が見つかりません。ファイルと --layout の指定を確かめてください。"
        )
    return reading


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
    reading = read_sheet(file, layout_name, map_file)
    reason = f"「{Path(file).name}」の取り込み"
    if not is_server(location) and not Path(location).exists():
        adopted = adopt(Rows(), reading.plan)
        if not dry_run:
            Store.create(location, adopted.rows, author=author, reason=reason, kind="import").close()
        return _counted(adopted, reading)
    with Store.open(location, read_only=dry_run, author=author) as store:
        before = store.load()
        adopted = adopt(before, reading.plan, _plan_for(Outline(before), reading.plan, plan))
        changes = compare(before, adopted.rows)
        if changes and not dry_run:
            if not is_server(location):
                back_up(location)
            refused = store.apply(Batch(changes, author, reason, "import")).refused
            if refused:
                raise Refused("取り込みの間に別の人がファイルを書き換えました。もう一度取り込んでください。")
    return _counted(adopted, reading)


def _plan_for(outline: Outline, draft: Draft, title: str | None) -> Plan | None:
    """The plan the sheet belongs to: the named one, the one of that title, or the city's only one; None for a new one."""
    if title is not None:
        plan: Plan | None = find_plan(outline, title)
    else:
        city = folded(draft.text("municipality"))
        of_city = [p for p in outline.plans if folded(p.municipality) == city]
        same = [p for p in of_city if folded(p.title) == folded(draft.text("title"))]
        plan = next(iter(same), None) or (of_city[0] if len(of_city) == 1 == len(outline.plans) else None)
    if plan is not None:
        # The plan keeps its own names and window; the sheet's are for a plan that is new.
        draft.defaults = {**draft.values, **draft.defaults}
        draft.values = {}
    return plan


def _counted(adopted: Adopted, reading: Reading) -> Imported:
    return Imported(adopted.added, adopted.changed, adopted.unchanged, adopted.missing, reading.unread)
