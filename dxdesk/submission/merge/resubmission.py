"""The base of a resubmission: what a later submission of the same copy is compared with.

A copy records the ids of its submits. The newest of them that is in the plan, itself or within a later submission, takes the
place of what was handed out: only what the copy changed since then is new. Where a colleague forked the copy there (went on
with the same file) and changed one of its values, the fork's change counts, whichever of the two comes first; and the copy's
own later change counts where the coordinator had written the earlier value too.

Two things of the earlier submission are nevertheless compared as if they were new: its pending changes, and the changes that
others submitted too, because the copy alone may not take those back.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dxdesk.plan.changes.compare import compare, converge
from dxdesk.plan.rows.change import WHOLE, CellKey, Change
from dxdesk.plan.rows.fields import specs
from dxdesk.plan.rows.rows import RowKey, Rows
from dxdesk.plan.rows.table import Row, table_of
from dxdesk.store.tables.records import Accepted, Held, HeldReason
from dxdesk.submission.merge.held import blank_value, contains_change, pending, revert_held
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState


@dataclass(frozen=True)
class Resubmission:
    """The base for a resubmission, its rows seen from there, and the held changes that it supersedes.

    `overridden`: changes of it that only repeat an earlier submission, and the fork that has changed them since.
    """

    base: Rows
    theirs: Rows
    superseded: list[Held]
    overridden: list[tuple[Change, Accepted]]


def resubmission_of(state: MergeState, submission: Submission) -> Resubmission | None:
    """Return what follows from the newest earlier submission of the copy; None where none is in the plan."""
    earlier = _Earlier(state, submission)
    newest = earlier.newest_rows()
    if newest is None:
        return None
    overridden = list(earlier.overridden(submission.changes))
    superseded = earlier.superseded(except_cells={change.cell for change, _ in overridden})
    base, theirs = _without_shared(
        revert_held(newest, superseded), submission.received.rows, list(earlier.shared_changes(newest))
    )
    base = base.apply(change for change, _ in earlier.overridden(compare(base, theirs)))
    return Resubmission(base, theirs, superseded, overridden)


def taken_back(resubmission: Resubmission, handed_out: Rows) -> list[Change]:
    """Return the changes of a form that only go back to what was handed out: nobody touched these cells in it.

    A message that is not repeated stays a message.
    """

    def untouched(change: Change) -> bool:
        row = handed_out.get(change.table, change.id)
        if change.field == WHOLE:
            return bool(change.after == row)
        return row is not None and bool(change.after == getattr(row, change.field))

    return [change for change in compare(resubmission.base, resubmission.theirs) if untouched(change)]


@dataclass(frozen=True)
class _Fork:
    """A submission of somebody who went on with the same copy: the rows that both started from, and its own."""

    accepted: Accepted
    common: Rows
    rows: Rows


class _Earlier:
    """The earlier submits of a submission's copy, and who else has them: `related` submissions."""

    def __init__(self, state: MergeState, submission: Submission) -> None:
        self._state = state
        self._submission = submission
        relatives = state.relatives(submission.hand_out.id)
        self._own = {accepted.submit: accepted for accepted in relatives if accepted.submit in submission.lineage}
        self._own_ids = {accepted.id for accepted in self._own.values()}
        # The id of a related submission, the copy's own among them → the newest submit that both have.
        self._related = {a.id: s for a in relatives if (s := _newest_common(submission.lineage, a)) is not None}
        self._rows: dict[str, Rows | None] = {}
        # What colleagues had handed in when this copy was sent back: it was in the copy.
        returned, sent_back = submission.hand_out, [a for a in self._own.values() if a.hand_out != submission.hand_out.id]
        self._carried = {a.id for a in state.carried(returned, sent_back[-1])} if returned.returned and sent_back else set()
        # Those of which something is in the plan; oldest first, as the lineage is.
        self.submits = [submit for submit in submission.lineage if submit in self._related.values()]

    def rows_at(self, submit: str) -> Rows | None:
        """Return the rows of an earlier submit; None where they are unknown."""
        if submit not in self._rows:
            own = self._own.get(submit)
            self._rows[submit] = self._submission.rows_at(submit) if own is None else self._submitted_rows(own)
        return self._rows[submit]

    def newest_rows(self) -> Rows | None:
        """Return the rows of the newest earlier submit of which something is in the plan; None where there is none.

        Where that one was sent back, they are what was sent back: also what colleagues had handed in.
        """
        for submit in reversed(self.submits):
            rows, own = self.rows_at(submit), self._own.get(submit)
            if rows is not None:
                was_sent_back = own is not None and self._carried and own.hand_out != self._submission.hand_out.id
                return self._state.sent_back_rows(self._submission.hand_out, own) if own and was_sent_back else rows
        return None

    def superseded(self, except_cells: Container[CellKey]) -> list[Held]:
        """Return what is pending of the copy's submissions, and of a fork that only repeats them except in some cells."""
        related = pending(held for held in self._state.held.values() if held.accepted in self._related)
        return [
            held
            for held in related
            if held.accepted in self._own_ids or (held.cell not in except_cells and self._is_repeated(held))
        ]

    def _is_repeated(self, held: Held) -> bool:
        """Return whether a related submission only repeats what was submitted when both were one copy."""
        rows = self.rows_at(self._related[held.accepted])
        return rows is not None and contains_change(rows, held)

    def shared_changes(self, rows: Rows) -> Iterator[Change]:
        """Yield the changes in earlier rows that others submitted too, of their own and not as part of the same copy.

        Of a row that both added: that it was added, and each field by itself.
        """
        # Forks come last: they are compared with the rows at which they parted.
        others = sorted((a for a in self._state.heads() if a.id not in self._own_ids | self._carried), key=self._is_related)
        review = {(held.accepted, *held.key) for held in self._state.held.values() if held.why != HeldReason.CONFLICT}
        for change in compare(self._state.baseline(self._submission.hand_out), rows):
            for other in others:
                theirs = self._state.submitted_changes(other).get(change.cell)
                # What still needs review contests nothing.
                if theirs is not None and (other.id, change.table, change.id) not in review:
                    yield from self._agreeing_changes(change, theirs, other)

    def _is_related(self, accepted: Accepted) -> bool:
        return accepted.id in self._related

    def _submitted_rows(self, accepted: Accepted) -> Rows:
        return self._state.submitted_rows_within(self._submission.hand_out, accepted)

    def overridden(self, changes: Iterable[Change]) -> Iterator[tuple[Change, Accepted]]:
        """Yield the changes that only repeat what a fork started from and has changed since, with that fork."""
        for change in changes:
            for fork in self._forks:
                if _contains(fork.common, change) and not _contains(fork.rows, change):
                    yield change, fork.accepted
                    break

    @cached_property
    def _forks(self) -> list[_Fork]:
        """The newest submissions of everybody else who went on with the copy."""
        heads = ((a, self._related.get(a.id)) for a in self._state.heads())
        forked = ((a, self.rows_at(submit)) for a, submit in heads if submit is not None and submit != a.submit)
        return [_Fork(a, common, self._submitted_rows(a)) for a, common in forked if common is not None]

    def _agreeing_changes(self, change: Change, theirs: Change, other: Accepted) -> Iterator[Change]:
        """Yield a change as far as somebody else made it too, starting from where the two copies parted."""
        submit = self._related.get(other.id)
        common = self.rows_at(submit) if submit is not None else None
        parted = common.get(change.table, change.id) if common is not None else None
        if isinstance(change.after, Row) and isinstance(theirs.after, Row):
            if parted is None:
                yield change
            for mine, their in _agreeing_fields(change.after, theirs.after):
                if parted is None:
                    yield mine
                elif (before := getattr(parted, mine.field)) != their.after:
                    yield replace(mine, before=before)
        elif converge(theirs, change) and not (common is not None and _contains(common, theirs)):
            if parted is None:
                yield change
            else:
                yield replace(change, before=parted if change.field == WHOLE else getattr(parted, change.field))


