"""A form that came back, taken in as a submission: what was handed out, with the cells that a person filled in.

A copy records its own submits; a form records nothing, and its file may be written anew by any program on the way. What
went before is therefore told from what it says:

- A form with the same answers as one that is in the plan is that one, however its file was saved.
- It goes on from an earlier form of the same hand-out where it speaks in at least half of the cells in which that one
  spoke: somebody wrote on in the same file. It is then compared with what that one said, so that words can be corrected and
  taken back; and the earlier one, should it come later, is known already.
- Otherwise somebody else filled another copy of the form (each 係 its part): both are compared with what was handed
  out, and where they say different things of a cell a person decides.

A form that was sent back goes on from what was sent back, and so do all its versions.
Earlier and later go by the time at which the workbook was saved, else by the order of merging.
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
from dxdesk.store.version import NEWEST
from dxdesk.submission.merge.form_changes import FormBaseline, UnknownMark, derived_id, unclear_answers
from dxdesk.submission.merge.received_copy import Submission, possible
from dxdesk.submission.merge.state import MergeState

# Kinds of workbooks; those that cannot be read are refused by name, not passed over.
FORM_SUFFIXES = (".xlsx", ".xlsm", ".xls")
_TOLD = 3  # places, before the others are counted


def receive_form(path: Path, state: MergeState) -> Submission:
    """Reads a form. Raises Refused (one sentence why), EnvironmentFault; the file is not touched."""
    filled, at = _read(path)
    hand_out = _hand_out(path, filled, state)
    sent_back = _sent_back(path, filled, hand_out, state)
    try:
        return _Came(state, hand_out, sent_back, filled, at).taken()
    except UnknownMark as error:
        raise Refused(
            f"「{path.name}」の {error} は、配ったときになかった行です。配った様式に書き直してもらってください。"
        ) from error


def _read(path: Path) -> tuple[Filled, str]:
    """A form's answers, and when it was saved (as far as that can be)."""
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
    moment = utc_now()
    saved = stamp.isoformat(timespec="milliseconds") if stamp is not None else moment
    return filled, min(saved, moment)


def _hand_out(path: Path, filled: Filled, state: MergeState) -> HandOut:
    """The master's record. Raises Refused for another plan's, another year's or a newer form."""
    name = path.name
    hand_out = state.hand_outs.get(filled.hand_out)
    if hand_out is None or filled.head[cell_ids.PLAN] != hand_out.plan:
        raise Refused(f"「{name}」はこの計画から配った様式ではありません。配った計画ファイルと様式の組を確かめてください。")
    if int(filled.head[cell_ids.SCHEMA]) > NEWEST:
        raise Refused(f"「{name}」は新しい版のソフトで作られています。このソフトを新しい版にしてから行ってください。")
    if filled.head[cell_ids.YEAR] != str(hand_out.year):
        raise Refused(f"「{name}」は別の年度の様式です。年度を確かめてください。")
    return hand_out


def _sent_back(path: Path, filled: Filled, hand_out: HandOut, state: MergeState) -> Accepted | None:
    """The submission that a 差戻し sent back, None where the form is a first one. Raises Refused."""
    submit = filled.head.get(cell_ids.AFTER)
    if submit is None and not hand_out.returned:
        return None
    for accepted in state.accepted:
        if accepted.submit == submit and state.hand_outs[accepted.hand_out].base == hand_out.base:
            return accepted
    raise Refused(f"「{path.name}」は識別の欄の一部が書き換えられています。差し戻した様式に書き直してもらってください。")


@dataclass(frozen=True)
class _Came:
    """A form on its way to be merged; `at`: when it was saved."""

    state: MergeState
    hand_out: HandOut
    sent_back: Accepted | None
    filled: Filled
    at: str

    def taken(self) -> Submission:
        """As a submission with what went before it. Raises Unknown."""
        digest = self._digest()
        submit_id = derived_id(self.hand_out.id, digest, self.at)
        known = self._known(digest)
        before = (None if known else self._before()) or self.sent_back
        lineage = before.submits if before is not None else []
        rows = self._rows(self._origin(lineage) or submit_id)
        submits = [self._submit(earlier, "") for earlier in lineage]
        submits.append(self._submit(known.submit if known else submit_id, digest))
        received = Received(rows, self.hand_out, tuple(submits), {})
        words = self._words(rows)
        if not all(map(possible, words)):
            raise UnknownMark("識別の欄")
        return Submission(
            received, self.hand_out, words, _aside([*self.filled.notes, *unclear_answers(self.filled.answers)])
        )

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
        """Of everything that is written in the form, wherever in the workbook it stands."""
        said = sorted((key, answer.text) for key, answer in self.filled.answers.items() if answer.text)
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    # what went before

    def _others(self) -> list[Accepted]:
        """The forms of this hand-out that are in the plan, newest first."""
        found = [accepted for accepted in self.state.merged if accepted.hand_out == self.hand_out.id]
        return sorted(found, key=lambda accepted: accepted.submitted)[::-1]

    def _known(self, digest: str) -> Accepted | None:
        """The same form, or a later one that goes on from this."""
        heads = {accepted.id for accepted in self.state.heads()}
        for other in self._others():
            same = other.digest == digest and other.id in heads
            if same or (other.submitted > self.at and _goes_on(self._said(other), self._beside(other))):
                return other
        return None

    def _before(self) -> Accepted | None:
        """The newest one from which this goes on."""
        others = (other for other in self._others() if other.submitted <= self.at)
        return next((other for other in others if _goes_on(self._beside(other), self._said(other))), None)

    def _said(self, other: Accepted) -> Iterable[Change]:
        return self.state.submitted_changes(other).values()

    def _beside(self, other: Accepted) -> Iterable[Change]:
        """What this says, with lines named as in another one."""
        return self._words(self._rows(self._origin(other.submits)))

    def _origin(self, lineage: Sequence[str]) -> str:
        """The first form of this hand-out among those that go on from each other, blank for none."""
        own = {accepted.submit for accepted in self.state.accepted if accepted.hand_out == self.hand_out.id}
        return next((submit for submit in lineage if submit in own), "")

    # what it says

    def _rows(self, origin: str) -> Rows:
        """The rows as the form has them."""
        back = self.sent_back
        outline = self.state.baseline_outline(self.hand_out) if back is None else Outline(self.state.submitted_rows(back))
        department = outline.rows.all(Department)[self.hand_out.department]
        return outline.rows.apply(FormBaseline(outline, department, origin).changes(self.filled.answers))

    def _words(self, rows: Rows) -> tuple[Change, ...]:
        return compare(self.state.baseline(self.hand_out), rows)


def _aside(places: Sequence[str]) -> str:
    """What to tell of what was written where nothing is asked."""
    if not places:
        return ""
    more = f"ほか{len(places) - _TOLD}か所" if len(places) > _TOLD else ""
    return f"{'、'.join(places[:_TOLD])}{more}の記載は、記入欄の外にあるか答えになっていないため、読んでいません。課に確かめてください。"


def _goes_on(later: Iterable[Change], earlier: Iterable[Change]) -> bool:
    """Whether one form speaks in at least half of the cells in which an earlier one spoke."""
    said, spoken = ({(c.table, c.id) for c in changes} for changes in (earlier, later))
    return 2 * len(said & spoken) >= len(said)
