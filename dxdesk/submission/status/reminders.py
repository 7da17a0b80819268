"""Reminders (催促) to departments that have not handed in, or not everything: as a text, as mails and as a table."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from dxdesk.files import fault, replacing
from dxdesk.pages.formats import writer
from dxdesk.pages.page import Book, Page
from dxdesk.plan.rows.dates import is_past, long_day, long_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_department, find_plan
from dxdesk.plan.rows.model import Contact, Department
from dxdesk.plan.rows.outline import Outline
from dxdesk.store import Store
from dxdesk.submission.hand_out.copies import file_stem
from dxdesk.submission.status.board import Board, DepartmentStatus, SubmissionState, board

_SITUATION = {
    SubmissionState.HANDED_OUT: "まだ提出を受け取っていません。",
    SubmissionState.OVERDUE: "締切を過ぎましたが、まだ提出を受け取っていません。",
    SubmissionState.RETURNED: "差し戻しましたが、まだ再提出を受け取っていません。",
}
_INCOMPLETE = "提出を受け取りましたが、まだ記入されていないところがあります。"
_NO_REMINDER = {
    SubmissionState.NOT_HANDED_OUT: "まだ配布していない",
    SubmissionState.ACCEPTED: "必要なところがすべて提出されている",
}
# (差戻し, 記入様式) → what the department is to do.
_REQUESTS = {
    (False, False): "お手元の写しに記入し、提出ファイルを作ってお送りください。",
    (False, True): "お手元の記入様式（Excel）の記入欄に書き、保存してお送りください。",
    (True, False): "差戻しファイルの指摘を確かめて直し、提出ファイルを作ってお送りください。",
    (True, True): "差戻しの記入様式（Excel）の指摘を確かめて直し、保存してお送りください。",
}
_HEADINGS = (
    *("課", "担当者", "内線", "メールアドレス", "状態", "締切", "照会日", "文書番号", "発信者"),
    *("記入済", "必要", "未記入の数", "未記入", "件名", "本文"),
)


@dataclass(frozen=True)
class Reminders:
    """The files that were written, the departments reminded, and those left out because nothing was handed out to them."""

    files: tuple[Path, ...]
    departments: tuple[str, ...]
    not_handed_out: tuple[str, ...]


def is_remindable(department: DepartmentStatus) -> bool:
    """Return whether a department can be reminded: nothing has come from it, or something is still missing."""
    return department.state in _SITUATION or (department.state not in _NO_REMINDER and bool(department.missing))


def reminder(
    board: Board, department: DepartmentStatus, *, today: date | None = None, contact: Contact | None = None
) -> str:
    """Return a text for a mail to a department. Raises Refused where there is nothing to ask for."""
    if not is_remindable(department):
        why = _NO_REMINDER.get(department.state, _NO_REMINDER[SubmissionState.ACCEPTED])
        raise Refused(f"{department.name}は{why}ため、催促文はありません。")
    current = department.current
    answer = (department.state == SubmissionState.RETURNED, current is not None and current.form)
    whom = f"{contact.person}様" if contact is not None and contact.person else "ご担当者様"
    lines = [
        f"{department.name}　{whom}",
        "",
        f"「{board.title}」の{long_year(board.year)}分の進捗について、{_SITUATION.get(department.state, _INCOMPLETE)}",
        *_letter_line(department),
        *_due_line(department, today or date.today()),
        f"記入の状況：記入済 {department.filled}／必要 {department.required}（未記入 {department.required - department.filled}）",
        *(f"・{missing}" for missing in department.missing),
        "",
        _REQUESTS[answer],
        "行き違いでお送りいただいている場合は、ご容赦ください。",
        *(["", department.sender] if department.sender else []),
    ]
    return "\n".join(lines) + "\n"


def _letter_line(department: DepartmentStatus) -> list[str]:
    """Return the line about the letter with which it was asked: its day, and its reference where there is one."""
    day = _asked_day(department)
    parts = [f"{long_day(day).partition('（')[0]}付け" if day else "", department.reference]
    return [f"照会：{' '.join(filter(None, parts))}"] if any(parts) else []


def _asked_day(department: DepartmentStatus) -> str:
    """Return the local day on which a department was asked (ISO), blank where it is unknown."""
    try:
        return datetime.fromisoformat(department.asked).astimezone().date().isoformat()
    except ValueError:
        return ""


def _due_line(department: DepartmentStatus, today: date) -> list[str]:
    """Return the line about the due date; none where there is no date."""
    if department.due is None:
        return []
    return [f"締切：{long_day(department.due)}{'（締切を過ぎています）' if is_past(department.due, today) else ''}"]


# files


def write_reminders(
    store: Store,
    folder: str | Path,
    *,
    year: int | None = None,
    plan: str | None = None,
    departments: Sequence[str] = (),
    today: date | None = None,
) -> Reminders:
    """Write a mail for each department to be reminded, and a table of all for a mail merge; never over another file.

    Raises Refused, EnvironmentFault.
    """
    found = board(store, year, plan=plan, today=today)
    outline = Outline(store.load())
    the_plan = find_plan(outline, plan)
    wanted = {find_department(outline, the_plan, name).id for name in departments}
    chosen = [d for d in found.departments if (d.department in wanted if wanted else is_remindable(d))]
    untouched = [d.name for d in found.departments if not wanted and d.state == SubmissionState.NOT_HANDED_OUT]
    known = outline.rows.all(Department)
    contacts = {d.department: outline.contact(known[d.department]) for d in chosen}
    texts = [(d, reminder(found, d, today=today, contact=contacts[d.department])) for d in chosen]
    if not texts:
        return Reminders((), (), tuple(untouched))
    target = Path(folder)
    mails = [(target / f"催促_{file_stem(found.year, d.name)}.eml", d, text) for d, text in texts]
    table = target / f"催促_{short_year(found.year)}.csv"
    files = [*(file for file, _, _ in mails), table]
    for file in files:
        if file.exists():
            raise Refused(f"「{file}」はすでにあります。別のフォルダを指定するか、そのファイルを片付けてください。")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(error, target) from error
    try:
        for file, status, text in mails:
            with replacing(file) as temporary:
                temporary.write_bytes(mail(subject_of(found), text, contacts[status.department], status.name))
        with replacing(table) as temporary:
            writer("csv")(_table(found, texts, contacts), temporary)
    except BaseException:
        for file in files:
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise
    return Reminders(tuple(files), tuple(d.name for d, _ in texts), tuple(untouched))


def subject_of(board: Board) -> str:
    """Return the subject of the mails of a year."""
    return f"【お願い】{board.title}　{long_year(board.year)}分の提出について"


def mail(subject: str, text: str, contact: Contact | None, name: str) -> bytes:
    """Return a mail as a file that opens as a draft in Outlook and Thunderbird; without an address it has no To."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    if contact is not None and contact.address:
        whom = f"{name} {contact.person}".strip()
        message["To"] = Address(whom, addr_spec=contact.address)
    message["X-Unsent"] = "1"
    message.set_content(text, charset="utf-8", cte="base64")
    return message.as_bytes()


def _table(found: Board, texts: Sequence[tuple[DepartmentStatus, str]], contacts: dict[str, Contact | None]) -> Book:
    """Return the table for a mail merge, a row for each department."""
    page = Page("催促")
    for column, heading in enumerate(_HEADINGS):
        page.put(0, column, heading, "heading")
    for row, (status, text) in enumerate(texts, 1):
        contact = contacts[status.department]
        person, extension, address = (contact.person, contact.extension, contact.address) if contact else ("", "", "")
        day = _asked_day(status)
        cells = (
            *(status.name, person, extension, address, status.state.value),
            *(long_day(status.due) if status.due else "", long_day(day) if day else "", status.reference, status.sender),
            *(str(status.filled), str(status.required), str(len(status.missing)), "\n".join(status.missing)),
            *(subject_of(found), text),
        )
        for column, cell in enumerate(cells):
            page.put(row, column, cell)
    return Book("催促", [page])