def _newest_common(lineage: list[str], accepted: Accepted) -> str | None:
    """Return the newest submit of a lineage that a submission has too."""
    theirs = set(accepted.submits)
    return next((submit for submit in reversed(lineage) if submit in theirs), None)


def _text_fields(row: Row) -> list[str]:
    """Return the fields in which a person writes."""
    fields = specs(type(row)).items()
    return [n for n, s in fields if s.editor != "nobody" and s.free_text]


def _agreeing_fields(mine: Row, theirs: Row) -> Iterator[tuple[Change, Change]]:
    """Yield the fields with the same text in a row that two people added, as changes from a blank one."""
    table = table_of(mine)
    for name in _text_fields(mine):
        blank = blank_value(table, name)
        one, other = (Change(table, mine.id, name, blank, getattr(row, name)) for row in (mine, theirs))
        if one.after not in ("", None) and converge(one, other):
            yield one, other


def _contains(rows: Rows, change: Change) -> bool:
    """Return whether rows have the value after a change."""
    row = rows.get(change.table, change.id)
    if change.field == WHOLE:
        return row == change.after
    return row is not None and bool(getattr(row, change.field) == change.after)


def _without_shared(base: Rows, theirs: Rows, shared: list[Change]) -> tuple[Rows, Rows]:
    """Return the base without the changes that others submitted too, and their rows as seen from there."""
    rows: dict[RowKey, Row | None] = {}
    blanked: list[Row] = []
    for change in shared:
        key = (change.table, change.id)
        row = rows.get(key, base.get(*key))
        if change.field == WHOLE and change.before is None:
            if row is not None and theirs.get(*key) is None:
                # Somebody else added the row too: deleting it only takes one's own texts out of it.
                blanked.append(row.replace(**{name: blank_value(change.table, name) for name in _text_fields(row)}))
        elif isinstance(change.before, Row):
            rows[key] = change.before
        elif row is not None:
            rows[key] = row.replace(**{change.field: change.before})
    return base.put(row for row in rows.values() if row is not None), theirs.put(blanked)
