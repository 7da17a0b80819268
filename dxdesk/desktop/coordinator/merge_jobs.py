"""The merge page's background work: a trial merge, the merge itself with its decisions, and what the plan has of both."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dxdesk.desktop.background.operation import with_snapshot
from dxdesk.desktop.parts.wrapped_table import ComparedText
from dxdesk.plan.changes.describe import ChangeText
from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.dates import short_year
from dxdesk.plan.rows.errors import DxdeskError
from dxdesk.plan.rows.model import Measure
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.plan.rows.progress import Step, no_progress
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import Store
from dxdesk.store.tables.records import Accepted, HeldReason
from dxdesk.submission.merge.command import FileResult, MergeOptions, MergeResult, merge
from dxdesk.submission.merge.conflict_list import ConflictEntry, conflict_entries, conflict_list
from dxdesk.submission.merge.resolve import Decision, DecisionResult, Resolution, resolve_all
from dxdesk.submission.merge.state import MergeState

WHOLE_PLAN = "計画全体"
_GONE = "課が出し直したか、計画と同じ内容になったため、決めることはもうありません。"


class ConflictKey(NamedTuple):
    """What identifies a department's text before it is recorded: who writes what into which cell."""

    table: str
    row: str
    field: str
    department: str
    theirs: str


def conflict_key(entry: ConflictEntry) -> ConflictKey:
    """Return the key of a conflict."""
    held = entry.held
    return ConflictKey(held.table_name, held.row_id, held.field, entry.text.department, held.theirs)


@dataclass(frozen=True)
class ConflictGroup:
    """All conflicts of one cell; `pending`: some of them are in files that are not merged yet."""

    entries: tuple[ConflictEntry, ...]
    pending: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """The cell."""
        held = self.entries[0].held
        return held.table_name, held.row_id, held.field

    @property
    def decided(self) -> bool:
        """Whether all of it is decided."""
        return all(entry.decided for entry in self.entries)


@dataclass(frozen=True)
class ChangeLine:
    """A change that a merge would make, as text; compared when it is shown."""

    department: str
    measure: str
    subject: str
    before: ComparedText
    after: ComparedText


@dataclass(frozen=True)
class TrialMerge:
    """What a merge would do."""

    result: MergeResult
    lines: tuple[ChangeLine, ...]
    entries: tuple[ConflictEntry, ...]


@dataclass(frozen=True)
class MergedFile:
    """A submission that is in the plan: its record's id, whose, which file, whom to ask, when handed in and merged."""

    id: str
    department: str
    year: int
    file: str
    person: str
    submitted: str
    at: str
    applied: int


@dataclass(frozen=True)
class InPlan:
    """What the page shows without any file: what is to be decided, and what was merged."""

    entries: tuple[ConflictEntry, ...]
    merged: tuple[MergedFile, ...]


@dataclass(frozen=True)
class ReadyDecision:
    """A decision of a person, still to be carried out."""

    key: ConflictKey
    resolution: Resolution
    text: str
    reason: str


@dataclass(frozen=True)
class MergeOutcome:
    """What came of merging and deciding; `failures`: the decisions that could not be carried out, with the reason."""

    result: MergeResult | None
    decided: tuple[ReadyDecision, ...]
    failures: tuple[tuple[ReadyDecision, str], ...]


@dataclass(frozen=True)
class ChosenFiles:
    """The files to merge; `same_person`: forms without a name that go on from the form before them, as a person says."""

    paths: Sequence[Path]
    same_person: frozenset[Path] = frozenset()


@with_snapshot
def try_merge(store: Store, rows: Rows, files: ChosenFiles, author: str, step: Step = no_progress) -> TrialMerge:
    """Merge without writing anything. Raises Refused, EnvironmentFault, Stopped."""
    options = MergeOptions(dry_run=True, same_person=files.same_person)
    result = merge(store, files.paths, author=author, options=options, step=step)
    outline = Outline(rows)
    order = {m.id: n for n, m in enumerate(m for plan in outline.plans for m in outline.measures(plan))}
    changes = [(file_result.department or "", change) for file_result in result.files for change in file_result.changes]
    changes.sort(key=lambda line: order.get(line[1].measure.id, len(order)) if line[1].measure else -1)
    lines = [_line(department, change) for department, change in changes]
    return TrialMerge(result, tuple(lines), tuple(conflict_entries(store, result.pending)))


