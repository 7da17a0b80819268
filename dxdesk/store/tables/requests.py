"""The requests of a file, from its records: by hand, and by what was handed out."""

from collections.abc import Iterable

from dxdesk.plan.rows.requests import Requests
from dxdesk.store.tables.records import HandOut, Request


def requests_of(
    hand_outs: Iterable[HandOut], by_hand: Iterable[Request], locked: frozenset[tuple[str, int]], *, is_copy: bool
) -> Requests:
    """Return the requests by records in the order in which they came; of a copy, those to its own department."""
    wanted: dict[tuple[str, int], dict[str, bool]] = {}
    for request in by_hand:
        wanted.setdefault((request.measure, request.year), {})[request.department] = request.wanted
    counting = [h for h in hand_outs if h.withdrawn is None]
    return Requests(
        wanted,
        {(h.department, h.year): frozenset(h.required_keys) for h in counting},
        {h.plan: h.year for h in counting if is_copy or (h.plan, h.year) not in locked},
        counting[-1].department if is_copy and counting else None,
    )
