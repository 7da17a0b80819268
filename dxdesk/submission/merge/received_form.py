"""Read a form that came back as a submission: what was handed out, with the cells that a person filled in.

A copy records its own submits; a form records nothing, and any program may write its file anew on the way. Which earlier
form it goes on from is therefore concluded:

- A form with the same texts as one that is in the plan is the same submission, however its file was saved.
- It goes on from an earlier form of the same hand-out that the same person (担当者名) has filled in; where one of the two
  gives no name, only where the coordinator says so (`same_person`), who is asked once for the whole form. It is then
  compared with the earlier form, so that answers can be corrected.
- Otherwise somebody else filled in another copy of the form (each 係 its part): both are compared with what was handed out,
  and different answers to one question are a conflict.

A form that was sent back is a later version of what was sent back, and so are all its own versions. Earlier and later go by
the time at which the workbook was saved, else by the order of merging; an earlier form that comes late is known already
where the later one has changed all that it changes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from dxdesk.files import fault, temporary_folder
from dxdesk.pages.layouts.form import cell_ids
from dxdesk.pages.layouts.form.filled import Filled
from dxdesk.pages.layouts.form.writing import book_of
from dxdesk.pages.page import Book
from dxdesk.plan.changes.compare import compare
from dxdesk.plan.checks.texts import text_fault
from dxdesk.plan.rows.change import Change, ordered
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.model import Department
from dxdesk.plan.rows.outline import Outline, folded
from dxdesk.plan.rows.rows import Rows
from dxdesk.store.received.receive import Received
from dxdesk.store.tables.records import Accepted, HandOut, Submit
from dxdesk.store.version import NEWEST, newer_file
from dxdesk.submission.hand_out.excel_forms import make_form
from dxdesk.submission.merge.form_changes import FormBaseline, UnknownMark, derived_id
from dxdesk.submission.merge.form_doubts import doubts, doubts_about_person
from dxdesk.submission.merge.form_messages import FormMessages, says_unchanged
from dxdesk.submission.merge.received_copy import Submission, is_possible
from dxdesk.submission.merge.state import MergeState

# Kinds of workbooks; those that cannot be read are refused by name, not passed over.
ODS_SUFFIX = ".ods"
FORM_SUFFIXES = (".xlsx", ".xlsm", ".xls", ODS_SUFFIX)
_NAMED = 3  # places, before the others are only counted


def receive_form(path: Path, state: MergeState, same_person: bool = False) -> Submission:
    """Read a form; the file is not touched. Raises Refused (one sentence why), EnvironmentFault.

    `same_person`: the coordinator says that a form without a name is by the person who filled in the one before it.
    """
    filled, at = _read(path, state)
    hand_out = _hand_out(path, filled, state)
    sent_back = _sent_back(path, filled, hand_out, state)
    try:
        form = _ReceivedForm(state, hand_out, sent_back, filled, at, same_person)
        submission = form.submission()
    except UnknownMark as error:
        raise Refused(
            f"「{path.name}」の {error} は、配ったときになかった行です。配った様式に書き直してもらってください。"
        ) from error
    if form.is_blank():
        raise Refused(
            f"「{path.name}」には何も記入されていません。記入したファイルを送ってもらうか、"
            "書くことがなければ「お願い」シートの「変更なし」に「はい」と書いて送ってもらってください。"
        )
    return submission


def _read(path: Path, state: MergeState) -> tuple[Filled, str]:
    """Return a form's answers and the time at which it was saved: now, where that is unknown or in the future."""
    from dxdesk.pages.formats.attached import attached
    from dxdesk.pages.formats.xlsx.zip_bomb import refuse_too_large
    from dxdesk.pages.layouts.form.reading import read

    refuse_too_large(path)
    with temporary_folder() as folder:
        copy = Path(folder) / path.name
        try:
            copy.write_bytes(path.read_bytes())
        except OSError as error:
            raise fault(error, path) from error
        book, stamp = _opened(copy)
        book.unread.extend(attached(copy))
    filled = read(book, path.name, partial(_made_again, state))
    for answer in (*filled.answers.values(), *filled.remarks.values(), *filled.pasts.values()):
        if wrong := text_fault(answer.text):
            raise Refused(f"「{path.name}」の {answer.place} は受け取れません。{wrong}")
    now = utc_now()
    saved = stamp.isoformat(timespec="milliseconds") if stamp is not None else now
    return filled, min(saved, now)


def _made_again(state: MergeState, hand_out_id: str) -> Book | None:
    """Return the pages of a blank form as this release would make them; None for one that was sent back."""
    hand_out = state.hand_outs.get(hand_out_id)
    if hand_out is None or hand_out.returned:
        return None
    return book_of(make_form(state.baseline_outline(hand_out), hand_out))


def _opened(path: Path) -> tuple[Book, datetime | None]:
    """Return all sheets of a workbook, hidden ones too, and the time at which it was saved."""
    if path.suffix.lower() == ODS_SUFFIX:
        from dxdesk.pages.formats.ods.reader import read_ods
        from dxdesk.pages.formats.ods.reader import saved_at as ods_saved_at

        return read_ods(path, hidden=True), ods_saved_at(path)
    from dxdesk.pages.formats.xlsx.reader import read_xlsx, saved_at

    return read_xlsx(path, hidden=True), saved_at(path)


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


