"""課からの連絡: what departments wrote beside what they were asked for, in a list, and the replies."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dxdesk.files import replacing
from dxdesk.plan.changes.edits import write_text
from dxdesk.plan.changes.messages import mark_read
from dxdesk.plan.rows.change import WHOLE
from dxdesk.plan.rows.dates import long_year, short_year
from dxdesk.plan.rows.errors import Refused
from dxdesk.plan.rows.lookup import find_plan
from dxdesk.plan.rows.model import UNREAD, Department, Measure, Message, Plan
from dxdesk.plan.rows.outline import Outline, measure_name
from dxdesk.store import Store
from dxdesk.store.tables.results import HistoryEntry
from dxdesk.submission.roles import require_master, write_changes
from dxdesk.submission.status.reminders import mail


@dataclass(frozen=True)
class Letter:
    """A message as the coordinator reads it; `at` and `author` are of its text as it is now, blank where unknown."""

    message: Message
    department: str
    measure: str
    at: str = ""
    author: str = ""

    @property
    def what(self) -> str:
        """What it is about, without its measure."""
        return self.message.what


def letters(store: Store, outline: Outline, plan: Plan, year: int | None = None) -> list[Letter]:
    """Return a plan's messages, of one year where it is given: unread ones first, then the newest first."""
    found = [
        (department, message)
        for department in outline.departments(plan)
        for message in outline.messages(department)
        # One that was blanked before anybody read it is none.
        if year in (None, message.year) and (message.text.strip() or message.seen)
    ]
    history = store.history([("message", message.id) for _, message in found]) if found else []
    written = _last_written(history)
    made = [_letter(outline, department, message, written.get(message.id)) for department, message in found]
    made.sort(key=lambda letter: letter.at, reverse=True)
    return sorted(made, key=lambda letter: letter.message.state != UNREAD)


def _last_written(history: Iterable[HistoryEntry]) -> dict[str, HistoryEntry]:
    """Return message id → the newest change of its text; `history`: newest first."""
    found: dict[str, HistoryEntry] = {}
    for entry in history:
        if entry.change.field in (WHOLE, "text"):
            found.setdefault(entry.change.id, entry)
    return found


def _letter(outline: Outline, department: Department, message: Message, written: HistoryEntry | None) -> Letter:
    measure = outline.rows.all(Measure).get(message.measure or "")
    name = measure_name(measure) if measure is not None else ""
    if written is None:
        return Letter(message, department.name, name)
    return Letter(message, department.name, name, written.at, written.author)


def messages(
    store: Store, plan: str | None = None, year: int | None = None, *, measure: Measure | None = None
) -> list[dict[str, Any]]:
    """Return a plan's messages for `--json`, of one measure where it is given. Raises Refused."""
    outline = Outline(store.load())
    found = letters(store, outline, find_plan(outline, plan), year)
    return [message_json(letter) for letter in found if measure is None or letter.message.measure == measure.id]


def message_json(letter: Letter) -> dict[str, Any]:
    """Return a message for `--json`."""
    message = letter.message
    return {
        "id": message.id,
        "department": letter.department,
        "at": letter.at,
        "author": letter.author,
        "year": short_year(message.year),
        "measure": letter.measure or None,
        "what": message.what,
        "text": message.text,
        "state": message.state,
        "reply": message.reply,
    }


def letter_of(store: Store, message_id: str) -> Letter:
    """Return a message by its id. Raises Refused."""
    outline = Outline(store.load())
    message = outline.rows.all(Message).get(message_id)
    if message is None:
        raise Refused(f"「{message_id}」という連絡はありません。「messages」で番号を確かめてください。")
    department = outline.rows.all(Department)[message.department]
    plan = outline.rows.all(Plan)[department.plan]
    return next(letter for letter in letters(store, outline, plan) if letter.message.id == message_id)


def answer_message(store: Store, message_id: str, reply: str | None, *, author: str) -> int:
    """Reply to a message, or note that it was read where `reply` is None. Return the number of changes. Raises Refused."""
    require_master(store)
    rows = store.load()
    message = rows.all(Message).get(message_id)
    if message is None:
        raise Refused(f"「{message_id}」という連絡はありません。「messages」で番号を確かめてください。")
    changes = mark_read(message) if reply is None else write_text(Outline(rows), message, "reply", reply)
    reason = "課からの連絡への回答" if reply is not None else "課からの連絡を読んだ"
    return write_changes(store, changes, author=author, reason=reason)


def title_of_plan(outline: Outline, letter: Letter) -> str:
    """Return the title of the plan that a message is about."""
    department = outline.rows.all(Department)[letter.message.department]
    return outline.rows.all(Plan)[department.plan].title


def reply_text(letter: Letter, title: str) -> str:
    """Return a reply as the text of a mail. Raises Refused where nothing was replied."""
    message = letter.message
    if not message.reply.strip():
        raise Refused("まだ回答が書かれていません。回答を書いてから、もう一度行ってください。")
    about = "　".join(part for part in (letter.measure, message.what) if part)
    lines = [
        f"{letter.department}　ご担当者様",
        "",
        f"「{title}」の{long_year(message.year)}分について、ご連絡いただいた件にお答えします。",
        "",
        f"対象：{about}",
        f"ご連絡：{message.text}",
        "",
        f"回答：{message.reply}",
    ]
    return "\n".join(lines) + "\n"


def write_reply_mail(outline: Outline, letter: Letter, title: str, file: str | Path) -> Path:
    """Write a reply as a mail (.eml) to the department; never over another file. Raises Refused, EnvironmentFault."""
    target = Path(file)
    department = outline.rows.all(Department)[letter.message.department]
    content = mail(
        f"【回答】{title}　{letter.message.what}について",
        reply_text(letter, title),
        outline.contact(department),
        department.name,
    )
    if target.exists():
        raise Refused(f"「{target}」はすでにあります。別の名前を指定してください。")
    with replacing(target) as temporary:
        temporary.write_bytes(content)
    return target
