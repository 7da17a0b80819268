"""Read a form that came back as a submission: what was handed out, with the cells that a person filled in.

A copy records its own submits; a form records nothing, and any program may write its file anew on the way. Which earlier
form it goes on from is therefore concluded from its answers:

- A form with the same answers as one that is in the plan is the same submission, however its file was saved.
- It is a later version of an earlier form of the same hand-out where it changes at least half of the rows that the earlier
  one changed: somebody went on in the same file. It is then compared with the earlier form, so that answers can be corrected
  and removed; and the earlier one, should it come later, is known already.
- Otherwise somebody else filled in another copy of the form (each 係 its part): both are compared with what was handed out,
  and different answers to one question are a conflict.

A form that was sent back is a later version of what was sent back, and so are all its own versions. Earlier and later go by
the time at which the workbook was saved, else by the order of merging.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dxdesk.files import fault, temporary_folder
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.reading import Filled
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import Change
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.records import Accepted, HandOut, Submit
from dxdesk.store.version import NEWEST, newer_file
from dxdesk.submission.merge.form_changes import FormBaseline, UnknownMark, derived_id, unclear_answers
from dxdesk.submission.merge.received_copy import Submission, is_possible
from dxdesk.submission.merge.state import MergeState

# Kinds of workbooks; those that cannot be read are refused by name, not passed over.
FORM_SUFFIXES = (".xlsx", ".xlsm", ".xls")
_NAMED = 3  # places, before the others are only counted


def receive_form(path: Path, state: MergeState) -> Submission:
    """Read a form; the file is not touched. Raises Refused (one sentence why), EnvironmentFault."""
    filled, at = _read(path)
    hand_out = _hand_out(path, filled, state)
    sent_back = _sent_back(path, filled, hand_out, state)
    try:
        return _ReceivedForm(state, hand_out, sent_back, filled, at).submission()
    except UnknownMark as error:
        raise Refused(
            f"「{path.name}」の {error} は、配ったときになかった行です。配った様式に書き直してもらってください。"
        ) from error


def _read(path: Path) -> tuple[Filled, str]:
    """Return a form's answers and the time at which it was saved: now, where that is unknown or in the future."""
    from dxdesk.pages.formats.xlsx.reader import read_xlsx, saved_at
    from dxdesk.pages.formats.xlsx.zip_bomb import refuse_too_large
    from dxdesk.pages.layouts.form.reading import read

    refuse_too_large(path)
    with temporary_folder() as folder:
        copy = Path(folder) / path.name
        try:
            copy.write_bytes(path.read_bytes())
        except OSError as error:
            raise fault(error, path) from error
        book = read_xlsx(copy)
        stamp = saved_at(copy)
    filled = read(book, path.name)
    for answer in filled.answers.values():
        if wrong := text_fault(answer.text):
            raise Refused(f"「{path.name}」の {answer.place} は受け取れません。{wrong}")
    now = utc_now()
    saved = stamp.isoformat(timespec="milliseconds") if stamp is not None else now
    return filled, min(saved, now)


def _hand_out(path: Path, filled: Filled, state: MergeState) -> HandOut:
    """Return the master's record. Raises Refused for a form of another plan, another year or a newer release."""
    name = path.name
    hand_out = state.hand_outs.get(filled.hand_out)
    if hand_out is None or filled.head[cell_ids.PLAN] != hand_out.plan:
        raise Refused(f"「{name}」はこの計画から配った様式ではありません。配った計画ファイルと様式の組を確かめてください。")
    if int(filled.head[cell_ids.SCHEMA]) > NEWEST:
        raise newer_file(name, {}, "このソフトを{needs}にしてから統合してください。")
    if filled.head[cell_ids.YEAR] != str(hand_out.year):
        raise Refused(f"「{name}」は別の年度の様式です。年度を確かめてください。")
    return hand_out


def _sent_back(path: Path, filled: Filled, hand_out: HandOut, state: MergeState) -> Accepted | None:
    """Return the submission that was sent back (差戻し) with this form, None for a first form. Raises Refused."""
    submit = filled.head.get(cell_ids.AFTER)
    if submit is None and not hand_out.returned:
        return None
    for accepted in state.accepted:
        if accepted.submit == submit and state.hand_outs[accepted.hand_out].base == hand_out.base:
            return accepted
    raise Refused(f"「{path.name}」は識別の欄の一部が書き換えられています。差し戻した様式に書き直してもらってください。")


