"""What an earlier submission of the same copy leaves behind: the base with which the next one is compared.

A copy records the ids of its submits. Whoever goes on with a copy, on whatever machine, goes on from its newest submit
that is in the plan, itself or within a later one: what was said there is not said again by what comes now. A colleague
who went on from the same submit and changed a word of it has therefore the last word, whichever of the two comes first.
So has the copy itself where the coordinator had written the same in the meantime.
Two things of the earlier submission are nevertheless compared as if they were new: what still waits, and what somebody
else says too (for then it is not the copy's own to change).
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dxdesk.plan.changes.compare import compare, converge
from dxdesk.plan.rows.change import WHOLE, Change
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.model import Row, table_of
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.store.tables.records import Accepted, Held, HeldReason
from dxdesk.submission.merge.held import blank_value, contains_change, pending, revert_held
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState


@dataclass(frozen=True)
class Resubmission:
    """What the base is for the next submission, what that one says seen from there, and what waits no more.

    `overridden`: what was handed down and is said no more, as the submission named has changed it.
    """

    base: Rows
    theirs: Rows
    waiting: list[Held]
    overridden: list[tuple[Change, Accepted]]


def earlier(state: MergeState, submission: Submission) -> Resubmission | None:
    """The newest of a copy's earlier submissions that is in the plan; None for a first one."""
    past = _Past(state, submission)
    said = next((rows for submit in reversed(past.known) if (rows := past.said(submit)) is not None), None)
    if said is None:
        return None
    overridden = list(past.overridden(submission.changes))
    waiting = past.waiting({change.cell for change, _ in overridden})
    base, theirs = _without_shared(revert_held(said, waiting), submission.received.rows, list(past.shared(said)))
    base = base.apply(change for change, _ in past.overridden(compare(base, theirs)))
    return Resubmission(base, theirs, waiting, overridden)


class _Past:
    """A copy's earlier submits, and who else has them."""

    def __init__(self, state: MergeState, submission: Submission) -> None:
        self._state = state
        self._submission = submission
        self._own = {accepted.submit: accepted for accepted in state.merged if accepted.submit in submission.lineage}
        self._relatives = {a.id: s for a in state.merged if (s := _common(submission.lineage, a)) is not None}
        self._said: dict[str, Rows | None] = {}
        # Oldest first, as the lineage is.
        self.known = [submit for submit in submission.lineage if submit in self._relatives.values()]

    def said(self, submit: str) -> Rows | None:
        """What one of them said; None where nobody can tell."""
        if submit not in self._said:
            own = self._own.get(submit)
            self._said[submit] = self._state.said(own) if own is not None else self._submission.rows_at(submit)
        return self._said[submit]

    def waiting(self, silent: Container[tuple[str, str, str]]) -> list[Held]:
        """What waits of the earlier submissions, also where a relative only says it again, unless it is not said now."""
        own = {accepted.id for accepted in self._own.values()}
        helds = pending(held for held in self._state.held.values() if held.accepted in self._relatives)
        again = ((*held.key, held.field) not in silent and self._handed_down(held) for held in helds)
        return [held for held, said in zip(helds, again, strict=True) if said or held.accepted in own]

    def _handed_down(self, held: Held) -> bool:
        said = self.said(self._relatives[held.accepted])
        return said is not None and contains_change(said, held)

    def shared(self, said: Rows) -> Iterator[Change]:
        """What was said there and somebody else says too, of himself and not because it was handed down to him.

        Of a row that both added, each field for itself, and that it is there at all.
        """
        own = {accepted.id for accepted in self._own.values()}
        # Those who went on with the same copy come last: with them it is seen from where they parted.
        others = sorted((a for a in self._state.heads() if a.id not in own), key=self._is_relative)
        review = {(h.accepted, *h.key) for h in self._state.held.values() if h.why != HeldReason.CONFLICT}
        for change in compare(self._state.handed(self._submission.hand_out), said):
            for other in others:
                word = self._state.words(other).get(change.cell)
                # What is only to be reviewed stands in nobody's way.
                if word is not None and (other.id, change.table, change.id) not in review:
                    yield from self._agreed(change, word, other)

    def overridden(self, changes: Iterable[Change]) -> Iterator[tuple[Change, Accepted]]:
        """Of what is said now what was handed down, and somebody who went on from there has changed."""
        for change in changes:
            for other, common, now in self._went_on:
                if _stands(common, change) and not _stands(now, change):
                    yield change, other
                    break

    @cached_property
    def _went_on(self) -> list[tuple[Accepted, Rows, Rows]]:
        """Who else went on with the copy, from what, and what he says now."""
        heads = ((a, self._relatives.get(a.id)) for a in self._state.heads())
        parted = ((a, self.said(submit)) for a, submit in heads if submit is not None and submit != a.submit)
        return [(a, common, self._state.said(a)) for a, common in parted if common is not None]

    def _is_relative(self, accepted: Accepted) -> bool:
        return accepted.id in self._relatives

    def _agreed(self, change: Change, word: Change, other: Accepted) -> Iterator[Change]:
        """A change that somebody else made too, seen from where the two parted."""
        submit = self._relatives.get(other.id)
        common = self.said(submit) if submit is not None else None
        parted = common.get(change.table, change.id) if common is not None else None
        if isinstance(change.after, Row) and isinstance(word.after, Row):
            if parted is None:
                yield change
            for mine, theirs in _fields(change.after, word.after):
                if parted is None:
                    yield mine
                elif (stood := getattr(parted, mine.field)) != theirs.after:
                    yield replace(mine, before=stood)
        elif converge(word, change) and not (common is not None and _stands(common, word)):
            if parted is None:
                yield change
            else:
                yield replace(change, before=parted if change.field == WHOLE else getattr(parted, change.field))


def _texts(row: Row) -> list[str]:
    """The fields in which a person writes."""
    fields = specs(type(row)).items()
    return [n for n, s in fields if s.editor != "nobody" and s.free_text]


def _fields(mine: Row, theirs: Row) -> Iterator[tuple[Change, Change]]:
    """What two births of a row say both."""
    table = table_of(mine)
    for name in _texts(mine):
        empty = blank_value(table, name)
        one, other = (Change(table, mine.id, name, empty, getattr(row, name)) for row in (mine, theirs))
        if one.after not in ("", None) and converge(one, other):
            yield one, other


def _common(lineage: list[str], accepted: Accepted) -> str | None:
    """The newest submit that both have."""
    theirs = set(accepted.submits)
    return next((submit for submit in reversed(lineage) if submit in theirs), None)


def _stands(rows: Rows, word: Change) -> bool:
    row = rows.get(word.table, word.id)
    if word.field == WHOLE:
        return row == word.after
    return row is not None and bool(getattr(row, word.field) == word.after)


def _without_shared(base: Rows, theirs: Rows, shared: list[Change]) -> tuple[Rows, Rows]:
    """The base without what somebody else says too, and what is said from there."""
    rows: dict[RowKey, Row | None] = {}
    kept: list[Row] = []
    for change in shared:
        key = (change.table, change.id)
        row = rows.get(key, base.get(*key))
        if change.field == WHOLE and change.before is None:
            if row is not None and theirs.get(*key) is None:
                # Somebody else added the row too: to take one's own words out of it is not to delete it.
                kept.append(row.replace(**{name: blank_value(change.table, name) for name in _texts(row)}))
        elif isinstance(change.before, Row):
            rows[key] = change.before
        elif row is not None:
            rows[key] = row.replace(**{change.field: change.before})
    return base.put(row for row in rows.values() if row is not None), theirs.put(kept)
