"""Merge files of submissions into the master.

Each file is received or refused. What is received is merged in memory; then, after a backup, all of it is written in one
transaction.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dxdesk.files import fault
from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.dates import local_time, short_year, utc_now
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.model import Entry
from dxdesk.plan.rows.progress import Step, Stopped, no_progress, stepping
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.database import is_server
from dxdesk.store.file.backup import back_up
from dxdesk.store.received.baseline import Baselines
from dxdesk.store.tables.records import HandOut, Held, HeldReason
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.copies import COPY_SUFFIX
from dxdesk.submission.hand_out.due_date import is_late
from dxdesk.submission.merge.conflict_list import ConflictText, describe_conflict
from dxdesk.submission.merge.engine import ConflictPolicy, MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.received_copy import Submission, receive_copy
from dxdesk.submission.merge.received_form import FORM_SUFFIXES, receive_form
from dxdesk.submission.merge.state import CHANGED_MEANWHILE, MergeState
from dxdesk.submission.roles import require_master

_SUFFIXES = (COPY_SUFFIX, *FORM_SUFFIXES)


@dataclass(frozen=True)
class FileResult:
    """What became of one file, and its changes described; `department` is None where it could not be read so far.

    `reason`: why it was not merged, what of it was not read, or that it is of an earlier year; `republish`: new texts of
    lines that have another text for publication, which stays as it is; `late`: handed in after it was due.
    """

    file: Path
    department: str | None
    status: Literal["merged", "already", "refused"]
    reason: str = ""
    applied: int = 0
    conflicts: int = 0
    out_of_scope: int = 0
    changes: tuple[ChangeText, ...] = ()
    republish: tuple[ChangeText, ...] = ()
    late: bool = False
    person: str = ""
    extension: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class MergeResult:
    """What became of all files, and what is pending because of them."""

    files: tuple[FileResult, ...]
    pending: tuple[ConflictText, ...]


@dataclass(frozen=True)
class MergeOptions:
    """What becomes of conflicts, and whether anything is written."""

    take: ConflictPolicy = ConflictPolicy.HOLD
    dry_run: bool = False


def merge(
    store: Store,
    files: Sequence[str | Path],
    *,
    author: str,
    options: MergeOptions = MergeOptions(),
    step: Step = no_progress,
) -> MergeResult:
    """Merge files, and those in folders; a refused one does not stop the others.

    Raises Refused, EnvironmentFault; Stopped by `step`.
    """
    require_master(store)
    state = MergeState.of(store)
    before = dict(state.held)
    paths = list(_files(files, store.location))
    results: list[FileResult] = []
    merged: list[MergedSubmission] = []
    with closing(Baselines(state.bases)) as baselines:
        for path in stepping(paths, step):
            try:
                submission = _receive(path, store, state, baselines)
                _require_counting(submission.hand_out, path.name)
                _require_own_past(path, submission, state)
            except Stopped:
                raise
            except DxdeskError as error:
                results.append(FileResult(path, None, "refused", error.message))
                continue
            if state.contains(submission.hand_out.id, submission.submit_id):
                name = submission.hand_out.name
                results.append(FileResult(path, name, "already", "この提出は、すでに統合されています。"))
                continue
            merged.append(merge_one(state, submission, MergeContext(author, utc_now(), path.name, options.take)))
            results.append(_result(path, submission, merged[-1], state))
    if merged and not options.dry_run:
        _write(store, state, merged, before)
    fresh = [held for held in state.held.values() if held.id not in before and held.is_open]
    return MergeResult(tuple(results), tuple(describe_conflict(held, state) for held in fresh))


def _files(given: Iterable[str | Path], master: str) -> Iterable[Path]:
    """Yield the files, and of folders the submissions in them by name; the master may lie beside them."""
    for path in map(Path, given):
        if not os.path.isdir(path):
            yield path
            continue
        try:
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in _SUFFIXES and not p.name.startswith((".", "~$")))
            found = [p for p in found if not _is_same(p, master)]
        except OSError as error:
            raise fault(error, path) from error
        if not found:
            raise Refused(
                f"フォルダ「{path}」に提出ファイル（.dxdb、記入様式は .xlsx）がありません。場所を確かめてください。"
            )
        yield from found


def _is_same(path: Path, master: str) -> bool:
    return not is_server(master) and os.path.exists(path) and path.samefile(master)


def _receive(path: Path, store: Store, state: MergeState, baselines: Baselines) -> Submission:
    """Read a submission from a copy or a form. Raises Refused, EnvironmentFault."""
    if _is_same(path, store.location):
        raise Refused(f"「{path}」は統合先の計画ファイルです。課が作った提出ファイルを指定してください。")
    if path.suffix.lower() in FORM_SUFFIXES:
        return receive_form(path, state)
    return receive_copy(path, state.hand_outs, baselines)


def _require_counting(hand_out: HandOut, name: str) -> None:
    """Raise Refused for what came back of a hand-out that was withdrawn."""
    if hand_out.withdrawn is not None:
        raise Refused(
            f"「{name}」の配布（{hand_out.name}）は {local_time(hand_out.withdrawn)} に取り下げたため、統合していません。"
            "受け取るには、取下げをやめて（withdraw --undo）から、もう一度統合してください。"
        )


def _require_own_past(path: Path, submission: Submission, state: MergeState) -> None:
    """Raise Refused for a file that says it goes on with what somebody else handed in."""
    if any(state.is_of_others(submission.hand_out.id, submit) for submit in submission.lineage):
        raise Refused(
            f"「{path}」は、ほかの課か、ほかの年度の提出の続きを名乗っています。配った写しから提出し直してもらってください。"
        )


def _result(path: Path, submission: Submission, merged: MergedSubmission, state: MergeState) -> FileResult:
    accepted = merged.accepted
    conflicts = sum(held.why == HeldReason.CONFLICT for held in merged.held)
    return FileResult(
        path,
        submission.hand_out.name,
        "merged",
        " ".join(filter(None, (submission.remark, _year_remark(state, submission.hand_out)))),
        applied=accepted.applied,
        conflicts=conflicts,
        out_of_scope=len(merged.held) - conflicts,
        changes=tuple(describe(change, state.rows) for change in merged.changes),
        republish=tuple(describe(change, state.rows) for change in merged.changes if _has_publication(change, state.rows)),
        late=is_late(submission.hand_out.due, accepted.submitted),
        person=accepted.person,
        extension=accepted.extension,
        confirmed=accepted.confirmed,
    )


def _year_remark(state: MergeState, hand_out: HandOut) -> str:
    """Return a remark where the department has since been handed out a later year: the copies may have been confused."""
    own = (h for h in state.hand_outs.values() if (h.plan, h.department) == (hand_out.plan, hand_out.department))
    newest = max(own, key=lambda h: h.number, default=hand_out)
    if newest.year <= hand_out.year:
        return ""
    return f"{short_year(hand_out.year)} の写しです。{short_year(newest.year)} の写しと取り違えていないか、課に確かめてください。"


def _has_publication(change: Change, rows: Rows) -> bool:
    """Return whether a change is a new text of a line that has another one for publication."""
    row = rows.get(change.table, change.id)
    return change.field == "text" and isinstance(row, Entry) and row.publication is not None


def _write(store: Store, state: MergeState, merged: Iterable[MergedSubmission], before: dict[str, Held]) -> None:
    """Write everything or nothing, after a backup. Raises Refused where somebody else has written meanwhile."""
    if store.changed_outside():
        raise Refused(CHANGED_MEANWHILE)
    if not is_server(store.location):
        back_up(store.location)

    def work(transaction: Transaction) -> None:
        for submission in merged:
            transaction.insert(submission.accepted)
            for batch in submission.batches:
                if transaction.apply(batch).refused:
                    raise Refused(CHANGED_MEANWHILE)
        state.save_held(transaction, before)
        if transaction.row_counts() != {table: len(rows) for table, rows in state.rows.tables.items()}:
            raise Refused(CHANGED_MEANWHILE)

    store.transaction(work)
