"""What a file is in the exchange: the coordinator's master, or a department's copy."""

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
