"""Merge files of submissions into the master.

Each file is received or refused. What is received is merged in memory; then, after a backup, all of it is written in one
transaction.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dxdesk.logs import record_bug
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
from dxdesk.submission.hand_out.due_date import is_late
from dxdesk.submission.merge.cases import cases_of
from dxdesk.submission.merge.conflict_list import ConflictText, describe_cases
from dxdesk.submission.merge.engine import ConflictPolicy, MergeContext, MergedSubmission, merge_one
from dxdesk.submission.merge.found_files import UnreadFile, find_files, is_same, reason_unread
from dxdesk.submission.merge.received_copy import Submission, receive_copy
from dxdesk.submission.merge.received_form import FORM_SUFFIXES, receive_form
from dxdesk.submission.merge.state import CHANGED_MEANWHILE, MergeState
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class FileResult:
    """What became of one file, and its changes described; `department` is None where it could not be read so far.

    `reason`: why it was not merged, what of it was not read, or that it is of an earlier year; `republish`: new texts of
    lines whose wording for publication is older than they are now; `late`: handed in after it was due. `asked_about`:
    the file of an earlier form that this one goes on from, if the same person filled in both; nobody has said so.
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
    asked_about: str = ""


@dataclass(frozen=True)
class MergeResult:
    """What became of all files, what is pending because of them, and what in the folders was not read."""

    files: tuple[FileResult, ...]
    pending: tuple[ConflictText, ...]
    unread: tuple[UnreadFile, ...] = ()


@dataclass(frozen=True)
class MergeOptions:
    """What becomes of conflicts, and whether anything is written.

    `same_person`: forms without a name that go on from the form before them, as the coordinator says.
    """

    take: ConflictPolicy = ConflictPolicy.HOLD
    dry_run: bool = False
    same_person: frozenset[Path] = frozenset()


def merge(
    store: Store,
    files: Sequence[str | Path],
    *,
    author: str,
    options: MergeOptions = MergeOptions(),
    step: Step = no_progress,
) -> MergeResult:
    """Merge files, and those in folders down to the bottom; a refused one does not stop the others.

    Raises Refused (also for an empty folder), EnvironmentFault; Stopped by `step`.
    """
    require_master(store)
    state = MergeState.of(store)
    before = dict(state.held)
    found = find_files(files, store.location)
    results = [_nothing_in(folder, found.unread) for folder in found.empty]
    merged: list[MergedSubmission] = []
    with closing(Baselines(state.bases)) as baselines:
        for path in stepping(found.files, step):
            same_person = bool({path, Path(path.name)} & options.same_person)
            context, kept = MergeContext(author, utc_now(), path.name, options.take, same_person), state.kept()
            try:
                result, submission = _merge_file(path, store.location, state, baselines, context)
            except Stopped:
                raise
            except DxdeskError as error:
                result, submission = FileResult(path, None, "refused", error.message), None
            except Exception as error:  # whatever one file brings up, the others go on
                result, submission = FileResult(path, None, "refused", _bug(path, error)), None
                state.take_back(kept)
            results.append(result)
            merged += [submission] if submission is not None else []
    if merged and not options.dry_run:
        _write(store, state, merged, before)
    fresh = [held for held in state.held.values() if held.id not in before and held.is_open]
    return MergeResult(tuple(results), tuple(describe_cases(fresh, state)), tuple(found.unread))


def _nothing_in(folder: Path, unread: Iterable[UnreadFile]) -> FileResult:
    """Return the verdict on a folder with other files only. Raises Refused for an empty one: it is the wrong one."""
    sentence = f"フォルダ「{folder}」に提出ファイル（.dxdb、記入様式は .xlsx）がありません。"
    others = sum(1 for one in unread if one.file.is_relative_to(folder))
    if not others:
        raise Refused(f"{sentence}場所を確かめてください。")
    return FileResult(
        folder, None, "refused", f"{sentence}ほかのファイル {others} 件は読んでいません。中を確かめてください。"
    )


def _bug(path: Path, error: Exception) -> str:
    """Return the verdict on a file that brings up what nobody foresaw, which is logged."""
    log = record_bug(error)
    return f"「{path}」は読めませんでした。課に出し直してもらい、記録「{log}」をデジタル担当に渡してください。"


