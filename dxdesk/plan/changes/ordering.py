"""The place of a row among its siblings, as changes of rank."""

from collections.abc import Sequence
from typing import TypeVar

from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.rank import between, spread
from dxdesk.plan.rows.table import Row, table_of

R = TypeVar("R", bound=Row)


def rank_at(others: Sequence[Row], place: int) -> tuple[str, tuple[Change, ...]]:
    """A rank for a row at `place` among others, and the changes that make room where two of these have the same rank."""
    ranks = [rank_of(row) for row in others]
    before = ranks[place - 1] if place > 0 else None
    after = ranks[place] if place < len(ranks) else None
    if before is None or after is None or before < after:
        return between(before, after), ()
    fresh = spread(len(others) + 1)
    rank = fresh.pop(place)
    return rank, tuple(change for row, new in zip(others, fresh, strict=True) for change in set_rank(row, new))


def set_rank(row: Row, rank: str) -> tuple[Change, ...]:
    """Set a row's rank; no change where it already has it."""
    before = rank_of(row)
    return () if before == rank else (Change(table_of(row), row.id, "rank", before, rank),)


def moved(row: Row, others: Sequence[Row], place: int) -> tuple[Change, ...]:
    """Move a row to `place` among the others (without it); no change outside them, or where it already is there."""
    before, after = others[max(place - 1, 0) : place], others[place : place + 1]
    here = rank_of(row), row.id
    already_there = all((rank_of(o), o.id) < here for o in before) and all(here < (rank_of(o), o.id) for o in after)
    if already_there or not 0 <= place <= len(others):
        return ()
    rank, room = rank_at(others, place)
    return (*room, *set_rank(row, rank))


def moved_by(row: R, siblings: Sequence[R], by: int) -> tuple[Change, ...]:
    """Move a row up (-1) or down (+1) among its siblings; no change at the ends."""
    ids = [sibling.id for sibling in siblings]
    place = ids.index(row.id) + by
    return moved(row, [s for s in siblings if s.id != row.id], place) if 0 <= place < len(ids) else ()


def rank_of(row: Row) -> str:
    """The rank of a row of an ordered table."""
    rank: str = getattr(row, "rank")  # noqa: B009  # not every row type has one
    return rank
