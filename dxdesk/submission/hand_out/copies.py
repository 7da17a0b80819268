"""Hand out: one copy or form for each department, recorded in the master so that it can come back."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dxdesk import __version__
from dxdesk.files import fault
from dxdesk.plan.analysis.required import RequiredItem
from dxdesk.plan.rows.dates import local_time, short_year, utc_now
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.extract import Extracts, is_by_name
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import Department, Measure, Plan
from dxdesk.plan.rows.outline import Outline, asked_year
from dxdesk.plan.rows.rows import Rows
from dxdesk.store import COPY, Extras, Store
from dxdesk.store.file.step_back import OLDEST_COPY, readable_rows
from dxdesk.store.tables.codec import encode_json
from dxdesk.store.tables.compress import sorted_by_id
from dxdesk.store.tables.records import HandOut, Record, Remark, Request, YearLock
from dxdesk.store.tables.transaction import Transaction
from dxdesk.store.version import NEWEST, is_version, release_of, schema_of
from dxdesk.submission.hand_out.due_date import read_coming_due
from dxdesk.submission.hand_out.excel_forms import FORM_SUFFIX, make_form, write_form
from dxdesk.submission.hand_out.recipients import asked_departments, named_departments
from dxdesk.submission.hand_out.requests import (
    RequestByHand,
    request_records,
    require_open_year,
    required_anew,
    with_requests,
)
from dxdesk.submission.roles import require_master

# What Windows refuses in a file name, and white space that is easily lost.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\s]+')
_LONGEST = 80  # characters of a department's name in a file name
COPY_SUFFIX = ".dxdb"


@dataclass(frozen=True)
class HandedOutFile:
    """A department's copy or form."""

    department: str
    file: Path


@dataclass(frozen=True)
class HandOutRequest:
    """What is handed out: the year (None: the latest 実績 year), to whom (none: all departments concerned), until when.

    `message`: 照会文, `guide`: 記入要領, `notes`: remarks on rows as (table, row id, text); `confirming`: whether a 課長
    is to confirm what is handed in; `excel`: forms to fill in with Excel in place of copies; `whole`: copies with all
    measures whole, not only those in which the department has a part; `reference` and `sender`: 文書番号 and 発信者 of the
    letter; `recipient`: who gets it; `past`: the due date may have passed; `by_hand`: requests; `release`: the dxdesk that
    shall open the copies (None: this one).
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
    whole: bool = False
    reference: str = ""
    sender: str = ""
    recipient: str = ""
    past: bool = False
    by_hand: Sequence[RequestByHand] = ()
    release: str | None = None


def hand_out(store: Store, folder: str | Path, request: HandOutRequest, *, author: str) -> list[HandedOutFile]:
    """Write a copy or form for each department into `folder`; never over another file. Raises Refused, EnvironmentFault."""
    require_master(store)
    due = read_coming_due(request.due, past=request.past)
    outline = store.outline()
    plan = find_plan(outline, request.plan)
    year = _year(store, plan, request.year)
    schema = _schema(request)
    requests = [r for r in request_records(outline, plan, year, request.by_hand, author) if r is not None]
    departments = named_departments(outline, plan, request.departments)
    outline = with_requests(outline, requests)
    required = required_anew(outline, plan, year, departments)
    departments = departments or asked_departments(outline, plan, required)
    if not departments:
        other = "するか、--department で指定" if outline.departments(plan) else ""
        raise Refused(f"{short_year(year)} に記入する課が計画にありません。施策の担当課を登録{other}してください。")
    common = HandOut(
        id="",
        plan=plan.id,
        department="",
        name="",
        year=year,
        due=due,
        message=request.message,
        guide=request.guide,
        confirming=request.confirming,
        comments=encode_json(list(request.notes)),
        at=utc_now(),
        author=author,
        made_with=__version__,
        reference=" ".join(request.reference.split()),
        sender=request.sender.strip(),
        recipient=" ".join(request.recipient.split()),
        form=request.excel,
    )
    records = [_addressed(common, department, required) for department in departments]
    files = _files(Path(folder), year, departments, FORM_SUFFIX if request.excel else COPY_SUFFIX)
    contents = _Contents(outline, plan, request.whole, schema)
    return _record_and_write(store, contents, list(zip(records, files, strict=True)), requests)


def _addressed(common: HandOut, department: Department, required: Sequence[RequiredItem]) -> HandOut:
    """Return what all departments are handed out, as one department's record."""
    keys = [item.key for item in required if item.owner == department]
    return replace(common, id=str(uuid.uuid4()), department=department.id, name=department.name, required=encode_json(keys))


def _schema(request: HandOutRequest) -> int:
    """Return the schema of the copies: of the release that shall open them. Raises Refused where none can be made."""
    if request.release is None or request.excel:
        return NEWEST
    if not is_version(request.release):
        raise Refused(f"「{request.release}」は dxdesk の版として読めません。0.1.0 のように指定してください。")
    schema = schema_of(request.release)
    if schema is None or schema < OLDEST_COPY:
        raise Refused(
            f"dxdesk {request.release} で開ける写しは作れません（{release_of(OLDEST_COPY)} 以上で開けます）。"
            "--excel を付けて、代わりに記入様式を配ってください。"
        )
    return schema


