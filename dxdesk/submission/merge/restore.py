"""Restore a backup of the master without forgetting what was handed out and handed in since.

What departments hold must be able to come back: hand-outs and requests since the backup stay. What they handed in since is
not in the backup's plan: a person says whether it is merged into that anew, or counts as not merged.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from dxdesk.plan.rows.change import CellKey
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department, Measure, Plan
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import MASTER, Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import restore
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.compress import decompress_changes
from dxdesk.store.tables.records import Accepted, HandOut, Request
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.merge.command import write_merged
from dxdesk.submission.merge.engine import MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.received_copy import Submission
from dxdesk.submission.merge.state import MergeState, submits_of

Writers = dict[CellKey, tuple[str, str]]


class MergedSince(StrEnum):
    """What becomes of the submissions merged since a backup: merged again into the restored plan, or not merged."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True)
class LaterSubmission:
    """A submission merged since a backup: its record, its department's name, its rows, and who wrote which cell."""

    accepted: Accepted
    name: str
    rows: Rows
    writers: Writers


@dataclass(frozen=True)
class Since:
    """What a master has that a backup of it lacks: new or changed hand-outs and their rows, requests, submissions.

    Without hand-outs to departments and of plans that the backup does not have, and what belongs to them: `homeless` names
    those departments.
    """

    hand_outs: tuple[HandOut, ...] = ()
    bases: Mapping[str, Rows] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()
    submissions: tuple[LaterSubmission, ...] = ()
    homeless: tuple[str, ...] = ()

    @property
    def submitting(self) -> list[str]:
        """The departments of whom something was merged since, or whose hand-out cannot stay; each once."""
        return list(dict.fromkeys((*(submission.name for submission in self.submissions), *self.homeless)))


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup of the replaced file (None: there was none), and what became of the exchange since.

    `kept`: whose hand-outs stay; `merged`: the submissions merged again, with the names; `dropped`: of whom something is no
    longer merged; `unread`: the replaced file was damaged, and nobody knows what came since.
    """

    replaced: Path | None
    kept: tuple[str, ...] = ()
    merged: tuple[tuple[str, MergedSubmission], ...] = ()
    dropped: tuple[str, ...] = ()
    unread: bool = False

    @property
    def sentences(self) -> list[str]:
        """What a person should know of it."""
        found = [f"バックアップのあとの配布（{'、'.join(self.kept)}）は引き継ぎました。"] if self.kept else []
        for name, merged in self.merged:
            counts = f"反映 {len(merged.changes)}、保留 {len(merged.held)}"
            found.append(f"{name}の提出「{merged.accepted.file}」を統合し直しました（{counts}）。")
        if self.dropped:
            found.append(
                f"{'、'.join(self.dropped)}の提出は統合していない状態に戻りました。必要なら、ファイルをもう一度統合してください。"
            )
        if self.unread:
            found.append(
                "戻す前のファイルは壊れていて読めないため、バックアップのあとの配布と提出は引き継げませんでした。"
                "課の提出が受け取れないときは、配り直してください。"
            )
        return found


def since_backup(location: str | Path, backup: str | Path) -> Since | None:
    """Return what the master has that a backup lacks; None where the present file cannot be read. Raises Refused."""
    if is_server(location) or not Path(location).is_file():
        return Since()
    with Store.open(backup, read_only=True) as store:
        then, file_id, requests = MergeState.of(store), store.file_id, {request.id for request in store.records(Request)}
    try:
        present = Store.open(location, read_only=True)
    except Refused:
        return None  # damaged: that is why people restore
    with present as store:
        if store.role != MASTER or store.file_id != file_id:
            return Since()
        return _since(store, then, requests)


def _since(store: Store, then: MergeState, known: set[str]) -> Since:
    now = MergeState.of(store)
    later = [a for a in now.merged if a.hand_out not in then.hand_outs or not then.contains(a.hand_out, a.submit)]
    fresh = [hand_out for hand_out in now.hand_outs.values() if then.hand_outs.get(hand_out.id) != hand_out]
    at_home = {h.id for h in now.hand_outs.values() if _exists(then.rows, h.plan, h.department)}
    writers = _writers(store, {accepted.id for accepted in later})
    return Since(
        tuple(hand_out for hand_out in fresh if hand_out.id in at_home),
        {hand_out.base: now.bases[hand_out.base] for hand_out in fresh if hand_out.base is not None},
        tuple(
            request
            for request in store.records(Request)
            if request.id not in known
            and _exists(then.rows, request.plan, request.department)
            and request.measure in then.rows.all(Measure)
        ),
        tuple(
            LaterSubmission(a, now.hand_outs[a.hand_out].name, now.submitted_rows(a), writers.get(a.id, {}))
            for a in later
            if a.hand_out in at_home
        ),
        tuple(hand_out.name for hand_out in fresh if hand_out.id not in at_home),
    )


def _exists(rows: Rows, plan: str, department: str) -> bool:
    return plan in rows.all(Plan) and department in rows.all(Department)


def _writers(store: Store, merges: set[str]) -> dict[str, Writers]:
    """Return who wrote the cells that merges changed."""
    found: dict[str, Writers] = {}
    for entry in store.history() if merges else ():
        if entry.group in merges:
            found.setdefault(entry.group, {}).setdefault(entry.change.cell, (entry.author, entry.at))
    return found


def restore_master(
    location: str | Path, backup: str | Path, *, author: str, merged_since: MergedSince | None = None
) -> Restored:
    """Replace a plan file by a backup; hand-outs and requests since stay, submissions merged since become as is said.

    Raises Refused (also where something was merged since and nobody said what becomes of it), Locked, EnvironmentFault;
    then nothing has changed.
    """
    since = since_backup(location, backup)
    if since is None or since == Since():
        return Restored(restore(location, backup), unread=since is None)
    if since.submitting and merged_since is None:
        raise Refused(
            f"このバックアップのあとに配布や統合をした課があります：{'、'.join(since.submitting)}。"
            "戻した計画に提出を統合し直すなら --submissions keep、統合していない状態に戻すなら --submissions drop を付けてください。"
        )
    keeps = merged_since == MergedSince.KEEP
    merged: list[MergedSubmission] = []

    def carry_over(copy: Path) -> None:
        with Store.open(copy, author=author) as store:
            merged.extend(_carry_over(store, since, since.submissions if keeps else (), author))

    replaced = restore(location, backup, carry_over)
    again = zip((submission.name for submission in since.submissions), merged, strict=False)
    dropped = since.homeless if keeps else tuple(since.submitting)
    return Restored(replaced, tuple(dict.fromkeys(h.name for h in since.hand_outs)), tuple(again), dropped)


def _carry_over(store: Store, since: Since, submissions: Iterable[LaterSubmission], author: str) -> list[MergedSubmission]:
    """Write into a restored file what stays, and merge submissions into it anew."""
    state = MergeState.of(store)
    before = dict(state.held)

    def work(transaction: Transaction) -> list[MergedSubmission]:
        bases: dict[str, Rows] = {}
        for hand_out in since.hand_outs:
            state.hand_outs[hand_out.id] = _keep_hand_out(transaction, hand_out, state, since.bases)
            bases[state.hand_outs[hand_out.id].base or ""] = since.bases[hand_out.base or ""]
        state.bases = ChainMap(bases, dict(state.bases))
        for request in since.requests:
            transaction.insert(request)
        merged = [_merge_again(state, submission, author) for submission in submissions]
        write_merged(transaction, state, merged, before)
        return merged

    return store.transaction(work)


def _keep_hand_out(transaction: Transaction, now: HandOut, state: MergeState, bases: Mapping[str, Rows]) -> HandOut:
    """Write a hand-out as it is now; one that the backup has too keeps its number and its rows."""
    then = state.hand_outs.get(now.id)
    if then is None:
        return transaction.insert(replace(now, base=transaction.insert_base(bases[now.base or ""])))
    changed = replace(now, number=then.number, base=then.base)
    transaction.update([changed])
    return changed


def _merge_again(state: MergeState, later: LaterSubmission, author: str) -> MergedSubmission:
    accepted = later.accepted
    hand_out = state.hand_outs[accepted.hand_out]
    *earlier, newest = submits_of(accepted, hand_out)
    newest = replace(newest, confirmed=accepted.confirmed, unchanged=accepted.unchanged, made_with=accepted.made_with)
    received = Received(later.rows, hand_out, (*earlier, newest), later.writers)
    changes = tuple(decompress_changes(accepted.changes))
    return merge_one(state, Submission(received, hand_out, changes), MergeContext(author, accepted.at, accepted.file))