@dataclass
class _ReceivedForm:
    """A form and the state into which it is to be merged; `at`: when it was saved."""

    state: MergeState
    hand_out: HandOut
    sent_back: Accepted | None
    filled: Filled
    at: str
    same_person: bool
    taken_off: list[str] = field(default_factory=list)

    def submission(self) -> Submission:
        """Return the form as a submission that knows its earlier versions. Raises UnknownMark."""
        digest = self._digest()
        submit_id = derived_id(self.hand_out.id, digest, self.at)
        known = self._known(digest)
        before = None if known else self._before()
        earlier = before if before is not None and self._goes_on_from(before) else None
        lineage = next((one.submits for one in (earlier, self.sent_back) if one is not None), [])
        rows = self._rows(lineage, earlier) if lineage else self._alone
        submits = [self._submit(earlier_id, "") for earlier_id in lineage]
        submits.append(self._submit(known.submit if known else submit_id, digest))
        changes = self._changes(rows)
        if not all(map(is_possible, changes)):
            raise UnknownMark("識別の欄")
        return Submission(
            Received(rows, self.hand_out, tuple(submits), {}),
            self.hand_out,
            changes,
            self._remark(rows, changes),
            asked_about=before if earlier is None else None,
            handed_out=self.handed_out.rows if earlier is not None else None,
        )

    def is_blank(self) -> bool:
        """Return whether nobody has written anything, nor that there is nothing to write."""
        return not self._has_changes and not says_unchanged(self.filled)

    @cached_property
    def _has_changes(self) -> bool:
        return bool(compare(self.handed_out.rows, self._alone))

    @cached_property
    def _alone(self) -> Rows:
        """The rows of the form as if nobody had sent one before it."""
        return self._rows([], None)

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
            unchanged=says_unchanged(self.filled) and not self._has_changes,
        )

    def _digest(self) -> str:
        """Return the digest of all texts, wherever in the workbook they are."""
        filled = self.filled
        cells = (filled.answers, filled.remarks, filled.pasts)
        texts = [[*key, answer.text] for answers in cells for key, answer in sorted(answers.items()) if answer.text]
        texts += [[*key, answer.text] for key, again in sorted(filled.again.items()) for answer in again]
        texts += sorted([words.place, words.text] for words in filled.elsewhere)
        return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()

    def _remark(self, rows: Rows, changes: Sequence[Change]) -> str:
        """Return sentences about what was read otherwise than it stands there, or is probably meant otherwise."""
        own = self.handed_out.rows.all(Department)[self.hand_out.department]
        sentences = doubts_about_person(self.handed_out, own, self._person) + doubts(rows, changes)
        if self.taken_off:
            signs = "、".join(f"「{sign}」" for sign in dict.fromkeys(self.taken_off[:_NAMED]))
            sentences.append(f"行頭の記号や末尾の課名（{signs}など {len(self.taken_off)}か所）は外して読みました。")
        if self.filled.covered:
            places = "、".join(list(self.filled.covered.values())[:_NAMED])
            sentences.append(
                f"セルが結合されていて記入欄がないところ（{places}など {len(self.filled.covered)}か所）は、配ったときのままにします。"
            )
        if says_unchanged(self.filled) and self._has_changes:
            sentences.append("「変更なし」とありますが、記入があるため記入を反映します。")
        return " ".join(sentences)

    # versions

    def _others(self) -> list[Accepted]:
        """Return the forms of this hand-out that are in the plan, newest first."""
        found = [accepted for accepted in self.state.merged if accepted.hand_out == self.hand_out.id]
        return sorted(found, key=lambda accepted: accepted.submitted)[::-1]

    def _known(self, digest: str) -> Accepted | None:
        """Return the same form, or a later version of this one that has changed all that this one changes."""
        heads = {accepted.id for accepted in self.state.heads()}
        cells = {change.cell for change in self._changes(self._alone)}
        for other in self._others():
            if other.digest == digest and other.id in heads:
                return other
            later = other.submitted > self.at and self._is_same_person(other)
            if later and cells <= self.state.submitted_changes(other).keys():
                return other
        return None

    def _before(self) -> Accepted | None:
        """Return the newest form that this one may go on from: by the same person, else where a name is missing."""
        before = [other for other in self._others() if other.submitted <= self.at]
        same = (other for other in before if self._is_same_person(other))
        return next(same, next((other for other in before if not (self._person and other.person)), None))

    def _goes_on_from(self, other: Accepted) -> bool:
        return self._is_same_person(other) or self.same_person

    def _is_same_person(self, other: Accepted) -> bool:
        return bool(self._person) and folded(self._person) == folded(other.person)

    @property
    def _person(self) -> str:
        return self.filled.contact(cell_ids.PERSON)

    # content

    @cached_property
    def handed_out(self) -> Outline:
        """What was handed out, or sent back."""
        back = self.sent_back
        if back is None:
            return self.state.baseline_outline(self.hand_out)
        return Outline(self.state.sent_back_rows(self.hand_out, back))

    def _rows(self, lineage: Sequence[str], earlier: Accepted | None) -> Rows:
        """Return what was handed out with this form's answers, as a later version of an earlier form where there is one."""
        own = {accepted.submit for accepted in self.state.accepted if accepted.hand_out == self.hand_out.id}
        origins = (self.hand_out.id, *(submit for submit in lineage if submit in own))
        before = self.state.submitted_rows(earlier) if earlier is not None else None
        self.taken_off.clear()
        department = self.handed_out.rows.all(Department)[self.hand_out.department]
        baseline = FormBaseline(self.handed_out, department, origins, before, self.taken_off)
        messages = FormMessages(baseline, self.filled, self.hand_out.year)
        answers = messages.answers()
        changes = messages.changes(answers)
        self.taken_off.clear()
        return self.handed_out.rows.apply(ordered((*baseline.changes(answers), *changes)))

    def _changes(self, rows: Rows) -> tuple[Change, ...]:
        return compare(self.state.baseline(self.hand_out), rows)
