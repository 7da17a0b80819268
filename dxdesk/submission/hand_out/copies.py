"""One fresh copy for each department, and the memory of what was handed out."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dxdesk.files import fault
from dxdesk.plan.analysis.required import RequiredItem, required_items_in_plan
from dxdesk.plan.rows.dates import read_due, short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.model import Department, Indicator, Plan
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.plan.rows.owners import entry_owner, figure_owner
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, MASTER, Extras, Store
from dxdesk.store.tables.codec import encode_json
from dxdesk.store.tables.compress import sorted_by_id
from dxdesk.store.tables.records import HandOut, YearLock, locked_years
from dxdesk.store.tables.transaction import Transaction
from dxdesk.submission.hand_out.excel_forms import FORM_SUFFIX, make_form, write_form

# What Windows does not take in a file name, and white space that is easily lost.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\s]+')
_LONGEST = 80
COPY_SUFFIX = ".dxdb"


@dataclass(frozen=True)
class HandedOutFile:
    """A department's copy or form."""

    department: str
    file: Path


@dataclass(frozen=True)
class HandOutRequest:
    """What is handed out: the year (None: the latest 実績 year), to whom (none: everybody concerned), until when.

    `message`: 照会文, `guide`: 記入要領, `notes`: remarks on rows as (table, row id, text); `confirming`: whether a 課長
    is to confirm what is handed in; `excel`: forms to fill in with Excel in place of copies.
    """

    year: int | None = None
    departments: Sequence[str] = ()
    due: str | None = None
    message: str = ""
    plan: str | None = None
    guide: str = ""
    notes: Sequence[tuple[str, str, str]] = ()
    confirming: bool = False
    excel: bool = False


def hand_out(store: Store, folder: str | Path, asking: HandOutRequest, *, author: str) -> list[HandedOutFile]:
    """Writes one copy or form a department into `folder`; never over another file. Raises Refused, EnvironmentFault."""
    require_master(store)
    asking = replace(asking, due=read_due(asking.due))
    rows = store.load()
    outline = Outline(rows)
    plan = find_plan(outline, asking.plan)
    year = _year(store, plan, asking.year)
    asked = required_items_in_plan(outline, plan, year)
    departments = _departments(outline, plan, asking.departments) or concerned_departments(outline, plan, year, asked)
    if not departments:
        other = "するか、--department で指定" if outline.departments(plan) else ""
        raise Refused(f"{short_year(year)} に記入する課が計画にありません。施策の担当課を登録{other}してください。")
    records = [_record(plan, department, year, asked, asking, author) for department in departments]
    files = _files(Path(folder), year, departments, FORM_SUFFIX if asking.excel else COPY_SUFFIX)
    return _carry_out(store, rows, list(zip(records, files, strict=True)), author)


def require_master(store: Store) -> None:
    """Raises Refused for a department's copy."""
    if store.role != MASTER:
        raise Refused(f"「{store.location}」は課に配られた写しです。元の計画ファイルを指定してください。")


def _year(store: Store, plan: Plan, given: int | None) -> int:
    year = given if given is not None else asked_year(plan)
    if year is None:
        raise Refused(f"「{plan.title}」には実績の年度がありません。--year で年度を指定してください。")
    if not plan.shown_from <= year <= plan.shown_to:
        raise Refused(
            f"{short_year(year)} は「{plan.title}」の表示年度（{short_year(plan.shown_from)}～{short_year(plan.shown_to)}）にありません。年度を確かめてください。"
        )
    if (plan.id, year) in locked_years(store.records(YearLock)):
        raise Refused(f"{short_year(year)} は確定済みなので配れません。年度を確かめるか、先に確定を解除してください。")
    return year


def _departments(outline: Outline, plan: Plan, names: Sequence[str]) -> list[Department]:
    found = [find_department(outline, plan, name) for name in names]
    return list(dict.fromkeys(found))