def _year(store: Store, plan: Plan, given: int | None) -> int:
    """Return the year to hand out. Raises Refused for one that the plan does not have, or that is locked."""
    year = given if given is not None else asked_year(plan)
    if year is None:
        raise Refused(f"「{plan.title}」には実績の年度がありません。--year で年度を指定してください。")
    require_open_year(store, plan, year)
    return year


def file_stem(year: int, department: str) -> str:
    """Return a name like `R6_市民課`, safe on Windows whatever the department is called."""
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", department)).strip("._ ")[:_LONGEST]
    return f"{short_year(year)}_{safe or '課'}"


def _files(folder: Path, year: int, departments: Sequence[Department], suffix: str) -> list[Path]:
    """Return a file for each, also where names differ only in case or in replaced characters. Raises Refused."""
    used: set[str] = set()
    files = []
    for department in departments:
        stem = file_stem(year, department.name)
        names = (f"{stem}{count}{suffix}" for count in ("", *(f"_{n}" for n in range(2, len(departments) + 2))))
        name = next(name for name in names if name.casefold() not in used)
        used.add(name.casefold())
        files.append(folder / name)
    for file in files:
        if file.exists():
            raise Refused(f"「{file}」はすでにあります。別のフォルダを指定するか、そのファイルを片付けてください。")
    return files


class _Contents:
    """What goes out of a master: to a form all rows to ask from, into a copy what the department needs of its plan."""

    def __init__(self, outline: Outline, plan: Plan, whole: bool, schema: int) -> None:
        self.outline, self.schema = outline, schema
        self._plan, self._whole = plan, whole

    @cached_property
    def _extracts(self) -> Extracts:
        return Extracts(self.outline, self._plan)

    def rows(self, record: HandOut, file: Path) -> Rows:
        """Return the rows that go with one file."""
        if file.suffix == FORM_SUFFIX:
            return self.outline.rows
        rows = self._extracts.rows_for(self.outline.rows.all(Department)[record.department], whole=self._whole)
        return rows if self.schema == NEWEST else readable_rows(rows, self.schema)

    def remarks(self, record: HandOut, file: Path) -> list[Remark]:
        """Return the remarks that go with one file: into a copy those on what is whole there."""
        if file.suffix == FORM_SUFFIX or not record.remarks:
            return record.remarks
        outline = Outline(self.rows(record, file))
        rows = ((remark, outline.rows.get(*remark[:2])) for remark in record.remarks)
        return [remark for remark, row in rows if row and not (isinstance(row, Measure) and is_by_name(outline, row))]


def _record_and_write(
    store: Store, contents: _Contents, records: list[tuple[HandOut, Path]], requests: list[Request]
) -> list[HandedOutFile]:
    """Record hand-outs and requests, then write the files: a copy that is not recorded could never come back."""

    def record_all(transaction: Transaction) -> list[Record]:
        shared = transaction.insert_base(contents.outline.rows) if any(f.suffix == FORM_SUFFIX for _, f in records) else None
        # What comes back is compared with exactly what went out.
        bases = (shared or transaction.insert_base(contents.rows(record, file)) for record, file in records)
        handed = [transaction.insert(replace(record, base=base)) for (record, _), base in zip(records, bases, strict=True)]
        return [*handed, *(transaction.insert(request) for request in requests)]

    records = [(replace(record, comments=encode_json(contents.remarks(record, file))), file) for record, file in records]
    recorded = store.transaction(record_all)
    written: list[Path] = []
    try:
        for record, file in records:
            if file.suffix == FORM_SUFFIX:
                write_form(make_form(contents.outline, record), file)
            else:
                write_copy(store, contents.rows(record, file), [record], file, contents.schema)
            written.append(file)
    except BaseException:
        for file in written:
            with suppress(OSError):
                file.unlink()
        store.transaction(lambda transaction: transaction.delete(recorded))
        raise
    return [HandedOutFile(record.name, file) for record, file in records]


def write_copy(store: Store, rows: Rows, records: Sequence[Record], file: Path, schema: int = NEWEST) -> None:
    """Write a department's copy: its rows and records, its hand-out among them, and which years of its plan are locked."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, file.parent) from error
    plans = rows.all(Plan)
    locks = [replace(lock, counts="{}") for lock in store.records(YearLock) if lock.plan in plans]
    # In the order in which what comes back is expected.
    (hand_out,) = (record for record in records if isinstance(record, HandOut))
    extras = Extras(role=COPY, records=[*records, *locks], schema=schema, origin=_origin(plans[hand_out.plan], hand_out))
    Store.write(file, sorted_by_id(rows), author=hand_out.author, extras=extras)


def _origin(plan: Plan, hand_out: HandOut) -> str:
    """Return who handed a copy out and when, for whoever cannot open it."""
    return f"{plan.municipality} {hand_out.sender or hand_out.author}（{plan.title}、{local_time(hand_out.at)}）"
