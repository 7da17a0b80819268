"""The conflict list: everything that a person has to decide or has decided, described, with the author of each side."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dxdesk.plan.changes.describe import ChangeText, describe
from dxdesk.plan.rows.change import WHOLE, CellKey, Change, row_edits
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.table import Row
from dxdesk.store import Store
from dxdesk.store.tables.records import Held, HeldReason
from dxdesk.submission.merge.cases import Case, cases_of, rows_to_describe
from dxdesk.submission.merge.held import current_value, pending
from dxdesk.submission.merge.state import MergeState
from dxdesk.submission.roles import require_master


@dataclass(frozen=True)
class ConflictText:
    """A held change described, or a case of several; `number` names it to people, `master` is the plan's side of it."""

    number: int
    why: HeldReason
    described: ChangeText
    master: str
    department: str
    held: Held = field(compare=False)


@dataclass(frozen=True)
class ConflictEntry:
    """A held change described; `by` and `at`: the author and time of the plan's side, blank where it was never changed."""

    text: ConflictText
    by: str = ""
    at: str = ""

    @property
    def held(self) -> Held:
        """The record."""
        return self.text.held

    @property
    def decided(self) -> bool:
        """Whether a person chose."""
        return not self.held.is_open


def describe_conflict(held: Held, state: MergeState) -> ConflictText:
    """Describe a held change."""
    rows, department = rows_to_describe(held, state), state.department_of(held)
    base, theirs, current = held.base_value, held.their_value, current_value(held, state.rows)
    field = held.field
    if isinstance(base, Row) and isinstance(theirs, Row):
        # The plan no longer has the row that they edited or added something to.
        edited = row_edits(held.table_name, base, theirs)
        if not edited:
            gone = describe(Change(*held.key, WHOLE, base, None), rows)
            return ConflictText(held.number, held.why, replace(gone, after=gone.before), "", department, held)
        rows, field = rows.put([theirs]), edited[0].field
        base, theirs, current = (getattr(v, field) if isinstance(v, Row) else None for v in (base, theirs, current))
    described = describe(Change(*held.key, field, base, theirs), rows)
    master = describe(Change(*held.key, field, current, theirs), rows).before
    return ConflictText(held.number, held.why, described, master, department, held)


def describe_cases(held_changes: Iterable[Held], state: MergeState) -> list[ConflictText]:
    """Describe held changes, those that are decided together as one."""
    return [_describe_case(case, state) for case in cases_of(held_changes, state)]


def _describe_case(case: Case, state: MergeState) -> ConflictText:
    if case.deleted is None:
        return describe_conflict(case.held, state)
    texts = [describe_conflict(held, state) for held in case.members]
    # Rows that are held only because others hang on them say nothing of their own.
    texts = [text for text in texts if text.held.base_value != text.held.their_value]
    what = f"計画から削除された施策「{case.deleted.title}」と、その中の記入 {len(texts)} か所"
    before, after = ("\n".join(_line(text, side) for text in texts) for side in ("before", "after"))
    held = case.held
    departments = "、".join(dict.fromkeys(state.department_of(one) for one in case.members))
    described = ChangeText(case.deleted, what, None, before, after)
    return ConflictText(held.number, held.why, described, "", departments, held)


def _line(text: ConflictText, side: str) -> str:
    value = " ".join(getattr(text.described, side).split())
    return f"{text.described.what}：{value or '（なし）'}"


def conflict_list(store: Store) -> list[ConflictEntry]:
    """Return what is pending, then what a person decided and may decide again; each in the order in which it came."""
    state = MergeState.of(store)
    found = [held for held in state.held.values() if held.is_open or held.decided]
    found.sort(key=lambda held: (not held.is_open, held.number))
    return conflict_entries(store, describe_cases(found, state))


def open_cases(store: Store, plan: str | None = None) -> list[ConflictText]:
    """Return what is pending, in the order in which it came; of the plan of this title only. Raises Refused."""
    require_master(store)
    state = MergeState.of(store)
    plans = {find_plan(Outline(state.rows), plan).id} if plan is not None else {h.plan for h in state.hand_outs.values()}
    found = [held for held in pending(state.held.values()) if state.hand_out_of(held).plan in plans]
    return describe_cases(sorted(found, key=lambda held: held.number), state)


def conflict_entries(store: Store, texts: Iterable[ConflictText]) -> list[ConflictEntry]:
    """Return held changes with the author of the plan's side; also those of a dry run."""
    described = list(texts)
    authors: dict[CellKey, tuple[str, str]] = {}
    for recorded in store.history({text.held.key for text in described}) if described else ():  # newest first
        authors.setdefault(recorded.change.cell, (recorded.author, recorded.at))
    return [ConflictEntry(text, *_last_author(text.held, authors)) for text in described]


def _last_author(held: Held, authors: dict[CellKey, tuple[str, str]]) -> tuple[str, str]:
    """Return author and time of the cell's last change, else of its row's; of a whole row the last of all its cells."""
    if held.field == WHOLE:
        found = [author for cell, author in authors.items() if cell[:2] == held.key]
        return max(found, key=lambda author: author[1], default=("", ""))
    return authors.get(held.cell) or authors.get((*held.key, WHOLE)) or ("", "")
