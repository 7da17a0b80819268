"""A new plan file: from seeds, from another plan file, or an empty frame for a city that starts today."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dxdesk.jobs.rollover import Turn, carry_out, turn
from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.analysis.evaluation_scale import scale_marks
from dxdesk.plan.analysis.succession import successor_rows
from dxdesk.plan.importing.adopt import adopt
from dxdesk.plan.rows.change import Batch, insertions
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Plan, table_of
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rank import between, last_rank
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import MASTER, Store
from dxdesk.store.database import is_server
from dxdesk.store.file.opening import duplicate_file


def from_seeds(location: str | Path, names: Sequence[str], *, author: str) -> Store:
    """A plan file holding the named seeds, one plan each, with ids of its own. Raises Refused."""
    rows = Rows()
    for name in names:
        rows = adopt(rows, seed_draft(name)).rows
    return Store.create(location, rows, author=author, reason=f"見本（{'、'.join(names)}）から作成")


def empty(
    location: str | Path,
    municipality: str,
    title: str,
    years: tuple[int, int],
    *,
    author: str,
    levels: str = "",
    scale: str = "",
) -> Store:
    """A plan file with one plan and nothing in it; the last of `years` is 実施予定. Raises Refused.

    `levels`: what its levels are called, `柱 > 施策`; `scale`: the name of an evaluation scale, blank for none yet.
    """
    if not municipality.strip() or not title.strip():
        raise Refused("団体名と計画名が空です。--municipality と --title に名称を書いてください。")
    plan = _frame(municipality, title, years)
    if levels:
        plan = plan.replace(levels=read_levels(levels))
    marks = scale_marks(scale, plan.id) if scale else ()
    return Store.create(location, Rows.of([plan, *marks]), author=author, reason="新規作成")


def read_levels(text: str) -> str:
    """`基本方針＞施策` as `基本方針 > 施策`. Raises Refused where a level has no name."""
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
    """A plan of a file that a new one is to be made from: what the turn of its year does, or why it cannot be."""

    plan: Plan
    turn: Turn | None
    why: str = ""


def plans_in(source: str | Path) -> list[SourcePlan]:
    """The plans of an existing file, as it stands; it is not touched. Raises Refused, EnvironmentFault."""
    with _opened(source) as store:
        outline = Outline(store.load())
        return [_source_plan(store, outline, plan) for plan in outline.plans]


def _opened(source: str | Path) -> Store:
    if is_server(source):
        raise Refused("サーバーの計画からは作れません。計画ファイル（.dxdb）を指定してください。")
    store = Store.open(source, read_only=True)
    if store.role != MASTER:
        store.close()
        raise Refused(f"「{source}」は課に配られた写しです。とりまとめ課の計画ファイルを指定してください。")
    return store


def _source_plan(store: Store, outline: Outline, plan: Plan) -> SourcePlan:
    try:
        return SourcePlan(plan, turn(store, outline, plan))
    except Refused as refused:
        return SourcePlan(plan, None, refused.message)


def next_year(location: str | Path, source: str | Path, plan: str, *, author: str) -> Store:
    """Last year's file once more, history and all, as a file of its own in which the plan (id) shows the next years.

    Raises Refused, EnvironmentFault; then there is no new file.
    """
    with _opened(source) as store:
        outline = Outline(store.load())
        wanted = turn(store, outline, outline.rows.all(Plan)[plan])
    return _duplicated(location, source, author, lambda made: carry_out(made, wanted, author))


def revision(
    location: str | Path, source: str | Path, plan: str, title: str, years: tuple[int, int], *, author: str
) -> Store:
    """A file of its own with all that another one holds, and beside its plan (id) one that follows it, without results.

    Raises Refused, EnvironmentFault; then there is no new file.
    """
    with _opened(source) as store:
        outline = Outline(store.load())
    followed = outline.rows.all(Plan)[plan]
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
    return _duplicated(location, source, author, lambda made: made.apply(batch))


def _duplicated(location: str | Path, source: str | Path, author: str, work: Callable[[Store], object]) -> Store:
    """The copy, with what is done to it; gone again where that fails."""
    place = Path(location)
    duplicate_file(Path(source), place, author)
    store = None
    try:
        store = Store.open(place, author=author)
        work(store)
    except BaseException:
        if store is not None:
            store.close()
        with suppress(OSError):
            place.unlink()
        raise
    return store