def concerned_departments(outline: Outline, plan: Plan, year: int, asked: Sequence[RequiredItem]) -> list[Department]:
    """Whoever is asked for something, or has lines or figures in the year or the one before; in the plan's order."""
    owners = {a.owner.id for a in asked if a.owner is not None}
    years = (year - 1, year)
    measures = {m.id for m in outline.measures(plan)}
    for measure in outline.measures(plan):
        for entry in outline.all_entries(measure):
            if entry.year in years and (owner := entry_owner(outline, entry)) is not None:
                owners.add(owner.id)
    for indicator in outline.rows.all(Indicator).values():
        if indicator.measure in measures and any(f.year in years and f.text for f in outline.figures(indicator)):
            owner = figure_owner(outline, indicator)
            owners |= {owner.id} if owner is not None else set()
    return [department for department in outline.departments(plan) if department.id in owners]


def _record(
    plan: Plan, department: Department, year: int, asked: Sequence[RequiredItem], asking: HandOutRequest, author: str
) -> HandOut:
    return HandOut(
        id=str(uuid.uuid4()),
        plan=plan.id,
        department=department.id,
        name=department.name,
        year=year,
        due=asking.due,
        message=asking.message,
        guide=asking.guide,
        confirming=asking.confirming,
        comments=encode_json(list(asking.notes)),
        required=encode_json([a.key for a in asked if a.owner == department]),
        at=utc_now(),
        author=author,
    )


def is_late(due: str | None, at: str) -> bool:
    """Whether a moment (as `now` writes it) is past a due date; the day that is due counts to its end, here."""
    try:
        return due is not None and datetime.fromisoformat(at).astimezone().date().isoformat() > due
    except ValueError:
        return False  # a copy tells its own time: one that is none is no proof


def file_stem(year: int, department: str) -> str:
    """`R6_市民課`, safe on Windows whatever the department is called."""
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", department)).strip("._ ")[:_LONGEST]
    return f"{short_year(year)}_{safe or '課'}"


def _files(folder: Path, year: int, departments: Sequence[Department], ending: str) -> list[Path]:
    """A name for each that nobody has, also where names differ only in case or in what had to be replaced."""
    taken: set[str] = set()
    files = []
    for department in departments:
        stem = file_stem(year, department.name)
        names = (f"{stem}{count}{ending}" for count in ("", *(f"_{n}" for n in range(2, len(departments) + 2))))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        files.append(folder / name)
    for file in files:
        if file.exists():
            raise Refused(f"「{file}」はすでにあります。別のフォルダを指定するか、そのファイルを片付けてください。")
    return files


def _carry_out(store: Store, rows: Rows, records: list[tuple[HandOut, Path]], author: str) -> list[HandedOutFile]:
    """First remembered, then written: a copy that nobody remembers could never come back."""

    def remember(at_once: Transaction) -> list[HandOut]:
        base = at_once.insert_base(rows)
        return [at_once.insert(replace(record, base=base)) for record, _ in records]

    kept, outline = store.transaction(remember), Outline(rows)
    written: list[Path] = []
    try:
        for record, file in records:
            if file.suffix == FORM_SUFFIX:
                write_form(make_form(outline, record), file)
            else:
                write_copy(store, rows, record, file, author)
            written.append(file)
    except BaseException:
        for file in written:
            with suppress(OSError):
                file.unlink()
        store.transaction(lambda at_once: at_once.delete(kept))
        raise
    return [HandedOutFile(record.name, file) for record, file in records]


def write_copy(store: Store, rows: Rows, record: HandOut, file: Path, author: str) -> None:
    """A department's copy: the rows, its hand-out and what is locked; nothing of the master's own."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, file.parent) from error
    # In the order in which what comes back is expected.
    Store.create(
        file, sorted_by_id(rows), author=author, extras=Extras(role=COPY, records=[record, *store.records(YearLock)])
    ).close()
