"""Hand in: a department closes its copy and writes the file to send."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.files import fault
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import COPY, Store
from dxdesk.store.file.inspect import compact_plan, copy_plan, replacing_plan
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import Submit
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
    """The file to send, its SHA-256, how much is filled in, and whether the confirmation of a 課長 is still missing."""

    file: Path
    sha256: str
    filled: Completeness
    unconfirmed: bool = False


def submit(location: str, file: str | Path, *, author: str, contact: Contact = Contact()) -> SubmittedFile:
    """Close a copy and write it to `file`; an unchanged copy is not closed twice. Raises Refused, EnvironmentFault."""
    target = Path(file)
    with Store.open(location, author=author) as store:
        hand_out = hand_out_of(store)
        submits = store.records(Submit)
        _require_free(target, location, submits)
        rows, requests = store.load(), store.requests()
        last = submits[-1] if submits else None
        fresh = Submit(id=str(uuid.uuid4()), hand_out=hand_out.id, at=utc_now(), author=author, digest=digest_of(rows))
        fresh = _with_contact(fresh, contact, last)
        if last is None or _content(last) != _content(fresh):
            store.transaction(
                lambda transaction: transaction.insert(replace(fresh, batch=transaction.newest_batch_number()))
            )
        with replacing_plan(target) as copy:
            copy_plan(Path(location), copy)
            compact_plan(copy)
    try:
        content = target.read_bytes()
    except OSError as error:
        raise fault(error, target) from error
    unconfirmed = hand_out.confirming and not fresh.confirmed
    return SubmittedFile(
        target, hashlib.sha256(content).hexdigest(), completeness_of(Outline(rows, requests=requests), hand_out), unconfirmed
    )


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
            ours = bool(theirs) and theirs[-1] in submits and digest_of(store.load()) == theirs[-1].digest
    except DxdeskError:
        ours = False
    if not ours or target.samefile(location):
        raise Refused(f"「{target}」はすでにあるため、提出ファイルを作れません。別の名前を指定してください。")