def _line(department: str, change: ChangeText) -> ChangeLine:
    texts = change.before, change.after
    return ChangeLine(
        department,
        measure_label(change.measure),
        subject_text(change),
        ComparedText(*texts, later=False),
        ComparedText(*texts, later=True),
    )


def measure_label(measure: Measure | None) -> str:
    """Return a measure's name, or that of the whole plan."""
    return measure_name(measure) if measure is not None else WHOLE_PLAN


def subject_text(change: ChangeText) -> str:
    """Describe what a change is about, with its year."""
    year = short_year(change.year) if change.year else ""
    return change.what if not year or year in change.what else f"{change.what}（{year}）"


@with_snapshot
def read_in_plan(store: Store) -> InPlan:
    """Read what waits, was decided and was merged."""
    state = MergeState.of(store)
    merged = [
        MergedFile(
            a.id,
            state.hand_outs[a.hand_out].name,
            state.hand_outs[a.hand_out].year,
            a.file,
            _who(a),
            a.submitted,
            a.at,
            a.applied,
        )
        for a in state.merged
    ]
    return InPlan(tuple(conflict_list(store)), tuple(merged[::-1]))


def _who(accepted: Accepted) -> str:
    """Return whom to ask, with the extension; else who made the file."""
    return "　".join(part for part in (accepted.person or accepted.author, accepted.extension) if part)


def group_entries(in_plan: Iterable[ConflictEntry], pending: Iterable[ConflictEntry]) -> list[ConflictGroup]:
    """Group by cell, what waits first; a conflict about a whole row takes in those about its fields."""
    by_row: dict[tuple[str, str], list[tuple[ConflictEntry, bool]]] = {}
    for entry, new in (*((entry, False) for entry in in_plan), *((entry, True) for entry in pending)):
        by_row.setdefault((entry.held.table_name, entry.held.row_id), []).append((entry, new))
    groups: list[ConflictGroup] = []
    for entries in by_row.values():
        whole = any(entry.held.field == WHOLE for entry, _ in entries)
        fields = [""] if whole else list(dict.fromkeys(entry.held.field for entry, _ in entries))
        for field in fields:
            chosen = [(entry, new) for entry, new in entries if whole or entry.held.field == field]
            groups += _open_and_decided(chosen)
    return sorted(groups, key=lambda group: group.decided)


def _open_and_decided(entries: Collection[tuple[ConflictEntry, bool]]) -> list[ConflictGroup]:
    """Separate what was decided from what has come since."""
    parts = [[(entry, new) for entry, new in entries if entry.decided == decided] for decided in (False, True)]
    return [ConflictGroup(tuple(entry for entry, _ in part), any(new for _, new in part)) for part in parts if part]


def merge_and_resolve(
    store: Store, files: ChosenFiles, ready: Sequence[ReadyDecision], author: str, step: Step = no_progress
) -> MergeOutcome:
    """Job: merge the files in one go, then carry out the decisions. Raises what `merge` raises; then nothing is done."""
    options = MergeOptions(same_person=files.same_person)
    result = merge(store, files.paths, author=author, options=options, step=step) if files.paths else None
    found = {conflict_key(entry): str(entry.held.number) for entry in conflict_list(store)}
    still = [decision for decision in ready if decision.key in found]
    gone = [(decision, _GONE) for decision in ready if decision.key not in found]
    decisions = [Decision(found[w.key], w.resolution, w.reason, w.text) for w in still]
    try:
        ended = resolve_all(store, decisions, author=author, step=step)
    except DxdeskError as error:  # the files are in the plan by now: their outcome is shown all the same
        ended = [DecisionResult(refused=error.message)] * len(still)
    both = list(zip(still, ended, strict=True))
    done = tuple(decision for decision, end in both if not end.refused)
    return MergeOutcome(result, done, (*gone, *((decision, end.refused) for decision, end in both if end.refused)))


def mergeable(results: Iterable[FileResult]) -> list[Path]:
    """Return the files that would be merged."""
    return [file_result.file for file_result in results if file_result.status == "merged"]


REASON_NAMES = {
    HeldReason.CONFLICT: "食い違い",
    HeldReason.SCOPE: "担当の範囲外",
    HeldReason.LOCKED: "確定済みの年度",
    HeldReason.BLANK: "空けてある欄",
}
RESOLUTION_NAMES: dict[str, str] = {
    Resolution.THEIRS: "課の記入",
    Resolution.MASTER: "計画の内容",
    Resolution.TEXT: "書き直した文",
    Resolution.HOLD: "保留",
}
