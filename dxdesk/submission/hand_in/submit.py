"""A department closes its copy for handing in."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dxdesk.files import fault
from dxdesk.plan.analysis.required import RequiredItem, RequiredKey, required_items
from dxdesk.plan.changes.describe import year_column
from dxdesk.plan.rows.dates import utc_now
from dxdesk.plan.rows.errors import DxdeskError, Refused
from dxdesk.plan.rows.model import RESULT, Figure, Indicator, Measure
from dxdesk.plan.rows.outline import Outline, full_name, measure_name
from dxdesk.store import COPY, Store
from dxdesk.store.file.inspect import copy_plan, replacing_plan
from dxdesk.store.tables.digest import digest_of
from dxdesk.store.tables.records import HandOut, Submit


@dataclass(frozen=True)
class Completeness:
    """What a hand-out asked for, and what of it is not there, each in words: `1-(1) … 【…】R6実績`."""

    required: int
    missing: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How much of it is there."""
        return self.required - len(self.missing)


@dataclass(frozen=True)
class SubmittedFile:
    """The file to send, its SHA-256, what it holds of what was asked, and whether a 課長 was to confirm it and did not."""

    file: Path
    sha256: str
    filled: Completeness
    unconfirmed: bool = False


def submit(
    location: str, file: str | Path, *, author: str, person: str = "", extension: str = "", confirmed: str = ""
) -> SubmittedFile:
    """Closes a copy and writes it to `file`; an unchanged copy is not closed twice. Raises Refused, EnvironmentFault.

    `person` and `extension`: whom to ask, blank for those told last time; `confirmed`: the 課長 who confirmed it.
    """
    target = Path(file)
    with Store.open(location, author=author) as store:
        hand_out = hand_out_of(store)
        submits = store.records(Submit)
        _free(target, location, submits)
        rows = store.load()
        digest = digest_of(rows)
        closing = _closing(hand_out, submits[-1] if submits else None, digest, author)
        closing = replace(
            closing,
            person=collapse_whitespace(person) or closing.person,
            extension=collapse_whitespace(extension) or closing.extension,
            confirmed=collapse_whitespace(confirmed) or closing.confirmed,
        )
        if not submits or _what(submits[-1]) != _what(closing):
            store.transaction(lambda at_once: at_once.insert(replace(closing, batch=at_once.newest_batch_number())))
        with replacing_plan(target) as copy:
            copy_plan(Path(location), copy)
    try:
        content = target.read_bytes()
    except OSError as error:
        raise fault(error, target) from error
    unconfirmed = hand_out.confirming and not closing.confirmed
    return SubmittedFile(target, hashlib.sha256(content).hexdigest(), completeness(Outline(rows), hand_out), unconfirmed)


def _closing(hand_out: HandOut, before: Submit | None, digest: str, author: str) -> Submit:
    """The act of closing; whom to ask is as before, but what was changed since nobody has confirmed."""
    fresh = Submit(id=str(uuid.uuid4()), hand_out=hand_out.id, at=utc_now(), author=author, digest=digest)
    if before is None:
        return fresh
    confirmed = before.confirmed if before.digest == digest else ""
    return replace(fresh, person=before.person, extension=before.extension, confirmed=confirmed)


def collapse_whitespace(typed: str) -> str:
    """What was typed, without breaks and blanks around."""
    return " ".join(typed.split())


def _what(submit: Submit) -> tuple[str, ...]:
    """What makes a submission another one: what it holds, whom to ask, who confirmed it."""
    return submit.digest, submit.person, submit.extension, submit.confirmed


def hand_out_of(store: Store) -> HandOut:
    """The hand-out that a copy is. Raises Refused for any other file."""
    hand_outs = store.records(HandOut)
    if store.role != COPY or len(hand_outs) != 1:
        raise Refused(f"「{store.location}」は課に配られた写しではありません。配られたファイルを指定してください。")
    return hand_outs[0]


def _free(target: Path, location: str, submits: Sequence[Submit]) -> None:
    """Raises Refused where the file to write is somebody else's; an earlier submission of the same copy is replaced."""
    if not target.exists():
        return
    try:
        with Store.open(target, read_only=True) as store:
            theirs = store.records(Submit) if store.role == COPY else []
            # What somebody has gone on writing in is no submission any more, and in no other file.
            ours = bool(theirs) and theirs[-1] in submits and digest_of(store.load()) == theirs[-1].digest
    except DxdeskError:
        ours = False
    if not ours or target.samefile(location):
        raise Refused(f"「{target}」はすでにあるため、提出ファイルを作れません。別の名前を指定してください。")


@dataclass(frozen=True)
class Todo:
    """One thing that a hand-out asked for, in words; `table` and `row`: where it is written.

    `stale`: last year's is there, and nobody has touched it.
    """

    text: str
    table: str
    row: str
    measure: str
    year: int
    filled: bool
    stale: bool = False


def todos_of(outline: Outline, hand_out: HandOut) -> list[Todo]:
    """All that a hand-out asked for, in the order of its frozen denominator."""
    return [_todo(outline, key, asked) for key, asked in _asked(outline, hand_out).items()]


def _todo(outline: Outline, key: RequiredKey, asked: RequiredItem | None) -> Todo:
    """A figure is written in its cell, a line in its measure."""
    measure, year, _, indicator = key
    table, row = "measure", measure
    if indicator:
        table, row = "figure", Figure.new(indicator=indicator, year=year, role=RESULT).id
    filled, stale = (asked.filled, asked.stale) if asked is not None else (False, False)
    return Todo(_told(outline, key), table, row, measure, year, filled, stale)


def completeness(outline: Outline, hand_out: HandOut) -> Completeness:
    """What of a hand-out's frozen denominator stands in a plan."""
    missing = _missing(outline, hand_out)
    return Completeness(len(hand_out.required_keys), tuple(_told(outline, key) for key in missing))


def missing_rows(outline: Outline, hand_out: HandOut) -> list[tuple[str, str]]:
    """The rows (table, id) on which something that was asked for is not there: indicators, and measures for lines."""
    return [("indicator", key[3]) if key[3] else ("measure", key[0]) for key in _missing(outline, hand_out)]


def _missing(outline: Outline, hand_out: HandOut) -> list[RequiredKey]:
    return [key for key, asked in _asked(outline, hand_out).items() if asked is None or not asked.filled]


def _asked(outline: Outline, hand_out: HandOut) -> dict[RequiredKey, RequiredItem | None]:
    """The frozen denominator, with what of it is asked now (None: nothing of the kind any more)."""
    keys = hand_out.required_keys
    measures = outline.rows.all(Measure)
    wanted = dict.fromkeys(key[0] for key in keys if key[0] in measures)
    there = {asked.key: asked for m in wanted for asked in required_items(outline, measures[m], hand_out.year)}
    return {key: there.get(key) for key in keys}


def _told(outline: Outline, key: RequiredKey) -> str:
    measure_id, year, kind, indicator_id = key
    measure = outline.rows.all(Measure).get(measure_id)
    indicator = outline.rows.all(Indicator).get(indicator_id)
    where = measure_name(measure) if measure is not None else "削除された施策"
    return (
        f"{where} "
        + (f"【{full_name(outline.rows, indicator)}】" if indicator is not None else "")
        + year_column(year, kind)
    )
