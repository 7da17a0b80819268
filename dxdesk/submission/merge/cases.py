"""Cases: held changes that a person decides together. All that hangs on a measure which the plan has deleted is one case."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import measure_of
from dxdesk.plan.rows.rows import Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store.tables.records import Held, HeldReason
from dxdesk.submission.merge.state import MergeState


@dataclass(frozen=True)
class Case:
    """Held changes that are decided together, in the order of their numbers; `deleted`: the measure that they hang on."""

    members: tuple[Held, ...]
    deleted: Measure | None = None

    @property
    def held(self) -> Held:
        """The one that stands for all: of the deleted measure itself, else the first."""
        return next((held for held in self.members if held.table_name == "measure"), self.members[0])


def cases_of(held_changes: Iterable[Held], state: MergeState) -> list[Case]:
    """Return held changes as cases, each at the place of its first one."""
    groups: dict[tuple[str, str], list[Held]] = {}
    measures: dict[tuple[str, str], Measure | None] = {}
    decided = _decided_measures(state)
    for held in held_changes:
        measure = _deleted_measure(held, state, decided)
        key = (held.closed_by, held.id if measure is None else measure.id)
        groups.setdefault(key, []).append(held)
        measures[key] = measure
    return [Case(tuple(members), measures[key]) for key, members in groups.items()]


def case_of(held: Held, state: MergeState) -> Case:
    """Return the case that a held change belongs to."""
    decided = _decided_measures(state)
    measure = _deleted_measure(held, state, decided)
    if measure is None:
        return Case((held,))
    together = [other for other in state.held.values() if other.closed_by == held.closed_by]
    same = [other for other in together if _deleted_measure(other, state, decided) == measure]
    return Case(tuple(sorted(same, key=lambda h: h.number)), measure)


def _decided_measures(state: MergeState) -> set[tuple[str, str]]:
    """Return (group of the decision, measure id) of the measures that were decided as a whole row."""
    return {(h.closed_by, h.row_id) for h in state.held.values() if h.decided and h.table_name == "measure"}


def _deleted_measure(held: Held, state: MergeState, decided: Container[tuple[str, str]]) -> Measure | None:
    """Return the measure on which a conflict hung when it was handed out, where its merge found it deleted from the plan.

    Of what is decided it is known as well: a decision may have brought the measure back.
    """
    if held.why != HeldReason.CONFLICT or not (held.is_open or held.decided):
        return None
    present = measure_of(state.rows, _row(held, state.rows)) if held.is_open else None
    if present is not None and present.id in state.rows.all(Measure):
        return None
    baseline = state.baseline(state.hand_out_of(held))
    measure = measure_of(baseline, _row(held, baseline))
    if measure is None:
        return None
    if held.is_open:
        return measure if measure.id not in state.rows.all(Measure) else None
    return measure if (held.closed_by, measure.id) in decided else None


def rows_to_describe(held: Held, state: MergeState) -> Rows:
    """Return the plan's rows, with what the change hung on when it was handed out and the plan has no longer."""
    baseline = state.baseline(state.hand_out_of(held))
    row = _row(held, baseline)
    above = baseline.ancestry(row) if row is not None else ()
    return state.rows.put(one for one in above if state.rows.get(table_of(one), one.id) is None)


def _row(held: Held, baseline: Rows) -> Row | None:
    """Return the row of a held change, also of one that is not in the plan."""
    values = (held.their_value, held.base_value)
    return next((value for value in values if isinstance(value, Row)), None) or baseline.get(*held.key)