@dataclass(frozen=True)
class _ReceivedForm:
    """A form and the state into which it is to be merged; `at`: when it was saved."""

    state: MergeState
    hand_out: HandOut
    sent_back: Accepted | None
    filled: Filled
    at: str

    def submission(self) -> Submission:
        """Return the form as a submission that knows its earlier versions. Raises UnknownMark."""
        digest = self._digest()
        submit_id = derived_id(self.hand_out.id, digest, self.at)
        known = self._known(digest)
        earlier = (None if known else self._earlier_version()) or self.sent_back
        lineage = earlier.submits if earlier is not None else []
        rows = self._rows(self._origin(lineage) or submit_id)
        submits = [self._submit(earlier_id, "") for earlier_id in lineage]
        submits.append(self._submit(known.submit if known else submit_id, digest))
        received = Received(rows, self.hand_out, tuple(submits), {})
        changes = self._changes(rows)
        if not all(map(is_possible, changes)):
            raise UnknownMark("識別の欄")
        unread = [*self.filled.notes, *unclear_answers(self.filled.answers)]
        return Submission(received, self.hand_out, changes, _unread_remark(unread))

    def _submit(self, submit_id: str, digest: str) -> Submit:
        person, extension, confirmed = (self.filled.contact(kind) for kind in cell_ids.CONTACT)
        return Submit(
            id=submit_id,
            hand_out=self.hand_out.id,
            at=self.at,
            author=person or self.hand_out.name,
            digest=digest,
            person=person,
            extension=extension,
            confirmed=confirmed,
        )

    def _digest(self) -> str:
        """Return the digest of all answers, wherever in the workbook they are."""
        answers = sorted((key, answer.text) for key, answer in self.filled.answers.items() if answer.text)
        return hashlib.sha256(json.dumps(answers, ensure_ascii=False).encode()).hexdigest()

    # versions

    def _others(self) -> list[Accepted]:
        """Return the forms of this hand-out that are in the plan, newest first."""
        found = [accepted for accepted in self.state.merged if accepted.hand_out == self.hand_out.id]
        return sorted(found, key=lambda accepted: accepted.submitted)[::-1]

    def _known(self, digest: str) -> Accepted | None:
        """Return the same form, or a later version of this one, that is in the plan."""
        heads = {accepted.id for accepted in self.state.heads()}
        for other in self._others():
            same = other.digest == digest and other.id in heads
            if same or (other.submitted > self.at and _is_later_version(self._changes_of(other), self._changes_as(other))):
                return other
        return None

    def _earlier_version(self) -> Accepted | None:
        """Return the newest form of which this is a later version."""
        others = (other for other in self._others() if other.submitted <= self.at)
        return next((o for o in others if _is_later_version(self._changes_as(o), self._changes_of(o))), None)

    def _changes_of(self, other: Accepted) -> Iterable[Change]:
        return self.state.submitted_changes(other).values()

    def _changes_as(self, other: Accepted) -> Iterable[Change]:
        """Return this form's changes, with the ids that new lines have in another one."""
        return self._changes(self._rows(self._origin(other.submits)))

    def _origin(self, lineage: Sequence[str]) -> str:
        """Return the first form of this hand-out in a lineage, blank for none: the ids of new lines derive from it."""
        own = {accepted.submit for accepted in self.state.accepted if accepted.hand_out == self.hand_out.id}
        return next((submit for submit in lineage if submit in own), "")

    # content

    def _rows(self, origin: str) -> Rows:
        """Return the rows that were handed out, or sent back, with this form's answers."""
        back = self.sent_back
        if back is None:
            outline = self.state.baseline_outline(self.hand_out)
        else:
            outline = Outline(self.state.sent_back_rows(self.hand_out, back))
        department = outline.rows.all(Department)[self.hand_out.department]
        return outline.rows.apply(FormBaseline(outline, department, origin).changes(self.filled.answers))

    def _changes(self, rows: Rows) -> tuple[Change, ...]:
        return compare(self.state.baseline(self.hand_out), rows)


def _unread_remark(places: Sequence[str]) -> str:
    """Return a sentence about texts that were not read because they answer no question."""
    if not places:
        return ""
    more = f"ほか{len(places) - _NAMED}か所" if len(places) > _NAMED else ""
    return f"{'、'.join(places[:_NAMED])}{more}の記載は、記入欄の外にあるか答えになっていないため、読んでいません。課に確かめてください。"


def _is_later_version(later: Iterable[Change], earlier: Iterable[Change]) -> bool:
    """Return whether a form changes at least half of the rows that an earlier one changed."""
    before, after = ({(change.table, change.id) for change in changes} for changes in (earlier, later))
    return 2 * len(before & after) >= len(before)
