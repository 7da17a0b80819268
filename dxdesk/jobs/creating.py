"""A new plan file: from seeds, from another plan file, or an empty frame for a city that starts today."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dxdesk.jobs.rollover import Rollover, apply_rollover, rollover_of
from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.analysis.evaluation_scale import scale_marks
from dxdesk.plan.analysis.succession import successor_rows
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rank import between, last_rank
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import table_of
from dxdesk.store import MASTER, Store
from dxdesk.store.database import is_server
from dxdesk.store.file.opening import duplicate_file


def from_seeds(location: str | Path, names: Sequence[str], *, author: str) -> Store:
    """Create a plan file with the named seeds, one plan each, with ids of its own. Raises Refused, EnvironmentFault."""
    rows = Rows()
    for name in names:
        rows = adopt(rows, seed_draft(name)).rows
    return Store.create(location, rows, author=author, reason=f"見本（{'、'.join(names)}）から作成")


@dataclass(frozen=True)
class NewPlan:
    """A plan to begin with; the last of `years` is 実施予定.

    `levels`: the names of its levels, `柱 > 施策`; `scale`: the name of an evaluation scale, blank for none yet.
    """

    municipality: str
    title: str
    years: tuple[int, int]
    levels: str = ""
    scale: str = ""


def empty(location: str | Path, new: NewPlan, *, author: str) -> Store:
    """Create a plan file with one plan and nothing in it. Raises Refused, EnvironmentFault."""
    if not new.municipality.strip() or not new.title.strip():
        raise Refused("団体名と計画名が空です。--municipality と --title に名称を書いてください。")
    plan = _frame(new.municipality, new.title, new.years)
    if new.levels:
        plan = plan.replace(levels=read_levels(new.levels))
    marks = scale_marks(new.scale, plan.id) if new.scale else ()
    return Store.create(location, Rows.of([plan, *marks]), author=author, reason="新規作成")


def read_levels(text: str) -> str:
    """Return `基本方針 > 施策` for `基本方針＞施策`. Raises Refused where a level has no name."""
    names = [name.strip() for name in text.replace("＞", ">").split(">")]
    if not all(names):
        raise Refused(f"階層の呼び名「{text.strip()}」に、名前のない階層があります。「柱 > 施策」のように書いてください。")
    return " > ".join(names)


def _frame(municipality: str, title: str, years: tuple[int, int]) -> Plan:
    first, last = years
    return Plan.new(
        municipality=municipality.strip(),
        title=title.strip(),
        first_year=first,
        last_year=last,
        shown_from=first,
        shown_to=last,
        planned_from=last if last > first else None,
    )


@dataclass(frozen=True)
class SourcePlan:
    """A plan of a file from which a new file is to be made: the rollover of its years, or why there can be none."""

    file: str | Path
    plan: Plan
    rollover: Rollover | None = None
    why: str = ""


def plans_in(file: str | Path) -> list[SourcePlan]:
    """Return the plans of an existing file, which is only read. Raises Refused, EnvironmentFault."""
    with _opened(file) as store:
        outline = Outline(store.load())
        return [_source_plan(file, store, outline, plan) for plan in outline.plans]


def _opened(file: str | Path) -> Store:
    if is_server(file):
        raise Refused("サーバーの計画からは作れません。計画ファイル（.dxdb）を指定してください。")
    store = Store.open(file, read_only=True)
    if store.role != MASTER:
        store.close()
        raise Refused(f"「{file}」は課に配られた写しです。とりまとめ課の計画ファイルを指定してください。")
    return store


def _source_plan(file: str | Path, store: Store, outline: Outline, plan: Plan) -> SourcePlan:
    try:
        return SourcePlan(file, plan, rollover_of(store, outline, plan))
    except Refused as refused:
        return SourcePlan(file, plan, why=refused.message)


def next_year(location: str | Path, source: SourcePlan, *, author: str) -> Store:
    """Copy last year's file, history included, to a new file in which the plan shows the next years.

    Raises Refused, EnvironmentFault; then there is no new file.
    """
    with _opened(source.file) as store:
        outline = Outline(store.load())
        rollover = rollover_of(store, outline, outline.rows.all(Plan)[source.plan.id])
    return _duplicated(location, source.file, author, lambda store: apply_rollover(store, rollover, author))


def revision(location: str | Path, source: SourcePlan, title: str, years: tuple[int, int], *, author: str) -> Store:
    """Copy a file to a new one that also holds a plan that follows the given one, without its results.

    Raises Refused, EnvironmentFault; then there is no new file.
    """
    with _opened(source.file) as store:
        outline = Outline(store.load())
    followed = outline.rows.all(Plan)[source.plan.id]
    if not title.strip():
        raise Refused("改定版の計画名が空です。計画名を書いてください。")
    same = (p for p in outline.plans if folded(p.municipality + p.title) == folded(followed.municipality + title))
    if any(same):
        raise Refused(f"「{title.strip()}」という計画はすでにあります。改定版には別の計画名を付けてください。")
    following = _frame(followed.municipality, title, years).replace(
        rank=between(last_rank([p.rank for p in outline.plans]), None)
    )
    rows = successor_rows(outline, followed, following)
    reason = f"「{followed.title}」の改定版として作成（{short_year(years[0])}～{short_year(years[1])}）"
    batch = Batch(insertions((table_of(row), row) for row in rows), author, reason, "seed")
    return _duplicated(location, source.file, author, lambda store: store.apply(batch))


def _duplicated(location: str | Path, source: str | Path, author: str, work: Callable[[Store], object]) -> Store:
    """A copy of the file with `work` done to it; where that fails, the copy is removed."""
    path = Path(location)
    duplicate_file(Path(source), path, author)
    store = None
    try:
        store = Store.open(path, author=author)
        work(store)
    except BaseException:
        if store is not None:
            store.close()
        with suppress(OSError):
            path.unlink()
        raise
    return store