def _merge_file(
    path: Path, master: str, state: MergeState, baselines: Baselines, context: MergeContext
) -> tuple[FileResult, MergedSubmission | None]:
    """Receive and merge one file; None where it is merged already. Raises Refused, EnvironmentFault."""
    submission = _receive(path, master, state, baselines, context)
    _require_counting(submission.hand_out, path.name)
    _require_own_past(path, submission, state)
    if state.contains(submission.hand_out.id, submission.submit_id):
        name = submission.hand_out.name
        return FileResult(path, name, "already", "この提出は、すでに統合されています。"), None
    merged = merge_one(state, submission, context)
    return _result(path, submission, merged, state), merged


def _receive(path: Path, master: str, state: MergeState, baselines: Baselines, context: MergeContext) -> Submission:
    """Read a submission from a copy or a form. Raises Refused, EnvironmentFault."""
    if is_same(path, master):
        raise Refused(f"「{path}」は統合先の計画ファイルです。課が作った提出ファイルを指定してください。")
    if os.path.exists(path) and (reason := reason_unread(path, named=True)):
        raise Refused(f"「{path}」は{reason}")
    if path.suffix.lower() in FORM_SUFFIXES:
        return receive_form(path, state, context.same_person)
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
    held = [state.held[one.id] for one in merged.held]
    conflicts = len(cases_of((one for one in held if one.why == HeldReason.CONFLICT), state))
    out_of_scope = sum(one.why != HeldReason.CONFLICT for one in held)
    republish = tuple(describe(change, state.rows) for change in merged.changes if _has_publication(change, state.rows))
    return FileResult(
        path,
        submission.hand_out.name,
        "merged",
        " ".join(
            filter(None, (submission.remark, _year_remark(state, submission.hand_out), _publication_remark(republish)))
        ),
        applied=accepted.applied,
        conflicts=conflicts,
        out_of_scope=out_of_scope,
        changes=tuple(describe(change, state.rows) for change in merged.changes),
        republish=republish,
        late=is_late(submission.hand_out.due, accepted.submitted),
        person=accepted.person,
        extension=accepted.extension,
        confirmed=accepted.confirmed,
        asked_about=submission.asked_about.file if submission.asked_about is not None else "",
    )


def _year_remark(state: MergeState, hand_out: HandOut) -> str:
    """Return a remark where the department has since been handed out a later year: the copies may have been confused."""
    own = (h for h in state.hand_outs.values() if (h.plan, h.department) == (hand_out.plan, hand_out.department))
    newest = max(own, key=lambda h: h.number, default=hand_out)
    if newest.year <= hand_out.year:
        return ""
    kind = "様式" if hand_out.form else "写し"
    return f"{short_year(hand_out.year)} の{kind}です。{short_year(newest.year)} の{kind}と取り違えていないか、課に確かめてください。"


def _has_publication(change: Change, rows: Rows) -> bool:
    """Return whether a change is a new text of a line that has another one for publication."""
    row = rows.get(change.table, change.id)
    return change.field == "text" and isinstance(row, Entry) and row.publication_is_older


def _publication_remark(republish: Sequence[ChangeText]) -> str:
    """Return a remark on lines that were written anew beside a wording for publication."""
    if not republish:
        return ""
    return f"公表用の文がある記載 {len(republish)} か所が書き直されました。公表用の文を見直してください。"


def _write(store: Store, state: MergeState, merged: Iterable[MergedSubmission], before: dict[str, Held]) -> None:
    """Write everything or nothing, after a backup. Raises Refused where somebody else has written meanwhile."""
    if store.changed_outside():
        raise Refused(CHANGED_MEANWHILE)
    if not is_server(store.location):
        back_up(store.location)

    store.transaction(lambda transaction: write_merged(transaction, state, merged, before))


def write_merged(
    transaction: Transaction, state: MergeState, merged: Iterable[MergedSubmission], before: Mapping[str, Held]
) -> None:
    """Write what was merged, and what is held now; `before`: what was. Raises Refused where the plan is another one."""
    for submission in merged:
        transaction.insert(submission.accepted)
        for batch in submission.batches:
            if transaction.apply(batch).refused:
                raise Refused(CHANGED_MEANWHILE)
    state.save_held(transaction, before)
    if transaction.row_counts() != {table: len(rows) for table, rows in state.rows.tables.items()}:
        raise Refused(CHANGED_MEANWHILE)
