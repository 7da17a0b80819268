"""What a file is in the exchange, the coordinator's master or a department's copy, and writing into it."""

from collections.abc import Sequence

from dxdesk.plan.rows.change import Batch, Change
from dxdesk.plan.rows.errors import Refused
from dxdesk.store import COPY, MASTER, Store
from dxdesk.store.tables.records import HandOut


def require_master(store: Store) -> None:
    """Raise Refused for a department's copy."""
    if store.role != MASTER:
        raise Refused(f"「{store.location}」は課に配られた写しです。元の計画ファイルを指定してください。")


def hand_out_of(store: Store) -> HandOut:
    """Return the hand-out that a copy is. Raises Refused for any other file."""
    hand_outs = store.records(HandOut)
    if store.role != COPY or len(hand_outs) != 1:
        raise Refused(f"「{store.location}」は課に配られた写しではありません。配られたファイルを指定してください。")
    return hand_outs[0]


def write_changes(store: Store, changes: Sequence[Change], *, author: str, reason: str) -> int:
    """Write changes and return their number. Raises Refused where somebody else wrote in the same cells meanwhile."""
    if not changes:
        return 0
    applied = store.apply(Batch(tuple(changes), author, reason))
    if applied.refused:
        raise Refused("ほかの人が同時に書き換えました。もう一度行ってください。")
    return len(applied.batch.changes)
