"""A new plan file: from seeds, or an empty frame for a city that starts today."""

from collections.abc import Sequence
from pathlib import Path

from dxdesk.jobs.seeding import seed_draft
from dxdesk.plan.adopt import adopt
from dxdesk.plan.errors import Refused
from dxdesk.plan.model import Plan
from dxdesk.plan.rows import Rows
from dxdesk.store import Store


def from_seeds(location: str | Path, names: Sequence[str], *, author: str) -> Store:
    """A plan file holding the named seeds, one plan each, with ids of its own. Raises Refused."""
    rows = Rows()
    for name in names:
        rows = adopt(rows, seed_draft(name)).rows
    return Store.create(location, rows, author=author, reason=f"見本（{'、'.join(names)}）から作成")


def empty(location: str | Path, municipality: str, title: str, years: tuple[int, int], *, author: str) -> Store:
    """A plan file with one plan and nothing in it; the last of `years` is 実施予定. Raises Refused."""
    if not municipality.strip() or not title.strip():
        raise Refused("団体名と計画名が空です。--municipality と --title に名称を書いてください。")
    first, last = years
    plan = Plan.new(
        municipality=municipality.strip(),
        title=title.strip(),
        first_year=first,
        last_year=last,
        shown_from=first,
        shown_to=last,
        planned_from=last if last > first else None,
    )
    return Store.create(location, Rows.of([plan]), author=author, reason="新規作成")
