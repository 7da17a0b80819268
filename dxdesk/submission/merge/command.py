"""Submissions into the master: each taken in or refused, all staged, then written in one transaction after a backup."""

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dxdesk.files import fault
from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.dates import short_year, utc_now
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
from dxdesk.submission.hand_out.copies import COPY_SUFFIX, is_late, require_master
from dxdesk.submission.merge.engine import ConflictPolicy, MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.held import HeldText, describe_held
from dxdesk.submission.merge.received_copy import receive_copy
from dxdesk.submission.merge.received_form import FORM_SUFFIXES, receive_form
from dxdesk.submission.merge.state import MergeState

CHANGED_MEANWHILE = "ほかの人が同時に計画を書き換えました。開き直して、もう一度行ってください。"
_ENDINGS = (COPY_SUFFIX, *FORM_SUFFIXES)


@dataclass(frozen=True)
class FileResult:
    """What became of one file; `department` None where it could not be read so far; `changes`: what it applied, in words.

    `reason`: why it was not merged, what of it was not read, or that it is last year's; `republish`: of these, new
    wordings of lines that have another one for publication, which stays as it is; `late`: handed in after it was due;
    `person`, `extension`, `confirmed`: whom to ask, and which 課長 confirmed it.
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
    """All verdicts, and what now waits for a person because of these files."""

    file_results: tuple[FileResult, ...]
    waiting: tuple[HeldText, ...]


def merge(
    store: Store,
    files: Sequence[str | Path],
    *,
    author: str,
    take: ConflictPolicy = ConflictPolicy.HOLD,
    dry_run: bool = False,
    step: Step = no_progress,
) -> MergeResult:
    """Merge files, and those in folders; a refused one stops no other. Raises Refused, EnvironmentFault, Stopped."""
    require_master(store)
    state = MergeState.of(store)
    stood = dict(state.held)
    paths = list(_files(files, store.location))
    file_results: list[FileResult] = []
    done: list[MergedSubmission] = []
    with closing(Baselines(state.bases)) as baselines:
        for path in stepping(paths, step):
            file_result, merged = _one(store, state, baselines, path, MergeContext(author, utc_now(), path.name, take))
            file_results.append(file_result)
            done += [merged] if merged is not None else []
    if done and not dry_run:
        _write(store, state, done, stood)
    fresh = [held for held in state.held.values() if held.id not in stood and held.is_open]
    return MergeResult(
        tuple(file_results), tuple(describe_held(held, state.rows, state.department_of(held)) for held in fresh)
    )


def _files(given: Iterable[str | Path], master: str) -> Iterable[Path]:
    """The files, and of folders the submissions in them by name; the master may lie beside them."""
    for path in map(Path, given):
        if not os.path.isdir(path):
            yield path
            continue
        try:
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in _ENDINGS and not p.name.startswith((".", "~$")))
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


def _one(
    store: Store, state: MergeState, baselines: Baselines, path: Path, how: MergeContext
) -> tuple[FileResult, MergedSubmission | None]:
    try:
        if _is_same(path, store.location):
            raise Refused(f"「{path}」は統合先の計画ファイルです。課が作った提出ファイルを指定してください。")
        is_form = path.suffix.lower() in FORM_SUFFIXES
        submission = receive_form(path, state) if is_form else receive_copy(path, state.hand_outs, baselines)
    except Stopped:
        raise
    except DxdeskError as error:
        return FileResult(path, None, "refused", error.message), None
    name = submission.hand_out.name
    if state.contains(submission.submit_id):
        return FileResult(path, name, "already", "この提出は、すでに統合されています。"), None
    merged = merge_one(state, submission, how)
    contested = sum(held.why == HeldReason.CONFLICT for held in merged.held)
    told = tuple(describe(change, state.rows) for batch in merged.batches for change in batch.changes)
    accepted = merged.accepted
    file_result = FileResult(
        path,
        name,
        "merged",
        " ".join(filter(None, (submission.remark, _overtaken(state, submission.hand_out)))),
        applied=merged.applied,
        conflicts=contested,
        out_of_scope=len(merged.held) - contested,
        changes=told,
        republish=tuple(describe(change, state.rows) for change in _published(merged, state.rows)),
        late=is_late(submission.hand_out.due, accepted.submitted),
        person=accepted.person,
        extension=accepted.extension,
        confirmed=accepted.confirmed,
    )
    return file_result, merged


def _overtaken(state: MergeState, hand_out: HandOut) -> str:
    """What to tell of a copy of an earlier year than the department was handed since: it may have been mistaken for it."""
    mine = (h for h in state.hand_outs.values() if (h.plan, h.department) == (hand_out.plan, hand_out.department))
    newest = max(mine, key=lambda h: h.number, default=hand_out)
    if newest.year <= hand_out.year:
        return ""
    return f"{short_year(hand_out.year)} の写しです。{short_year(newest.year)} の写しと取り違えていないか、課に確かめてください。"


def _published(merged: MergedSubmission, rows: Rows) -> Iterable[Change]:
    """New wordings of lines for which the coordinator keeps one for publication."""
    for batch in merged.batches:
        for change in batch.changes:
            row = rows.get(change.table, change.id)
            if change.field == "text" and isinstance(row, Entry) and row.publication is not None:
                yield change


def _write(store: Store, state: MergeState, done: list[MergedSubmission], stood: dict[str, Held]) -> None:
    """Everything or nothing, after a backup. Raises Refused where the master is no longer what was looked at."""
    if store.changed_outside():
        raise Refused(CHANGED_MEANWHILE)
    if not is_server(store.location):
        back_up(store.location)

    def work(at_once: Transaction) -> None:
        for merged in done:
            at_once.insert(merged.accepted)
            for batch in merged.batches:
                if at_once.apply(batch).refused:
                    raise Refused(CHANGED_MEANWHILE)
        save_held(at_once, state, stood)
        if at_once.row_counts() != {table: len(rows) for table, rows in state.rows.tables.items()}:
            raise Refused(CHANGED_MEANWHILE)

    store.transaction(work)


def save_held(at_once: Transaction, state: MergeState, stood: dict[str, Held]) -> None:
    """Writes what came to wait, in order, and what changed of what waited."""
    for held in sorted(state.held.values(), key=lambda held: held.number):
        if held.id not in stood:
            at_once.insert(held)
    at_once.update(held for held in state.held.values() if held.id in stood and held != stood[held.id])
