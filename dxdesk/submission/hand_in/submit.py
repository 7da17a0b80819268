"""Hand in: a department closes its copy and writes the file to send."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk import __version__
from dxdesk.files import fault
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.outline import Outline
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Store
from dxdesk.store.file.inspect import copy_plan, replacing_plan
from dxdesk.store.file.step_back import finish_copy, left_out
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.read import MADE_WITH
from dxdesk.store.tables.records import Submit
from dxdesk.store.version import NEWEST, release_of
from dxdesk.submission.hand_in.completeness import Completeness, completeness_of
from dxdesk.submission.roles import hand_out_of


@dataclass(frozen=True)
class Contact:
    """Whom to ask about a submission, with the extension, and the 課長 who confirmed it; blank: as in the last one."""

    person: str = ""
    extension: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class SubmittedFile:
    """The file to send, its SHA-256, how much is filled in, and whether the confirmation of a 課長 is still missing.

    `left_out`: what a release such as handed the copy out does not know, so that it cannot read this file.
    """

    file: Path
    sha256: str
    filled: Completeness
    unconfirmed: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """Whom to tell that the file needs a newer release, blank where it does not."""
        if not self.left_out:
            return ""
        return (
            f"この提出ファイルを統合するには、配布した側にも dxdesk {release_of(NEWEST)} 以上が必要です"
            f"（前の版で読めない記入：{'、'.join(self.left_out)}）。提出するときに、そのことを伝えてください。"
        )


def submit(location: str, file: str | Path, *, author: str, contact: Contact = Contact()) -> SubmittedFile:
    """Close a copy and write it to `file`; an unchanged copy is not closed twice. Raises Refused, EnvironmentFault."""
    target = Path(file)
    with Store.open(location, author=author) as store:
        hand_out = hand_out_of(store)
        submits = store.records(Submit)
        _require_free(target, location, submits)
        rows, requests = store.load(), store.requests()
        last = submits[-1] if submits else None
        fresh = Submit(
            id=str(uuid.uuid4()),
            hand_out=hand_out.id,
            at=utc_now(),
            author=author,
            digest=digest_of(rows),
            made_with=__version__,
        )
        fresh = _with_contact(fresh, contact, last)
        if last is None or _content(last) != _content(fresh):
            last = store.transaction(
                lambda transaction: transaction.insert(replace(fresh, batch=transaction.newest_batch_number()))
            )
        with replacing_plan(target) as copy:
            copy_plan(Path(location), copy)
            kept_back = finish_for_hand_out(store, copy, rows, {f"{MADE_WITH}{last.id}": last.made_with or __version__})
    try:
        content = target.read_bytes()
    except OSError as error:
        raise fault(error, target) from error
    unconfirmed = hand_out.confirming and not fresh.confirmed
    filled = completeness_of(Outline(rows, requests=requests), hand_out)
    return SubmittedFile(target, hashlib.sha256(content).hexdigest(), filled, unconfirmed, tuple(kept_back))


def finish_for_hand_out(store: Store, copy: Path, rows: Rows, meta: Mapping[str, str] | None = None) -> list[str]:
    """Make a copy's copy ready to be sent, in the schema in which the copy was handed out unless something would be lost.

    Return what would be: then it has the newest schema.
    """
    schema = store.handed_out_schema
    lost = left_out(rows, schema) if schema < NEWEST else []
    finish_copy(copy, NEWEST if lost else schema, meta)
    return lost


def _with_contact(fresh: Submit, contact: Contact, last: Submit | None) -> Submit:
    """Return a submit with its contact; what is blank is as in the last one, but a confirmation only of the same rows."""
    person, extension, confirmed = (last.person, last.extension, last.confirmed) if last is not None else ("", "", "")
    if last is not None and last.digest != fresh.digest:
        confirmed = ""
    return replace(
        fresh,
        person=collapse_whitespace(contact.person) or person,
        extension=collapse_whitespace(contact.extension) or extension,
        confirmed=collapse_whitespace(contact.confirmed) or confirmed,
    )


def collapse_whitespace(typed: str) -> str:
    """Return a text on one line, without blanks around it."""
    return " ".join(typed.split())


def _content(submit: Submit) -> tuple[str, ...]:
    """Return what makes one submission differ from another: the rows and the contact."""
    return submit.digest, submit.person, submit.extension, submit.confirmed


def _require_free(target: Path, location: str, submits: Sequence[Submit]) -> None:
    """Raise Refused where another file would be overwritten; an earlier submission of the same copy may be."""
    if not target.exists():
        return
    try:
        with Store.open(target, read_only=True) as store:
            theirs = store.records(Submit) if store.role == COPY else []
            # A submission that somebody has edited since is no longer one, and its edits are in no other file.
            own = {submit.id: submit.digest for submit in submits}
            ours = bool(theirs) and digest_of(store.load()) == own.get(theirs[-1].id)
    except DxdeskError:
        ours = False
    if not ours or target.samefile(location):
        raise Refused(f"「{target}」はすでにあるため、提出ファイルを作れません。別の名前を指定してください。")
