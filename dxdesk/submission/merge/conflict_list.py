"""Everything a person has to decide or has decided, in words, with who wrote each side and when."""

from collections.abc import Iterable
from dataclasses import dataclass

from dxdesk.plan.rows.change import WHOLE
from dxdesk.store import Store
from dxdesk.store.tables.records import Held
from dxdesk.submission.merge.held import HeldText, describe_held
from dxdesk.submission.merge.state import MergeState


@dataclass(frozen=True)
class ConflictEntry:
    """One thing that a department says; `by` and `at`: who last wrote what stands in the plan, blank where nobody did."""

    shown: HeldText
    by: str = ""
    at: str = ""

    @property
    def held(self) -> Held:
        """The record."""
        return self.shown.held

    @property
    def decided(self) -> bool:
        """Whether a person chose."""
        return not self.held.is_open


def conflict_list(store: Store) -> list[ConflictEntry]:
    """What waits, then what a person decided and may decide again; each in the order in which it came."""
    state = MergeState.of(store)
    helds = [h for h in state.held.values() if h.is_open or h.decided]
    helds.sort(key=lambda held: (not held.is_open, held.number))
    return conflict_entries(store, [describe_held(held, state.rows, state.department_of(held)) for held in helds])


def conflict_entries(store: Store, waiting: Iterable[HeldText]) -> list[ConflictEntry]:
    """What waits, with who last wrote the plan's side; also of a merge that is only tried."""
    shown = list(waiting)
    written: dict[tuple[str, str, str], tuple[str, str]] = {}
    for recorded in store.history({s.held.key for s in shown}) if shown else ():  # newest first
        change = recorded.change
        written.setdefault(change.cell, (recorded.author, recorded.at))
    return [ConflictEntry(s, *_writer(s.held, written)) for s in shown]


def _writer(held: Held, written: dict[tuple[str, str, str], tuple[str, str]]) -> tuple[str, str]:
    """Of the cell, else of its row; of a whole row whoever touched it last."""
    key = held.key
    if held.field == WHOLE:
        found = [who for place, who in written.items() if place[:2] == key]
        return max(found, key=lambda who: who[1], default=("", ""))
    return written.get((*key, held.field)) or written.get((*key, WHOLE)) or ("", "")
